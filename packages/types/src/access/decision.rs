//! What is asked, what was decided, by which rule.

use cosmwasm_schema::cw_serde;

use crate::{Action, ContentHash, Fingerprint, Hat, IdentityId, Label, Purpose};

/// What is asked for.
#[cw_serde]
pub enum Target {
    /// Known records, at most 20: to read them, or to write their next versions.
    Records(Vec<ContentHash>),
    /// Labels of records that do not exist yet, at most 20: to write them.
    Labels(Vec<Label>),
}

/// Targets of one `Open` at most.
pub const MAX_TARGETS: usize = 20;

/// A question of access.
#[cw_serde]
pub struct Question {
    /// Whose records.
    pub patient: IdentityId,
    /// As whom one asks.
    pub hat: Hat,
    /// Which records or labels.
    pub target: Target,
    /// For what.
    pub purpose: Purpose,
    /// To do what.
    pub action: Action,
    /// The requester's certificate; needed with an organization's hat.
    pub certificate: Option<Fingerprint>,
}

/// The rule of the decision order that decided; the first that applies wins.
#[cw_serde]
#[derive(Copy, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// 1. The record is erased: deny.
    Erased,
    /// 2. The patient's own account, not frozen: permit.
    Own,
    /// 3. Retracted: deny, but for the author's organization and auditors.
    Retracted,
    /// 4. Identity, organization, affiliation or certificate is not good: deny.
    Standing,
    /// 5. Policy denies.
    PolicyDeny,
    /// 6. A deny consent matches: deny.
    Denial,
    /// 7. A representative within scope: permit.
    Representative,
    /// 8. A permit consent covers it: permit.
    Consent,
    /// 9. Policy permits and the care relationship is open: permit.
    Care,
    /// 10. An open emergency covers it: permit.
    Emergency,
    /// 11. Nothing permits it: deny.
    Default,
}

impl Rule {
    /// The rules in the order in which they are looked at.
    pub const ORDER: [Self; 11] = [
        Self::Erased,
        Self::Own,
        Self::Retracted,
        Self::Standing,
        Self::PolicyDeny,
        Self::Denial,
        Self::Representative,
        Self::Consent,
        Self::Care,
        Self::Emergency,
        Self::Default,
    ];

    /// What the rule says when it applies: each rule only ever permits, or only ever denies.
    pub fn permits(self) -> bool {
        matches!(self, Self::Own | Self::Representative | Self::Consent | Self::Care | Self::Emergency)
    }
}

/// What exactly made rule 4 deny.
#[cw_serde]
#[derive(Copy, Eq)]
pub enum StandingFault {
    /// The identity is frozen.
    Frozen,
    /// The identity is not active.
    Identity,
    /// The organization is not active.
    Organization,
    /// No affiliation in force in that role at that organization.
    Affiliation,
    /// No certificate was named.
    NoCertificate,
    /// The certificate is not good now, or names somebody else.
    Certificate,
}

/// What was decided of one record or label.
#[cw_serde]
#[derive(Copy, Eq)]
pub struct Decision {
    /// Whether it is permitted.
    pub permitted: bool,
    /// By which rule.
    pub rule: Rule,
    /// What exactly, with rule 4.
    pub fault: Option<StandingFault>,
    /// The consent that decided, with rules 6 and 8.
    pub consent: Option<u32>,
    /// The emergency that decided, with rule 10.
    pub emergency: Option<u32>,
}

impl Decision {
    /// What a rule decides, without more to say.
    pub fn by(rule: Rule) -> Self {
        Self { permitted: rule.permits(), rule, fault: None, consent: None, emergency: None }
    }

    /// Rule 4 denies, for a fault.
    pub fn by_fault(fault: StandingFault) -> Self {
        Self { fault: Some(fault), ..Self::by(Rule::Standing) }
    }

    /// Rule 6 or 8 decides, by a consent.
    pub fn by_consent(rule: Rule, consent: u32) -> Self {
        Self { consent: Some(consent), ..Self::by(rule) }
    }

    /// Rule 10 permits, by an emergency.
    pub fn by_emergency(emergency: u32) -> Self {
        Self { emergency: Some(emergency), ..Self::by(Rule::Emergency) }
    }
}

/// One step of the decision order, as `Explain` tells it.
#[cw_serde]
pub struct TraceStep {
    /// Which rule was looked at.
    pub rule: Rule,
    /// Whether it applied, and so decided.
    pub applies: bool,
}

/// The decision of one target with the rules that were looked at, in order; the last one decided.
#[cw_serde]
pub struct Explanation {
    /// What was decided.
    pub decision: Decision,
    /// The rules looked at.
    pub trace: Vec<TraceStep>,
}
