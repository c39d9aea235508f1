//! The life of a joint act, without a chain: every step, each border from both sides.

use chartseal_types::identity::{
    ACT_DELAY, ACT_LAPSE, Act, Appointment, Authority, Distrusted, EncryptionKey, KeySuite, Outcome, Right,
    Signature, Stage, Takes,
};
use chartseal_types::{Commitment, IdentityId, Selection};
use cosmwasm_std::Addr;
use identity_registry::ActError;
use identity_registry::domain::Proceeding;
use identity_registry::domain::act::Step;

const NORTH: IdentityId = IdentityId([1; 16]);
const SOUTH: IdentityId = IdentityId([2; 16]);
const ANA: IdentityId = IdentityId([3; 16]);
const BEN: IdentityId = IdentityId([4; 16]);
const T: u64 = 1_000_000;

fn account(name: &str) -> Addr {
    Addr::unchecked(name)
}

fn appoint() -> Act {
    let appointment = Appointment {
        authority: Authority::GUADLTM,
        evidence: Commitment([1; 32]),
        expires_at: T * 2,
        compartments: Selection::All {},
        rights: vec![Right::Read],
        majority: None,
    };
    Act::AppointRepresentative { patient: ANA, representative: BEN, appointment }
}

fn claim() -> Act {
    let encryption_key = EncryptionKey { suite: KeySuite::X25519, public_key: vec![7; 32].into() };
    Act::Claim { patient: ANA, account: account("owner"), encryption_key, passkey: None }
}

fn merge() -> Act {
    Act::Merge { duplicate: ANA, survivor: BEN }
}

/// Acts that take effect with the confirmation.
fn at_once() -> [Act; 6] {
    [
        Act::EndRepresentative { patient: ANA, representative: BEN },
        Act::DisputeRepresentative { patient: ANA, representative: BEN },
        Act::SettleDispute { patient: ANA, representative: BEN },
        Act::Unmerge { duplicate: ANA },
        Act::Death { patient: ANA },
        Act::UndoDeath { patient: ANA },
    ]
}

fn signature(registrar: IdentityId, at: u64) -> Signature {
    Signature { registrar, by: account("signer"), at }
}

fn proposed(act: Act) -> Proceeding {
    Proceeding::propose(7, act, Commitment([9; 32]), signature(NORTH, T))
}

fn confirmed(act: Act) -> Proceeding {
    let mut proceeding = proposed(act);
    assert_eq!(proceeding.confirm(signature(SOUTH, T), &[]), Ok(false));
    proceeding
}

struct By(Addr, Option<IdentityId>);

fn by(name: &str, identity: IdentityId) -> By {
    By(account(name), Some(identity))
}

impl By {
    fn at(&self, now: u64) -> Step<'_> {
        Step { account: &self.0, identity: self.1, now, distrusted: &[] }
    }
}

#[test]
fn only_a_second_registrar_confirms() {
    let mut proceeding = proposed(appoint());
    let same = ActError::SameRegistrar { number: 7, registrar: NORTH };
    assert_eq!(proceeding.confirm(signature(NORTH, T), &[]), Err(same));
    assert_eq!(proceeding.stage(T, &[]), Stage::Proposed);
    assert_eq!(proceeding.confirm(signature(SOUTH, T), &[]), Ok(false));
    assert_eq!(proceeding.stage(T, &[]), Stage::Confirmed);
    for registrar in [NORTH, SOUTH, BEN] {
        let again = ActError::AlreadyConfirmed { number: 7 };
        assert_eq!(proceeding.confirm(signature(registrar, T), &[]), Err(again));
    }
    assert_eq!(proceeding.registrars().collect::<Vec<_>>(), [NORTH, SOUTH]);
}

#[test]
fn some_take_effect_with_the_confirmation() {
    for act in at_once() {
        assert_eq!(act.takes(), Takes::Confirmation);
        let mut proceeding = proposed(act);
        assert_eq!(proceeding.confirm(signature(SOUTH, T + 1), &[]), Ok(true));
        assert_eq!(proceeding.stage(T + 1, &[]), Stage::Applied);
        let ending = proceeding.joint().ended.clone().unwrap();
        assert_eq!((ending.outcome, ending.at), (Outcome::Applied, T + 1));
        let closed = Err(ActError::Closed { number: 7, stage: Stage::Applied });
        assert_eq!(proceeding.apply(by("north", NORTH).at(T + 1), 0), closed);
        assert_eq!(proceeding.withdraw(by("north", NORTH).at(T + 1)), closed);
        assert_eq!(proceeding.veto(by("ana", ANA).at(T + 1)), closed);
    }
}

#[test]
fn appointments_and_merges_wait_72_hours_from_the_confirmation() {
    for act in [appoint(), merge()] {
        assert_eq!(act.takes(), Takes::Delay);
        let mut proceeding = proposed(act);
        assert_eq!(proceeding.applies_at(0), None);
        let unconfirmed = Err(ActError::NotConfirmed { number: 7 });
        assert_eq!(proceeding.apply(by("north", NORTH).at(T + ACT_DELAY), 0), unconfirmed);
        assert_eq!(proceeding.confirm(signature(SOUTH, T + 5), &[]), Ok(false));
        let applies_at = T + 5 + ACT_DELAY;
        assert_eq!(proceeding.applies_at(0), Some(applies_at));
        let now = applies_at - 1;
        let early = Err(ActError::TooEarly { number: 7, applies_at, now });
        assert_eq!(proceeding.apply(by("north", NORTH).at(now), 0), early);
        assert_eq!(proceeding.apply(by("north", NORTH).at(applies_at), 0), Ok(()));
        assert_eq!(proceeding.stage(applies_at, &[]), Stage::Applied);
    }
}

#[test]
fn either_registrar_applies_and_nobody_else() {
    for (name, identity) in [("ana", ANA), ("ben", BEN)] {
        let refused = Err(ActError::NotItsRegistrar { number: 7, account: account(name) });
        assert_eq!(confirmed(appoint()).apply(by(name, identity).at(T + ACT_DELAY), 0), refused);
    }
    let stranger = By(account("stranger"), None);
    let refused = Err(ActError::NotItsRegistrar { number: 7, account: account("stranger") });
    assert_eq!(confirmed(appoint()).apply(stranger.at(T + ACT_DELAY), 0), refused);
    for registrar in [NORTH, SOUTH] {
        assert_eq!(confirmed(appoint()).apply(by("registrar", registrar).at(T + ACT_DELAY), 0), Ok(()));
    }
}

#[test]
fn a_claim_is_applied_by_the_new_account_at_once() {
    assert_eq!(claim().takes(), Takes::NewAccount);
    let mut proceeding = confirmed(claim());
    assert_eq!(proceeding.applies_at(0), Some(T));
    for step in [by("north", NORTH), by("south", SOUTH), By(account("thief"), None)] {
        let (account, sender) = (account("owner"), step.0.clone());
        assert_eq!(proceeding.apply(step.at(T), 0), Err(ActError::NotNewAccount { account, sender }));
    }
    assert_eq!(proceeding.apply(By(account("owner"), None).at(T), 0), Ok(()));
    let mut unconfirmed = proposed(claim());
    let refused = Err(ActError::NotConfirmed { number: 7 });
    assert_eq!(unconfirmed.apply(By(account("owner"), None).at(T), 0), refused);
}

#[test]
fn a_patient_vetoes_an_appointment_or_a_merge_confirmed_or_not() {
    for mut proceeding in [proposed(appoint()), confirmed(appoint())] {
        for (name, identity) in [("ben", Some(BEN)), ("north", Some(NORTH)), ("nobody", None)] {
            let refused = Err(ActError::NotSubject { number: 7, account: account(name) });
            assert_eq!(proceeding.veto(By(account(name), identity).at(T)), refused);
        }
        assert_eq!(proceeding.veto(by("ana", ANA).at(T + ACT_DELAY)), Ok(()));
        assert_eq!(proceeding.stage(T, &[]), Stage::Vetoed);
        let closed = Err(ActError::Closed { number: 7, stage: Stage::Vetoed });
        assert_eq!(proceeding.apply(by("north", NORTH).at(T + ACT_DELAY), 0), closed);
    }
    for (name, subject) in [("ana", ANA), ("ben", BEN)] {
        assert_eq!(confirmed(merge()).veto(by(name, subject).at(T)), Ok(()));
    }
    for act in at_once().into_iter().chain([claim()]) {
        assert_eq!(proposed(act).veto(by("ana", ANA).at(T)), Err(ActError::NoVeto { number: 7 }));
    }
}

#[test]
fn either_registrar_takes_it_back() {
    let mut unconfirmed = proposed(appoint());
    let refused = Err(ActError::NotItsRegistrar { number: 7, account: account("south") });
    assert_eq!(unconfirmed.withdraw(by("south", SOUTH).at(T)), refused);
    assert_eq!(unconfirmed.withdraw(by("north", NORTH).at(T)), Ok(()));
    assert_eq!(unconfirmed.stage(T, &[]), Stage::Withdrawn);
    let closed = Err(ActError::Closed { number: 7, stage: Stage::Withdrawn });
    assert_eq!(unconfirmed.confirm(signature(SOUTH, T), &[]), closed.map(|()| false));
    for registrar in [NORTH, SOUTH] {
        assert_eq!(confirmed(appoint()).withdraw(by("registrar", registrar).at(T)), Ok(()));
    }
    let refused = Err(ActError::NotItsRegistrar { number: 7, account: account("ana") });
    assert_eq!(confirmed(appoint()).withdraw(by("ana", ANA).at(T)), refused);
}

#[test]
fn it_lapses_30_days_after_it_was_proposed_or_could_be_applied() {
    let mut proceeding = proposed(appoint());
    assert_eq!(proceeding.lapses_at(), T + ACT_LAPSE);
    assert_eq!(proceeding.stage(T + ACT_LAPSE - 1, &[]), Stage::Proposed);
    assert_eq!(proceeding.stage(T + ACT_LAPSE, &[]), Stage::Lapsed);
    let lapsed = ActError::Closed { number: 7, stage: Stage::Lapsed };
    assert_eq!(proceeding.confirm(signature(SOUTH, T + ACT_LAPSE), &[]), Err(lapsed.clone()));
    assert_eq!(proceeding.confirm(signature(SOUTH, T + ACT_LAPSE - 1), &[]), Ok(false));

    let lapses_at = T + ACT_LAPSE - 1 + ACT_DELAY + ACT_LAPSE;
    assert_eq!(proceeding.lapses_at(), lapses_at);
    assert!(proceeding.is_open(lapses_at - 1, &[]) && !proceeding.is_open(lapses_at, &[]));
    for step in [by("north", NORTH).at(lapses_at), by("ana", ANA).at(lapses_at)] {
        assert_eq!(proceeding.apply(step, 0), Err(lapsed.clone()));
        assert_eq!(proceeding.veto(step), Err(lapsed.clone()));
        assert_eq!(proceeding.withdraw(step), Err(lapsed.clone()));
    }
    assert_eq!(proceeding.apply(by("north", NORTH).at(lapses_at - 1), 0), Ok(()));
    // What took effect does not lapse.
    assert_eq!(proceeding.stage(lapses_at, &[]), Stage::Applied);
    assert_eq!(confirmed(claim()).lapses_at(), T + ACT_LAPSE);
}

#[test]
fn an_open_act_lapses_with_the_trust_in_either_registrar() {
    // However long after the act that registrar went bad.
    for registrar in [NORTH, SOUTH] {
        let distrusted = [Distrusted { registrar: ANA, since: 0 }, Distrusted { registrar, since: u64::MAX }];
        assert_eq!(confirmed(appoint()).stage(T, &distrusted), Stage::Lapsed);
        let north = account("north");
        let step =
            Step { account: &north, identity: Some(NORTH), now: T + ACT_DELAY, distrusted: &distrusted };
        let lapsed = ActError::Closed { number: 7, stage: Stage::Lapsed };
        assert_eq!(confirmed(appoint()).apply(step, 0), Err(lapsed));
        // What took effect before goes on to stand: two others take it back.
        let mut applied = confirmed(appoint());
        applied.apply(by("north", NORTH).at(T + ACT_DELAY), 0).unwrap();
        assert_eq!(applied.stage(T + ACT_DELAY, &distrusted), Stage::Applied);
    }
    let elsewhere = [Distrusted { registrar: BEN, since: 0 }];
    assert_eq!(confirmed(appoint()).stage(T, &elsewhere), Stage::Confirmed);
    let bad = [Distrusted { registrar: NORTH, since: 0 }];
    let lapsed = ActError::Closed { number: 7, stage: Stage::Lapsed };
    assert_eq!(proposed(appoint()).confirm(signature(SOUTH, T), &bad), Err(lapsed));
}

#[test]
fn what_grants_and_what_closes_is_said_of_each() {
    let subjects = |act: Act| act.subjects().collect::<Vec<_>>();
    assert_eq!(subjects(merge()), [ANA, BEN]);
    assert_eq!(subjects(appoint()), [ANA]);
    let [end, dispute, settle, unmerge, death, undo] = at_once();
    for act in [appoint(), claim(), merge(), settle.clone()] {
        assert!(act.grants() && !act.closes(), "{act:?}");
    }
    for act in [unmerge, death, undo] {
        assert!(!act.grants() && !act.closes(), "{act:?}");
    }
    for act in [end, dispute] {
        assert!(!act.grants() && act.closes(), "{act:?}");
    }
    assert_eq!(subjects(settle), [ANA]);
}

#[test]
fn the_end_of_time_is_no_overflow() {
    let mut proceeding =
        Proceeding::propose(7, appoint(), Commitment([9; 32]), signature(NORTH, u64::MAX - 1));
    assert_eq!(proceeding.lapses_at(), u64::MAX);
    assert_eq!(proceeding.confirm(signature(SOUTH, u64::MAX - 1), &[]), Ok(false));
    assert_eq!(proceeding.applies_at(0), Some(u64::MAX));
}
