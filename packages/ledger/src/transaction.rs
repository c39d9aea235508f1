//! Signed transactions of the embedded ledger.

use cosmwasm_std::{Binary, HexBinary};
use k256::ecdsa::signature::Verifier;
use k256::ecdsa::{Signature, VerifyingKey};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{ADDRESS_PREFIX, LedgerError, Result, Signer, account_address};

/// Separates these signatures from all others made with the same key.
const DOMAIN: &str = "chartseal/embedded-transaction/v1";

/// What a transaction asks for: the messages of wasmd that the contracts need.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Message {
    /// Executes a message on a contract (`MsgExecuteContract`).
    Execute {
        /// The contract's address.
        contract: String,
        /// The message, JSON.
        msg: Binary,
    },
    /// Makes a contract of a stored code, at an address that depends on code, sender and salt (`MsgInstantiateContract2`).
    Instantiate {
        /// The code.
        code_id: u64,
        /// A name for people.
        label: String,
        /// Who may migrate the contract; nobody if none.
        admin: Option<String>,
        /// 1 to 64 bytes.
        salt: Binary,
        /// The instantiation message, JSON.
        msg: Binary,
    },
    /// Moves a contract to another code; only its admin may (`MsgMigrateContract`).
    Migrate {
        /// The contract's address.
        contract: String,
        /// The new code.
        code_id: u64,
        /// The migration message, JSON.
        msg: Binary,
    },
}

/// A signed transaction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transaction {
    /// The chain it is for.
    pub chain_id: String,
    /// How many transactions of the account came before.
    pub sequence: u64,
    /// What it asks for, all or nothing.
    pub messages: Vec<Message>,
    /// The sender's compressed public key, 33 bytes.
    pub public_key: HexBinary,
    /// r‖s over SHA-256 of [`Transaction::sign_bytes`], 64 bytes.
    pub signature: HexBinary,
}

impl Transaction {
    /// Signs messages for a chain and a sequence number.
    pub fn sign(chain_id: &str, sequence: u64, messages: Vec<Message>, signer: &dyn Signer) -> Result<Self> {
        let mut transaction = Self {
            chain_id: chain_id.into(),
            sequence,
            messages,
            public_key: signer.public_key().into(),
            signature: HexBinary::default(),
        };
        transaction.signature = signer.sign(&transaction.sign_bytes())?.into();
        Ok(transaction)
    }

    /// What is signed: domain, chain, public key, sequence and messages, every text and byte string preceded by its
    /// length, so that no two transactions share their bytes.
    pub fn sign_bytes(&self) -> Vec<u8> {
        let mut out = Encoder::default();
        out.bytes(DOMAIN.as_bytes())
            .bytes(self.chain_id.as_bytes())
            .bytes(&self.public_key)
            .number(self.sequence);
        out.number(self.messages.len() as u64);
        for message in &self.messages {
            match message {
                Message::Execute { contract, msg } => out.number(1).bytes(contract.as_bytes()).bytes(msg),
                Message::Instantiate { code_id, label, admin, salt, msg } => out
                    .number(2)
                    .number(*code_id)
                    .bytes(label.as_bytes())
                    .number(admin.is_some().into())
                    .bytes(admin.as_deref().unwrap_or_default().as_bytes())
                    .bytes(salt)
                    .bytes(msg),
                Message::Migrate { contract, code_id, msg } => {
                    out.number(3).bytes(contract.as_bytes()).number(*code_id).bytes(msg)
                }
            };
        }
        out.0
    }

    /// SHA-256 of the signed bytes with key and signature, upper-case hex.
    pub fn hash(&self) -> String {
        hex::encode_upper(self.digest())
    }

    pub(crate) fn digest(&self) -> [u8; 32] {
        Sha256::new().chain_update(self.sign_bytes()).chain_update(&self.signature).finalize().into()
    }

    /// Checks the signature and returns the sender's address. A signature with s in the upper half is refused: there is
    /// one signature, and so one hash, that a holder of the transaction can present.
    pub fn verify(&self) -> Result<String> {
        let bad = |_| LedgerError::BadSignature;
        let key = VerifyingKey::from_sec1_bytes(&self.public_key).map_err(bad)?;
        let signature = Signature::from_slice(&self.signature).map_err(bad)?;
        if signature.normalize_s().is_some() {
            return Err(LedgerError::BadSignature);
        }
        key.verify(&self.sign_bytes(), &signature).map_err(bad)?;
        let compressed = self.public_key.as_slice().try_into().map_err(|_| LedgerError::BadSignature)?;
        account_address(ADDRESS_PREFIX, compressed).ok_or(LedgerError::BadSignature)
    }
}

#[derive(Default)]
struct Encoder(Vec<u8>);

impl Encoder {
    fn number(&mut self, number: u64) -> &mut Self {
        self.0.extend(number.to_be_bytes());
        self
    }

    fn bytes(&mut self, bytes: &[u8]) -> &mut Self {
        self.number(bytes.len() as u64).0.extend(bytes);
        self
    }
}
