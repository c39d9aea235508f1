//! Records: sealed and opened in memory.

use chartseal_crypto::seal::{RecordContext, SealedInfo, open_bytes, seal_bytes};
use js_sys::Uint8Array;
use wasm_bindgen::prelude::wasm_bindgen;
use zeroize::Zeroizing;

use crate::{DataKey, Failure, parse};

/// A record as it is stored.
#[wasm_bindgen]
pub struct SealedRecord {
    bytes: Vec<u8>,
    info: SealedInfo,
}

#[wasm_bindgen]
impl SealedRecord {
    /// The sealed bytes.
    #[wasm_bindgen(getter)]
    pub fn bytes(&self) -> Uint8Array {
        self.bytes.as_slice().into()
    }

    /// SHA-256 of them, the record's address: 64 hex digits.
    #[wasm_bindgen(getter, js_name = contentHash)]
    pub fn content_hash(&self) -> String {
        self.info.content_hash.to_string()
    }
}

/// Seals a record of a patient under a label.
#[wasm_bindgen(js_name = sealRecord)]
pub fn seal_record(
    content: Vec<u8>,
    key: &DataKey,
    patient: &str,
    label: &str,
) -> Result<SealedRecord, Failure> {
    let content = Zeroizing::new(content);
    let context = RecordContext::new(&parse::identity(patient)?, &parse::label(label)?);
    let (bytes, info) = seal_bytes(&content, &key.0, &context)?;
    Ok(SealedRecord { bytes, info })
}

/// The content of a record: all of it, verified, or an error.
#[wasm_bindgen(js_name = openRecord)]
pub fn open_record(
    sealed: &[u8],
    key: &DataKey,
    patient: &str,
    label: &str,
    content_hash: &str,
) -> Result<Uint8Array, Failure> {
    let context = RecordContext::new(&parse::identity(patient)?, &parse::label(label)?);
    let content = open_bytes(sealed, &key.0, &context, &parse::content_hash(content_hash)?)?;
    Ok(content.as_slice().into())
}
