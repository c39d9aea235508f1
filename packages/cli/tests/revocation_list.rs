//! Revocation lists and chains that endpoints outside verify with tools of their own: here, OpenSSL.

mod common;

use std::process::Command;

use common::{Home, Ran, run, text};
use serde_json::Value;

/// `openssl` in the home's directory; none where it is not installed.
fn openssl(home: &Home, args: &[&str]) -> Option<Ran> {
    if Command::new("openssl").arg("version").output().is_err() {
        eprintln!("SKIPPED: openssl is not installed");
        return None;
    }
    Some(run(Command::new("openssl").args(args).current_dir(home.work())))
}

/// Whether OpenSSL accepts a certificate with its chain, by the list; and what it says if not.
fn verify(home: &Home, name: &str) -> Option<(bool, String)> {
    let chain = format!("{name}.pem");
    let args = ["verify", "-crl_check", "-x509_strict", "-purpose", "sslclient", "-CAfile", &chain];
    let ran = openssl(home, &[&args[..], &["-CRLfile", "north.crl", &chain]].concat())?;
    Some((ran.code == 0, ran.stdout + &ran.stderr))
}

fn accepted(home: &Home, name: &str) -> bool {
    verify(home, name).is_none_or(|(good, said)| {
        eprintln!("{said}");
        good
    })
}

fn refused(home: &Home, name: &str) -> bool {
    verify(home, name).is_none_or(|(good, said)| !good && said.contains("certificate revoked"))
}

fn crl(home: &Home, ca: &str, out: &str) -> Value {
    home.json(&["ca", "crl", ca, "--out", out])
}

#[test]
fn openssl_accepts_what_is_good_and_refuses_what_is_revoked() {
    let home = Home::new();
    home.hospital("north");
    let mut fingerprints = Vec::new();
    for name in ["bea", "carl"] {
        home.clinician(name, "doctor", "north");
        let certificate = text(&home.json(&["identity", "show", name])["name"]);
        assert_eq!(certificate, name);
        let list = home.json(&["cert", "list", name]);
        let fingerprint = text(&list["certificates"][0]["certificate"]);
        home.json(&["cert", "export", &fingerprint, "--chain", "--out", &format!("{name}.pem")]);
        fingerprints.push(fingerprint);
    }
    let (bea, carl) = (fingerprints[0].as_str(), fingerprints[1].as_str());

    let first = crl(&home, "north", "north.crl");
    assert_eq!(first["revoked"].as_array().unwrap().len(), 0);
    assert!(accepted(&home, "bea") && accepted(&home, "carl"));

    home.json(&["cert", "revoke", bea, "--as", "north", "--reason", "key-compromise"]);
    home.json(&["cert", "hold", carl, "--as", "north"]);
    let second = crl(&home, "north", "north.crl");
    assert!(second["number"].as_u64() > first["number"].as_u64());
    let reasons: Vec<_> = second["revoked"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (&row["certificate"], &row["reason"]))
        .collect();
    assert!(reasons.contains(&(&bea.into(), &"key_compromise".into())), "{reasons:?}");
    assert!(reasons.contains(&(&carl.into(), &Value::Null)), "{reasons:?}");
    assert!(refused(&home, "bea") && refused(&home, "carl"));
    if let Some(said) = openssl(&home, &["crl", "-in", "north.crl", "-noout", "-text"]) {
        for part in
            ["Version 2", "CN = North Hospital CA", "Key Compromise", "Certificate Hold", "X509v3 CRL Number"]
        {
            let part = part.replace("North Hospital CA", "Hospital CA");
            assert!(said.stdout.contains(&part), "{part}: {}", said.stdout);
        }
    }

    // A hold ends, a revocation does not.
    home.json(&["cert", "release", carl, "--as", "north"]);
    crl(&home, "north", "north.crl");
    assert!(accepted(&home, "carl") && refused(&home, "bea"));

    authority(&home);
    home.fails(4, &["ca", "crl", "carl", "--out", "carl.crl"]);
    home.fails(4, &["ca", "crl", "north", "--out", "missing/north.crl"]);
    home.fails(4, &["ca", "crl", "north", "--days", "0", "--out", "zero.crl"]);
    assert!(!home.at("carl.crl").exists() && !home.at("zero.crl").exists());
}

/// The trust anchor's list holds the issuing CA, once it is revoked.
fn authority(home: &Home) {
    let authorities = home.json(&["ca", "list"]);
    let authorities = authorities["authorities"].as_array().unwrap();
    let north = authorities.iter().find(|authority| authority["run_by"] == "north").unwrap();
    let anchor = crl(home, "admin", "anchor.crl");
    assert_eq!(anchor["ca"], north["issuer"]);
    assert_eq!(anchor["revoked"].as_array().unwrap().len(), 0);
    let north = text(&north["certificate"]);
    home.json(&["ca", "revoke", &north, "--reason", "cessation-of-operation"]);
    let anchor = crl(home, "admin", "anchor.crl");
    assert_eq!(anchor["revoked"][0]["certificate"], north);
    let all = ["verify", "-crl_check_all", "-CAfile", "carl.pem", "-CRLfile", "north.crl", "-CRLfile"];
    if let Some(ran) = openssl(home, &[&all[..], &["anchor.crl", "carl.pem"]].concat()) {
        assert!(ran.code != 0 && ran.stderr.contains("certificate revoked"), "{}", ran.stderr);
    }
}
