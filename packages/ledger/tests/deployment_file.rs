//! Deployment files: what is read, what is refused, and which node is used.

use std::fs;

use chartseal_ledger::{DeploymentFile, LedgerError};
use serde_json::{Value, json};

fn whole() -> Value {
    let code = |id: u64| json!({ "id": id, "checksum": "00".repeat(32) });
    json!({
        "chain_id": "north-south-1",
        "identity_registry": "a",
        "certificate_authority": "b",
        "access_control": "c",
        "record_anchor": "d",
        "codes": [code(1), code(2), code(3), code(4)],
        "rpc": ["http://127.0.0.1:1"],
        "gas_price": { "amount": "0.025", "denom": "useal" },
        "governance": "g",
    })
}

fn read(text: &str) -> Result<DeploymentFile, LedgerError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("deployment.json");
    fs::write(&path, text).unwrap();
    DeploymentFile::read(&path)
}

#[test]
fn what_is_written_is_read() {
    let file = read(&whole().to_string()).unwrap();
    assert_eq!(file.deployment.in_order(), ["a", "b", "c", "d"]);
    assert_eq!(read(&serde_json::to_string(&file).unwrap()).unwrap(), file);
}

#[test]
fn what_is_none_is_refused() {
    let mut refused = vec![String::new(), "{}".into(), "[]".into(), "not json".into()];
    for (member, value) in [("rpc", json!([])), ("codes", json!([])), ("gas_price", json!("0.025useal"))] {
        let mut file = whole();
        file[member] = value;
        refused.push(file.to_string());
    }
    for member in ["chain_id", "access_control", "rpc", "gas_price", "governance"] {
        let mut file = whole();
        file.as_object_mut().unwrap().remove(member);
        refused.push(file.to_string());
    }
    for text in refused {
        assert!(matches!(read(&text), Err(LedgerError::DeploymentFile { .. })), "{text}");
    }
}

#[test]
fn a_file_that_is_missing_is_named() {
    let missing = DeploymentFile::read("no/such/deployment.json".as_ref());
    assert!(
        matches!(missing, Err(LedgerError::DeploymentFile { path, .. }) if path.ends_with("deployment.json"))
    );
}

#[tokio::test]
async fn where_no_node_answers_the_last_one_s_error_is_told() {
    let mut file = whole();
    file["rpc"] = json!(["http://127.0.0.1:1", "http://127.0.0.1:2"]);
    let failed = read(&file.to_string()).unwrap().connect().await;
    assert!(
        matches!(failed.map(drop), Err(LedgerError::NodeUnreachable { node, .. }) if node.ends_with(":2"))
    );
}

#[tokio::test]
async fn an_address_that_is_none_is_refused() {
    let mut file = whole();
    file["rpc"] = json!(["ftp://127.0.0.1"]);
    let failed = read(&file.to_string()).unwrap().connect().await;
    assert!(matches!(failed.map(drop), Err(LedgerError::InvalidNode { .. })));
}
