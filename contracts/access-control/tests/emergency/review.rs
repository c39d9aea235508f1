//! Who reviews, when, and what a finding does.

use access_control::EmergencyError;
use access_control::domain::emergency::{Emergency, Reviewer};
use chartseal_types::IdentityId;
use chartseal_types::access::{EmergencyStatus, Finding, MAX_FINDINGS, Review};
use cosmwasm_std::Addr;

use crate::emergency::{
    AMIR, ANA, AUDITOR, AUDREY, DAY, DORA, HOSPITAL, HOUR, OLGA, REPORT, START, auditor, found, justified,
    officer, opened,
};

const WHEN: u64 = START + DAY;

fn refused(emergency: Emergency, reviewer: Reviewer, finding: Finding) -> EmergencyError {
    emergency.review(reviewer, finding, REPORT, WHEN).unwrap_err()
}

fn escalated() -> Emergency {
    justified(START + HOUR).escalate(Addr::unchecked("anyone"), START + 7 * DAY).unwrap()
}

#[test]
fn what_was_found_is_kept_with_who_and_when() {
    let reviewed = found(justified(START + HOUR), Finding::Justified, WHEN);
    let review = Review {
        by: OLGA,
        organization: HOSPITAL,
        auditor: false,
        finding: Finding::Justified,
        report: REPORT,
        at: WHEN,
    };
    assert_eq!(reviewed.reviews, [review]);
    assert_eq!(reviewed.status(WHEN), EmergencyStatus::Justified);
}

#[test]
fn nobody_reviews_their_own() {
    for reviewer in [officer(DORA), Reviewer { organization: AUDITOR, auditor: true, ..officer(DORA) }] {
        let error = refused(justified(START), reviewer, Finding::Justified);
        assert_eq!(error, EmergencyError::NotIndependent { identity: DORA });
    }
}

#[test]
fn who_opened_one_about_the_same_patient_is_not_independent() {
    for reviewer in [officer(OLGA), auditor(OLGA)] {
        let involved = Reviewer { involved: true, ..reviewer };
        let error = refused(justified(START), involved, Finding::Justified);
        assert_eq!(error, EmergencyError::NotIndependent { identity: OLGA });
    }
}

#[test]
fn an_auditor_with_a_role_at_the_hospital_is_not_independent() {
    let partial = Reviewer { at_clinicians: true, ..auditor(AUDREY) };
    for emergency in [escalated(), found(justified(START), Finding::Justified, WHEN)] {
        let error = refused(emergency, partial, Finding::Misuse);
        assert_eq!(error, EmergencyError::NotIndependent { identity: AUDREY });
    }
}

#[test]
fn an_officer_of_another_hospital_reviews_nothing() {
    let other = IdentityId([88; 16]);
    let stranger = Reviewer { organization: other, at_clinicians: false, ..officer(OLGA) };
    let error = refused(justified(START), stranger, Finding::Justified);
    assert_eq!(error, EmergencyError::OtherOrganization { expected: HOSPITAL, got: other });
}

#[test]
fn the_organization_reviews_first_and_the_auditors_once_it_is_escalated() {
    let error = refused(justified(START), auditor(AUDREY), Finding::Misuse);
    assert_eq!(error, EmergencyError::Turn { escalated: false });
    let error = refused(escalated(), officer(OLGA), Finding::Justified);
    assert_eq!(error, EmergencyError::Turn { escalated: true });
    assert!(escalated().review(auditor(AUDREY), Finding::Misuse, REPORT, WHEN).is_ok());
}

#[test]
fn nothing_is_found_justified_without_a_justification() {
    assert_eq!(refused(opened(), officer(OLGA), Finding::Justified), EmergencyError::NotJustified);
    let misuse = found(opened(), Finding::Misuse, WHEN);
    let error = refused(misuse.clone(), auditor(AUDREY), Finding::Justified);
    assert_eq!(error, EmergencyError::NotJustified);
    // A late account lets the finding be overturned.
    let late = misuse.justify(DORA, REPORT, WHEN).unwrap();
    let overturned = late.review(auditor(AUDREY), Finding::Justified, REPORT, WHEN).unwrap();
    assert_eq!(overturned.bars_from(), None);
}

#[test]
fn nothing_is_found_justified_before_it_is_over() {
    let early = |emergency: Emergency, now| emergency.review(officer(OLGA), Finding::Justified, REPORT, now);
    let last = START + 4 * HOUR - 1;
    let until = START + 4 * HOUR;
    assert_eq!(early(justified(START), last), Err(EmergencyError::StillOpen { until }));
    assert!(early(justified(START), until).is_ok());
    let closed = justified(START).close(1, ANA, DORA, START + 1).unwrap();
    assert!(early(closed, START + 1).is_ok());
    // Misuse is found at any time, and ends it.
    let misuse = found(justified(START), Finding::Misuse, START + 1);
    assert!(!misuse.is_open(START + 1));
}

#[test]
fn the_organization_finds_once_and_an_auditor_overturns() {
    let misuse = found(justified(START + HOUR), Finding::Misuse, WHEN);
    assert!(misuse.bars(WHEN));
    for finding in [Finding::Justified, Finding::Misuse] {
        assert_eq!(refused(misuse.clone(), officer(AMIR), finding), EmergencyError::ReviewedAlready);
    }
    let overturned = misuse.review(auditor(AUDREY), Finding::Justified, REPORT, WHEN).unwrap();
    assert!(!overturned.bars(WHEN));
    assert_eq!(overturned.status(WHEN), EmergencyStatus::Justified);
    let back = overturned.review(auditor(AMIR), Finding::Misuse, REPORT, WHEN + 9).unwrap();
    assert_eq!(back.bars_from(), Some(WHEN + 9));
}

#[test]
fn nothing_is_overturned_by_the_same_finding_or_the_same_auditor() {
    let justified = found(justified(START + HOUR), Finding::Justified, WHEN);
    let standing = Finding::Justified;
    let same = refused(justified.clone(), auditor(AUDREY), Finding::Justified);
    assert_eq!(same, EmergencyError::NothingOverturned { standing });
    let misuse = justified.review(auditor(AUDREY), Finding::Misuse, REPORT, WHEN).unwrap();
    let standing = Finding::Misuse;
    let again = refused(misuse.clone(), auditor(AUDREY), Finding::Justified);
    assert_eq!(again, EmergencyError::NothingOverturned { standing });
    // An officer of the organization who has moved to an auditor has found before.
    let moved = refused(misuse, auditor(OLGA), Finding::Justified);
    assert_eq!(moved, EmergencyError::NothingOverturned { standing });
}

#[test]
fn findings_are_few() {
    let mut emergency = found(justified(START + HOUR), Finding::Justified, WHEN);
    for number in 1..MAX_FINDINGS {
        let finding = if number % 2 == 1 { Finding::Misuse } else { Finding::Justified };
        let by = auditor(IdentityId([100 + number as u8; 16]));
        emergency = emergency.review(by, finding, REPORT, WHEN).unwrap();
    }
    let one_more = refused(emergency, auditor(AUDREY), Finding::Justified);
    assert_eq!(one_more, EmergencyError::NothingOverturned { standing: Finding::Misuse });
}

#[test]
fn what_is_reviewed_or_escalated_is_not_escalated() {
    let (anyone, late) = (Addr::unchecked("anyone"), START + 8 * DAY);
    let reviewed = found(justified(START + HOUR), Finding::Justified, late);
    assert_eq!(reviewed.escalate(anyone.clone(), late), Err(EmergencyError::ReviewedAlready));
    assert_eq!(escalated().escalate(anyone, late), Err(EmergencyError::EscalatedAlready));
}
