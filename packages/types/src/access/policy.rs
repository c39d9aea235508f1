//! Policy: for role × purpose × action × category, up to which confidentiality access is permitted, or permitted with consent.

use cosmwasm_schema::cw_serde;
use thiserror::Error;

use crate::set::sorted;
use crate::{Action, Category, Confidentiality, PolicyRole, Purpose};

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

/// A whole policy as the admin proposes it.
#[cw_serde]
pub struct PolicyUnchecked {
    /// At most one row a (role, purpose, action); a question without a row is denied.
    pub rows: Vec<PolicyRow>,
    /// The longest that a ticket lasts, seconds: 60 to 86,400.
    pub longest_ticket: u64,
}

/// A policy without contradictions and without rows or rules that say nothing.
#[cw_serde]
#[derive(Eq)]
pub struct Policy {
    /// At most one row a (role, purpose, action), sorted by them.
    pub rows: Vec<PolicyRow>,
    /// The longest that a ticket lasts, seconds.
    pub longest_ticket: u64,
}

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
    /// A ticket must live long enough to be used and short enough to matter.
    #[error("expected `longest_ticket` from 60 to 86400 seconds, got {got}")]
    Ticket {
        /// What came.
        got: u64,
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
    /// Checks that the policy answers each question once, sorts it and leaves out what says nothing, so that two
    /// policies that mean the same are equal.
    pub fn check(self) -> Result<Policy, PolicyError> {
        if !(60..=86_400).contains(&self.longest_ticket) {
            return Err(PolicyError::Ticket { got: self.longest_ticket });
        }
        let mut rows = Vec::with_capacity(self.rows.len());
        for row in self.rows {
            rows.push(row.check()?);
        }
        let mut rows = sorted(rows, |row| (row.role, row.purpose, row.action)).map_err(
            |PolicyRow { role, purpose, action, .. }| PolicyError::DuplicateRow { role, purpose, action },
        )?;
        rows.retain(|row| !row.rules.is_empty());
        Ok(Policy { rows, longest_ticket: self.longest_ticket })
    }
}

/// Seconds from the proposal of a looser policy until it counts (14 days).
pub const POLICY_NOTICE: u64 = 14 * 86_400;
