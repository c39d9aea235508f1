//! The rules of emergencies, without a chain: their borders, who is barred and who is not, who reviews.

mod borders;
mod life;
mod review;
mod sequences;

use access_control::domain::emergency::{Emergency, EmergencyRules, Reviewer};
use chartseal_types::access::{EmergencyOpening, EmergencyReason, Finding};
use chartseal_types::{CodeSet, Commitment, Fingerprint, IdentityId, Role};

const ANA: IdentityId = IdentityId([1; 16]);
const DORA: IdentityId = IdentityId([2; 16]);
const OLGA: IdentityId = IdentityId([3; 16]);
const AUDREY: IdentityId = IdentityId([4; 16]);
const AMIR: IdentityId = IdentityId([5; 16]);
const HOSPITAL: IdentityId = IdentityId([8; 16]);
const AUDITOR: IdentityId = IdentityId([9; 16]);

const HOUR: u64 = 3600;
const DAY: u64 = 24 * HOUR;
/// When Dora opens.
const START: u64 = 1_800_000_000;
const REPORT: Commitment = Commitment([7; 32]);

fn rules() -> EmergencyRules {
    EmergencyRules {
        longest: 4 * HOUR,
        roles: CodeSet::NONE.with(Role::Doctor),
        pass_denials: false,
        justify_within: DAY,
        review_within: 7 * DAY,
    }
}

/// Dora's emergency about Ana.
fn opened() -> Emergency {
    let opening = EmergencyOpening {
        patient: ANA,
        organization: HOSPITAL,
        role: Role::Doctor,
        certificate: Fingerprint([6; 32]),
        reason: EmergencyReason::UnableToConsent,
        statement: Commitment([5; 32]),
    };
    Emergency::open(DORA, &opening, rules(), START)
}

fn justified(at: u64) -> Emergency {
    opened().justify(DORA, Commitment([4; 32]), at).unwrap()
}

/// A compliance officer of Dora's hospital.
fn officer(identity: IdentityId) -> Reviewer {
    Reviewer { identity, organization: HOSPITAL, auditor: false, at_clinicians: true, involved: false }
}

/// A compliance officer of an auditor.
fn auditor(identity: IdentityId) -> Reviewer {
    Reviewer { identity, organization: AUDITOR, auditor: true, at_clinicians: false, involved: false }
}

fn found(emergency: Emergency, finding: Finding, at: u64) -> Emergency {
    emergency.review(officer(OLGA), finding, REPORT, at).unwrap()
}
