//! The witness: who confirmed, and whether that is needed.

use chartseal_second_factor::{Factor, SecondFactorError};
use chartseal_types::access::AccessControl;
use chartseal_types::access::abi::{SECOND_FACTOR, SecondFactorRow};
use chartseal_types::second_factor::Sensitive;
use chartseal_types::{CodeSet, IdentityId};
use cosmwasm_std::testing::{MockApi, MockQuerier, MockStorage};
use cosmwasm_std::{Addr, Binary, ContractResult, Deps, QuerierWrapper, Storage, SystemResult, WasmQuery};

use crate::common::NOW;
use crate::refused;

const ANA: IdentityId = IdentityId([1; 16]);

/// Asks `ensure` for a message signed by the account alone, under a policy.
fn ensure(policy: Option<CodeSet<Sensitive>>, sensitive: Sensitive) -> Result<(), SecondFactorError> {
    let mut others = MockStorage::new();
    if let Some(current) = policy {
        SECOND_FACTOR.save(&mut others, &SecondFactorRow { current, next: None }).expect("it is saved");
    }
    let mut querier: MockQuerier = MockQuerier::new(&[]);
    querier.update_wasm(move |query| match query {
        WasmQuery::Raw { contract_addr, key } if contract_addr == "access" => {
            let value = others.get(key).unwrap_or_default();
            SystemResult::Ok(ContractResult::Ok(Binary::from(value)))
        }
        other => panic!("expected a raw read of access control, got {other:?}"),
    });
    let deps = Deps {
        storage: &MockStorage::new(),
        api: &MockApi::default(),
        querier: QuerierWrapper::new(&querier),
    };
    let access = AccessControl(Addr::unchecked("access"));
    Factor::first().ensure(deps, &access, ANA, sensitive, NOW)
}

#[test]
fn what_policy_does_not_name_needs_no_second_factor() {
    for sensitive in Sensitive::ALL {
        let result = ensure(Some(CodeSet::NONE), sensitive);
        if sensitive.is_always() {
            refused!(result, SecondFactorError::Required { .. });
        } else {
            result.expect("the account's signature is enough");
        }
    }
}

#[test]
fn what_policy_names_does() {
    let policy = CodeSet::NONE.with(Sensitive::GrantPermit);
    refused!(
        ensure(Some(policy), Sensitive::GrantPermit),
        SecondFactorError::Required { sensitive: Sensitive::GrantPermit, nonce: 0 }
    );
    // What comes to the same as granting a permit is named with it.
    for alike in [Sensitive::AmendConsent, Sensitive::AnswerRequest] {
        refused!(ensure(Some(policy), alike), SecondFactorError::Required { nonce: 0, .. });
    }
    ensure(Some(policy), Sensitive::OpenCare).expect("the account's signature is enough");
}

#[test]
fn without_a_policy_everything_does() {
    for sensitive in Sensitive::ALL {
        refused!(ensure(None, sensitive), SecondFactorError::Required { .. });
    }
}

#[test]
fn nobody_is_confirmed_by_an_account_s_signature() {
    let factor = Factor::first();
    assert!(!factor.is_confirmed_by(ANA));
    let storage = MockStorage::new();
    factor.require(&storage, ANA, Sensitive::OpenCare, false).expect("none is needed");
    refused!(
        factor.require(&storage, ANA, Sensitive::OpenCare, true),
        SecondFactorError::Required { sensitive: Sensitive::OpenCare, nonce: 0 }
    );
}
