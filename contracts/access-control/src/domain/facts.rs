//! What a decision rests on.

use chartseal_guard::{Check, holds};
use chartseal_types::access::{Effect, Grantee, PolicyOutcome, PolicyRow, StandingFault};
use chartseal_types::{Action, ContentHash, IdentityId, Purpose, Role};

use super::provision::{Provision, Scope, names_record};

/// All that decides on one record or label.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// What is the same for all that is asked at once.
    pub circumstances: &'a Circumstances,
    /// What is so of this record or label.
    pub target: &'a TargetFacts,
}

/// What is the same for everything that one question asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Circumstances {
    /// When, Unix seconds.
    pub now: u64,
    /// For what.
    pub purpose: Purpose,
    /// To do what.
    pub action: Action,
    /// Who asks.
    pub requester: Requester,
    /// What policy says for the requester's role, the purpose and the action.
    pub policy: Option<PolicyRow>,
    /// The patient's denials.
    pub denials: Vec<Consent>,
    /// The patient's permits.
    pub permits: Vec<Consent>,
    /// Whether the patient's care relationship with the requester's organization is open.
    pub care_open: bool,
    /// The open emergency of the requester in the hat worn that this purpose calls upon.
    pub emergency: Option<u32>,
    /// Whether policy lets emergencies pass the patient's denials.
    pub emergencies_pass_denials: bool,
}

/// Who asks, as whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Requester {
    /// The patient, by an account of their own.
    Patient {
        /// Whether the identity is frozen, or is the patient's no more.
        frozen: bool,
    },
    /// Somebody in a role at an organization.
    Affiliate(Affiliate),
    /// Somebody who asks as a representative of the patient.
    Representative(Representative),
}

/// Somebody who asks as a representative of the patient. What the appointment covers is a fact of each target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Representative {
    /// Who.
    pub identity: IdentityId,
    /// Every affiliation that was not ended: a deny of one of them is a deny of the representative too.
    pub affiliations: Vec<(IdentityId, Role)>,
    /// What is not good about identity or certificate.
    pub fault: Option<StandingFault>,
}

/// Somebody in a role at an organization.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Affiliate {
    /// Who.
    pub identity: IdentityId,
    /// The organization of the hat.
    pub organization: IdentityId,
    /// The role of the hat.
    pub role: Role,
    /// Whether that organization is an auditor.
    pub auditor: bool,
    /// Every affiliation that was not ended, whatever hat is worn and whether or not the organization is active.
    pub affiliations: Vec<(IdentityId, Role)>,
    /// What is not good about identity, organization, affiliation or certificate.
    pub fault: Option<StandingFault>,
}

/// A consent of the patient, with what was read of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consent {
    /// Whom it is about.
    pub grantee: Grantee,
    /// What it says.
    pub provision: Provision,
    /// The tickets it still gives, for a ticket the uses it took; none for no bound.
    pub uses_left: Option<u32>,
    /// The records it names; none for all.
    pub records: Option<Vec<ContentHash>>,
}

/// What is so of one record or label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TargetFacts {
    /// The record; none for a label of what is yet to be written.
    pub record: Option<ContentHash>,
    /// Label and quarter.
    pub scope: Scope,
    /// Whether it is erased.
    pub erased: bool,
    /// Whether it is retracted.
    pub retracted: bool,
    /// For which organization it was written; none for the patient's own.
    pub author_organization: Option<IdentityId>,
    /// Whether the requester represents the patient with a scope that covers this.
    pub representative_in_scope: bool,
}

impl Circumstances {
    /// What policy says of a record. What it does not know, it denies.
    pub fn outcome(&self, scope: Scope) -> PolicyOutcome {
        self.policy
            .as_ref()
            .map_or(PolicyOutcome::Deny, |row| row.outcome(scope.label.category, scope.label.confidentiality))
    }

    fn answered_by(&self, consent: &Consent) -> bool {
        consent.provision.answers(self.now, self.purpose, self.action)
    }
}

impl Consent {
    /// Whether, as a deny, it closes this target to this requester.
    pub fn denies(&self, facts: &Facts<'_>) -> bool {
        facts.circumstances.requester.is_denied_as(self.grantee)
            && facts.circumstances.answered_by(self)
            && self.provision.covers(Effect::Deny, facts.target.scope)
            && names_record(self.records.as_deref(), facts.target.record)
    }

    /// Whether, as a permit, it opens this target to this requester in the hat worn.
    pub fn permits(&self, facts: &Facts<'_>) -> bool {
        facts.circumstances.requester.is_granted_as(self.grantee)
            && holds(Check::UsesLeft, self.uses_left != Some(0))
            && facts.circumstances.answered_by(self)
            && self.provision.covers(Effect::Permit, facts.target.scope)
            && names_record(self.records.as_deref(), facts.target.record)
    }
}

impl Requester {
    /// The grantees that the hat worn stands for. A permit is looked up under these and no others.
    pub fn grantees(&self) -> Vec<Grantee> {
        let mut grantees = vec![Grantee::Everyone {}];
        match self {
            Self::Patient { .. } => {}
            Self::Representative(Representative { identity, .. }) => {
                grantees.push(Grantee::Identity { identity: *identity });
            }
            Self::Affiliate(Affiliate { identity, organization, role, .. }) => grantees.extend([
                Grantee::Identity { identity: *identity },
                Grantee::Organization { organization: *organization },
                Grantee::Role { organization: *organization, role: *role },
            ]),
        }
        grantees
    }

    /// Whether a permit for this grantee is one for the requester in the hat worn.
    pub fn is_granted_as(&self, grantee: Grantee) -> bool {
        self.grantees().contains(&grantee)
    }

    /// Whether a deny of this grantee is one of the requester, whatever hat is worn.
    pub fn is_denied_as(&self, grantee: Grantee) -> bool {
        self.is_granted_as(grantee) || is_affiliated_as(self.affiliations(), grantee)
    }

    /// Every affiliation that was not ended, whatever hat is worn.
    fn affiliations(&self) -> &[(IdentityId, Role)] {
        match self {
            Self::Patient { .. } => &[],
            Self::Affiliate(affiliate) => &affiliate.affiliations,
            Self::Representative(representative) => &representative.affiliations,
        }
    }
}

fn is_affiliated_as(affiliations: &[(IdentityId, Role)], grantee: Grantee) -> bool {
    match grantee {
        Grantee::Everyone {} | Grantee::Identity { .. } => false,
        Grantee::Organization { organization } => affiliations.iter().any(|(at, _)| *at == organization),
        Grantee::Role { organization, role } => affiliations.contains(&(organization, role)),
    }
}
