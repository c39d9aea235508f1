//! From `confirmed { message, assertion }` to the message and its witness.

use chartseal_types::identity::abi::{ACCOUNTS, PASSKEYS, RELYING_PARTIES};
use chartseal_types::identity::{IdentityRegistry, PasskeyRow};
use chartseal_types::second_factor::{Assertion, Confirmable, RelyingParty};
use chartseal_types::{CredentialHash, IdentityId};
use cosmwasm_std::{Addr, DepsMut, Env, QuerierWrapper, Storage, from_json};
use serde::de::DeserializeOwned;

use crate::state::{nonce, save_used};
use crate::{Factor, Facts, SecondFactorError, verify};

/// The message inside `confirmed`. One that no passkey confirms is refused: `confirmed` again, and `governance`.
pub fn inner<M: DeserializeOwned + Confirmable>(message: &[u8]) -> Result<M, SecondFactorError> {
    let inner: M = from_json(message).map_err(SecondFactorError::Message)?;
    if inner.is_confirmable() { Ok(inner) } else { Err(SecondFactorError::NotConfirmable) }
}

/// Verifies that a passkey of the sender's identity confirms these bytes, and counts it. Three raw reads of the
/// registry, a read and a write here, and a P-256 signature.
///
/// Whether the identity is active is the handler's to ask: that differs between messages.
pub fn confirm(
    deps: DepsMut<'_>,
    env: &Env,
    sender: &Addr,
    registry: &IdentityRegistry,
    message: &[u8],
    assertion: &Assertion,
) -> Result<Factor, SecondFactorError> {
    let confirmer = Confirmer::query(&deps.querier, registry, sender, assertion)?;
    confirmer.confirm(deps, env, sender, message, assertion)
}

/// As [`confirm`], inside the identity registry: its rows are in its own storage.
pub fn confirm_in_registry(
    deps: DepsMut<'_>,
    env: &Env,
    sender: &Addr,
    message: &[u8],
    assertion: &Assertion,
) -> Result<Factor, SecondFactorError> {
    let confirmer = Confirmer::load(deps.storage, sender, assertion)?;
    confirmer.confirm(deps, env, sender, message, assertion)
}

/// Whose passkey it is, and where it may be used.
struct Confirmer {
    identity: IdentityId,
    passkey: PasskeyRow,
    relying_parties: Vec<RelyingParty>,
}

impl Confirmer {
    fn query(
        querier: &QuerierWrapper<'_>,
        registry: &IdentityRegistry,
        sender: &Addr,
        assertion: &Assertion,
    ) -> Result<Self, SecondFactorError> {
        let unknown = || SecondFactorError::NoIdentity { sender: sender.clone() };
        let identity = registry.identity_of(querier, sender)?.ok_or_else(unknown)?;
        let credential = CredentialHash::of(&assertion.credential);
        let passkey = registry
            .passkey(querier, identity, credential)?
            .ok_or(SecondFactorError::UnknownPasskey { identity })?;
        Ok(Self { identity, passkey, relying_parties: registry.relying_parties(querier)? })
    }

    fn load(storage: &dyn Storage, sender: &Addr, assertion: &Assertion) -> Result<Self, SecondFactorError> {
        let unknown = || SecondFactorError::NoIdentity { sender: sender.clone() };
        let identity = ACCOUNTS.may_load(storage, sender)?.ok_or_else(unknown)?;
        let credential = CredentialHash::of(&assertion.credential);
        let passkey = PASSKEYS
            .may_load(storage, (identity, credential))?
            .ok_or(SecondFactorError::UnknownPasskey { identity })?;
        let relying_parties = RELYING_PARTIES.may_load(storage)?.unwrap_or_default();
        Ok(Self { identity, passkey, relying_parties })
    }

    fn confirm(
        &self,
        deps: DepsMut<'_>,
        env: &Env,
        sender: &Addr,
        message: &[u8],
        assertion: &Assertion,
    ) -> Result<Factor, SecondFactorError> {
        let nonce = nonce(deps.storage, self.identity)?;
        let facts = Facts {
            chain_id: &env.block.chain_id,
            contract: env.contract.address.as_str(),
            sender: sender.as_str(),
            message,
            now: env.block.time.seconds(),
            nonce,
            passkey: &self.passkey,
            relying_parties: &self.relying_parties,
        };
        verify(deps.api, &facts, assertion)?;
        save_used(deps.storage, self.identity, nonce)?;
        Ok(Factor::confirmed(self.identity))
    }
}
