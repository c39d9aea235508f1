//! What the tests of this contract share.

use chartseal_testing::Suite;
use chartseal_types::IdentityId;
use chartseal_types::identity::{
    AccountPeriod, Affiliation, AffiliationPeriod, ExecuteMsg, QueryMsg, StatusChange, Verification,
};
use cosmwasm_std::{Addr, StdResult};
use cw_multi_test::AppResponse;
use serde::de::DeserializeOwned;

/// Asserts that a step was refused with a variant of the contract's error.
macro_rules! assert_refused {
    ($result:expr, $pattern:pat $(if $guard:expr)? $(,)?) => {
        match chartseal_testing::Refusal::refusal::<identity_registry::ContractError>($result) {
            $pattern $(if $guard)? => {}
            other => panic!("expected {}, got {other:?}", stringify!($pattern $(if $guard)?)),
        }
    };
}
pub(crate) use assert_refused;

/// Asks the identity registry.
pub fn ask<T: DeserializeOwned>(suite: &Suite, msg: QueryMsg) -> T {
    suite.query(&suite.contracts.identity_registry, &msg)
}

/// Sends a message as the admin.
pub fn try_as_admin(suite: &mut Suite, msg: ExecuteMsg) -> StdResult<AppResponse> {
    let admin = suite.admin.clone();
    suite.try_identity(&admin, msg)
}

/// Sends a message as the registrar.
pub fn try_as_registrar(suite: &mut Suite, msg: ExecuteMsg) -> StdResult<AppResponse> {
    let registrar = suite.registrar.clone();
    suite.try_identity(&registrar, msg)
}

pub fn identity_of(suite: &Suite, account: &Addr) -> Option<IdentityId> {
    ask(suite, QueryMsg::IdentityOf { account: account.to_string() })
}

pub fn status_history(suite: &Suite, id: IdentityId) -> Vec<StatusChange> {
    ask(suite, QueryMsg::StatusHistory { id, start_after: None, limit: Some(100) })
}

pub fn account_history(suite: &Suite, id: IdentityId) -> Vec<AccountPeriod> {
    ask(suite, QueryMsg::AccountHistory { id, start_after: None, limit: Some(100) })
}

pub fn verification_history(suite: &Suite, id: IdentityId) -> Vec<Verification> {
    ask(suite, QueryMsg::VerificationHistory { id, start_after: None, limit: Some(100) })
}

pub fn affiliations(suite: &Suite, practitioner: IdentityId) -> Vec<Affiliation> {
    ask(suite, QueryMsg::Affiliations { practitioner })
}

pub fn affiliation_history(suite: &Suite, practitioner: IdentityId) -> Vec<AffiliationPeriod> {
    ask(suite, QueryMsg::AffiliationHistory { practitioner, start_after: None, limit: Some(100) })
}

/// The value of an attribute of the only event of that type.
pub fn attribute(response: &AppResponse, event: &str, key: &str) -> String {
    let ty = format!("wasm-{event}");
    let mut events = response.events.iter().filter(|found| found.ty == ty);
    let (first, second) = (events.next(), events.next());
    assert!(second.is_none(), "expected one event {event}");
    let attributes = &first.unwrap_or_else(|| panic!("expected an event {event}")).attributes;
    let found = attributes.iter().find(|attribute| attribute.key == key);
    found.unwrap_or_else(|| panic!("expected an attribute {key} of {event}")).value.clone()
}
