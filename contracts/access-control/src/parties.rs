//! Who sends a message and who is named in it: the reads of the identity registry for everything but decisions.

use chartseal_guard::{Check, holds};
use chartseal_types::IdentityId;
use chartseal_types::access::{Effect, Grantee, Terms};
use chartseal_types::identity::{IdentityRegistry, IdentityRow, Kind, Status};
use cosmwasm_std::{Addr, Deps};

use crate::domain::mandate::Mandate;
use crate::domain::party::{Acting, OnBehalfError, Party};
use crate::domain::subject::Subject;
use crate::error::{ContractError, PartyError};

/// The identity registry that this contract was instantiated with.
pub fn registry(deps: Deps<'_>) -> Result<IdentityRegistry, ContractError> {
    Ok(IdentityRegistry(chartseal_governance::contracts(deps.storage)?.identity_registry))
}

/// The identity that an account controls.
pub fn identity_of(deps: Deps<'_>, account: &Addr) -> Result<IdentityId, ContractError> {
    identity_at(&registry(deps)?, deps, account)
}

fn identity_at(
    registry: &IdentityRegistry,
    deps: Deps<'_>,
    account: &Addr,
) -> Result<IdentityId, ContractError> {
    let identity = registry.identity_of(&deps.querier, account)?;
    Ok(identity.ok_or_else(|| PartyError::UnknownAccount { account: account.clone() })?)
}

/// A patient whose rules somebody acts on, and as whom.
pub struct OnBehalf {
    /// Whose rules.
    pub patient: Subject,
    /// Who acts.
    pub sender: IdentityId,
    /// As whom.
    pub party: Party,
    registry: IdentityRegistry,
    /// The patient as the registry has it: of a duplicate, the survivor. Whether their verification still counts is not
    /// looked at: it is their own rules that they change.
    row: IdentityRow,
    survivor: Option<IdentityId>,
}

impl OnBehalf {
    /// The sender of a message, on the patient that it names or else on their own rules.
    pub fn sender(
        deps: Deps<'_>,
        account: &Addr,
        named: Option<IdentityId>,
        now: u64,
    ) -> Result<Self, ContractError> {
        let registry = registry(deps)?;
        let sender = identity_at(&registry, deps, account)?;
        let id = named.unwrap_or(sender);
        let own = patient_at(&registry, deps, id)?;
        let survivor = own.merged_into;
        let acting_for = survivor.unwrap_or(id);
        let appointment = match sender == id || sender == acting_for {
            true => None,
            false => registry.representative(&deps.querier, acting_for, sender)?,
        };
        let acting = Acting { sender, patient: id, merged_into: survivor, appointment };
        let party = acting.party(now)?;
        let row = if survivor.is_some() { patient_at(&registry, deps, acting_for)? } else { own };
        match party {
            Party::Patient if row.deceased => {
                return Err(OnBehalfError::Deceased { identity: acting_for }.into());
            }
            Party::Representative { .. } if !known(deps, sender)?.is_active(now) => {
                return Err(OnBehalfError::RepresentativeNotActive { representative: sender }.into());
            }
            Party::Patient | Party::Representative { .. } => {}
        }
        Ok(Self { patient: Subject::new(id, &own), sender, party, registry, row, survivor })
    }

    /// Refuses what opens while the patient's identity is frozen, suspended or revoked: a thief of an account can only
    /// close. A verification that ran out does not take a patient's own rules away.
    pub fn ensure_may_open(&self, now: u64) -> Result<(), ContractError> {
        let identity = self.survivor.unwrap_or(self.patient.id);
        if let Some(survivor) = self.row.merged_into {
            return Err(OnBehalfError::Merged { identity, survivor }.into());
        }
        if !holds(Check::FrozenOpensNothing, self.row.frozen_until <= now) {
            return Err(PartyError::Frozen { identity, until: self.row.frozen_until }.into());
        }
        match self.row.status {
            Status::Suspended | Status::Revoked => Err(PartyError::SetAside { identity }.into()),
            Status::Pending | Status::Active => Ok(()),
        }
    }

    /// Refuses a permit by which a representative would read in other hats than the representative's.
    pub fn ensure_not_to_oneself(&self, terms: &Terms) -> Result<(), OnBehalfError> {
        let to_oneself = terms.grantee == (Grantee::Identity { identity: self.sender });
        match self.party {
            Party::Representative { .. } if to_oneself && terms.effect == Effect::Permit => {
                Err(OnBehalfError::ToOneself)
            }
            Party::Representative { .. } | Party::Patient => Ok(()),
        }
    }

    /// Checks that a grantee exists and is of the kind it is named as, so that a slip of an id is not taken for a rule.
    pub fn check_grantee(&self, deps: Deps<'_>, grantee: Grantee) -> Result<(), ContractError> {
        let is_organization =
            |identity| registered_at(&self.registry, deps, identity).map(|row| row.kind.is_organization());
        match grantee {
            Grantee::Everyone {} => Ok(()),
            Grantee::Identity { identity } if is_organization(identity)? => {
                Err(PartyError::NotPerson { identity }.into())
            }
            Grantee::Organization { organization: identity }
            | Grantee::Role { organization: identity, .. }
                if !is_organization(identity)? =>
            {
                Err(PartyError::NotOrganization { identity }.into())
            }
            Grantee::Identity { .. } | Grantee::Organization { .. } | Grantee::Role { .. } => Ok(()),
        }
    }

    /// Refuses what permits in the name of a duplicate: it would not count, for the survivor's permits do.
    pub fn ensure_may_permit(&self, now: u64) -> Result<(), ContractError> {
        if let Some(survivor) = self.survivor {
            return Err(OnBehalfError::Merged { identity: self.patient.id, survivor }.into());
        }
        self.ensure_may_open(now)
    }
}

/// A registered identity.
pub fn known(deps: Deps<'_>, identity: IdentityId) -> Result<IdentityRow, ContractError> {
    let row = registry(deps)?.identity(&deps.querier, identity)?;
    Ok(row.ok_or(PartyError::UnknownIdentity { identity })?)
}

/// A registered identity, for what does not depend on its verification: one read.
fn registered_at(
    registry: &IdentityRegistry,
    deps: Deps<'_>,
    identity: IdentityId,
) -> Result<IdentityRow, ContractError> {
    let row = registry.identity_but(&deps.querier, identity, &[])?;
    Ok(row.ok_or(PartyError::UnknownIdentity { identity })?)
}

fn patient_at(
    registry: &IdentityRegistry,
    deps: Deps<'_>,
    identity: IdentityId,
) -> Result<IdentityRow, ContractError> {
    let row = registered_at(registry, deps, identity)?;
    if row.kind == Kind::Patient { Ok(row) } else { Err(PartyError::NotPatient { identity }.into()) }
}

/// A registered patient.
pub fn patient(deps: Deps<'_>, identity: IdentityId) -> Result<IdentityRow, ContractError> {
    patient_at(&registry(deps)?, deps, identity)
}

/// An identity as its rows are looked up for answers to queries: one that is not known has none.
pub fn subject(deps: Deps<'_>, id: IdentityId) -> Result<Subject, ContractError> {
    let row = registry(deps)?.identity_but(&deps.querier, id, &[])?;
    Ok(Subject { id, generation: row.map_or(0, |row| row.generation) })
}

/// Whether the appointment stands under which a representative set something for a patient.
pub fn stands(
    deps: Deps<'_>,
    patient: IdentityId,
    mandate: Mandate,
    now: u64,
) -> Result<bool, ContractError> {
    let appointment = registry(deps)?.representative(&deps.querier, patient, mandate.representative)?;
    Ok(mandate.stands(appointment, now))
}

/// A registered patient whom nobody merged into another: for a duplicate, what permits is the survivor's.
pub fn unmerged_patient(deps: Deps<'_>, identity: IdentityId) -> Result<Subject, ContractError> {
    let row = patient(deps, identity)?;
    match row.merged_into {
        Some(survivor) => Err(OnBehalfError::Merged { identity, survivor }.into()),
        None => Ok(Subject::new(identity, &row)),
    }
}

/// A registered patient whom nobody merged into another, and whose death nobody marked: nobody is in care after it.
pub fn living_patient(deps: Deps<'_>, identity: IdentityId) -> Result<Subject, ContractError> {
    let row = patient(deps, identity)?;
    match row.merged_into {
        Some(survivor) => Err(OnBehalfError::Merged { identity, survivor }.into()),
        None if row.deceased => Err(OnBehalfError::Deceased { identity }.into()),
        None => Ok(Subject::new(identity, &row)),
    }
}

/// A registered organization.
pub fn organization(deps: Deps<'_>, identity: IdentityId) -> Result<IdentityRow, ContractError> {
    let row = known(deps, identity)?;
    if row.kind.is_organization() { Ok(row) } else { Err(PartyError::NotOrganization { identity }.into()) }
}

/// A registered organization that is active.
pub fn active_organization(
    deps: Deps<'_>,
    identity: IdentityId,
    now: u64,
) -> Result<IdentityRow, ContractError> {
    let row = organization(deps, identity)?;
    if row.is_active(now) { Ok(row) } else { Err(PartyError::NotActive { identity }.into()) }
}
