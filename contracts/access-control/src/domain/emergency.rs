//! Emergencies.

use chartseal_types::access::Policy;
use chartseal_types::{CodeSet, Role};
use serde::{Deserialize, Serialize};

use super::policy::set;

/// What policy says of emergencies.
#[derive(Serialize, Deserialize, Clone, Copy, Debug, PartialEq, Eq)]
pub struct EmergencyRules {
    /// The longest that one lasts, seconds.
    pub longest: u64,
    /// In which roles one may be opened.
    pub roles: CodeSet<Role>,
    /// Whether one passes the patient's denials.
    pub pass_denials: bool,
    /// Within which time of its opening it is justified, seconds.
    pub justify_within: u64,
    /// Within which time of its opening it is reviewed, seconds.
    pub review_within: u64,
}

impl EmergencyRules {
    /// What a policy says of them.
    pub fn of(policy: &Policy) -> Self {
        Self {
            longest: policy.longest_emergency,
            roles: set(&policy.emergency_roles),
            pass_denials: policy.emergencies_pass_denials,
            justify_within: policy.justify_within,
            review_within: policy.review_within,
        }
    }
}
