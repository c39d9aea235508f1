//! The way of a share from a trustee to the requester.

use chartseal_types::ContentHash;
use zeroize::Zeroizing;

use super::error::EnvelopeError;
use super::unwrap::Share;
use crate::codec::{Input, in_range};
use crate::kem;
use crate::keys::{KeyId, PublicKey, SecretKey, Suite};
use crate::primitives::{derive, sha256, unwrap, wrap};
use crate::shamir::MAX_SHARES;

const VERSION: u8 = 1;
const WHAT: &str = "a sealed share";

/// What a share is released for: it opens for no other record and no other ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Release<'a> {
    /// The record.
    pub content: &'a ContentHash,
    /// What names the ticket beyond doubt, say chain id, contract and number; both sides give the same
    /// bytes.
    pub ticket: &'a [u8],
}

impl Release<'_> {
    fn info(&self, suite: Suite, requester: &KeyId) -> Vec<u8> {
        let suite = suite.code().to_be_bytes();
        let ticket = sha256(&[self.ticket]);
        [b"chartseal/release/v1\0", suite.as_slice(), &requester.0, &self.content.0, &ticket].concat()
    }
}

/// A share sealed to a requester. Nothing in it is readable without the requester's key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedShare {
    index: u8,
    suite: Suite,
    encapsulation: Vec<u8>,
    wrapped: Vec<u8>,
}

impl SealedShare {
    /// The trustee's number, from 0.
    pub fn index(&self) -> u8 {
        self.index
    }

    /// Version (1) ‖ trustee (1) ‖ suite (2) ‖ length (2) ‖ encapsulation ‖ length (2) ‖ wrapped share.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = vec![VERSION, self.index];
        bytes.extend_from_slice(&self.suite.code().to_be_bytes());
        for part in [&self.encapsulation, &self.wrapped] {
            bytes.extend_from_slice(&u16::try_from(part.len()).unwrap_or(u16::MAX).to_be_bytes());
            bytes.extend_from_slice(part);
        }
        bytes
    }

    /// Reads what [`SealedShare::to_bytes`] wrote, and nothing else.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, EnvelopeError> {
        let mut input = Input::versioned(WHAT, bytes, VERSION)?;
        let index = input.u8()?;
        in_range("the trustee's number", index.into(), 0, u64::from(MAX_SHARES) - 1)?;
        let suite = Suite::from_code(input.u16()?)?;
        let encapsulation = input.short_bytes()?.to_vec();
        let wrapped = input.short_bytes()?.to_vec();
        input.end()?;
        Ok(Self { index, suite, encapsulation, wrapped })
    }
}

/// A trustee seals a share to the requester's registered key.
pub fn seal_share_to(
    requester: &PublicKey,
    share: &Share,
    release: &Release<'_>,
) -> Result<SealedShare, EnvelopeError> {
    if share.content != *release.content {
        return Err(EnvelopeError::ForeignShare { index: share.index });
    }
    let suite = requester.suite();
    let (encapsulation, secret) = kem::encapsulate(requester, &release.info(suite, &requester.id()))?;
    let key = share_key(&secret)?;
    let wrapped = wrap(&key, &[VERSION, share.index], share.value.as_slice())?;
    Ok(SealedShare { index: share.index, suite, encapsulation, wrapped })
}

/// The requester opens a share.
pub fn open_share(
    requester: &SecretKey,
    sealed: &SealedShare,
    release: &Release<'_>,
) -> Result<Share, EnvelopeError> {
    let suite = requester.suite();
    if sealed.suite != suite {
        return Err(EnvelopeError::SealedShare);
    }
    let info = release.info(suite, &requester.public().id());
    let secret =
        kem::decapsulate(requester, &sealed.encapsulation, &info)?.ok_or(EnvelopeError::SealedShare)?;
    let key = share_key(&secret)?;
    let value = unwrap(&key, &[VERSION, sealed.index], &sealed.wrapped)?.ok_or(EnvelopeError::SealedShare)?;
    Ok(Share { content: *release.content, index: sealed.index, value })
}

fn share_key(secret: &Zeroizing<[u8; 32]>) -> Result<Zeroizing<[u8; 32]>, EnvelopeError> {
    Ok(derive(secret, &[b"chartseal/release-key/v1"])?)
}
