//! What every message of every contract does alike: it refuses coins, and tells what it did.

use std::collections::BTreeMap;

use chartseal_governance::GovernanceError;
use chartseal_testing::Refusal;
use cosmwasm_std::{Addr, StdResult, coin, coins};
use cw_multi_test::AppResponse;

use crate::clinic::Clinic;
use crate::messages::{Message, rows, send};

fn send_with_coins(clinic: &mut Clinic, by: &Addr, message: &Message) -> StdResult<AppResponse> {
    let (contracts, coins) = (clinic.suite.contracts.clone(), coins(1, "utoken"));
    let suite = &mut clinic.suite;
    match message {
        Message::Identity(msg) => suite.try_execute_with(by, &contracts.identity_registry, msg, &coins),
        Message::Certificate(msg) => {
            suite.try_execute_with(by, &contracts.certificate_authority, msg, &coins)
        }
        Message::Access(msg) => suite.try_execute_with(by, &contracts.access_control, msg, &coins),
        Message::Anchor(msg) => suite.try_execute_with(by, &contracts.record_anchor, msg, &coins),
    }
}

/// The shared error of a refusal; any other refusal is a mistake of the table.
pub fn governance_error(message: &Message, outcome: StdResult<AppResponse>) -> GovernanceError {
    match message {
        Message::Identity(_) => match outcome.refusal() {
            identity_registry::ContractError::Governance(error) => error,
            other => panic!("{message:?}: {other}"),
        },
        Message::Certificate(_) => match outcome.refusal() {
            certificate_authority::ContractError::Governance(error) => error,
            other => panic!("{message:?}: {other}"),
        },
        Message::Access(_) => match outcome.refusal() {
            access_control::ContractError::Governance(error) => error,
            other => panic!("{message:?}: {other}"),
        },
        Message::Anchor(_) => match outcome.refusal() {
            record_anchor::ContractError::Governance(error) => error,
            other => panic!("{message:?}: {other}"),
        },
    }
}

#[test]
fn every_message_refuses_coins() {
    for (_, prepare) in rows() {
        let mut clinic = Clinic::new();
        let (by, message) = prepare(&mut clinic);
        clinic.suite.app.init_modules(|router, _, storage| {
            router.bank.init_balance(storage, &by, coins(1, "utoken")).expect("the account is funded");
        });
        let refused = send_with_coins(&mut clinic, &by, &message);
        let error = governance_error(&message, refused);
        assert!(matches!(error, GovernanceError::Funds { kinds: 1 }), "{message:?}: {error}");
        let balance = clinic.suite.app.wrap().query_balance(&by, "utoken").expect("the bank answers");
        assert_eq!(balance, coin(1, "utoken"), "{message:?}");
        // Control: without the coins it is accepted.
        send(&mut clinic, &by, &message).unwrap_or_else(|error| panic!("{message:?}: {error}"));
    }
}

#[test]
fn every_message_tells_its_action_and_an_event() {
    for (_, prepare) in rows() {
        let mut clinic = Clinic::new();
        let (by, message) = prepare(&mut clinic);
        let response = send(&mut clinic, &by, &message).expect("the message is accepted");
        let mut actions = 0;
        let mut told: BTreeMap<&str, usize> = BTreeMap::new();
        for event in &response.events {
            match event.ty.strip_prefix("wasm-") {
                Some(kind) => *told.entry(kind).or_default() += 1,
                None => actions += event.attributes.iter().filter(|one| one.key == "action").count(),
            }
            let snake = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
            assert!(event.attributes.iter().all(|one| one.key.chars().all(snake)), "{event:?}");
        }
        assert_eq!(actions, 1, "{message:?}");
        assert!(!told.is_empty(), "{message:?} changes state and tells no event");
    }
}
