//! Who is who: identities, accounts, encryption keys, passkeys, verification and affiliations.
//!
//! An account registers an identity, a registrar verifies it, and from then on it is *active* until its verification
//! runs out, it is suspended, frozen or revoked. Other contracts read standing and affiliations raw, by
//! [`chartseal_types::identity::abi`].
//!
//! Accounts, keys, passkeys and guardians change with a second factor and after a delay. Who lost every account gets the
//! identity back through its guardians.
//!
//! A consortium begins with its admin: the admin verifies the first organization and appoints it as registrar.
//! From then on registrars verify everybody else; nobody verifies their own identity.

mod authority;
pub mod domain;
mod error;
mod execute;
mod migrate;
mod query;
mod state;

use chartseal_types::identity::{ExecuteMsg, InstantiateMsg, MigrateMsg, QueryMsg};
use cosmwasm_std::{Binary, Deps, DepsMut, Env, MessageInfo, Response};

pub use error::{
    ActError, AffiliationError, ChangeError, ContractError, PatientError, QueryError, RecoveryError,
    RegistrarError, RegistrationError, RepresentativeError, StandingError, StatusError, VerificationError,
};

/// The contract's name in cw2.
pub const CONTRACT_NAME: &str = "chartseal:identity-registry";
/// The contract's version in cw2.
pub const CONTRACT_VERSION: &str = env!("CARGO_PKG_VERSION");

/// Sets up governance; there is no identity yet.
#[cfg_attr(not(feature = "library"), cosmwasm_std::entry_point)]
pub fn instantiate(
    deps: DepsMut<'_>,
    _env: Env,
    info: MessageInfo,
    msg: InstantiateMsg,
) -> Result<Response, ContractError> {
    Ok(chartseal_governance::instantiate(deps, &info, CONTRACT_NAME, CONTRACT_VERSION, msg)?)
}

/// Carries out a message.
#[cfg_attr(not(feature = "library"), cosmwasm_std::entry_point)]
pub fn execute(
    deps: DepsMut<'_>,
    env: Env,
    info: MessageInfo,
    msg: ExecuteMsg,
) -> Result<Response, ContractError> {
    execute::execute(deps, env, info, msg)
}

/// Answers a query.
#[cfg_attr(not(feature = "library"), cosmwasm_std::entry_point)]
pub fn query(deps: Deps<'_>, env: Env, msg: QueryMsg) -> Result<Binary, ContractError> {
    query::query(deps, env, msg)
}

/// Migrates to this version from an older one of the same contract.
#[cfg_attr(not(feature = "library"), cosmwasm_std::entry_point)]
pub fn migrate(deps: DepsMut<'_>, _env: Env, msg: MigrateMsg) -> Result<Response, ContractError> {
    migrate::migrate(deps, msg)
}
