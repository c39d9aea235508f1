//! A further account of an identity: proposed, waited for, applied by itself, and then as good as the first.

mod common;

use common::{Home, data, text};
use serde_json::Value;

fn pending(changes: &Value) -> Vec<u64> {
    changes["pending"].as_array().unwrap().iter().map(|change| change["number"].as_u64().unwrap()).collect()
}

#[test]
fn a_second_account_comes_and_the_first_goes() {
    let home = Home::new();
    home.in_care();
    home.import(&data("visits.json"));
    let first = text(&home.json(&["identity", "show", "ana"])["id"]);

    let proposed = home.json(&["identity", "add-account", "ana-phone", "--as", "ana"]);
    let number = pending(&proposed)[0].to_string();
    let apply = ["identity", "apply", &number, "--identity", "ana", "--as", "ana-phone"];
    assert_eq!(home.fails(3, &apply)["kind"], "refused");
    home.fails(4, &["consent", "list", "ana-phone"]);
    home.json(&["ledger", "advance", "--days", "3"]);
    assert_eq!(text(&home.json(&apply)["id"]), first);
    assert!(pending(&home.json(&["identity", "changes", "ana"])).is_empty());

    // The new account acts for the same identity, and has the key that opens its records.
    let consent = home.json(&["consent", "grant", "--as", "ana-phone", "--to-everyone", "--days", "1"]);
    let number = consent["consent"].to_string();
    home.json(&["consent", "revoke", &number, "--as", "ana"]);
    let open = ["record", "open", "--patient", "ana", "--as", "ana-phone", "--purpose", "PATRQT"];
    let opened = home.json(&[&open[..], &["--out", "out"]].concat());
    assert!(!opened["opened"].as_array().unwrap().is_empty());

    // The lost one goes.
    let address = home.json(&["identity", "show", "ana"])["accounts"][0].clone();
    let accounts = home.json(&["identity", "show", "ana"])["accounts"].as_array().unwrap().len();
    assert_eq!(accounts, 2);
    let remove = ["identity", "remove-account", &text(&address), "--as", "ana-phone"];
    let number = pending(&home.json(&remove))[0].to_string();
    home.json(&["ledger", "advance", "--days", "3"]);
    home.json(&["identity", "apply", &number, "--identity", "ana", "--as", "ana-phone"]);
    assert_eq!(home.fails(3, &["consent", "grant", "--as", "ana", "--to-everyone"])["kind"], "refused");

    // A change that is withdrawn never comes.
    let proposed = home.json(&["identity", "add-account", "ana-watch", "--as", "ana-phone"]);
    let number = pending(&proposed)[0].to_string();
    assert!(pending(&home.json(&["identity", "cancel", &number, "--as", "ana-phone"])).is_empty());
    home.json(&["ledger", "advance", "--days", "3"]);
    home.fails(3, &["identity", "apply", &number, "--identity", "ana", "--as", "ana-watch"]);
    frozen(&home);
}

/// Whoever freezes an identity stops it at once, revoking excepted.
fn frozen(home: &Home) {
    let consent = home.json(&["consent", "grant", "--as", "ana-phone", "--to-everyone"]);
    home.json(&["identity", "freeze", "--as", "ana-phone"]);
    assert_eq!(home.fails(3, &["consent", "grant", "--as", "ana-phone", "--to-everyone"])["kind"], "refused");
    home.json(&["consent", "revoke", &consent["consent"].to_string(), "--as", "ana-phone"]);
}
