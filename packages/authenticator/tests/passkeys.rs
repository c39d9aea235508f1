//! Passkeys are made, used, listed, removed, and kept encrypted.

use chartseal_authenticator::{AuthenticatorError, SoftwareAuthenticator};
use chartseal_crypto::keyring::{KdfParams, KeyRing, KeyRingError, RingKey};
use chartseal_second_factor::{Facts, SecondFactorError, verify};
use chartseal_types::CredentialHash;
use chartseal_types::identity::PasskeyRow;
use chartseal_types::second_factor::{
    Assertion, Challenge, PasskeyUnchecked, RelyingParty, RelyingPartyError, RelyingPartyUnchecked,
};
use cosmwasm_std::testing::MockApi;
use secrecy::SecretString;

const RP_ID: &str = "example.org";
const ORIGIN: &str = "https://portal.example.org";
const NOW: u64 = 1_800_000_000;
const CHALLENGE: Challenge<'_> = Challenge {
    chain_id: "chartseal-1",
    contract: "chartseal1contract",
    sender: "chartseal1sender",
    message: b"{}",
    expires_at: NOW + 300,
    nonce: 2,
};

fn relying_parties() -> Vec<RelyingParty> {
    let party = RelyingPartyUnchecked { rp_id: RP_ID.into(), origins: vec![ORIGIN.into()] };
    RelyingParty::check_all(vec![party]).unwrap()
}

fn row(passkey: PasskeyUnchecked) -> PasskeyRow {
    passkey.check(&relying_parties()).unwrap().row(NOW)
}

fn verified(passkey: &PasskeyRow, assertion: &Assertion) -> Result<(), SecondFactorError> {
    let facts = Facts {
        chain_id: CHALLENGE.chain_id,
        contract: CHALLENGE.contract,
        sender: CHALLENGE.sender,
        message: CHALLENGE.message,
        now: NOW,
        nonce: CHALLENGE.nonce,
        passkey,
        relying_parties: &relying_parties(),
    };
    verify(&MockApi::default(), &facts, assertion)
}

fn key(passphrase: &str) -> RingKey {
    RingKey::new(&passphrase.into(), KdfParams::LEAST).unwrap()
}

fn unlock(bytes: &[u8], passphrase: &str) -> Result<SoftwareAuthenticator, AuthenticatorError> {
    SoftwareAuthenticator::unlock(bytes, &SecretString::from(passphrase))
        .map(|(authenticator, _)| authenticator)
}

#[test]
fn a_contract_accepts_its_assertions() {
    let mut authenticator = SoftwareAuthenticator::new();
    let passkey = authenticator.create(RP_ID).unwrap();
    let assertion = authenticator.assert(&passkey.credential, ORIGIN, &CHALLENGE).unwrap();
    assert_eq!((assertion.nonce, assertion.expires_at), (CHALLENGE.nonce, CHALLENGE.expires_at));
    assert_eq!(assertion.credential, passkey.credential);
    verified(&row(passkey), &assertion).expect("it confirms");
}

#[test]
fn each_passkey_signs_for_itself_alone() {
    let mut authenticator = SoftwareAuthenticator::new();
    let first = authenticator.create(RP_ID).unwrap();
    let second = authenticator.create(RP_ID).unwrap();
    assert_ne!(first.credential, second.credential);
    assert_ne!(first.public_key, second.public_key);
    let assertion = authenticator.assert(&second.credential, ORIGIN, &CHALLENGE).unwrap();
    assert!(matches!(verified(&row(first), &assertion), Err(SecondFactorError::Signature)));
    verified(&row(second), &assertion).expect("it confirms");
}

#[test]
fn no_site_but_its_own_is_given_an_assertion() {
    let mut authenticator = SoftwareAuthenticator::new();
    let passkey = authenticator.create(RP_ID).unwrap();
    for origin in ["https://example.org.evil.net", "https://badexample.org", "http://example.org", "null"] {
        let error =
            AuthenticatorError::Site(RelyingPartyError::Origin { rp_id: RP_ID.into(), got: origin.len() });
        assert_eq!(authenticator.assert(&passkey.credential, origin, &CHALLENGE), Err(error), "{origin}");
    }
    let error = AuthenticatorError::Site(RelyingPartyError::RpId { got: 19 });
    assert_eq!(authenticator.create("https://example.org"), Err(error));
    authenticator.create("localhost").unwrap();
}

#[test]
fn passkeys_are_listed_found_and_removed() {
    let mut authenticator = SoftwareAuthenticator::new();
    let first = authenticator.create(RP_ID).unwrap();
    let second = authenticator.create("localhost").unwrap();
    let listed: Vec<_> = authenticator.list().map(|listed| listed.credential).collect();
    assert_eq!(listed.len(), 2);
    assert!(listed.contains(&first.credential) && listed.contains(&second.credential));
    let found = authenticator.find(CredentialHash::of(&second.credential)).expect("it is there");
    assert_eq!((found.credential, found.rp_id), (second.credential.clone(), "localhost"));

    authenticator.remove(&first.credential).unwrap();
    let gone = Err(AuthenticatorError::UnknownPasskey { known: 1 });
    assert_eq!(authenticator.remove(&first.credential), gone);
    assert_eq!(authenticator.find(CredentialHash::of(&first.credential)), None);
    let error = authenticator.assert(&first.credential, ORIGIN, &CHALLENGE).unwrap_err();
    assert_eq!(error, AuthenticatorError::UnknownPasskey { known: 1 });
    authenticator
        .assert(&second.credential, "http://localhost:3000", &CHALLENGE)
        .expect("the other is there");
    for credential in [&[][..], &[0; 15], &[0; 17]] {
        let error = authenticator.assert(credential, ORIGIN, &CHALLENGE).unwrap_err();
        assert_eq!(error, AuthenticatorError::UnknownPasskey { known: 1 });
    }
}

#[test]
fn the_file_keeps_passkeys_under_its_passphrase() {
    let mut authenticator = SoftwareAuthenticator::new();
    let passkey = authenticator.create(RP_ID).unwrap();
    authenticator.create("localhost").unwrap();
    let bytes = authenticator.seal_with(&key("four words of mine")).unwrap();
    let opened = unlock(&bytes, "four words of mine").unwrap();
    assert!(opened.list().eq(authenticator.list()));
    let assertion = opened.assert(&passkey.credential, ORIGIN, &CHALLENGE).unwrap();
    verified(&row(passkey), &assertion).expect("it confirms");
    let error = unlock(&bytes, "four words of yours").unwrap_err();
    assert_eq!(error, AuthenticatorError::KeyRing(KeyRingError::WrongPassphrase));
}

#[test]
fn a_key_ring_of_something_else_is_refused() {
    let ring = |kind: &str, label: &str, secret: &[u8]| {
        let mut ring = KeyRing::new();
        ring.insert(kind, label, secret).unwrap();
        unlock(&ring.seal_with(&key("words")).unwrap(), "words").map(|opened| opened.list().count())
    };
    let no_hex = "z".repeat(32);
    let hex = "0".repeat(32);
    for (kind, label, secret) in [
        ("account", hex.as_str(), &[0; 32][..]),
        ("passkey", &hex, &[]),
        ("passkey", &hex, &[9, b'a']),
        ("passkey", &hex, &[1, b'a', 0x30]),
        ("passkey", &hex, &[1, 0xff]),
        ("passkey", &no_hex, &[0; 32]),
    ] {
        assert_eq!(ring(kind, label, secret), Err(AuthenticatorError::NotAnAuthenticator), "{kind} {label}");
    }
}

#[test]
fn a_passkey_of_the_right_form_under_another_kind_is_refused() {
    let mut authenticator = SoftwareAuthenticator::new();
    authenticator.create(RP_ID).unwrap();
    let key = key("words");
    let ring = KeyRing::open_with(&authenticator.seal_with(&key).unwrap(), &key).unwrap();
    let label = ring.entries().next().expect("one").label.to_owned();
    let secret = ring.get("passkey", &label).expect("one");
    let mut other = ring.clone();
    other.insert("other", &label, secret).unwrap();
    let error = unlock(&other.seal_with(&key).unwrap(), "words").unwrap_err();
    assert_eq!(error, AuthenticatorError::NotAnAuthenticator);
}

#[test]
fn debug_output_shows_no_private_key() {
    let mut authenticator = SoftwareAuthenticator::new();
    authenticator.create(RP_ID).unwrap();
    let listed: Vec<_> = authenticator.list().collect();
    assert_eq!(format!("{authenticator:?}"), format!("{listed:?}"));
}
