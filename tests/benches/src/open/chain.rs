//! Access control run natively beside the storage of the other contracts, which counts what is read of any of them.

use std::error::Error;

use chartseal_testing::{Cost, Metered};
use chartseal_types::access::{ExecuteMsg, InstantiateMsg};
use chartseal_types::governance::ContractsUnchecked;
use cosmwasm_std::testing::MockStorage;
use cosmwasm_std::{Addr, Response, StdResult};

/// Access control and what it reads.
pub struct Chain {
    metered: Metered,
    pub registry: Addr,
    pub authority: Addr,
    pub anchor: Addr,
}

impl Chain {
    pub fn new() -> Result<Self, Box<dyn Error>> {
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
        chain.metered.run(|deps, env| access_control::instantiate(deps, env, info, msg)).0?;
        Ok(chain)
    }

    pub fn account(&self, name: &str) -> Addr {
        self.metered.account(name)
    }

    /// A block a day later.
    pub fn next_day(&mut self) {
        let block = &mut self.metered.env.block;
        block.time = block.time.plus_days(1);
    }

    /// Writes another contract's storage.
    pub fn write(
        &mut self,
        contract: &Addr,
        write: impl FnOnce(&mut MockStorage) -> StdResult<()>,
    ) -> Result<(), Box<dyn Error>> {
        Ok(write(self.metered.storage_of(contract)).map_err(|error| error.to_string())?)
    }

    /// Carries a message out and tells what it cost.
    pub fn execute(&mut self, sender: &Addr, msg: ExecuteMsg) -> Result<(Response, Cost), Box<dyn Error>> {
        let info = Metered::info(sender);
        let (response, cost) = self.metered.run(|deps, env| access_control::execute(deps, env, info, msg));
        Ok((response?, cost))
    }
}
