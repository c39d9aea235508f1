//! The consortium: four contracts, an admin, a pauser, a registrar, and time that can be moved.

use std::error::Error;

use chartseal_authenticator::SoftwareAuthenticator;
use chartseal_types::IdentityId;
use chartseal_types::governance::{Contracts, ContractsUnchecked, InstantiateMsg, MigrateMsg};
use cosmwasm_std::{
    Addr, Api, Binary, Coin, Empty, Event, StdResult, StdResultExt, WasmMsg, from_json, instantiate2_address,
    to_json_binary,
};
use cw_multi_test::{App, AppBuilder, AppResponse, BankKeeper, Contract, Executor, MockApiBech32};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::contract::{Refusals, typed_contract};

/// Seconds.
pub const MINUTE: u64 = 60;
/// Seconds.
pub const HOUR: u64 = 60 * MINUTE;
/// Seconds.
pub const DAY: u64 = 24 * HOUR;

/// A whole consortium in one process.
pub struct Suite {
    /// The chain.
    pub app: App<BankKeeper, MockApiBech32>,
    /// Where the four contracts are.
    pub contracts: Contracts,
    /// Who governs them.
    pub admin: Addr,
    /// Who may pause them.
    pub pauser: Addr,
    /// The account of the organization that verifies identities.
    pub registrar: Addr,
    pub(crate) registrar_id: IdentityId,
    /// Everybody's passkeys.
    pub(crate) authenticator: SoftwareAuthenticator,
    pub(crate) refusals: Refusals,
    events: Vec<Event>,
}

impl Default for Suite {
    fn default() -> Self {
        Self::new()
    }
}

impl Suite {
    /// A consortium with its contracts and one registrar.
    pub fn new() -> Self {
        let mut app = AppBuilder::default().with_api(MockApiBech32::new("chartseal")).build(|_, _, _| {});
        let [admin, pauser, registrar] =
            ["admin", "pauser", "registrar"].map(|name| app.api().addr_make(name));
        let refusals = Refusals::default();
        let contracts = deploy(&mut app, &admin, &pauser, &refusals);
        let registrar_id = IdentityId([0; 16]);
        let (authenticator, events) = (SoftwareAuthenticator::new(), vec![]);
        let mut suite =
            Self { app, contracts, admin, pauser, registrar, registrar_id, authenticator, refusals, events };
        suite.open_portal();
        suite.bootstrap_registrar();
        suite
    }

    /// An account of that name; the same name is the same account.
    pub fn account(&self, name: &str) -> Addr {
        self.app.api().addr_make(name)
    }

    /// The time of the block, Unix seconds.
    pub fn now(&self) -> u64 {
        self.app.block_info().time.seconds()
    }

    /// The next block, one second later.
    pub fn next_block(&mut self) {
        self.wait(1);
    }

    /// A block that many seconds later.
    pub fn wait(&mut self, seconds: u64) {
        self.app.update_block(|block| {
            block.height += 1;
            block.time = block.time.plus_seconds(seconds);
        });
    }

    /// The first block at a time, Unix seconds; nothing happens when that is past.
    pub fn wait_until(&mut self, time: u64) {
        if let Some(seconds) = time.checked_sub(self.now()).filter(|seconds| *seconds > 0) {
            self.wait(seconds);
        }
    }

    /// Sends a message and gives the contract's answer or error.
    pub fn try_execute(
        &mut self,
        sender: &Addr,
        contract: &Addr,
        msg: &(impl Serialize + std::fmt::Debug),
    ) -> StdResult<AppResponse> {
        self.try_execute_with(sender, contract, msg, &[])
    }

    /// Sends a message with coins, which every contract refuses.
    pub fn try_execute_with(
        &mut self,
        sender: &Addr,
        contract: &Addr,
        msg: &(impl Serialize + std::fmt::Debug),
        funds: &[Coin],
    ) -> StdResult<AppResponse> {
        let app = &mut self.app;
        let execute = || app.execute_contract(sender.clone(), contract.clone(), msg, funds);
        let response = self.refusals.watch(execute)?;
        self.events.extend_from_slice(&response.events);
        Ok(response)
    }

    /// The events of every message that was accepted so far, oldest first: what an indexer has seen.
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// The admin migrates a contract to the code that a contract runs, the same or another.
    pub fn try_migrate(&mut self, contract: &Addr, code_of: &Addr) -> StdResult<AppResponse> {
        let code = self.app.contract_data(code_of)?.code_id;
        let (app, admin) = (&mut self.app, self.admin.clone());
        self.refusals.watch(|| app.migrate_contract(admin, contract.clone(), &MigrateMsg {}, code))
    }

    /// Asks a contract.
    pub fn query<T: DeserializeOwned>(&self, contract: &Addr, msg: &(impl Serialize + std::fmt::Debug)) -> T {
        self.try_query(contract, msg).expect("the query is answered")
    }

    /// Asks a contract; gives the error as text, as a chain does.
    pub fn try_query<T: DeserializeOwned>(
        &self,
        contract: &Addr,
        msg: &(impl Serialize + std::fmt::Debug),
    ) -> StdResult<T> {
        self.app.wrap().query_wasm_smart(contract, msg)
    }
}

/// Turns the error of a step into the contract's own error type.
pub trait Refusal {
    /// The contract's error. Panics when the step succeeded or failed for another kind of reason.
    fn refusal<E: Error + 'static>(self) -> E;
}

impl<T> Refusal for StdResult<T> {
    fn refusal<E: Error + 'static>(self) -> E {
        match self.unwrap_std_error() {
            Ok(_) => panic!("expected a refusal, but the message was accepted"),
            Err(error) => match error.downcast::<E>() {
                Ok(error) => *error,
                Err(other) => panic!("expected {}, got: {other}", std::any::type_name::<E>()),
            },
        }
    }
}

/// The response data of an executed message.
pub fn response_data<T: DeserializeOwned>(response: &AppResponse) -> T {
    let data = response.data.as_ref().expect("the message answers with data");
    from_json(data).expect("the data is of the expected shape")
}

fn deploy(
    app: &mut App<BankKeeper, MockApiBech32>,
    admin: &Addr,
    pauser: &Addr,
    refusals: &Refusals,
) -> Contracts {
    let codes: [(&str, Box<dyn Contract<Empty>>); 4] = [
        ("identity-registry", Box::new(typed_contract!(identity_registry, refusals))),
        ("certificate-authority", Box::new(typed_contract!(certificate_authority, refusals))),
        ("access-control", Box::new(typed_contract!(access_control, refusals))),
        ("record-anchor", Box::new(typed_contract!(record_anchor, refusals))),
    ];
    let creator = app.api().addr_canonicalize(admin.as_str()).expect("the admin is an account");
    let planned = codes.map(|(label, code)| {
        let id = app.store_code(code);
        let checksum = app.wrap().query_wasm_code_info(id).expect("the code is stored").checksum;
        let canonical = instantiate2_address(checksum.as_slice(), &creator, label.as_bytes())
            .expect("the salt is short enough");
        let address = app.api().addr_humanize(&canonical).expect("the address is canonical");
        (label, id, address)
    });
    let [identity_registry, certificate_authority, access_control, record_anchor] =
        planned.clone().map(|(_, _, address)| address);
    let contracts = Contracts { identity_registry, certificate_authority, access_control, record_anchor };
    let msg = InstantiateMsg {
        admin: admin.to_string(),
        pausers: vec![pauser.to_string()],
        contracts: ContractsUnchecked {
            identity_registry: contracts.identity_registry.to_string(),
            certificate_authority: contracts.certificate_authority.to_string(),
            access_control: contracts.access_control.to_string(),
            record_anchor: contracts.record_anchor.to_string(),
        },
    };
    for (label, code_id, _) in planned {
        let instantiate = WasmMsg::Instantiate2 {
            admin: Some(admin.to_string()),
            code_id,
            label: label.into(),
            msg: to_json_binary(&msg).expect("the message is JSON"),
            funds: vec![],
            salt: Binary::from(label.as_bytes()),
        };
        app.execute(admin.clone(), instantiate.into()).expect("the contract instantiates");
    }
    contracts
}
