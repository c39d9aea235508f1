//! A contract of one's own beside the four.

use std::error::Error;
use std::fmt::Debug;

use cosmwasm_std::{Addr, StdResult};
use cw_multi_test::Executor;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::contract::TypedContract;
use crate::suite::Suite;

impl Suite {
    /// Stores a contract and instantiates it; gives its address. The creator is its admin on the chain.
    ///
    /// ```
    /// use chartseal_testing::{Refusal, Suite, TypedContract};
    /// use cosmwasm_std::{Binary, Deps, DepsMut, Empty, Env, MessageInfo, Response};
    ///
    /// #[derive(Debug, PartialEq)]
    /// struct Closed;
    /// impl std::fmt::Display for Closed {
    ///     fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
    ///         f.write_str("expected nothing: this contract is closed")
    ///     }
    /// }
    /// impl std::error::Error for Closed {}
    ///
    /// fn instantiate(_: DepsMut<'_>, _: Env, _: MessageInfo, _: Empty) -> Result<Response, Closed> {
    ///     Ok(Response::new())
    /// }
    /// fn execute(_: DepsMut<'_>, _: Env, _: MessageInfo, _: Empty) -> Result<Response, Closed> {
    ///     Err(Closed)
    /// }
    /// fn query(_: Deps<'_>, _: Env, _: Empty) -> Result<Binary, Closed> {
    ///     Err(Closed)
    /// }
    ///
    /// let mut suite = Suite::new();
    /// let creator = suite.account("me");
    /// let code = TypedContract::new(instantiate, execute, query);
    /// let contract = suite.deploy(&creator, "mine", code, &Empty {});
    /// assert_eq!(suite.try_execute(&creator, &contract, &Empty {}).refusal::<Closed>(), Closed);
    /// ```
    pub fn deploy<I, X, Q, M, E>(
        &mut self,
        creator: &Addr,
        label: &str,
        contract: TypedContract<I, X, Q, M, E>,
        msg: &(impl Serialize + Debug),
    ) -> Addr
    where
        I: DeserializeOwned + 'static,
        X: DeserializeOwned + 'static,
        Q: DeserializeOwned + 'static,
        M: DeserializeOwned + 'static,
        E: Error + Send + Sync + 'static,
    {
        self.try_deploy(creator, label, contract, msg).expect("the contract is instantiated")
    }

    /// As [`Self::deploy`], for who expects that it may be refused.
    pub fn try_deploy<I, X, Q, M, E>(
        &mut self,
        creator: &Addr,
        label: &str,
        contract: TypedContract<I, X, Q, M, E>,
        msg: &(impl Serialize + Debug),
    ) -> StdResult<Addr>
    where
        I: DeserializeOwned + 'static,
        X: DeserializeOwned + 'static,
        Q: DeserializeOwned + 'static,
        M: DeserializeOwned + 'static,
        E: Error + Send + Sync + 'static,
    {
        let code = self.app.store_code(Box::new(contract.keeping(&self.refusals)));
        let (app, admin) = (&mut self.app, Some(creator.to_string()));
        self.refusals.watch(|| app.instantiate_contract(code, creator.clone(), msg, &[], label, admin))
    }
}
