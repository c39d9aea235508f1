//! Passkeys: what needs one, what happens without, and that they are kept apart from the account's key.

mod common;

use std::fs;

use common::{Home, program, run, text};

#[test]
fn a_passkey_confirms_what_an_account_alone_must_not_do() {
    let home = Home::new();
    home.person("ana", "patient");
    let listed = home.json(&["passkey", "list", "ana"]);
    let first = text(&listed["passkeys"][0]["credential"]);
    assert_eq!(listed["passkeys"].as_array().unwrap().len(), 1);

    // A second one comes after 72 hours, and the first one goes after another 72.
    let added = home.json(&["passkey", "add", "--as", "ana"]);
    let apply = |number: &str| home.json(&["identity", "apply", number, "--identity", "ana", "--as", "ana"]);
    home.json(&["ledger", "advance", "--days", "3"]);
    apply(&added["pending"][0]["number"].to_string());
    let removed = home.json(&["passkey", "remove", &first, "--as", "ana"]);
    home.fails(4, &["passkey", "destroy", &first, "--as", "ana"]);
    home.json(&["ledger", "advance", "--days", "3"]);
    apply(&removed["pending"][0]["number"].to_string());
    let left = home.json(&["passkey", "destroy", &first, "--as", "ana"]);
    let last = text(&left["passkeys"][0]["credential"]);
    assert_ne!(last, first);
    assert_eq!(left["passkeys"].as_array().unwrap().len(), 1);
    assert_eq!(home.fails(3, &["passkey", "remove", &last, "--as", "ana"])["kind"], "refused");

    // The one that is left confirms; without the file nothing does, and the error says what to do.
    home.json(&["identity", "add-account", "ana-phone", "--as", "ana"]);
    fs::remove_file(home.root().join("people/ana/authenticator")).unwrap();
    let error = home.fails(4, &["identity", "add-account", "ana-watch", "--as", "ana"]);
    assert!(text(&error["message"]).contains("chartseal passkey add"), "{error}");
}

#[test]
fn an_identity_without_one_adds_its_first() {
    let home = Home::new();
    home.json(&["identity", "register", "ana", "--kind", "patient", "--no-passkey"]);
    assert!(!home.root().join("people/ana/authenticator").exists());
    let added = home.json(&["passkey", "add", "--as", "ana"]);
    home.json(&["ledger", "advance", "--days", "3"]);
    let number = added["pending"][0]["number"].to_string();
    home.json(&["identity", "apply", &number, "--identity", "ana", "--as", "ana"]);
    home.json(&["identity", "replace-key", "--as", "ana"]);
}

#[test]
fn its_passphrase_is_its_own() {
    let home = Home::new();
    let register = |name: &str, second: &[&str]| {
        let args = ["--home", "home", "--json", "--passphrase-file", "passphrase"];
        let register = ["identity", "register", name, "--kind", "patient"];
        run(program(&args).args(second).args(register).current_dir(home.work()))
    };
    let same = register("ana", &["--authenticator-passphrase-file", "passphrase"]);
    assert_eq!((same.code, &same.error()["kind"]), (7, &"passphrase".into()));
    let none = register("ana", &[]);
    assert_eq!(none.code, 7);
    assert!(text(&none.error()["message"]).contains("--authenticator-passphrase-file"));
    assert!(!home.root().join("people/ana").exists(), "a registration that failed leaves nothing");
    assert_eq!(register("ana", &["--authenticator-passphrase-file", "second"]).code, 0);

    // Another passphrase, and a file that is no authenticator.
    fs::write(home.at("third"), "with a carving knife\n").unwrap();
    let confirm = ["--home", "home", "--json", "--passphrase-file", "passphrase"];
    let add = |third: &str| {
        let confirm = [&confirm[..], &["--authenticator-passphrase-file", third]].concat();
        let add = ["passkey", "add", "--as", "ana"];
        run(program(&confirm).args(add).current_dir(home.work()))
    };
    assert_eq!(add("third").error()["kind"], "passphrase");
    let people = home.root().join("people/ana");
    fs::write(people.join("authenticator"), b"not a key ring").unwrap();
    assert_eq!(add("second").error()["kind"], "damaged");
    fs::copy(people.join("keys"), people.join("authenticator")).unwrap();
    assert_eq!(add("passphrase").error()["kind"], "damaged");
}

#[test]
fn policy_asks_it_for_more() {
    let home = Home::new();
    home.person("ana", "patient");
    home.json(&["policy", "export", "--out", "policy.json"]);
    let mut policy: serde_json::Value =
        serde_json::from_slice(&fs::read(home.at("policy.json")).unwrap()).unwrap();
    policy["second_factor"] = serde_json::json!(["grant_permit"]);
    fs::write(home.at("policy.json"), policy.to_string()).unwrap();
    home.json(&["policy", "propose", "policy.json"]);
    home.json(&["consent", "grant", "--as", "ana", "--to-everyone"]);
    // What closes goes without.
    fs::remove_file(home.root().join("people/ana/authenticator")).unwrap();
    home.fails(4, &["consent", "grant", "--as", "ana", "--to-everyone"]);
    home.json(&["consent", "revoke", "1", "--as", "ana"]);
    home.json(&["consent", "deny", "--as", "ana", "--to-everyone"]);
}

#[test]
fn the_admin_says_which_sites_count() {
    let home = Home::new();
    home.person("ana", "patient");
    assert_eq!(home.json(&["passkey", "sites"])["sites"].as_array().unwrap().len(), 1);
    let portal = r#"[{"rp_id":"portal.example.org","origins":["https://portal.example.org"]}]"#;
    fs::write(home.at("sites.json"), portal).unwrap();
    home.json(&["passkey", "sites", "--set", "sites.json"]);
    assert_eq!(home.fails(3, &["identity", "replace-key", "--as", "ana"])["kind"], "refused");
    fs::write(home.at("sites.json"), "portal").unwrap();
    home.fails(4, &["passkey", "sites", "--set", "sites.json"]);
}
