//! Passkeys of an identity come with the registration or after 72 h, and go, but for the last.

use chartseal_second_factor::SecondFactorError;
use chartseal_testing::{RP_ID, Suite, registration, response_data};
use chartseal_types::identity::{
    CHANGE_DELAY, ChangeUnchecked, ExecuteMsg, IdentityRegistry, Kind, MAX_PASSKEYS, PasskeyPeriod, QueryMsg,
};
use chartseal_types::second_factor::{PasskeyError, PasskeyUnchecked};
use chartseal_types::{CredentialHash, IdentityId, RpIdHash};
use cosmwasm_std::Addr;
use identity_registry::{ChangeError, ContractError};

use crate::common::*;

fn add(passkey: &PasskeyUnchecked) -> ChangeUnchecked {
    ChangeUnchecked::AddPasskey { passkey: passkey.clone() }
}

fn remove(credential: CredentialHash) -> ChangeUnchecked {
    ChangeUnchecked::RemovePasskey { credential }
}

fn history(suite: &Suite, id: IdentityId) -> Vec<PasskeyPeriod> {
    ask(suite, QueryMsg::PasskeyHistory { id, start_after: None, limit: None })
}

/// Somebody who registered without a passkey.
fn without_passkey(suite: &mut Suite, name: &str) -> (Addr, IdentityId) {
    let account = suite.account(name);
    let response = suite.try_identity(&account, registration(Kind::Patient)).unwrap();
    (account, response_data(&response))
}

#[test]
fn a_passkey_comes_with_the_registration() {
    let mut suite = Suite::new();
    let ana = suite.register("ana", Kind::Patient);
    let [period] = suite.passkeys(ana.id).try_into().unwrap();
    assert_eq!((period.added_at, period.removed_at), (suite.now(), None));
    assert_eq!(period.credential, CredentialHash::of(&period.passkey.credential));

    let handle = IdentityRegistry(suite.contracts.identity_registry.clone());
    let row = handle.passkey(&suite.app.wrap(), ana.id, period.credential).unwrap().unwrap();
    assert_eq!((row.public_key, row.added_at), (period.passkey.public_key, suite.now()));
    assert_eq!(row.rp_id_hash, RpIdHash::of(RP_ID));
}

#[test]
fn the_first_passkey_of_who_registered_without_waits_72_hours() {
    let mut suite = Suite::new();
    let (account, id) = without_passkey(&mut suite, "ana");
    let passkey = suite.passkey();
    let msg = ExecuteMsg::ProposeChange { change: add(&passkey) };
    let number = response_data(&suite.try_identity(&account, msg).unwrap());
    assert!(!suite.pending_changes(id)[0].confirmed);
    suite.wait(CHANGE_DELAY);
    let response = suite.try_apply_change(&account, id, number).unwrap();
    assert_eq!(attribute(&response, "passkey_added", "rp_id"), RP_ID);
    let hash = CredentialHash::of(&passkey.credential);
    assert_eq!(attribute(&response, "passkey_added", "credential_hash"), hash.to_string());
    assert_eq!(suite.passkeys(id).len(), 1);

    // The second one takes the first.
    let second = add(&suite.passkey());
    assert_refused!(
        suite.try_identity(&account, ExecuteMsg::ProposeChange { change: second.clone() }),
        ContractError::SecondFactor(SecondFactorError::Required { .. }),
    );
    suite.propose_change(&account, second);
}

#[test]
fn nothing_but_the_first_passkey_is_proposed_without_one() {
    let mut suite = Suite::new();
    let (account, _) = without_passkey(&mut suite, "ana");
    let friend = suite.patient("friend");
    for change in [
        ChangeUnchecked::AddAccount { account: suite.account("second").to_string() },
        ChangeUnchecked::RemoveAccount { account: account.to_string() },
        ChangeUnchecked::SetGuardians { guardians: vec![friend.id], threshold: 1 },
        remove(CredentialHash([7; 32])),
    ] {
        assert_refused!(
            suite.try_identity(&account, ExecuteMsg::ProposeChange { change }),
            ContractError::SecondFactor(SecondFactorError::Required { nonce: 0, .. }),
        );
    }
}

/// A thief of the account proposes a passkey of their own beside the owner's first one.
#[test]
fn of_two_first_passkeys_one_is_applied() {
    let mut suite = Suite::new();
    let (account, id) = without_passkey(&mut suite, "ana");
    let [owners, thiefs] = [suite.passkey(), suite.passkey()].map(|passkey| {
        let msg = ExecuteMsg::ProposeChange { change: add(&passkey) };
        response_data(&suite.try_identity(&account, msg).unwrap())
    });
    suite.wait(CHANGE_DELAY);
    suite.try_apply_change(&account, id, owners).unwrap();
    assert_refused!(
        suite.try_apply_change(&account, id, thiefs),
        ContractError::Change(ChangeError::Unconfirmed { number }) if number == thiefs,
    );
    assert_eq!(suite.passkeys(id).len(), 1);
}

#[test]
fn a_removed_passkey_confirms_nothing_and_the_history_keeps_it() {
    let mut suite = Suite::new();
    let ana = suite.patient("ana");
    let second = suite.add_passkey(&ana);
    let added = suite.now();
    let credential = CredentialHash::of(&second.credential);
    let registry = suite.contracts.identity_registry.clone();
    let number = suite.propose_change(&ana.account, remove(credential));
    suite.wait(CHANGE_DELAY);
    // It confirms until then.
    let msg = ExecuteMsg::ProposeChange { change: add(&suite.passkey()) };
    let (message, assertion) = suite.confirmation_by(&second.credential, &ana.account, &registry, &msg);
    suite.try_assertion(&ana.account, &registry, message, assertion).unwrap();

    let response = suite.try_apply_change(&ana.account, ana.id, number).unwrap();
    assert_eq!(attribute(&response, "passkey_removed", "credential_hash"), credential.to_string());
    let (message, assertion) = suite.confirmation_by(&second.credential, &ana.account, &registry, &msg);
    assert_refused!(
        suite.try_assertion(&ana.account, &registry, message, assertion),
        ContractError::SecondFactor(SecondFactorError::UnknownPasskey { identity }) if identity == ana.id,
    );
    assert_eq!(suite.passkeys(ana.id).len(), 1);
    let [_, gone] = history(&suite, ana.id).try_into().unwrap();
    assert_eq!((gone.credential, gone.added_at), (credential, added));
    assert_eq!((gone.removed_at, gone.removed_by), (Some(suite.now()), Some(ana.account)));
}

#[test]
fn the_last_passkey_stays() {
    let mut suite = Suite::new();
    let ana = suite.patient("ana");
    let first = suite.passkeys(ana.id)[0].credential;
    assert_refused!(
        suite.try_propose_change(&ana.account, remove(first)),
        ContractError::Change(ChangeError::LastPasskey { credential }) if credential == first,
    );
    // Two that are to go at the same time: one stays.
    let second = CredentialHash::of(&suite.add_passkey(&ana).credential);
    let numbers = [first, second].map(|credential| suite.propose_change(&ana.account, remove(credential)));
    suite.wait(CHANGE_DELAY);
    suite.try_apply_change(&ana.account, ana.id, numbers[0]).unwrap();
    assert_refused!(
        suite.try_apply_change(&ana.account, ana.id, numbers[1]),
        ContractError::Change(ChangeError::LastPasskey { credential }) if credential == second,
    );
}

#[test]
fn an_identity_has_at_most_eight_passkeys_each_once() {
    let mut suite = Suite::new();
    let ana = suite.patient("ana");
    let second = suite.add_passkey(&ana);
    let hash = CredentialHash::of(&second.credential);
    assert_refused!(
        suite.try_propose_change(&ana.account, add(&second)),
        ContractError::Change(ChangeError::PasskeyTaken { credential }) if credential == hash,
    );
    for _ in 2..MAX_PASSKEYS - 1 {
        suite.add_passkey(&ana);
    }
    let [eighth, ninth, tenth] = [suite.passkey(), suite.passkey(), suite.passkey()];
    let numbers = [&eighth, &ninth].map(|passkey| suite.propose_change(&ana.account, add(passkey)));
    suite.wait(CHANGE_DELAY);
    suite.try_apply_change(&ana.account, ana.id, numbers[0]).unwrap();
    assert_eq!(suite.passkeys(ana.id).len(), MAX_PASSKEYS);
    assert_refused!(
        suite.try_apply_change(&ana.account, ana.id, numbers[1]),
        ContractError::Change(ChangeError::TooManyPasskeys),
    );
    assert_refused!(
        suite.try_propose_change(&ana.account, add(&tenth)),
        ContractError::Change(ChangeError::TooManyPasskeys),
    );
}

#[test]
fn a_stranger_s_passkey_is_not_removed() {
    let mut suite = Suite::new();
    let (ana, ben) = (suite.patient("ana"), suite.patient("ben"));
    let his = suite.passkeys(ben.id)[0].credential;
    assert_refused!(
        suite.try_propose_change(&ana.account, remove(his)),
        ContractError::Change(ChangeError::NotAPasskey { credential }) if credential == his,
    );
}

/// Credential ids are public: whoever registers somebody else's gets a passkey that they cannot use, and takes nothing.
#[test]
fn the_same_passkey_may_belong_to_two_identities() {
    let mut suite = Suite::new();
    let ana = suite.patient("ana");
    let PasskeyPeriod { passkey, credential, .. } = suite.passkeys(ana.id).remove(0);
    let copied = PasskeyUnchecked {
        credential: passkey.credential,
        public_key: passkey.public_key,
        rp_id: passkey.rp_id,
    };
    let ExecuteMsg::Register { kind, encryption_key, evidence, .. } = registration(Kind::Patient) else {
        unreachable!("a registration registers")
    };
    let ben = suite.account("ben");
    let msg = ExecuteMsg::Register { kind, encryption_key, evidence, passkey: Some(copied) };
    let ben_id: IdentityId = response_data(&suite.try_identity(&ben, msg).unwrap());
    assert_eq!(suite.passkeys(ben_id)[0].credential, credential);
    // Each confirms for its own: a nonce counts for one identity only.
    let change = ChangeUnchecked::AddAccount { account: suite.account("second").to_string() };
    suite.propose_change(&ana.account, change);
    let nonce = |identity| -> u64 { ask(&suite, QueryMsg::SecondFactorNonce { identity }) };
    assert_eq!((nonce(ana.id), nonce(ben_id)), (1, 0));
}

#[test]
fn what_is_no_passkey_of_a_listed_site_is_refused() {
    let mut suite = Suite::new();
    let ana = suite.patient("ana");
    let sound = suite.passkey();
    let broken = [
        PasskeyUnchecked { credential: vec![].into(), ..sound.clone() },
        PasskeyUnchecked { credential: vec![1; 1024].into(), ..sound.clone() },
        PasskeyUnchecked { public_key: sound.public_key.as_slice()[..64].into(), ..sound.clone() },
        PasskeyUnchecked { rp_id: "other.example.org".into(), ..sound.clone() },
    ];
    let expected = [
        PasskeyError::Credential { got: 0 },
        PasskeyError::Credential { got: 1024 },
        PasskeyError::PublicKey { got: 64 },
        PasskeyError::RelyingParty { known: 1, got: 17 },
    ];
    for (passkey, expected) in broken.into_iter().zip(expected) {
        assert_refused!(
            suite.try_propose_change(&ana.account, add(&passkey)),
            ContractError::Passkey(error) if error == expected,
        );
        let ExecuteMsg::Register { kind, encryption_key, evidence, .. } = registration(Kind::Patient) else {
            unreachable!("a registration registers")
        };
        let newcomer = suite.account("newcomer");
        let msg = ExecuteMsg::Register { kind, encryption_key, evidence, passkey: Some(passkey) };
        assert_refused!(
            suite.try_identity(&newcomer, msg),
            ContractError::Passkey(error) if error == expected,
        );
    }
}
