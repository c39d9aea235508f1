//! Imports and envelopes: how a record's key reaches the patient and the trustees.

use chartseal_crypto::envelope::{Envelope, ImportKeys, ImportSecret, Importer};
use chartseal_crypto::keys::PublicKey;
use chartseal_types::IdentityId;
use js_sys::Uint8Array;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::{DataKey, Failure, SecretKey, parse};

/// What an import is made of.
#[wasm_bindgen]
pub struct ImportBuilder {
    patient: IdentityId,
    patient_key: PublicKey,
    trustees: Vec<PublicKey>,
}

#[wasm_bindgen]
impl ImportBuilder {
    /// For a patient and the patient's key.
    #[wasm_bindgen(constructor)]
    pub fn new(patient: &str, suite: &str, public_key: &[u8]) -> Result<Self, Failure> {
        Ok(Self {
            patient: parse::identity(patient)?,
            patient_key: PublicKey::from_bytes(parse::suite(suite)?, public_key)?,
            trustees: Vec::new(),
        })
    }

    /// The next trustee's key, in their order.
    #[wasm_bindgen(js_name = addTrustee)]
    pub fn add_trustee(&mut self, suite: &str, public_key: &[u8]) -> Result<(), Failure> {
        self.trustees.push(PublicKey::from_bytes(parse::suite(suite)?, public_key)?);
        Ok(())
    }

    /// The import: any `threshold` of the trustees can release a record. Without trustees 0, and every record is private.
    pub fn start(&self, threshold: u8) -> Result<Import, Failure> {
        Ok(Import(Importer::new(self.patient, &self.patient_key, &self.trustees, threshold)?))
    }
}

/// One import: wraps the keys of its records. Its secrets are in the module's memory until `free`.
#[wasm_bindgen]
pub struct Import(Importer);

#[wasm_bindgen]
impl Import {
    /// What is stored once for the import.
    #[wasm_bindgen(getter)]
    pub fn keys(&self) -> Uint8Array {
        self.0.keys().to_bytes().as_slice().into()
    }

    /// Its id, 32 hex digits.
    #[wasm_bindgen(getter)]
    pub fn id(&self) -> String {
        self.0.id().to_string()
    }

    /// The envelope of a record: for the patient and the trustees.
    pub fn wrap(&self, content_hash: &str, label: &str, key: &DataKey) -> Result<Uint8Array, Failure> {
        let envelope = self.0.wrap(&parse::content_hash(content_hash)?, &parse::label(label)?, &key.0)?;
        Ok(envelope.to_bytes().as_slice().into())
    }

    /// The envelope of a private record: for the patient alone.
    #[wasm_bindgen(js_name = wrapPrivate)]
    pub fn wrap_private(
        &self,
        content_hash: &str,
        label: &str,
        key: &DataKey,
    ) -> Result<Uint8Array, Failure> {
        let (content, label) = (parse::content_hash(content_hash)?, parse::label(label)?);
        Ok(self.0.wrap_private(&content, &label, &key.0)?.to_bytes().as_slice().into())
    }
}

/// What the patient's key gives of a whole import: one decapsulation for any number of records. In the module's memory until
/// `free`.
#[wasm_bindgen]
pub struct DataKeys(ImportSecret);

#[wasm_bindgen]
impl DataKeys {
    /// From the patient's key and the import's keys.
    #[wasm_bindgen(constructor)]
    pub fn new(key: &SecretKey, import_keys: &[u8]) -> Result<Self, Failure> {
        Ok(Self(ImportSecret::open(&key.0, &ImportKeys::from_bytes(import_keys)?)?))
    }

    /// The key of one record of the import.
    pub fn of(&self, envelope: &[u8], content_hash: &str, label: &str) -> Result<DataKey, Failure> {
        let envelope = Envelope::from_bytes(envelope)?;
        let (content, label) = (parse::content_hash(content_hash)?, parse::label(label)?);
        Ok(DataKey(self.0.data_key(&envelope, &content, &label)?))
    }
}

/// The patient's way to the key of one record.
#[wasm_bindgen(js_name = keyOfPatient)]
pub fn key_of_patient(
    key: &SecretKey,
    import_keys: &[u8],
    envelope: &[u8],
    content_hash: &str,
    label: &str,
) -> Result<DataKey, Failure> {
    DataKeys::new(key, import_keys)?.of(envelope, content_hash, label)
}
