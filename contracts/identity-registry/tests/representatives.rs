//! Representatives that two registrars appoint: scope, expiry, majority, dispute, end, history.

use crate::common::*;
use chartseal_testing::{Actor, DAY, Suite};
use chartseal_types::identity::{
    ACT_DELAY, ActUnchecked, Appointment, AppointmentError, Authority, ExecuteMsg, IdentityRegistry, Kind,
    MAX_APPOINTMENT, MAX_REPRESENTATIVES, QueryMsg, Representation, RepresentativeResponse,
    RepresentativeRow, Right, Word,
};
use chartseal_types::{CodeSet, Commitment, Compartment, IdentityId, Quarter, Selection, SelectionError};
use cosmwasm_std::StdResult;
use cw_multi_test::AppResponse;
use identity_registry::{ContractError, PatientError, RepresentativeError, StandingError};

fn row(suite: &Suite, patient: IdentityId, representative: IdentityId) -> RepresentativeRow {
    let registry = IdentityRegistry(suite.contracts.identity_registry.clone());
    registry.representative(&suite.app.wrap(), patient, representative).unwrap().unwrap()
}

fn history(suite: &Suite, patient: IdentityId) -> Vec<Representation> {
    ask(suite, QueryMsg::RepresentativeHistory { patient, start_after: None, limit: Some(100) })
}

fn represented(suite: &Suite, representative: IdentityId) -> Vec<IdentityId> {
    let query = QueryMsg::Represented { representative, start_after: None, limit: Some(100) };
    let list: Vec<RepresentativeResponse> = ask(suite, query);
    list.into_iter().map(|response| response.representation.patient).collect()
}

fn try_end(suite: &mut Suite, by: &Actor, of: &Actor, representative: &Actor) -> StdResult<AppResponse> {
    let (patient, representative) = (of.id, representative.id);
    suite.try_identity(&by.account, ExecuteMsg::EndRepresentative { patient, representative })
}

fn try_propose(
    suite: &mut Suite,
    patient: &Actor,
    representative: &Actor,
    appointment: Appointment,
) -> StdResult<AppResponse> {
    let (registrar, patient, representative) = (suite.registrar.clone(), patient.id, representative.id);
    let act = ActUnchecked::AppointRepresentative { patient, representative, appointment };
    suite.try_propose_act(&registrar, act)
}

/// Ana, whom Ben represents in everything for a year.
fn represented_ana(suite: &mut Suite) -> (Actor, Actor) {
    let (ana, ben) = (suite.patient("ana"), suite.patient("ben"));
    let appointment = Appointment { expires_at: suite.now() + ACT_DELAY + 365 * DAY, ..suite.appointment() };
    suite.appoint_by_registrars(ana.id, ben.id, appointment);
    (ana, ben)
}

#[test]
fn an_appointment_is_a_row_for_others_and_a_page_of_history() {
    let mut suite = Suite::new();
    let (ana, ben) = (suite.patient("ana"), suite.patient("ben"));
    let [three, nine] = [3, 9].map(|number| Compartment::new(number).unwrap());
    let appointment = Appointment {
        authority: Authority::GUADLTM,
        compartments: Selection::Only(vec![three, nine]),
        rights: vec![Right::Log, Right::Read],
        ..suite.appointment()
    };
    let number = suite.appoint_by_registrars(ana.id, ben.id, appointment.clone());
    let (from, until) = (suite.now(), appointment.expires_at);
    let compartments = CodeSet::NONE.with(three).with(nine);
    let rights = CodeSet::NONE.with(Right::Read).with(Right::Log);
    let expected = RepresentativeRow { from, until, compartments, rights, disputed: false };
    assert_eq!(row(&suite, ana.id, ben.id), expected);

    let representation = Representation {
        patient: ana.id,
        representative: ben.id,
        appointment,
        appointed_by: Word::Registrars { act: number },
        from,
        until,
        ended: None,
    };
    assert_eq!(history(&suite, ana.id), std::slice::from_ref(&representation));
    let response = RepresentativeResponse { representation, disputed: false, in_force: true };
    assert_eq!(suite.representatives(ana.id), std::slice::from_ref(&response));
    let query = QueryMsg::Represented { representative: ben.id, start_after: None, limit: None };
    assert_eq!(ask::<Vec<RepresentativeResponse>>(&suite, query), [response]);

    suite.wait(until - suite.now() - 1);
    assert!(suite.representatives(ana.id)[0].in_force);
    suite.next_block();
    assert!(!suite.representatives(ana.id)[0].in_force);
    // Absence never grants: nobody has a row the other way round.
    let registry = IdentityRegistry(suite.contracts.identity_registry.clone());
    assert_eq!(registry.representative(&suite.app.wrap(), ben.id, ana.id).unwrap(), None);
}

#[test]
fn it_lasts_from_now_to_three_years() {
    let mut suite = Suite::new();
    let (ana, ben) = (suite.patient("ana"), suite.patient("ben"));
    let now = suite.now();
    for expires_at in [0, now - 1, now, now + MAX_APPOINTMENT + 1, u64::MAX] {
        let appointment = Appointment { expires_at, ..suite.appointment() };
        assert_refused!(
            try_propose(&mut suite, &ana, &ben, appointment),
            ContractError::Appointment(AppointmentError::Expiry { now: at, expires_at: got })
                if at == now && got == expires_at,
        );
    }
    for expires_at in [now + 1, now + MAX_APPOINTMENT] {
        let appointment = Appointment { expires_at, ..suite.appointment() };
        try_propose(&mut suite, &ana, &ben, appointment).unwrap();
    }
}

#[test]
fn what_has_run_out_before_it_is_applied_is_not_applied() {
    let mut suite = Suite::new();
    let (ana, ben, registrar) = (suite.patient("ana"), suite.patient("ben"), suite.registrar.clone());
    for (spare, applied) in [(0, false), (1, true)] {
        let appointment = Appointment { expires_at: suite.now() + ACT_DELAY + spare, ..suite.appointment() };
        let (patient, representative) = (ana.id, ben.id);
        let act = ActUnchecked::AppointRepresentative { patient, representative, appointment };
        // No second registrar is made between: that would take no time either.
        let number = suite.act(act);
        suite.wait(ACT_DELAY);
        assert_eq!(suite.try_apply_act(&registrar, number).is_ok(), applied);
    }
}

#[test]
fn majority_ends_it_by_the_quarter() {
    let mut suite = Suite::new();
    let (ana, ben) = (suite.patient("ana"), suite.patient("ben"));
    let quarter = |year, quarter| Some(Quarter::new(year, quarter).unwrap());
    // The suite begins in October 2019.
    let began = Quarter::new(2019, 4).unwrap().starts_at();
    assert!((began..began + 90 * DAY).contains(&suite.now()));
    let of_age = Appointment { majority: quarter(2019, 4), ..suite.appointment() };
    assert_refused!(
        try_propose(&mut suite, &ana, &ben, of_age),
        ContractError::Appointment(AppointmentError::OfAge { began: at, .. }) if at == began,
    );
    let majority = quarter(2020, 1);
    let appointment = Appointment { majority, ..suite.appointment() };
    suite.appoint_by_registrars(ana.id, ben.id, appointment);
    let until = Quarter::new(2020, 1).unwrap().starts_at();
    assert_eq!(row(&suite, ana.id, ben.id).until, until);
    // An expiry before that comes first.
    let carl = suite.patient("carl");
    let expires_at = suite.now() + 10 * DAY;
    let appointment = Appointment { majority: quarter(2021, 1), expires_at, ..suite.appointment() };
    suite.appoint_by_registrars(ana.id, carl.id, appointment);
    assert_eq!(row(&suite, ana.id, carl.id).until, expires_at);

    // From the first second of the quarter on.
    suite.wait(until - suite.now() - 1);
    assert!(row(&suite, ana.id, ben.id).allows(Right::Read, suite.now()));
    suite.next_block();
    assert!(!row(&suite, ana.id, ben.id).allows(Right::Read, suite.now()));
}

#[test]
fn a_quarter_that_begins_now_is_majority() {
    let mut suite = Suite::new();
    let (ana, ben) = (suite.patient("ana"), suite.patient("ben"));
    let quarter = Quarter::new(2020, 1).unwrap();
    suite.wait(quarter.starts_at() - suite.now() - 1);
    let appointment = Appointment { majority: Some(quarter), ..suite.appointment() };
    try_propose(&mut suite, &ana, &ben, appointment.clone()).unwrap();
    suite.next_block();
    assert_refused!(
        try_propose(&mut suite, &ana, &ben, appointment),
        ContractError::Appointment(AppointmentError::OfAge { .. }),
    );
}

#[test]
fn rights_and_compartments_are_named_once_and_at_least_one() {
    let mut suite = Suite::new();
    let (ana, ben) = (suite.patient("ana"), suite.patient("ben"));
    let two = Compartment::new(2).unwrap();
    let base = suite.appointment();
    for (appointment, error) in [
        (Appointment { rights: vec![], ..base.clone() }, SelectionError::Empty { what: "right" }),
        (
            Appointment { rights: vec![Right::Read, Right::Read], ..base.clone() },
            SelectionError::Repeated { what: "right" },
        ),
        (
            Appointment { compartments: Selection::Only(vec![]), ..base.clone() },
            SelectionError::Empty { what: "compartment" },
        ),
        (
            Appointment { compartments: Selection::Only(vec![two, two]), ..base },
            SelectionError::Repeated { what: "compartment" },
        ),
    ] {
        assert_refused!(
            try_propose(&mut suite, &ana, &ben, appointment),
            ContractError::Appointment(AppointmentError::Selection(got)) if got == error,
        );
    }
}

#[test]
fn a_representative_is_an_active_person_and_somebody_else() {
    let mut suite = Suite::new();
    let ana = suite.patient("ana");
    let appointment = suite.appointment();
    assert_refused!(
        try_propose(&mut suite, &ana, &ana, appointment.clone()),
        ContractError::Patient(PatientError::RepresentsItself { patient }) if patient == ana.id,
    );
    for kind in [Kind::Organization, Kind::Payer, Kind::Researcher, Kind::Auditor, Kind::Service] {
        let other = suite.register(&format!("{kind:?}"), kind);
        suite.verify(other.id);
        assert_refused!(
            try_propose(&mut suite, &ana, &other, appointment.clone()),
            ContractError::Patient(PatientError::NotPerson { identity }) if identity == other.id,
        );
    }
    let pending = suite.register("pending", Kind::Patient);
    assert_refused!(
        try_propose(&mut suite, &ana, &pending, appointment.clone()),
        ContractError::Standing(StandingError::NotActive { .. }),
    );
    let nobody = Actor { account: suite.account("nobody"), id: IdentityId([0xee; 16]) };
    assert_refused!(
        try_propose(&mut suite, &ana, &nobody, appointment.clone()),
        ContractError::Standing(StandingError::Unknown { .. }),
    );
    let dora = suite.register("dora", Kind::Practitioner);
    suite.verify(dora.id);
    try_propose(&mut suite, &ana, &dora, appointment).unwrap();
}

#[test]
fn registrars_appoint_for_whoever_cannot_act_but_not_for_the_revoked() {
    let mut suite = Suite::new();
    let ben = suite.patient("ben");
    let frozen = suite.patient("frozen");
    suite.freeze(&frozen.account);
    let suspended = suite.patient("suspended");
    suite.suspend(suspended.id);
    let pending = suite.register("pending", Kind::Patient);
    for patient in [&frozen, &suspended, &pending] {
        let appointment = suite.appointment();
        try_propose(&mut suite, patient, &ben, appointment).unwrap();
    }
    let revoked = suite.patient("revoked");
    suite.revoke_identity(revoked.id);
    let appointment = suite.appointment();
    assert_refused!(
        try_propose(&mut suite, &revoked, &ben, appointment),
        ContractError::Standing(StandingError::Ended { identity, .. }) if identity == revoked.id,
    );
}

#[test]
fn either_side_ends_it_at_once_even_paused_or_frozen() {
    let mut suite = Suite::new();
    let (ana, ben) = represented_ana(&mut suite);
    let mallory = suite.patient("mallory");
    assert_refused!(
        try_end(&mut suite, &mallory, &ana, &ben),
        ContractError::Representative(RepresentativeError::NeitherSide { account }) if account == mallory.account,
    );
    suite.freeze(&ana.account);
    suite.freeze(&ben.account);
    let registry = suite.contracts.identity_registry.clone();
    suite.pause(&registry);
    let now = suite.now();
    let response = try_end(&mut suite, &ana, &ana, &ben).unwrap();
    assert_eq!(attribute(&response, "representative_ended", "by"), ana.account.to_string());
    assert_eq!(row(&suite, ana.id, ben.id).until, now);
    let ended = history(&suite, ana.id)[0].ended.clone().unwrap();
    assert_eq!((ended.at, ended.by), (now, Word::Patient { account: ana.account.clone() }));
    assert!(suite.representatives(ana.id).is_empty() && represented(&suite, ben.id).is_empty());
    for by in [&ana, &ben] {
        assert_refused!(
            try_end(&mut suite, by, &ana, &ben),
            ContractError::Representative(RepresentativeError::NotRepresented { .. }),
        );
    }
    suite.resume(&registry);

    // Appointed again, and ended by the other side.
    suite.wait(30 * DAY);
    let appointment = suite.appointment();
    suite.appoint_by_registrars(ana.id, ben.id, appointment);
    assert!(row(&suite, ana.id, ben.id).allows(Right::Consent, suite.now()));
    suite.freeze(&ben.account);
    try_end(&mut suite, &ben, &ana, &ben).unwrap();
    let periods = history(&suite, ana.id);
    assert_eq!(periods.len(), 2);
    let by = Word::Representative { account: ben.account.clone() };
    assert_eq!(periods[1].ended.clone().unwrap().by, by);
    assert!(!row(&suite, ana.id, ben.id).allows(Right::Read, suite.now()));
}

#[test]
fn two_registrars_end_it_at_once() {
    let mut suite = Suite::new();
    let (ana, ben) = represented_ana(&mut suite);
    let (patient, representative) = (ana.id, ben.id);
    let number = suite.act(ActUnchecked::EndRepresentative { patient, representative });
    let ended = history(&suite, patient)[0].ended.clone().unwrap();
    assert_eq!((ended.at, ended.by), (suite.now(), Word::Registrars { act: number }));
    assert!(!row(&suite, patient, representative).allows(Right::Read, suite.now()));
}

#[test]
fn what_has_run_out_is_ended_without_a_longer_life() {
    let mut suite = Suite::new();
    let (ana, ben) = represented_ana(&mut suite);
    let until = row(&suite, ana.id, ben.id).until;
    suite.wait(2 * 365 * DAY);
    try_end(&mut suite, &ben, &ana, &ben).unwrap();
    assert_eq!(row(&suite, ana.id, ben.id).until, until);
}

#[test]
fn a_dispute_makes_it_read_only_until_it_is_settled() {
    let mut suite = Suite::new();
    let (ana, ben) = represented_ana(&mut suite);
    let (patient, representative, registrar) = (ana.id, ben.id, suite.registrar.clone());
    let settle = ActUnchecked::SettleDispute { patient, representative };
    assert_refused!(
        suite.try_propose_act(&registrar, settle.clone()),
        ContractError::Representative(RepresentativeError::NotDisputed { .. }),
    );
    suite.dispute(patient, representative);
    let disputed = row(&suite, patient, representative);
    let allows = |row: &RepresentativeRow| Right::ALL.map(|right| row.allows(right, suite.now()));
    assert_eq!(allows(&disputed), [true, false, false]);
    assert!(suite.representatives(patient)[0].disputed);
    assert_refused!(
        suite.try_propose_act(&registrar, ActUnchecked::DisputeRepresentative { patient, representative }),
        ContractError::Representative(RepresentativeError::AlreadyDisputed { .. }),
    );
    suite.act(settle);
    let settled = row(&suite, patient, representative);
    assert_eq!(settled, RepresentativeRow { disputed: false, ..disputed });

    // A dispute does not keep either side from ending it.
    suite.dispute(patient, representative);
    try_end(&mut suite, &ana, &ana, &ben).unwrap();
}

#[test]
fn one_registrar_disputes_nothing() {
    let mut suite = Suite::new();
    let (ana, ben) = represented_ana(&mut suite);
    suite.propose_act(ActUnchecked::DisputeRepresentative { patient: ana.id, representative: ben.id });
    assert!(!row(&suite, ana.id, ben.id).disputed);
}

#[test]
fn a_patient_has_at_most_eight_who_are_in_force() {
    let mut suite = Suite::new();
    let ana = suite.patient("ana");
    let expires_at = suite.now() + 100 * DAY;
    let others: Vec<Actor> =
        (0..MAX_REPRESENTATIVES).map(|number| suite.patient(&format!("other {number}"))).collect();
    for other in &others {
        let appointment = Appointment { expires_at, ..suite.appointment() };
        suite.appoint_by_registrars(ana.id, other.id, appointment);
    }
    let ninth = suite.patient("ninth");
    let appointment = suite.appointment();
    assert_refused!(
        try_propose(&mut suite, &ana, &ninth, appointment.clone()),
        ContractError::Representative(RepresentativeError::TooMany),
    );
    assert_refused!(
        try_propose(&mut suite, &ana, &others[3], appointment.clone()),
        ContractError::Representative(RepresentativeError::Already { representative })
            if representative == others[3].id,
    );
    // Another patient has eight of her own.
    let zoe = suite.patient("zoe");
    try_propose(&mut suite, &zoe, &ninth, appointment).unwrap();
    // Those that have run out make room, and leave the lists.
    suite.wait(expires_at - suite.now() - 1);
    let appointment = suite.appointment();
    assert_refused!(
        try_propose(&mut suite, &ana, &ninth, appointment),
        ContractError::Representative(RepresentativeError::TooMany),
    );
    suite.next_block();
    suite.appoint_by_registrars(ana.id, ninth.id, suite.appointment());
    assert_eq!(suite.representatives(ana.id).len(), 1);
    assert!(represented(&suite, others[0].id).is_empty());
    // One who has run out is appointed again.
    suite.appoint_by_registrars(ana.id, others[0].id, suite.appointment());
    assert_eq!(represented(&suite, others[0].id), [ana.id]);
    assert_eq!(history(&suite, ana.id).len(), MAX_REPRESENTATIVES + 2);
}

#[test]
fn whom_somebody_represents_is_paged_by_patient() {
    let mut suite = Suite::new();
    let ben = suite.patient("ben");
    let mut patients: Vec<IdentityId> = ["ana", "carl", "dan"]
        .map(|name| {
            let patient = suite.patient(name).id;
            suite.appoint_by_registrars(patient, ben.id, suite.appointment());
            patient
        })
        .to_vec();
    patients.sort();
    assert_eq!(represented(&suite, ben.id), patients);
    let query =
        QueryMsg::Represented { representative: ben.id, start_after: Some(patients[0]), limit: Some(1) };
    let page: Vec<RepresentativeResponse> = ask(&suite, query);
    assert_eq!(page.len(), 1);
    assert_eq!(page[0].representation.patient, patients[1]);
}

#[test]
fn the_evidence_stays_in_the_history() {
    let mut suite = Suite::new();
    let (ana, _) = represented_ana(&mut suite);
    assert_eq!(history(&suite, ana.id)[0].appointment.evidence, Commitment([6; 32]));
    assert_eq!(suite.act_of(1).act.evidence, Commitment([5; 32]));
}
