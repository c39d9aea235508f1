//! Random steps in random order on one act: whatever is tried, what takes effect was signed by two distinct registrars,
//! waited its time and was refused by nobody; what has ended never changes; a refused step leaves nothing.

use chartseal_types::identity::{
    ACT_DELAY, ACT_LAPSE, Act, Distrusted, EncryptionKey, KeySuite, Outcome, Signature, Stage, Takes,
};
use chartseal_types::{Commitment, IdentityId};
use cosmwasm_std::Addr;
use identity_registry::domain::Proceeding;
use identity_registry::domain::act::Step;
use proptest::prelude::*;
use proptest::sample::select;

const T: u64 = 1_000_000;

/// Three registrars, two patients, and somebody without an identity.
const PARTIES: [Option<u8>; 6] = [Some(1), Some(2), Some(3), Some(10), Some(11), None];

#[derive(Debug, Clone, Copy)]
enum Try {
    Confirm(u8),
    Apply(Option<u8>),
    Veto(Option<u8>),
    Withdraw(Option<u8>),
    Distrust(u8),
    Wait(u64),
}

fn id(byte: u8) -> IdentityId {
    IdentityId([byte; 16])
}

fn account(party: Option<u8>) -> Addr {
    Addr::unchecked(party.map_or("owner".to_owned(), |party| format!("account {party}")))
}

fn acts() -> impl Strategy<Value = Act> {
    let encryption_key = EncryptionKey { suite: KeySuite::X25519, public_key: vec![7; 32].into() };
    select(vec![
        Act::Merge { duplicate: id(10), survivor: id(11) },
        Act::Claim { patient: id(10), account: account(None), encryption_key, passkey: None },
        Act::Death { patient: id(10) },
        Act::EndRepresentative { patient: id(10), representative: id(11) },
    ])
}

fn tries() -> impl Strategy<Value = Vec<Try>> {
    let registrar = || select(vec![1, 2, 3]);
    let party = || select(PARTIES.to_vec());
    let waits = vec![1, ACT_DELAY - 1, ACT_DELAY, ACT_LAPSE - 1, ACT_LAPSE];
    let step = prop_oneof![
        3 => registrar().prop_map(Try::Confirm),
        4 => party().prop_map(Try::Apply),
        1 => party().prop_map(Try::Veto),
        1 => party().prop_map(Try::Withdraw),
        1 => registrar().prop_map(Try::Distrust),
        4 => select(waits).prop_map(Try::Wait),
    ];
    prop::collection::vec(step, 1..20)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn what_takes_effect_was_signed_by_two_waited_and_was_not_refused(act in acts(), tries in tries()) {
        let proposed = Signature { registrar: id(1), by: account(Some(1)), at: T };
        let mut proceeding = Proceeding::propose(1, act, Commitment([0; 32]), proposed);
        let (mut now, mut distrusted, mut ended) = (T, vec![], None);
        for attempt in tries {
            let (before, stage) = (proceeding.clone(), proceeding.stage(now, &distrusted));
            let by = |party: Option<u8>| (account(party), party.map(id));
            let outcome = match attempt {
                Try::Wait(seconds) => {
                    now += seconds;
                    Ok(())
                }
                Try::Distrust(registrar) => {
                    distrusted.push(Distrusted { registrar: id(registrar), since: now });
                    Ok(())
                }
                Try::Confirm(registrar) => {
                    let by = account(Some(registrar));
                    let signature = Signature { registrar: id(registrar), by, at: now };
                    proceeding.confirm(signature, &distrusted).map(|_| ())
                }
                Try::Apply(party) | Try::Veto(party) | Try::Withdraw(party) => {
                    let (account, identity) = by(party);
                    let step = Step { account: &account, identity, now, distrusted: &distrusted };
                    match attempt {
                        Try::Apply(_) => proceeding.apply(step, 0),
                        Try::Veto(_) => proceeding.veto(step),
                        _ => proceeding.withdraw(step),
                    }
                }
            };
            if outcome.is_err() {
                prop_assert_eq!(&proceeding, &before);
            }
            if !matches!(stage, Stage::Proposed | Stage::Confirmed) {
                prop_assert_eq!(&proceeding, &before);
            }
            if let Some(ending) = proceeding.joint().ended.clone() {
                prop_assert!(ended.is_none() || ended == Some(ending.clone()));
                ended = Some(ending);
            }
        }
        let joint = proceeding.joint();
        let Some(ending) = &joint.ended else { return Ok(()) };
        prop_assert!(ending.at < proceeding.lapses_at());
        let subjects: Vec<Addr> = vec![account(Some(10)), account(Some(11))];
        let signers: Vec<IdentityId> = proceeding.registrars().collect();
        match ending.outcome {
            Outcome::Applied => {
                prop_assert_eq!(signers.len(), 2);
                prop_assert!(signers[0] != signers[1]);
                let confirmed = joint.confirmed.clone().unwrap();
                match joint.act.takes() {
                    Takes::Confirmation => prop_assert_eq!(ending.at, confirmed.at),
                    Takes::Delay => {
                        prop_assert!(ending.at >= confirmed.at + ACT_DELAY);
                        prop_assert!(!subjects.contains(&ending.by));
                    }
                    Takes::NewAccount => prop_assert_eq!(&ending.by, &account(None)),
                }
            }
            Outcome::Vetoed => {
                prop_assert_eq!(joint.act.takes(), Takes::Delay);
                prop_assert!(subjects.contains(&ending.by));
            }
            Outcome::Withdrawn => {
                let hands: Vec<Addr> = signers.iter().map(|signer| account(Some(signer.0[0]))).collect();
                prop_assert!(hands.contains(&ending.by));
            }
        }
    }
}
