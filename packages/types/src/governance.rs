//! What every contract does alike: two-step admin, pausers, the circuit breaker, and the addresses of the others.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Addr, Api, StdResult};

/// The addresses of all four contracts. They are computed with `instantiate2` before any of them exists,
/// so each is instantiated with the others' and no setter is needed.
#[cw_serde]
pub struct ContractsUnchecked {
    /// The identity registry.
    pub identity_registry: String,
    /// The certificate authority.
    pub certificate_authority: String,
    /// Access control.
    pub access_control: String,
    /// The record anchor.
    pub record_anchor: String,
}

/// [`ContractsUnchecked`] with every address validated.
#[cw_serde]
pub struct Contracts {
    /// The identity registry.
    pub identity_registry: Addr,
    /// The certificate authority.
    pub certificate_authority: Addr,
    /// Access control.
    pub access_control: Addr,
    /// The record anchor.
    pub record_anchor: Addr,
}

impl ContractsUnchecked {
    /// Validates the addresses.
    pub fn check(self, api: &dyn Api) -> StdResult<Contracts> {
        Ok(Contracts {
            identity_registry: api.addr_validate(&self.identity_registry)?,
            certificate_authority: api.addr_validate(&self.certificate_authority)?,
            access_control: api.addr_validate(&self.access_control)?,
            record_anchor: api.addr_validate(&self.record_anchor)?,
        })
    }
}

/// How each of the four contracts is instantiated.
#[cw_serde]
pub struct InstantiateMsg {
    /// Who governs the contract: on a real chain the gov module's account.
    pub admin: String,
    /// Who may pause it, at most [`MAX_PAUSERS`].
    pub pausers: Vec<String>,
    /// Where the other contracts are.
    pub contracts: ContractsUnchecked,
}

/// How each of the four contracts is migrated: to a strictly newer version of itself.
#[cw_serde]
pub struct MigrateMsg {}

/// At most this many pausers: a member each, and a list that a reader can oversee.
pub const MAX_PAUSERS: usize = 16;

/// A pause lapses by itself after this many seconds (72 h).
pub const PAUSE_SECONDS: u64 = 72 * 3600;

/// Messages that every contract takes.
#[cw_serde]
pub enum GovernanceMsg {
    /// The admin names a successor, who must accept. Replaces an earlier proposal.
    ProposeAdmin {
        /// The successor.
        admin: String,
    },
    /// The admin takes a proposal back.
    CancelAdminProposal {},
    /// The proposed admin accepts and is admin from now on.
    AcceptAdmin {},
    /// The admin appoints a pauser.
    AppointPauser {
        /// Who.
        pauser: String,
    },
    /// The admin dismisses a pauser.
    DismissPauser {
        /// Who.
        pauser: String,
    },
    /// A pauser stops grants and registration for 72 h. Revocations, denials, refusals, freezes and a patient's
    /// own opening go on.
    Pause {},
    /// The admin ends a pause.
    Resume {},
}

/// Who governs a contract and whether it is paused.
#[cw_serde]
pub struct GovernanceResponse {
    /// The admin.
    pub admin: Addr,
    /// The proposed successor.
    pub proposed_admin: Option<Addr>,
    /// Who may pause.
    pub pausers: Vec<Addr>,
    /// Until when the contract is paused, in Unix seconds; none when it is not.
    pub paused_until: Option<u64>,
    /// The addresses the contract was instantiated with.
    pub contracts: Contracts,
}
