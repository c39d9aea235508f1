//! Salted commitments: what the chain keeps of evidence that stays off it.

use chartseal_types::Commitment;
use zeroize::Zeroizing;

use crate::primitives::{BackendError, random, sha256};

/// What is committed to; a commitment of one kind never passes for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// Evidence of who somebody is, given at registration.
    Identity,
    /// Evidence a registrar has seen at verification.
    Verification,
    /// A claim reference in a consent.
    Claim,
    /// A written reason: for an emergency, a hold, a refusal.
    Reason,
}

impl Kind {
    fn label(self) -> &'static [u8] {
        match self {
            Self::Identity => b"chartseal/commitment/v1/identity",
            Self::Verification => b"chartseal/commitment/v1/verification",
            Self::Claim => b"chartseal/commitment/v1/claim",
            Self::Reason => b"chartseal/commitment/v1/reason",
        }
    }
}

/// The salt of a commitment. It stays off the chain: with it, evidence that can be guessed can be confirmed.
pub type Salt = Zeroizing<[u8; 32]>;

/// A fresh random salt.
pub fn salt() -> Result<Salt, BackendError> {
    random()
}

/// SHA-256("chartseal/commitment/v1/" ‖ kind ‖ 0x00 ‖ salt ‖ evidence).
pub fn commit(kind: Kind, salt: &[u8; 32], evidence: &[u8]) -> Commitment {
    Commitment(sha256(&[kind.label(), &[0], salt, evidence]))
}
