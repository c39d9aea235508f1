//! A contract's entry points for cw-multi-test which keep the contract's own error type.

use std::error::Error;

use cosmwasm_std::{
    Binary, Deps, DepsMut, Empty, Env, MessageInfo, MigrateInfo, Reply, Response, StdError, StdResult,
    from_json,
};
use cw_multi_test::Contract;
use serde::de::DeserializeOwned;

/// The entry points of a contract. `cw_multi_test::ContractWrapper` turns errors into text; this keeps them, so that
/// a test can tell one refusal from another by its variant.
pub struct TypedContract<I, X, Q, M, E> {
    /// `instantiate`.
    pub instantiate: fn(DepsMut<'_>, Env, MessageInfo, I) -> Result<Response, E>,
    /// `execute`.
    pub execute: fn(DepsMut<'_>, Env, MessageInfo, X) -> Result<Response, E>,
    /// `query`.
    pub query: fn(Deps<'_>, Env, Q) -> Result<Binary, E>,
    /// `migrate`.
    pub migrate: fn(DepsMut<'_>, Env, M) -> Result<Response, E>,
}

impl<I, X, Q, M, E> Contract<Empty> for TypedContract<I, X, Q, M, E>
where
    I: DeserializeOwned,
    X: DeserializeOwned,
    Q: DeserializeOwned,
    M: DeserializeOwned,
    E: Error + Send + Sync + 'static,
{
    fn execute(&self, deps: DepsMut<'_>, env: Env, info: MessageInfo, msg: Vec<u8>) -> StdResult<Response> {
        Ok((self.execute)(deps, env, info, from_json(msg)?)?)
    }

    fn instantiate(
        &self,
        deps: DepsMut<'_>,
        env: Env,
        info: MessageInfo,
        msg: Vec<u8>,
    ) -> StdResult<Response> {
        Ok((self.instantiate)(deps, env, info, from_json(msg)?)?)
    }

    fn query(&self, deps: Deps<'_>, env: Env, msg: Vec<u8>) -> StdResult<Binary> {
        Ok((self.query)(deps, env, from_json(msg)?)?)
    }

    fn migrate(&self, deps: DepsMut<'_>, env: Env, msg: Vec<u8>, _: MigrateInfo) -> StdResult<Response> {
        Ok((self.migrate)(deps, env, from_json(msg)?)?)
    }

    fn sudo(&self, _: DepsMut<'_>, _: Env, _: Vec<u8>) -> StdResult<Response> {
        Err(StdError::msg("this contract has no sudo entry point"))
    }

    fn reply(&self, _: DepsMut<'_>, _: Env, _: Reply) -> StdResult<Response> {
        Err(StdError::msg("this contract has no reply entry point"))
    }
}

macro_rules! typed_contract {
    ($name:ident) => {
        crate::TypedContract {
            instantiate: $name::instantiate,
            execute: $name::execute,
            query: $name::query,
            migrate: $name::migrate,
        }
    };
}

pub(crate) use typed_contract;
