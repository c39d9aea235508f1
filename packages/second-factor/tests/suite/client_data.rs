//! The client data: as browsers write it, and as somebody else might.

use chartseal_second_factor::{MAX_CLIENT_DATA, SecondFactorError};

use crate::common::{Key, ORIGIN, Scene, client_data};
use crate::refused;

const CHROMIUM_GREASE: &str = r#""other_keys_can_be_added_here":"do not compare clientDataJSON against a template. See https://goo.gl/yabPex""#;

/// Confirms the scene's message with client data that have its challenge in the place of `CHALLENGE`.
fn verify(client_data: &str) -> Result<(), SecondFactorError> {
    let key = Key::new();
    let scene = key.scene();
    let assertion = key.with_client_data(&scene, |challenge| client_data.replace("CHALLENGE", challenge));
    scene.verify(&assertion)
}

#[test]
fn what_browsers_write_is_accepted() {
    let start = format!(r#""type":"webauthn.get","challenge":"CHALLENGE","origin":"{ORIGIN}""#);
    for text in [
        format!("{{{start}}}"),
        format!(r#"{{{start},"crossOrigin":false}}"#),
        format!(r#"{{{start},"crossOrigin":null}}"#),
        format!(r#"{{{start},"crossOrigin":false,"topOrigin":null}}"#),
        format!(r#"{{{start},"crossOrigin":false,{CHROMIUM_GREASE}}}"#),
        format!(r#"{{{CHROMIUM_GREASE},"crossOrigin":false,{start}}}"#),
        format!(
            r#"{{{start},"crossOrigin":false,"tokenBinding":{{"status":"supported"}},"x":[1,{{"y":null}}]}}"#
        ),
        format!(r#"{{"origin":"{ORIGIN}:8443","challenge":"CHALLENGE","type":"webauthn.get"}}"#),
        format!("\n{{\r\n\t{start} }}\n "),
        // The same text to a reader of JSON.
        format!(
            r#"{{"type":"webauthn.get","challenge":"CHALLENGE","origin":"{}"}}"#,
            ORIGIN.replace('/', r"\/")
        ),
    ] {
        verify(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
    }
}

#[test]
fn another_ceremony_is_refused() {
    for ceremony in ["webauthn.create", "payment.get", "webauthn.get ", "", "WEBAUTHN.GET"] {
        let text = client_data("CHALLENGE").replace("webauthn.get", ceremony);
        refused!(verify(&text), SecondFactorError::Ceremony);
    }
}

#[test]
fn another_origin_is_refused() {
    for origin in [
        "https://evil.example.net",
        "https://portal.example.org.evil.net",
        "https://sub.portal.example.org",
        "https://example.org",
        // Another relying party of the registry.
        "https://other.example.org",
        "http://portal.example.org",
        "https://portal.example.org/",
        "https://portal.example.org:443",
        "https://portal.example.org:8444",
        "HTTPS://PORTAL.EXAMPLE.ORG",
        "null",
        "",
    ] {
        let text = format!(r#"{{"type":"webauthn.get","challenge":"CHALLENGE","origin":"{origin}"}}"#);
        refused!(verify(&text), SecondFactorError::Origin { rp_id } if rp_id == "portal.example.org");
    }
}

#[test]
fn a_frame_inside_another_site_is_refused() {
    let start = format!(r#""type":"webauthn.get","challenge":"CHALLENGE","origin":"{ORIGIN}""#);
    for text in [
        format!(r#"{{{start},"crossOrigin":true}}"#),
        format!(r#"{{{start},"crossOrigin":true,"topOrigin":"https://evil.example.net"}}"#),
        format!(r#"{{{start},"crossOrigin":false,"topOrigin":"https://evil.example.net"}}"#),
        format!(r#"{{{start},"topOrigin":"{ORIGIN}"}}"#),
    ] {
        refused!(verify(&text), SecondFactorError::CrossOrigin);
    }
}

#[test]
fn a_challenge_spelt_otherwise_is_another() {
    let key = Key::new();
    let scene = key.scene();
    // A challenge that has characters which the two alphabets of base64 spell differently.
    let scene = (0..)
        .map(|n: u32| Scene { message: n.to_string().into_bytes(), ..scene.clone() })
        .find(|scene| scene.challenge(scene.now + 300, 3).to_base64url().contains(['-', '_']))
        .expect("there are many");
    let spelt = |spell: &dyn Fn(&str) -> String| {
        scene.verify(&key.with_client_data(&scene, |challenge| client_data(&spell(challenge))))
    };
    spelt(&str::to_owned).expect("it confirms");
    for other in [
        &|text: &str| format!("{text}=") as String,
        &|text: &str| text.replace('-', "+").replace('_', "/"),
        &|text: &str| text[1..].to_owned(),
        &|text: &str| format!("{text}A"),
        &|text: &str| format!(" {text}"),
        &|text: &str| text.to_lowercase(),
        &|_: &str| String::new(),
        &|_: &str| "A".repeat(43),
    ] as [&dyn Fn(&str) -> String; 8]
    {
        refused!(spelt(other), SecondFactorError::Challenge { nonce: 3 });
    }
}

#[test]
fn what_is_no_object_with_these_members_each_once_is_refused() {
    let whole = client_data("CHALLENGE");
    let inside = &whole[1..whole.len() - 1];
    for text in [
        String::new(),
        "null".into(),
        "\"webauthn.get\"".into(),
        "{}".into(),
        "{".into(),
        whole[..whole.len() - 1].into(),
        format!("{whole}{whole}"),
        format!("{whole}x"),
        format!("[{whole}]"),
        format!("\u{feff}{whole}"),
        // A reader that takes a list for a structure would read the members in their order.
        format!(r#"["webauthn.get","CHALLENGE","{ORIGIN}",false,null]"#),
        // Each of the members twice, with the value that another reader might take.
        format!(r#"{{"type":"webauthn.create",{inside}}}"#),
        format!(r#"{{{inside},"type":"webauthn.get"}}"#),
        format!(r#"{{{inside},"challenge":"AAAA"}}"#),
        format!(r#"{{{inside},"challenge":"CHALLENGE"}}"#),
        format!(r#"{{{inside},"origin":"https://evil.example.net"}}"#),
        format!(r#"{{{inside},"crossOrigin":true}}"#),
        format!(r#"{{{inside},"crossOrigin":false}}"#),
        format!(r#"{{{inside},"topOrigin":null,"topOrigin":"{ORIGIN}"}}"#),
        // The same name, spelt with an escape.
        format!(r#"{{{inside},"\u006frigin":"https://evil.example.net"}}"#),
        // A member missing, or of another kind.
        whole.replace(r#""type":"webauthn.get","#, ""),
        whole.replace(r#""challenge":"CHALLENGE","#, ""),
        whole.replace(&format!(r#","origin":"{ORIGIN}""#), ""),
        whole.replace("\"webauthn.get\"", "7"),
        whole.replace("\"CHALLENGE\"", "null"),
        whole.replace("false", "\"false\""),
        whole.replace("false", "0"),
        whole.replace('"', "'"),
        whole.replace("\"type\"", "\"Type\""),
    ] {
        let result = verify(&text);
        assert!(matches!(result, Err(SecondFactorError::ClientData)), "{result:?}: {text}");
    }
}

#[test]
fn client_data_that_is_no_utf_8_is_refused() {
    let key = Key::new();
    let scene = key.scene();
    let mut assertion = key.confirm(&scene);
    for bytes in [&b"{\"type\":\"webauthn.get\xff\"}"[..], b"\xff", b"{\xc3\x28}"] {
        assertion.client_data = bytes.into();
        refused!(scene.verify(&assertion), SecondFactorError::ClientData);
    }
}

#[test]
fn client_data_is_short() {
    let padded = |length: usize| {
        move |challenge: &str| {
            let text = client_data(challenge);
            let spaces = " ".repeat(length - text.len());
            format!("{text}{spaces}")
        }
    };
    let key = Key::new();
    let scene = key.scene();
    scene.verify(&key.with_client_data(&scene, padded(MAX_CLIENT_DATA))).expect("it confirms");
    let long = key.with_client_data(&scene, padded(MAX_CLIENT_DATA + 1));
    refused!(
        scene.verify(&long),
        SecondFactorError::ClientDataLength { got } if *got == MAX_CLIENT_DATA + 1
    );
}

#[test]
fn client_data_that_was_changed_after_signing_is_noticed() {
    let key = Key::new();
    let scene = key.scene();
    let mut assertion = key.with_client_data(&scene, |challenge| {
        client_data(challenge).replace("\"crossOrigin\":false", "\"crossOrigin\":true")
    });
    let text = String::from_utf8(assertion.client_data.to_vec()).expect("it is text");
    assertion.client_data = text.replace("true", "false").into_bytes().into();
    refused!(scene.verify(&assertion), SecondFactorError::Signature);
}
