//! Challenges, passkeys, relying parties: one encoding each, and what is refused.

use chartseal_types::second_factor::{
    Challenge, MAX_CREDENTIAL, MAX_ORIGIN, MAX_ORIGINS, MAX_RELYING_PARTIES, MAX_RP_ID, Passkey,
    PasskeyError, PasskeyUnchecked, RelyingParty, RelyingPartyError, RelyingPartyUnchecked, Sensitive,
};
use chartseal_types::{Code, CredentialHash, RpIdHash};
use cosmwasm_std::Binary;
use proptest::prelude::*;
use sha2::{Digest, Sha256};

const CHALLENGE: Challenge<'_> = Challenge {
    chain_id: "chartseal-1",
    contract: "chartseal1contract",
    sender: "chartseal1sender",
    message: br#"{"erase":{}}"#,
    expires_at: 1_800_000_300,
    nonce: 7,
};

#[test]
fn a_challenge_is_hashed_so() {
    let bytes = [
        b"\0\0\0\0\0\0\0\x1achartseal/second-factor/v1".as_slice(),
        b"\0\0\0\0\0\0\0\x0bchartseal-1",
        b"\0\0\0\0\0\0\0\x12chartseal1contract",
        b"\0\0\0\0\0\0\0\x10chartseal1sender",
        b"\0\0\0\0\0\0\0\x0c{\"erase\":{}}",
        &[0, 0, 0, 0, 0x6b, 0x49, 0xd3, 0x2c],
        &[0, 0, 0, 0, 0, 0, 0, 7],
    ]
    .concat();
    assert_eq!(CHALLENGE.hash(), <[u8; 32]>::from(Sha256::digest(bytes)));
    assert_eq!(CHALLENGE.to_base64url(), "H4Z9L4iKpBu-_o5LJn8TxRi14DTQJNXCTtZFgwYOpvg");
}

#[test]
fn every_part_of_a_challenge_counts() {
    let others = [
        Challenge { chain_id: "chartseal-2", ..CHALLENGE },
        Challenge { contract: "chartseal1other", ..CHALLENGE },
        Challenge { sender: "chartseal1other", ..CHALLENGE },
        Challenge { message: br#"{"erase": {}}"#, ..CHALLENGE },
        Challenge { expires_at: CHALLENGE.expires_at + 1, ..CHALLENGE },
        Challenge { nonce: 8, ..CHALLENGE },
        // The same characters, divided otherwise.
        Challenge { chain_id: "chartseal-1c", contract: "hartseal1contract", ..CHALLENGE },
        Challenge { contract: "chartseal1contractc", sender: "hartseal1sender", ..CHALLENGE },
        Challenge { sender: "chartseal1sender{", message: br#""erase":{}}"#, ..CHALLENGE },
        Challenge { expires_at: 7, nonce: CHALLENGE.expires_at, ..CHALLENGE },
    ];
    for other in others {
        assert_ne!(other.hash(), CHALLENGE.hash(), "{other:?}");
    }
}

proptest! {
    #[test]
    fn a_challenge_is_spelt_without_padding_in_the_alphabet_of_urls(message: Vec<u8>, nonce: u64) {
        let challenge = Challenge { message: &message, nonce, ..CHALLENGE };
        let text = challenge.to_base64url();
        prop_assert_eq!(text.len(), 43);
        let standard = text.replace('-', "+").replace('_', "/") + "=";
        prop_assert_eq!(Binary::from_base64(&standard).unwrap(), Binary::from(challenge.hash()));
        prop_assert!(!text.contains(['+', '/', '=']));
    }
}

#[test]
fn each_sensitive_message_has_a_bit_of_its_own_for_good() {
    let bits: Vec<u8> = Sensitive::ALL.map(Code::bit).into();
    assert_eq!(bits, (0..14).collect::<Vec<u8>>());
    let always: Vec<_> = Sensitive::ALL.into_iter().filter(|sensitive| sensitive.is_always()).collect();
    assert_eq!(always, Sensitive::ALWAYS);
}

fn site(rp_id: &str, origins: &[&str]) -> RelyingPartyUnchecked {
    let origins = origins.iter().map(|origin| (*origin).into()).collect();
    RelyingPartyUnchecked { rp_id: rp_id.into(), origins }
}

#[test]
fn a_relying_party_is_a_domain_with_origins_on_it() {
    let long = ["a"; 127].join(".");
    for (rp_id, origins) in [
        ("example.org", vec!["https://example.org"]),
        ("example.org", vec!["https://a.example.org:8443", "https://b-1.example.org"]),
        ("localhost", vec!["http://localhost", "http://localhost:8080", "https://app.localhost:65535"]),
        ("1.example", vec!["https://1.example:80"]),
        (&long, vec![&*format!("https://{long}:10000")]),
    ] {
        let party = site(rp_id, &origins).check().expect(rp_id);
        assert_eq!(party.rp_id, rp_id);
        assert_eq!(party.origins, origins);
        assert!(origins.iter().all(|origin| party.allows(origin) && origin.len() <= MAX_ORIGIN));
        assert!(!party.allows("https://other.org"));
        assert_eq!(party.rp_id_hash().0, <[u8; 32]>::from(Sha256::digest(rp_id)));
    }
}

#[test]
fn origins_are_kept_in_order() {
    let party = site("example.org", &["https://b.example.org", "https://a.example.org"]).check().unwrap();
    assert_eq!(party.origins, ["https://a.example.org", "https://b.example.org"]);
}

#[test]
fn what_is_no_domain_is_no_rp_id() {
    let long = ["a"; 128].join(".");
    assert_eq!(long.len(), MAX_RP_ID + 2);
    let longer = format!("a{}", ["a"; 127].join("."));
    assert_eq!(longer.len(), MAX_RP_ID + 1);
    let label = format!("{}.org", "a".repeat(64));
    for rp_id in [
        "",
        ".",
        "a..b",
        "example.org.",
        ".example.org",
        "Example.org",
        "exämple.org",
        "-a.org",
        "a-.org",
        "a_b.org",
        "https://example.org",
        "example.org:443",
        "127.0.0.1",
        "7",
        &label,
        &long,
        &longer,
    ] {
        let got = rp_id.chars().count();
        assert_eq!(
            site(rp_id, &["https://example.org"]).check(),
            Err(RelyingPartyError::RpId { got }),
            "{rp_id}"
        );
    }
    let label = format!("{}.org", "a".repeat(63));
    assert!(site(&label, &[&format!("https://{label}")]).check().is_ok());
}

#[test]
fn an_origin_that_no_browser_sends_is_refused() {
    for origin in [
        "",
        "https://",
        "example.org",
        "http://example.org",
        "HTTPS://example.org",
        "https://Example.org",
        "https://example.org/",
        "https://example.org/path",
        "https://example.org:443",
        "https://example.org:",
        "https://example.org:0443",
        "https://example.org:+44",
        "https://example.org:0",
        "https://example.org:65536",
        "https://example.org:x",
        "https://user@example.org",
        "https://badexample.org",
        "https://.example.org",
        "https://a..example.org",
        "https://org",
        "https://example.org.evil.net",
        "https://evil.net",
        "https://example.org:8443:1",
        "android:apk-key-hash:x",
        "null",
        "https://a b.example.org",
    ] {
        let error = RelyingPartyError::Origin { rp_id: "example.org".into(), got: origin.chars().count() };
        assert_eq!(site("example.org", &[origin]).check(), Err(error), "{origin}");
    }
    for origin in ["http://localhost:80", "https://localhost:443", "http://example.org", "ws://localhost"] {
        assert!(
            matches!(site("localhost", &[origin]).check(), Err(RelyingPartyError::Origin { .. })),
            "{origin}"
        );
    }
}

#[test]
fn origins_are_counted_and_stand_once() {
    let origins: Vec<String> = (0..=MAX_ORIGINS).map(|n| format!("https://p{n}.example.org")).collect();
    let origins: Vec<&str> = origins.iter().map(String::as_str).collect();
    assert!(site("example.org", &origins[1..]).check().is_ok());
    for list in [&origins[..], &[]] {
        let error = RelyingPartyError::Origins { rp_id: "example.org".into(), got: list.len() };
        assert_eq!(site("example.org", list).check(), Err(error));
    }
    let error = RelyingPartyError::RepeatedOrigin { rp_id: "example.org".into() };
    assert_eq!(site("example.org", &[origins[0], origins[1], origins[0]]).check(), Err(error));
}

#[test]
fn a_list_of_relying_parties_is_counted_sorted_and_without_repeats() {
    let sites = |ids: std::ops::RangeInclusive<usize>| -> Vec<_> {
        ids.rev().map(|n| site(&format!("p{n}.org"), &[&format!("https://p{n}.org")])).collect()
    };
    let list = RelyingParty::check_all(sites(1..=MAX_RELYING_PARTIES)).unwrap();
    assert_eq!(list.len(), MAX_RELYING_PARTIES);
    assert!(list.is_sorted_by_key(|party| &party.rp_id));
    assert_eq!(RelyingParty::check_all(vec![]), Ok(vec![]));
    let got = MAX_RELYING_PARTIES + 1;
    assert_eq!(RelyingParty::check_all(sites(1..=got)), Err(RelyingPartyError::TooMany { got }));
    let twice = [sites(1..=2), sites(2..=2)].concat();
    let error = RelyingPartyError::Repeated { rp_id: "p2.org".into() };
    assert_eq!(RelyingParty::check_all(twice), Err(error));
    let wrong = RelyingParty::check_all(vec![site("p1.org", &[])]);
    assert_eq!(wrong, Err(RelyingPartyError::Origins { rp_id: "p1.org".into(), got: 0 }));
}

fn passkey(credential: usize, public_key: Vec<u8>, rp_id: &str) -> Result<Passkey, PasskeyError> {
    let parties = [site("example.org", &["https://example.org"]).check().unwrap()];
    let credential = Binary::from(vec![9; credential]);
    PasskeyUnchecked { credential, public_key: public_key.into(), rp_id: rp_id.into() }.check(&parties)
}

#[test]
fn a_passkey_is_kept_by_the_hash_of_its_credential() {
    let key = [vec![4], vec![1; 64]].concat();
    let passkey = passkey(16, key.clone(), "example.org").unwrap();
    assert_eq!(passkey.credential_hash(), CredentialHash(Sha256::digest([9; 16]).into()));
    let row = passkey.row(77);
    assert_eq!(row.public_key.as_slice(), key);
    assert_eq!(row.rp_id_hash, RpIdHash(Sha256::digest("example.org").into()));
    assert_eq!(row.added_at, 77);
}

#[test]
fn a_passkey_of_another_form_is_refused() {
    let key = [vec![4], vec![1; 64]].concat();
    assert!(passkey(1, key.clone(), "example.org").is_ok());
    assert!(passkey(MAX_CREDENTIAL, key.clone(), "example.org").is_ok());
    for got in [0, MAX_CREDENTIAL + 1] {
        assert_eq!(passkey(got, key.clone(), "example.org"), Err(PasskeyError::Credential { got }));
    }
    for wrong in [
        vec![],
        key[..64].to_vec(),
        [&key[..], &[0]].concat(),
        [vec![2], vec![1; 64]].concat(),
        [vec![2], vec![1; 32]].concat(),
    ] {
        let got = wrong.len();
        assert_eq!(passkey(16, wrong, "example.org"), Err(PasskeyError::PublicKey { got }));
    }
    let error = PasskeyError::RelyingParty { known: 1, got: 16 };
    assert_eq!(passkey(16, key, "evil.example.org"), Err(error));
}
