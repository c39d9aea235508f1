//! The key ring: what went in comes out, for the right passphrase only, and every failure has a name of its own.

use std::sync::LazyLock;

use chartseal_crypto::keyring::{Entry, KdfParams, KeyRing, KeyRingError, MAX_NAME, MAX_SECRET, RingKey};
use proptest::prelude::*;
use secrecy::SecretString;
use sha2::{Digest, Sha256};

fn passphrase() -> SecretString {
    SecretString::from("correct horse battery staple")
}

fn ring() -> KeyRing {
    let mut ring = KeyRing::new();
    ring.insert("account", "alice", &[1; 32]).unwrap();
    ring.insert("encryption", "alice", &[2; 1700]).unwrap();
    ring.insert("encryption", "bob", &[]).unwrap();
    ring
}

static KEY: LazyLock<RingKey> = LazyLock::new(|| RingKey::new(&passphrase(), KdfParams::LEAST).unwrap());
static SEALED: LazyLock<Vec<u8>> = LazyLock::new(|| ring().seal_with(&KEY).unwrap());

fn names(ring: &KeyRing) -> Vec<(&str, &str)> {
    ring.entries().map(|Entry { kind, label }| (kind, label)).collect()
}

/// Bytes whose checksum is right again.
fn checksummed(mut bytes: Vec<u8>) -> Vec<u8> {
    let body = bytes.len() - 32;
    let checksum = Sha256::digest(&bytes[..body]);
    bytes[body..].copy_from_slice(&checksum);
    bytes
}

#[test]
fn sealed_at_the_default_cost_and_opened() {
    let sealed = ring().seal(&passphrase()).unwrap();
    let opened = KeyRing::open(&sealed, &passphrase()).unwrap();
    assert_eq!(names(&opened), [("account", "alice"), ("encryption", "alice"), ("encryption", "bob")]);
    assert_eq!(opened.get("encryption", "alice").unwrap(), [2; 1700]);
    assert_eq!(opened.get("encryption", "carol"), None);
    assert_eq!(opened.len(), 3);
}

#[test]
fn secrets_are_replaced_and_removed() {
    let mut ring = ring();
    ring.insert("account", "alice", &[9]).unwrap();
    assert_eq!(ring.get("account", "alice").unwrap(), [9]);
    assert_eq!(*ring.remove("account", "alice").unwrap(), [9]);
    assert!(ring.remove("account", "alice").is_none());
    assert_eq!(ring.len(), 2);
    assert!(KeyRing::new().is_empty());
}

#[test]
fn sealed_again_without_deriving_again() {
    let (mut ring, key) = KeyRing::unlock(&SEALED, &passphrase()).unwrap();
    ring.insert("trustee", "epoch-1", &[3; 32]).unwrap();
    let again = ring.seal_with(&key).unwrap();
    assert_ne!(again[46..102], SEALED[46..102], "another salt, another commitment");
    assert_eq!(KeyRing::open_with(&again, &key).unwrap().len(), 4);
    assert_eq!(KeyRing::open(&again, &passphrase()).unwrap().len(), 4);
}

#[test]
fn wrong_passphrases() {
    let wrong = KeyRing::open(&SEALED, &SecretString::from("correct horse battery stapl")).unwrap_err();
    assert_eq!(wrong, KeyRingError::WrongPassphrase);
    let other = RingKey::new(&passphrase(), KdfParams::LEAST).unwrap();
    assert_eq!(KeyRing::open_with(&SEALED, &other).unwrap_err(), KeyRingError::WrongPassphrase);
    let empty = SecretString::from("");
    assert_eq!(ring().seal(&empty).unwrap_err(), KeyRingError::EmptyPassphrase);
    assert_eq!(KeyRing::open(&SEALED, &empty).unwrap_err(), KeyRingError::EmptyPassphrase);
}

#[test]
fn other_files_and_newer_ones() {
    assert_eq!(KeyRing::open(b"{}", &passphrase()).unwrap_err(), KeyRingError::NotAKeyRing);
    assert_eq!(KeyRing::open(b"", &passphrase()).unwrap_err(), KeyRingError::NotAKeyRing);
    let mut newer = SEALED.clone();
    newer[17] = 2;
    assert_eq!(KeyRing::open(&newer, &passphrase()).unwrap_err(), KeyRingError::Version { known: 1, got: 2 });
}

#[test]
fn a_hostile_cost_is_refused_before_it_is_paid() {
    for (memory, passes, lanes) in [
        (100 * 1024 * 1024, 3, 1),
        (u32::MAX, 3, 1),
        (64 * 1024, 1_000_000, 1),
        (64 * 1024, 3, 1000),
        (8, 3, 1),
        (64 * 1024, 1, 1),
        (64 * 1024, 3, 0),
    ] {
        let mut hostile = SEALED.clone();
        for (number, at) in [memory, passes, lanes].iter().zip([18, 22, 26]) {
            hostile[at..at + 4].copy_from_slice(&u32::to_be_bytes(*number));
        }
        let refused = KeyRing::open(&checksummed(hostile), &passphrase()).unwrap_err();
        assert_eq!(refused, KeyRingError::Params { memory_kib: memory, passes, lanes });
        assert_eq!(KdfParams::new(memory, passes, lanes).unwrap_err(), refused);
    }
}

#[test]
fn damage_with_a_right_checksum_is_still_damage() {
    let mut ciphertext = SEALED.clone();
    ciphertext[120] ^= 1;
    let damaged = KeyRing::open_with(&checksummed(ciphertext), &KEY).unwrap_err();
    assert_eq!(damaged, KeyRingError::Damaged);
}

#[test]
fn names_and_secrets_have_their_limits() {
    let mut ring = KeyRing::new();
    let long = "x".repeat(MAX_NAME + 1);
    assert_eq!(ring.insert("", "a", b"").unwrap_err(), KeyRingError::Name { got: 0 });
    assert_eq!(ring.insert("a", &long, b"").unwrap_err(), KeyRingError::Name { got: MAX_NAME + 1 });
    let big = vec![0; MAX_SECRET + 1];
    assert_eq!(ring.insert("a", "b", &big).unwrap_err(), KeyRingError::Secret { got: MAX_SECRET + 1 });
    assert!(ring.is_empty());
}

#[test]
fn secrets_are_not_printed() {
    let printed = format!("{:?} {:?}", ring(), *KEY);
    assert!(printed.contains("alice") && printed.contains("redacted") && !printed.contains("1, 1"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn any_change_is_noticed(at in any::<prop::sample::Index>(), bit in 0u8..8) {
        let mut bytes = SEALED.clone();
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        let error = KeyRing::open_with(&bytes, &KEY).unwrap_err();
        match at {
            0..17 => prop_assert_eq!(error, KeyRingError::NotAKeyRing),
            17 => {
                let newer = matches!(error, KeyRingError::Version { .. });
                prop_assert!(newer);
            }
            _ => prop_assert_eq!(error, KeyRingError::Damaged),
        }
    }

    #[test]
    fn any_truncation_is_noticed(at in any::<prop::sample::Index>()) {
        let at = at.index(SEALED.len());
        let error = KeyRing::open_with(&SEALED[..at], &KEY).unwrap_err();
        prop_assert_eq!(error, if at < 17 { KeyRingError::NotAKeyRing } else { KeyRingError::Damaged });
    }

    #[test]
    fn any_content_comes_back(
        secrets in prop::collection::btree_map(
            ("\\PC{1,20}", "\\PC{1,20}"), prop::collection::vec(any::<u8>(), 0..200), 0..12)
    ) {
        let mut ring = KeyRing::new();
        for ((kind, label), secret) in &secrets {
            ring.insert(kind, label, secret).unwrap();
        }
        let opened = KeyRing::open_with(&ring.seal_with(&KEY).unwrap(), &KEY).unwrap();
        prop_assert_eq!(opened.len(), secrets.len());
        for ((kind, label), secret) in &secrets {
            prop_assert_eq!(opened.get(kind, label), Some(secret.as_slice()));
        }
    }
}
