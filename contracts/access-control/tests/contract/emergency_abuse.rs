//! Emergency abuse: each of these must fail, and each has its control beside it.

use access_control::{ContractError, EmergencyError, PartyError};
use chartseal_second_factor::SecondFactorError;
use chartseal_testing::{Affiliate, DAY, HOUR, Refusal};
use chartseal_types::access::{
    Decision, EmergencyOpening, ExecuteMsg, Finding, PolicyUnchecked, Question, Rule, StandingFault,
};
use chartseal_types::certificate::Standing;
use chartseal_types::identity::{self, Kind};
use chartseal_types::second_factor::Sensitive;
use chartseal_types::{Action, Fingerprint, Hat, Purpose, Role};
use cosmwasm_std::StdResult;
use cw_multi_test::AppResponse;

use crate::contract::emergency::{open, opened, refused, urgently};
use crate::contract::world::World;

fn colleague(world: &mut World, name: &str, role: Role) -> Affiliate {
    world.affiliate(name, role, &world.hospital.clone())
}

/// What rule 4 finds of who opens.
fn fault(result: StdResult<AppResponse>) -> StandingFault {
    match result.refusal() {
        ContractError::Party(PartyError::Standing { fault, .. }) => fault,
        other => panic!("{other}"),
    }
}

fn try_open(world: &mut World, who: &Affiliate, opening: EmergencyOpening) -> EmergencyError {
    refused(world.suite.try_open_emergency(&who.actor, opening))
}

#[test]
fn without_a_second_factor_none_is_opened() {
    let mut world = World::new();
    let (dora, opening) = (world.dora.clone(), world.dora.emergency(&world.ana, 1));
    let plain = world.suite.try_access(&dora.actor.account, ExecuteMsg::OpenEmergency(opening.clone()));
    let error: ContractError = plain.refusal();
    assert!(
        matches!(
            error,
            ContractError::SecondFactor(SecondFactorError::Required {
                sensitive: Sensitive::OpenEmergency,
                ..
            })
        ),
        "{error}"
    );
    world.suite.open_emergency(&dora, opening);
}

#[test]
fn a_colleague_does_not_read_under_it() {
    let mut world = opened();
    let kim = colleague(&mut world, "kim", Role::Doctor);
    let question = kim.to_read_urgently(&world.ana, &[world.result]);
    assert_eq!(world.decision_of(&kim, question), Decision::by(Rule::Default));
    assert_eq!(world.decision_of(&world.dora, urgently(&world)), Decision::by_emergency(1));
}

#[test]
fn it_opens_no_other_patient() {
    let mut world = opened();
    let bob = world.suite.patient("bob");
    let question = Question {
        target: chartseal_types::access::Target::Labels(vec![crate::contract::world::laboratory(
            chartseal_types::Confidentiality::N,
        )]),
        action: Action::Write,
        ..urgently(&world)
    };
    assert_eq!(world.decision_of(&world.dora, question.clone()), Decision::by_emergency(1));
    let question = Question { patient: bob.id, ..question };
    assert_eq!(world.decision_of(&world.dora, question), Decision::by(Rule::Default));
}

#[test]
fn it_counts_in_the_hat_that_opened_it_alone() {
    let mut world = opened();
    let south = world.organization("south", Kind::Organization);
    let dora = world.dora.actor.clone();
    world.suite.affiliate(&dora, Role::Doctor, &south);
    world.suite.affiliate(&dora, Role::Nurse, &world.hospital.clone());
    let hats = [(south.id, Role::Doctor), (world.hospital.id, Role::Nurse)];
    for (organization, role) in hats {
        let question = Question { hat: Hat::Organization { organization, role }, ..urgently(&world) };
        let decided = world.decision_of(&world.dora, question);
        assert!(!decided.permitted, "{role:?}: {decided:?}");
    }
}

#[test]
fn after_its_end_nothing_is_opened() {
    let mut world = opened();
    world.suite.wait(4 * HOUR);
    let question = urgently(&world);
    let answer = world.opens(&world.dora.clone(), question);
    assert_eq!((answer.decisions, answer.expires_at), (vec![Decision::by(Rule::Default)], None));
}

#[test]
fn who_is_barred_is_barred_in_every_hat() {
    let mut world = opened();
    let dora = world.dora.clone();
    let south = world.organization("south", Kind::Organization);
    world.suite.affiliate(&dora.actor, Role::Doctor, &south);
    let elsewhere = Affiliate { organization: south.id, ..dora.clone() };
    world.suite.wait(DAY);
    let bob = world.suite.patient("bob");
    for who in [&dora, &elsewhere] {
        let error = try_open(&mut world, who, who.emergency(&bob, 2));
        let since = world.suite.emergency(world.ana.id, 1).justify_by;
        assert_eq!(error, EmergencyError::Barred { patient: world.ana.id, emergency: 1, since });
    }
    // Control: a colleague is not.
    let kim = colleague(&mut world, "kim", Role::Doctor);
    world.suite.open_emergency(&kim, kim.emergency(&bob, 2));
}

#[test]
fn who_is_barred_is_barred_by_every_account() {
    let mut world = opened();
    let dora = world.dora.clone();
    let second = world.suite.add_account(&dora.actor, "second");
    let by_second =
        Affiliate { actor: chartseal_testing::Actor { account: second, id: dora.actor.id }, ..dora.clone() };
    let opening = dora.emergency(&world.ana, 2);
    let error = try_open(&mut world, &by_second, opening);
    assert!(matches!(error, EmergencyError::Barred { emergency: 1, .. }), "{error}");
}

#[test]
fn a_role_that_policy_does_not_name_opens_none() {
    let mut world = World::new();
    for role in Role::ALL.into_iter().filter(|role| *role != Role::Doctor) {
        let who = colleague(&mut world, &format!("{role:?}"), role);
        let opening = who.emergency(&world.ana, 1);
        let error = try_open(&mut world, &who, opening);
        assert_eq!(error, EmergencyError::Role { role });
    }
}

#[test]
fn nobody_claims_a_role_or_a_hat_that_is_not_theirs() {
    let mut world = World::new();
    let nurse = colleague(&mut world, "nora", Role::Nurse);
    let south = world.organization("south", Kind::Organization);
    let dora = world.dora.clone();
    let claims = [
        (&nurse, EmergencyOpening { role: Role::Doctor, ..nurse.emergency(&world.ana, 1) }),
        (&dora, EmergencyOpening { organization: south.id, ..dora.emergency(&world.ana, 1) }),
    ];
    for (who, opening) in claims {
        let found = fault(world.suite.try_open_emergency(&who.actor, opening));
        assert_eq!(found, StandingFault::Affiliation);
    }
    let ana = world.ana.id;
    let no_organization = EmergencyOpening { organization: ana, ..dora.emergency(&world.ana, 1) };
    let found = fault(world.suite.try_open_emergency(&dora.actor, no_organization));
    assert_eq!(found, StandingFault::Organization);
}

#[test]
fn who_has_no_standing_opens_none() {
    let mut world = World::new();
    let dora = world.dora.clone();
    let certificate = dora.certificate.unwrap();
    let opening = dora.emergency(&world.ana, 1);
    let fault = |world: &mut World, opening| fault(world.suite.try_open_emergency(&dora.actor, opening));
    let others = EmergencyOpening { certificate: Fingerprint([9; 32]), ..opening.clone() };
    assert_eq!(fault(&mut world, others), StandingFault::Certificate);
    world.put_certificate(certificate, dora.actor.id, Standing::OnHold);
    assert_eq!(fault(&mut world, opening.clone()), StandingFault::Certificate);
    world.put_certificate(certificate, dora.actor.id, Standing::Good);
    world.suite.suspend(dora.actor.id);
    assert_eq!(fault(&mut world, opening.clone()), StandingFault::Identity);
    world.suite.reinstate(dora.actor.id);
    world.suite.suspend(world.hospital.id);
    assert_eq!(fault(&mut world, opening.clone()), StandingFault::Organization);
    world.suite.reinstate(world.hospital.id);
    world.suite.freeze(&dora.actor.account);
    assert_eq!(fault(&mut world, opening), StandingFault::Frozen);
}

#[test]
fn nobody_opens_one_on_themselves() {
    let mut world = World::new();
    let ana = world.ana.clone();
    let opening = world.dora.emergency(&ana, 1);
    let on_oneself = fault(world.suite.try_open_emergency(&ana, opening));
    assert_eq!(on_oneself, StandingFault::Affiliation);
    // A clinician's own identity is no patient's.
    let dora = world.dora.clone();
    let error: ContractError =
        world.suite.try_open_emergency(&dora.actor, dora.emergency(&dora.actor, 1)).refusal();
    let ContractError::Party(error) = error else { panic!("{error}") };
    assert_eq!(error, PartyError::NotPatient { identity: dora.actor.id });
}

#[test]
fn a_written_reason_serves_once() {
    let mut world = opened();
    let dora = world.dora.clone();
    let bob = world.suite.patient("bob");
    let copied = try_open(&mut world, &dora, dora.emergency(&bob, 1));
    assert_eq!(copied, EmergencyError::CommitmentReused);
    let as_justification = refused(world.suite.try_justify(&dora.actor, world.ana.id, 1, 1));
    assert_eq!(as_justification, EmergencyError::CommitmentReused);
    world.suite.open_emergency(&dora, dora.emergency(&bob, 2));
    // Who copies another's from the chain keeps nobody from theirs.
    let kim = colleague(&mut world, "kim", Role::Doctor);
    world.suite.open_emergency(&kim, kim.emergency(&bob, 2));
}

#[test]
fn a_report_is_not_copied_from_one_emergency_to_the_next() {
    let mut world = opened();
    let (dora, bob) = (world.dora.clone(), world.suite.patient("bob"));
    world.suite.open_emergency(&dora, dora.emergency(&bob, 2));
    let olga = colleague(&mut world, "olga", Role::ComplianceOfficer);
    world.suite.review(&olga, world.ana.id, 1, Finding::Misuse, 9);
    let copied = refused(world.suite.try_review(&olga, bob.id, 1, Finding::Misuse, 9));
    assert_eq!(copied, EmergencyError::CommitmentReused);
    world.suite.review(&olga, bob.id, 1, Finding::Misuse, 10);
}

#[test]
fn nobody_justifies_or_closes_what_another_opened() {
    let mut world = opened();
    let kim = colleague(&mut world, "kim", Role::Doctor);
    let clinician = world.dora.actor.id;
    let error = refused(world.suite.try_justify(&kim.actor, world.ana.id, 1, 5));
    assert_eq!(error, EmergencyError::NotClinician { clinician, identity: kim.actor.id });
    let bob = world.suite.patient("bob");
    for who in [kim.actor, bob, world.hospital.clone()] {
        let error = refused(world.suite.try_close_emergency(&who.account, world.ana.id, 1));
        assert_eq!(error, EmergencyError::NotParty { identity: who.id });
    }
}

#[test]
fn nobody_reviews_their_own_by_another_role_or_account() {
    let mut world = opened();
    let dora = world.dora.clone();
    world.suite.affiliate(&dora.actor, Role::ComplianceOfficer, &world.hospital.clone());
    world.suite.try_justify(&dora.actor, world.ana.id, 1, 5).unwrap();
    let second = world.suite.add_account(&dora.actor, "second");
    for account in [dora.actor.account.clone(), second] {
        let actor = chartseal_testing::Actor { account, id: dora.actor.id };
        let hat = Affiliate { actor, role: Role::ComplianceOfficer, ..dora.clone() };
        let error = refused(world.suite.try_review(&hat, world.ana.id, 1, Finding::Justified, 6));
        assert_eq!(error, EmergencyError::NotIndependent { identity: dora.actor.id });
    }
}

#[test]
fn who_opened_one_about_the_same_patient_reviews_none_about_them() {
    let mut world = opened();
    let kim = colleague(&mut world, "kim", Role::Doctor);
    world.suite.affiliate(&kim.actor, Role::ComplianceOfficer, &world.hospital.clone());
    let bob = world.suite.patient("bob");
    world.suite.open_emergency(&kim, kim.emergency(&bob, 2));
    // Control: about another patient does not matter.
    let officer = Affiliate { role: Role::ComplianceOfficer, ..kim.clone() };
    let (dora, ana) = (world.dora.clone(), world.ana.clone());
    world.suite.try_close_emergency(&dora.actor.account, ana.id, 1).unwrap();
    world.suite.try_justify(&dora.actor, ana.id, 1, 5).unwrap();
    world.suite.review(&officer, ana.id, 1, Finding::Justified, 6);
    // About the same, the two could trade favours.
    world.suite.open_emergency(&kim, kim.emergency(&ana, 7));
    let third = open(&mut world, 8);
    world.suite.try_justify(&dora.actor, ana.id, third, 9).unwrap();
    let error = refused(world.suite.try_review(&officer, ana.id, third, Finding::Justified, 10));
    assert_eq!(error, EmergencyError::NotIndependent { identity: kim.actor.id });
}

#[test]
fn an_officer_of_another_hospital_reviews_nothing() {
    let mut world = opened();
    let south = world.organization("south", Kind::Organization);
    let sam = world.affiliate("sam", Role::ComplianceOfficer, &south);
    let error = refused(world.suite.try_review(&sam, world.ana.id, 1, Finding::Misuse, 6));
    let (expected, got) = (world.hospital.id, south.id);
    assert_eq!(error, EmergencyError::OtherOrganization { expected, got });
    // Nor does he by naming the hospital.
    let claimed = Affiliate { organization: world.hospital.id, ..sam.clone() };
    let error = refused(world.suite.try_review(&claimed, world.ana.id, 1, Finding::Misuse, 6));
    let (identity, organization) = (sam.actor.id, world.hospital.id);
    assert_eq!(error, EmergencyError::NotOfficer { identity, organization });
}

#[test]
fn only_an_active_officer_in_that_role_reviews() {
    let mut world = opened();
    let organization = world.hospital.id;
    let clerk = colleague(&mut world, "carl", Role::RecordsClerk);
    let error = refused(world.suite.try_review(&clerk, world.ana.id, 1, Finding::Misuse, 6));
    assert_eq!(error, EmergencyError::NotOfficer { identity: clerk.actor.id, organization });
    let olga = colleague(&mut world, "olga", Role::ComplianceOfficer);
    world.suite.suspend(olga.actor.id);
    let error = refused(world.suite.try_review(&olga, world.ana.id, 1, Finding::Misuse, 6));
    assert_eq!(error, EmergencyError::NotOfficer { identity: olga.actor.id, organization });
    world.suite.reinstate(olga.actor.id);
    world.suite.dismiss(&olga.actor, Role::ComplianceOfficer, &world.hospital.clone());
    let error = refused(world.suite.try_review(&olga, world.ana.id, 1, Finding::Misuse, 6));
    assert_eq!(error, EmergencyError::NotOfficer { identity: olga.actor.id, organization });
}

#[test]
fn an_organization_without_standing_or_accreditation_reviews_nothing() {
    let mut world = opened();
    let (organization, olga) = (world.hospital.id, colleague(&mut world, "olga", Role::ComplianceOfficer));
    world.suite.suspend(organization);
    let error: ContractError = world.suite.try_review(&olga, world.ana.id, 1, Finding::Misuse, 6).refusal();
    let ContractError::Party(error) = error else { panic!("{error}") };
    assert_eq!(error, PartyError::NotActive { identity: organization });
    world.suite.reinstate(organization);
    let registrar = world.suite.registrar.clone();
    let accredit = |roles: &[Role]| identity::ExecuteMsg::Accredit { organization, roles: roles.to_vec() };
    world.suite.try_identity(&registrar, accredit(&[Role::Doctor])).unwrap();
    let error = refused(world.suite.try_review(&olga, world.ana.id, 1, Finding::Misuse, 6));
    assert_eq!(error, EmergencyError::NotOfficer { identity: olga.actor.id, organization });
    world.suite.try_identity(&registrar, accredit(&Role::ALL)).unwrap();
    world.suite.review(&olga, world.ana.id, 1, Finding::Misuse, 6);
}

#[test]
fn an_auditors_own_emergencies_are_reviewed_as_any_organizations() {
    let mut world = World::new();
    let auditor = world.organization("auditor", Kind::Auditor);
    let (doctor, officer) = (
        world.affiliate("dan", Role::Doctor, &auditor),
        world.affiliate("otto", Role::ComplianceOfficer, &auditor),
    );
    let ana = world.ana.clone();
    world.suite.open_emergency(&doctor, doctor.emergency(&ana, 1));
    world.suite.try_justify(&doctor.actor, ana.id, 1, 2).unwrap();
    let other = world.organization("other auditor", Kind::Auditor);
    let audrey = world.affiliate("audrey", Role::ComplianceOfficer, &other);
    let early = refused(world.suite.try_review(&audrey, ana.id, 1, Finding::Misuse, 6));
    assert_eq!(early, EmergencyError::Turn { escalated: false });
    world.suite.wait(4 * HOUR);
    world.suite.review(&officer, ana.id, 1, Finding::Justified, 6);
    let second = colleague(&mut world, "olga", Role::ComplianceOfficer);
    let unrelated = refused(world.suite.try_review(&second, ana.id, 1, Finding::Misuse, 7));
    let (expected, got) = (auditor.id, world.hospital.id);
    assert_eq!(unrelated, EmergencyError::OtherOrganization { expected, got });
    let own = refused(world.suite.try_review(&officer, ana.id, 1, Finding::Misuse, 8));
    assert_eq!(own, EmergencyError::ReviewedAlready);
    world.suite.review(&audrey, ana.id, 1, Finding::Misuse, 6);
}

#[test]
fn an_auditor_who_works_at_the_hospital_overturns_nothing() {
    let mut world = opened();
    let olga = colleague(&mut world, "olga", Role::ComplianceOfficer);
    world.suite.review(&olga, world.ana.id, 1, Finding::Misuse, 6);
    world.suite.try_justify(&world.dora.actor.clone(), world.ana.id, 1, 5).unwrap();
    let auditor = world.organization("auditor", Kind::Auditor);
    let audrey = world.affiliate("audrey", Role::ComplianceOfficer, &auditor);
    world.suite.affiliate(&audrey.actor, Role::Nurse, &world.hospital.clone());
    let error = refused(world.suite.try_review(&audrey, world.ana.id, 1, Finding::Justified, 7));
    assert_eq!(error, EmergencyError::NotIndependent { identity: audrey.actor.id });
    world.suite.dismiss(&audrey.actor, Role::Nurse, &world.hospital.clone());
    world.suite.review(&audrey, world.ana.id, 1, Finding::Justified, 7);
}

#[test]
fn what_policy_denies_no_emergency_opens() {
    let mut world = opened();
    let mut policy = PolicyUnchecked::from(world.suite.policy().current.policy);
    policy.rows.retain(|row| row.purpose != Purpose::BTG);
    world.suite.try_propose_policy(policy).unwrap();
    assert_eq!(world.decision_of(&world.dora, urgently(&world)), Decision::by(Rule::PolicyDeny));
}

#[test]
fn what_was_denied_under_none_is_no_ticket_under_one() {
    let mut world = World::new();
    let question = urgently(&world);
    let denied = world.opens(&world.dora.clone(), question).access;
    open(&mut world, 1);
    assert!(!world.suite.ticket(denied).alive);
}
