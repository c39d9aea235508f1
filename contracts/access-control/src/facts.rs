//! Gathers the facts of a decision: every read that `Open`, `Explain` and `Ticket` make, in one place.
//!
//! The number of reads depends on the question alone: one row each of identities, policy, denials and care, four rows
//! of permits, one read a record, and one more for each consent that names records or bounds uses and would otherwise
//! decide; and one for each representative who set such a consent. Of a patient with duplicates that were merged, at most
//! four, also the survivor's row, their list, the denials of each, and while care is open how each ended theirs; for the
//! purpose of emergencies the clinician's row of them, and policy's rules if one is open.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use chartseal_guard::{Check, holds};
use chartseal_types::access::{Effect, Grantee, Question, StandingFault, Target};
use chartseal_types::anchor::{RecordAnchor, RecordStatus};
use chartseal_types::certificate::CertificateAuthority;
use chartseal_types::governance::Contracts;
use chartseal_types::identity::{
    Distrusted, IdentityRegistry, IdentityRow, Kind, Merge, RepresentativeRow, Right,
};
use chartseal_types::{
    Action, CodeSet, ContentHash, Fingerprint, Hat, IdentityId, Label, PolicyRole, Purpose, Role,
};
use cosmwasm_std::{Addr, Deps, QuerierWrapper, StdResult};

use crate::domain::daily::DailyLimits;
use crate::domain::emergency::Standing;
use crate::domain::facts::{
    Affiliate, Circumstances, Consent, Facts, Representative, Requester, TargetFacts,
};
use crate::domain::mandate::Mandate;
use crate::domain::permit::Permit;
use crate::domain::provision::{Provision, Scope};
use crate::domain::question;
use crate::domain::subject::Subject;
use crate::error::{ContractError, PartyError};
use crate::{care, state};

/// The facts of one question.
pub struct Gathered {
    /// The policy version that counts.
    pub policy_version: u32,
    /// The longest that a ticket lasts, seconds.
    pub longest_ticket: u64,
    /// How many accesses a requester records in a day.
    pub daily: DailyLimits,
    /// Whose permits count: the patient's, or those of the survivor that the patient was merged into.
    pub subject: IdentityId,
    /// The open emergency that the question calls upon.
    pub emergency: Option<OpenEmergency>,
    circumstances: Circumstances,
    targets: Vec<TargetFacts>,
}

/// An open emergency of the requester, about this patient and in the hat worn.
#[derive(Clone, Copy)]
pub struct OpenEmergency {
    number: u32,
    passes_denials: bool,
    /// Until when, Unix seconds, exclusive.
    pub until: u64,
}

/// What a ticket rests on, of what can count for one ticket and not for another.
pub struct Taken {
    /// Whose consents and emergencies these are. After a merge, or when it is taken back, another's count, which have
    /// numbers of their own.
    pub subject: IdentityId,
    /// Of the consents with a bound of uses, these count and no others.
    pub consents: Vec<u32>,
    /// If an emergency decided, this one counts and no later one.
    pub emergency: Option<u32>,
}

impl Taken {
    fn takes_use_of(&self, patient: IdentityId, consent: u32) -> bool {
        holds(Check::UseOfTicket, self.subject == patient && self.consents.contains(&consent))
    }

    fn allows(&self, open: &Standing) -> bool {
        let is_this = |number| (self.subject, number) == (open.patient, open.number);
        self.emergency.is_none_or(|number| holds(Check::EmergencyOfTicket, is_this(number)))
    }
}

impl Gathered {
    /// The facts of each target, in the order asked.
    pub fn each(&self) -> impl Iterator<Item = Facts<'_>> {
        self.targets.iter().map(|target| Facts { circumstances: &self.circumstances, target })
    }

    /// Whether a permit has a bound of uses.
    pub fn is_bounded(&self, consent: u32) -> bool {
        let mut permits = self.circumstances.permits.iter();
        permits.any(|permit| permit.provision.number == consent && permit.uses_left.is_some())
    }
}

/// A patient, and the identities of the same person that were merged. Permits, care, representatives and the patient's
/// own account are the survivor's; the denials of all of them close.
struct Family {
    subject: Subject,
    frozen: bool,
    deceased: bool,
    /// The merge of the patient asked about.
    merge: Option<Merge>,
    all: Vec<IdentityId>,
}

/// The hat of an organization as somebody wears it.
struct Worn {
    identity: IdentityId,
    organization: IdentityId,
    role: Role,
    certificate: Option<Fingerprint>,
}

/// Reads facts at a time.
pub struct Reader<'a> {
    deps: Deps<'a>,
    now: u64,
    identities: IdentityRegistry,
    distrusted: Vec<Distrusted>,
    certificates: CertificateAuthority,
    records: RecordAnchor,
}

impl<'a> Reader<'a> {
    /// A reader of the contracts that this one was instantiated with.
    pub fn new(deps: Deps<'a>, now: u64) -> StdResult<Self> {
        let Contracts { identity_registry, certificate_authority, record_anchor, .. } =
            chartseal_governance::contracts(deps.storage)?;
        let identities = IdentityRegistry(identity_registry);
        Ok(Self {
            deps,
            now,
            distrusted: identities.distrusted(&deps.querier)?,
            identities,
            certificates: CertificateAuthority(certificate_authority),
            records: RecordAnchor(record_anchor),
        })
    }

    /// The identity that an account controls.
    pub fn identity_of(&self, account: &Addr) -> Result<IdentityId, ContractError> {
        let identity = self.identities.identity_of(self.querier(), account)?;
        Ok(identity.ok_or_else(|| PartyError::UnknownAccount { account: account.clone() })?)
    }

    /// Gathers the facts of a question by an identity at a time. `taken` is what a ticket asked about rests on; none for
    /// opening anew.
    pub fn gather(
        &self,
        requester: IdentityId,
        question: &Question,
        taken: Option<&Taken>,
    ) -> Result<Gathered, ContractError> {
        let (deps, now) = (self.deps, self.now);
        let patient = self.family(question.patient)?;
        let anew = taken.is_none();
        if anew {
            question::check(question, requester, patient.subject.id)?;
        }
        let policy = state::policy::header(deps.storage, now)?.current;
        let mut targets = self.targets(question, patient.merge)?;
        let circumstances = Circumstances {
            now,
            purpose: question.purpose,
            action: question.action,
            // A duplicate's own accounts do nothing, nor does a survivor for what is its duplicate no more.
            requester: Requester::Patient { frozen: patient.frozen || requester != patient.subject.id },
            policy: None,
            denials: vec![],
            permits: vec![],
            care_open: false,
            emergency: None,
            emergencies_pass_denials: false,
        };
        let row =
            |role| state::policy::row(deps.storage, policy.number, role, question.purpose, question.action);
        let emergency = self.emergency(requester, question, &patient, policy.number, taken)?;
        let circumstances = match question.hat {
            // Nothing after rule 5 can change what is decided of the patient's own account, so nothing more is read.
            Hat::Own {} => circumstances,
            Hat::Representative {} => {
                let appointment =
                    self.identities.representative(self.querier(), patient.subject.id, requester)?;
                // The survivor's numbers of compartments say nothing of a duplicate's records: only the whole reaches them.
                let appointment = appointment.filter(|appointment| {
                    patient.subject.id == question.patient || appointment.compartments == CodeSet::ALL
                });
                for target in &mut targets {
                    target.representative_in_scope = appointment
                        .is_some_and(|appointment| covers(&appointment, question.action, target, now));
                }
                let requester = Requester::Representative(self.representative(requester, question, anew)?);
                Circumstances {
                    policy: row(PolicyRole::Representative)?,
                    denials: self.denials(&patient, question, &requester, &targets)?,
                    // No permits: in this hat the appointment alone opens, and ends what it opened when it ends.
                    requester,
                    ..circumstances
                }
            }
            Hat::Organization { organization, role } => {
                let requester =
                    Requester::Affiliate(self.affiliate(requester, organization, role, question, anew)?);
                Circumstances {
                    policy: row(role.into())?,
                    denials: self.denials(&patient, question, &requester, &targets)?,
                    permits: self.permits(patient.subject, question, &requester, &targets, taken)?,
                    care_open: self.care_is_open(&patient, organization)?,
                    emergency: emergency.map(|open| open.number),
                    emergencies_pass_denials: emergency.is_some_and(|open| open.passes_denials),
                    requester,
                    ..circumstances
                }
            }
        };
        Ok(Gathered {
            policy_version: policy.number,
            longest_ticket: policy.longest_ticket,
            daily: DailyLimits { openings: policy.daily_openings, denials: policy.daily_denials },
            subject: patient.subject.id,
            emergency,
            circumstances,
            targets,
        })
    }

    fn querier(&self) -> &QuerierWrapper<'a> {
        &self.deps.querier
    }

    fn identity(&self, identity: IdentityId) -> Result<IdentityRow, ContractError> {
        let row = self.identities.identity_but(self.querier(), identity, &self.distrusted)?;
        Ok(row.ok_or(PartyError::UnknownIdentity { identity })?)
    }

    fn patient(&self, identity: IdentityId) -> Result<IdentityRow, ContractError> {
        let row = self.identity(identity)?;
        if row.kind == Kind::Patient { Ok(row) } else { Err(PartyError::NotPatient { identity }.into()) }
    }

    /// The patient, with who shares the same rules. One read for who was never merged, two more for who was, one more
    /// for a survivor; and one of denials for each of the family.
    fn family(&self, identity: IdentityId) -> Result<Family, ContractError> {
        let asked = self.patient(identity)?;
        let merge = asked.merge();
        let (id, row) = match asked.merged_into {
            Some(survivor) => (survivor, self.patient(survivor)?),
            None => (identity, asked),
        };
        let mut all = vec![id];
        if id != identity {
            all.push(identity);
        }
        if row.has_duplicates {
            let duplicates = self.identities.duplicates(self.querier(), id)?;
            all.extend(duplicates.into_iter().filter(|duplicate| *duplicate != identity));
        }
        let (frozen, deceased) = (row.is_frozen(self.now), row.deceased);
        Ok(Family { subject: Subject::new(id, &row), frozen, deceased, merge, all })
    }

    /// Refuses somebody whom rule 4 would deny in the hat of an organization, for messages that are no question of
    /// access. Gives the organization's kind.
    pub fn standing(
        &self,
        identity: IdentityId,
        organization: IdentityId,
        role: Role,
        certificate: Fingerprint,
    ) -> Result<Kind, ContractError> {
        let (own, at) = (self.identity(identity)?, self.identity(organization)?);
        let hat = Worn { identity, organization, role, certificate: Some(certificate) };
        match self.hat_fault(hat, &own, &at, &self.affiliations(identity)?)? {
            Some(fault) => Err(PartyError::Standing { identity, fault }.into()),
            None => Ok(at.kind),
        }
    }

    fn affiliate(
        &self,
        identity: IdentityId,
        organization: IdentityId,
        role: Role,
        question: &Question,
        anew: bool,
    ) -> Result<Affiliate, ContractError> {
        let own = self.requester(identity, question, anew)?;
        let at = self.identity(organization)?;
        let affiliations = self.affiliations(identity)?;
        let hat = Worn { identity, organization, role, certificate: question.certificate };
        let fault = self.hat_fault(hat, &own, &at, &affiliations)?;
        let auditor = at.kind == Kind::Auditor;
        Ok(Affiliate { identity, organization, role, auditor, affiliations, fault })
    }

    /// Rule 4 of somebody in the hat of an organization.
    fn hat_fault(
        &self,
        hat: Worn,
        own: &IdentityRow,
        at: &IdentityRow,
        affiliations: &[(IdentityId, Role)],
    ) -> StdResult<Option<StandingFault>> {
        let Worn { identity, organization, role, certificate } = hat;
        if let Some(fault) = standing_fault(own, self.now) {
            return Ok(Some(fault));
        }
        if !at.kind.is_organization() || !at.is_active(self.now) {
            return Ok(Some(StandingFault::Organization));
        }
        let in_force = affiliations.contains(&(organization, role)) && at.roles.contains(role);
        if !holds(Check::Affiliation, in_force) {
            return Ok(Some(StandingFault::Affiliation));
        }
        self.certificate_fault(identity, certificate)
    }

    fn representative(
        &self,
        identity: IdentityId,
        question: &Question,
        anew: bool,
    ) -> Result<Representative, ContractError> {
        let own = self.requester(identity, question, anew)?;
        let fault = match standing_fault(&own, self.now) {
            None => self.certificate_fault(identity, question.certificate)?,
            fault => fault,
        };
        Ok(Representative { identity, affiliations: self.affiliations(identity)?, fault })
    }

    /// The requester's row. Who was never verified costs nothing to make, and would fill the patient's log. Of a ticket
    /// that is out, it is rule 4 that says so: its holder's registrar may have been distrusted since.
    fn requester(
        &self,
        identity: IdentityId,
        question: &Question,
        anew: bool,
    ) -> Result<IdentityRow, ContractError> {
        let row = self.identity(identity)?;
        if anew && !holds(Check::OnceVerified, row.verified_until > 0 || identity == question.patient) {
            return Err(PartyError::NeverVerified { identity }.into());
        }
        Ok(row)
    }

    fn affiliations(&self, identity: IdentityId) -> StdResult<Vec<(IdentityId, Role)>> {
        let affiliations = self.identities.affiliations(self.querier(), identity)?;
        Ok(affiliations.iter().map(|a| (a.organization, a.role)).collect())
    }

    fn certificate_fault(
        &self,
        identity: IdentityId,
        certificate: Option<Fingerprint>,
    ) -> StdResult<Option<StandingFault>> {
        let Some(certificate) = certificate else { return Ok(Some(StandingFault::NoCertificate)) };
        let good = self.certificates.good_for(self.querier(), certificate, identity, self.now)?;
        Ok((!good).then_some(StandingFault::Certificate))
    }

    /// The open emergency that a question for the purpose `BTG` calls upon. No other question costs a read here. It is
    /// about somebody who has to be treated, whoever acts for them: a claim does not end it. A death does while it is
    /// marked, and a merge, after which it is opened about the survivor.
    fn emergency(
        &self,
        requester: IdentityId,
        question: &Question,
        patient: &Family,
        policy: u32,
        taken: Option<&Taken>,
    ) -> StdResult<Option<OpenEmergency>> {
        let Hat::Organization { organization, role } = question.hat else { return Ok(None) };
        if !holds(Check::EmergencyPurpose, question.purpose == Purpose::BTG) {
            return Ok(None);
        }
        if !holds(Check::EmergencyOfTheLiving, !patient.deceased) {
            return Ok(None);
        }
        let open = state::emergency::open_of(self.deps.storage, requester)?;
        let found = open.iter().find(|open| {
            let about = (open.patient, open.organization, open.role);
            holds(Check::EmergencyScope, about == (patient.subject.id, organization, role))
                && taken.is_none_or(|taken| taken.allows(open))
        });
        let Some(found) = found else { return Ok(None) };
        let rules = state::policy::emergency_rules(self.deps.storage, policy)?;
        Ok(found.open_until(rules).filter(|until| self.now < *until).map(|until| OpenEmergency {
            number: found.number,
            passes_denials: rules.pass_denials,
            until,
        }))
    }

    fn targets(&self, question: &Question, merge: Option<Merge>) -> Result<Vec<TargetFacts>, ContractError> {
        match &question.target {
            Target::Labels(labels) => Ok(labels.iter().map(|label| unwritten(*label)).collect()),
            Target::Records(records) => {
                records.iter().map(|record| self.record(question.patient, *record, merge)).collect()
            }
        }
    }

    fn record(
        &self,
        patient: IdentityId,
        record: ContentHash,
        merge: Option<Merge>,
    ) -> Result<TargetFacts, ContractError> {
        let row = self.records.record(self.querier(), patient, record)?;
        let row = row.ok_or(ContractError::UnknownRecord { patient, record })?;
        Ok(TargetFacts {
            record: Some(record),
            scope: Scope { label: row.label, quarter: row.quarter },
            erased: row.is_erased(self.now, merge),
            retracted: row.status == RecordStatus::Retracted,
            author_organization: row.author.organization(),
            representative_in_scope: false,
        })
    }

    fn denials(
        &self,
        patient: &Family,
        question: &Question,
        requester: &Requester,
        targets: &[TargetFacts],
    ) -> StdResult<Vec<Consent>> {
        let mut denials = vec![];
        for patient in &patient.all {
            for (grantee, deny) in state::consent::denials(self.deps.storage, *patient)? {
                let deny = if *patient == question.patient { deny } else { deny.in_every_compartment() };
                if requester.is_denied_as(grantee) && self.may_decide(Effect::Deny, &deny, question, targets)
                {
                    denials.push(self.consent(*patient, grantee, deny, None)?);
                }
            }
        }
        Ok(denials)
    }

    fn permits(
        &self,
        patient: Subject,
        question: &Question,
        requester: &Requester,
        targets: &[TargetFacts],
        taken: Option<&Taken>,
    ) -> StdResult<Vec<Consent>> {
        let (mut permits, mut appointments) = (vec![], BTreeMap::new());
        for grantee in requester.grantees() {
            for Permit { provision, mandate } in state::consent::permits(self.deps.storage, patient, grantee)?
            {
                let reaches = patient.id == question.patient || provision.compartments == CodeSet::ALL;
                if reaches
                    && self.may_decide(Effect::Permit, &provision, question, targets)
                    && self.stands(patient.id, mandate, &mut appointments)?
                {
                    permits.push(self.consent(patient.id, grantee, provision, taken)?);
                }
            }
        }
        Ok(permits)
    }

    /// Whether a permit is the patient's own, or the appointment stands under which a representative set it. One read a
    /// representative.
    fn stands(
        &self,
        patient: IdentityId,
        mandate: Option<Mandate>,
        appointments: &mut BTreeMap<IdentityId, Option<RepresentativeRow>>,
    ) -> StdResult<bool> {
        let Some(mandate) = mandate else { return Ok(true) };
        let appointment = match appointments.entry(mandate.representative) {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(unread) => {
                let row = self.identities.representative(self.querier(), patient, mandate.representative)?;
                *unread.insert(row)
            }
        };
        Ok(mandate.stands(appointment, self.now))
    }

    /// Whether policy may rely on care. What a duplicate ended, or who set it up for the patient, matters only while it is
    /// open.
    fn care_is_open(&self, patient: &Family, organization: IdentityId) -> StdResult<bool> {
        let Family { subject, ref all, .. } = *patient;
        let care = state::care::find(self.deps.storage, subject, organization)?;
        let Some(care) = care.filter(|care| care.is_open(self.now)) else { return Ok(false) };
        let others = all.iter().filter(|one| **one != subject.id);
        let care = care::as_it_counts(
            self.deps,
            &self.identities,
            care,
            (subject.id, others),
            organization,
            self.now,
        )?;
        Ok(care.is_open(self.now))
    }

    /// Whether a consent could decide on any target. Of others, neither the uses nor the named records are read.
    fn may_decide(
        &self,
        effect: Effect,
        provision: &Provision,
        question: &Question,
        targets: &[TargetFacts],
    ) -> bool {
        provision.answers(self.now, question.purpose, question.action)
            && targets.iter().any(|target| provision.covers(effect, target.scope))
    }

    fn consent(
        &self,
        patient: IdentityId,
        grantee: Grantee,
        provision: Provision,
        taken: Option<&Taken>,
    ) -> StdResult<Consent> {
        let (storage, number) = (self.deps.storage, provision.number);
        let uses_left = match (provision.bounded, taken) {
            (false, _) => None,
            (true, Some(taken)) => Some(taken.takes_use_of(patient, number).into()),
            (true, None) => Some(state::consent::uses(storage, patient, number)?.map_or(0, |uses| uses.left)),
        };
        let records = match provision.names {
            true => Some(state::consent::named(storage, patient, number)?),
            false => None,
        };
        Ok(Consent { grantee, provision, uses_left, records })
    }
}

fn standing_fault(row: &IdentityRow, now: u64) -> Option<StandingFault> {
    if row.is_frozen(now) {
        Some(StandingFault::Frozen)
    } else if !row.is_active(now) {
        Some(StandingFault::Identity)
    } else {
        None
    }
}

/// Representatives read. They write nothing in the patient's name.
fn covers(appointment: &RepresentativeRow, action: Action, target: &TargetFacts, now: u64) -> bool {
    action == Action::Read
        && appointment.allows(Right::Read, now)
        && appointment.compartments.contains(target.scope.label.compartment)
}

/// The facts of what is yet to be written.
fn unwritten(label: Label) -> TargetFacts {
    TargetFacts {
        record: None,
        scope: Scope { label, quarter: None },
        erased: false,
        retracted: false,
        author_organization: None,
        representative_in_scope: false,
    }
}
