//! A contract's entry points for cw-multi-test which keep the contract's own error type.

use std::cell::RefCell;
use std::error::Error;
use std::rc::Rc;

use cosmwasm_std::{
    Binary, Deps, DepsMut, Empty, Env, MessageInfo, MigrateInfo, Reply, Response, StdError, StdResult,
    from_json,
};
use cw_multi_test::Contract;
use serde::de::DeserializeOwned;

/// The error of a refused message as the contract gave it. cw-multi-test passes it on as text, so it is kept aside.
#[derive(Debug, Clone, Default)]
pub(crate) struct Refusals(Rc<RefCell<Option<StdError>>>);

impl Refusals {
    fn keep<T, E: Error + Send + Sync + 'static>(&self, outcome: Result<T, E>) -> StdResult<T> {
        outcome.map_err(|error| {
            let text = StdError::msg(error.to_string());
            self.0.replace(Some(error.into()));
            text
        })
    }

    /// Carries a step out, and gives the contract's own error if it refused.
    pub(crate) fn watch<T>(&self, step: impl FnOnce() -> StdResult<T>) -> StdResult<T> {
        self.0.take();
        step().map_err(|text| self.0.take().unwrap_or(text))
    }
}

type Instantiate<I, E> = fn(DepsMut<'_>, Env, MessageInfo, I) -> Result<Response, E>;
type Execute<X, E> = fn(DepsMut<'_>, Env, MessageInfo, X) -> Result<Response, E>;
type Query<Q, E> = fn(Deps<'_>, Env, Q) -> Result<Binary, E>;
type Migrate<M, E> = fn(DepsMut<'_>, Env, M) -> Result<Response, E>;

/// The entry points of a contract. `cw_multi_test::ContractWrapper` turns errors into text; this keeps them, so that
/// a test can tell one refusal from another by its variant. [`Suite::deploy`](crate::Suite::deploy) takes it.
pub struct TypedContract<I, X, Q, M, E> {
    instantiate: Instantiate<I, E>,
    execute: Execute<X, E>,
    query: Query<Q, E>,
    migrate: Option<Migrate<M, E>>,
    refusals: Refusals,
}

impl<I, X, Q, E> TypedContract<I, X, Q, Empty, E> {
    /// A contract by its entry points, which cannot be migrated.
    pub fn new(instantiate: Instantiate<I, E>, execute: Execute<X, E>, query: Query<Q, E>) -> Self {
        Self { instantiate, execute, query, migrate: None, refusals: Refusals::default() }
    }

    /// With the entry point `migrate`.
    pub fn with_migrate<M>(self, migrate: Migrate<M, E>) -> TypedContract<I, X, Q, M, E> {
        let Self { instantiate, execute, query, refusals, .. } = self;
        TypedContract { instantiate, execute, query, migrate: Some(migrate), refusals }
    }
}

impl<I, X, Q, M, E> TypedContract<I, X, Q, M, E> {
    /// Keeps the errors of messages there.
    pub(crate) fn keeping(self, refusals: &Refusals) -> Self {
        Self { refusals: refusals.clone(), ..self }
    }
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
        self.refusals.keep((self.execute)(deps, env, info, from_json(msg)?))
    }

    fn instantiate(
        &self,
        deps: DepsMut<'_>,
        env: Env,
        info: MessageInfo,
        msg: Vec<u8>,
    ) -> StdResult<Response> {
        self.refusals.keep((self.instantiate)(deps, env, info, from_json(msg)?))
    }

    fn query(&self, deps: Deps<'_>, env: Env, msg: Vec<u8>) -> StdResult<Binary> {
        Ok((self.query)(deps, env, from_json(msg)?)?)
    }

    fn migrate(&self, deps: DepsMut<'_>, env: Env, msg: Vec<u8>, _: MigrateInfo) -> StdResult<Response> {
        let Some(migrate) = self.migrate else {
            return Err(StdError::msg("this contract has no migrate entry point"));
        };
        self.refusals.keep(migrate(deps, env, from_json(msg)?))
    }

    fn sudo(&self, _: DepsMut<'_>, _: Env, _: Vec<u8>) -> StdResult<Response> {
        Err(StdError::msg("this contract has no sudo entry point"))
    }

    fn reply(&self, _: DepsMut<'_>, _: Env, _: Reply) -> StdResult<Response> {
        Err(StdError::msg("this contract has no reply entry point"))
    }
}

macro_rules! typed_contract {
    ($name:ident, $refusals:expr) => {
        crate::TypedContract::new($name::instantiate, $name::execute, $name::query)
            .with_migrate($name::migrate)
            .keeping(&$refusals)
    };
}

pub(crate) use typed_contract;
