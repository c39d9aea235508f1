//! A recipient takes its part out of an envelope.

use std::fmt;

use chartseal_types::{ContentHash, Label};
use zeroize::Zeroizing;

use super::error::EnvelopeError;
use super::import::{Entry, ImportId, ImportKeys, Recipient};
use super::record::{Envelope, WRAPPED, wrap_key};
use crate::DataKey;
use crate::kem;
use crate::keys::SecretKey;
use crate::primitives::{Secret, unwrap};

/// One trustee's share of one record's key.
#[derive(Clone)]
pub struct Share {
    pub(super) content: ContentHash,
    pub(super) index: u8,
    pub(super) value: Zeroizing<[u8; 32]>,
}

impl Share {
    /// The trustee's number, from 0.
    pub fn index(&self) -> u8 {
        self.index
    }

    /// The record it belongs to.
    pub fn content(&self) -> &ContentHash {
        &self.content
    }
}

impl fmt::Debug for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Share({}, trustee {}, redacted)", self.content, self.index)
    }
}

/// A recipient's secret of a whole import: what one decapsulation gives, kept for the import's further
/// records.
pub struct ImportSecret {
    import: ImportId,
    recipient: Recipient,
    secret: Secret,
}

impl ImportSecret {
    /// Decapsulates the part of an import that is for this key.
    pub fn open(key: &SecretKey, import: &ImportKeys) -> Result<Self, EnvelopeError> {
        let id = key.public().id();
        let not_recipient = EnvelopeError::NotRecipient(id);
        let recipient = import.recipient(&id).ok_or(not_recipient.clone())?;
        let entry =
            import.entry(recipient).filter(|entry| entry.suite == key.suite()).ok_or(not_recipient)?;
        let info = Entry::info(entry.suite, &import.patient, recipient, &entry.key);
        let secret = kem::decapsulate(key, &entry.encapsulation, &info)?.ok_or(EnvelopeError::Unwrap)?;
        Ok(Self { import: import.id(), recipient, secret })
    }

    /// Which recipient this is.
    pub fn recipient(&self) -> Recipient {
        self.recipient
    }

    /// The patient's way: the record's key.
    pub fn data_key(
        &self,
        envelope: &Envelope,
        content: &ContentHash,
        label: &Label,
    ) -> Result<DataKey, EnvelopeError> {
        if self.recipient != Recipient::Patient {
            return Err(EnvelopeError::WrongRecipient { expected: "patient" });
        }
        let key = DataKey::from_bytes(&*self.unwrap(envelope, content, label, &envelope.patient)?);
        if envelope.commits_to(&key, content)? { Ok(key) } else { Err(EnvelopeError::Unwrap) }
    }

    /// A trustee's way: its share of the record's key.
    pub fn share(
        &self,
        envelope: &Envelope,
        content: &ContentHash,
        label: &Label,
    ) -> Result<Share, EnvelopeError> {
        let Recipient::Trustee(index) = self.recipient else {
            return Err(EnvelopeError::WrongRecipient { expected: "trustee" });
        };
        let wrapped = envelope
            .shares
            .get(usize::from(index))
            .ok_or(EnvelopeError::NoShare { index, shares: envelope.shares.len() })?;
        let value = self.unwrap(envelope, content, label, wrapped)?;
        Ok(Share { content: *content, index, value })
    }

    fn unwrap(
        &self,
        envelope: &Envelope,
        content: &ContentHash,
        label: &Label,
        wrapped: &[u8; WRAPPED],
    ) -> Result<Secret, EnvelopeError> {
        if envelope.import != self.import {
            return Err(EnvelopeError::WrongImport { expected: envelope.import, got: self.import });
        }
        let key = wrap_key(&self.secret, &self.import, content, label, self.recipient)?;
        unwrap(&key, &envelope.aad(), wrapped)?.ok_or(EnvelopeError::Unwrap)
    }
}

impl fmt::Debug for ImportSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ImportSecret({}, {:?}, redacted)", self.import, self.recipient)
    }
}

/// The patient's way to a record's key.
pub fn unwrap_patient(
    key: &SecretKey,
    import: &ImportKeys,
    envelope: &Envelope,
    content: &ContentHash,
    label: &Label,
) -> Result<DataKey, EnvelopeError> {
    ImportSecret::open(key, import)?.data_key(envelope, content, label)
}

/// A trustee's way to its share of the key of the record `content`. Which trustee it is, the import says.
///
/// `label` is the one the ledger knows the record by. The envelope of another record does not open, nor this one under
/// another label: a ticket for one record releases no other, and a record anchored under a laxer label stays closed.
pub fn unwrap_share(
    key: &SecretKey,
    import: &ImportKeys,
    envelope: &Envelope,
    content: &ContentHash,
    label: &Label,
) -> Result<Share, EnvelopeError> {
    ImportSecret::open(key, import)?.share(envelope, content, label)
}
