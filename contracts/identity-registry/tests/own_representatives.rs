//! Representatives that patients appoint themselves: at once, with a second factor.

use crate::common::*;
use chartseal_governance::GovernanceError;
use chartseal_second_factor::SecondFactorError;
use chartseal_testing::{Actor, DAY, Suite};
use chartseal_types::access::{self, PolicyUnchecked};
use chartseal_types::identity::{
    ActUnchecked, Appointment, AppointmentError, ExecuteMsg, IdentityRegistry, Kind, MAX_APPOINTMENT,
    MAX_REPRESENTATIVES, Right, Word,
};
use chartseal_types::second_factor::Sensitive;
use cosmwasm_std::StdResult;
use cw_multi_test::AppResponse;
use identity_registry::{ContractError, PatientError, RepresentativeError, StandingError};

fn appointing(suite: &Suite, representative: &Actor) -> ExecuteMsg {
    ExecuteMsg::AppointRepresentative { representative: representative.id, appointment: suite.appointment() }
}

fn try_appoint(suite: &mut Suite, patient: &Actor, representative: &Actor) -> StdResult<AppResponse> {
    let msg = appointing(suite, representative);
    suite.try_identity_confirmed(&patient.account, &msg)
}

#[test]
fn a_patient_appoints_at_once_and_ends_at_once() {
    let mut suite = Suite::new();
    let (ana, ben) = (suite.patient("ana"), suite.patient("ben"));
    let response = try_appoint(&mut suite, &ana, &ben).unwrap();
    assert_eq!(attribute(&response, "representative_appointed", "patient"), ana.id.to_string());
    assert_eq!(attribute(&response, "representative_appointed", "representative"), ben.id.to_string());
    assert_eq!(attribute(&response, "representative_appointed", "by"), ana.account.to_string());
    let open = suite.representatives(ana.id);
    assert_eq!(open[0].representation.appointed_by, Word::Patient { account: ana.account.clone() });
    let registry = IdentityRegistry(suite.contracts.identity_registry.clone());
    let allows = |suite: &Suite| {
        let row = registry.representative(&suite.app.wrap(), ana.id, ben.id).unwrap().unwrap();
        row.allows(Right::Consent, suite.now())
    };
    assert!(allows(&suite));
    // Ending takes no second factor.
    let end = ExecuteMsg::EndRepresentative { patient: ana.id, representative: ben.id };
    suite.try_identity(&ana.account, end).unwrap();
    assert!(!allows(&suite));
}

#[test]
fn without_a_second_factor_nobody_is_appointed() {
    let mut suite = Suite::new();
    let (ana, ben) = (suite.patient("ana"), suite.patient("ben"));
    let msg = appointing(&suite, &ben);
    assert_refused!(
        suite.try_identity(&ana.account, msg.clone()),
        ContractError::SecondFactor(SecondFactorError::Required {
            sensitive: Sensitive::AppointRepresentative,
            ..
        }),
    );
    // Somebody else's passkey is none of hers.
    let registry = suite.contracts.identity_registry.clone();
    let credential = suite.passkeys(ben.id)[0].passkey.credential.clone();
    let (message, assertion) = suite.confirmation_by(&credential, &ana.account, &registry, &msg);
    assert_refused!(
        suite.try_assertion(&ana.account, &registry, message, assertion),
        ContractError::SecondFactor(SecondFactorError::UnknownPasskey { identity }) if identity == ana.id,
    );
    assert!(suite.representatives(ana.id).is_empty());
}

#[test]
fn only_a_patient_appoints_and_only_for_itself() {
    let mut suite = Suite::new();
    let (ana, ben, carl) = (suite.patient("ana"), suite.patient("ben"), suite.patient("carl"));
    try_appoint(&mut suite, &ana, &ben).unwrap();
    // A representative's own appointment is of its own representative.
    try_appoint(&mut suite, &ben, &carl).unwrap();
    assert_eq!(suite.representatives(ana.id).len(), 1);
    assert_eq!(suite.representatives(ben.id)[0].representation.representative, carl.id);
    let dora = suite.register("dora", Kind::Practitioner);
    assert_refused!(
        try_appoint(&mut suite, &dora, &carl),
        ContractError::Standing(StandingError::NotPatient { identity }) if identity == dora.id,
    );
    assert_refused!(
        try_appoint(&mut suite, &ana, &ana),
        ContractError::Patient(PatientError::RepresentsItself { .. }),
    );
}

#[test]
fn a_patient_need_not_be_verified_but_free_to_act() {
    let mut suite = Suite::new();
    let ben = suite.patient("ben");
    let pending = suite.register("pending", Kind::Patient);
    try_appoint(&mut suite, &pending, &ben).unwrap();

    let frozen = suite.patient("frozen");
    suite.freeze(&frozen.account);
    assert_refused!(
        try_appoint(&mut suite, &frozen, &ben),
        ContractError::Standing(StandingError::Frozen { .. }),
    );
    let suspended = suite.patient("suspended");
    suite.suspend(suspended.id);
    assert_refused!(
        try_appoint(&mut suite, &suspended, &ben),
        ContractError::Standing(StandingError::Ended { .. }),
    );
    let dead = suite.patient("dead");
    suite.deceased(dead.id);
    assert_refused!(
        try_appoint(&mut suite, &dead, &ben),
        ContractError::Standing(StandingError::Deceased { .. }),
    );
    let merged = suite.patient("merged");
    suite.merge(merged.id, pending.id);
    assert_refused!(
        try_appoint(&mut suite, &merged, &ben),
        ContractError::Standing(StandingError::Merged { survivor, .. }) if survivor == pending.id,
    );
    let registry = suite.contracts.identity_registry.clone();
    suite.pause(&registry);
    assert_refused!(
        try_appoint(&mut suite, &pending, &ben),
        ContractError::Governance(GovernanceError::Paused { .. }),
    );
}

#[test]
fn the_bounds_are_those_of_registrars() {
    let mut suite = Suite::new();
    let (ana, ben) = (suite.patient("ana"), suite.patient("ben"));
    let expires_at = suite.now() + MAX_APPOINTMENT + 1;
    let appointment = Appointment { expires_at, ..suite.appointment() };
    let msg = ExecuteMsg::AppointRepresentative { representative: ben.id, appointment };
    assert_refused!(
        suite.try_identity_confirmed(&ana.account, &msg),
        ContractError::Appointment(AppointmentError::Expiry { .. }),
    );
    suite.appoint_by_registrars(ana.id, ben.id, suite.appointment());
    assert_refused!(
        try_appoint(&mut suite, &ana, &ben),
        ContractError::Representative(RepresentativeError::Already { representative }) if representative == ben.id,
    );
    for number in 1..MAX_REPRESENTATIVES {
        let other = suite.patient(&format!("other {number}"));
        try_appoint(&mut suite, &ana, &other).unwrap();
    }
    let ninth = suite.patient("ninth");
    assert_refused!(
        try_appoint(&mut suite, &ana, &ninth),
        ContractError::Representative(RepresentativeError::TooMany),
    );
}

#[test]
fn whom_the_patient_appointed_ends_with_the_patients_death() {
    let mut suite = Suite::new();
    let (ana, ben, carl) = (suite.patient("ana"), suite.patient("ben"), suite.patient("carl"));
    try_appoint(&mut suite, &ana, &ben).unwrap();
    suite.appoint_by_registrars(ana.id, carl.id, suite.appointment());
    suite.wait(DAY);
    suite.deceased(ana.id);
    let left: Vec<_> =
        suite.representatives(ana.id).into_iter().map(|open| open.representation.representative).collect();
    assert_eq!(left, [carl.id]);
    // Not brought back with her.
    suite.act(ActUnchecked::UndoDeath { patient: ana.id });
    assert_eq!(suite.representatives(ana.id).len(), 1);
}

#[test]
fn policy_asks_a_passkey_of_registrars_but_not_for_what_closes() {
    let mut suite = Suite::new();
    let (ana, ben, second) = (suite.patient("ana"), suite.patient("ben"), suite.second_registrar());
    suite.appoint_by_registrars(ana.id, ben.id, suite.appointment());
    let (registrar, admin) = (suite.registrar.clone(), suite.admin.clone());
    let policy = PolicyUnchecked {
        second_factor: vec![Sensitive::RegistrarAct],
        ..suite.policy().current.policy.into()
    };
    suite.try_access(&admin, access::ExecuteMsg::ProposePolicy { policy }).unwrap();
    suite.wait(DAY);

    let death = ActUnchecked::Death { patient: ana.id };
    let evidence = chartseal_types::Commitment([5; 32]);
    let required = |result| {
        assert_refused!(
            result,
            ContractError::SecondFactor(SecondFactorError::Required {
                sensitive: Sensitive::RegistrarAct,
                ..
            }),
        );
    };
    required(suite.try_propose_act(&registrar, death.clone()));
    let propose = ExecuteMsg::ProposeAct { act: death, evidence };
    let response = suite.try_identity_confirmed(&registrar, &propose).unwrap();
    let number: u32 = chartseal_testing::response_data(&response);
    required(suite.try_confirm_act(number));
    let (patient, representative) = (ana.id, ben.id);
    // What only closes never waits for a passkey.
    let dispute = suite.act(ActUnchecked::DisputeRepresentative { patient, representative });
    assert!(suite.act_of(dispute).act.ended.is_some());
    suite.act(ActUnchecked::EndRepresentative { patient, representative });
    suite.try_identity_confirmed(&second.account, &ExecuteMsg::ConfirmAct { number }).unwrap();
    assert!(suite.identity(ana.id).deceased);
}

#[test]
fn a_claim_brings_the_owners_first_passkey() {
    let mut suite = Suite::new();
    let (north, ben) = (suite.hospital("north"), suite.patient("ben"));
    let baby = suite.unclaimed(&north);
    let (owner, key) = (suite.account("owner"), suite.passkey());
    let ActUnchecked::Claim { patient, account, encryption_key, .. } = chartseal_testing::claim(baby, &owner)
    else {
        panic!("a claim");
    };
    let act = ActUnchecked::Claim { patient, account, encryption_key, passkey: Some(key.clone()) };
    let number = suite.act(act);
    assert!(suite.passkeys(baby).is_empty());
    suite.try_apply_act(&owner, number).unwrap();
    assert_eq!(suite.passkeys(baby).len(), 1);
    let owner = Actor { account: owner, id: baby };
    try_appoint(&mut suite, &owner, &ben).unwrap();
}
