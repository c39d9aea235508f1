//! The second factor: which messages need a passkey, and what a confirmation is good for.

use access_control::ContractError;
use chartseal_second_factor::SecondFactorError;
use chartseal_testing::{Actor, DAY, Refusal, asking, deny, permit, response_data};
use chartseal_types::access::{ExecuteMsg, Grantee, PolicyUnchecked, QueryMsg};
use chartseal_types::governance::GovernanceMsg;
use chartseal_types::second_factor::Sensitive;
use cosmwasm_std::{Addr, Binary, StdResult, to_json_binary};
use cw_multi_test::AppResponse;

use crate::contract::world::World;

fn error(result: StdResult<AppResponse>) -> SecondFactorError {
    match result.refusal() {
        ContractError::SecondFactor(error) => error,
        other => panic!("{other}"),
    }
}

fn needed(result: StdResult<AppResponse>) -> Sensitive {
    match error(result) {
        SecondFactorError::Required { sensitive, .. } => sensitive,
        other => panic!("{other}"),
    }
}

/// A world whose policy asks a second factor for everything that it can.
fn strict() -> World {
    tightened(World::new())
}

fn tightened(mut world: World) -> World {
    let mut policy = PolicyUnchecked::from(world.suite.policy().current.policy);
    policy.second_factor = Sensitive::ALL.to_vec();
    world.suite.try_propose_policy(policy).unwrap();
    world
}

fn confirmed(world: &mut World, by: &Addr, msg: &ExecuteMsg) -> StdResult<AppResponse> {
    let access = world.suite.contracts.access_control.clone();
    world.suite.try_confirmed(by, &access, msg)
}

fn nonce(world: &World, who: &Actor) -> u64 {
    world.suite.try_ask_access(&QueryMsg::SecondFactorNonce { identity: who.id }).unwrap()
}

#[test]
fn what_policy_names_needs_one_and_goes_with_one() {
    let mut world = World::new();
    let ana = world.ana.account.clone();
    let consent = world.suite.grant(&world.ana, permit(Grantee::Everyone {}));
    let (hospital, until) = (world.hospital.id, world.suite.now() + 9);
    let mut world = tightened(world);
    let cases = [
        (
            Sensitive::GrantPermit,
            ExecuteMsg::GrantConsent { patient: None, terms: permit(Grantee::Everyone {}) },
        ),
        (
            Sensitive::AmendConsent,
            ExecuteMsg::AmendConsent { patient: None, consent, terms: permit(Grantee::Everyone {}) },
        ),
        (Sensitive::OpenCare, ExecuteMsg::OpenCare { patient: None, organization: hospital, until }),
    ];
    for (sensitive, msg) in cases {
        assert_eq!(needed(world.suite.try_access(&ana, msg.clone())), sensitive);
        confirmed(&mut world, &ana, &msg).unwrap();
    }
}

#[test]
fn asking_for_access_and_answering_need_one_where_policy_says_so() {
    let mut world = strict();
    let (dora, ana) = (world.dora.clone(), world.ana.clone());
    let (terms, expires_at) = (asking(world.suite.now() + DAY), world.suite.now() + DAY);
    let ask = dora.request(&ana, terms, expires_at);
    let doctor = &dora.actor.account;
    assert_eq!(needed(world.suite.try_access(doctor, ask.clone())), Sensitive::RequestAccess);
    let request: u32 = response_data(&confirmed(&mut world, doctor, &ask).unwrap());
    let terms = world.suite.requested(&ana, request).terms;
    let answer = ExecuteMsg::AnswerRequest { patient: None, request, terms };
    assert_eq!(needed(world.suite.try_access(&ana.account, answer.clone())), Sensitive::AnswerRequest);
    confirmed(&mut world, &ana.account, &answer).unwrap();
    // Refusing and withdrawing close.
    for refuse in [true, false] {
        let request: u32 = response_data(&confirmed(&mut world, doctor, &ask).unwrap());
        let (by, msg) = match refuse {
            true => (&ana.account, ExecuteMsg::RefuseRequest { patient: None, request }),
            false => (doctor, ExecuteMsg::WithdrawRequest { patient: ana.id, request }),
        };
        world.suite.try_access(by, msg).unwrap();
    }
}

#[test]
fn what_policy_does_not_name_needs_none_and_may_have_one() {
    let mut world = World::new();
    let ana = world.ana.account.clone();
    let msg = ExecuteMsg::GrantConsent { patient: None, terms: permit(Grantee::Everyone {}) };
    world.suite.try_access(&ana, msg.clone()).unwrap();
    confirmed(&mut world, &ana, &msg).unwrap();
}

#[test]
fn closing_never_needs_one() {
    let mut world = World::new();
    world.suite.grant(&world.ana, permit(Grantee::Everyone {}));
    world.open_care();
    let mut world = tightened(world);
    let (ana, hospital) = (world.ana.clone(), world.hospital.id);
    world.suite.grant(&ana, deny(Grantee::Everyone {}));
    world.suite.revoke(&ana, 1);
    world.suite.try_end_care(&ana, ana.id, hospital).unwrap();
    let question = chartseal_testing::own_reading(&ana, &[world.result]);
    world.suite.open(&ana, question);
}

#[test]
fn ending_a_denial_opens_and_needs_one() {
    let mut world = World::new();
    let ana = world.ana.clone();
    world.suite.grant(&ana, deny(Grantee::Everyone {}));
    let mut world = tightened(world);
    let msg = ExecuteMsg::RevokeConsent { patient: None, consent: 1 };
    assert_eq!(needed(world.suite.try_access(&ana.account, msg.clone())), Sensitive::AmendConsent);
    confirmed(&mut world, &ana.account, &msg).unwrap();
}

#[test]
fn a_pending_policy_counts_from_its_time_on() {
    let mut world = strict();
    let ana = world.ana.account.clone();
    let mut policy = PolicyUnchecked::from(world.suite.policy().current.policy);
    policy.second_factor = vec![];
    world.suite.try_propose_policy(policy).unwrap();
    let msg = ExecuteMsg::GrantConsent { patient: None, terms: permit(Grantee::Everyone {}) };
    world.suite.wait(14 * 86_400 - 1);
    assert_eq!(needed(world.suite.try_access(&ana, msg.clone())), Sensitive::GrantPermit);
    world.suite.next_block();
    world.suite.try_access(&ana, msg).unwrap();
}

#[test]
fn a_confirmation_counts_once() {
    let mut world = strict();
    let (ana, access) = (world.ana.account.clone(), world.suite.contracts.access_control.clone());
    let msg = ExecuteMsg::GrantConsent { patient: None, terms: permit(Grantee::Everyone {}) };
    let (message, assertion) = world.suite.confirmation(&ana, &access, &msg);
    let confirmed = ExecuteMsg::Confirmed { message, assertion };
    assert_eq!(nonce(&world, &world.ana), 0);
    world.suite.try_access(&ana, confirmed.clone()).unwrap();
    assert_eq!(nonce(&world, &world.ana), 1);
    let again = error(world.suite.try_access(&ana, confirmed));
    assert!(matches!(again, SecondFactorError::Nonce { expected: 1, got: 0 }), "{again}");
}

#[test]
fn a_refused_message_does_not_use_its_confirmation_up() {
    let mut world = strict();
    let ana = world.ana.account.clone();
    let unknown = ExecuteMsg::AmendConsent { patient: None, consent: 9, terms: permit(Grantee::Everyone {}) };
    let refused: ContractError = confirmed(&mut world, &ana, &unknown).refusal();
    assert!(matches!(refused, ContractError::Consent(_)), "{refused}");
    assert_eq!(nonce(&world, &world.ana), 0);
}

#[test]
fn a_confirmation_is_of_one_message_and_one_sender() {
    let mut world = World::new();
    let bob = world.suite.patient("bob");
    let mut world = tightened(world);
    let (ana, access) = (world.ana.account.clone(), world.suite.contracts.access_control.clone());
    let msg = |grantee| ExecuteMsg::GrantConsent { patient: None, terms: permit(grantee) };
    let dora = world.dora_herself();
    let (_, assertion) = world.suite.confirmation(&ana, &access, &msg(dora));
    let wider: Binary = to_json_binary(&msg(Grantee::Everyone {})).unwrap();
    let swapped = ExecuteMsg::Confirmed { message: wider, assertion };
    let swapped = error(world.suite.try_access(&ana, swapped));
    assert!(matches!(swapped, SecondFactorError::Challenge { .. }), "{swapped}");

    let (message, assertion) = world.suite.confirmation(&ana, &access, &msg(dora));
    let stolen = error(world.suite.try_access(&bob.account, ExecuteMsg::Confirmed { message, assertion }));
    assert!(
        matches!(stolen, SecondFactorError::UnknownPasskey { identity } if identity == bob.id),
        "{stolen}"
    );
}

#[test]
fn neither_governance_nor_another_confirmation_is_confirmed() {
    let mut world = World::new();
    let (ana, access) = (world.ana.account.clone(), world.suite.contracts.access_control.clone());
    let governance = ExecuteMsg::Governance(GovernanceMsg::Pause {});
    let inner = ExecuteMsg::RevokeConsent { patient: None, consent: 1 };
    let (message, assertion) = world.suite.confirmation(&ana, &access, &inner);
    let nested = ExecuteMsg::Confirmed { message, assertion };
    for msg in [governance, nested] {
        let refused = error(confirmed(&mut world, &ana, &msg));
        assert!(matches!(refused, SecondFactorError::NotConfirmable), "{refused}");
    }
    assert_eq!(nonce(&world, &world.ana), 0);
}

#[test]
fn what_is_no_message_is_refused() {
    let mut world = World::new();
    let ana = world.ana.account.clone();
    let access = world.suite.contracts.access_control.clone();
    let msg = ExecuteMsg::RevokeConsent { patient: None, consent: 1 };
    let (_, assertion) = world.suite.confirmation(&ana, &access, &msg);
    for message in [&b""[..], b"{}", b"{\"mint\":{}}", b"\xff"] {
        let confirmed = ExecuteMsg::Confirmed { message: message.into(), assertion: assertion.clone() };
        let refused = error(world.suite.try_access(&ana, confirmed));
        assert!(matches!(refused, SecondFactorError::Message(_)), "{refused}");
    }
}
