//! No bytes make the verification panic, and no damage goes unnoticed.

use chartseal_types::second_factor::Assertion;
use cosmwasm_std::Binary;
use proptest::prelude::*;

use crate::common::{CREDENTIAL, Key, NOW, RP_ID, Scene, UP_UV, authenticator_data};

fn any_bytes() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(any::<u8>(), 0..160)
}

/// Bytes that begin like DER, so that more of it is reached.
fn nearly_der() -> impl Strategy<Value = Vec<u8>> {
    (any::<u8>(), any::<u8>(), any_bytes())
        .prop_map(|(length, integer, rest)| [&[0x30, length, 0x02, integer % 40], rest.as_slice()].concat())
}

fn assertion(authenticator_data: Vec<u8>, client_data: Vec<u8>, signature: Vec<u8>) -> Assertion {
    Assertion {
        credential: CREDENTIAL.into(),
        authenticator_data: authenticator_data.into(),
        client_data: client_data.into(),
        signature: signature.into(),
        nonce: 3,
        expires_at: NOW + 300,
    }
}

proptest! {
    #[test]
    fn any_bytes_are_refused(data in any_bytes(), client in any_bytes(), signature in any_bytes()) {
        let scene = Key::new().scene();
        prop_assert!(scene.verify(&assertion(data, client, signature)).is_err());
    }

    #[test]
    fn any_signature_under_good_data_is_refused(signature in prop_oneof![any_bytes(), nearly_der()]) {
        let key = Key::new();
        let scene = key.scene();
        let good = key.confirm(&scene);
        let mut bad = good.clone();
        bad.signature = signature.into();
        prop_assert!(scene.verify(&bad).is_err());
    }

    #[test]
    fn any_flipped_bit_is_noticed(part in 0..3, place: prop::sample::Index, bit in 0..8u8) {
        let key = Key::new();
        let scene = key.scene();
        let mut changed = key.confirm(&scene);
        let bytes = match part {
            0 => &mut changed.authenticator_data,
            1 => &mut changed.client_data,
            _ => &mut changed.signature,
        };
        let mut copy = bytes.to_vec();
        copy[place.index(bytes.len())] ^= 1 << bit;
        *bytes = Binary::from(copy);
        prop_assert!(scene.verify(&changed).is_err());
    }

    #[test]
    fn any_message_is_confirmed_and_no_other(message in any_bytes(), other in any_bytes()) {
        let key = Key::new();
        let scene = Scene { message: message.clone(), ..key.scene() };
        let confirmed = key.confirm(&scene);
        prop_assert!(scene.verify(&confirmed).is_ok());
        let elsewhere = Scene { message: other.clone(), ..scene };
        prop_assert_eq!(elsewhere.verify(&confirmed).is_ok(), message == other);
    }

    #[test]
    fn any_time_and_nonce_are_judged(now: u64, nonce: u64, expires_at: u64, sent: u64) {
        let key = Key::new();
        let scene = Scene { now, nonce, ..key.scene() };
        let challenge = scene.challenge(expires_at, sent).to_base64url();
        let data = authenticator_data(RP_ID, UP_UV);
        let mut made = key.assertion(&scene, &data, &crate::common::client_data(&challenge));
        (made.expires_at, made.nonce) = (expires_at, sent);
        let counts = now < expires_at && expires_at - now <= 300 && nonce == sent;
        prop_assert_eq!(scene.verify(&made).is_ok(), counts);
    }
}
