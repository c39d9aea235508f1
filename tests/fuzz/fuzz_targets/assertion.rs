//! WebAuthn assertions and their signatures: bytes at will are refused by a typed error, wherever the reading gets to.
#![no_main]

use chartseal_second_factor::{Facts, verify, verify_es256};
use chartseal_types::RpIdHash;
use chartseal_types::identity::PasskeyRow;
use chartseal_types::second_factor::{Assertion, Challenge, RelyingParty};
use cosmwasm_std::Binary;
use cosmwasm_std::testing::MockApi;
use libfuzzer_sys::fuzz_target;

const RP_ID: &str = "portal.example.org";
const ORIGIN: &str = "https://portal.example.org";
const NOW: u64 = 1_800_000_000;
/// A point of P-256 whose private key is not in here: of NIST's validation vectors (CAVP, FIPS 186-3 SigVer).
const PUBLIC_KEY: [u8; 65] = *b"\x04\xe2\x66\xdd\xfd\xc1\x26\x68\xdb\x30\xd4\xca\x3e\x8f\x77\x49\x43\x2c\x41\x60\x44\xf2\
    \xd2\xb8\xc1\x0b\xf3\xd4\x01\x2a\xef\xfa\x8a\xbf\xa8\x64\x04\xa2\xe9\xff\xe6\x7d\x47\xc5\x87\xef\x7a\x97\xa7\
    \xf4\x56\xb8\x63\xb4\xd0\x2c\xfc\x69\x28\x97\x3a\xb5\xb1\xcb\x39";

/// What of an assertion is put right, so that the bytes at will meet what comes after it: bits of the first byte.
const GOOD_CLIENT_DATA: u8 = 1;
const GOOD_AUTHENTICATOR_DATA: u8 = 2;
const GOOD_MEMBERS: u8 = 4;

// mode (1) ‖ length of the first part (1) ‖ length of the second (1) ‖ authenticator data ‖ client data ‖ signature
fuzz_target!(|bytes: &[u8]| {
    let Some((&[mode, first, second], rest)) = bytes.split_first_chunk() else { return };
    let Some((authenticator_data, rest)) = rest.split_at_checked(first.into()) else { return };
    let Some((client_data, signature)) = rest.split_at_checked(second.into()) else { return };

    let message = br#"{"erase":{}}"#;
    let passkey =
        PasskeyRow { public_key: PUBLIC_KEY.into(), rp_id_hash: RpIdHash::of(RP_ID), added_at: NOW };
    let relying_parties = [RelyingParty { rp_id: RP_ID.into(), origins: vec![ORIGIN.into()] }];
    let facts = Facts {
        chain_id: "chartseal-1",
        contract: "contract",
        sender: "sender",
        message,
        now: NOW,
        nonce: 0,
        passkey: &passkey,
        relying_parties: &relying_parties,
    };
    let challenge = Challenge {
        chain_id: facts.chain_id,
        contract: facts.contract,
        sender: facts.sender,
        message,
        expires_at: NOW + 300,
        nonce: 0,
    }
    .to_base64url();
    let members = format!(r#"{{"type":"webauthn.get","challenge":"{challenge}","origin":"{ORIGIN}""#);
    let client_data = match mode {
        mode if mode & GOOD_CLIENT_DATA != 0 => [members.as_bytes(), b"}"].concat(),
        mode if mode & GOOD_MEMBERS != 0 => [members.as_bytes(), client_data].concat(),
        _ => client_data.to_vec(),
    };
    let authenticator_data = if mode & GOOD_AUTHENTICATOR_DATA != 0 {
        [&RpIdHash::of(RP_ID).0[..], &[0x05, 0, 0, 0, 0], authenticator_data].concat()
    } else {
        authenticator_data.to_vec()
    };
    let assertion = Assertion {
        credential: Binary::default(),
        authenticator_data: authenticator_data.into(),
        client_data: client_data.into(),
        signature: signature.into(),
        nonce: 0,
        expires_at: NOW + 300,
    };
    let api = MockApi::default();
    assert!(verify(&api, &facts, &assertion).is_err(), "a forged assertion");
    assert!(verify_es256(&api, &PUBLIC_KEY, message, signature).is_err(), "a forged signature");
});
