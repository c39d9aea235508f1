//! Duplicates that were merged: the survivor is the patient, permits are the survivor's, and the denials of both close.

use access_control::{ContractError, OnBehalfError, QuestionError};
use chartseal_testing::{Actor, Refusal, deny, own_reading, permit};
use chartseal_types::access::{Decision, ExecuteMsg, Grantee, Question, Rule, StandingFault, TermsUnchecked};
use chartseal_types::anchor::RecordRow;
use chartseal_types::anchor::abi::RECORDS;
use chartseal_types::identity::{ACT_DELAY, ActUnchecked, Merge};
use chartseal_types::{Compartment, Confidentiality, ContentHash, Hat, Purpose, Selection};

use crate::contract::world::{World, laboratory};

/// Ana was registered twice. The duplicate has a record of its own, and is merged into Ana.
struct Merged {
    world: World,
    double: Actor,
    record: ContentHash,
}

impl Merged {
    /// The two before the merge.
    fn before() -> Self {
        let mut world = World::new();
        let double = world.suite.patient("ana again");
        let (row, record) = (world.row(laboratory(Confidentiality::N)), ContentHash([2; 32]));
        let anchor = world.suite.contracts.record_anchor.clone();
        RECORDS
            .save(world.suite.app.contract_storage_mut(&anchor).as_mut(), (double.id, record), &row)
            .unwrap();
        Self { world, double, record }
    }

    fn new() -> Self {
        let mut merged = Self::before();
        merged.merge();
        merged
    }

    fn merge(&mut self) {
        self.world.suite.merge(self.double.id, self.world.ana.id);
    }

    /// Dora reading the duplicate's record.
    fn decision(&self) -> Decision {
        let question = self.world.dora.to_read(&self.double, &[self.record]);
        self.world.decision_of(&self.world.dora, question)
    }

    fn own(&self, who: &Actor) -> Decision {
        let question = own_reading(&self.double, &[self.record]);
        self.world.suite.explain(who, question).explanations[0].decision
    }
}

#[test]
fn the_survivor_reads_what_is_the_duplicates_and_the_duplicates_account_does_nothing() {
    let merged = Merged::new();
    let ana = merged.world.ana.clone();
    assert_eq!(merged.own(&ana), Decision::by(Rule::Own));
    assert_eq!(merged.own(&merged.double), Decision::by_fault(StandingFault::Frozen));
}

#[test]
fn before_the_merge_and_after_it_is_taken_back_the_two_are_strangers() {
    let mut merged = Merged::before();
    let ana = merged.world.ana.clone();
    let question = own_reading(&merged.double, &[merged.record]);
    let refused = |merged: &mut Merged| {
        let error: ContractError = merged.world.suite.try_open(&ana, question.clone()).refusal();
        let patient = merged.double.id;
        let expected = QuestionError::NotThePatient { patient, requester: ana.id };
        assert!(matches!(error, ContractError::Question(error) if error == expected));
    };
    refused(&mut merged);
    merged.merge();
    let access = merged.world.suite.open(&ana, question.clone()).access;
    assert!(merged.world.suite.ticket(access).alive);
    merged.world.suite.unmerge(merged.double.id);
    // Its ticket died with the merge.
    let ticket = merged.world.suite.ticket(access);
    assert!(!ticket.alive);
    assert_eq!(ticket.decisions, [Decision::by_fault(StandingFault::Frozen)]);
    refused(&mut merged);
    let double = merged.double.clone();
    assert_eq!(merged.own(&double), Decision::by(Rule::Own));
    let grant = ExecuteMsg::GrantConsent { patient: Some(double.id), terms: deny(Grantee::Everyone {}) };
    let error: ContractError = merged.world.suite.try_access(&ana.account, grant).refusal();
    assert!(matches!(error, ContractError::OnBehalf(OnBehalfError::NotForPatient { .. })), "{error}");
}

#[test]
fn the_duplicates_permits_and_care_end_and_the_survivors_count_for_both() {
    let mut merged = Merged::before();
    let (double, hospital) = (merged.double.clone(), merged.world.hospital.id);
    let consent = merged.world.suite.grant(&double, permit(Grantee::Everyone {}));
    merged.world.suite.open_care(&double, hospital);
    assert_eq!(merged.decision(), Decision::by_consent(Rule::Consent, consent));
    let question = merged.world.dora.to_read(&double, &[merged.record]);
    let dora = merged.world.dora.actor.clone();
    merged.merge();
    assert_eq!(merged.decision(), Decision::by(Rule::Default));
    assert!(!merged.world.suite.consent(&double, consent).in_force);
    assert!(!merged.world.suite.care(&double, hospital).open);

    let ana = merged.world.ana.clone();
    let consent = merged.world.suite.grant(
        &ana,
        chartseal_types::access::TermsUnchecked { uses: Some(1), ..permit(merged.world.dora_herself()) },
    );
    assert_eq!(merged.decision(), Decision::by_consent(Rule::Consent, consent));
    // The use that is taken is the survivor's.
    let access = merged.world.suite.open(&dora, question.clone()).access;
    assert_eq!(merged.world.suite.consent(&ana, consent).uses_left, Some(0));
    assert!(merged.world.suite.ticket(access).alive);
    assert_eq!(merged.decision(), Decision::by(Rule::Default));
    merged.world.suite.open_care(&ana, hospital);
    assert_eq!(merged.decision(), Decision::by(Rule::Care));
    merged.world.suite.unmerge(double.id);
    assert_eq!(merged.decision(), Decision::by(Rule::Default));
    assert!(!merged.world.suite.ticket(access).alive);
}

/// Each identity numbers its own consents: number 1 of the one is not number 1 of the other.
#[test]
fn a_ticket_of_a_bounded_permit_does_not_live_on_by_another_ones_of_the_same_number() {
    let mut merged = Merged::before();
    let (ana, double) = (merged.world.ana.clone(), merged.double.clone());
    let once = TermsUnchecked { uses: Some(2), ..permit(merged.world.dora_herself()) };
    assert_eq!(merged.world.suite.grant(&double, once.clone()), 1);
    // The merge takes 72 h: tickets have to outlast that here.
    let number = merged.world.suite.act(ActUnchecked::Merge { duplicate: double.id, survivor: ana.id });
    merged.world.suite.wait(ACT_DELAY - 60);
    let (dora, question) =
        (merged.world.dora.actor.clone(), merged.world.dora.to_read(&double, &[merged.record]));
    let before = merged.world.suite.open(&dora, question.clone()).access;
    assert_eq!(merged.world.suite.grant(&ana, once), 1);
    merged.world.suite.wait(60);
    assert!(merged.world.suite.ticket(before).alive);
    let registrar = merged.world.suite.registrar.clone();
    merged.world.suite.try_apply_act(&registrar, number).unwrap();
    assert_eq!(merged.decision(), Decision::by_consent(Rule::Consent, 1), "hers opens the duplicate's too");
    let ticket = merged.world.suite.ticket(before);
    assert_eq!((ticket.alive, ticket.expired), (false, false));
    assert_eq!(ticket.decisions, [Decision::by(Rule::Default)]);
    // One that takes a use of hers lives, and the log tells whose consent number 1 was.
    let after = merged.world.suite.open(&dora, question).access;
    assert!(merged.world.suite.ticket(after).alive);
    assert_eq!(merged.world.suite.access(before).survivor, None);
    assert_eq!(merged.world.suite.access(after).survivor, Some(ana.id));
}

#[test]
fn denials_of_both_close_the_records_of_both() {
    let mut merged = Merged::before();
    let (ana, double) = (merged.world.ana.clone(), merged.double.clone());
    merged.world.suite.grant(&double, permit(Grantee::Everyone {}));
    let of_double = merged.world.suite.grant(&double, deny(merged.world.dora_herself()));
    merged.world.suite.grant(&ana, permit(Grantee::Everyone {}));
    assert_eq!(merged.world.rule(), Rule::Consent, "before the merge it closes nothing of Ana's");
    merged.merge();
    assert_eq!(merged.world.decision(), Decision::by_consent(Rule::Denial, of_double));
    assert_eq!(merged.decision(), Decision::by_consent(Rule::Denial, of_double));
    // Ana lifts it by its name.
    let lift = ExecuteMsg::RevokeConsent { patient: Some(double.id), consent: of_double };
    merged.world.suite.try_access(&ana.account, lift).unwrap();
    assert_eq!(merged.world.rule(), Rule::Consent);
    assert_eq!(merged.decision().rule, Rule::Consent);
    // Her own closes both.
    let own = merged.world.suite.grant(&ana, deny(merged.world.dora_herself()));
    assert_eq!(merged.decision(), Decision::by_consent(Rule::Denial, own));
}

/// A survivor's erasure of the duplicate's record counts as long as that merge does.
#[test]
fn what_the_survivor_asked_to_erase_is_erased_while_they_are_merged() {
    let mut merged = Merged::new();
    let (ana, double) = (merged.world.ana.clone(), merged.double.clone());
    let generation = merged.world.suite.identity(double.id).generation;
    let row = RecordRow {
        erased_from: Some(merged.world.suite.now()),
        asked_under: Some(Merge { survivor: ana.id, generation }),
        ..merged.world.row(laboratory(Confidentiality::N))
    };
    let anchor = merged.world.suite.contracts.record_anchor.clone();
    let mut storage = merged.world.suite.app.contract_storage_mut(&anchor);
    RECORDS.save(storage.as_mut(), (double.id, merged.record), &row).unwrap();
    drop(storage);
    assert_eq!(merged.own(&ana), Decision::by(Rule::Erased));
    merged.world.suite.unmerge(double.id);
    assert_eq!(merged.own(&double), Decision::by(Rule::Own));
    // Merged again, they are by another merge.
    merged.merge();
    assert_eq!(merged.own(&ana), Decision::by(Rule::Own));
}

#[test]
fn of_two_duplicates_each_closes_the_other() {
    let mut merged = Merged::new();
    let (ana, third) = (merged.world.ana.clone(), merged.world.suite.patient("ana once more"));
    let denial = merged.world.suite.grant(&third, deny(merged.world.dora_herself()));
    merged.world.suite.grant(&ana, permit(Grantee::Everyone {}));
    assert_eq!(merged.decision().rule, Rule::Consent);
    merged.world.suite.merge(third.id, ana.id);
    assert_eq!(merged.decision(), Decision::by_consent(Rule::Denial, denial));
    merged.world.suite.unmerge(third.id);
    assert_eq!(merged.decision().rule, Rule::Consent);
}

#[test]
fn who_represents_the_survivor_represents_the_duplicate() {
    let mut merged = Merged::new();
    let (ana, ruth) = (merged.world.ana.clone(), merged.world.suite.patient("ruth"));
    let certificate = Some(merged.world.certify(&ruth));
    let appointment = merged.world.suite.appointment();
    merged.world.suite.appoint_by_registrars(ana.id, ruth.id, appointment);
    let question = Question {
        hat: Hat::Representative {},
        purpose: Purpose::FAMRQT,
        certificate,
        ..own_reading(&merged.double, &[merged.record])
    };
    let explained = merged.world.suite.explain(&ruth, question);
    assert_eq!(explained.explanations[0].decision, Decision::by(Rule::Representative));
}

#[test]
fn nothing_is_permitted_in_the_name_of_a_duplicate() {
    let mut merged = Merged::new();
    let (ana, double) = (merged.world.ana.clone(), merged.double.clone());
    let (organization, until) = (merged.world.hospital.id, merged.world.suite.now() + 1);
    let patient = Some(double.id);
    let told = OnBehalfError::Merged { identity: double.id, survivor: ana.id };
    let opening = [
        ExecuteMsg::GrantConsent { patient, terms: permit(Grantee::Everyone {}) },
        ExecuteMsg::OpenCare { patient, organization, until },
    ];
    for msg in opening {
        for account in [&ana.account, &double.account] {
            let error: ContractError = merged.world.suite.try_access(account, msg.clone()).refusal();
            assert!(matches!(error, ContractError::OnBehalf(error) if error == told));
        }
    }
    // Its own account does not even close: whoever holds it may be no patient at all.
    let terms = deny(Grantee::Everyone {});
    let error: ContractError = merged.world.suite.try_grant(&double, terms.clone()).refusal();
    assert!(matches!(error, ContractError::OnBehalf(error) if error == told));
    let deny = ExecuteMsg::GrantConsent { patient, terms };
    merged.world.suite.try_access(&ana.account, deny).unwrap();
    assert_eq!(merged.decision().rule, Rule::Denial);
    let attest = ExecuteMsg::AttestCare { patient: double.id, organization, until };
    let dora = merged.world.dora.actor.clone();
    let error: ContractError = merged.world.suite.try_access(&dora.account, attest).refusal();
    assert!(matches!(error, ContractError::OnBehalf(error) if error == told));
}

/// Compartments are numbered by each identity's own secret: number 3 of the one is not number 3 of the other.
#[test]
fn numbers_of_compartments_say_nothing_across_a_merge() {
    let mut merged = Merged::new();
    let ana = merged.world.ana.clone();
    let some = |number| Selection::Only(vec![Compartment::new(number).unwrap()]);
    let everyone = Grantee::Everyone {};
    let label = laboratory(Confidentiality::N).compartment;
    // A permit for the very number opens nothing of the other's; one for all does.
    let terms = TermsUnchecked { compartments: Selection::Only(vec![label]), ..permit(everyone) };
    let narrow = merged.world.suite.grant(&ana, terms);
    assert_eq!(merged.decision(), Decision::by(Rule::Default));
    merged.world.suite.revoke(&ana, narrow);
    let wide = merged.world.suite.grant(&ana, permit(everyone));
    assert_eq!(merged.decision(), Decision::by_consent(Rule::Consent, wide));
    // A denial of any number closes all of the other's.
    let other = if label.number() == 9 { 8 } else { 9 };
    let denial =
        merged.world.suite.grant(&ana, TermsUnchecked { compartments: some(other), ..deny(everyone) });
    assert_eq!(merged.decision(), Decision::by_consent(Rule::Denial, denial));
}
