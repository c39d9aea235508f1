//! What a lying node does with its answers. The block that is trusted is number 1.

use serde_json::{Value, json};

/// Changes the answer to a call; told the method and what was asked.
pub type Lie = fn(&str, &Value, &mut Value);

/// Lies about what was asked of the store.
pub fn store(method: &str, params: &Value, result: &mut Value, change: impl FnOnce(&mut Value)) {
    if method == "abci_query" && params["path"] == "/store/wasm/key" {
        change(&mut result["response"]);
    }
}

/// Lies about blocks above the trusted one.
fn commit(method: &str, params: &Value, result: &mut Value, change: impl FnOnce(&mut Value)) {
    if method == "commit" && params["height"] != "1" {
        change(&mut result["signed_header"]);
    }
}

/// What a lying node does, and by which name.
pub const LIES: [(&str, Lie); 12] = [
    ("another value", |m, p, r| store(m, p, r, |answer| answer["value"] = json!("Zm9yZ2Vk"))),
    ("no value", |m, p, r| store(m, p, r, |answer| answer["value"] = Value::Null)),
    ("no proof", |m, p, r| store(m, p, r, |answer| answer["proofOps"] = Value::Null)),
    ("half a proof", |m, p, r| {
        store(m, p, r, |answer| drop(answer["proofOps"]["ops"].as_array_mut().unwrap().pop()));
    }),
    ("a proof of rubbish", |m, p, r| {
        store(m, p, r, |answer| answer["proofOps"]["ops"][0]["data"] = json!("AAAA"));
    }),
    ("another height's state", |m, p, r| {
        store(m, p, r, |answer| answer["height"] = json!("2"));
    }),
    ("another application hash", |m, p, r| {
        commit(m, p, r, |signed| signed["header"]["app_hash"] = json!("AB".repeat(32)));
    }),
    ("another block's signatures", |m, p, r| {
        commit(m, p, r, |signed| {
            let mut signatures = signed["commit"]["signatures"].as_array().unwrap().clone();
            signatures.rotate_left(1);
            signed["commit"]["signatures"] = json!(signatures);
            for signature in signed["commit"]["signatures"].as_array_mut().unwrap() {
                signature["signature"] = json!("QQ".repeat(42) + "QQ==");
            }
        });
    }),
    ("absent signatures", |m, p, r| {
        commit(m, p, r, |signed| {
            let absent = json!({
                "block_id_flag": 1,
                "validator_address": "",
                "timestamp": "0001-01-01T00:00:00Z",
                "signature": null,
            });
            for signature in signed["commit"]["signatures"].as_array_mut().unwrap() {
                *signature = absent.clone();
            }
        });
    }),
    ("another chain's header", |m, p, r| {
        commit(m, p, r, |signed| signed["header"]["chain_id"] = json!("other-1"));
    }),
    ("another trusted block", |m, p, r| {
        if m == "commit" && p["height"] == "1" {
            r["signed_header"]["header"]["app_hash"] = json!("AB".repeat(32));
        }
    }),
    ("validators of its own", |m, _, r| {
        if m == "validators" {
            for validator in r["validators"].as_array_mut().unwrap() {
                validator["voting_power"] = json!("7");
            }
        }
    }),
];
