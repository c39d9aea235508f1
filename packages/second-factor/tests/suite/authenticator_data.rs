//! The authenticator data: for which relying party, and whether somebody was there and verified.

use chartseal_second_factor::{MAX_AUTHENTICATOR_DATA, MIN_AUTHENTICATOR_DATA, SecondFactorError};
use chartseal_types::RpIdHash;

use crate::common::{Key, RP_ID, UP_UV, authenticator_data};
use crate::refused;

#[test]
fn presence_and_verification_are_both_needed_and_other_flags_are_not() {
    let key = Key::new();
    let scene = key.scene();
    for flags in 0..=u8::MAX {
        let assertion = key.with_authenticator_data(&scene, &authenticator_data(RP_ID, flags));
        let result = scene.verify(&assertion);
        match (flags & 0x01 != 0, flags & 0x04 != 0) {
            (true, true) => result.expect("it confirms"),
            (true, false) => refused!(result, SecondFactorError::UserVerification),
            (false, _) => refused!(result, SecondFactorError::UserPresence),
        }
    }
}

#[test]
fn a_passkey_of_another_site_confirms_nothing_here() {
    let key = Key::new();
    let scene = key.scene();
    for rp_id in ["other.example.org", "example.org", "Portal.example.org", ""] {
        let assertion = key.with_authenticator_data(&scene, &authenticator_data(rp_id, UP_UV));
        refused!(
            scene.verify(&assertion),
            SecondFactorError::RpIdHash { expected, got } if (*expected, *got) == (RpIdHash::of(RP_ID), RpIdHash::of(rp_id))
        );
    }
}

#[test]
fn the_counter_is_not_read() {
    let key = Key::new();
    let scene = key.scene();
    for counter in [[0; 4], [0, 0, 0, 1], [255; 4]] {
        let mut bytes = authenticator_data(RP_ID, UP_UV);
        bytes[33..].copy_from_slice(&counter);
        scene.verify(&key.with_authenticator_data(&scene, &bytes)).expect("it confirms");
    }
}

#[test]
fn data_are_37_bytes_or_longer_by_extensions_within_a_cap() {
    let key = Key::new();
    let scene = key.scene();
    let whole = [authenticator_data(RP_ID, UP_UV | 0x80), vec![0xa0; MAX_AUTHENTICATOR_DATA]].concat();
    for length in [MIN_AUTHENTICATOR_DATA, MIN_AUTHENTICATOR_DATA + 1, MAX_AUTHENTICATOR_DATA] {
        scene.verify(&key.with_authenticator_data(&scene, &whole[..length])).expect("it confirms");
    }
    for length in [0, 31, 32, 33, MIN_AUTHENTICATOR_DATA - 1, MAX_AUTHENTICATOR_DATA + 1] {
        refused!(
            scene.verify(&key.with_authenticator_data(&scene, &whole[..length])),
            SecondFactorError::AuthenticatorData { got } if *got == length
        );
    }
}
