//! What several test files need.

#![allow(dead_code)] // every test file uses its own part

use chartseal_crypto::keys::{SecretKey, Suite};
use chartseal_crypto::seal::RecordContext;
use chartseal_crypto::{DataKey, envelope::Importer};
use chartseal_types::{Category, Compartment, Confidentiality, ContentHash, IdentityId, Label};

pub const PATIENT: IdentityId = IdentityId([7; 16]);
pub const RECORD: ContentHash = ContentHash([1; 32]);
pub const OTHER_RECORD: ContentHash = ContentHash([2; 32]);

pub fn label() -> Label {
    Label {
        category: Category::Laboratory,
        confidentiality: Confidentiality::N,
        compartment: Compartment::new(3).unwrap(),
    }
}

pub fn context() -> RecordContext {
    RecordContext::new(&PATIENT, &label())
}

pub fn data_key(byte: u8) -> DataKey {
    DataKey::from_bytes(&[byte; 32])
}

/// Bytes that repeat nowhere within a chunk or two.
pub fn content(len: usize) -> Vec<u8> {
    (0..len).map(|i| (i.wrapping_mul(2_654_435_761) >> 7) as u8).collect()
}

/// A patient and three trustees, two of whom are needed.
pub struct Consortium {
    pub patient: SecretKey,
    pub trustees: Vec<SecretKey>,
}

impl Consortium {
    pub fn new(suite: Suite) -> Self {
        let key = || SecretKey::generate(suite).unwrap();
        Self { patient: key(), trustees: (0..3).map(|_| key()).collect() }
    }

    pub fn importer(&self) -> Importer {
        let trustees: Vec<_> = self.trustees.iter().map(|key| key.public().clone()).collect();
        Importer::new(PATIENT, self.patient.public(), &trustees, 2).unwrap()
    }
}
