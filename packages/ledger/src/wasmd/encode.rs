//! Transactions of the Cosmos SDK, signed in SIGN_MODE_DIRECT.

use cosmrs::Any;
use cosmrs::proto::cosmos::base::v1beta1::Coin;
use cosmrs::proto::cosmos::crypto::secp256k1::PubKey;
use cosmrs::proto::cosmos::tx::signing::v1beta1::SignMode;
use cosmrs::proto::cosmos::tx::v1beta1::mode_info::{Single, Sum};
use cosmrs::proto::cosmos::tx::v1beta1::{AuthInfo, Fee, ModeInfo, SignDoc, SignerInfo, TxBody, TxRaw};
use cosmrs::proto::cosmwasm::wasm::v1::{MsgExecuteContract, MsgInstantiateContract2, MsgMigrateContract};
use cosmrs::proto::traits::{Message as Protobuf, Name};
use sha2::{Digest, Sha256};

use crate::{Message, Result, Signer};

/// What a transaction says beside its messages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// The sender's sequence number.
    pub sequence: u64,
    /// Gas it may use.
    pub gas_limit: u64,
    /// The fee and its denomination.
    pub fee: u128,
    /// The denomination of the fee.
    pub denom: String,
    /// Who pays; the sender if none.
    pub granter: Option<String>,
    /// The last block it may be in.
    pub timeout_height: u64,
}

/// A signed transaction: the bytes that are broadcast, and broadcast again, and their hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// `TxRaw`.
    pub bytes: Vec<u8>,
    /// SHA-256 of the bytes.
    pub hash: [u8; 32],
}

/// Signs messages.
pub fn sign(
    signer: &dyn Signer,
    messages: &[Any],
    terms: &Terms,
    chain_id: &str,
    account_number: u64,
) -> Result<Signed> {
    let mut raw = unsigned(signer, messages, terms);
    let document = SignDoc {
        body_bytes: raw.body_bytes.clone(),
        auth_info_bytes: raw.auth_info_bytes.clone(),
        chain_id: chain_id.into(),
        account_number,
    };
    raw.signatures = vec![signer.sign(&document.encode_to_vec())?.to_vec()];
    let bytes = raw.encode_to_vec();
    let hash = Sha256::digest(&bytes).into();
    Ok(Signed { bytes, hash })
}

/// The transaction with an empty signature, which is what a simulation takes: a node can't broadcast it.
pub fn for_simulation(signer: &dyn Signer, messages: &[Any], terms: &Terms) -> Vec<u8> {
    let mut raw = unsigned(signer, messages, terms);
    raw.signatures = vec![Vec::new()];
    raw.encode_to_vec()
}

fn unsigned(signer: &dyn Signer, messages: &[Any], terms: &Terms) -> TxRaw {
    let body =
        TxBody { messages: messages.to_vec(), timeout_height: terms.timeout_height, ..TxBody::default() };
    let key = PubKey { key: signer.public_key().to_vec() };
    let mode = ModeInfo { sum: Some(Sum::Single(Single { mode: SignMode::Direct.into() })) };
    let amount = Coin { denom: terms.denom.clone(), amount: terms.fee.to_string() };
    let auth_info = AuthInfo {
        signer_infos: vec![SignerInfo {
            public_key: Some(any(&key)),
            mode_info: Some(mode),
            sequence: terms.sequence,
        }],
        fee: Some(Fee {
            amount: if terms.fee == 0 { Vec::new() } else { vec![amount] },
            gas_limit: terms.gas_limit,
            payer: String::new(),
            granter: terms.granter.clone().unwrap_or_default(),
        }),
        ..AuthInfo::default()
    };
    TxRaw {
        body_bytes: body.encode_to_vec(),
        auth_info_bytes: auth_info.encode_to_vec(),
        signatures: Vec::new(),
    }
}

/// A message as a transaction holds it.
pub fn message(sender: &str, message: &Message) -> Any {
    let sender = sender.to_owned();
    match message.clone() {
        Message::Execute { contract, msg } => {
            any(&MsgExecuteContract { sender, contract, msg: msg.into(), funds: Vec::new() })
        }
        Message::Instantiate { code_id, label, admin, salt, msg } => any(&MsgInstantiateContract2 {
            sender,
            admin: admin.unwrap_or_default(),
            code_id,
            label,
            msg: msg.into(),
            funds: Vec::new(),
            salt: salt.into(),
            fix_msg: false,
        }),
        Message::Migrate { contract, code_id, msg } => {
            any(&MsgMigrateContract { sender, contract, code_id, msg: msg.into() })
        }
    }
}

/// Any message of the Cosmos SDK as a transaction holds it.
pub fn any<M: Protobuf + Name>(message: &M) -> Any {
    Any { type_url: type_url::<M>(), value: message.encode_to_vec() }
}

/// The name by which a message goes within an `Any`.
pub(super) fn type_url<M: Name>() -> String {
    format!("/{}", M::full_name())
}
