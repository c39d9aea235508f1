//! Policy: for role × purpose × action × category, up to which confidentiality access is permitted, or permitted with consent.

use std::ops::RangeInclusive;

use cosmwasm_schema::cw_serde;
use thiserror::Error;

use crate::second_factor::Sensitive;
use crate::set::sorted;
use crate::{Action, Category, Confidentiality, PolicyRole, Purpose, Role};

/// What policy says of one question.
#[cw_serde]
#[derive(Copy, Eq, PartialOrd, Ord)]
pub enum PolicyOutcome {
    /// Never, whatever the patient says.
    Deny,
    /// Only if the patient consents.
    ConsentRequired,
    /// While a care relationship is open, or the patient consents.
    Permit,
}

/// What policy says of a category: more confidential is never easier to reach, so two thresholds say it all.
#[cw_serde]
#[derive(Copy, Eq)]
pub struct CategoryRule {
    /// Which category.
    pub category: Category,
    /// `permit` up to and with this confidentiality; none: nowhere.
    pub permit_up_to: Option<Confidentiality>,
    /// `consent_required` from there up to and with this one; none: nowhere beyond `permit_up_to`.
    pub consent_up_to: Option<Confidentiality>,
}

impl CategoryRule {
    /// What the rule says at a confidentiality.
    pub fn outcome(&self, confidentiality: Confidentiality) -> PolicyOutcome {
        if self.permit_up_to.is_some_and(|most| confidentiality <= most) {
            PolicyOutcome::Permit
        } else if self.consent_up_to.is_some_and(|most| confidentiality <= most) {
            PolicyOutcome::ConsentRequired
        } else {
            PolicyOutcome::Deny
        }
    }
}

/// What policy says of a role, a purpose and an action. A category without a rule is denied.
#[cw_serde]
#[derive(Eq)]
pub struct PolicyRow {
    /// In which role, or as a representative.
    pub role: PolicyRole,
    /// For which purpose.
    pub purpose: Purpose,
    /// To do what.
    pub action: Action,
    /// At most one rule a category.
    pub rules: Vec<CategoryRule>,
}

impl PolicyRow {
    /// What the row says of a record.
    pub fn outcome(&self, category: Category, confidentiality: Confidentiality) -> PolicyOutcome {
        self.rules
            .iter()
            .find(|rule| rule.category == category)
            .map_or(PolicyOutcome::Deny, |rule| rule.outcome(confidentiality))
    }
}

/// A whole policy as the admin proposes it. [`Default`] has no rows, and the settings that a new consortium starts with.
#[cw_serde]
pub struct PolicyUnchecked {
    /// At most one row a (role, purpose, action); a question without a row is denied.
    pub rows: Vec<PolicyRow>,
    /// The longest that a ticket lasts, seconds: [`TICKET`].
    pub longest_ticket: u64,
    /// The longest that an emergency lasts, seconds: [`EMERGENCY`].
    pub longest_emergency: u64,
    /// In which roles an emergency may be opened; none closes emergencies altogether.
    pub emergency_roles: Vec<Role>,
    /// Whether an emergency passes the patient's denials.
    pub emergencies_pass_denials: bool,
    /// Within which time of its opening a clinician justifies an emergency, seconds: [`JUSTIFY`].
    pub justify_within: u64,
    /// Within which time of its opening an emergency is reviewed, seconds: [`REVIEW`].
    pub review_within: u64,
    /// What needs a second factor besides [`Sensitive::ALWAYS`], each once.
    pub second_factor: Vec<Sensitive>,
    /// How many accesses a requester records in a day (UTC); what the patient opens, and what is opened in an emergency, is
    /// not counted.
    pub daily_openings: u32,
    /// How many of these may be denied in full.
    pub daily_denials: u32,
}

impl Default for PolicyUnchecked {
    fn default() -> Self {
        Self {
            rows: vec![],
            longest_ticket: 3600,
            longest_emergency: 4 * 3600,
            emergency_roles: vec![Role::Doctor],
            emergencies_pass_denials: false,
            justify_within: 24 * 3600,
            review_within: 7 * 86_400,
            second_factor: vec![],
            daily_openings: 2000,
            daily_denials: 200,
        }
    }
}

/// A policy without contradictions and without rows or rules that say nothing. Lists are sorted.
#[cw_serde]
#[derive(Eq)]
pub struct Policy {
    /// At most one row a (role, purpose, action), sorted by them.
    pub rows: Vec<PolicyRow>,
    /// The longest that a ticket lasts, seconds.
    pub longest_ticket: u64,
    /// The longest that an emergency lasts, seconds.
    pub longest_emergency: u64,
    /// In which roles an emergency may be opened.
    pub emergency_roles: Vec<Role>,
    /// Whether an emergency passes the patient's denials.
    pub emergencies_pass_denials: bool,
    /// Within which time of its opening a clinician justifies an emergency, seconds.
    pub justify_within: u64,
    /// Within which time of its opening an emergency is reviewed, seconds.
    pub review_within: u64,
    /// What needs a second factor besides [`Sensitive::ALWAYS`].
    pub second_factor: Vec<Sensitive>,
    /// How many accesses a requester records in a day.
    pub daily_openings: u32,
    /// How many of these may be denied in full.
    pub daily_denials: u32,
}

impl From<Policy> for PolicyUnchecked {
    fn from(policy: Policy) -> Self {
        Self {
            rows: policy.rows,
            longest_ticket: policy.longest_ticket,
            longest_emergency: policy.longest_emergency,
            emergency_roles: policy.emergency_roles,
            emergencies_pass_denials: policy.emergencies_pass_denials,
            justify_within: policy.justify_within,
            review_within: policy.review_within,
            second_factor: policy.second_factor,
            daily_openings: policy.daily_openings,
            daily_denials: policy.daily_denials,
        }
    }
}

/// Seconds that [`PolicyUnchecked::longest_ticket`] may be: long enough to be used, short enough to matter.
pub const TICKET: RangeInclusive<u64> = 60..=86_400;
/// Seconds that [`PolicyUnchecked::longest_emergency`] may be: ten minutes to a day.
pub const EMERGENCY: RangeInclusive<u64> = 600..=86_400;
/// Seconds that [`PolicyUnchecked::justify_within`] may be: an hour to a week.
pub const JUSTIFY: RangeInclusive<u64> = 3600..=7 * 86_400;
/// Seconds that [`PolicyUnchecked::review_within`] may be: a day to 30 days.
pub const REVIEW: RangeInclusive<u64> = 86_400..=30 * 86_400;
/// What [`PolicyUnchecked::daily_openings`] and [`PolicyUnchecked::daily_denials`] may be: a requester that is stopped
/// altogether is one to suspend.
pub const DAILY: RangeInclusive<u32> = 1..=1_000_000;

/// What is wrong with a proposed policy.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PolicyError {
    /// Two rows answer the same question.
    #[error("expected one row for {role:?}, {purpose:?}, {action:?}, got two; join their rules into one row")]
    DuplicateRow {
        /// The role.
        role: PolicyRole,
        /// The purpose.
        purpose: Purpose,
        /// The action.
        action: Action,
    },
    /// Two rules of a row answer the same question.
    #[error(
        "expected one rule for {category:?} in the row for {role:?}, {purpose:?}, got two; keep one of them"
    )]
    DuplicateRule {
        /// The category.
        category: Category,
        /// The role of the row.
        role: PolicyRole,
        /// The purpose of the row.
        purpose: Purpose,
    },
    /// A consent threshold that permit already covers.
    #[error(
        "expected `consent_up_to` above `permit_up_to` for {category:?}; leave it out where it says nothing more"
    )]
    Redundant {
        /// The category.
        category: Category,
    },
    /// A setting outside its bounds.
    #[error("expected `{setting}` from {min} to {max} seconds, got {got}")]
    Seconds {
        /// Which setting.
        setting: &'static str,
        /// The least it may be.
        min: u64,
        /// The most it may be.
        max: u64,
        /// What came.
        got: u64,
    },
    /// A daily limit outside its bounds.
    #[error("expected `{setting}` from {min} to {max} a day, got {got}")]
    Daily {
        /// Which setting.
        setting: &'static str,
        /// The least it may be.
        min: u32,
        /// The most it may be.
        max: u32,
        /// What came.
        got: u32,
    },
    /// A value of a list that came twice.
    #[error("expected each value of `{setting}` once, got one again; leave the repeat out")]
    Repeated {
        /// Which setting.
        setting: &'static str,
    },
}

impl PolicyRow {
    /// Sorts the rules and leaves out what says nothing.
    fn check(self) -> Result<Self, PolicyError> {
        let Self { role, purpose, action, rules } = self;
        let mut rules =
            sorted(rules, |rule| rule.category).map_err(|CategoryRule { category, .. }| {
                PolicyError::DuplicateRule { category, role, purpose }
            })?;
        let redundant =
            |rule: &&CategoryRule| rule.consent_up_to.is_some() && rule.consent_up_to <= rule.permit_up_to;
        if let Some(CategoryRule { category, .. }) = rules.iter().find(redundant) {
            return Err(PolicyError::Redundant { category: *category });
        }
        rules.retain(|rule| rule.permit_up_to.is_some() || rule.consent_up_to.is_some());
        Ok(Self { role, purpose, action, rules })
    }
}

impl PolicyUnchecked {
    /// Checks that the settings are within their bounds and that the policy answers each question once, sorts it and
    /// leaves out what says nothing, so that two policies that mean the same are equal.
    pub fn check(self) -> Result<Policy, PolicyError> {
        let mut rows = Vec::with_capacity(self.rows.len());
        for row in self.rows {
            rows.push(row.check()?);
        }
        let mut rows = sorted(rows, |row| (row.role, row.purpose, row.action)).map_err(
            |PolicyRow { role, purpose, action, .. }| PolicyError::DuplicateRow { role, purpose, action },
        )?;
        rows.retain(|row| !row.rules.is_empty());
        Ok(Policy {
            rows,
            longest_ticket: seconds("longest_ticket", TICKET, self.longest_ticket)?,
            longest_emergency: seconds("longest_emergency", EMERGENCY, self.longest_emergency)?,
            emergency_roles: once("emergency_roles", self.emergency_roles)?,
            emergencies_pass_denials: self.emergencies_pass_denials,
            justify_within: seconds("justify_within", JUSTIFY, self.justify_within)?,
            review_within: seconds("review_within", REVIEW, self.review_within)?,
            second_factor: once("second_factor", self.second_factor)?,
            daily_openings: daily("daily_openings", self.daily_openings)?,
            daily_denials: daily("daily_denials", self.daily_denials)?,
        })
    }
}

fn seconds(setting: &'static str, bounds: RangeInclusive<u64>, got: u64) -> Result<u64, PolicyError> {
    let (min, max) = (*bounds.start(), *bounds.end());
    if bounds.contains(&got) { Ok(got) } else { Err(PolicyError::Seconds { setting, min, max, got }) }
}

fn daily(setting: &'static str, got: u32) -> Result<u32, PolicyError> {
    let (min, max) = (*DAILY.start(), *DAILY.end());
    if DAILY.contains(&got) { Ok(got) } else { Err(PolicyError::Daily { setting, min, max, got }) }
}

fn once<T: Copy + Ord>(setting: &'static str, values: Vec<T>) -> Result<Vec<T>, PolicyError> {
    sorted(values, |value| *value).map_err(|_| PolicyError::Repeated { setting })
}

/// Seconds from the proposal of a looser policy until it counts (14 days).
pub const POLICY_NOTICE: u64 = 14 * 86_400;
