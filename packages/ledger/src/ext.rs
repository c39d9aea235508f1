//! Typed helpers over [`Ledger`].

use cosmwasm_std::Binary;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::{Ledger, Message, Outcome, Result, Signer};

/// Conveniences that every [`Ledger`] has.
pub trait LedgerExt: Ledger {
    /// Executes one message, given as JSON bytes, on a contract.
    fn execute(
        &self,
        signer: &dyn Signer,
        contract: &str,
        msg: &[u8],
    ) -> impl Future<Output = Result<Outcome>> + Send {
        let message = Message::Execute { contract: contract.into(), msg: Binary::new(msg.to_vec()) };
        async move { self.submit(signer, vec![message]).await }
    }

    /// Executes one message on a contract.
    fn execute_json<M: Serialize + Sync>(
        &self,
        signer: &dyn Signer,
        contract: &str,
        msg: &M,
    ) -> impl Future<Output = Result<Outcome>> + Send {
        async move { self.execute(signer, contract, &serde_json::to_vec(msg)?).await }
    }

    /// Asks a contract about now.
    fn query<T: DeserializeOwned>(
        &self,
        contract: &str,
        msg: &(impl Serialize + Sync),
    ) -> impl Future<Output = Result<T>> + Send {
        self.query_at(contract, msg, None)
    }

    /// Asks a contract about a past height, or now.
    fn query_at<T: DeserializeOwned>(
        &self,
        contract: &str,
        msg: &(impl Serialize + Sync),
        at: Option<u64>,
    ) -> impl Future<Output = Result<T>> + Send {
        async move {
            let answer = self.query_smart(contract, &serde_json::to_vec(msg)?, at).await?;
            Ok(serde_json::from_slice(&answer)?)
        }
    }
}

impl<L: Ledger + ?Sized> LedgerExt for L {}
