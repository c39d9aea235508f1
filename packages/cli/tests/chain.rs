//! What operators get wrong before any chain is asked, and chains that do not answer: which kind of mistake, what would mend it,
//! and nothing half-written.

mod common;

use std::fs;

use common::{Home, text};
use serde_json::{Value, json};

/// The deployment of a chain that nobody has started.
fn deployment() -> Value {
    let code = |id: u64| json!({ "id": id, "checksum": "00".repeat(32) });
    json!({
        "chain_id": "north-south-1",
        "identity_registry": "chartseal1registry",
        "certificate_authority": "chartseal1authority",
        "access_control": "chartseal1access",
        "record_anchor": "chartseal1anchor",
        "codes": [code(1), code(2), code(3), code(4)],
        "rpc": ["http://127.0.0.1:1"],
        "gas_price": { "amount": "0.025", "denom": "useal" },
        "governance": "chartseal10d07y265gmmuvt4z0w9aw880jnsr700jwqfqj9",
    })
}

/// The mnemonic of the standard's own test vectors (BIP-39).
const WORDS: &str = "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon art";
const ACCOUNT: &str = "chartseal1r5v5srda7xfth3hn2s26txvrcrntldju0fa7nf";

fn place() -> Home {
    let home = Home::nowhere();
    fs::write(home.at("deployment.json"), deployment().to_string()).unwrap();
    fs::write(home.at("words"), WORDS).unwrap();
    home
}

#[test]
fn a_file_that_is_no_deployment_is_refused_by_every_command_that_takes_one() {
    let home = place();
    fs::write(home.at("cut.json"), r#"{"chain_id":"north-south-1""#).unwrap();
    let commands: [&[&str]; 6] = [
        &["chain", "doctor"],
        &["chain", "upgrade", "--key", "words"],
        &["chain", "admit", ACCOUNT, "--key", "words"],
        &["chain", "dismiss", ACCOUNT, "--key", "words"],
        &["init"],
        &["demo"],
    ];
    for command in commands {
        for file in ["cut.json", "missing.json"] {
            let error = home.fails(4, &[command, &["--chain", file]].concat());
            assert!(text(&error["message"]).contains(file), "{command:?}: {error}");
        }
    }
    assert!(!home.root().exists(), "nothing is founded");
}

#[test]
fn a_chain_that_does_not_answer_is_named() {
    let home = place();
    for command in [&["chain", "doctor"][..], &["chain", "admit", ACCOUNT, "--key", "words"]] {
        let error = home.fails(1, &[command, &["--chain", "deployment.json"]].concat());
        assert!(text(&error["message"]).contains("127.0.0.1:1"), "{error}");
    }
    let keys = ["--admin-key", "words", "--member-key", "words"];
    let error = home.fails(1, &[&["init", "--chain", "deployment.json"][..], &keys].concat());
    assert!(text(&error["message"]).contains("127.0.0.1:1"), "{error}");
    assert!(!home.root().exists(), "nothing is founded");
}

#[test]
fn without_a_key_nobody_acts() {
    let home = place();
    let commands: [(&[&str], &str); 4] = [
        (&["chain", "upgrade"], "--key"),
        (&["chain", "admit", ACCOUNT], "--key"),
        (&["init"], "--admin-key"),
        (&["init", "--admin-key", "words"], "--member-key"),
    ];
    for (command, option) in commands {
        let error = home.fails(4, &[command, &["--chain", "deployment.json"]].concat());
        assert!(text(&error["message"]).contains(option), "{command:?}: {error}");
    }
    // A key is for a chain.
    home.misused(&["init", "--admin-key", "words"]);
}

#[test]
fn a_key_file_without_a_mnemonic_is_refused_and_not_repeated() {
    let home = place();
    fs::write(home.at("words"), WORDS.replace("art", "arm")).unwrap();
    let admit = ["chain", "admit", ACCOUNT, "--key", "words", "--chain", "deployment.json"];
    let error = home.fails(4, &admit);
    assert!(!text(&error["message"]).contains("abandon"), "{error}");
}

#[test]
fn a_deployment_is_asked_for_whole() {
    let home = place();
    let whole = ["--rpc", "http://127.0.0.1:1", "--chain-id", "north-south-1", "--key", "words"];
    home.misused(&[&["chain", "deploy"][..], &whole].concat());
    for price in ["useal", "0.025", "a0.025useal", "0,025useal"] {
        let deploy = [&["chain", "deploy"][..], &whole, &["--gas-price", price]].concat();
        assert!(home.misused(&deploy).contains("0.025useal"), "{price}");
    }
    let deploy =
        [&["chain", "deploy", "--gas-price", "0.025useal", "--artifacts", "nowhere"][..], &whole].concat();
    assert!(text(&home.fails(4, &deploy)["message"]).contains("checksums.txt"));
    assert!(!home.at("deployment.json.new").exists());
}
