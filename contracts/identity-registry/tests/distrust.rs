//! A registrar found bad: what it verified since then counts for nothing, in this contract and for those that read it.

use crate::common::*;
use chartseal_governance::GovernanceError;
use chartseal_testing::{DAY, Suite, response_data, verification};
use chartseal_types::identity::abi::MAX_DISTRUSTED;
use chartseal_types::identity::{
    ACT_DELAY, ActUnchecked, Distrusted, ExecuteMsg, IdentityRegistry, Kind, QueryMsg, RegistrarPeriod, Stage,
};
use chartseal_types::{IdentityId, Role};
use identity_registry::domain::distrust::{distrust, ensure_trusted};
use identity_registry::{ActError, ContractError, RegistrarError, StandingError};

fn distrusted(suite: &Suite) -> Vec<Distrusted> {
    ask(suite, QueryMsg::Distrusted {})
}

fn verify_by(suite: &mut Suite, registrar: &chartseal_testing::Actor, identity: IdentityId) {
    let expires_at = suite.now() + 365 * DAY;
    suite.try_identity(&registrar.account, verification(identity, expires_at)).unwrap();
}

#[test]
fn its_verifications_since_then_count_for_nothing() {
    let mut suite = Suite::new();
    let (east, ana, ben) = (
        suite.another_registrar("east"),
        suite.register("ana", Kind::Patient),
        suite.register("ben", Kind::Patient),
    );
    verify_by(&mut suite, &east, ana.id);
    suite.wait(DAY);
    let since = suite.now();
    verify_by(&mut suite, &east, ben.id);
    suite.wait(DAY);
    let admin = suite.admin.clone();
    let msg = ExecuteMsg::DistrustRegistrar { registrar: east.id, since: since + 1 };
    let response = suite.try_identity(&admin, msg).unwrap();
    assert_eq!(attribute(&response, "registrar_distrusted", "organization"), east.id.to_string());
    assert_eq!(attribute(&response, "registrar_distrusted", "since"), (since + 1).to_string());
    assert_eq!(attribute(&response, "registrar_dismissed", "organization"), east.id.to_string());
    assert!(suite.identity(ana.id).active && suite.identity(ben.id).active);

    suite.distrust(east.id, since);
    assert_eq!(distrusted(&suite), [Distrusted { registrar: east.id, since }]);
    let handle = IdentityRegistry(suite.contracts.identity_registry.clone());
    let active = |suite: &Suite, id| handle.is_active(&suite.app.wrap(), id, suite.now()).unwrap();
    assert!(suite.identity(ana.id).active && active(&suite, ana.id));
    assert!(!suite.identity(ben.id).active && !active(&suite, ben.id));
    assert_eq!(suite.identity(ben.id).verified_until, 0);
    // Another registrar's word counts again.
    suite.verify(ben.id);
    assert!(suite.identity(ben.id).active && active(&suite, ben.id));
}

#[test]
fn who_was_verified_by_it_does_nothing_that_takes_an_active_identity() {
    let mut suite = Suite::new();
    let (east, north) = (suite.another_registrar("east"), suite.register("north", Kind::Organization));
    let since = suite.now();
    verify_by(&mut suite, &east, north.id);
    let roles = vec![Role::Doctor];
    try_as_registrar(&mut suite, ExecuteMsg::Accredit { organization: north.id, roles }).unwrap();
    suite.distrust(east.id, since);
    assert_refused!(
        suite.try_identity(&north.account, chartseal_testing::unclaimed_registration()),
        ContractError::Standing(StandingError::NotActive { verified_until: 0, .. }),
    );
    // What is written to the row afterwards does not bring the verification back.
    let roles = vec![Role::Nurse];
    try_as_registrar(&mut suite, ExecuteMsg::Accredit { organization: north.id, roles }).unwrap();
    suite.freeze(&north.account);
    suite.wait(30 * DAY);
    assert!(!suite.identity(north.id).active);
}

#[test]
fn it_is_dismissed_at_once_and_never_appointed_again() {
    let mut suite = Suite::new();
    let (east, ana) = (suite.another_registrar("east"), suite.register("ana", Kind::Patient));
    let appointed_at = suite.now();
    suite.wait(DAY);
    suite.distrust(east.id, appointed_at);
    let expires_at = suite.now() + DAY;
    assert_refused!(
        suite.try_identity(&east.account, verification(ana.id, expires_at)),
        ContractError::Standing(StandingError::NotRegistrar { .. }),
    );
    assert_refused!(
        try_as_admin(&mut suite, ExecuteMsg::AppointRegistrar { organization: east.id }),
        ContractError::Registrar(RegistrarError::Distrusted { organization, since })
            if organization == east.id && since == appointed_at,
    );
    let query = QueryMsg::RegistrarHistory { organization: east.id, start_after: None, limit: None };
    let periods: Vec<RegistrarPeriod> = ask(&suite, query);
    assert_eq!(periods, [RegistrarPeriod { appointed_at, dismissed_at: Some(suite.now()) }]);
    // It is an organization like others: verified by the admin, it is active.
    assert!(suite.identity(east.id).active);
}

#[test]
fn one_that_was_dismissed_before_is_distrusted_too() {
    let mut suite = Suite::new();
    let (east, ana) = (suite.another_registrar("east"), suite.register("ana", Kind::Patient));
    let since = suite.now();
    verify_by(&mut suite, &east, ana.id);
    try_as_admin(&mut suite, ExecuteMsg::DismissRegistrar { organization: east.id }).unwrap();
    assert!(suite.identity(ana.id).active);
    suite.distrust(east.id, since);
    assert!(!suite.identity(ana.id).active);
}

#[test]
fn only_the_admin_distrusts_and_only_who_was_a_registrar() {
    let mut suite = Suite::new();
    let (east, north) = (suite.another_registrar("east"), suite.hospital("north"));
    let since = suite.now();
    let (registrar, pauser) = (suite.registrar.clone(), suite.pauser.clone());
    for by in [&registrar, &pauser, &north.account, &east.account] {
        assert_refused!(
            suite.try_identity(by, ExecuteMsg::DistrustRegistrar { registrar: east.id, since }),
            ContractError::Governance(GovernanceError::NotAdmin { .. }),
        );
    }
    for registrar in [north.id, IdentityId([0xee; 16])] {
        assert_refused!(
            try_as_admin(&mut suite, ExecuteMsg::DistrustRegistrar { registrar, since }),
            ContractError::Registrar(RegistrarError::Unknown { organization }) if organization == registrar,
        );
    }
    assert!(distrusted(&suite).is_empty());
}

#[test]
fn acts_that_wait_with_its_hand_in_them_lapse() {
    let mut suite = Suite::new();
    let (ana, ben, east) = (suite.patient("ana"), suite.patient("ben"), suite.another_registrar("east"));
    let registrar = suite.registrar.clone();
    let act = ActUnchecked::AppointRepresentative {
        patient: ana.id,
        representative: ben.id,
        appointment: suite.appointment(),
    };
    let confirmed_by_it = suite.propose_act(act.clone());
    suite.try_identity(&east.account, ExecuteMsg::ConfirmAct { number: confirmed_by_it }).unwrap();
    let proposed_by_it: u32 = response_data(&suite.try_propose_act(&east.account, act.clone()).unwrap());
    let without_it = suite.act(act);
    suite.wait(ACT_DELAY);
    // Even if it went bad only now.
    let since = suite.now();
    suite.distrust(east.id, since);
    for number in [confirmed_by_it, proposed_by_it] {
        assert_eq!(suite.act_of(number).stage, Stage::Lapsed);
        assert_refused!(
            suite.try_apply_act(&registrar, number),
            ContractError::Act(ActError::Closed { stage: Stage::Lapsed, .. }),
        );
    }
    assert_refused!(
        suite.try_confirm_act(proposed_by_it),
        ContractError::Act(ActError::Closed { stage: Stage::Lapsed, .. }),
    );
    suite.try_apply_act(&registrar, without_it).unwrap();
}

#[test]
fn no_pause_stops_it() {
    let mut suite = Suite::new();
    let east = suite.another_registrar("east");
    let registry = suite.contracts.identity_registry.clone();
    suite.pause(&registry);
    suite.distrust(east.id, 0);
    assert_eq!(distrusted(&suite).len(), 1);
}

#[test]
fn the_time_only_moves_back() {
    let (now, east) = (1_000, IdentityId([1; 16]));
    let mut list = vec![];
    assert_eq!(
        distrust(&mut list, east, 1_001, now),
        Err(RegistrarError::Since { latest: 1_000, since: 1_001 })
    );
    assert_eq!(distrust(&mut list, east, 1_000, now), Ok(()));
    for since in [1_000, 1_001] {
        let latest = if since > now { now } else { 999 };
        assert_eq!(distrust(&mut list, east, since, now), Err(RegistrarError::Since { latest, since }));
    }
    assert_eq!(distrust(&mut list, east, 999, now), Ok(()));
    assert_eq!(distrust(&mut list, east, 0, now), Ok(()));
    assert_eq!(distrust(&mut list, east, 0, now), Err(RegistrarError::Since { latest: 0, since: 0 }));
    assert_eq!(list, [Distrusted { registrar: east, since: 0 }]);
    let untrusted = RegistrarError::Distrusted { organization: east, since: 0 };
    assert_eq!(ensure_trusted(&list, east), Err(untrusted));
    assert_eq!(ensure_trusted(&list, IdentityId([2; 16])), Ok(()));
}

#[test]
fn there_are_at_most_sixteen() {
    let mut list = vec![];
    for number in 0..MAX_DISTRUSTED {
        assert_eq!(distrust(&mut list, IdentityId([number as u8; 16]), 5, 10), Ok(()));
    }
    let one_more = IdentityId([0xff; 16]);
    assert_eq!(distrust(&mut list, one_more, 5, 10), Err(RegistrarError::TooManyDistrusted));
    // A known one still moves back.
    assert_eq!(distrust(&mut list, IdentityId([3; 16]), 4, 10), Ok(()));
    assert_eq!(list.len(), MAX_DISTRUSTED);
}
