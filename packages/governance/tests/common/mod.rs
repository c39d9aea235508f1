//! A contract that has nothing but what every contract has.
#![allow(dead_code, reason = "each test file uses a part")]

use chartseal_governance::{GovernanceError, execute, instantiate, query};
use chartseal_types::governance::{ContractsUnchecked, GovernanceMsg, GovernanceResponse, InstantiateMsg};
use cosmwasm_std::testing::{MockApi, MockQuerier, MockStorage, message_info, mock_dependencies, mock_env};
use cosmwasm_std::{Addr, Env, OwnedDeps, Response};

pub const NAME: &str = "chartseal:example";
pub const VERSION: &str = "1.2.3";

pub struct Governed {
    pub deps: OwnedDeps<MockStorage, MockApi, MockQuerier>,
    pub env: Env,
}

impl Governed {
    /// A contract with the admin `admin` and the pauser `pauser`.
    pub fn new() -> Self {
        Self::try_new(&["pauser"]).expect("the contract instantiates")
    }

    pub fn try_new(pausers: &[&str]) -> Result<Self, GovernanceError> {
        let mut governed = Self { deps: mock_dependencies(), env: mock_env() };
        let msg = governed.instantiation(pausers);
        let info = message_info(&account("creator"), &[]);
        instantiate(governed.deps.as_mut(), &info, NAME, VERSION, msg)?;
        Ok(governed)
    }

    pub fn instantiation(&self, pausers: &[&str]) -> InstantiateMsg {
        InstantiateMsg {
            admin: account("admin").into(),
            pausers: pausers.iter().map(|name| account(name).into()).collect(),
            contracts: ContractsUnchecked {
                identity_registry: account("registry").into(),
                certificate_authority: account("authority").into(),
                access_control: account("access").into(),
                record_anchor: account("anchor").into(),
            },
        }
    }

    pub fn send(&mut self, sender: &str, msg: GovernanceMsg) -> Result<Response, GovernanceError> {
        execute(self.deps.as_mut(), &self.env, &message_info(&account(sender), &[]), msg)
    }

    pub fn ask(&self) -> GovernanceResponse {
        query(self.deps.as_ref(), &self.env).expect("the query is answered")
    }

    pub fn wait(&mut self, seconds: u64) {
        self.env.block.time = self.env.block.time.plus_seconds(seconds);
    }

    pub fn now(&self) -> u64 {
        self.env.block.time.seconds()
    }
}

/// The account of a name; the same name is the same account.
pub fn account(name: &str) -> Addr {
    MockApi::default().addr_make(name)
}
