//! The signature: one encoding in DER, either of its two values of s, by the passkey alone.

use chartseal_second_factor::SecondFactorError;
use cosmwasm_std::Binary;

use crate::common::{Key, Scene};
use crate::refused;

/// The order of P-256 (FIPS 186-5, SP 800-186 section 3.2.1.3).
const ORDER: [u8; 32] = [
    0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xbc, 0xe6, 0xfa,
    0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
];

/// r and s of a signature in DER, each as its content.
fn parts(der: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let r_end = 4 + usize::from(der[3]);
    (der[4..r_end].to_vec(), der[r_end + 2..].to_vec())
}

/// Writes a signature from the contents of r and s.
type Spelling<'a> = &'a dyn Fn(&[u8], &[u8]) -> Vec<u8>;

fn integer(content: &[u8]) -> Vec<u8> {
    [&[0x02, content.len() as u8], content].concat()
}

fn sequence(content: &[u8]) -> Vec<u8> {
    [&[0x30, content.len() as u8], content].concat()
}

fn encode(r: &[u8], s: &[u8]) -> Vec<u8> {
    sequence(&[integer(r), integer(s)].concat())
}

/// 32 bytes without the sign byte, or filled up.
fn fixed(content: &[u8]) -> [u8; 32] {
    let digits = content.strip_prefix(&[0]).unwrap_or(content);
    let mut number = [0; 32];
    number[32 - digits.len()..].copy_from_slice(digits);
    number
}

/// The shortest content of a positive integer.
fn minimal(number: &[u8]) -> Vec<u8> {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    let digits = &number[zeros..];
    if digits.first().is_none_or(|byte| *byte >= 0x80) { [&[0], digits].concat() } else { digits.to_vec() }
}

fn subtract(a: &[u8; 32], b: &[u8; 32]) -> [u8; 32] {
    let mut borrow = 0;
    let mut result = [0; 32];
    for n in (0..32).rev() {
        let difference = i16::from(a[n]) - i16::from(b[n]) - borrow;
        borrow = i16::from(difference < 0);
        result[n] = difference.rem_euclid(256) as u8;
    }
    result
}

/// The scene's message confirmed with another spelling of the signature.
fn spelt(key: &Key, scene: &Scene, spell: impl Fn(&[u8], &[u8]) -> Vec<u8>) -> Result<(), SecondFactorError> {
    let mut assertion = key.confirm(scene);
    let (r, s) = parts(&assertion.signature);
    assertion.signature = spell(&r, &s).into();
    scene.verify(&assertion)
}

#[test]
fn either_value_of_s_is_the_signature() {
    let key = Key::new();
    let scene = key.scene();
    spelt(&key, &scene, encode).expect("as it was signed");
    spelt(&key, &scene, |r, s| encode(r, &minimal(&subtract(&ORDER, &fixed(s))))).expect("the other s");
}

#[test]
fn short_numbers_are_read() {
    // One in 256 signatures has an r or an s with a leading zero byte.
    let key = Key::new();
    let scene = key.scene();
    let short = (0..20_000)
        .map(|_| key.confirm(&scene))
        .find(|assertion| {
            let (r, s) = parts(&assertion.signature);
            r.len().min(s.len()) < 32
        })
        .expect("there is one");
    scene.verify(&short).expect("it confirms");
}

#[test]
fn other_encodings_of_the_same_numbers_are_refused() {
    let key = Key::new();
    let scene = key.scene();
    let joined = |r: &[u8], s: &[u8]| [integer(r), integer(s)].concat();
    let spellings: [(&str, Spelling<'_>); 18] = [
        ("nothing", &|_, _| vec![]),
        ("raw r and s", &|r, s| [fixed(r), fixed(s)].concat()),
        ("a zero before r", &|r, s| encode(&[&[0], r].concat(), s)),
        ("a zero before s", &|r, s| encode(r, &[&[0], s].concat())),
        ("bytes after the sequence", &|r, s| [encode(r, s), vec![0]].concat()),
        ("bytes inside, after s", &|r, s| sequence(&[joined(r, s), vec![0]].concat())),
        ("a third number", &|r, s| sequence(&[joined(r, s), integer(&[1])].concat())),
        ("a long length", &|r, s| [&[0x30, 0x81], &encode(r, s)[1..]].concat()),
        ("a longer length", &|r, s| [&[0x30, 0x82, 0], &encode(r, s)[1..]].concat()),
        ("an indefinite length", &|r, s| [&[0x30, 0x80], &joined(r, s)[..], &[0, 0]].concat()),
        ("a long length of r", &|r, s| sequence(&[&[0x02, 0x81], &integer(r)[1..], &integer(s)].concat())),
        ("a length beyond the end", &|r, s| {
            let mut der = encode(r, s);
            der[1] += 1;
            der
        }),
        ("a length before the end", &|r, s| {
            let mut der = encode(r, s);
            der[1] -= 1;
            der
        }),
        ("a set", &|r, s| [&[0x31], &encode(r, s)[1..]].concat()),
        ("bit strings", &|r, s| encode(r, s).into_iter().map(|b| if b == 2 { 3 } else { b }).collect()),
        ("r alone", &|r, _| sequence(&integer(r))),
        ("an empty r", &|_, s| encode(&[], s)),
        ("an empty s", &|r, _| encode(r, &[])),
    ];
    for (what, spell) in spellings {
        let result = spelt(&key, &scene, spell);
        assert!(matches!(result, Err(SecondFactorError::SignatureEncoding { .. })), "{what}: {result:?}");
    }
}

#[test]
fn numbers_that_are_not_positive_or_too_long_are_refused() {
    let key = Key::new();
    let scene = key.scene();
    let good: &[u8] = &[1];
    let long = [vec![0x7f], vec![0xff; 32]].concat();
    let longer = [vec![0, 0x80], vec![0; 32]].concat();
    for bad in
        [&[0x80][..], &[0xff], &[0xff; 32], &[0x80; 33], &[0], &[0, 0], &[0, 0x7f], &[0, 1], &long, &longer]
    {
        for signature in [encode(bad, good), encode(good, bad)] {
            let got = signature.len();
            let result = spelt(&key, &scene, |_, _| signature.clone());
            refused!(result, SecondFactorError::SignatureEncoding { got: length } if *length == got);
        }
    }
}

#[test]
fn numbers_of_the_right_length_that_are_no_signature_are_another_matter() {
    let key = Key::new();
    let scene = key.scene();
    let sign = [&[0][..], &[0xff; 32]].concat();
    let order = [&[0][..], &ORDER].concat();
    for wrong in [&[1][..], &[0x7f], &[0, 0x80], &[0x7f; 32], &[0x01; 32], &sign, &order] {
        refused!(spelt(&key, &scene, |_, _| encode(wrong, &[1])), SecondFactorError::Signature);
        refused!(spelt(&key, &scene, |_, _| encode(&[1], wrong)), SecondFactorError::Signature);
        refused!(spelt(&key, &scene, |r, _| encode(r, wrong)), SecondFactorError::Signature);
        refused!(spelt(&key, &scene, |_, s| encode(wrong, s)), SecondFactorError::Signature);
    }
}

#[test]
fn every_signed_byte_counts() {
    let key = Key::new();
    let scene = key.scene();
    let whole = key.confirm(&scene);
    // The counter, which nobody reads, is signed all the same.
    for place in 33..37 {
        let mut changed = whole.clone();
        let mut bytes = changed.authenticator_data.to_vec();
        bytes[place] ^= 1;
        changed.authenticator_data = bytes.into();
        refused!(scene.verify(&changed), SecondFactorError::Signature);
    }
    let mut spaced = whole.clone();
    spaced.client_data = [whole.client_data.as_slice(), b" "].concat().into();
    refused!(scene.verify(&spaced), SecondFactorError::Signature);
    let mut extended = whole.clone();
    extended.authenticator_data = [whole.authenticator_data.as_slice(), &[0]].concat().into();
    refused!(scene.verify(&extended), SecondFactorError::Signature);
}

#[test]
fn a_public_key_that_is_none_verifies_nothing() {
    let key = Key::new();
    let scene = key.scene();
    let assertion = key.confirm(&scene);
    let off_curve = [vec![4], vec![1; 64]].concat();
    let infinity = vec![0];
    for public_key in [vec![], off_curve, infinity, vec![4; 65], vec![0xff; 64]] {
        let mut other = scene.clone();
        other.passkey.public_key = Binary::from(public_key);
        refused!(other.verify(&assertion), SecondFactorError::Signature);
    }
}
