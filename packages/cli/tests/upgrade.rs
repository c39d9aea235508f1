//! A home whose contracts are of an older release, or of a later one.

mod common;
#[path = "../../ledger/tests/support/releases.rs"]
mod releases;

use chartseal_ledger::Deployment;
use common::{Home, text};

/// A release before this one, whose state has this one's form.
const OLDER: &str = "0.2.0-alpha.1";

fn pretend(home: &Home, release: &str) {
    let deployment: Deployment =
        serde_json::from_value(home.json(&["ledger", "contracts"])).expect("the deployment");
    pretend_at(home, &deployment, release);
}

fn pretend_at(home: &Home, deployment: &Deployment, release: &str) {
    let ledger = home.root().join("ledger/ledger.redb");
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(releases::pretend(&ledger, deployment, release));
}

#[test]
fn an_older_one_is_refused_and_upgraded() {
    let home = Home::new();
    home.person("ana", "patient");
    assert_eq!(home.json(&["ledger", "upgrade"])["upgraded"], false);
    pretend(&home, OLDER);
    let error = home.fails(4, &["identity", "show", "ana"]);
    assert!(text(&error["message"]).contains("chartseal ledger upgrade"), "{error}");
    assert_eq!(home.json(&["ledger", "upgrade"])["upgraded"], true);
    home.json(&["consent", "grant", "--as", "ana", "--to-everyone"]);
    assert_eq!(home.json(&["identity", "show", "ana"])["active"], true);
}

#[test]
fn a_later_one_is_left_alone() {
    let home = Home::new();
    pretend(&home, "99.0.0");
    for command in ["status", "upgrade"] {
        let error = home.fails(4, &["ledger", command]);
        assert!(text(&error["message"]).contains("99.0.0"), "{error}");
    }
}
