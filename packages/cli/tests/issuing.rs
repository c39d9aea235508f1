//! Certificates that were made elsewhere are looked at before anybody else sees them.

mod common;

use std::fs;

use common::{Home, text};
use rcgen::{CertificateParams, DnType, KeyPair};

/// A certificate with a person's name in it, which must never reach the ledger.
fn with_a_name() -> Vec<u8> {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, "Bea Miller");
    let key = KeyPair::generate().unwrap();
    params.self_signed(&key).unwrap().der().to_vec()
}

#[test]
fn what_tells_more_than_a_pseudonym_is_not_published() {
    let home = Home::new();
    home.hospital("north");
    home.person("bea", "practitioner");
    let request = home.json(&["cert", "request", "--as", "bea", "--ca", "north"])["id"].to_string();
    home.json(&["cert", "csr", &request, "--out", "bea.csr"]);
    assert!(fs::read(home.at("bea.csr")).unwrap().starts_with(&[0x30]));

    let height = |home: &Home| home.json(&["ledger", "status"])["height"].as_u64().unwrap();
    let before = height(&home);
    fs::write(home.at("name.der"), with_a_name()).unwrap();
    fs::write(home.at("rubbish.der"), "no certificate").unwrap();
    for file in ["name.der", "rubbish.der", "bea.csr"] {
        let error = home.fails(4, &["cert", "issue", &request, "--as", "north", "--certificate", file]);
        assert!(!text(&error["message"]).contains("Miller"), "{error}");
    }
    assert_eq!(height(&home), before, "nothing was sent");

    // The control: the request is open still, and a good certificate answers it.
    let issued = home.json(&["cert", "issue", &request, "--as", "north"]);
    assert_eq!(issued["status"], "good");
}

#[test]
fn a_second_ca_leaves_the_first_one_its_key() {
    let home = Home::new();
    home.hospital("north");
    home.person("bea", "practitioner");
    let request = || home.json(&["cert", "request", "--as", "bea", "--ca", "north"])["id"].to_string();
    let of_first = request();
    let listed = home.json(&["ca", "list"]);
    let run_by_north = |listed: &serde_json::Value| {
        let all = listed["authorities"].as_array().unwrap().iter();
        all.filter(|ca| ca["run_by"] == "north").map(|ca| text(&ca["certificate"])).collect::<Vec<_>>()
    };
    let before = run_by_north(&listed);
    home.json(&["ca", "create", "north", "--name", "Second CA"]);
    assert_eq!(run_by_north(&home.json(&["ca", "list"])).len(), 2);

    // What was asked of the first is signed by the first, what is asked from now on by the second.
    let of_second = request();
    for number in [of_first, of_second] {
        home.json(&["cert", "issue", &number, "--as", "north"]);
    }
    let issuers: Vec<_> = home.json(&["cert", "list", "bea"])["certificates"]
        .as_array()
        .unwrap()
        .iter()
        .map(|certificate| text(&certificate["issuer"]))
        .collect();
    assert_eq!(issuers.len(), 2);
    assert!(issuers.contains(&before[0]) && issuers[0] != issuers[1], "{issuers:?}");

    let crl = |which: &[&str]| home.json(&[&["ca", "crl", "north", "--out", "north.crl"], which].concat());
    assert_eq!(text(&crl(&["--which", &before[0]])["ca"]), before[0]);
    assert_ne!(text(&crl(&[])["ca"]), before[0]);
}
