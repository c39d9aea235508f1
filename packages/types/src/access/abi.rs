//! Storage that other contracts read raw. Version 1.
//!
//! These keys and values are an ABI: a change breaks contracts that are already deployed, so it needs a new
//! version, a migration and a new golden test. What is absent never grants.

use cw_storage_plus::Item;
use serde::{Deserialize, Serialize};

use crate::CodeSet;
use crate::second_factor::Sensitive;

/// Version of this ABI.
pub const VERSION: u16 = 1;

/// What needs a second factor by policy.
pub const SECOND_FACTOR: Item<SecondFactorRow> = Item::new("second_factor");

/// What policy asks a second factor for, besides [`Sensitive::ALWAYS`].
#[derive(Serialize, Deserialize, Clone, Copy, Debug, PartialEq, Eq)]
pub struct SecondFactorRow {
    /// What needs one today.
    pub current: CodeSet<Sensitive>,
    /// What will, once a pending policy takes effect.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<SecondFactorChange>,
}

/// What will need a second factor.
#[derive(Serialize, Deserialize, Clone, Copy, Debug, PartialEq, Eq)]
pub struct SecondFactorChange {
    /// From when, Unix seconds.
    pub effective_at: u64,
    /// What.
    pub required: CodeSet<Sensitive>,
}

impl SecondFactorRow {
    /// Whether a message needs a second factor at a time.
    pub fn requires(&self, sensitive: Sensitive, now: u64) -> bool {
        let required = match self.next {
            Some(next) if next.effective_at <= now => next.required,
            _ => self.current,
        };
        // An answer and an amendment permit as a grant does: who guards the one guards all.
        let permits = matches!(sensitive, Sensitive::AnswerRequest | Sensitive::AmendConsent);
        sensitive.is_always()
            || required.contains(sensitive)
            || permits && required.contains(Sensitive::GrantPermit)
    }
}
