//! What needs a passkey beside the account, and what an assertion is good for: one message, once, here.

use chartseal_second_factor::SecondFactorError;
use chartseal_testing::{Batch, DAY, content_hash};
use chartseal_types::CodeSet;
use chartseal_types::access::abi::{SECOND_FACTOR, SecondFactorChange, SecondFactorRow};
use chartseal_types::anchor::{Descriptor, ERASURE_DELAY, ErasureBasis, ExecuteMsg};
use chartseal_types::governance::GovernanceMsg;
use chartseal_types::second_factor::Sensitive;
use cosmwasm_std::{Binary, StdResult, to_json_binary};
use cw_multi_test::AppResponse;
use record_anchor::ContractError;
use record_anchor::domain::{ErasureError, StandingError};

use crate::clinic::{Cast, Clinic, assert_refused, result};
use crate::passkeys::{About, nonce};

/// Ana's two records.
fn two_records() -> (Clinic, Cast) {
    let (mut clinic, who) = Clinic::open();
    clinic.anchor(&who.doctor, &who.ana, &[result("a"), result("b")]);
    (clinic, who)
}

/// Ana sends what her passkey, or one of somebody else's, confirmed about something.
fn send(clinic: &mut Clinic, who: &Cast, message: Binary, signed: &About) -> StdResult<AppResponse> {
    let assertion = clinic.passkeys.sign(&clinic.suite, who.ana.id, signed);
    clinic.suite.try_record_anchor(&who.ana.account, ExecuteMsg::Confirmed { message, assertion })
}

/// What Ana's assertion has to be about to erase that record now.
fn about(clinic: &Clinic, who: &Cast, name: &str) -> About {
    clinic.passkeys.about(&clinic.suite, &who.ana.account, &clinic.erase(name))
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
    assert_eq!(nonce(&clinic.suite, who.ana.id), 2);
}

#[test]
fn an_assertion_counts_once() {
    let (mut clinic, who) = two_records();
    let about = about(&clinic, &who, "a");
    send(&mut clinic, &who, about.message.clone(), &about).expect("it is confirmed");
    clinic.try_cancel(&who.ana.account, "a").expect("she thinks better of it");
    assert_refused!(
        send(&mut clinic, &who, about.message.clone(), &about),
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
    assert_eq!(nonce(&clinic.suite, who.ana.id), 0);
}

#[test]
fn an_assertion_for_another_contract_or_sender_confirms_nothing_here() {
    let (mut clinic, who) = two_records();
    let mine = about(&clinic, &who, "a");
    let contracts = clinic.suite.contracts.clone();
    let others = [contracts.access_control, contracts.identity_registry, contracts.certificate_authority];
    let elsewhere = others.map(|contract| About { contract, ..mine.clone() });
    // Made for another account, be it of the same patient.
    let another = About { sender: clinic.suite.account("ana's other phone"), ..mine.clone() };
    for about in elsewhere.into_iter().chain([another]) {
        assert_refused!(
            send(&mut clinic, &who, about.message.clone(), &about),
            ContractError::SecondFactor(SecondFactorError::Challenge { .. })
        );
    }
    send(&mut clinic, &who, mine.message.clone(), &mine).expect("the control: hers, for here");
}

#[test]
fn an_assertion_confirms_these_very_bytes_and_no_others() {
    let (mut clinic, who) = two_records();
    let about = about(&clinic, &who, "a");
    let other = to_json_binary(&clinic.erase("b")).expect("a message is JSON");
    let spaced = Binary::from([about.message.as_slice(), b" "].concat());
    for message in [other, spaced] {
        assert_refused!(
            send(&mut clinic, &who, message, &about),
            ContractError::SecondFactor(SecondFactorError::Challenge { nonce: 0 })
        );
    }
}

#[test]
fn another_patient_s_passkey_confirms_nothing() {
    let (mut clinic, who) = two_records();
    let about = about(&clinic, &who, "a");
    let assertion = clinic.passkeys.sign(&clinic.suite, who.ben.id, &about);
    let stolen = ExecuteMsg::Confirmed { message: about.message, assertion };
    assert_refused!(
        clinic.suite.try_record_anchor(&who.ana.account, stolen.clone()),
        ContractError::SecondFactor(SecondFactorError::UnknownPasskey { identity }) if identity == who.ana.id
    );
    // Ben's own passkey and account erase nothing of Ana's.
    let (patient, record, basis) = (who.ana.id, content_hash("a"), ErasureBasis::Unlawful);
    let erase = ExecuteMsg::Erase { patient, record, basis };
    let confirmed = clinic.passkeys.confirmed(&clinic.suite, &who.ben.account, &erase);
    assert_refused!(
        clinic.suite.try_record_anchor(&who.ben.account, confirmed),
        ContractError::Standing(StandingError::NotPatient { sender, .. }) if sender == who.ben.id
    );
    let nobody = clinic.suite.account("nobody");
    assert_refused!(
        clinic.suite.try_record_anchor(&nobody, stolen),
        ContractError::SecondFactor(SecondFactorError::NoIdentity { .. })
    );
}

#[test]
fn an_assertion_lasts_to_its_last_second() {
    let (mut clinic, who) = two_records();
    let (a, b) = (about(&clinic, &who, "a"), about(&clinic, &who, "b"));
    clinic.suite.wait(299);
    send(&mut clinic, &who, a.message.clone(), &a).expect("a second is left");
    clinic.suite.wait(1);
    let late = About { nonce: 1, ..b };
    assert_refused!(
        send(&mut clinic, &who, late.message.clone(), &late),
        ContractError::SecondFactor(SecondFactorError::Expired { .. })
    );
}

#[test]
fn confirmed_and_governance_are_not_confirmed() {
    let (mut clinic, who) = two_records();
    let once = clinic.passkeys.confirmed(&clinic.suite, &who.ana.account, &clinic.erase("a"));
    for inner in [once, ExecuteMsg::Governance(GovernanceMsg::Pause {})] {
        let twice = clinic.passkeys.confirmed(&clinic.suite, &who.ana.account, &inner);
        assert_refused!(
            clinic.suite.try_record_anchor(&who.ana.account, twice),
            ContractError::SecondFactor(SecondFactorError::NotConfirmable)
        );
    }
    let good = about(&clinic, &who, "a");
    for rubbish in [&b""[..], b"null", br#"{"erase":{}}"#, br#"{"freeze":{}}"#] {
        let about = About { message: rubbish.into(), ..good.clone() };
        assert_refused!(
            send(&mut clinic, &who, about.message.clone(), &about),
            ContractError::SecondFactor(SecondFactorError::Message(_))
        );
    }
    assert_eq!(nonce(&clinic.suite, who.ana.id), 0);
}

#[test]
fn what_needs_no_second_factor_may_have_one() {
    let (mut clinic, who) = two_records();
    clinic.try_erase(&who.ana.account, "a").expect("it is confirmed");
    let cancel = ExecuteMsg::CancelErasure { patient: who.ana.id, record: content_hash("a") };
    let confirmed = clinic.passkeys.confirmed(&clinic.suite, &who.ana.account, &cancel);
    clinic.suite.try_record_anchor(&who.ana.account, confirmed).expect("it cancels");
    assert_eq!(clinic.record("a").erasure, None);
    assert_eq!(nonce(&clinic.suite, who.ana.id), 2);
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
    clinic.passkeys.give(&mut clinic.suite, who.north.id);
    let confirmed = clinic.passkeys.confirmed(&clinic.suite, &who.north.account, &commit);
    clinic.suite.try_record_anchor(&who.north.account, confirmed).expect("the hospital's passkey confirms");
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
    clinic.passkeys.give(&mut clinic.suite, doctor.actor.id);
    let confirmed = clinic.passkeys.confirmed(&clinic.suite, &doctor.actor.account, &commit);
    clinic.suite.try_record_anchor(&doctor.actor.account, confirmed).expect("the doctor's passkey confirms");
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
