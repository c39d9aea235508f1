//! An assertion confirms one message of one sender for one contract on one chain, while it lasts.

use chartseal_second_factor::{MAX_VALIDITY, SecondFactorError};
use chartseal_types::RpIdHash;

use crate::common::{Key, NOW, ORIGIN, RP_ID, Scene, relying_party};
use crate::refused;

#[test]
fn an_assertion_over_the_message_confirms_it() {
    let key = Key::new();
    let scene = key.scene();
    scene.verify(&key.confirm(&scene)).expect("it confirms");
}

#[test]
fn it_confirms_nothing_else() {
    let key = Key::new();
    let scene = key.scene();
    let assertion = key.confirm(&scene);
    let others = [
        Scene { chain_id: "chartseal-2".into(), ..scene.clone() },
        Scene { contract: "chartseal1other".into(), ..scene.clone() },
        Scene { sender: "chartseal1other".into(), ..scene.clone() },
        Scene { message: br#"{"erase":{"record":"01"}}"#.into(), ..scene.clone() },
        // The same message to a reader of JSON, other bytes.
        Scene { message: br#"{"erase": {"record":"00"}}"#.into(), ..scene.clone() },
    ];
    for other in others {
        refused!(other.verify(&assertion), SecondFactorError::Challenge { nonce: 3 });
    }
}

#[test]
fn its_expiry_and_nonce_are_those_that_were_signed() {
    let key = Key::new();
    let scene = key.scene();
    let mut longer = key.confirm(&scene);
    longer.expires_at -= 1;
    refused!(scene.verify(&longer), SecondFactorError::Challenge { .. });

    let mut later = key.confirm(&scene);
    later.nonce += 1;
    let next = Scene { nonce: 4, ..scene };
    refused!(next.verify(&later), SecondFactorError::Challenge { nonce: 4 });
}

#[test]
fn it_lasts_until_its_expiry_which_is_near() {
    let key = Key::new();
    let scene = key.scene();
    let assertion = key.confirm(&scene);
    let at = |now| Scene { now, ..scene.clone() }.verify(&assertion);
    let end = NOW + MAX_VALIDITY;
    at(end - 1).expect("it still counts");
    refused!(
        at(end),
        SecondFactorError::Expired { expires_at, now } if (*expires_at, *now) == (end, end)
    );
    refused!(at(end + 1), SecondFactorError::Expired { .. });
    refused!(at(u64::MAX), SecondFactorError::Expired { .. });
    refused!(
        at(NOW - 1),
        SecondFactorError::TooFarAhead { expires_at, now } if (*expires_at, *now) == (end, NOW - 1)
    );
    refused!(at(0), SecondFactorError::TooFarAhead { .. });
}

#[test]
fn its_nonce_is_the_next_one() {
    let key = Key::new();
    let scene = key.scene();
    let assertion = key.confirm(&scene);
    for expected in [0, 2, 4, u64::MAX] {
        let moved = Scene { nonce: expected, ..scene.clone() };
        refused!(
            moved.verify(&assertion),
            SecondFactorError::Nonce { expected: e, got: 3 } if *e == expected
        );
    }
}

#[test]
fn the_passkey_s_relying_party_is_still_listed() {
    let key = Key::new();
    let scene = key.scene();
    let assertion = key.confirm(&scene);
    let lists = [vec![], vec![relying_party("other.example.org", &[ORIGIN])]];
    for relying_parties in lists {
        let other = Scene { relying_parties, ..scene.clone() };
        refused!(
            other.verify(&assertion),
            SecondFactorError::RelyingParty { rp_id_hash } if *rp_id_hash == RpIdHash::of(RP_ID)
        );
    }
}

#[test]
fn another_passkey_s_signature_is_none() {
    let (key, thief) = (Key::new(), Key::new());
    let scene = key.scene();
    refused!(scene.verify(&thief.confirm(&scene)), SecondFactorError::Signature);
}
