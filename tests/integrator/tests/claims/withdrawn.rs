//! A ticket dies when what it stood on falls; the same claim is refused from the next block on.

use chartseal_integrator::TicketError;
use chartseal_testing::{DAY, assert_decided_by, assert_fault, deny};
use chartseal_types::access::{Grantee, OpenResponse, Rule, StandingFault};

use crate::insurer::{CLAIM, Insurer};

/// Erin's ticket, upon which she has submitted the claim once.
fn submitted() -> (Insurer, OpenResponse) {
    let mut insurer = Insurer::new();
    let (erin, ticket) = (insurer.erin.actor.clone(), insurer.opened());
    insurer.try_submit(&erin, ticket.access, CLAIM).expect("the claim is submitted");
    (insurer, ticket)
}

/// Erin's claim is refused in the next block because this rule denies the one record that her ticket is about.
#[track_caller]
fn assert_dead_by(insurer: &mut Insurer, ticket: &OpenResponse, rule: Rule) {
    insurer.suite.next_block();
    assert_decided_by(&insurer.suite.ticket(ticket.access), rule);
    let error = insurer.refused(ticket.access);
    let TicketError::Dead { access, rules } = error else { panic!("{error}") };
    assert_eq!((access, rules), (ticket.access, vec![rule]));
}

#[test]
fn a_revoked_consent() {
    let (mut insurer, ticket) = submitted();
    insurer.suite.revoke(&insurer.ana, insurer.consent);
    assert_dead_by(&mut insurer, &ticket, Rule::Default);
}

#[test]
fn a_denial_of_the_payer() {
    let (mut insurer, ticket) = submitted();
    let organization = insurer.payer.id;
    insurer.suite.grant(&insurer.ana, deny(Grantee::Organization { organization }));
    assert_dead_by(&mut insurer, &ticket, Rule::Denial);
}

#[test]
fn a_suspended_payer_until_it_is_reinstated() {
    let (mut insurer, ticket) = submitted();
    let payer = insurer.payer.id;
    insurer.suite.suspend(payer);
    assert_dead_by(&mut insurer, &ticket, Rule::Standing);
    assert_fault(&insurer.suite.ticket(ticket.access), StandingFault::Organization);

    insurer.suite.reinstate(payer);
    insurer.suite.next_block();
    assert_decided_by(&insurer.suite.ticket(ticket.access), Rule::Consent);
}

#[test]
fn a_revoked_certificate() {
    let (mut insurer, ticket) = submitted();
    let certificate = insurer.erin.certificate.expect("Erin has a certificate");
    insurer.suite.revoke_certificate(&insurer.payer.account, certificate);
    assert_dead_by(&mut insurer, &ticket, Rule::Standing);
    assert_fault(&insurer.suite.ticket(ticket.access), StandingFault::Certificate);
}

#[test]
fn an_examiner_who_was_dismissed() {
    let (mut insurer, ticket) = submitted();
    insurer.suite.dismiss(&insurer.erin.actor, insurer.erin.role, &insurer.payer);
    assert_dead_by(&mut insurer, &ticket, Rule::Standing);
    assert_fault(&insurer.suite.ticket(ticket.access), StandingFault::Affiliation);
}

#[test]
fn a_ticket_whose_time_is_over_though_the_consent_stands() {
    let (mut insurer, ticket) = submitted();
    let expires_at = ticket.expires_at.expect("the ticket was permitted");
    insurer.suite.wait_until(expires_at - 1);
    assert!(insurer.suite.ticket(ticket.access).alive);

    insurer.suite.next_block();
    let error = insurer.refused(ticket.access);
    let TicketError::Expired { access } = error else { panic!("{error}") };
    assert_eq!(access, ticket.access);
    // The consent would permit a new one.
    assert_decided_by(&insurer.opened(), Rule::Consent);
}

#[test]
fn a_consent_whose_time_is_over() {
    let (mut insurer, _) = submitted();
    let question = insurer.reading(&insurer.erin, &[insurer.result]);
    let erin = insurer.erin.actor.clone();
    insurer.suite.wait(30 * DAY - 1);
    assert_eq!(insurer.suite.explain_rule(&erin, question.clone()), Rule::Consent);
    insurer.suite.next_block();
    assert_eq!(insurer.suite.explain_rule(&erin, question), Rule::Default);
    let denied = insurer.opened();
    assert_dead_by(&mut insurer, &denied, Rule::Default);
}
