//! A step of a sequence: time passes, then somebody sends a message.

use chartseal_types::governance::GovernanceMsg;
use chartseal_types::{access, anchor, certificate, identity};
use cosmwasm_std::{Addr, Binary, to_json_binary};

/// One of the four contracts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Contract {
    /// The identity registry.
    Identity,
    /// The certificate authority.
    Certificate,
    /// Access control.
    Access,
    /// The record anchor.
    Anchor,
}

impl Contract {
    /// All four.
    pub const ALL: [Self; 4] = [Self::Identity, Self::Certificate, Self::Access, Self::Anchor];
}

/// A message to one of the four contracts.
#[derive(Debug, Clone)]
pub enum Message {
    /// To the identity registry.
    Identity(identity::ExecuteMsg),
    /// To the certificate authority.
    Certificate(certificate::ExecuteMsg),
    /// To access control.
    Access(access::ExecuteMsg),
    /// To the record anchor.
    Anchor(anchor::ExecuteMsg),
}

impl Message {
    /// To which contract.
    pub fn contract(&self) -> Contract {
        match self {
            Self::Identity(_) => Contract::Identity,
            Self::Certificate(_) => Contract::Certificate,
            Self::Access(_) => Contract::Access,
            Self::Anchor(_) => Contract::Anchor,
        }
    }

    /// What every contract takes alike, if it is that.
    pub fn governance(&self) -> Option<&GovernanceMsg> {
        match self {
            Self::Identity(identity::ExecuteMsg::Governance(msg))
            | Self::Certificate(certificate::ExecuteMsg::Governance(msg))
            | Self::Access(access::ExecuteMsg::Governance(msg))
            | Self::Anchor(anchor::ExecuteMsg::Governance(msg)) => Some(msg),
            _ => None,
        }
    }

    /// The message as a contract takes it.
    pub fn to_json(&self) -> Binary {
        let json = match self {
            Self::Identity(msg) => to_json_binary(msg),
            Self::Certificate(msg) => to_json_binary(msg),
            Self::Access(msg) => to_json_binary(msg),
            Self::Anchor(msg) => to_json_binary(msg),
        };
        json.expect("a message is JSON")
    }

    /// The bytes as a message of that contract.
    pub fn from_json(contract: Contract, json: &[u8]) -> Option<Self> {
        match contract {
            Contract::Identity => cosmwasm_std::from_json(json).ok().map(Self::Identity),
            Contract::Certificate => cosmwasm_std::from_json(json).ok().map(Self::Certificate),
            Contract::Access => cosmwasm_std::from_json(json).ok().map(Self::Access),
            Contract::Anchor => cosmwasm_std::from_json(json).ok().map(Self::Anchor),
        }
    }

    /// How the message is called: the contract, the variant, and what of it is a message by itself.
    pub fn name(&self) -> String {
        let json: serde_json::Value = serde_json::from_slice(&self.to_json()).expect("a message is JSON");
        let variant = variant(&json);
        let inner = match variant.as_str() {
            "governance" => Some(&json["governance"]),
            "propose_change" => Some(&json["propose_change"]["change"]),
            "propose_act" => Some(&json["propose_act"]["act"]),
            _ => None,
        };
        let contract = format!("{:?}", self.contract()).to_lowercase();
        match inner.map(self::variant) {
            Some(inner) => format!("{contract} {variant} {inner}"),
            None => format!("{contract} {variant}"),
        }
    }
}

fn variant(json: &serde_json::Value) -> String {
    let key = json.as_object().and_then(|object| object.keys().next());
    key.cloned().or_else(|| json.as_str().map(str::to_owned)).unwrap_or_default()
}

/// What is wrong with an assertion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The nonce of one that was used, or of none yet.
    Nonce,
    /// It has expired.
    Expired,
    /// It would last longer than five minutes.
    FarAhead,
    /// It is about other bytes.
    OtherMessage,
    /// It is for another contract.
    OtherContract,
    /// It is another account's.
    OtherSender,
    /// Bytes of the signature are missing.
    Garbled,
}

impl Fault {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Nonce,
        Self::Expired,
        Self::FarAhead,
        Self::OtherMessage,
        Self::OtherContract,
        Self::OtherSender,
        Self::Garbled,
    ];
}

/// Whether a passkey confirms a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Factor {
    /// None.
    First,
    /// A passkey of the pool does, or something is wrong with its assertion.
    Passkey {
        /// Its place in the pool.
        passkey: usize,
        /// What is wrong.
        fault: Option<Fault>,
    },
}

/// Somebody sends a message.
#[derive(Debug, Clone)]
pub struct Call {
    /// Who.
    pub sender: Addr,
    /// What.
    pub message: Message,
    /// Whether coins come with it.
    pub funds: bool,
    /// Whether a passkey confirms it.
    pub factor: Factor,
}

/// What is sent.
#[derive(Debug, Clone)]
pub enum Sent {
    /// A message.
    Call(Box<Call>),
    /// Bytes that are a message only perhaps.
    Bytes {
        /// Who sends them.
        sender: Addr,
        /// To which contract.
        contract: Contract,
        /// What.
        json: Binary,
        /// What was done to the message they were.
        garbled: String,
    },
}

/// Time passes, then somebody sends something.
#[derive(Debug, Clone)]
pub struct Step {
    /// Seconds.
    pub wait: u64,
    /// What is sent then.
    pub sent: Sent,
}

impl Step {
    /// The step as a line that reads like Rust. `name` gives what an account is called.
    pub fn line(&self, name: impl Fn(&Addr) -> String) -> String {
        let wait = self.wait;
        match &self.sent {
            Sent::Call(call) => {
                let Call { sender, message, funds, factor } = &**call;
                let funds = if *funds { " with coins" } else { "" };
                format!("wait({wait}); {}.send({message:?}, {factor:?}){funds};", name(sender))
            }
            Sent::Bytes { sender, contract, json, garbled } => {
                let json = String::from_utf8_lossy(json);
                format!(
                    "wait({wait}); {}.send_bytes({contract:?}, r#\"{json}\"#); // {garbled}",
                    name(sender)
                )
            }
        }
    }
}
