//! What attackers try, each with a control that shows that what they lack is what stops them.

use access_control::{ContractError, PartyError};
use chartseal_testing::{Affiliate, DAY, Refusal, deny, own_reading, permit};
use chartseal_types::access::{
    Decision, ExecuteMsg, ExplainResponse, Grantee, LogResponse, QueryMsg, Question, Rule, StandingFault,
    TermsUnchecked,
};
use chartseal_types::certificate::Standing;
use chartseal_types::identity::Kind;
use chartseal_types::{Confidentiality, Hat, IdentityId, Purpose, Role, Selection};
use cosmwasm_std::from_json;

use crate::contract::world::{World, for_purpose, laboratory};

/// A curious colleague shows Dora's certificate, wears Dora's role, or names her as nothing at all.
#[test]
fn a_colleague_gains_nothing_by_anothers_certificate_or_role() {
    let mut world = World::new();
    let hospital = world.hospital.clone();
    let clerk = world.affiliate("carl", Role::RecordsClerk, &hospital);
    world.open_care();
    let borrowed = Affiliate { actor: clerk.actor.clone(), ..world.dora.clone() };
    let question = borrowed.to_read(&world.ana, &[world.result]);
    assert_eq!(
        world.decision_of(&borrowed, question.clone()),
        Decision::by_fault(StandingFault::Affiliation)
    );
    world.suite.affiliate(&clerk.actor, Role::Doctor, &hospital);
    assert_eq!(
        world.decision_of(&borrowed, question.clone()),
        Decision::by_fault(StandingFault::Certificate)
    );
    // Control: with the role and a certificate of their own it is the care relationship that permits.
    let question = Question { certificate: clerk.certificate, ..question };
    assert_eq!(world.decision_of(&borrowed, question), Decision::by(Rule::Care));
}

/// A fake clinic: registered by itself, with affiliates of its own making, but verified by nobody.
#[test]
fn an_unverified_organization_opens_nothing_though_the_patient_was_talked_into_consent() {
    let mut world = World::new();
    let clinic = world.organization("mirage", Kind::Organization);
    let quack = world.affiliate("quack", Role::Doctor, &clinic);
    let organization = Grantee::Organization { organization: clinic.id };
    let consent = world.suite.grant(&world.ana, permit(organization));
    let question = quack.to_read(&world.ana, &[world.result]);
    assert_eq!(world.decision_of(&quack, question.clone()), Decision::by_consent(Rule::Consent, consent));
    world.suite.revoke_identity(clinic.id);
    assert_eq!(world.decision_of(&quack, question), Decision::by_fault(StandingFault::Organization));
}

/// A crowd of identities registered for nothing, to fill a patient's log with denials.
#[test]
fn who_was_never_verified_puts_nothing_into_a_patients_log() {
    let mut world = World::new();
    let sybil = world.suite.register("sybil", Kind::Practitioner);
    let error: ContractError = world.suite.try_open(&sybil, world.reading()).refusal();
    let ContractError::Party(error) = error else { panic!("{error}") };
    assert_eq!(error, PartyError::NeverVerified { identity: sybil.id });
    let msg = QueryMsg::Explain { account: sybil.account.to_string(), question: world.reading() };
    assert!(world.suite.try_ask_access::<ExplainResponse>(&msg).is_err());
    assert_eq!(world.suite.patient_log(&world.ana).total, 0);
    // Control: once verified, also when that ran out, a denial is answered and logged.
    world.suite.verify(sybil.id);
    let question = Question { certificate: None, ..world.reading() };
    let answer = world.suite.open(&sybil, question.clone());
    assert_eq!(answer.decisions, [Decision::by_fault(StandingFault::Affiliation)]);
    world.suite.wait(365 * DAY);
    let answer = world.suite.open(&sybil, question);
    assert_eq!(answer.decisions, [Decision::by_fault(StandingFault::Identity)]);
    assert_eq!(world.suite.patient_log(&world.ana).total, 2);
}

/// Whoever is denied looks for a way round: another hat, another purpose, another record in the same question.
#[test]
fn a_denied_clinician_finds_no_way_round() {
    let mut world = World::new();
    let clinic = world.organization("south", Kind::Organization);
    let dora = world.dora.actor.clone();
    world.suite.affiliate(&dora, Role::Doctor, &clinic);
    let ana = world.ana.clone();
    world.open_care();
    world.suite.open_care(&ana, clinic.id);
    world.suite.grant(&ana, permit(Grantee::Everyone {}));
    let denial = world.suite.grant(&ana, deny(world.the_hospital()));

    let denied = Decision::by_consent(Rule::Denial, denial);
    let purposes = [Purpose::TREAT, Purpose::ETREAT, Purpose::COC, Purpose::PATRQT, Purpose::BTG];
    for organization in [world.hospital.id, clinic.id] {
        for purpose in purposes {
            let hat = Hat::Organization { organization, role: Role::Doctor };
            let question = for_purpose(purpose, Question { hat, ..world.reading() });
            assert_eq!(world.decision_of(&world.dora, question), denied, "{purpose:?}");
        }
    }
    // Control: it is the deny that stops her.
    world.suite.revoke(&ana, denial);
    assert_eq!(world.rule(), Rule::Consent);
}

/// A thief of a patient's account freezes nothing away: the patient's freeze leaves the thief only what closes.
#[test]
fn a_thief_of_a_frozen_account_cannot_open_through_a_permit_for_himself() {
    let mut world = World::new();
    let ana = world.ana.clone();
    world.suite.freeze(&ana.account);
    let error: ContractError = world.suite.try_grant(&ana, permit(world.dora_herself())).refusal();
    assert!(matches!(error, ContractError::Party(PartyError::Frozen { .. })), "{error}");
    // Control.
    world.suite.wait(14 * DAY);
    world.suite.grant(&ana, permit(world.dora_herself()));
}

/// One ticket for many records does not smuggle in another patient's, nor one under a false label.
#[test]
fn a_ticket_covers_what_was_decided_and_nothing_else() {
    let mut world = World::new();
    let only_normal = TermsUnchecked {
        max_confidentiality: Confidentiality::N,
        purposes: Selection::Only(vec![Purpose::TREAT]),
        ..permit(world.dora_herself())
    };
    world.suite.grant(&world.ana, only_normal);
    let restricted = world.labelled(2, laboratory(Confidentiality::R));
    let question = world.dora.to_read(&world.ana, &[world.result, restricted]);
    let access = world.opens(&world.dora.clone(), question).access;
    let ticket = world.suite.ticket(access);
    let permitted: Vec<bool> = ticket.decisions.iter().map(|decision| decision.permitted).collect();
    assert_eq!(permitted, [true, false]);
}

/// Many accesses in one block each take a use: a bound cannot be raced.
#[test]
fn uses_cannot_be_raced_within_a_block() {
    let mut world = World::new();
    let twice = TermsUnchecked { uses: Some(2), ..permit(world.dora_herself()) };
    world.suite.grant(&world.ana, twice);
    let outcomes: Vec<bool> = (0..5).map(|_| world.dora_opens().decisions[0].permitted).collect();
    assert_eq!(outcomes, [true, true, false, false, false]);
}

/// Every access that was decided is in the log, whoever would rather have it missing.
#[test]
fn no_ticket_without_an_entry_of_ones_own() {
    let mut world = World::new();
    world.open_care();
    let answers: Vec<u64> = (0..4).map(|_| world.dora_opens().access).collect();
    let log: LogResponse =
        world.suite.try_ask_access(&QueryMsg::Log { start_after: None, limit: None }).unwrap();
    assert_eq!(log.entries.iter().map(|entry| entry.access).collect::<Vec<_>>(), answers);
    assert!(world.suite.try_ask_access::<()>(&QueryMsg::Ticket { access: 5 }).is_err());
}

/// A certificate on hold opens nothing, also for tickets already out; released it opens again.
#[test]
fn a_certificate_on_hold_stops_tickets_meanwhile() {
    let mut world = World::new();
    world.open_care();
    let access = world.dora_opens().access;
    let (certificate, identity) = (world.dora.certificate.unwrap(), world.dora.actor.id);
    world.put_certificate(certificate, identity, Standing::OnHold);
    assert!(!world.suite.ticket(access).alive);
    world.put_certificate(certificate, identity, Standing::Good);
    assert!(world.suite.ticket(access).alive);
}

/// The patient's own hat on an account of the patient is the only way past certificates; nobody else wears it.
#[test]
fn an_organization_account_is_not_its_patients() {
    let mut world = World::new();
    let question = own_reading(&world.ana, &[world.result]);
    for stranger in [world.hospital.clone(), world.dora.actor.clone()] {
        let error: ContractError = world.suite.try_open(&stranger, question.clone()).refusal();
        assert!(matches!(error, ContractError::Question(_)), "{error}");
    }
    let answer = world.suite.open(&world.ana, question);
    assert!(answer.decisions[0].permitted);
}

/// A practitioner is not denied less for naming an organization that does not exist.
#[test]
fn a_made_up_hat_is_an_error() {
    let mut world = World::new();
    let nowhere = IdentityId([0xaa; 16]);
    let hat = Hat::Organization { organization: nowhere, role: Role::Doctor };
    let question = Question { hat, ..world.reading() };
    let error: ContractError = world.suite.try_open(&world.dora.actor, question).refusal();
    let ContractError::Party(error) = error else { panic!("{error}") };
    assert_eq!(error, PartyError::UnknownIdentity { identity: nowhere });
    // A patient in place of an organization is known, and no organization.
    let hat = Hat::Organization { organization: world.ana.id, role: Role::Doctor };
    let question = Question { hat, ..world.reading() };
    assert_eq!(world.decision_of(&world.dora, question), Decision::by_fault(StandingFault::Organization));
}

/// Messages of codes that nobody knows are no messages.
#[test]
fn unknown_codes_are_refused_before_anything_is_decided() {
    for text in [
        r#"{"revoke_consent":{"consent":-1}}"#,
        r#"{"revoke_consent":{"consent":4294967296}}"#,
        r#"{"open":{"patient":"00","hat":{"self":{}},"target":{"records":[]},"purpose":"TREAT","action":"read"}}"#,
        r#"{"open":{"patient":"00000000000000000000000000000000","hat":{"self":{}},"target":{"records":[]},"purpose":"CURIOSITY","action":"read"}}"#,
        r#"{"open":{"patient":"00000000000000000000000000000000","hat":{"god":{}},"target":{"records":[]},"purpose":"TREAT","action":"read"}}"#,
        r#"{"open":{"patient":"00000000000000000000000000000000","hat":{"self":{}},"target":{"labels":[{"category":"laboratory","confidentiality":"N","compartment":16}]},"purpose":"TREAT","action":"write"}}"#,
    ] {
        assert!(from_json::<ExecuteMsg>(text.as_bytes()).is_err(), "{text}");
    }
    // Control: the same with codes that are known.
    let known = r#"{"open":{"patient":"00000000000000000000000000000000","hat":{"self":{}},"target":{"labels":[{"category":"laboratory","confidentiality":"N","compartment":15}]},"purpose":"TREAT","action":"write"}}"#;
    assert!(from_json::<ExecuteMsg>(known.as_bytes()).is_ok());
}
