//! Closing and justifying: who, and how often.

use access_control::EmergencyError;
use chartseal_types::Commitment;
use chartseal_types::access::{EmergencyEnd, EmergencyStatus, Finding, Justification};

use crate::emergency::{ANA, DAY, DORA, HOUR, OLGA, START, found, justified, opened};

#[test]
fn the_clinician_and_the_patient_close_it() {
    for by in [DORA, ANA] {
        let closed = opened().close(1, ANA, by, START + HOUR).unwrap();
        assert_eq!(closed.ended, Some(EmergencyEnd { by, at: START + HOUR }));
        assert!(!closed.is_open(START + HOUR));
        let again = closed.close(1, ANA, by, START + HOUR);
        assert_eq!(again, Err(EmergencyError::NotOpen { emergency: 1 }));
    }
}

#[test]
fn nobody_else_closes_it() {
    let refused = opened().close(1, ANA, OLGA, START + HOUR);
    assert_eq!(refused, Err(EmergencyError::NotParty { identity: OLGA }));
}

#[test]
fn what_is_over_is_not_closed() {
    let late = opened().close(1, ANA, DORA, START + 4 * HOUR);
    assert_eq!(late, Err(EmergencyError::NotOpen { emergency: 1 }));
}

#[test]
fn a_closed_one_is_to_be_justified_all_the_same() {
    let closed = opened().close(1, ANA, DORA, START + 1).unwrap();
    assert_eq!(closed.status(START + 1), EmergencyStatus::ToJustify);
    assert_eq!(closed.bars_from(), Some(START + DAY));
}

#[test]
fn only_the_clinician_justifies_and_once() {
    let other = opened().justify(OLGA, Commitment([4; 32]), START);
    assert_eq!(other, Err(EmergencyError::NotClinician { clinician: DORA, identity: OLGA }));
    let once = justified(START + HOUR);
    let given = Justification { commitment: Commitment([4; 32]), at: START + HOUR };
    assert_eq!(once.justification, Some(given));
    let again = once.justify(DORA, Commitment([3; 32]), START + HOUR);
    assert_eq!(again, Err(EmergencyError::JustifiedAlready));
}

#[test]
fn it_stays_open_when_it_is_justified_meanwhile() {
    let emergency = justified(START + HOUR);
    assert_eq!(emergency.status(START + HOUR), EmergencyStatus::Open);
    assert!(emergency.is_open(START + HOUR));
}

#[test]
fn misuse_ends_what_is_open_at_once_and_leaves_what_is_over() {
    let open = found(opened(), Finding::Misuse, START + HOUR);
    assert_eq!(open.ended, Some(EmergencyEnd { by: OLGA, at: START + HOUR }));
    assert!(!open.is_open(START + HOUR));
    let over = found(opened(), Finding::Misuse, START + 4 * HOUR);
    assert_eq!(over.ended, None);
    let closed = opened().close(1, ANA, DORA, START + HOUR).unwrap();
    let reviewed = found(closed.clone(), Finding::Misuse, START + 2 * HOUR);
    assert_eq!(reviewed.ended, closed.ended);
}
