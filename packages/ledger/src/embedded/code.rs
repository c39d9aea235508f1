//! Codes: contracts that are linked into this program.

use std::cell::RefCell;
use std::rc::Rc;

use cosmwasm_std::{
    Binary, Checksum, Deps, DepsMut, Empty, Env, MessageInfo, MigrateInfo, Reply, Response, StdError,
    StdResult,
};
use cw_multi_test::Contract;

/// A contract's code under a name. The name stands in the store, so that it is never opened with another code in its place.
#[derive(Debug, Clone, Copy)]
pub struct Code {
    /// The code's name, by convention the crate's.
    pub name: &'static str,
    /// Makes the contract's entry points.
    pub build: fn() -> Box<dyn Contract<Empty>>,
}

impl Code {
    /// What stands for the hash of the Wasm: native code has none.
    pub(super) fn checksum(&self) -> Checksum {
        Checksum::generate(self.name.as_bytes())
    }
}

/// What a contract said when it refused.
#[derive(Debug, Clone)]
pub(super) struct Refusal {
    pub contract: String,
    pub message: String,
}

/// The latest refusal of any contract in a transaction.
pub(super) type Refusals = Rc<RefCell<Option<Refusal>>>;

/// A contract whose refusals are noted in its own words: above it they are wrapped into the text of every message on the way.
pub(super) struct Recorded {
    contract: Box<dyn Contract<Empty>>,
    checksum: Checksum,
    refusals: Refusals,
}

impl Recorded {
    pub fn new(code: &Code, refusals: &Refusals) -> Self {
        let contract = (code.build)();
        Self {
            checksum: contract.checksum().unwrap_or_else(|| code.checksum()),
            contract,
            refusals: refusals.clone(),
        }
    }

    fn note<T>(&self, contract: String, result: StdResult<T>) -> StdResult<T> {
        if let Err(error) = &result {
            *self.refusals.borrow_mut() = Some(Refusal { contract, message: plain(error) });
        }
        result
    }
}

/// An error's own text, without the kind that `StdError` puts in front.
fn plain(error: &StdError) -> String {
    let inner: &(dyn std::error::Error + Send + Sync) = error.as_ref();
    inner.to_string()
}

impl Contract<Empty> for Recorded {
    fn instantiate(
        &self,
        deps: DepsMut<'_>,
        env: Env,
        info: MessageInfo,
        msg: Vec<u8>,
    ) -> StdResult<Response> {
        let address = env.contract.address.to_string();
        self.note(address, self.contract.instantiate(deps, env, info, msg))
    }

    fn execute(&self, deps: DepsMut<'_>, env: Env, info: MessageInfo, msg: Vec<u8>) -> StdResult<Response> {
        let address = env.contract.address.to_string();
        self.note(address, self.contract.execute(deps, env, info, msg))
    }

    fn query(&self, deps: Deps<'_>, env: Env, msg: Vec<u8>) -> StdResult<Binary> {
        let address = env.contract.address.to_string();
        self.note(address, self.contract.query(deps, env, msg))
    }

    fn reply(&self, deps: DepsMut<'_>, env: Env, msg: Reply) -> StdResult<Response> {
        // The refusal replied to has been dealt with.
        self.refusals.borrow_mut().take();
        let address = env.contract.address.to_string();
        self.note(address, self.contract.reply(deps, env, msg))
    }

    fn sudo(&self, deps: DepsMut<'_>, env: Env, msg: Vec<u8>) -> StdResult<Response> {
        let address = env.contract.address.to_string();
        self.note(address, self.contract.sudo(deps, env, msg))
    }

    fn migrate(&self, deps: DepsMut<'_>, env: Env, msg: Vec<u8>, info: MigrateInfo) -> StdResult<Response> {
        let address = env.contract.address.to_string();
        self.note(address, self.contract.migrate(deps, env, msg, info))
    }

    fn checksum(&self) -> Option<Checksum> {
        Some(self.checksum)
    }
}
