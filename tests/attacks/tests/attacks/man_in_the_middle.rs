//! Man in the middle: who stands between a person and the chain changes, redirects or makes up what they sign.

use chartseal_second_factor::SecondFactorError;
use chartseal_testing::Suite;
use chartseal_types::identity::{ChangeUnchecked, ExecuteMsg};
use cosmwasm_std::to_json_binary;
use identity_registry::ContractError as RegistryError;

use crate::harness::Stopped::Registry;
use crate::harness::{Attempt, attacks, goal};

attacks! {
    "man in the middle";
    another_message_under_the_confirmation: [Challenge] =>
        Registry(RegistryError::SecondFactor(SecondFactorError::Challenge { .. })),
}

/// A poisoned page shows Ana her new phone and has her confirm that; it sends another account with her confirmation.
fn another_message_under_the_confirmation() -> Attempt {
    let mut suite = Suite::new();
    let ana = suite.patient("ana");
    let registry = suite.contracts.identity_registry.clone();
    let add = |account: &str| {
        let account = account.to_string();
        ExecuteMsg::ProposeChange { change: ChangeUnchecked::AddAccount { account } }
    };
    let (phone, eve) = (suite.account("ana's new phone"), suite.account("eve"));
    let (_, assertion) = suite.confirmation(&ana.account, &registry, &add(phone.as_str()));

    let message = to_json_binary(&add(eve.as_str()))?;
    suite.try_assertion(&ana.account, &registry, message, assertion)?;
    goal(suite.pending_changes(ana.id).len() == 1)
}
