//! Key pairs: made, stored, registered, told apart.

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rsa::{KeySize, PrivateDecryptingKey};
use chartseal_crypto::keys::{KeyError, PublicKey, SecretKey, Suite};
use chartseal_types::identity::EncryptionKeyUnchecked;

#[test]
fn keys_come_back_from_their_bytes() {
    for suite in Suite::ALL {
        let key = SecretKey::generate(suite).unwrap();
        let again = SecretKey::from_bytes(suite, key.expose()).unwrap();
        assert_eq!(again.public(), key.public());
        assert_eq!(PublicKey::from_bytes(suite, key.public().as_bytes()).unwrap(), *key.public());
        assert_ne!(SecretKey::generate(suite).unwrap().public().id(), key.public().id());
    }
}

#[test]
fn keys_can_be_registered_on_the_chain() {
    for suite in Suite::ALL {
        let key = SecretKey::generate(suite).unwrap();
        let registered = EncryptionKeyUnchecked::from(key.public()).check().unwrap();
        assert_eq!(PublicKey::try_from(&registered).unwrap(), *key.public());
    }
}

#[test]
fn suites_are_pinned() {
    assert_eq!(Suite::ALL.map(Suite::code), [1, 2, 3, 4]);
    assert_eq!(Suite::ALL.map(Suite::name), ["x-wing", "p256", "x25519", "rsa-oaep"]);
    for suite in Suite::ALL {
        assert_eq!(Suite::from_code(suite.code()).unwrap(), suite);
        assert_eq!(suite.name().parse::<Suite>().unwrap(), suite);
    }
    assert_eq!(Suite::from_code(0).unwrap_err(), KeyError::Suite(0));
    assert!("XWING".parse::<Suite>().is_err());
}

#[test]
fn other_bytes_are_refused() {
    for suite in Suite::ALL {
        for len in [0, 1, 31, 33, 65, 1216, 3000] {
            let bytes = vec![0xff; len];
            assert_eq!(
                PublicKey::from_bytes(suite, &bytes).unwrap_err(),
                KeyError::Public { suite, got: len }
            );
        }
        assert_eq!(SecretKey::from_bytes(suite, &[1; 31]).unwrap_err(), KeyError::Secret { suite });
    }
    // On the curve's field but not on the curve.
    let mut point = SecretKey::generate(Suite::P256).unwrap().public().as_bytes().to_vec();
    point[64] ^= 1;
    let off_curve = PublicKey::from_bytes(Suite::P256, &point).unwrap_err();
    assert_eq!(off_curve, KeyError::Public { suite: Suite::P256, got: 65 });
}

#[test]
fn short_rsa_keys_are_refused() {
    let key = PrivateDecryptingKey::generate(KeySize::Rsa2048).unwrap();
    let der: Pkcs8V1Der<'_> = key.as_der().unwrap();
    let refused = SecretKey::from_bytes(Suite::RsaOaep, der.as_ref()).unwrap_err();
    assert_eq!(refused, KeyError::RsaLength { bits: 2048 });
}

#[test]
fn secrets_are_not_printed() {
    let key = SecretKey::generate(Suite::X25519).unwrap();
    let printed = format!("{key:?}");
    assert!(printed.contains("redacted") && !printed.contains(&hex::encode(key.expose())[..8]));
    let data = chartseal_crypto::DataKey::from_bytes(&[0xab; 32]);
    assert_eq!(format!("{data:?}"), "DataKey(redacted)");
}
