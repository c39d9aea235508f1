//! What a validator sees after the whole story: storage and events of all contracts, byte by byte.

use std::collections::BTreeSet;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use chartseal_testing::{ORIGIN, RP_ID, Suite};
use chartseal_types::identity::IdentityRegistry;
use serde_json::Value;

use crate::story::{SECRETS, tell};

/// Every key and value that the contracts store, and every attribute of every event.
fn everything(suite: &Suite) -> Vec<Vec<u8>> {
    let storage = suite.all_contracts().into_iter().flat_map(|contract| suite.app.dump_wasm_raw(&contract));
    let stored = storage.flat_map(|(key, value)| [key, value]);
    let attributes = suite.events().iter().flat_map(|event| &event.attributes);
    let told = attributes
        .flat_map(|attribute| [&attribute.key, &attribute.value].map(|text| text.clone().into_bytes()));
    stored.chain(told).collect()
}

/// The ways in which bytes may stand in JSON: as they are, as hex, in base64 at each of the three alignments.
fn forms(secret: &[u8]) -> Vec<Vec<u8>> {
    let mut forms = vec![secret.to_vec(), hex::encode(secret).into_bytes()];
    for skipped in 0..3usize.min(secret.len()) {
        let whole = (secret.len() - skipped) / 3 * 3;
        if whole >= 6 {
            forms.push(STANDARD_NO_PAD.encode(&secret[skipped..skipped + whole]).into_bytes());
        }
    }
    forms
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window.eq_ignore_ascii_case(part))
}

fn holds(chain: &[Vec<u8>], secret: &[u8]) -> bool {
    let forms = forms(secret);
    chain.iter().any(|bytes| forms.iter().any(|form| contains(bytes, form)))
}

#[test]
fn no_name_no_diagnosis_and_no_private_key_is_stored_or_told() {
    let told = tell();
    let chain = everything(&told.suite);
    for secret in SECRETS {
        assert!(!holds(&chain, secret.as_bytes()), "{secret} is on the chain");
    }
    for key in &told.private_keys {
        assert!(!holds(&chain, key.expose()), "a private key is on the chain");
        assert!(holds(&chain, key.public().as_bytes()), "the control: its public half is, and is found");
    }
    for salt in &told.salts {
        assert!(!holds(&chain, salt.as_slice()), "a salt is on the chain");
    }
    assert!(!holds(&chain, told.data_key.expose()), "a data key is on the chain");
}

/// The control: what leaks would be found, whatever its form.
#[test]
fn a_leak_would_be_found() {
    let secret = SECRETS[0];
    let before = |text: String| vec![format!("{{\"note\":\"{text}\"}}").into_bytes()];
    assert!(holds(&before(secret.to_uppercase()), secret.as_bytes()));
    assert!(holds(&before(hex::encode(secret)), secret.as_bytes()));
    for padding in ["", "a", "ab"] {
        assert!(holds(&before(STANDARD.encode(format!("{padding}{secret}"))), secret.as_bytes()));
    }
    assert!(!holds(&before("nothing".into()), secret.as_bytes()));
}

/// Every word in values and attributes: codes of closed vocabularies, names of contracts and actions. A new one is added
/// here once somebody has looked at it; free text has no place to stand.
const CODES: &[&str] = &[
    "PATRQT",
    "R",
    "TREAT",
    "accept_affiliation",
    "accredit",
    "active",
    "add_issuing_ca",
    "add_trust_anchor",
    "anchor",
    "appoint_registrar",
    "chartseal:access-control",
    "chartseal:certificate-authority",
    "chartseal:identity-registry",
    "chartseal:record-anchor",
    "claims_examiner",
    "compliance_officer",
    "denied",
    "doctor",
    "good",
    "grant_consent",
    "ial2",
    "identity",
    "issue_certificate",
    "nurse",
    "offer_affiliation",
    "open",
    "open_care",
    "organization",
    "patient",
    "pending",
    "permit",
    "permitted",
    "pharmacist",
    "practitioner",
    "read",
    "records_clerk",
    "register",
    "registered",
    "request_certificate",
    "researcher",
    "revoke_consent",
    "self",
    "set_relying_parties",
    "summary",
    "verified",
    "verify",
    "write",
    "x25519",
    "x_wing",
];

/// What a text on the chain may be, besides a code.
fn is_of_a_known_shape(text: &str) -> bool {
    let all = |allowed: fn(char) -> bool| !text.is_empty() && text.chars().all(allowed);
    let is_number = all(|c| c.is_ascii_digit());
    let is_version = text.split('.').count() == 3 && text.split('.').all(|part| part.parse::<u16>().is_ok());
    let is_quarter =
        text.split_once("-Q").is_some_and(|(year, quarter)| year.len() == 4 && quarter.len() == 1);
    // Identities, and everything of 32 bytes.
    let is_id = matches!(text.len(), 32 | 64) && all(|c| matches!(c, '0'..='9' | 'a'..='f'));
    let is_address = text.strip_prefix("chartseal1").is_some_and(|rest| {
        rest.len() >= 38 && rest.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
    });
    let is_key =
        STANDARD.decode(text).is_ok_and(|bytes| matches!(bytes.len(), 32 | 65 | 1216) || is_der(&bytes));
    // Which portals there are is public, and the same for everybody.
    let is_portal = [RP_ID, ORIGIN].contains(&text);
    is_portal || is_number || is_version || is_quarter || is_id || is_address || is_key || is_policy_row(text)
}

/// A row of policy: two thresholds of confidentiality for each of fourteen categories.
fn is_policy_row(text: &str) -> bool {
    text.len() == 28 && text.chars().all(|c| "-ULMNRV".contains(c))
}

/// One DER sequence (ITU-T X.690) of 256 bytes or more, as certificates and requests are. What may be in it has tests
/// with the certificate authority.
fn is_der(value: &[u8]) -> bool {
    let [0x30, 0x82, high, low, content @ ..] = value else { return false };
    usize::from(u16::from_be_bytes([*high, *low])) == content.len()
}

fn texts(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::String(text) => {
            found.insert(text.clone());
        }
        Value::Array(values) => values.iter().for_each(|value| texts(value, found)),
        Value::Object(fields) => fields.values().for_each(|value| texts(value, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) => (),
    }
}

/// The first byte of a packed row (`chartseal_packed`).
const PACKED: u8 = 1;

/// The texts in a packed row: an account with its length before it, and whatever else reads as words. Codes are numbers
/// there, and hashes of 32 bytes have no eight small letters in a row.
fn packed_texts(row: &[u8], found: &mut BTreeSet<String>) {
    let mut words = String::new();
    let mut place = 0;
    while let Some(byte) = row.get(place) {
        let account = row.get(place + 1..place + 1 + usize::from(*byte));
        if let Some(account) = account.filter(|account| account.starts_with(b"chartseal1")) {
            found.insert(String::from_utf8_lossy(account).into_owned());
            place += account.len();
            words.clear();
        } else if byte.is_ascii_lowercase() || *byte == b' ' {
            words.push(char::from(*byte));
        } else {
            words.clear();
        }
        if words.len() == 8 {
            found.insert(std::mem::take(&mut words));
        }
        place += 1;
    }
}

#[test]
fn there_is_no_place_for_free_text() {
    let told = tell();
    let mut found = BTreeSet::new();
    for contract in told.suite.all_contracts() {
        for (_, value) in told.suite.app.dump_wasm_raw(&contract) {
            match serde_json::from_slice(&value) {
                Ok(value) => texts(&value, &mut found),
                Err(_) if value.first() == Some(&PACKED) => packed_texts(&value, &mut found),
                Err(_) => assert!(is_der(&value), "neither JSON nor packed nor DER: {}", hex::encode(value)),
            }
        }
    }
    for event in told.suite.events() {
        for attribute in &event.attributes {
            found.extend(attribute.value.split(',').map(str::to_owned));
        }
    }
    // The credential id of the only passkey: random bytes of the authenticator's.
    let registry = IdentityRegistry(told.suite.contracts.identity_registry.clone());
    let registrar = registry.identity_of(&told.suite.app.wrap(), &told.suite.registrar);
    let registrar = registrar.expect("the registry is read").expect("the registrar is registered");
    for period in told.suite.passkeys(registrar) {
        assert!(found.remove(&period.passkey.credential.to_base64()));
    }
    let strange: Vec<_> =
        found.iter().filter(|text| !CODES.contains(&text.as_str()) && !is_of_a_known_shape(text)).collect();
    assert!(strange.is_empty(), "{strange:#?}");
    let unused: Vec<_> = CODES.iter().filter(|code| !found.contains(**code)).collect();
    assert!(unused.is_empty(), "codes that the story no longer writes: {unused:?}");
}

/// The control: names and notes are of no known shape.
#[test]
fn free_text_would_be_found() {
    let found = |text: &&str| !CODES.contains(text) && !is_of_a_known_shape(text);
    assert!(SECRETS.iter().all(found));
    let encoded = SECRETS.map(|secret| STANDARD.encode(secret));
    assert!(encoded.iter().map(String::as_str).all(|text| found(&text)));
    assert!(["oberhuber", "a note", "see chart", "F10", ""].iter().all(found));
    for secret in SECRETS {
        let mut texts = BTreeSet::new();
        let row = [&[PACKED, 7, secret.len() as u8], secret.to_lowercase().as_bytes(), &[1, 0]].concat();
        packed_texts(&row, &mut texts);
        let words = secret.split(|c: char| !c.is_ascii_alphabetic() && c != ' ');
        assert_eq!(
            texts.iter().map(String::as_str).any(|text| found(&text)),
            words.map(str::len).max() >= Some(8)
        );
    }
}
