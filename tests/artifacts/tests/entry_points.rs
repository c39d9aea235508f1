//! Every entry point of every contract, called in the VM with what it must take and what it must refuse.

mod consortium;

use chartseal_artifacts::{Chain, ChainError};
use chartseal_types::governance::{GovernanceMsg, GovernanceResponse, MigrateMsg};
use consortium::{CODES, Consortium, instantiation};
use cosmwasm_std::{Addr, coins};
use serde_json::{Value, json};

fn governance(consortium: &Consortium, contract: &Addr) -> GovernanceResponse {
    consortium.chain.query(contract, &json!({ "governance": {} })).expect("the query is answered")
}

fn entries(consortium: &Consortium) -> Vec<Vec<(Vec<u8>, Vec<u8>)>> {
    consortium
        .contracts
        .iter()
        .map(|contract| consortium.chain.entries(contract).expect("a contract"))
        .collect()
}

fn refused_by_contract(error: &ChainError) -> bool {
    matches!(error, ChainError::Contract(_))
}

#[test]
fn every_contract_is_instantiated_with_the_addresses_of_all() {
    let consortium = Consortium::new();
    for contract in &consortium.contracts {
        let governance = governance(&consortium, contract);
        assert_eq!(governance.admin, consortium.admin);
        assert_eq!(governance.pausers, std::slice::from_ref(&consortium.pauser));
        let told = governance.contracts;
        let told =
            [told.identity_registry, told.certificate_authority, told.access_control, told.record_anchor];
        assert_eq!(told, consortium.contracts);
    }
}

#[test]
fn an_address_of_another_chain_is_refused_at_instantiation() {
    for code in CODES {
        let mut chain = Chain::new().expect("a chain");
        let [admin, pauser] = ["admin", "pauser"].map(|name| chain.account(name));
        chain.store(code).expect("the chain takes the code");
        let own = chain.address_of(&admin, code).expect("the code is stored");
        let mut contracts = [own.clone(), own.clone(), own.clone(), own];
        let foreign = Addr::unchecked("cosmos1jv65s3grqf6v6jl3dp4t6c9t9rk99cd88lyufl");
        contracts[3] = foreign;
        let message = instantiation(&admin, &pauser, &contracts);
        let error = chain.instantiate(&admin, code, &message).expect_err("a foreign address is refused");
        assert!(refused_by_contract(&error), "{code}: {error}");
    }
}

#[test]
fn every_contract_is_paused_and_resumed() {
    let mut consortium = Consortium::new();
    for contract in consortium.contracts.clone() {
        let message = |message: GovernanceMsg| json!({ "governance": message });
        let (admin, pauser) = (consortium.admin.clone(), consortium.pauser.clone());
        let stranger = consortium.chain.account("stranger");
        let pause = message(GovernanceMsg::Pause {});
        let error =
            consortium.chain.execute(&stranger, &contract, &pause).expect_err("a stranger does not pause");
        assert!(refused_by_contract(&error), "{error}");
        let outcome = consortium.chain.execute(&pauser, &contract, &pause).expect("the pauser pauses");
        assert!(outcome.attribute("action").is_some());
        assert!(governance(&consortium, &contract).paused_until.is_some());
        consortium
            .chain
            .execute(&admin, &contract, &message(GovernanceMsg::Resume {}))
            .expect("the admin resumes");
        assert_eq!(governance(&consortium, &contract).paused_until, None);
    }
}

#[test]
fn no_contract_takes_coins() {
    let mut consortium = Consortium::new();
    let (pauser, before) = (consortium.pauser.clone(), entries(&consortium));
    let pause = json!({ "governance": GovernanceMsg::Pause {} });
    for contract in consortium.contracts.clone() {
        let funds = coins(1, "umember");
        let error =
            consortium.chain.execute_with_funds(&pauser, &contract, &pause, &funds).expect_err("no coins");
        assert!(refused_by_contract(&error), "{error}");
    }
    assert_eq!(entries(&consortium), before);
}

#[test]
fn a_contract_is_not_migrated_to_its_own_version_or_to_another_contract() {
    let mut consortium = Consortium::new();
    let before = entries(&consortium);
    for contract in consortium.contracts.clone() {
        for code in CODES {
            let error =
                consortium.chain.migrate(&contract, code, &MigrateMsg {}).expect_err("no such migration");
            assert!(refused_by_contract(&error), "{code}: {error}");
        }
    }
    assert_eq!(entries(&consortium), before);
}

#[test]
fn what_is_not_a_message_is_refused_by_an_error_and_never_by_a_panic() {
    let mut consortium = Consortium::new();
    let (sender, before) = (consortium.chain.account("stranger"), entries(&consortium));
    let deep = format!("{}{}", "[".repeat(2_000), "]".repeat(2_000));
    let messages = [
        "",
        "null",
        "{",
        "{}",
        "[]",
        "7",
        "\"governance\"",
        "{\"governance\":{}}",
        "{\"no_such\":{}}",
        "{\"governance\":{\"pause\":{}},\"governance\":{\"pause\":{}}}",
        "{\"governance\":{\"pause\":{\"x\":1}}}",
        &deep,
    ];
    for contract in consortium.contracts.clone() {
        let bytes = messages.iter().map(|message| message.as_bytes()).chain([[0xff, 0xfe, 0x00].as_slice()]);
        for message in bytes {
            let error =
                consortium.chain.execute_bytes(&sender, &contract, message, &[]).expect_err("no message");
            assert!(refused_by_contract(&error), "{}: {error}", String::from_utf8_lossy(message));
        }
        let error =
            consortium.chain.query::<Value>(&contract, &json!({ "no_such": {} })).expect_err("no query");
        assert!(refused_by_contract(&error), "{error}");
    }
    assert_eq!(entries(&consortium), before);
}
