//! Times to the second, on both sides.

use access_control::EmergencyError;
use access_control::domain::emergency::{EmergencyRules, Standing, check_day, check_room};
use chartseal_types::access::{EmergencyStatus, Finding};
use chartseal_types::{CodeSet, IdentityId};
use cosmwasm_std::Addr;

use crate::emergency::{
    ANA, AUDREY, DAY, DORA, HOUR, OLGA, REPORT, START, auditor, found, justified, officer, opened, rules,
};

#[test]
fn it_is_open_for_its_time() {
    let emergency = opened();
    assert!(emergency.is_open(START));
    assert!(emergency.is_open(START + 4 * HOUR - 1));
    assert!(!emergency.is_open(START + 4 * HOUR));
}

#[test]
fn a_missing_justification_bars_from_24_hours_on() {
    let emergency = opened();
    assert!(!emergency.bars(START + DAY - 1));
    assert_eq!(emergency.status(START + DAY - 1), EmergencyStatus::ToJustify);
    assert!(emergency.bars(START + DAY));
    assert_eq!(emergency.status(START + DAY), EmergencyStatus::Unjustified);
}

#[test]
fn a_justification_in_the_last_second_is_in_time() {
    let in_time = justified(START + DAY - 1);
    assert_eq!(in_time.bars_from(), None);
    assert_eq!(in_time.status(START + DAY), EmergencyStatus::ToReview);
}

#[test]
fn a_late_justification_bars_until_it_is_found_justified() {
    let late = justified(START + DAY);
    assert!(late.bars(START + DAY));
    assert!(late.bars(START + 6 * DAY));
    assert_eq!(late.status(START + DAY), EmergencyStatus::ToReview);
    assert_eq!(found(late.clone(), Finding::Justified, START + 6 * DAY).bars_from(), None);
    assert!(found(late, Finding::Misuse, START + 6 * DAY).bars(START + 6 * DAY));
}

#[test]
fn a_review_is_late_from_7_days_on() {
    let emergency = justified(START + HOUR);
    let anyone = Addr::unchecked("anyone");
    let early = emergency.clone().escalate(anyone.clone(), START + 7 * DAY - 1);
    assert_eq!(early, Err(EmergencyError::NotLate { review_by: START + 7 * DAY }));
    assert_eq!(emergency.status(START + 7 * DAY - 1), EmergencyStatus::ToReview);
    assert_eq!(emergency.status(START + 7 * DAY), EmergencyStatus::ReviewLate);
    let escalated = emergency.escalate(anyone, START + 7 * DAY).unwrap();
    assert_eq!(escalated.status(START + 7 * DAY), EmergencyStatus::Escalated);
}

#[test]
fn a_late_review_bars_nobody() {
    let emergency = justified(START + HOUR);
    assert!(!emergency.bars(START + 100 * DAY));
    let escalated = emergency.clone().escalate(Addr::unchecked("anyone"), START + 8 * DAY).unwrap();
    assert!(!escalated.bars(START + 100 * DAY));
    // The organization may still review while nobody escalated.
    let late = emergency.review(officer(OLGA), Finding::Justified, REPORT, START + 8 * DAY).unwrap();
    assert!(!late.bars(START + 8 * DAY));
    let audited = escalated.review(auditor(AUDREY), Finding::Justified, REPORT, START + 9 * DAY).unwrap();
    assert!(!audited.bars(START + 9 * DAY));
}

#[test]
fn a_stricter_policy_ends_what_is_open_and_a_looser_one_does_not_lengthen_it() {
    let standing = Standing::of(ANA, 1, &opened());
    assert_eq!(standing.open_until(rules()), Some(START + 4 * HOUR));
    assert_eq!(standing.open_until(EmergencyRules { longest: HOUR, ..rules() }), Some(START + HOUR));
    assert_eq!(standing.open_until(EmergencyRules { longest: DAY, ..rules() }), Some(START + 4 * HOUR));
    assert_eq!(standing.open_until(EmergencyRules { roles: CodeSet::NONE, ..rules() }), None);
}

#[test]
fn three_are_open_at_most_and_what_is_over_leaves_room() {
    let about = |patient: u8, opened_at: u64| Standing {
        patient: IdentityId([patient; 16]),
        opened_at,
        until: opened_at + 4 * HOUR,
        ..Standing::of(ANA, 1, &opened())
    };
    let mut row = vec![about(11, START), about(12, START + 1), about(13, START + 2)];
    assert_eq!(check_room(&mut row, ANA, START + 4 * HOUR - 1), Err(EmergencyError::TooManyOpen));
    assert_eq!(row.len(), 3);
    assert_eq!(check_room(&mut row, ANA, START + 4 * HOUR), Ok(()));
    assert_eq!(row.len(), 2);
    let again = check_room(&mut row, IdentityId([12; 16]), START + 4 * HOUR);
    assert_eq!(again, Err(EmergencyError::AlreadyOpen { emergency: 1 }));
    assert_eq!(check_room(&mut row, IdentityId([12; 16]), START + 4 * HOUR + 1), Ok(()));
}

#[test]
fn the_first_of_the_last_twelve_is_a_day_ago() {
    assert_eq!(check_day(None, START), Ok(()));
    let refused = Err(EmergencyError::TooManyToday { from: START + DAY });
    assert_eq!(check_day(Some(START), START + DAY - 1), refused);
    assert_eq!(check_day(Some(START), START + DAY), Ok(()));
    assert_eq!(check_day(Some(u64::MAX), u64::MAX), Ok(()));
}

#[test]
fn the_clock_at_its_end_does_not_wrap() {
    let mut emergency = opened();
    emergency.until = u64::MAX;
    assert!(emergency.is_open(u64::MAX - 1));
    let standing = Standing { opened_at: u64::MAX, until: u64::MAX, ..Standing::of(ANA, 1, &emergency) };
    assert_eq!(standing.open_until(rules()), Some(u64::MAX));
    assert_eq!(emergency.clinician, DORA);
}
