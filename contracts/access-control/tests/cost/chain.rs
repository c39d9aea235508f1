//! Access control on a chain that counts.

use chartseal_testing::Metered;
use chartseal_types::access::{ExecuteMsg, InstantiateMsg, OpenResponse, QueryMsg, Question, TicketResponse};
use chartseal_types::governance::ContractsUnchecked;
use cosmwasm_std::testing::MockStorage;
use cosmwasm_std::{Addr, Response, from_json};

pub use chartseal_testing::Cost;

/// Access control beside the storage of the others.
pub struct Chain {
    pub metered: Metered,
    pub registry: Addr,
    pub authority: Addr,
    pub anchor: Addr,
}

impl Chain {
    pub fn new() -> Self {
        let metered = Metered::new();
        let [registry, authority, anchor] =
            ["registry", "authority", "anchor"].map(|name| metered.account(name));
        let mut chain = Self { metered, registry, authority, anchor };
        let admin = chain.account("admin");
        let msg = InstantiateMsg {
            admin: admin.to_string(),
            pausers: vec![],
            contracts: ContractsUnchecked {
                identity_registry: chain.registry.to_string(),
                certificate_authority: chain.authority.to_string(),
                access_control: chain.metered.env.contract.address.to_string(),
                record_anchor: chain.anchor.to_string(),
            },
        };
        let info = Metered::info(&admin);
        chain.metered.run(|deps, env| access_control::instantiate(deps, env, info, msg)).0.unwrap();
        chain
    }

    pub fn account(&self, name: &str) -> Addr {
        self.metered.account(name)
    }

    /// A block that many seconds later.
    pub fn wait(&mut self, seconds: u64) {
        let block = &mut self.metered.env.block;
        block.time = block.time.plus_seconds(seconds);
    }

    /// Another contract's storage, to write its ABI.
    pub fn storage_of(&mut self, contract: &Addr) -> &mut MockStorage {
        self.metered.storage_of(contract)
    }

    /// Carries a message out and tells what it cost.
    pub fn execute(&mut self, sender: &Addr, msg: ExecuteMsg) -> (Response, Cost) {
        let info = Metered::info(sender);
        let (response, cost) = self.metered.run(|deps, env| access_control::execute(deps, env, info, msg));
        (response.unwrap(), cost)
    }

    /// Opens and tells what that cost.
    pub fn open(&mut self, sender: &Addr, question: Question) -> (OpenResponse, Cost) {
        let (response, cost) = self.execute(sender, ExecuteMsg::Open(question));
        (from_json(response.data.unwrap()).unwrap(), cost)
    }

    /// Asks whether a ticket is alive and tells what the question cost.
    pub fn ticket(&mut self, access: u64) -> (TicketResponse, Cost) {
        let msg = QueryMsg::Ticket { access };
        let (answer, cost) =
            self.metered.run(|deps, env| access_control::query(deps.as_ref(), env, msg).unwrap());
        (from_json(answer).unwrap(), cost)
    }
}
