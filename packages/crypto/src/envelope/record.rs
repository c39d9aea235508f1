//! A record's envelope.

use chartseal_types::{ContentHash, Label};

use super::error::EnvelopeError;
use super::import::{ImportId, Importer, MAX_TRUSTEES, Recipient};
use super::unwrap::Share;
use crate::codec::{DecodeError, Input, in_range};
use crate::primitives::{BackendError, Secret, TAG, derive, sha256, wrap};
use crate::seal::label_bytes;
use crate::{DataKey, backend, shamir};

const VERSION: u8 = 1;
const WHAT: &str = "an envelope";
pub(super) const WRAPPED: usize = 32 + TAG;

/// The wraps of one record's data key. The record is not named in it (the vault keeps it under the record's
/// hash), but every wrap is bound to it and to its label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    pub(super) import: ImportId,
    pub(super) commitment: [u8; 32],
    pub(super) threshold: u8,
    pub(super) patient: [u8; WRAPPED],
    pub(super) shares: Vec<[u8; WRAPPED]>,
}

impl Envelope {
    pub(super) fn make(
        importer: &Importer,
        content: &ContentHash,
        label: &Label,
        key: &DataKey,
        threshold: u8,
    ) -> Result<Self, EnvelopeError> {
        let trustees: &[Secret] = if threshold == 0 { &[] } else { &importer.trustee_secrets };
        // `Importer::new` has checked the numbers.
        let count = u8::try_from(trustees.len()).unwrap_or(u8::MAX);
        let shares = match count {
            0 => Vec::new(),
            _ => shamir::split(key.expose(), threshold, count)?
                .ok_or(EnvelopeError::Threshold { threshold: threshold.into(), trustees: trustees.len() })?,
        };
        let commitment = commitment(key, content)?;
        let aad = header(&importer.id, &commitment, threshold, count);
        let wrapped = |recipient, import_secret, secret| {
            let key = wrap_key(import_secret, &importer.id, content, label, recipient)?;
            let wrapped = wrap(&key, &aad, secret)?;
            wrapped.try_into().map_err(|_| BackendError("a wrapped key"))
        };
        Ok(Self {
            import: importer.id,
            threshold,
            patient: wrapped(Recipient::Patient, &importer.patient_secret, key.expose())?,
            shares: (0..)
                .zip(trustees.iter().zip(&shares))
                .map(|(index, (secret, share))| wrapped(Recipient::Trustee(index), secret, share.as_slice()))
                .collect::<Result<_, _>>()?,
            commitment,
        })
    }

    /// Which import it belongs to.
    pub fn import(&self) -> ImportId {
        self.import
    }

    /// How many trustees it takes; 0 for a private record.
    pub fn threshold(&self) -> u8 {
        self.threshold
    }

    /// How many trustees hold a share.
    pub fn shares(&self) -> usize {
        self.shares.len()
    }

    /// Whether the patient alone can open the record.
    pub fn is_private(&self) -> bool {
        self.shares.is_empty()
    }

    /// Puts a record's key together from shares of at least [`Envelope::threshold`] trustees.
    ///
    /// More shares than needed are a help: as long as enough of them are right, wrong ones do no harm.
    pub fn combine(&self, content: &ContentHash, shares: &[Share]) -> Result<DataKey, EnvelopeError> {
        if let Some(share) = shares.iter().find(|share| share.content != *content) {
            return Err(EnvelopeError::ForeignShare { index: share.index });
        }
        let threshold = usize::from(self.threshold);
        if threshold == 0 {
            return Err(EnvelopeError::NoShare { index: 0, shares: 0 });
        }
        let mut different: Vec<&Share> = Vec::new();
        for share in shares {
            if usize::from(share.index) < self.shares.len()
                && different.iter().all(|s| s.index != share.index)
            {
                different.push(share);
            }
        }
        if different.len() < threshold {
            return Err(EnvelopeError::TooFewShares { needed: threshold, got: different.len() });
        }
        // At most 16 shares, so at most 12 870 choices, and the first is right unless a trustee is faulty.
        for choice in (0..1u32 << different.len()).filter(|choice| choice.count_ones() as usize == threshold)
        {
            let chosen: Vec<_> = (0..)
                .zip(&different)
                .filter(|(at, _)| choice >> at & 1 == 1)
                .map(|(_, share)| (share.index, &*share.value))
                .collect();
            if let Some(secret) = shamir::combine(&chosen) {
                let key = DataKey::from_bytes(&secret);
                if self.commits_to(&key, content)? {
                    return Ok(key);
                }
            }
        }
        Err(EnvelopeError::WrongShare)
    }

    pub(super) fn commits_to(&self, key: &DataKey, content: &ContentHash) -> Result<bool, BackendError> {
        Ok(backend::equal(&commitment(key, content)?, &self.commitment))
    }

    pub(super) fn aad(&self) -> Vec<u8> {
        // At most 16 shares.
        header(
            &self.import,
            &self.commitment,
            self.threshold,
            u8::try_from(self.shares.len()).unwrap_or(u8::MAX),
        )
    }

    /// Version (1) ‖ import id (16) ‖ commitment to the key (32) ‖ threshold (1) ‖ number of shares (1) ‖
    /// the patient's wrap (48) ‖ the trustees' wraps (48 each).
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = self.aad();
        bytes.extend_from_slice(&self.patient);
        bytes.extend_from_slice(self.shares.as_flattened());
        bytes
    }

    /// Reads what [`Envelope::to_bytes`] wrote, and nothing else.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut input = Input::versioned(WHAT, bytes, VERSION)?;
        let import = ImportId(input.array()?);
        let commitment = input.array()?;
        let threshold = input.u8()?;
        let count = input.u8()?;
        in_range("the number of shares", count.into(), 0, MAX_TRUSTEES.into())?;
        in_range("the threshold", threshold.into(), count.min(1).into(), count.into())?;
        let patient = input.array()?;
        let shares = (0..count).map(|_| input.array()).collect::<Result<_, _>>()?;
        input.end()?;
        Ok(Self { import, commitment, threshold, patient, shares })
    }
}

/// The envelope's first bytes, which every wrap authenticates.
fn header(import: &ImportId, commitment: &[u8; 32], threshold: u8, count: u8) -> Vec<u8> {
    [[VERSION].as_slice(), &import.0, commitment, &[threshold, count]].concat()
}

/// Says which key is right without telling it: HKDF-Expand of the key, bound to the record.
fn commitment(key: &DataKey, content: &ContentHash) -> Result<[u8; 32], BackendError> {
    // Hashed once more, so that what is published is no output of the key derivation itself.
    derive(key.expose(), &[b"chartseal/key-commitment/v1\0", &content.0])
        .map(|derived| sha256(&[derived.as_slice()]))
}

/// The key under which one recipient's part of one record is wrapped. It is bound to the record's label, which decides who
/// may read it: whoever anchors the same hash under a laxer label gets no share.
pub(super) fn wrap_key(
    import_secret: &Secret,
    import: &ImportId,
    content: &ContentHash,
    label: &Label,
    recipient: Recipient,
) -> Result<Secret, BackendError> {
    let label = label_bytes(label);
    derive(import_secret, &[b"chartseal/wrap/v1\0", &import.0, &content.0, &label, &recipient.bytes()])
}
