//! A passkey whose every byte the tests choose, and the facts of one message.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};
use chartseal_second_factor::{Facts, SecondFactorError, verify};
use chartseal_types::RpIdHash;
use chartseal_types::identity::PasskeyRow;
use chartseal_types::second_factor::{Assertion, Challenge, RelyingParty};
use cosmwasm_std::Binary;
use cosmwasm_std::testing::MockApi;
use sha2::{Digest, Sha256};

pub const RP_ID: &str = "portal.example.org";
pub const ORIGIN: &str = "https://portal.example.org";
pub const CREDENTIAL: [u8; 16] = [7; 16];
pub const NOW: u64 = 1_800_000_000;
/// User present and verified.
pub const UP_UV: u8 = 0x05;

/// What the chain knows: one message of one sender, and the sender's passkey.
#[derive(Clone)]
pub struct Scene {
    pub chain_id: String,
    pub contract: String,
    pub sender: String,
    pub message: Vec<u8>,
    pub now: u64,
    pub nonce: u64,
    pub passkey: PasskeyRow,
    pub relying_parties: Vec<RelyingParty>,
}

impl Scene {
    pub fn facts(&self) -> Facts<'_> {
        Facts {
            chain_id: &self.chain_id,
            contract: &self.contract,
            sender: &self.sender,
            message: &self.message,
            now: self.now,
            nonce: self.nonce,
            passkey: &self.passkey,
            relying_parties: &self.relying_parties,
        }
    }

    pub fn challenge(&self, expires_at: u64, nonce: u64) -> Challenge<'_> {
        Challenge {
            chain_id: &self.chain_id,
            contract: &self.contract,
            sender: &self.sender,
            message: &self.message,
            expires_at,
            nonce,
        }
    }

    pub fn verify(&self, assertion: &Assertion) -> Result<(), SecondFactorError> {
        verify(&MockApi::default(), &self.facts(), assertion)
    }
}

pub fn relying_party(rp_id: &str, origins: &[&str]) -> RelyingParty {
    RelyingParty { rp_id: rp_id.into(), origins: origins.iter().map(|origin| (*origin).into()).collect() }
}

/// The private half, and the parts of what is signed next.
pub struct Key(EcdsaKeyPair);

impl Key {
    pub fn new() -> Self {
        Self(EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).expect("a key is made"))
    }

    pub fn public_key(&self) -> Binary {
        self.0.public_key().as_ref().into()
    }

    pub fn scene(&self) -> Scene {
        Scene {
            chain_id: "chartseal-1".into(),
            contract: "chartseal1contract".into(),
            sender: "chartseal1sender".into(),
            message: br#"{"erase":{"record":"00"}}"#.into(),
            now: NOW,
            nonce: 3,
            passkey: PasskeyRow {
                public_key: self.public_key(),
                rp_id_hash: RpIdHash::of(RP_ID),
                added_at: NOW - 1,
            },
            relying_parties: vec![
                relying_party("other.example.org", &["https://other.example.org"]),
                relying_party(RP_ID, &[ORIGIN, "https://portal.example.org:8443"]),
            ],
        }
    }

    /// ES256 over whatever these bytes are.
    pub fn sign(&self, authenticator_data: &[u8], client_data: &[u8]) -> Binary {
        let signed = [authenticator_data, &Sha256::digest(client_data)].concat();
        let signature = self.0.sign(&SystemRandom::new(), &signed).expect("it is signed");
        signature.as_ref().into()
    }

    /// A confirmation of the scene's message from these data.
    pub fn assertion(&self, scene: &Scene, authenticator_data: &[u8], client_data: &str) -> Assertion {
        Assertion {
            credential: CREDENTIAL.into(),
            authenticator_data: authenticator_data.into(),
            client_data: client_data.as_bytes().into(),
            signature: self.sign(authenticator_data, client_data.as_bytes()),
            nonce: scene.nonce,
            expires_at: scene.now + 300,
        }
    }

    /// A confirmation of the scene's message with client data written by the caller from its challenge.
    pub fn with_client_data(&self, scene: &Scene, write: impl Fn(&str) -> String) -> Assertion {
        let challenge = scene.challenge(scene.now + 300, scene.nonce).to_base64url();
        self.assertion(scene, &authenticator_data(RP_ID, UP_UV), &write(&challenge))
    }

    /// A confirmation of the scene's message with these authenticator data.
    pub fn with_authenticator_data(&self, scene: &Scene, bytes: &[u8]) -> Assertion {
        let challenge = scene.challenge(scene.now + 300, scene.nonce).to_base64url();
        self.assertion(scene, bytes, &client_data(&challenge))
    }

    /// A confirmation of the scene's message with nothing wrong.
    pub fn confirm(&self, scene: &Scene) -> Assertion {
        self.with_client_data(scene, client_data)
    }
}

/// rpIdHash ‖ flags ‖ counter 0, as synced passkeys have it.
pub fn authenticator_data(rp_id: &str, flags: u8) -> Vec<u8> {
    [&RpIdHash::of(rp_id).0[..], &[flags, 0, 0, 0, 0]].concat()
}

/// As Chromium writes it.
pub fn client_data(challenge: &str) -> String {
    format!(r#"{{"type":"webauthn.get","challenge":"{challenge}","origin":"{ORIGIN}","crossOrigin":false}}"#)
}

/// Asserts that a result is an error of this variant.
#[macro_export]
macro_rules! refused {
    ($result:expr, $error:pat $(if $holds:expr)?) => {{
        let result = $result;
        assert!(matches!(&result, Err($error) $(if $holds)?), "expected {}, got {result:?}", stringify!($error));
    }};
}
