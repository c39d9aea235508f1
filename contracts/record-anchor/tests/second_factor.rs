//! What needs a passkey beside the account, and what an assertion is good for: one message, once, here.

use chartseal_second_factor::SecondFactorError;
use chartseal_testing::{Batch, DAY, MINUTE, content_hash};
use chartseal_types::access::abi::{SECOND_FACTOR, SecondFactorChange, SecondFactorRow};
use chartseal_types::anchor::{Descriptor, ERASURE_DELAY, ErasureBasis, ExecuteMsg, QueryMsg};
use chartseal_types::governance::GovernanceMsg;
use chartseal_types::second_factor::{Assertion, Sensitive};
use chartseal_types::{CodeSet, IdentityId};
use cosmwasm_std::{Addr, Binary, StdResult, to_json_binary};
use cw_multi_test::AppResponse;
use record_anchor::ContractError;
use record_anchor::domain::{ErasureError, StandingError};

use crate::clinic::{Cast, Clinic, assert_refused, result};

/// Ana's two records.
fn two_records() -> (Clinic, Cast) {
    let (mut clinic, who) = Clinic::open();
    clinic.anchor(&who.doctor, &who.ana, &[result("a"), result("b")]);
    (clinic, who)
}

/// The message that erases a record of Ana's, and what her passkey says of it.
fn confirmation(clinic: &mut Clinic, who: &Cast, name: &str) -> (Binary, Assertion) {
    let (anchor, msg) = (clinic.suite.contracts.record_anchor.clone(), clinic.erase(name));
    clinic.suite.confirmation(&who.ana.account, &anchor, &msg)
}

fn send(
    clinic: &mut Clinic,
    sender: &Addr,
    message: &Binary,
    assertion: &Assertion,
) -> StdResult<AppResponse> {
    let anchor = clinic.suite.contracts.record_anchor.clone();
    clinic.suite.try_assertion(sender, &anchor, message.clone(), assertion.clone())
}

/// How many messages an identity has confirmed at the record anchor.
fn nonce(clinic: &Clinic, identity: IdentityId) -> u64 {
    clinic.suite.query(&clinic.suite.contracts.record_anchor, &QueryMsg::SecondFactorNonce { identity })
}

#[test]
fn an_erasure_needs_a_second_factor() {
    let (mut clinic, who) = two_records();
    for confirmed in [0, 1] {
        let plain = clinic.erase("b");
        assert_refused!(
            clinic.suite.try_record_anchor(&who.ana.account, plain),
            ContractError::SecondFactor(SecondFactorError::Required { sensitive: Sensitive::Erase, nonce })
                if nonce == confirmed
        );
        assert_eq!(nonce(&clinic, who.ana.id), confirmed);
        if confirmed == 0 {
            clinic.try_erase(&who.ana.account, "a").expect("it is confirmed");
        }
    }
    assert!(clinic.record("a").erasure.is_some());
    assert_eq!(clinic.record("b").erasure, None);
}

#[test]
fn what_closes_needs_none() {
    let (mut clinic, who) = two_records();
    clinic.try_erase(&who.ana.account, "a").expect("it is confirmed");
    clinic.try_erase(&who.ana.account, "b").expect("it is confirmed");
    clinic.try_cancel(&who.ana.account, "a").expect("a plain message cancels");
    clinic.suite.wait(ERASURE_DELAY);
    clinic.try_complete(&who.ana.account, "b").expect("a plain message completes");
    clinic.try_retract(&who.doctor.actor.account, "a").expect("a plain message withdraws");
    clinic.try_hold(&who.north.account, "a", 1).expect("a plain message holds");
    clinic.try_release(&who.north.account, "a").expect("a plain message releases");
    assert_eq!(nonce(&clinic, who.ana.id), 2);
}

#[test]
fn an_assertion_counts_once() {
    let (mut clinic, who) = two_records();
    let (message, assertion) = confirmation(&mut clinic, &who, "a");
    send(&mut clinic, &who.ana.account, &message, &assertion).expect("it is confirmed");
    clinic.try_cancel(&who.ana.account, "a").expect("she thinks better of it");
    assert_refused!(
        send(&mut clinic, &who.ana.account, &message, &assertion),
        ContractError::SecondFactor(SecondFactorError::Nonce { expected: 1, got: 0 })
    );
    assert_eq!(clinic.record("a").erasure, None);
}

#[test]
fn a_refused_message_leaves_the_assertion_unused() {
    let (mut clinic, who) = Clinic::open();
    let until = clinic.suite.now() + DAY;
    clinic.anchor(&who.doctor, &who.ana, &[Descriptor { retain_until: Some(until), ..result("kept") }]);
    assert_refused!(
        clinic.try_erase(&who.ana.account, "kept"),
        ContractError::Erasure(ErasureError::Retained { .. })
    );
    assert_eq!(nonce(&clinic, who.ana.id), 0);
}

#[test]
fn an_assertion_for_another_contract_or_sender_confirms_nothing_here() {
    let (mut clinic, who) = two_records();
    let (ana, msg) = (who.ana.account.clone(), clinic.erase("a"));
    let (message, good) = confirmation(&mut clinic, &who, "a");
    let contracts = clinic.suite.contracts.clone();
    let others = [contracts.access_control, contracts.identity_registry, contracts.certificate_authority];
    for contract in others {
        let (_, elsewhere) = clinic.suite.confirmation(&ana, &contract, &msg);
        assert_refused!(
            send(&mut clinic, &ana, &message, &elsewhere),
            ContractError::SecondFactor(SecondFactorError::Challenge { nonce: 0 })
        );
    }
    // Made for another account, be it of the same patient.
    let other_phone = clinic.suite.account("ana's other phone");
    let (_, hers) =
        clinic.suite.confirmation_by(&good.credential, &other_phone, &contracts.record_anchor, &msg);
    assert_refused!(
        send(&mut clinic, &ana, &message, &hers),
        ContractError::SecondFactor(SecondFactorError::Challenge { nonce: 0 })
    );
    send(&mut clinic, &ana, &message, &good).expect("the control: for her, for here");
}

#[test]
fn an_assertion_confirms_these_very_bytes_and_no_others() {
    let (mut clinic, who) = two_records();
    let (message, assertion) = confirmation(&mut clinic, &who, "a");
    let other = to_json_binary(&clinic.erase("b")).expect("a message is JSON");
    let spaced = Binary::from([message.as_slice(), b" "].concat());
    for message in [other, spaced] {
        assert_refused!(
            send(&mut clinic, &who.ana.account, &message, &assertion),
            ContractError::SecondFactor(SecondFactorError::Challenge { nonce: 0 })
        );
    }
}

#[test]
fn another_patient_s_passkey_confirms_nothing() {
    let (mut clinic, who) = two_records();
    let anchor = clinic.suite.contracts.record_anchor.clone();
    let credential = clinic.suite.passkeys(who.ben.id)[0].passkey.credential.clone();
    let (message, bens) =
        clinic.suite.confirmation_by(&credential, &who.ana.account, &anchor, &clinic.erase("a"));
    assert_refused!(
        send(&mut clinic, &who.ana.account, &message, &bens),
        ContractError::SecondFactor(SecondFactorError::UnknownPasskey { identity }) if identity == who.ana.id
    );
    // Ben's own passkey and account erase nothing of Ana's.
    let (patient, record, basis) = (who.ana.id, content_hash("a"), ErasureBasis::Unlawful);
    assert_refused!(
        clinic.try_confirmed(&who.ben.account, &ExecuteMsg::Erase { patient, record, basis }),
        ContractError::Standing(StandingError::NotPatient { sender, .. }) if sender == who.ben.id
    );
    let nobody = clinic.suite.account("nobody");
    assert_refused!(
        send(&mut clinic, &nobody, &message, &bens),
        ContractError::SecondFactor(SecondFactorError::NoIdentity { .. })
    );
}

#[test]
fn an_assertion_lasts_to_its_last_second() {
    let (mut clinic, who) = two_records();
    let (message, assertion) = confirmation(&mut clinic, &who, "a");
    clinic.suite.wait(5 * MINUTE);
    assert_refused!(
        send(&mut clinic, &who.ana.account, &message, &assertion),
        ContractError::SecondFactor(SecondFactorError::Expired { .. })
    );
    let (message, assertion) = confirmation(&mut clinic, &who, "a");
    clinic.suite.wait(5 * MINUTE - 1);
    send(&mut clinic, &who.ana.account, &message, &assertion).expect("a second is left");
}

#[test]
fn confirmed_and_governance_are_not_confirmed() {
    let (mut clinic, who) = two_records();
    let (message, assertion) = confirmation(&mut clinic, &who, "a");
    let once = ExecuteMsg::Confirmed { message, assertion: assertion.clone() };
    for inner in [once, ExecuteMsg::Governance(GovernanceMsg::Pause {})] {
        assert_refused!(
            clinic.try_confirmed(&who.ana.account, &inner),
            ContractError::SecondFactor(SecondFactorError::NotConfirmable)
        );
    }
    for rubbish in [&b""[..], b"null", br#"{"erase":{}}"#, br#"{"freeze":{}}"#] {
        assert_refused!(
            send(&mut clinic, &who.ana.account, &Binary::from(rubbish), &assertion),
            ContractError::SecondFactor(SecondFactorError::Message(_))
        );
    }
    assert_eq!(nonce(&clinic, who.ana.id), 0);
}

#[test]
fn what_needs_no_second_factor_may_have_one() {
    let (mut clinic, who) = two_records();
    clinic.try_erase(&who.ana.account, "a").expect("it is confirmed");
    let cancel = ExecuteMsg::CancelErasure { patient: who.ana.id, record: content_hash("a") };
    clinic.try_confirmed(&who.ana.account, &cancel).expect("it cancels");
    assert_eq!(clinic.record("a").erasure, None);
    assert_eq!(nonce(&clinic, who.ana.id), 2);
}

// What policy asks for

/// Policy's list in access control's storage: what needs a second factor now, and what from a time on.
fn set_policy(clinic: &mut Clinic, current: &[Sensitive], next: Option<(u64, &[Sensitive])>) {
    let set = |codes: &[Sensitive]| codes.iter().copied().fold(CodeSet::NONE, CodeSet::with);
    let next =
        next.map(|(effective_at, required)| SecondFactorChange { effective_at, required: set(required) });
    let access = clinic.suite.contracts.access_control.clone();
    let mut storage = clinic.suite.app.contract_storage_mut(&access);
    let row = SecondFactorRow { current: set(current), next };
    SECOND_FACTOR.save(&mut *storage, &row).expect("the row is stored");
}

fn batch(who: &Cast) -> Batch {
    Batch::new(who.north.id, [(who.ana.id, result("of a batch"))])
}

fn required(refused: StdResult<AppResponse>) {
    assert_refused!(
        refused,
        ContractError::SecondFactor(SecondFactorError::Required { sensitive: Sensitive::AnchorBatch, .. })
    );
}

#[test]
fn a_batch_needs_a_second_factor_where_policy_says_so() {
    let (mut clinic, who) = Clinic::open();
    let commit = batch(&who).commit();
    clinic.suite.try_record_anchor(&who.north.account, commit.clone()).expect("policy asks for none");
    set_policy(&mut clinic, &[Sensitive::AnchorBatch], None);
    required(clinic.suite.try_record_anchor(&who.north.account, commit.clone()));
    clinic.try_confirmed(&who.north.account, &commit).expect("the hospital's passkey confirms");
}

/// The passkey is that of who sends it, not that of whom it is sent for.
#[test]
fn an_affiliate_confirms_with_a_passkey_of_its_own() {
    let (mut clinic, who) = Clinic::open();
    set_policy(&mut clinic, &[Sensitive::AnchorBatch], None);
    let (doctor, batch) = (&who.doctor, batch(&who));
    let commit = ExecuteMsg::AnchorBatch {
        organization: who.north.id,
        role: Some(doctor.role),
        certificate: doctor.certificate,
        root: batch.root(),
        size: 1,
    };
    required(clinic.suite.try_record_anchor(&doctor.actor.account, commit.clone()));
    let anchor = clinic.suite.contracts.record_anchor.clone();
    let norths = clinic.suite.passkeys(who.north.id)[0].passkey.credential.clone();
    let (message, assertion) = clinic.suite.confirmation_by(&norths, &doctor.actor.account, &anchor, &commit);
    assert_refused!(
        send(&mut clinic, &doctor.actor.account, &message, &assertion),
        ContractError::SecondFactor(SecondFactorError::UnknownPasskey { .. })
    );
    clinic.try_confirmed(&doctor.actor.account, &commit).expect("the doctor's passkey confirms");
}

#[test]
fn a_policy_that_waits_counts_from_its_time_on() {
    let (mut clinic, who) = Clinic::open();
    let commit = batch(&who).commit();
    let effective_at = clinic.suite.now() + DAY;
    set_policy(&mut clinic, &[], Some((effective_at, &[Sensitive::AnchorBatch])));
    clinic.suite.wait(DAY - 1);
    clinic.suite.try_record_anchor(&who.north.account, commit.clone()).expect("it still waits");
    clinic.suite.wait(1);
    required(clinic.suite.try_record_anchor(&who.north.account, commit.clone()));
    set_policy(&mut clinic, &[Sensitive::AnchorBatch], Some((effective_at, &[])));
    clinic.suite.try_record_anchor(&who.north.account, commit).expect("the laxer one counts");
}

#[test]
fn what_policy_does_not_say_needs_a_second_factor() {
    let (mut clinic, who) = Clinic::open();
    let access = clinic.suite.contracts.access_control.clone();
    SECOND_FACTOR.remove(&mut *clinic.suite.app.contract_storage_mut(&access));
    required(clinic.suite.try_record_anchor(&who.north.account, batch(&who).commit()));
}
