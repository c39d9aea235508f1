//! What every handler needs: storage, time, the sender, and the other contracts.

use chartseal_second_factor::Factor;
use chartseal_types::access::AccessControl;
use chartseal_types::anchor::{Author, Happening, RecordRow};
use chartseal_types::certificate::CertificateAuthority;
use chartseal_types::identity::{IdentityRegistry, Merge};
use chartseal_types::second_factor::Sensitive;
use chartseal_types::{ContentHash, Fingerprint, Hat, IdentityId, Role};
use cosmwasm_std::{Addr, DepsMut, Env, StdResult};

use crate::domain::{Erasure, Sender, StandingError, TicketError, WriteTicket};
use crate::state::{self, Record};
use crate::{ContractError, erasures};

/// The record that a message is about.
#[derive(Clone, Copy)]
pub struct Subject {
    pub patient: IdentityId,
    pub record: ContentHash,
}

/// A message under way.
pub struct Context<'a> {
    pub deps: DepsMut<'a>,
    pub account: Addr,
    /// The time of the block, Unix seconds.
    pub now: u64,
    factor: Factor,
    pub registry: IdentityRegistry,
    certificates: CertificateAuthority,
    access: AccessControl,
}

impl<'a> Context<'a> {
    pub fn new(deps: DepsMut<'a>, env: &Env, account: Addr, factor: Factor) -> StdResult<Self> {
        let contracts = chartseal_governance::contracts(deps.storage)?;
        Ok(Self {
            account,
            now: env.block.time.seconds(),
            factor,
            registry: IdentityRegistry(contracts.identity_registry),
            certificates: CertificateAuthority(contracts.certificate_authority),
            access: AccessControl(contracts.access_control),
            deps,
        })
    }

    /// Refuses while the circuit breaker is open.
    pub fn ensure_running(&self) -> Result<(), ContractError> {
        Ok(chartseal_governance::ensure_running(self.deps.storage, self.now)?)
    }

    pub fn is_admin(&self) -> StdResult<bool> {
        chartseal_governance::is_admin(self.deps.storage, &self.account)
    }

    /// The identity that the sender controls.
    pub fn identity(&self) -> Result<IdentityId, ContractError> {
        let identity = self.registry.identity_of(&self.deps.querier, &self.account)?;
        Ok(identity.ok_or_else(|| StandingError::NoIdentity { account: self.account.clone() })?)
    }

    /// The sender with what the registry knows of it.
    pub fn sender(&self) -> Result<Sender, ContractError> {
        let identity = self.identity()?;
        let row = self.registry.identity(&self.deps.querier, identity)?;
        let row = row.ok_or_else(|| StandingError::NoIdentity { account: self.account.clone() })?;
        Ok(Sender { identity, row })
    }

    /// Refuses a message that needs a second factor, by rule or by policy, without one of the sender's identity.
    pub fn ensure_confirmed(&self, sender: &Sender, sensitive: Sensitive) -> Result<(), ContractError> {
        let deps = self.deps.as_ref();
        Ok(self.factor.ensure(deps, &self.access, sender.identity, sensitive, self.now)?)
    }

    /// The sender as who acts for a patient now: the patient itself, or the survivor that it was merged into.
    pub fn ensure_acts_for(&self, sender: &Sender, patient: IdentityId) -> Result<(), ContractError> {
        Ok(sender.ensure_acts_for(patient, self.survivor(sender.identity, patient)?, self.now)?)
    }

    /// The sender as who may undo what would harm a patient: who acts for it, frozen or not, or a merged duplicate itself.
    pub fn ensure_protects(&self, sender: &Sender, patient: IdentityId) -> Result<(), ContractError> {
        Ok(sender.ensure_protects(patient, self.survivor(sender.identity, patient)?)?)
    }

    /// The survivor that a patient was merged into. Read only when the sender is another than the patient.
    fn survivor(&self, sender: IdentityId, patient: IdentityId) -> StdResult<Option<IdentityId>> {
        if sender == patient {
            return Ok(None);
        }
        let row = self.registry.identity(&self.deps.querier, patient)?;
        Ok(row.and_then(|row| row.merged_into))
    }

    /// The sender as an affiliate in force of an organization, in a role.
    pub fn ensure_affiliate(
        &self,
        sender: &Sender,
        organization: IdentityId,
        role: Role,
    ) -> Result<(), ContractError> {
        let affiliations = self.registry.affiliations(&self.deps.querier, sender.identity)?;
        let row = self.registry.identity(&self.deps.querier, organization)?;
        let row = row.ok_or(StandingError::NotAffiliated { organization })?;
        Ok(sender.ensure_affiliate(&affiliations, organization, &row, role, self.now)?)
    }

    /// The sender as who may withdraw what an author wrote for a patient: the organization by its own account, or the
    /// author itself, certified and in force in the role it wrote in; what was written as the patient, the patient.
    /// Colleagues do not: being affiliated is no decision on a record.
    pub fn ensure_may_withdraw(
        &self,
        patient: IdentityId,
        author: &Author,
        certificate: Option<Fingerprint>,
    ) -> Result<(), ContractError> {
        let sender = self.sender()?;
        match author.hat {
            Hat::Own {} | Hat::Representative {} => self.ensure_acts_for(&sender, patient),
            Hat::Organization { organization, .. } if sender.identity == organization => {
                Ok(sender.ensure_organization(organization, self.now)?)
            }
            Hat::Organization { organization, role } if sender.identity == author.identity => {
                self.ensure_affiliate(&sender, organization, role)?;
                self.ensure_certified(sender.identity, certificate)
            }
            Hat::Organization { organization, .. } => Err(StandingError::NotAuthor { organization }.into()),
        }
    }

    /// Refuses a certificate that is not the identity's and good now.
    pub fn ensure_certified(
        &self,
        identity: IdentityId,
        certificate: Option<Fingerprint>,
    ) -> Result<(), ContractError> {
        let certificate = certificate.ok_or(StandingError::NoCertificate)?;
        if self.certificates.good_for(&self.deps.querier, certificate, identity, self.now)? {
            Ok(())
        } else {
            Err(StandingError::BadCertificate { identity }.into())
        }
    }

    /// The sender's live ticket to write for a patient.
    pub fn write_ticket(&self, access: u64, patient: IdentityId) -> Result<WriteTicket, ContractError> {
        let sender = self.identity()?;
        let answer = self.access.ticket(&self.deps.querier, access);
        let answer = answer.map_err(|source| TicketError::Unknown { access, source })?;
        let survivor = match answer.entry.hat {
            Hat::Own {} => self.survivor(sender, patient)?,
            Hat::Representative {} | Hat::Organization { .. } => None,
        };
        Ok(WriteTicket::parse(answer, sender, patient, survivor)?)
    }

    pub fn record(&self, subject: Subject) -> Result<Record, ContractError> {
        let Subject { patient, record } = subject;
        let known = state::record(self.deps.storage, patient, record)?;
        known.ok_or(ContractError::UnknownRecord { patient, record })
    }

    /// The erasure of a record as it stands.
    pub fn erasure(&self, Subject { patient, record }: Subject) -> StdResult<Option<Erasure>> {
        erasures::standing(self.deps.as_ref(), &self.registry, patient, record)
    }

    /// Whether a record of a patient is erased, or due to be.
    pub fn is_erased(&self, patient: IdentityId, row: &RecordRow) -> StdResult<bool> {
        erasures::is_erased(self.deps.as_ref(), &self.registry, patient, row, self.now)
    }

    /// The merge under which the sender acts for a patient; none when it is the patient.
    pub fn acts_under(&self, sender: &Sender, patient: IdentityId) -> StdResult<Option<Merge>> {
        if sender.identity == patient {
            return Ok(None);
        }
        erasures::merge(self.deps.as_ref(), &self.registry, patient)
    }

    /// Adds to a record's history.
    pub fn note(&mut self, subject: Subject, happening: Happening) -> StdResult<()> {
        let Subject { patient, record } = subject;
        state::note(self.deps.storage, patient, record, happening, &self.account, self.now)
    }
}
