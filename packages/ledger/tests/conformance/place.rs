//! A ledger to try a behaviour on, and who acts on it.

use std::io::Write;
use std::sync::LazyLock;

use chartseal_ledger::consortium::CODES;
use chartseal_ledger::{
    Account, EmbeddedLedger, Ledger, LedgerError, LedgerExt, Message, Outcome, Result, Signer,
};
use chartseal_types::anchor::{ExecuteMsg, QueryMsg};
use chartseal_types::governance::{ContractsUnchecked, GovernanceMsg, GovernanceResponse, InstantiateMsg};
use tokio::runtime::Runtime;

use crate::network::Network;

/// One for all tests: connections belong to the runtime that made them.
static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().unwrap());

/// Where a contract of a creator's will be, by its salt.
type Foretold = Box<dyn Fn(&str, &[u8]) -> String>;

pub struct Place {
    pub ledger: Box<dyn Ledger>,
    /// Governs the contracts.
    pub admin: Account,
    /// May send messages, and governs nothing.
    pub other: Account,
    /// The record anchor's code.
    pub code_id: u64,
    /// Whether gas is counted.
    pub metered: bool,
    address: Foretold,
}

impl Place {
    pub fn embedded() -> Self {
        let ledger = EmbeddedLedger::in_memory("conformance-1", CODES.to_vec()).unwrap();
        let codes = ledger.clone();
        Self {
            ledger: Box::new(ledger),
            admin: Account::from_bytes(&[7; 32]).unwrap(),
            other: Account::from_bytes(&[8; 32]).unwrap(),
            code_id: 4,
            metered: false,
            address: Box::new(move |creator, salt| codes.contract_address(4, creator, salt).unwrap()),
        }
    }

    /// None if there is no chain to try it on, which is said.
    pub fn wasmd(behaviour: &str) -> Option<Self> {
        let Some(network) = Network::of_environment() else {
            // Not by a macro: those are silent while a test passes.
            let _ = writeln!(
                std::io::stderr(),
                "NOT TESTED on a chain: {behaviour}. Set CHARTSEAL_NETWORK to the network.json of a running chain (scripts/localnet up)"
            );
            return None;
        };
        let chain = RUNTIME.block_on(network.chain());
        Some(Self {
            ledger: Box::new(chain.ledger.clone()),
            admin: network.member(0),
            other: network.member(1),
            code_id: chain.code_id,
            metered: true,
            address: Box::new(|creator, salt| chain.contract_address(creator, salt)),
        })
    }

    /// The embedded ledger with the same people: what they are told there is what they are to be told here.
    pub fn twin(&self) -> Self {
        let same = |account: &Account| Account::from_bytes(account.to_bytes().as_ref()).unwrap();
        Self { admin: same(&self.admin), other: same(&self.other), ..Self::embedded() }
    }

    pub fn run(&self, behaviour: impl Future<Output = ()>) {
        RUNTIME.block_on(behaviour);
    }

    /// A fresh contract of the admin's.
    pub async fn contract(&self) -> Anchor<'_> {
        let mut salt = [0; 16];
        getrandom::fill(&mut salt).unwrap();
        let address = self.address(self.admin.address(), &salt);
        self.ledger.submit(&self.admin, vec![self.instantiate(&salt)]).await.unwrap();
        Anchor { place: self, address }
    }

    /// Where a contract of the code will be.
    pub fn address(&self, creator: &str, salt: &[u8]) -> String {
        (self.address)(creator, salt)
    }

    pub fn instantiate(&self, salt: &[u8]) -> Message {
        let somewhere = |n: u8| chartseal_ledger::wasmd::address::encode(&[n; 32]).unwrap();
        let contracts = ContractsUnchecked {
            identity_registry: somewhere(1),
            certificate_authority: somewhere(2),
            access_control: somewhere(3),
            record_anchor: self.address(self.admin.address(), salt),
        };
        let admin = self.admin.address().to_owned();
        let msg = InstantiateMsg { admin: admin.clone(), pausers: vec![], contracts };
        Message::Instantiate {
            code_id: self.code_id,
            label: "conformance".into(),
            admin: Some(admin),
            salt: salt.into(),
            msg: serde_json::to_vec(&msg).unwrap().into(),
        }
    }
}

/// A record anchor.
pub struct Anchor<'a> {
    place: &'a Place,
    pub address: String,
}

impl Anchor<'_> {
    pub fn message(&self, msg: GovernanceMsg) -> Message {
        let msg = serde_json::to_vec(&ExecuteMsg::Governance(msg)).unwrap().into();
        Message::Execute { contract: self.address.clone(), msg }
    }

    /// Sent by the admin.
    pub async fn govern(&self, msg: GovernanceMsg) -> Result<Outcome> {
        self.sent_by(&self.place.admin, msg).await
    }

    pub async fn sent_by(&self, sender: &dyn Signer, msg: GovernanceMsg) -> Result<Outcome> {
        self.place.ledger.submit(sender, vec![self.message(msg)]).await
    }

    /// Makes an address a pauser, which is a change that can be seen and repeated.
    pub async fn appoint(&self, number: u8) -> Result<Outcome> {
        self.govern(GovernanceMsg::AppointPauser { pauser: pauser(number) }).await
    }

    pub async fn pausers(&self, at: Option<u64>) -> Result<Vec<String>> {
        let asked = QueryMsg::Governance {};
        let answer: GovernanceResponse = self.place.ledger.query_at(&self.address, &asked, at).await?;
        Ok(answer.pausers.into_iter().map(|pauser| pauser.into_string()).collect())
    }
}

/// The address of a pauser.
pub fn pauser(number: u8) -> String {
    chartseal_ledger::wasmd::address::encode(&[number; 20]).unwrap()
}

/// A contract's refusal: who refused, and in which words.
pub fn refusal(error: LedgerError) -> (Option<String>, String) {
    match error {
        LedgerError::Contract { contract, message } => (contract, message),
        other => panic!("{other:?}"),
    }
}
