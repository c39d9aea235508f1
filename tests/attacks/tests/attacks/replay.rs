//! Replay: what was said once is said again, or later, or elsewhere.

use chartseal_second_factor::SecondFactorError;
use chartseal_testing::{HOUR, Suite};
use chartseal_types::IdentityId;
use chartseal_types::identity::ExecuteMsg;
use identity_registry::ContractError as RegistryError;

use crate::harness::Stopped::Registry;
use crate::harness::{Attempt, attacks, goal};

attacks! {
    "replay";
    confirmed_message_again: [Nonce] => Registry(RegistryError::SecondFactor(SecondFactorError::Nonce { .. })),
    confirmed_message_an_hour_late: [AssertionExpiry] =>
        Registry(RegistryError::SecondFactor(SecondFactorError::Expired { .. })),
}

/// Ben has Ana's old phone with her account, not her passkey, and read on the chain how she once appointed him: he wants
/// to be her representative again after she ended that.
fn confirmed_message_again() -> Attempt {
    let mut suite = Suite::new();
    let (ana, ben) = (suite.patient("ana"), suite.patient("ben"));
    let registry = suite.contracts.identity_registry.clone();
    let appoint =
        ExecuteMsg::AppointRepresentative { representative: ben.id, appointment: suite.appointment() };
    let (message, assertion) = suite.confirmation(&ana.account, &registry, &appoint);
    suite.try_assertion(&ana.account, &registry, message.clone(), assertion.clone())?;
    suite.try_end_representative(&ana, ana.id, ben.id)?;

    suite.try_assertion(&ana.account, &registry, message, assertion)?;
    goal(is_represented(&suite, ana.id))
}

/// A relay held a confirmed message back until Ana gave up, and delivers it when nobody expects it any more.
fn confirmed_message_an_hour_late() -> Attempt {
    let mut suite = Suite::new();
    let (ana, ben) = (suite.patient("ana"), suite.patient("ben"));
    let registry = suite.contracts.identity_registry.clone();
    let appoint =
        ExecuteMsg::AppointRepresentative { representative: ben.id, appointment: suite.appointment() };
    let (message, assertion) = suite.confirmation(&ana.account, &registry, &appoint);

    suite.wait(HOUR);
    suite.try_assertion(&ana.account, &registry, message, assertion)?;
    goal(is_represented(&suite, ana.id))
}

fn is_represented(suite: &Suite, patient: IdentityId) -> bool {
    suite.representatives(patient).iter().any(|representative| representative.in_force)
}
