//! Malformed messages: each message there is, with each of its parts replaced by what does not belong there. A contract
//! answers or refuses; it never panics, and what it refuses leaves no trace.

use cosmwasm_std::{Addr, Binary, WasmMsg};
use cw_multi_test::Executor;
use serde_json::{Value, json};

use crate::clinic::Clinic;
use crate::messages::{Message, rows};

/// What does not belong anywhere, or only in places.
fn strange_values() -> Vec<Value> {
    vec![
        Value::Null,
        json!(true),
        json!(-1),
        json!(0),
        json!(u64::MAX),
        json!(1e300),
        json!(""),
        json!("x"),
        json!("f".repeat(63)),
        json!("0".repeat(64)),
        json!("F".repeat(64)),
        json!("ÿ".repeat(32)),
        json!("A".repeat(20_000)),
        json!("MAA="),
        json!([]),
        json!([[[[[[[[]]]]]]]]),
        json!({}),
        json!({ "unknown": {} }),
    ]
}

/// Every copy of a value with one of its parts replaced, dropped or added.
fn damaged(value: &Value) -> Vec<Value> {
    let mut all = strange_values();
    match value {
        Value::Object(fields) => {
            for (name, inner) in fields {
                for inner in damaged(inner) {
                    let mut copy = fields.clone();
                    copy.insert(name.clone(), inner);
                    all.push(Value::Object(copy));
                }
                let mut copy = fields.clone();
                copy.shift_remove(name);
                all.push(Value::Object(copy));
            }
            let mut copy = fields.clone();
            copy.insert("unknown".into(), json!(1));
            all.push(Value::Object(copy));
        }
        // Lists are long in a policy: the first element stands for all, and a list is also tried too long.
        Value::Array(values) => {
            if let Some(first) = values.first() {
                for inner in damaged(first) {
                    let mut copy = values.clone();
                    copy[0] = inner;
                    all.push(Value::Array(copy));
                }
                all.push(Value::Array(vec![first.clone(); 200]));
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => (),
    }
    all
}

/// The contract that a message is for, and the message as JSON.
fn addressed(clinic: &Clinic, message: &Message) -> (Addr, Value) {
    let contracts = &clinic.suite.contracts;
    let (contract, json) = match message {
        Message::Identity(msg) => (&contracts.identity_registry, serde_json::to_value(msg)),
        Message::Certificate(msg) => (&contracts.certificate_authority, serde_json::to_value(msg)),
        Message::Access(msg) => (&contracts.access_control, serde_json::to_value(msg)),
        Message::Anchor(msg) => (&contracts.record_anchor, serde_json::to_value(msg)),
    };
    (contract.clone(), json.expect("a message is JSON"))
}

fn state(clinic: &Clinic) -> Vec<(Vec<u8>, Vec<u8>)> {
    let contracts = clinic.suite.all_contracts();
    contracts.iter().flat_map(|contract| clinic.suite.app.dump_wasm_raw(contract)).collect()
}

/// Sends bytes as a message; whether they were accepted.
fn send_bytes(clinic: &mut Clinic, by: &Addr, contract: &Addr, msg: Vec<u8>) -> bool {
    let contract_addr = contract.to_string();
    let msg = WasmMsg::Execute { contract_addr, msg: Binary::new(msg), funds: vec![] };
    clinic.suite.app.execute(by.clone(), msg.into()).is_ok()
}

#[test]
fn no_part_of_a_message_makes_a_contract_panic() {
    for (_, prepare) in rows() {
        let mut clinic = Clinic::new();
        let (by, message) = prepare(&mut clinic);
        let (contract, json) = addressed(&clinic, &message);
        let mut before = state(&clinic);
        for damaged in damaged(&json) {
            let bytes = serde_json::to_vec(&damaged).expect("a value is JSON");
            if send_bytes(&mut clinic, &by, &contract, bytes) {
                before = state(&clinic);
            }
        }
        assert_eq!(state(&clinic), before, "what was refused left a trace: {message:?}");
    }
}

#[test]
fn what_is_cut_off_or_no_json_is_refused() {
    for (_, prepare) in rows() {
        let mut clinic = Clinic::new();
        let (by, message) = prepare(&mut clinic);
        let (contract, json) = addressed(&clinic, &message);
        let whole = serde_json::to_vec(&json).expect("a message is JSON");
        let before = state(&clinic);
        let step = whole.len().div_ceil(40);
        for end in (0..whole.len()).step_by(step) {
            assert!(!send_bytes(&mut clinic, &by, &contract, whole[..end].to_vec()), "{message:?}");
        }
        let twice = [whole.clone(), whole.clone()].concat();
        let nested = [b"[".repeat(5_000), b"]".repeat(5_000)].concat();
        for bytes in [twice, nested, vec![0xff; 64], b"\"\\ud800\"".to_vec()] {
            assert!(!send_bytes(&mut clinic, &by, &contract, bytes), "{message:?}");
        }
        assert_eq!(state(&clinic), before);
        assert!(send_bytes(&mut clinic, &by, &contract, whole), "the control: whole, it is accepted");
    }
}
