//! Shares: taken out by a trustee, sealed to a requester, put together again.

use chartseal_crypto::envelope::{self, Envelope, ImportKeys, Release, SealedShare};
use chartseal_crypto::keys::PublicKey;
use chartseal_types::ContentHash;
use js_sys::Uint8Array;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::{DataKey, Failure, SecretKey, parse};

/// Shares of one record's key, in the module's memory until `free`.
#[wasm_bindgen]
pub struct Shares {
    content: ContentHash,
    shares: Vec<envelope::Share>,
}

#[wasm_bindgen]
impl Shares {
    /// None yet of this record.
    #[wasm_bindgen(constructor)]
    pub fn new(content_hash: &str) -> Result<Self, Failure> {
        Ok(Self { content: parse::content_hash(content_hash)?, shares: Vec::new() })
    }

    /// How many there are.
    #[wasm_bindgen(getter)]
    pub fn count(&self) -> usize {
        self.shares.len()
    }

    /// Takes in one more.
    pub fn add(&mut self, share: Share) {
        self.shares.push(share.0);
    }

    /// The record's key. With more shares than the threshold, wrong ones do no harm.
    pub fn combine(&self, envelope: &[u8]) -> Result<DataKey, Failure> {
        Ok(DataKey(Envelope::from_bytes(envelope)?.combine(&self.content, &self.shares)?))
    }
}

/// One trustee's share of one record's key, in the module's memory until `free`.
#[wasm_bindgen]
pub struct Share(envelope::Share);

#[wasm_bindgen]
impl Share {
    /// The trustee's number, from 0.
    #[wasm_bindgen(getter)]
    pub fn trustee(&self) -> u8 {
        self.0.index()
    }
}

/// The requester opens a share that a trustee released for a ticket; `ticket` are the ticket's bytes.
#[wasm_bindgen(js_name = openShare)]
pub fn open_share(
    key: &SecretKey,
    sealed: &[u8],
    content_hash: &str,
    ticket: &[u8],
) -> Result<Share, Failure> {
    let content = parse::content_hash(content_hash)?;
    let release = Release { content: &content, ticket };
    Ok(Share(envelope::open_share(&key.0, &SealedShare::from_bytes(sealed)?, &release)?))
}

/// A trustee takes its share out of an envelope.
#[wasm_bindgen(js_name = unwrapShare)]
pub fn unwrap_share(
    key: &SecretKey,
    import_keys: &[u8],
    envelope: &[u8],
    content_hash: &str,
    label: &str,
) -> Result<Share, Failure> {
    let (import, envelope) = (ImportKeys::from_bytes(import_keys)?, Envelope::from_bytes(envelope)?);
    let (content, label) = (parse::content_hash(content_hash)?, parse::label(label)?);
    Ok(Share(envelope::unwrap_share(&key.0, &import, &envelope, &content, &label)?))
}

/// A trustee seals a share to the requester's registered key for a ticket.
#[wasm_bindgen(js_name = sealShareTo)]
pub fn seal_share_to(
    suite: &str,
    public_key: &[u8],
    share: &Share,
    content_hash: &str,
    ticket: &[u8],
) -> Result<Uint8Array, Failure> {
    let requester = PublicKey::from_bytes(parse::suite(suite)?, public_key)?;
    let content = parse::content_hash(content_hash)?;
    let sealed = envelope::seal_share_to(&requester, &share.0, &Release { content: &content, ticket })?;
    Ok(sealed.to_bytes().as_slice().into())
}
