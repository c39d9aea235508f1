//! Live tickets that bear something else out than the claim: what a dishonest examiner, or a stranger, would try.

use chartseal_integrator::{ContractError, ExecuteMsg, TicketError};
use chartseal_testing::{DAY, Refusal, assert_decided_by, assert_decided_by_consent, permit};
use chartseal_types::access::{CategoryRule, Grantee, PolicyRow, PolicyUnchecked, Rule, TermsUnchecked};
use chartseal_types::identity::Kind;
use chartseal_types::{Action, Category, Confidentiality, Purpose, Role, Selection};

use crate::insurer::{AMOUNT, CLAIM, Insurer, OTHER_CLAIM};

#[test]
fn another_examiners() {
    let mut insurer = Insurer::new();
    let eve = insurer.suite.certified("eve", Role::ClaimsExaminer, &insurer.payer, &insurer.ca);
    let ticket = insurer.opened();
    let error = insurer.refused_for(&eve.actor, ticket.access, CLAIM);
    let TicketError::OtherRequester { requester } = error else { panic!("{error}") };
    assert_eq!(requester, insurer.erin.actor.id);

    // Control: the consent is the role's, so a ticket of her own bears it out.
    let question = insurer.reading(&eve, &[insurer.result]);
    let own = insurer.suite.open(&eve.actor, question);
    assert_decided_by(&own, Rule::Consent);
    insurer.try_submit(&eve.actor, own.access, CLAIM).expect("the claim is submitted");
}

#[test]
fn another_insurers() {
    let mut insurer = Insurer::new();
    let other = insurer.suite.organization("other insurer", Kind::Payer);
    let ca = insurer.suite.ca(&other);
    let oscar = insurer.suite.certified("oscar", Role::ClaimsExaminer, &other, &ca);
    insurer.consented(&oscar, CLAIM);
    let question = insurer.reading(&oscar, &[insurer.result]);
    let ticket = insurer.suite.open(&oscar.actor, question);
    assert_decided_by(&ticket, Rule::Consent);
    let error = insurer.refused_for(&oscar.actor, ticket.access, CLAIM);
    let TicketError::OtherHat { payer } = error else { panic!("{error}") };
    assert_eq!(payer, insurer.payer.id);
}

#[test]
fn a_doctors() {
    let mut insurer = Insurer::new();
    let (dora, question) =
        (insurer.dora.actor.clone(), insurer.dora.to_read(&insurer.ana, &[insurer.result]));
    let ticket = insurer.suite.open(&dora, question);
    assert_decided_by(&ticket, Rule::Care);
    let error = insurer.refused_for(&dora, ticket.access, CLAIM);
    assert!(matches!(error, TicketError::OtherHat { .. }), "{error}");
}

#[test]
fn for_another_purpose() {
    let mut insurer = Insurer::new();
    let question = insurer.erin.to_read_for(Purpose::COVERAGE, &insurer.ana, &[insurer.result]);
    let erin = insurer.erin.actor.clone();
    let ticket = insurer.suite.open(&erin, question);
    assert_decided_by_consent(&ticket, Rule::Consent, insurer.consent);
    let error = insurer.refused(ticket.access);
    let TicketError::OtherPurpose { got } = error else { panic!("{error}") };
    assert_eq!(got, Purpose::COVERAGE);
}

#[test]
fn for_another_claim() {
    let mut insurer = Insurer::new();
    let (erin, ticket) = (insurer.erin.actor.clone(), insurer.opened());
    let error = insurer.refused_for(&erin, ticket.access, OTHER_CLAIM);
    let TicketError::OtherClaim { expected, consent } = error else { panic!("{error}") };
    assert_eq!((expected, consent), (OTHER_CLAIM, insurer.consent));
}

#[test]
fn under_a_consent_for_no_claim() {
    let mut insurer = Insurer::new();
    insurer.suite.revoke(&insurer.ana, insurer.consent);
    let role = Grantee::Role { organization: insurer.payer.id, role: Role::ClaimsExaminer };
    let broad = insurer.suite.grant(&insurer.ana, permit(role));
    let ticket = insurer.opened();
    assert_decided_by_consent(&ticket, Rule::Consent, broad);
    let error = insurer.refused(ticket.access);
    let TicketError::OtherClaim { consent, .. } = error else { panic!("{error}") };
    assert_eq!(consent, broad);
}

#[test]
fn under_a_policy_that_asks_for_no_consent() {
    let mut insurer = Insurer::new();
    let mut policy = PolicyUnchecked::from(insurer.suite.policy().current.policy);
    let examiners = |row: &&mut PolicyRow| {
        (row.role, row.purpose) == (Role::ClaimsExaminer.into(), Purpose::HPAYMT)
            && row.action == Action::Read
    };
    let row = policy.rows.iter_mut().find(examiners).expect("examiners read for payment");
    let laboratory = |rule: &&mut CategoryRule| rule.category == Category::Laboratory;
    let rule = row.rules.iter_mut().find(laboratory).expect("examiners read laboratory results");
    (rule.permit_up_to, rule.consent_up_to) = (Some(Confidentiality::N), None);
    insurer.suite.try_propose_policy(policy).expect("the admin proposes a policy");
    insurer.suite.wait(14 * DAY);

    insurer.suite.revoke(&insurer.ana, insurer.consent);
    insurer.suite.open_care(&insurer.ana, insurer.payer.id);
    let ticket = insurer.opened();
    assert_decided_by(&ticket, Rule::Care);
    let error = insurer.refused(ticket.access);
    let TicketError::NoConsent { rule } = error else { panic!("{error}") };
    assert_eq!(rule, Rule::Care);
}

#[test]
fn about_two_records_of_which_one_is_for_another_claim() {
    let mut insurer = Insurer::new();
    let role = Grantee::Role { organization: insurer.payer.id, role: Role::ClaimsExaminer };
    let records = Selection::Only(vec![insurer.kept]);
    let other = TermsUnchecked { records, claim: Some(OTHER_CLAIM), ..permit(role) };
    let other = insurer.suite.grant(&insurer.ana, other);
    let (erin, question) =
        (insurer.erin.actor.clone(), insurer.reading(&insurer.erin, &[insurer.result, insurer.kept]));
    let ticket = insurer.suite.open(&erin, question);
    assert_decided_by(&ticket, Rule::Consent);
    let error = insurer.refused(ticket.access);
    let TicketError::OtherClaim { consent, .. } = error else { panic!("{error}") };
    assert_eq!(consent, other);
}

#[test]
fn about_another_patient() {
    let mut insurer = Insurer::new();
    let (erin, ticket) = (insurer.erin.actor.clone(), insurer.opened());
    let ben = insurer.suite.patient("ben");
    let msg =
        ExecuteMsg::SubmitClaim { patient: ben.id, access: ticket.access, claim: CLAIM, amount: AMOUNT };
    let error = insurer.suite.try_execute(&erin.account, &insurer.claims, &msg).refusal();
    let ContractError::Ticket(TicketError::OtherPatient { expected, got }) = error else { panic!("{error}") };
    assert_eq!((expected, got), (ben.id, insurer.ana.id));
}

#[test]
fn that_was_never_opened() {
    let mut insurer = Insurer::new();
    let error = insurer.refused(1_000);
    let TicketError::Unknown { access, .. } = error else { panic!("{error}") };
    assert_eq!(access, 1_000);
}

#[test]
fn that_a_stranger_names() {
    let mut insurer = Insurer::new();
    let (ticket, stranger) = (insurer.opened(), insurer.suite.account("stranger"));
    let msg = ExecuteMsg::SubmitClaim {
        patient: insurer.ana.id,
        access: ticket.access,
        claim: CLAIM,
        amount: AMOUNT,
    };
    let error = insurer.suite.try_execute(&stranger, &insurer.claims, &msg).refusal();
    let ContractError::NoIdentity { account } = error else { panic!("{error}") };
    assert_eq!(account, stranger);
}

#[test]
fn of_a_duplicate_that_was_merged_is_looked_up_at_the_survivor() {
    let mut insurer = Insurer::new();
    let survivor = insurer.suite.patient("ana again");
    insurer.suite.merge(insurer.ana.id, survivor.id);
    let question = insurer.reading(&insurer.erin, &[insurer.result]);
    // What Ana permitted before ended by the merge.
    assert_eq!(insurer.suite.explain_rule(&insurer.erin.actor, question.clone()), Rule::Default);

    let role = Grantee::Role { organization: insurer.payer.id, role: Role::ClaimsExaminer };
    let consent = |claim| TermsUnchecked { claim: Some(claim), ..permit(role) };
    let other = insurer.suite.grant(&survivor, consent(OTHER_CLAIM));
    let erin = insurer.erin.actor.clone();
    let ticket = insurer.suite.open(&erin, question.clone());
    assert_decided_by_consent(&ticket, Rule::Consent, other);
    let error = insurer.refused(ticket.access);
    assert!(matches!(error, TicketError::OtherClaim { consent, .. } if consent == other), "{error}");

    insurer.suite.amend(&survivor, other, consent(CLAIM));
    insurer.suite.next_block();
    insurer.try_submit(&erin, ticket.access, CLAIM).expect("the claim is submitted");
}
