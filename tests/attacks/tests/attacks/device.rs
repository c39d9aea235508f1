//! A passkey in hands that do with it what no honest browser or authenticator does.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};
use chartseal_testing::{Actor, DAY, MINUTE, ORIGIN, RP_ID, Suite, response_data, verification};
use chartseal_types::identity::{EncryptionKeyUnchecked, ExecuteMsg, KeySuite, Kind};
use chartseal_types::second_factor::{Assertion, Challenge, PasskeyUnchecked};
use chartseal_types::{Commitment, RpIdHash};
use cosmwasm_std::{Addr, Binary, StdResult, to_json_binary};
use cw_multi_test::AppResponse;
use sha2::{Digest, Sha256};

/// A private key, and the credential id that it goes by.
pub struct Device {
    key: EcdsaKeyPair,
    credential: Binary,
}

/// What browser and authenticator say they did.
pub struct Said<'a> {
    /// The member `type` of the client data.
    pub ceremony: &'a str,
    /// On a page of which origin.
    pub origin: &'a str,
    /// Whether in a frame of another site.
    pub cross_origin: bool,
    /// For which site.
    pub rp_id: &'a str,
    /// User present (0x01) and verified (0x04).
    pub flags: u8,
    /// For how many seconds it counts.
    pub validity: u64,
    /// For which chain; the one there is unless told.
    pub chain: Option<&'a str>,
}

impl Default for Said<'_> {
    fn default() -> Self {
        let (ceremony, origin, rp_id) = ("webauthn.get", ORIGIN, RP_ID);
        Self { ceremony, origin, cross_origin: false, rp_id, flags: 0x05, validity: 5 * MINUTE, chain: None }
    }
}

impl Device {
    /// A new key under a credential id.
    pub fn new(credential: &[u8]) -> Self {
        let key = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).expect("a key is made");
        Self { key, credential: credential.into() }
    }

    /// A verified patient of that name whose passkey this is.
    pub fn patient(&self, suite: &mut Suite, name: &str) -> Actor {
        let (account, registrar) = (suite.account(name), suite.registrar.clone());
        let (rp_id, public_key) = (RP_ID.into(), self.key.public_key().as_ref().into());
        let passkey = PasskeyUnchecked { credential: self.credential.clone(), public_key, rp_id };
        let msg = ExecuteMsg::Register {
            kind: Kind::Patient,
            encryption_key: EncryptionKeyUnchecked {
                suite: KeySuite::X25519,
                public_key: vec![7; 32].into(),
            },
            evidence: Commitment([1; 32]),
            passkey: Some(passkey),
        };
        let id = response_data(&suite.try_identity(&account, msg).expect("the patient registers"));
        let until = suite.now() + 365 * DAY;
        suite.try_identity(&registrar, verification(id, until)).expect("the registrar verifies");
        Actor { account, id }
    }

    /// Signs a registry's message of an account, the first that its identity confirms.
    pub fn sign(
        &self,
        suite: &Suite,
        sender: &Addr,
        msg: &ExecuteMsg,
        said: &Said<'_>,
    ) -> (Binary, Assertion) {
        let message = to_json_binary(msg).expect("a message is JSON");
        let (block, expires_at) = (suite.app.block_info(), suite.now() + said.validity);
        let challenge = Challenge {
            chain_id: said.chain.unwrap_or(&block.chain_id),
            contract: suite.contracts.identity_registry.as_str(),
            sender: sender.as_str(),
            message: &message,
            expires_at,
            nonce: 0,
        };
        let client_data = format!(
            r#"{{"type":"{}","challenge":"{}","origin":"{}","crossOrigin":{}}}"#,
            said.ceremony,
            challenge.to_base64url(),
            said.origin,
            said.cross_origin
        );
        let authenticator_data = [&RpIdHash::of(said.rp_id).0[..], &[said.flags, 0, 0, 0, 0]].concat();
        let signed = [&authenticator_data[..], &Sha256::digest(&client_data)].concat();
        let signature = self.key.sign(&SystemRandom::new(), &signed).expect("it is signed");
        let assertion = Assertion {
            credential: self.credential.clone(),
            authenticator_data: authenticator_data.into(),
            client_data: client_data.into_bytes().into(),
            signature: signature.as_ref().into(),
            nonce: 0,
            expires_at,
        };
        (message, assertion)
    }

    /// Sends a message of an account with what this key says of it.
    pub fn try_confirm(
        &self,
        suite: &mut Suite,
        sender: &Addr,
        msg: &ExecuteMsg,
        said: &Said<'_>,
    ) -> StdResult<AppResponse> {
        let (message, assertion) = self.sign(suite, sender, msg, said);
        let registry = suite.contracts.identity_registry.clone();
        suite.try_assertion(sender, &registry, message, assertion)
    }
}
