//! Who the sender is to the identity registry, and for whom it may act.

use chartseal_guard::{Check, holds};
use chartseal_types::identity::{Affiliation, IdentityRow, Kind};
use chartseal_types::{IdentityId, Role};
use cosmwasm_std::Addr;
use thiserror::Error;

/// The sender is not who it takes.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum StandingError {
    /// The account controls no identity.
    #[error(
        "expected an account that controls an identity, got {account}; register it in the identity registry"
    )]
    NoIdentity {
        /// The sender.
        account: Addr,
    },
    /// Only the patient may.
    #[error("expected an account of patient {patient} as sender, got one of {sender}")]
    NotPatient {
        /// Whose record it is.
        patient: IdentityId,
        /// The sender's identity.
        sender: IdentityId,
    },
    /// The sender's identity is frozen.
    #[error(
        "identity {identity} is frozen until {until} (Unix seconds); nothing can be done in its name till then"
    )]
    Frozen {
        /// Whose.
        identity: IdentityId,
        /// Until when.
        until: u64,
    },
    /// The sender's identity was merged into another.
    #[error("identity {identity} was merged into {survivor}, which acts for it; send this from there")]
    Merged {
        /// Whose.
        identity: IdentityId,
        /// Who acts for it.
        survivor: IdentityId,
    },
    /// A death was marked.
    #[error(
        "identity {identity} is marked as deceased; nothing can be done in its name, two registrars can undo a mistake"
    )]
    Deceased {
        /// Whose.
        identity: IdentityId,
    },
    /// An identity does not count now.
    #[error(
        "expected identity {identity} to be active, but it is not; have a registrar verify or reinstate it"
    )]
    NotActive {
        /// Whose.
        identity: IdentityId,
    },
    /// It can have no affiliates and anchor nothing.
    #[error("expected {identity} to be an organization, payer, research organization or auditor")]
    NotOrganization {
        /// Who was named.
        identity: IdentityId,
    },
    /// Not the organization's own account.
    #[error(
        "expected an account of organization {organization} itself as sender; affiliates act for it only in messages that take a role"
    )]
    NotOrganizationsAccount {
        /// For whom the sender acts.
        organization: IdentityId,
    },
    /// Not an affiliate in that role.
    #[error("expected an affiliate of organization {organization} in force in the role acted in as sender")]
    NotAffiliated {
        /// For whom the sender acts.
        organization: IdentityId,
    },
    /// Neither the organization's own account nor the author.
    #[error(
        "expected an account of organization {organization} itself, or of the record's author in the role it wrote in, as sender"
    )]
    NotAuthor {
        /// For whom the record was written.
        organization: IdentityId,
    },
    /// A patient wrote it, so no organization has a say.
    #[error("the patient wrote this record: no organization acts for its author; ask the admin")]
    NoOrganization,
    /// A role without a certificate.
    #[error("expected a certificate with a role, got none; name the fingerprint of a good one")]
    NoCertificate,
    /// The certificate is not good now, or somebody else's.
    #[error(
        "expected a certificate of {identity} that is good now; ask certificate-authority for its status"
    )]
    BadCertificate {
        /// Whose it should be.
        identity: IdentityId,
    },
    /// Neither an organization nor a service.
    #[error("expected an organization or a service to report a deletion, got {identity}")]
    NotReporter {
        /// Who sent it.
        identity: IdentityId,
    },
}

/// Whether a sender is a patient: by its own accounts, or as the survivor that this patient was merged into.
pub fn is_patient(sender: IdentityId, patient: IdentityId, survivor: Option<IdentityId>) -> bool {
    sender == patient || survivor == Some(sender)
}

/// The sender as the identity registry knows it.
#[derive(Debug, Clone, PartialEq)]
pub struct Sender {
    /// Its identity.
    pub identity: IdentityId,
    /// The identity's row.
    pub row: IdentityRow,
}

impl Sender {
    /// Who acts for a patient: the patient itself or, for a duplicate that was merged, the survivor. Verified or not, as
    /// for its own reading; but not while it is frozen, merged or deceased itself. Representatives do not: they never
    /// erase, and never write in the patient's name.
    pub fn ensure_acts_for(
        &self,
        patient: IdentityId,
        survivor: Option<IdentityId>,
        now: u64,
    ) -> Result<(), StandingError> {
        self.ensure_protects(patient, survivor)?;
        let identity = self.identity;
        if let Some(survivor) = self.row.merged_into {
            return Err(StandingError::Merged { identity, survivor });
        }
        if self.row.is_frozen(now) {
            return Err(StandingError::Frozen { identity, until: self.row.frozen_until });
        }
        Ok(())
    }

    /// Who may undo what would harm a patient: its own accounts, also while it is frozen or merged, and the survivor that
    /// it was merged into. Those of the dead do nothing.
    pub fn ensure_protects(
        &self,
        patient: IdentityId,
        survivor: Option<IdentityId>,
    ) -> Result<(), StandingError> {
        if !holds(Check::ActsForPatient, is_patient(self.identity, patient, survivor)) {
            return Err(StandingError::NotPatient { patient, sender: self.identity });
        }
        if self.row.deceased {
            return Err(StandingError::Deceased { identity: self.identity });
        }
        Ok(())
    }

    /// Active now.
    pub fn ensure_active(&self, now: u64) -> Result<(), StandingError> {
        if self.row.is_active(now) {
            Ok(())
        } else {
            Err(StandingError::NotActive { identity: self.identity })
        }
    }

    /// The organization's own account, active.
    pub fn ensure_organization(&self, organization: IdentityId, now: u64) -> Result<(), StandingError> {
        if self.identity != organization {
            return Err(StandingError::NotOrganizationsAccount { organization });
        }
        if !self.row.kind.is_organization() {
            return Err(StandingError::NotOrganization { identity: organization });
        }
        self.ensure_active(now)
    }

    /// An active affiliate of an active organization, in a role that it may have affiliates in.
    pub fn ensure_affiliate(
        &self,
        affiliations: &[Affiliation],
        organization: IdentityId,
        row: &IdentityRow,
        role: Role,
        now: u64,
    ) -> Result<(), StandingError> {
        self.ensure_active(now)?;
        let in_force = affiliations.iter().any(|affiliation| {
            affiliation.organization == organization && affiliation.role == role && row.roles.contains(role)
        });
        if !in_force {
            return Err(StandingError::NotAffiliated { organization });
        }
        if row.is_active(now) { Ok(()) } else { Err(StandingError::NotActive { identity: organization }) }
    }

    /// An active organization or service.
    pub fn ensure_reporter(&self, now: u64) -> Result<(), StandingError> {
        if self.row.kind.is_organization() || self.row.kind == Kind::Service {
            self.ensure_active(now)
        } else {
            Err(StandingError::NotReporter { identity: self.identity })
        }
    }
}
