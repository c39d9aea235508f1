//! Somebody else's browser and authenticator, the crate `passkey`, as an independent oracle: what they make is
//! accepted, whatever of what WebAuthn leaves open they choose.

use chartseal_second_factor::SecondFactorError;
use chartseal_types::second_factor::{Assertion, PasskeyUnchecked};
use futures::executor::block_on;
use passkey::authenticator::{Authenticator, UiHint, UserCheck, UserValidationMethod};
use passkey::client::{Client, DefaultClientData, DefaultClientDataWithExtra};
use passkey::crypto::AvailableBackend;
use passkey::types::Passkey;
use passkey::types::ctap2::{Aaguid, Ctap2Error};
use passkey::types::webauthn::{
    AuthenticatedPublicKeyCredential, CredentialCreationOptions, CredentialRequestOptions,
};
use serde_json::{Map, Value, json};
use url::Url;

use crate::common::{Key, ORIGIN, RP_ID, Scene};
use crate::refused;

/// A user who is there, and is verified or not.
struct User {
    verified: bool,
}

#[async_trait::async_trait]
impl UserValidationMethod for User {
    type PasskeyItem = Passkey;

    async fn check_user<'a>(
        &self,
        _hint: UiHint<'a, Passkey>,
        presence: bool,
        _verification: bool,
    ) -> Result<UserCheck, Ctap2Error> {
        Ok(UserCheck { presence, verification: self.verified })
    }

    fn is_presence_enabled(&self) -> bool {
        true
    }

    fn is_verification_enabled(&self) -> Option<bool> {
        Some(true)
    }
}

fn authenticator(
    passkey: Option<Passkey>,
    verified: bool,
) -> Authenticator<Option<Passkey>, User, AvailableBackend> {
    Authenticator::new(Aaguid::new_empty(), passkey, User { verified }, AvailableBackend)
}

/// Registers a passkey as a portal would, and puts it into a scene.
fn registered(with_counter: bool) -> (Passkey, Scene) {
    let mut authenticator = authenticator(None, true);
    authenticator.set_make_credentials_with_signature_counter(with_counter);
    let mut browser = Client::new(authenticator);
    let options: CredentialCreationOptions = serde_json::from_value(json!({ "publicKey": {
        "rp": { "id": RP_ID, "name": "Portal" },
        "user": { "id": "AAAA", "name": "a", "displayName": "a" },
        "challenge": "AAAAAAAAAAAAAAAAAAAAAA",
        "pubKeyCredParams": [{ "type": "public-key", "alg": -7 }],
    }}))
    .expect("the options are read");
    let origin = Url::parse(ORIGIN).expect("a URL");
    let created = block_on(browser.register(&origin, options, DefaultClientData)).expect("it is registered");
    // A SubjectPublicKeyInfo of P-256 ends with the point.
    let key = created.response.public_key.expect("the browser gives the key");
    let passkey = PasskeyUnchecked {
        credential: created.raw_id.to_vec().into(),
        public_key: key[key.len() - 65..].into(),
        rp_id: RP_ID.into(),
    };
    let mut scene = Key::new().scene();
    scene.passkey = passkey.check(&scene.relying_parties).expect("a passkey").row(scene.now);
    let kept = browser.authenticator().store().clone().expect("the authenticator keeps it");
    (kept, scene)
}

/// What a page of the portal asks for: user verification, and members that the browser adds to the client data.
struct Asked<'a> {
    user_verification: &'a str,
    verified: bool,
    extra: Map<String, Value>,
}

impl Default for Asked<'_> {
    fn default() -> Self {
        Self { user_verification: "required", verified: true, extra: Map::new() }
    }
}

/// Has the browser confirm the scene's message on a page of the portal.
fn confirm(passkey: &Passkey, scene: &Scene, asked: &Asked<'_>) -> Assertion {
    let challenge = scene.challenge(scene.now + 300, scene.nonce).to_base64url();
    let options: CredentialRequestOptions = serde_json::from_value(json!({ "publicKey": {
        "challenge": challenge,
        "rpId": RP_ID,
        "userVerification": asked.user_verification,
    }}))
    .expect("the options are read");
    let origin = Url::parse(ORIGIN).expect("a URL");
    let mut browser = Client::new(authenticator(Some(passkey.clone()), asked.verified));
    let extra = DefaultClientDataWithExtra(asked.extra.clone());
    let signed = block_on(browser.authenticate(&origin, options, extra)).expect("it is signed");
    let AuthenticatedPublicKeyCredential { raw_id, response, .. } = signed;
    Assertion {
        credential: raw_id.to_vec().into(),
        authenticator_data: response.authenticator_data.to_vec().into(),
        client_data: response.client_data_json.to_vec().into(),
        signature: response.signature.to_vec().into(),
        nonce: scene.nonce,
        expires_at: scene.now + 300,
    }
}

#[test]
fn its_assertions_confirm() {
    for with_counter in [false, true] {
        let (passkey, mut scene) = registered(with_counter);
        for nonce in 0..50 {
            scene.nonce = nonce;
            scene.message = format!("{{\"erase\":{{\"record\":\"{nonce}\"}}}}").into_bytes();
            let assertion = confirm(&passkey, &scene, &Asked::default());
            assert_eq!(assertion.credential.as_slice(), passkey.credential_id.as_slice());
            scene.verify(&assertion).expect("it confirms");
        }
    }
}

#[test]
fn its_counter_stands_at_0_as_that_of_synced_passkeys_or_counts() {
    let counter = |assertion: &Assertion| assertion.authenticator_data[33..37].to_vec();
    let (passkey, scene) = registered(false);
    assert_eq!(counter(&confirm(&passkey, &scene, &Asked::default())), [0; 4]);
    let (passkey, scene) = registered(true);
    assert_ne!(counter(&confirm(&passkey, &scene, &Asked::default())), [0; 4]);
}

#[test]
fn its_client_data_may_have_more_members() {
    let (passkey, scene) = registered(false);
    let extra = json!({ "other_keys_can_be_added_here": "do not compare", "app": { "package": "x" } });
    let Value::Object(extra) = extra else { panic!("expected an object") };
    let assertion = confirm(&passkey, &scene, &Asked { extra, ..Asked::default() });
    let text = String::from_utf8(assertion.client_data.to_vec()).expect("it is text");
    assert!(text.contains("other_keys_can_be_added_here"));
    scene.verify(&assertion).expect("it confirms");
}

#[test]
fn without_verification_of_the_user_they_do_not() {
    let (passkey, scene) = registered(false);
    let asked = Asked { user_verification: "discouraged", verified: false, ..Asked::default() };
    let assertion = confirm(&passkey, &scene, &asked);
    refused!(scene.verify(&assertion), SecondFactorError::UserVerification);
}

#[test]
fn they_confirm_what_was_asked_and_nothing_else() {
    let (passkey, scene) = registered(false);
    let assertion = confirm(&passkey, &scene, &Asked::default());
    let other = Scene { message: b"{}".into(), ..scene };
    refused!(other.verify(&assertion), SecondFactorError::Challenge { .. });
}
