//! What takes two distinct registrars, on the chain: who may take which step, what lapses, what is kept.

use crate::common::*;
use chartseal_governance::GovernanceError;
use chartseal_testing::{Actor, DAY, Suite, claim, response_data};
use chartseal_types::IdentityId;
use chartseal_types::identity::{
    ACT_DELAY, ACT_LAPSE, ActResponse, ActUnchecked, ExecuteMsg, MAX_OPEN_ACTS, Outcome, QueryMsg, Stage,
};
use identity_registry::{ActError, ContractError, PatientError, RepresentativeError, StandingError};

fn appoint(suite: &Suite, patient: &Actor, representative: &Actor) -> ActUnchecked {
    let (patient, representative) = (patient.id, representative.id);
    ActUnchecked::AppointRepresentative { patient, representative, appointment: suite.appointment() }
}

fn acts(suite: &Suite, subject: Option<IdentityId>, start_after: Option<u32>) -> Vec<u32> {
    let acts: Vec<ActResponse> = ask(suite, QueryMsg::Acts { subject, start_after, limit: Some(100) });
    acts.into_iter().map(|response| response.act.number).collect()
}

#[test]
fn one_registrar_proposes_another_confirms_either_applies_after_72_hours() {
    let mut suite = Suite::new();
    let (ana, ben, second) = (suite.patient("ana"), suite.patient("ben"), suite.second_registrar());
    let registrar = suite.registrar.clone();
    let act = appoint(&suite, &ana, &ben);
    let proposed_at = suite.now();
    let response = suite.try_propose_act(&registrar, act).unwrap();
    let number: u32 = response_data(&response);
    assert_eq!(number, 1);
    for (key, value) in [
        ("number", "1".to_string()),
        ("act", "appoint_representative".into()),
        ("patient", ana.id.to_string()),
        ("representative", ben.id.to_string()),
        ("authority", "RESPRSN".into()),
        ("compartments", "all".into()),
        ("rights", "read,consent,log".into()),
        ("by", registrar.to_string()),
        ("registrar", identity_of(&suite, &registrar).unwrap().to_string()),
    ] {
        assert_eq!(attribute(&response, "act_proposed", key), value);
    }
    let stored = suite.act_of(number);
    assert_eq!((stored.stage, stored.applies_at), (Stage::Proposed, None));
    assert_eq!(stored.lapses_at, proposed_at + ACT_LAPSE);

    suite.wait(DAY);
    let confirmed_at = suite.now();
    let response = suite.try_confirm_act(number).unwrap();
    assert_eq!(attribute(&response, "act_confirmed", "registrar"), second.id.to_string());
    let applies_at = confirmed_at + ACT_DELAY;
    assert_eq!(attribute(&response, "act_confirmed", "applies_at"), applies_at.to_string());
    assert_eq!(suite.act_of(number).applies_at, Some(applies_at));
    assert!(suite.representatives(ana.id).is_empty());

    suite.wait(ACT_DELAY - 1);
    assert_refused!(
        suite.try_apply_act(&second.account, number),
        ContractError::Act(ActError::TooEarly { number: 1, .. }),
    );
    suite.next_block();
    let response = suite.try_apply_act(&second.account, number).unwrap();
    assert_eq!(attribute(&response, "act_applied", "by"), second.account.to_string());
    let stored = suite.act_of(number);
    assert_eq!(stored.stage, Stage::Applied);
    let ended = stored.act.ended.unwrap();
    assert_eq!((ended.outcome, ended.by, ended.at), (Outcome::Applied, second.account.clone(), applies_at));
    assert_refused!(
        suite.try_apply_act(&second.account, number),
        ContractError::Act(ActError::Closed { stage: Stage::Applied, .. }),
    );
    assert_eq!(suite.representatives(ana.id).len(), 1);
}

#[test]
fn nobody_but_an_active_registrar_proposes_or_confirms() {
    let mut suite = Suite::new();
    let (ana, ben, north) = (suite.patient("ana"), suite.patient("ben"), suite.hospital("north"));
    let act = appoint(&suite, &ana, &ben);
    let number = suite.propose_act(act.clone());
    let (admin, stranger) = (suite.admin.clone(), suite.account("stranger"));
    for by in [&ana.account, &ben.account, &north.account, &admin, &stranger] {
        assert_refused!(
            suite.try_propose_act(by, act.clone()),
            ContractError::Standing(StandingError::NotRegistrar { .. }),
        );
        assert_refused!(
            suite.try_identity(by, ExecuteMsg::ConfirmAct { number }),
            ContractError::Standing(StandingError::NotRegistrar { .. }),
        );
    }
    let east = suite.another_registrar("east");
    suite.freeze(&east.account);
    assert_refused!(
        suite.try_identity(&east.account, ExecuteMsg::ConfirmAct { number }),
        ContractError::Standing(StandingError::NotRegistrar { .. }),
    );
}

#[test]
fn one_registrar_is_never_two_whatever_account_it_sends_from() {
    let mut suite = Suite::new();
    let (ana, ben) = (suite.patient("ana"), suite.patient("ben"));
    let east = suite.another_registrar("east");
    let branch = suite.add_account(&east, "east's branch");
    let act = appoint(&suite, &ana, &ben);
    let number = response_data(&suite.try_propose_act(&east.account, act).unwrap());
    for by in [&east.account, &branch] {
        assert_refused!(
            suite.try_identity(by, ExecuteMsg::ConfirmAct { number }),
            ContractError::Act(ActError::SameRegistrar { registrar, .. }) if registrar == east.id,
        );
    }
    suite.try_confirm_act(number).unwrap();
}

#[test]
fn a_registrar_or_an_organization_is_no_subject_and_no_representative() {
    let mut suite = Suite::new();
    let (ana, second) = (suite.patient("ana"), suite.second_registrar());
    let registrar = suite.registrar.clone();
    let of_registrar = appoint(&suite, &second, &ana);
    assert_refused!(
        suite.try_propose_act(&registrar, of_registrar),
        ContractError::Standing(StandingError::NotPatient { identity }) if identity == second.id,
    );
    let by_registrar = appoint(&suite, &ana, &second);
    assert_refused!(
        suite.try_propose_act(&registrar, by_registrar),
        ContractError::Patient(PatientError::NotPerson { identity }) if identity == second.id,
    );
    for act in [
        ActUnchecked::Death { patient: second.id },
        claim(second.id, &ana.account),
        ActUnchecked::Merge { duplicate: second.id, survivor: ana.id },
        ActUnchecked::Merge { duplicate: ana.id, survivor: second.id },
    ] {
        assert_refused!(
            suite.try_propose_act(&registrar, act),
            ContractError::Standing(StandingError::NotPatient { .. })
                | ContractError::Patient(PatientError::Standing(StandingError::NotPatient { .. })),
        );
    }
}

#[test]
fn what_is_impossible_is_refused_when_proposed_confirmed_and_applied() {
    let mut suite = Suite::new();
    let (ana, ben) = (suite.patient("ana"), suite.patient("ben"));
    let unknown = IdentityId([0xee; 16]);
    let (patient, representative, registrar) = (ana.id, ben.id, suite.registrar.clone());
    for act in [
        ActUnchecked::Death { patient: unknown },
        claim(unknown, &ana.account),
        ActUnchecked::Unmerge { duplicate: unknown },
        ActUnchecked::UndoDeath { patient: unknown },
    ] {
        assert_refused!(
            suite.try_propose_act(&registrar, act),
            ContractError::Standing(StandingError::Unknown { identity }) if identity == unknown,
        );
    }
    let end = ActUnchecked::EndRepresentative { patient, representative };
    assert_refused!(
        suite.try_propose_act(&registrar, end),
        ContractError::Representative(RepresentativeError::NotRepresented { .. }),
    );
    // Possible when it is proposed, impossible when it is confirmed.
    let act = appoint(&suite, &ana, &ben);
    let first = suite.propose_act(act.clone());
    suite.suspend(ben.id);
    assert_refused!(
        suite.try_confirm_act(first),
        ContractError::Standing(StandingError::NotActive { identity, .. }) if identity == ben.id,
    );
    suite.reinstate(ben.id);
    suite.try_confirm_act(first).unwrap();
    // Possible when it is confirmed, impossible when it is applied; and possible again, it goes on.
    suite.wait(ACT_DELAY);
    suite.suspend(ben.id);
    assert_refused!(
        suite.try_apply_act(&registrar, first),
        ContractError::Standing(StandingError::NotActive { .. }),
    );
    assert_eq!(suite.act_of(first).stage, Stage::Confirmed);
    suite.reinstate(ben.id);
    suite.try_apply_act(&registrar, first).unwrap();
}

#[test]
fn a_registrar_that_is_gone_stands_behind_nothing_that_waits() {
    let mut suite = Suite::new();
    let (ana, ben, registrar) = (suite.patient("ana"), suite.patient("ben"), suite.registrar.clone());
    let east = suite.another_registrar("east");
    let act = appoint(&suite, &ana, &ben);
    let number = suite.propose_act(act.clone());
    suite.try_identity(&east.account, ExecuteMsg::ConfirmAct { number }).unwrap();
    let early = response_data(&suite.try_propose_act(&east.account, act).unwrap());
    suite.wait(ACT_DELAY);
    try_as_admin(&mut suite, ExecuteMsg::DismissRegistrar { organization: east.id }).unwrap();
    for by in [&registrar, &east.account] {
        assert_refused!(
            suite.try_apply_act(by, number),
            ContractError::Act(ActError::RegistrarLost { registrar, .. }) if registrar == east.id,
        );
    }
    assert_refused!(
        suite.try_confirm_act(early),
        ContractError::Act(ActError::RegistrarLost { registrar, .. }) if registrar == east.id,
    );
    // It still takes back what it began.
    suite.try_identity(&east.account, ExecuteMsg::WithdrawAct { number: early }).unwrap();
    // Appointed again, what waits goes on: the admin has looked at it.
    try_as_admin(&mut suite, ExecuteMsg::AppointRegistrar { organization: east.id }).unwrap();
    suite.try_apply_act(&registrar, number).unwrap();
}

#[test]
fn a_veto_ends_it_at_any_time_before_it_is_applied() {
    let mut suite = Suite::new();
    let (ana, ben, mallory) = (suite.patient("ana"), suite.patient("ben"), suite.patient("mallory"));
    let registrar = suite.registrar.clone();
    let act = appoint(&suite, &ana, &ben);
    let (unconfirmed, confirmed) = (suite.propose_act(act.clone()), suite.act(act.clone()));
    suite.wait(ACT_DELAY + DAY);
    let stranger = suite.account("stranger");
    for by in [&mallory.account, &ben.account, &registrar, &stranger] {
        assert_refused!(
            suite.try_identity(by, ExecuteMsg::VetoAct { number: confirmed }),
            ContractError::Act(ActError::NotSubject { .. }),
        );
    }
    // Neither a freeze nor one registrar's suspension takes the veto away.
    suite.freeze(&ana.account);
    suite.suspend(ana.id);
    for number in [unconfirmed, confirmed] {
        let response = suite.try_identity(&ana.account, ExecuteMsg::VetoAct { number }).unwrap();
        assert_eq!(attribute(&response, "act_vetoed", "number"), number.to_string());
        assert_eq!(attribute(&response, "act_vetoed", "by"), ana.account.to_string());
        assert_refused!(
            suite.try_apply_act(&registrar, number),
            ContractError::Act(ActError::Closed { stage: Stage::Vetoed, .. }),
        );
    }
    assert_refused!(
        suite.try_identity(&ana.account, ExecuteMsg::VetoAct { number: 77 }),
        ContractError::Act(ActError::Unknown { number: 77 }),
    );
}

#[test]
fn what_only_protects_is_not_vetoed() {
    let mut suite = Suite::new();
    let ana = suite.patient("ana");
    let number = suite.propose_act(ActUnchecked::Death { patient: ana.id });
    assert_refused!(
        suite.try_identity(&ana.account, ExecuteMsg::VetoAct { number }),
        ContractError::Act(ActError::NoVeto { .. }),
    );
}

#[test]
fn a_registrar_has_at_most_eight_open_proposals() {
    let mut suite = Suite::new();
    let (ana, ben, registrar) = (suite.patient("ana"), suite.patient("ben"), suite.registrar.clone());
    let act = appoint(&suite, &ana, &ben);
    let numbers: Vec<u32> = (0..MAX_OPEN_ACTS).map(|_| suite.propose_act(act.clone())).collect();
    let full = |suite: &mut Suite| {
        assert_refused!(
            suite.try_propose_act(&registrar, act.clone()),
            ContractError::Act(ActError::TooManyOpen { .. }),
        );
    };
    full(&mut suite);
    // Another registrar has its own eight.
    let second = suite.second_registrar();
    suite.try_propose_act(&second.account, act.clone()).unwrap();
    // Each end makes room for one: taken back, vetoed, lapsed.
    suite.try_identity(&registrar, ExecuteMsg::WithdrawAct { number: numbers[0] }).unwrap();
    suite.propose_act(act.clone());
    full(&mut suite);
    suite.try_identity(&ana.account, ExecuteMsg::VetoAct { number: numbers[1] }).unwrap();
    suite.propose_act(act.clone());
    full(&mut suite);
    // A confirmed one is open until it is applied.
    suite.try_confirm_act(numbers[2]).unwrap();
    full(&mut suite);
    suite.wait(ACT_DELAY);
    suite.try_apply_act(&registrar, numbers[2]).unwrap();
    suite.propose_act(ActUnchecked::Death { patient: ana.id });
    suite.wait(ACT_LAPSE);
    suite.propose_act(ActUnchecked::Death { patient: ana.id });
}

#[test]
fn acts_are_numbered_for_the_registry_and_found_by_whom_they_are_about() {
    let mut suite = Suite::new();
    let (ana, ben, carl) = (suite.patient("ana"), suite.patient("ben"), suite.patient("carl"));
    let first = appoint(&suite, &ana, &ben);
    let first = suite.propose_act(first);
    let second = suite.propose_act(ActUnchecked::Merge { duplicate: ana.id, survivor: carl.id });
    let third = suite.propose_act(ActUnchecked::Death { patient: carl.id });
    assert_eq!((first, second, third), (1, 2, 3));
    assert_eq!(acts(&suite, None, None), [1, 2, 3]);
    assert_eq!(acts(&suite, None, Some(1)), [2, 3]);
    assert_eq!(acts(&suite, Some(ana.id), None), [1, 2]);
    assert_eq!(acts(&suite, Some(carl.id), None), [2, 3]);
    assert_eq!(acts(&suite, Some(carl.id), Some(2)), [3]);
    assert!(acts(&suite, Some(ben.id), None).is_empty());
    let query = QueryMsg::Acts { subject: None, start_after: None, limit: Some(2) };
    assert_eq!(ask::<Vec<ActResponse>>(&suite, query).len(), 2);
    let registry = suite.contracts.identity_registry.clone();
    assert!(suite.try_query::<ActResponse>(&registry, &QueryMsg::Act { number: 4 }).is_err());
}

#[test]
fn a_pause_stops_what_grants_and_spares_the_rest() {
    let mut suite = Suite::new();
    let (ana, ben, carl) = (suite.patient("ana"), suite.patient("ben"), suite.patient("carl"));
    let (north, registrar) = (suite.hospital("north"), suite.registrar.clone());
    let baby = suite.unclaimed(&north);
    let owner = suite.account("owner");
    let act = appoint(&suite, &ana, &ben);
    let (patient, representative) = (ana.id, ben.id);
    let appointment = suite.act(act);
    let claiming = suite.act(claim(baby, &owner));
    let merge = suite.act(ActUnchecked::Merge { duplicate: carl.id, survivor: ana.id });
    suite.wait(ACT_DELAY);
    let registry = suite.contracts.identity_registry.clone();
    suite.pause(&registry);
    for (by, number) in [(&registrar, appointment), (&owner, claiming), (&registrar, merge)] {
        assert_refused!(
            suite.try_apply_act(by, number),
            ContractError::Governance(GovernanceError::Paused { .. }),
        );
    }
    suite.resume(&registry);
    for (by, number) in [(&registrar, appointment), (&owner, claiming), (&registrar, merge)] {
        suite.try_apply_act(by, number).unwrap();
    }
    suite.pause(&registry);
    suite.act(ActUnchecked::DisputeRepresentative { patient, representative });
    let settle = suite.propose_act(ActUnchecked::SettleDispute { patient, representative });
    assert_refused!(suite.try_confirm_act(settle), ContractError::Governance(GovernanceError::Paused { .. }),);
    suite.act(ActUnchecked::EndRepresentative { patient, representative });
    suite.act(ActUnchecked::Unmerge { duplicate: carl.id });
    suite.act(ActUnchecked::Death { patient });
    suite.act(ActUnchecked::UndoDeath { patient });
}
