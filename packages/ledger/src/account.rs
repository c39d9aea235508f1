//! Accounts: secp256k1 keys and the addresses that Cosmos chains derive from them.

use std::fmt;

use bech32::{Bech32, Hrp};
use bip32::{DerivationPath, Language, Mnemonic, XPrv};
use k256::ecdsa::signature::Signer as _;
use k256::ecdsa::{Signature, SigningKey};
use ripemd::Ripemd160;
use sha2::{Digest, Sha256};
use thiserror::Error;
use zeroize::Zeroizing;

/// The human-readable part of every address: accounts and contracts alike.
pub const ADDRESS_PREFIX: &str = "chartseal";
/// The first account of the first wallet of a Cosmos chain (BIP-44, SLIP-44 coin 118).
const COSMOS_PATH: &str = "m/44'/118'/0'/0/0";

/// A key could not be made, read or used. Never repeats key material.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum SignError {
    /// The bytes are no secp256k1 secret key.
    #[error(
        "expected a secp256k1 secret key: 32 bytes, not zero and below the order of the group; got {got} bytes"
    )]
    Key {
        /// How many bytes came.
        got: usize,
    },
    /// The words are no mnemonic. Never repeats them.
    #[error(
        "expected a mnemonic of 24 English words (BIP-39) with its checksum; check the words and their order"
    )]
    Mnemonic,
    /// The operating system gave no random bytes.
    #[error("the operating system's random generator failed; try again, or check that the system has one")]
    Random,
    /// The device or service that holds the key did not sign.
    #[error("the signer did not sign: {reason}")]
    Refused {
        /// Why, in the signer's words.
        reason: String,
    },
}

/// Who signs a transaction. Implemented by [`Account`]; a wallet or a hardware key implements it too.
pub trait Signer: Send + Sync {
    /// The bech32 address of the account.
    fn address(&self) -> &str;

    /// The compressed secp256k1 public key (SEC 1, 33 bytes).
    fn public_key(&self) -> [u8; 33];

    /// Signs with ECDSA over SHA-256 of `bytes`, as Cosmos does: r‖s, 64 bytes, s in the lower half.
    fn sign(&self, bytes: &[u8]) -> Result<[u8; 64], SignError>;

    /// The account that has granted this one its fees, on a chain that takes any. Itself if none.
    fn fee_granter(&self) -> Option<&str> {
        None
    }
}

/// Somebody who signs, and whose fees another account has granted.
pub struct PaidBy<'a> {
    /// Who signs.
    pub signer: &'a dyn Signer,
    /// Who pays.
    pub granter: &'a str,
}

impl Signer for PaidBy<'_> {
    fn address(&self) -> &str {
        self.signer.address()
    }

    fn public_key(&self) -> [u8; 33] {
        self.signer.public_key()
    }

    fn sign(&self, bytes: &[u8]) -> Result<[u8; 64], SignError> {
        self.signer.sign(bytes)
    }

    fn fee_granter(&self) -> Option<&str> {
        Some(self.granter)
    }
}

/// An account whose key is in memory. The key is wiped when dropped and never printed.
pub struct Account {
    key: SigningKey,
    address: String,
}

impl Account {
    /// A new account from the operating system's random generator.
    pub fn generate() -> Result<Self, SignError> {
        let mut bytes = Zeroizing::new([0; 32]);
        loop {
            getrandom::fill(bytes.as_mut()).map_err(|_| SignError::Random)?;
            // A draw outside the group has a chance of 2^-128.
            if let Ok(account) = Self::from_bytes(bytes.as_ref()) {
                return Ok(account);
            }
        }
    }

    /// The account of a secret key of 32 bytes, big-endian.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, SignError> {
        let invalid = || SignError::Key { got: bytes.len() };
        // A shorter key would be padded, and be another's than the one that was meant.
        let exact: &[u8; 32] = bytes.try_into().map_err(|_| invalid())?;
        let key = SigningKey::from_slice(exact).map_err(|_| invalid())?;
        let address = account_address(ADDRESS_PREFIX, &compressed(&key)).ok_or_else(invalid)?;
        Ok(Self { key, address })
    }

    /// The first account of a wallet's mnemonic: 24 English words (BIP-39), no passphrase, derived by
    /// `m/44'/118'/0'/0/0` as every wallet for Cosmos does.
    pub fn from_mnemonic(words: &str) -> Result<Self, SignError> {
        let words = Zeroizing::new(words.split_whitespace().collect::<Vec<_>>().join(" "));
        let mnemonic = Mnemonic::new(words.as_str(), Language::English).map_err(|_| SignError::Mnemonic)?;
        let path = COSMOS_PATH.parse::<DerivationPath>().map_err(|_| SignError::Mnemonic)?;
        let key = XPrv::derive_from_path(mnemonic.to_seed("").as_bytes(), &path);
        let key = key.map_err(|_| SignError::Mnemonic)?;
        Self::from_bytes(Zeroizing::new(<[u8; 32]>::from(key.private_key().to_bytes())).as_ref())
    }

    /// The secret key, for a key ring that encrypts it.
    pub fn to_bytes(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.key.to_bytes().into())
    }
}

impl Signer for Account {
    fn address(&self) -> &str {
        &self.address
    }

    fn public_key(&self) -> [u8; 33] {
        compressed(&self.key)
    }

    fn sign(&self, bytes: &[u8]) -> Result<[u8; 64], SignError> {
        let signature: Signature = self.key.sign(bytes);
        Ok(signature.normalize_s().unwrap_or(signature).to_bytes().into())
    }
}

impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Account").field("address", &self.address).finish_non_exhaustive()
    }
}

fn compressed(key: &SigningKey) -> [u8; 33] {
    let point = key.verifying_key().to_encoded_point(true);
    let mut bytes = [0; 33];
    for (to, from) in bytes.iter_mut().zip(point.as_bytes()) {
        *to = *from;
    }
    bytes
}

/// The address of a compressed secp256k1 public key as Cosmos derives it: bech32 of RIPEMD-160(SHA-256(key)), so that one
/// key has one address here and on every chain with this prefix. None if `prefix` is no bech32 human-readable part.
pub fn account_address(prefix: &str, public_key: &[u8; 33]) -> Option<String> {
    let hash = Ripemd160::digest(Sha256::digest(public_key));
    bech32::encode::<Bech32>(Hrp::parse(prefix).ok()?, &hash).ok()
}
