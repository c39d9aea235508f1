//! The witness that a message was confirmed.

use chartseal_types::IdentityId;
use chartseal_types::access::AccessControl;
use chartseal_types::second_factor::Sensitive;
use cosmwasm_std::{Deps, Storage};

use crate::SecondFactorError;
use crate::state::nonce;

/// How the message at hand was signed: by the account alone, or confirmed by a passkey of its identity as well.
///
/// It belongs to one message: it is neither copied nor stored.
#[derive(Debug, PartialEq, Eq)]
#[must_use]
pub struct Factor(Option<IdentityId>);

impl Factor {
    /// Signed by the account alone.
    pub const fn first() -> Self {
        Self(None)
    }

    /// Whoever calls this has verified an assertion of a passkey of that identity.
    pub(crate) const fn confirmed(identity: IdentityId) -> Self {
        Self(Some(identity))
    }

    /// Whether a passkey of that identity confirmed the message.
    pub fn is_confirmed_by(&self, identity: IdentityId) -> bool {
        self.0 == Some(identity)
    }

    /// Refuses a message that needs a second factor by rule or policy and has none of that identity.
    ///
    /// Costs a raw read of access control if policy may ask for one and none is given, else nothing.
    pub fn ensure(
        &self,
        deps: Deps<'_>,
        access: &AccessControl,
        identity: IdentityId,
        sensitive: Sensitive,
        now: u64,
    ) -> Result<(), SecondFactorError> {
        if self.is_confirmed_by(identity) {
            return Ok(());
        }
        let needed = access.needs_second_factor(&deps.querier, sensitive, now)?;
        self.require(deps.storage, identity, sensitive, needed)
    }

    /// As [`Factor::ensure`], for who knows already whether a second factor is needed: access control itself, which
    /// has the policy in its own storage.
    pub fn require(
        &self,
        storage: &dyn Storage,
        identity: IdentityId,
        sensitive: Sensitive,
        needed: bool,
    ) -> Result<(), SecondFactorError> {
        if !needed || self.is_confirmed_by(identity) {
            return Ok(());
        }
        Err(SecondFactorError::Required { sensitive, nonce: nonce(storage, identity)? })
    }
}
