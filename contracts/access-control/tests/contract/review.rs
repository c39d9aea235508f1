//! Accounting for an emergency: justification, review, escalation, and whom it bars from the next one.

use access_control::EmergencyError;
use chartseal_testing::{Affiliate, DAY, HOUR};
use chartseal_types::Role;
use chartseal_types::access::{EmergencyStatus, Finding};
use chartseal_types::identity::Kind;

use crate::contract::emergency::{open, opened, refused};
use crate::contract::world::World;

/// Dora's emergency, Olga who reviews for the hospital, and Audrey who audits.
struct Review {
    world: World,
    olga: Affiliate,
    audrey: Affiliate,
}

impl Review {
    fn new() -> Self {
        let mut world = opened();
        let olga = world.affiliate("olga", Role::ComplianceOfficer, &world.hospital.clone());
        let auditor = world.organization("auditor", Kind::Auditor);
        let audrey = world.affiliate("audrey", Role::ComplianceOfficer, &auditor);
        Self { world, olga, audrey }
    }

    fn justify(&mut self) {
        let (dora, ana) = (self.world.dora.actor.clone(), self.world.ana.id);
        self.world.suite.try_justify(&dora, ana, 1, 50).unwrap();
    }

    fn find(&mut self, auditing: bool, finding: Finding, report: u8) -> Result<(), EmergencyError> {
        let by = if auditing { self.audrey.clone() } else { self.olga.clone() };
        let result = self.world.suite.try_review(&by, self.world.ana.id, 1, finding, report);
        if result.is_ok() { Ok(()) } else { Err(refused(result)) }
    }

    fn escalate(&mut self) -> Result<(), EmergencyError> {
        let anyone = self.world.suite.account("anyone");
        let result = self.world.suite.try_escalate(&anyone, self.world.ana.id, 1);
        if result.is_ok() { Ok(()) } else { Err(refused(result)) }
    }

    fn status(&self) -> EmergencyStatus {
        self.world.suite.emergency(self.world.ana.id, 1).status
    }

    /// Whether the emergency of the test bars Dora from another one.
    fn bars(&mut self) -> bool {
        let dora = self.world.dora.clone();
        let opening = dora.emergency(&self.world.ana, 99);
        let said = self.world.suite.emergency(self.world.ana.id, 1).bars;
        let result = self.world.suite.try_open_emergency(&dora.actor, opening);
        let barred = match result {
            Ok(_) => false,
            result => match refused(result) {
                EmergencyError::Barred { emergency: 1, .. } => true,
                other => panic!("{other}"),
            },
        };
        assert_eq!(barred, said);
        barred
    }
}

#[test]
fn who_does_not_justify_is_barred_after_24_hours_to_the_second() {
    let mut review = Review::new();
    review.world.suite.wait(DAY - 1);
    assert_eq!(review.status(), EmergencyStatus::ToJustify);
    assert!(!review.bars());

    let mut review = Review::new();
    review.world.suite.wait(DAY);
    assert_eq!(review.status(), EmergencyStatus::Unjustified);
    assert!(review.bars());
}

#[test]
fn who_justifies_in_time_is_not_barred_however_long_the_review_takes() {
    let mut review = Review::new();
    review.world.suite.wait(DAY - 1);
    review.justify();
    review.world.suite.wait(30 * DAY);
    assert_eq!(review.status(), EmergencyStatus::ReviewLate);
    assert!(!review.bars());
}

#[test]
fn a_late_justification_bars_until_it_is_found_justified() {
    let mut review = Review::new();
    review.world.suite.wait(DAY);
    review.justify();
    assert_eq!(review.status(), EmergencyStatus::ToReview);
    assert!(review.bars());
    review.find(false, Finding::Justified, 1).unwrap();
    assert!(!review.bars());
}

#[test]
fn misuse_bars_until_an_auditor_overturns_it() {
    let mut review = Review::new();
    review.justify();
    review.find(false, Finding::Misuse, 1).unwrap();
    assert!(review.bars());
    review.world.suite.wait(300 * DAY);
    assert!(review.bars());
    review.find(true, Finding::Justified, 2).unwrap();
    assert_eq!(review.status(), EmergencyStatus::Justified);
    assert!(!review.bars());
}

#[test]
fn an_auditor_finds_misuse_where_the_organization_found_none() {
    let mut review = Review::new();
    review.justify();
    review.world.suite.wait(4 * HOUR);
    review.find(false, Finding::Justified, 1).unwrap();
    review.find(true, Finding::Misuse, 2).unwrap();
    assert!(review.bars());
    let kept = review.world.suite.emergency(review.world.ana.id, 1).reviews;
    assert_eq!(
        kept.iter().map(|r| (r.finding, r.auditor)).collect::<Vec<_>>(),
        [(Finding::Justified, false), (Finding::Misuse, true)]
    );
}

#[test]
fn a_late_review_is_escalated_by_anyone_and_goes_to_the_auditors() {
    let mut review = Review::new();
    review.justify();
    let review_by = review.world.suite.emergency(review.world.ana.id, 1).review_by;
    review.world.suite.wait(7 * DAY - 1);
    assert_eq!(review.escalate(), Err(EmergencyError::NotLate { review_by }));
    assert_eq!(review.find(true, Finding::Justified, 1), Err(EmergencyError::Turn { escalated: false }));
    review.world.suite.next_block();
    review.escalate().unwrap();
    assert_eq!(review.status(), EmergencyStatus::Escalated);
    assert_eq!(review.escalate(), Err(EmergencyError::EscalatedAlready));
    assert_eq!(review.find(false, Finding::Justified, 1), Err(EmergencyError::Turn { escalated: true }));
    assert!(!review.bars());
}

#[test]
fn the_auditors_review_what_was_escalated() {
    for (finding, bars) in [(Finding::Justified, false), (Finding::Misuse, true)] {
        let mut review = Review::new();
        review.justify();
        review.world.suite.wait(7 * DAY);
        review.escalate().unwrap();
        review.find(true, finding, 1).unwrap();
        assert_eq!(review.escalate(), Err(EmergencyError::ReviewedAlready));
        assert_eq!(review.bars(), bars);
    }
}

#[test]
fn the_times_are_those_of_the_policy_that_counted_at_the_opening() {
    let mut review = Review::new();
    let mut policy =
        chartseal_types::access::PolicyUnchecked::from(review.world.suite.policy().current.policy);
    (policy.justify_within, policy.review_within) = (HOUR, DAY);
    review.world.suite.try_propose_policy(policy).unwrap();
    review.world.suite.wait(DAY - 1);
    assert_eq!(review.status(), EmergencyStatus::ToJustify);
    let second = open(&mut review.world, 60);
    let emergency = review.world.suite.emergency(review.world.ana.id, second);
    assert_eq!(emergency.justify_by, review.world.suite.now() + HOUR);
    assert_eq!(emergency.review_by, review.world.suite.now() + DAY);
}

#[test]
fn every_emergency_is_to_be_answered_for_not_only_the_last() {
    let mut review = Review::new();
    let dora = review.world.dora.clone();
    review.world.suite.try_close_emergency(&dora.actor.account, review.world.ana.id, 1).unwrap();
    review.world.suite.wait(HOUR);
    let second = open(&mut review.world, 60);
    review.world.suite.try_justify(&dora.actor, review.world.ana.id, second, 61).unwrap();
    review.world.suite.wait(DAY - HOUR);
    // The first one bars although the second is justified.
    assert!(review.bars());
    review.justify();
    assert!(review.bars(), "it came late");
    review.find(false, Finding::Justified, 1).unwrap();
    assert!(!review.bars());
}
