//! Where policy says so, a certificate is issued only with a passkey of the operator's. What closes never takes one.

use crate::scene::{Scene, hold, release, revoke, revoke_ca};
use certificate_authority::ContractError;
use chartseal_second_factor::SecondFactorError;
use chartseal_testing::certificate::new_key;
use chartseal_testing::{DAY, Refusal, response_data};
use chartseal_types::access::abi::{SECOND_FACTOR, SecondFactorChange, SecondFactorRow};
use chartseal_types::certificate::{DeclineReason, ExecuteMsg, QueryMsg};
use chartseal_types::governance::GovernanceMsg;
use chartseal_types::second_factor::Sensitive;
use chartseal_types::{CodeSet, Fingerprint};
use cosmwasm_std::{Addr, StdResult};
use cw_multi_test::AppResponse;

/// Policy's list in access control's storage: what needs a second factor now, and what from a time on.
fn set_policy(scene: &mut Scene, current: &[Sensitive], next: Option<(u64, &[Sensitive])>) {
    let set = |codes: &[Sensitive]| codes.iter().copied().fold(CodeSet::NONE, CodeSet::with);
    let next =
        next.map(|(effective_at, required)| SecondFactorChange { effective_at, required: set(required) });
    let access = scene.suite.contracts.access_control.clone();
    let mut storage = scene.suite.app.contract_storage_mut(&access);
    let row = SecondFactorRow { current: set(current), next };
    SECOND_FACTOR.save(&mut *storage, &row).expect("the row is stored");
}

fn try_confirmed(scene: &mut Scene, by: &Addr, msg: &ExecuteMsg) -> StdResult<AppResponse> {
    let authority = scene.suite.contracts.certificate_authority.clone();
    scene.suite.try_confirmed(by, &authority, msg)
}

fn nonce(scene: &Scene) -> u64 {
    scene.ask(&QueryMsg::SecondFactorNonce { identity: scene.hospital.id })
}

fn assert_required(refused: ContractError) {
    let required = matches!(
        refused,
        ContractError::SecondFactor(SecondFactorError::Required {
            sensitive: Sensitive::IssueCertificate,
            nonce: 0
        })
    );
    assert!(required, "{refused}");
}

#[test]
fn issuing_takes_a_passkey_of_the_operator_where_policy_says_so() {
    let mut scene = Scene::new();
    let (operator, ana) = (scene.hospital.account.clone(), scene.ana.clone());
    scene.certify_ana();
    set_policy(&mut scene, &[Sensitive::IssueCertificate], None);
    let answer = scene.answer(|_| {});
    let refused = scene.refused(&operator, answer.clone());
    assert_required(refused);

    // The subject's passkey is not the operator's.
    let authority = scene.suite.contracts.certificate_authority.clone();
    let anas = scene.suite.passkeys(ana.id)[0].passkey.credential.clone();
    let (message, assertion) = scene.suite.confirmation_by(&anas, &operator, &authority, &answer);
    let refused: ContractError =
        scene.suite.try_assertion(&operator, &authority, message, assertion).refusal();
    assert!(matches!(
        refused,
        ContractError::SecondFactor(SecondFactorError::UnknownPasskey { identity }) if identity == scene.hospital.id
    ));

    let issued: Fingerprint =
        response_data(&try_confirmed(&mut scene, &operator, &answer).expect("it is confirmed"));
    assert!(scene.good_for(issued, ana.id));
    assert_eq!(nonce(&scene), 1);
}

#[test]
fn an_assertion_issues_one_certificate_once() {
    let mut scene = Scene::new();
    let operator = scene.hospital.account.clone();
    let authority = scene.suite.contracts.certificate_authority.clone();
    let (first, second) = (scene.answer(|_| {}), scene.answer(|_| {}));
    let (message, assertion) = scene.suite.confirmation(&operator, &authority, &second);
    let other = cosmwasm_std::to_json_binary(&first).expect("a message is JSON");
    let refused: ContractError =
        scene.suite.try_assertion(&operator, &authority, other, assertion.clone()).refusal();
    assert!(matches!(refused, ContractError::SecondFactor(SecondFactorError::Challenge { nonce: 0 })));
    scene
        .suite
        .try_assertion(&operator, &authority, message.clone(), assertion.clone())
        .expect("it is confirmed");
    let refused: ContractError =
        scene.suite.try_assertion(&operator, &authority, message, assertion).refusal();
    assert!(matches!(refused, ContractError::SecondFactor(SecondFactorError::Nonce { expected: 1, got: 0 })));
}

#[test]
fn a_policy_that_waits_counts_from_its_time_on() {
    let mut scene = Scene::new();
    let operator = scene.hospital.account.clone();
    let effective_at = scene.suite.now() + DAY;
    set_policy(&mut scene, &[], Some((effective_at, &[Sensitive::IssueCertificate])));
    scene.suite.wait(DAY - 1);
    let answer = scene.answer(|_| {});
    scene.send(&operator, answer);
    scene.suite.wait(1);
    let answer = scene.answer(|_| {});
    let refused = scene.refused(&operator, answer);
    assert_required(refused);
}

#[test]
fn what_policy_does_not_say_needs_a_second_factor() {
    let mut scene = Scene::new();
    let (operator, answer) = (scene.hospital.account.clone(), scene.answer(|_| {}));
    let access = scene.suite.contracts.access_control.clone();
    SECOND_FACTOR.remove(&mut *scene.suite.app.contract_storage_mut(&access));
    let refused = scene.refused(&operator, answer);
    assert_required(refused);
}

#[test]
fn nothing_but_issuing_takes_one_whatever_policy_says() {
    let mut scene = Scene::new();
    let (ana, hospital) = (scene.ana.account.clone(), scene.hospital.account.clone());
    let id = scene.certify_ana();
    set_policy(&mut scene, &Sensitive::ALL, None);
    for msg in [hold(id), release(id), revoke(id)] {
        scene.send(&ana, msg);
    }
    let (request, _) = scene.suite.request_certificate(&scene.ana.clone(), &scene.ca, &new_key());
    scene.send(&hospital, ExecuteMsg::DeclineRequest { request, reason: DeclineReason::NotNeeded });
    scene.send(&hospital, revoke_ca(scene.ca.fingerprint));
    assert_eq!(nonce(&scene), 0);
}

#[test]
fn confirmed_and_governance_are_not_confirmed() {
    let mut scene = Scene::new();
    let (admin, operator) = (scene.suite.admin.clone(), scene.hospital.account.clone());
    let authority = scene.suite.contracts.certificate_authority.clone();
    let answer = scene.answer(|_| {});
    let (message, assertion) = scene.suite.confirmation(&operator, &authority, &answer);
    let once = ExecuteMsg::Confirmed { message, assertion };
    for (by, inner) in [(&operator, once), (&admin, ExecuteMsg::Governance(GovernanceMsg::Resume {}))] {
        let refused: ContractError = try_confirmed(&mut scene, by, &inner).refusal();
        assert!(matches!(refused, ContractError::SecondFactor(SecondFactorError::NotConfirmable)));
    }
}
