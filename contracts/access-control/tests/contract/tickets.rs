//! Tickets: alive only while deciding again still permits. Whatever removes a right bites at the next block.

use access_control::ContractError;
use chartseal_testing::{DAY, HOUR, MINUTE, Refusal, Suite, deny, own_reading, permit};
use chartseal_types::access::{
    Decision, ExecuteMsg, Grantee, PolicyUnchecked, QueryMsg, Rule, StandingFault, TermsUnchecked,
};
use chartseal_types::anchor::{RecordRow, RecordStatus};
use chartseal_types::certificate::Standing;
use chartseal_types::{Confidentiality, Role};

use crate::contract::world::{World, laboratory};

/// A world with a live ticket of Dora's, by consent 1.
fn with_ticket() -> (World, u64) {
    let mut world = World::new();
    world.suite.grant(&world.ana, permit(world.dora_herself()));
    let access = world.dora_opens().access;
    assert!(world.suite.ticket(access).alive);
    (world, access)
}

fn decision(suite: &Suite, access: u64) -> Decision {
    let ticket = suite.ticket(access);
    assert_eq!(ticket.alive, ticket.decisions[0].permitted);
    ticket.decisions[0]
}

#[test]
fn a_revoked_consent_ends_its_ticket_at_the_next_block() {
    let (mut world, access) = with_ticket();
    world.suite.revoke(&world.ana, 1);
    world.suite.next_block();
    assert_eq!(decision(&world.suite, access), Decision::by(Rule::Default));
}

#[test]
fn a_ticket_ends_with_the_registrar_who_verified_its_holder() {
    let (mut world, access) = with_ticket();
    let verification = world.suite.identity(world.dora.actor.id).verification;
    let registrar = verification.and_then(|one| one.registrar).expect("a registrar verified Dora");
    world.suite.distrust(registrar, 0);
    assert_eq!(decision(&world.suite, access), Decision::by_fault(StandingFault::Identity));
}

#[test]
fn a_denial_ends_tickets_already_out() {
    let (mut world, access) = with_ticket();
    let denial = world.suite.grant(&world.ana, deny(world.the_hospital()));
    world.suite.next_block();
    assert_eq!(decision(&world.suite, access), Decision::by_consent(Rule::Denial, denial));
}

#[test]
fn an_amended_consent_counts_by_todays_terms() {
    let (mut world, access) = with_ticket();
    let narrower = TermsUnchecked { max_confidentiality: Confidentiality::L, ..permit(world.dora_herself()) };
    world.suite.amend(&world.ana, 1, narrower);
    assert_eq!(decision(&world.suite, access), Decision::by(Rule::Default));
    world.suite.amend(&world.ana, 1, permit(world.dora_herself()));
    assert_eq!(decision(&world.suite, access), Decision::by_consent(Rule::Consent, 1));
}

#[test]
fn another_rule_that_permits_keeps_a_ticket_alive() {
    let (mut world, access) = with_ticket();
    world.open_care();
    world.suite.revoke(&world.ana, 1);
    assert_eq!(decision(&world.suite, access), Decision::by(Rule::Care));
}

#[test]
fn the_end_of_care_ends_its_tickets() {
    let mut world = World::new();
    world.open_care();
    let access = world.dora_opens().access;
    world.suite.try_end_care(&world.ana, world.ana.id, world.hospital.id).unwrap();
    world.suite.next_block();
    assert_eq!(decision(&world.suite, access), Decision::by(Rule::Default));
}

#[test]
fn a_revoked_certificate_ends_tickets() {
    let (mut world, access) = with_ticket();
    world.put_certificate(world.dora.certificate.unwrap(), world.dora.actor.id, Standing::Revoked);
    assert_eq!(decision(&world.suite, access), Decision::by_fault(StandingFault::Certificate));
}

#[test]
fn a_suspended_identity_ends_tickets() {
    let (mut world, access) = with_ticket();
    world.suite.suspend(world.dora.actor.id);
    assert_eq!(decision(&world.suite, access), Decision::by_fault(StandingFault::Identity));
}

#[test]
fn an_ended_role_ends_tickets() {
    let (mut world, access) = with_ticket();
    let (dora, hospital) = (world.dora.actor.clone(), world.hospital.clone());
    world.suite.dismiss(&dora, Role::Doctor, &hospital);
    assert_eq!(decision(&world.suite, access), Decision::by_fault(StandingFault::Affiliation));
}

#[test]
fn a_frozen_patients_own_ticket_ends() {
    let mut world = World::new();
    let question = own_reading(&world.ana, &[world.result]);
    let access = world.suite.open(&world.ana, question).access;
    assert!(world.suite.ticket(access).alive);
    world.suite.freeze(&world.ana.account.clone());
    assert_eq!(decision(&world.suite, access), Decision::by_fault(StandingFault::Frozen));
}

#[test]
fn an_erased_record_ends_tickets() {
    let (mut world, access) = with_ticket();
    let row = RecordRow { status: RecordStatus::Erased, ..world.row(laboratory(Confidentiality::N)) };
    world.put_record(1, row);
    assert_eq!(decision(&world.suite, access), Decision::by(Rule::Erased));
}

#[test]
fn a_tightened_policy_ends_tickets() {
    let (mut world, access) = with_ticket();
    world
        .suite
        .try_propose_policy(PolicyUnchecked { longest_ticket: 3600, ..PolicyUnchecked::default() })
        .unwrap();
    assert_eq!(decision(&world.suite, access), Decision::by(Rule::PolicyDeny));
}

#[test]
fn a_ticket_expires() {
    let (mut world, access) = with_ticket();
    world.suite.wait(HOUR - 1);
    let ticket = world.suite.ticket(access);
    assert!(ticket.alive && !ticket.expired);
    world.suite.next_block();
    let ticket = world.suite.ticket(access);
    assert!(!ticket.alive && ticket.expired);
    assert!(ticket.decisions[0].permitted, "a new ticket would be given");
}

#[test]
fn a_shorter_longest_ticket_shortens_tickets_already_out() {
    let (mut world, access) = with_ticket();
    let rows = world.suite.policy().current.policy.rows;
    world
        .suite
        .try_propose_policy(PolicyUnchecked {
            rows,
            longest_ticket: 5 * MINUTE,
            ..PolicyUnchecked::default()
        })
        .unwrap();
    world.suite.wait(5 * MINUTE - 1);
    assert!(world.suite.ticket(access).alive);
    world.suite.next_block();
    assert!(world.suite.ticket(access).expired);
}

#[test]
fn what_was_denied_stays_denied() {
    let mut world = World::new();
    let refused = world.dora_opens().access;
    world.suite.grant(&world.ana, permit(Grantee::Everyone {}));
    let ticket = world.suite.ticket(refused);
    assert!(!ticket.alive);
    assert_eq!(ticket.decisions, [Decision::by(Rule::Default)]);
}

#[test]
fn of_several_targets_the_denied_one_stays_denied() {
    let mut world = World::new();
    world.open_care();
    let restricted = world.labelled(2, laboratory(Confidentiality::R));
    let question = world.dora.to_read(&world.ana, &[restricted, world.result]);
    let access = world.opens(&world.dora.clone(), question).access;
    world.suite.grant(&world.ana, permit(world.dora_herself()));
    let ticket = world.suite.ticket(access);
    assert!(ticket.alive);
    assert_eq!(ticket.decisions[0], Decision::by(Rule::Default));
    assert!(ticket.decisions[1].permitted);
}

#[test]
fn the_last_use_counts_for_the_ticket_that_took_it_and_no_other() {
    let mut world = World::new();
    let once = TermsUnchecked { uses: Some(1), ..permit(world.dora_herself()) };
    world.suite.grant(&world.ana, once);
    let first = world.dora_opens().access;
    assert_eq!(decision(&world.suite, first), Decision::by_consent(Rule::Consent, 1));
    let second = world.dora_opens();
    assert_eq!(second.decisions, [Decision::by(Rule::Default)]);
    assert!(world.suite.ticket(first).alive);
    assert!(!world.suite.ticket(second.access).alive);
}

/// One use left does not keep alive every ticket that was taken under care.
#[test]
fn a_ticket_does_not_live_on_by_a_use_it_did_not_take() {
    let mut world = World::new();
    world.open_care();
    let by_care: Vec<u64> = (0..3).map(|_| world.dora_opens().access).collect();
    world.suite.grant(&world.ana, TermsUnchecked { uses: Some(1), ..permit(world.dora_herself()) });
    world.suite.try_end_care(&world.ana, world.ana.id, world.hospital.id).unwrap();
    for access in &by_care {
        assert_eq!(decision(&world.suite, *access), Decision::by(Rule::Default));
    }
    // Control: the use is there for one ticket taken anew.
    let anew = world.dora_opens();
    assert_eq!(anew.decisions, [Decision::by_consent(Rule::Consent, 1)]);
    assert!(world.suite.ticket(anew.access).alive);
    assert!(by_care.iter().all(|access| !world.suite.ticket(*access).alive));
}

#[test]
fn a_used_up_consent_still_ends_its_ticket_when_revoked() {
    let mut world = World::new();
    world.suite.grant(&world.ana, TermsUnchecked { uses: Some(1), ..permit(world.dora_herself()) });
    let access = world.dora_opens().access;
    world.suite.revoke(&world.ana, 1);
    assert_eq!(decision(&world.suite, access), Decision::by(Rule::Default));
}

/// A full row drops used-up permits to make room, but not while a ticket of theirs is out.
#[test]
fn room_is_not_made_at_the_cost_of_a_live_ticket() {
    let mut world = World::new();
    let once = || TermsUnchecked { uses: Some(1), ..permit(Grantee::Everyone {}) };
    for _ in 0..16 {
        world.suite.grant(&world.ana, once());
    }
    let access = world.dora_opens().access;
    let error: ContractError = world.suite.try_grant(&world.ana, once()).refusal();
    assert!(matches!(error, ContractError::Consent(_)), "{error}");
    assert!(world.suite.ticket(access).alive);
    world.suite.wait(DAY);
    world.suite.grant(&world.ana, once());
}

#[test]
fn a_ticket_is_told_with_what_was_asked() {
    let (mut world, access) = with_ticket();
    let ticket = world.suite.ticket(access);
    assert_eq!(ticket.entry, world.suite.access(access));
    assert_eq!(ticket.entry.question(), world.reading());
    let unknown: Result<(), _> = world.suite.try_ask_access(&QueryMsg::Ticket { access: access + 1 });
    assert!(unknown.is_err());
    world.suite.next_block();
    let refused: ContractError = world
        .suite
        .try_access(&world.ana.account.clone(), ExecuteMsg::RevokeConsent { patient: None, consent: 2 })
        .refusal();
    assert!(matches!(refused, ContractError::Consent(_)), "{refused}");
}
