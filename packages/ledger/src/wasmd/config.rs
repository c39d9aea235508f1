//! What a client has to be told about a chain.

use std::time::Duration;

use cosmwasm_std::{Decimal, HexBinary, Uint128, Uint256};
use reqwest::Url;
use serde::{Deserialize, Serialize};

use crate::{Deployment, LedgerError, Result};

/// Validators unbond in three weeks by default; trust must end before they can walk away from what they signed.
const TRUSTING_PERIOD: Duration = Duration::from_secs(14 * 86_400);
/// How far the clocks of a client and of the validators may be apart.
const CLOCK_DRIFT: Duration = Duration::from_secs(10);

/// A chain with wasmd and the node to reach it by.
#[derive(Debug, Clone)]
pub struct WasmdConfig {
    /// The node's CometBFT RPC: `http://127.0.0.1:26657`, or `https` if it is not on this machine.
    pub rpc: Url,
    /// The chain that the node must be of.
    pub chain_id: String,
    /// What a unit of gas costs.
    pub gas_price: GasPrice,
    /// Who pays the fees, if not the sender: an account that has granted the sender an allowance.
    pub fee_granter: Option<String>,
    /// How far the node's word is taken.
    pub trust: Trust,
    /// Contracts that must run the code they ran when they were approved.
    pub pins: Vec<Pin>,
    /// How long to wait for what.
    pub timing: Timing,
}

impl WasmdConfig {
    /// One's own node, no pins, the sender pays.
    pub fn new(rpc: &str, chain_id: impl Into<String>, gas_price: GasPrice) -> Result<Self> {
        let invalid = |reason: String| LedgerError::InvalidNode { url: rpc.into(), reason };
        let url = rpc.parse::<Url>().map_err(|error| invalid(error.to_string()))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(invalid(format!("its scheme is {:?}", url.scheme())));
        }
        Ok(Self {
            rpc: url,
            chain_id: chain_id.into(),
            gas_price,
            fee_granter: None,
            trust: Trust::OwnNode,
            pins: Vec::new(),
            timing: Timing::default(),
        })
    }

    /// Pins each contract of a deployment to the code that the deployment names.
    pub fn pinned_to(mut self, deployment: &Deployment) -> Self {
        let pins = deployment.in_order().into_iter().zip(&deployment.codes);
        self.pins =
            pins.map(|(contract, code)| Pin { contract: contract.into(), code_id: code.id }).collect();
        self
    }
}

/// A contract and the code it must run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pin {
    /// The contract's address.
    pub contract: String,
    /// The code's number.
    pub code_id: u64,
}

/// What a unit of gas costs: at least what the validators ask (`minimum-gas-prices`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GasPrice {
    /// How much of the denomination.
    pub amount: Decimal,
    /// The denomination.
    pub denom: String,
}

impl GasPrice {
    /// The fee for a gas limit, rounded up: validators refuse a fee that is short by a fraction.
    pub fn fee(&self, gas_limit: u64) -> u128 {
        let exact = Uint256::from(gas_limit) * Uint256::from(self.amount.atomics());
        let unit = Uint256::from(Decimal::one().atomics());
        let rounded_up = exact / unit + Uint256::from(u128::from(exact % unit != Uint256::zero()));
        Uint128::try_from(rounded_up).map_or(u128::MAX, |fee| fee.u128())
    }
}

/// How far the node's word is taken.
#[derive(Debug, Clone)]
pub enum Trust {
    /// The node is one's own: it has verified every block itself.
    OwnNode,
    /// Somebody else's node: raw reads are proven against headers that the validators signed. Answers of smart queries,
    /// events and transactions can't be proven and are the node's word.
    Light(LightTrust),
}

/// What a light client starts from: a block that a member has told by another way than through the node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LightTrust {
    /// The block's height.
    pub height: u64,
    /// Its hash, 32 bytes.
    pub hash: HexBinary,
    /// How long its validators are taken to answer for what they signed: less than the chain's unbonding time.
    pub trusting_period: Duration,
    /// How far a header's time may be ahead of this clock.
    pub clock_drift: Duration,
}

impl LightTrust {
    /// Trust in a block, for 14 days from its time.
    pub fn new(height: u64, hash: HexBinary) -> Self {
        Self { height, hash, trusting_period: TRUSTING_PERIOD, clock_drift: CLOCK_DRIFT }
    }
}

/// How long to wait for what.
#[derive(Debug, Clone)]
pub struct Timing {
    /// The answer to one call.
    pub call: Duration,
    /// From the broadcast of a transaction until it is reported as [`LedgerError::Undecided`].
    pub patience: Duration,
    /// Between two questions whether a transaction is in a block.
    pub poll: Duration,
    /// Between two broadcasts of the same bytes, and two examinations of what became of them.
    pub retry: Duration,
    /// How old the latest block may be: an older one says that the node, or the chain, has stopped.
    pub lag: Duration,
    /// For how many blocks a transaction is good.
    pub timeout_blocks: u64,
}

impl Default for Timing {
    fn default() -> Self {
        Self {
            call: Duration::from_secs(10),
            patience: Duration::from_secs(120),
            poll: Duration::from_millis(200),
            retry: Duration::from_secs(2),
            lag: Duration::from_secs(60),
            timeout_blocks: 60,
        }
    }
}
