//! What an attacker looks up to see whether they have what they wanted.

use chartseal_testing::Suite;
use chartseal_types::identity::abi::Affiliation;
use chartseal_types::identity::{ExecuteMsg, QueryMsg};
use chartseal_types::{IdentityId, Role};
use cosmwasm_std::Addr;

/// Whether an account controls an identity.
pub fn controls(suite: &Suite, account: &Addr, identity: IdentityId) -> bool {
    suite.accounts(identity).contains(account) && identity_of(suite, account) == Some(identity)
}

/// The identity of an account.
pub fn identity_of(suite: &Suite, account: &Addr) -> Option<IdentityId> {
    suite.query(&suite.contracts.identity_registry, &QueryMsg::IdentityOf { account: account.to_string() })
}

/// Whether somebody acts for a patient.
pub fn represents(suite: &Suite, representative: IdentityId, patient: IdentityId) -> bool {
    let mut list = suite.representatives(patient).into_iter();
    list.any(|one| one.in_force && one.representation.representative == representative)
}

/// Whether somebody has a role at an organization.
pub fn works_at(suite: &Suite, practitioner: IdentityId, organization: IdentityId, role: Role) -> bool {
    let query = QueryMsg::Affiliations { practitioner };
    let list: Vec<Affiliation> = suite.query(&suite.contracts.identity_registry, &query);
    list.iter().any(|one| one.organization == organization && one.role == role)
}

/// The message by which an account makes somebody a representative over everything, which needs a passkey.
pub fn appointment_of(suite: &Suite, representative: IdentityId) -> ExecuteMsg {
    ExecuteMsg::AppointRepresentative { representative, appointment: suite.appointment() }
}
