//! Steps that every contract takes alike.

use chartseal_types::governance::{Contracts, GovernanceMsg};
use cosmwasm_std::{Addr, StdResult};
use cw_multi_test::AppResponse;
use serde::Serialize;

use crate::Suite;

/// The shape that the messages of all contracts share.
#[derive(Debug, Serialize)]
#[serde(rename_all = "snake_case")]
enum Shared {
    Governance(GovernanceMsg),
}

impl Suite {
    /// Sends a governance message to a contract.
    pub fn try_govern(
        &mut self,
        sender: &Addr,
        contract: &Addr,
        msg: GovernanceMsg,
    ) -> StdResult<AppResponse> {
        self.try_execute(sender, contract, &Shared::Governance(msg))
    }

    /// The pauser pauses a contract for 72 h.
    pub fn pause(&mut self, contract: &Addr) {
        let pauser = self.pauser.clone();
        self.try_govern(&pauser, contract, GovernanceMsg::Pause {}).expect("the pauser pauses");
    }

    /// The pauser pauses all four contracts.
    pub fn pause_all(&mut self) {
        for contract in self.all_contracts() {
            self.pause(&contract);
        }
    }

    /// The admin resumes all four contracts.
    pub fn resume_all(&mut self) {
        for contract in self.all_contracts() {
            self.resume(&contract);
        }
    }

    /// The four contracts.
    pub fn all_contracts(&self) -> [Addr; 4] {
        let Contracts { identity_registry, certificate_authority, access_control, record_anchor } =
            self.contracts.clone();
        [identity_registry, certificate_authority, access_control, record_anchor]
    }

    /// The admin ends a pause.
    pub fn resume(&mut self, contract: &Addr) {
        let admin = self.admin.clone();
        self.try_govern(&admin, contract, GovernanceMsg::Resume {}).expect("the admin resumes");
    }
}
