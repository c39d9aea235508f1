//! An assertion confirms one message of one sender on one chain, while it lasts.

use chartseal_second_factor::SecondFactorError;

use crate::common::{Key, NOW};
use crate::refused;

#[test]
fn an_assertion_over_the_message_confirms_it() {
    let key = Key::new();
    let scene = key.scene();
    scene.verify(&key.confirm(&scene)).expect("it confirms");
}

#[test]
fn it_lasts_until_its_expiry_which_is_near() {
    let key = Key::new();
    let scene = key.scene();
    let assertion = key.confirm(&scene);
    let at = |now| crate::common::Scene { now, ..scene.clone() }.verify(&assertion);
    at(NOW + 299).expect("it still counts");
    refused!(at(NOW + 300), SecondFactorError::Expired { expires_at, now } if (*expires_at, *now) == (NOW + 300, NOW + 300));
    refused!(at(NOW + 301), SecondFactorError::Expired { .. });
    refused!(at(u64::MAX), SecondFactorError::Expired { .. });
    refused!(at(NOW - 1), SecondFactorError::TooFarAhead { expires_at, now } if (*expires_at, *now) == (NOW + 300, NOW - 1));
    refused!(at(0), SecondFactorError::TooFarAhead { .. });
}
