//! What the records of one import share: a key encapsulation for each recipient.

use std::fmt;

use chartseal_types::{ContentHash, IdentityId, Label};

use super::error::EnvelopeError;
use super::record::Envelope;
use crate::codec::{Input, in_range};
use crate::keys::{KeyId, PublicKey, Suite};
use crate::primitives::{BackendError, Secret, sha256};
use crate::{DataKey, kem, shamir};

/// The most trustees that a key is split among.
pub const MAX_TRUSTEES: u8 = shamir::MAX_SHARES;

const VERSION: u8 = 1;
const WHAT: &str = "import keys";

/// Names an import: the first 16 bytes of SHA-256("chartseal/import/v1" ‖ 0x00 ‖ the import keys' bytes), so
/// that keys that were tampered with are another import's.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ImportId(pub [u8; 16]);

impl fmt::Display for ImportId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for ImportId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ImportId({self})")
    }
}

/// For whom a wrap is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Recipient {
    /// The patient, who gets the data key.
    Patient,
    /// The trustee of that number, from 0, who gets a share.
    Trustee(u8),
}

impl Recipient {
    /// Two bytes: kind and number.
    pub(super) fn bytes(self) -> [u8; 2] {
        match self {
            Self::Patient => [0, 0],
            Self::Trustee(index) => [1, index],
        }
    }
}

/// One recipient's part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) key: KeyId,
    pub(super) suite: Suite,
    pub(super) encapsulation: Vec<u8>,
}

impl Entry {
    /// What the encapsulation is bound to.
    pub(super) fn info(suite: Suite, patient: &IdentityId, recipient: Recipient, key: &KeyId) -> Vec<u8> {
        let suite = suite.code().to_be_bytes();
        [b"chartseal/import-secret/v1\0", suite.as_slice(), &patient.0, &recipient.bytes(), &key.0].concat()
    }

    fn write(&self, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(&self.key.0);
        bytes.extend_from_slice(&self.suite.code().to_be_bytes());
        // Encapsulations are 32 to 1120 bytes long.
        bytes.extend_from_slice(&u16::try_from(self.encapsulation.len()).unwrap_or(u16::MAX).to_be_bytes());
        bytes.extend_from_slice(&self.encapsulation);
    }

    fn read(input: &mut Input<'_>) -> Result<Self, EnvelopeError> {
        Ok(Self {
            key: KeyId(input.array()?),
            suite: Suite::from_code(input.u16()?)?,
            encapsulation: input.short_bytes()?.to_vec(),
        })
    }
}

/// The part of an import that is stored once: for each recipient which key it is for, its suite and the
/// encapsulation.
///
/// Nothing in it is secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportKeys {
    pub(super) patient: IdentityId,
    pub(super) patient_entry: Entry,
    pub(super) trustee_entries: Vec<Entry>,
}

impl ImportKeys {
    /// Whose records these are.
    pub fn patient(&self) -> &IdentityId {
        &self.patient
    }

    /// How many trustees hold shares.
    pub fn trustees(&self) -> usize {
        self.trustee_entries.len()
    }

    /// Which recipient a key is.
    pub fn recipient(&self, key: &KeyId) -> Option<Recipient> {
        if self.patient_entry.key == *key {
            return Some(Recipient::Patient);
        }
        (0..)
            .zip(&self.trustee_entries)
            .find(|(_, entry)| entry.key == *key)
            .map(|(i, _)| Recipient::Trustee(i))
    }

    /// The key of a recipient.
    pub fn key(&self, recipient: Recipient) -> Option<&KeyId> {
        self.entry(recipient).map(|entry| &entry.key)
    }

    pub(super) fn entry(&self, recipient: Recipient) -> Option<&Entry> {
        match recipient {
            Recipient::Patient => Some(&self.patient_entry),
            Recipient::Trustee(index) => self.trustee_entries.get(usize::from(index)),
        }
    }

    /// The import's id.
    pub fn id(&self) -> ImportId {
        let digest = sha256(&[b"chartseal/import/v1\0", &self.to_bytes()]);
        let mut id = [0; 16];
        id.iter_mut().zip(digest).for_each(|(to, from)| *to = from);
        ImportId(id)
    }

    /// Version (1) ‖ patient (16) ‖ number of trustees (1) ‖ for the patient, then each trustee: key id (16)
    /// ‖ suite (2) ‖ length (2) ‖ encapsulation.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = vec![VERSION];
        bytes.extend_from_slice(&self.patient.0);
        bytes.push(u8::try_from(self.trustee_entries.len()).unwrap_or(u8::MAX));
        for entry in std::iter::once(&self.patient_entry).chain(&self.trustee_entries) {
            entry.write(&mut bytes);
        }
        bytes
    }

    /// Reads what [`ImportKeys::to_bytes`] wrote, and nothing else.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, EnvelopeError> {
        let mut input = Input::versioned(WHAT, bytes, VERSION)?;
        let patient = IdentityId(input.array()?);
        let trustees = input.u8()?;
        in_range("the number of trustees", trustees.into(), 0, MAX_TRUSTEES.into())?;
        let patient_entry = Entry::read(&mut input)?;
        let trustee_entries =
            (0..trustees).map(|_| Entry::read(&mut input)).collect::<Result<Vec<_>, _>>()?;
        input.end()?;
        let keys = Self { patient, patient_entry, trustee_entries };
        keys.check_distinct()?;
        Ok(keys)
    }

    fn check_distinct(&self) -> Result<(), EnvelopeError> {
        let keys =
            || std::iter::once(&self.patient_entry).chain(&self.trustee_entries).map(|entry| entry.key);
        match keys().enumerate().find(|(at, key)| keys().skip(at + 1).any(|other| other == *key)) {
            Some((_, key)) => Err(EnvelopeError::SameKey(key)),
            None => Ok(()),
        }
    }
}

/// Wraps the keys of an import's records. One key encapsulation a recipient, however many records.
pub struct Importer {
    pub(super) keys: ImportKeys,
    pub(super) id: ImportId,
    pub(super) threshold: u8,
    pub(super) patient_secret: Secret,
    pub(super) trustee_secrets: Vec<Secret>,
}

impl Importer {
    /// Starts an import for a patient, with the trustees in their order and how many of them it takes.
    ///
    /// Without trustees (and a threshold of 0) every record of the import is private.
    pub fn new(
        patient: IdentityId,
        patient_key: &PublicKey,
        trustees: &[PublicKey],
        threshold: u8,
    ) -> Result<Self, EnvelopeError> {
        let fits = trustees.len() <= usize::from(MAX_TRUSTEES)
            && usize::from(threshold) <= trustees.len()
            && (threshold > 0 || trustees.is_empty());
        if !fits {
            return Err(EnvelopeError::Threshold { threshold: threshold.into(), trustees: trustees.len() });
        }
        let (patient_entry, patient_secret) = encapsulate(&patient, Recipient::Patient, patient_key)?;
        let (trustee_entries, trustee_secrets) = (0..)
            .zip(trustees)
            .map(|(index, key)| encapsulate(&patient, Recipient::Trustee(index), key))
            .collect::<Result<(Vec<_>, Vec<_>), _>>()?;
        let keys = ImportKeys { patient, patient_entry, trustee_entries };
        keys.check_distinct()?;
        let id = keys.id();
        Ok(Self { keys, id, threshold, patient_secret, trustee_secrets })
    }

    /// What is to be stored once for the import.
    pub fn keys(&self) -> &ImportKeys {
        &self.keys
    }

    /// The import's id.
    pub fn id(&self) -> ImportId {
        self.id
    }

    /// Wraps a record's key to the patient, and a share of it to each trustee.
    pub fn wrap(
        &self,
        content: &ContentHash,
        label: &Label,
        key: &DataKey,
    ) -> Result<Envelope, EnvelopeError> {
        Envelope::make(self, content, label, key, self.threshold)
    }

    /// Wraps a record's key to the patient alone: no trustee can release it, and it is lost with the
    /// patient's key.
    pub fn wrap_private(
        &self,
        content: &ContentHash,
        label: &Label,
        key: &DataKey,
    ) -> Result<Envelope, EnvelopeError> {
        Envelope::make(self, content, label, key, 0)
    }
}

impl fmt::Debug for Importer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Importer({}, {} of {})", self.id, self.threshold, self.trustee_secrets.len())
    }
}

fn encapsulate(
    patient: &IdentityId,
    recipient: Recipient,
    key: &PublicKey,
) -> Result<(Entry, Secret), BackendError> {
    let (id, suite) = (key.id(), key.suite());
    let (encapsulation, secret) = kem::encapsulate(key, &Entry::info(suite, patient, recipient, &id))?;
    Ok((Entry { key: id, suite, encapsulation }, secret))
}
