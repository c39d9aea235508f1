//! A chain small enough for a test, which runs the committed Wasm of `artifacts/` in cosmwasm-vm 3.0.9:
//! the virtual machine, the static checks, the limits and the gas of the real chain, where cw-multi-test
//! runs the contracts natively.
//!
//! ```no_run
//! use chartseal_artifacts::Chain;
//! use cosmwasm_std::Empty;
//!
//! let mut chain = Chain::new()?;
//! let operator = chain.account("operator");
//! chain.store("record_anchor")?;
//! let anchor = chain.instantiate(&operator, "record_anchor", &Empty {})?.contract;
//! let outcome = chain.execute(&operator, &anchor, &Empty {})?;
//! println!("{} SDK gas", outcome.gas.sdk());
//! # Ok::<(), chartseal_artifacts::ChainError>(())
//! ```

mod chain;
mod error;
mod gas;
mod probestack;
mod querier;
mod store;
mod vm;

pub use chain::{Chain, Instantiated, Outcome};
pub use error::ChainError;
pub use gas::Gas;
