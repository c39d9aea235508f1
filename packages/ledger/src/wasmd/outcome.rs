//! What became of a transaction in a block.

use cosmwasm_std::Timestamp;
use sha2::{Digest, Sha256};

use crate::wasmd::answers::TxAnswer;
use crate::wasmd::encode::Signed;
use crate::wasmd::refusal::{self, Context};
use crate::wasmd::{Inner, decode, held};
use crate::{LedgerError, Outcome, Result, TransactionRecord};

/// How many blocks' times are remembered: far more than a page of events needs.
const MAX_TIMES: usize = 10_000;

/// The outcome of a transaction that was executed, or why it failed.
pub(super) fn outcome(found: &TxAnswer, time: Timestamp, context: Context<'_>) -> Result<Outcome> {
    let result = &found.tx_result;
    if result.code != 0 {
        return Err(refusal::classify(&result.log, context));
    }
    Ok(Outcome {
        height: found.height,
        time,
        tx_hash: found.hash.clone(),
        gas_used: Some(result.gas_used),
        data: result.data.as_deref().and_then(decode::data),
        events: result.events(),
    })
}

impl Inner {
    /// A block's time. Blocks don't change, so it is asked once.
    pub(super) async fn time(&self, height: u64) -> Result<Timestamp> {
        let known = held(&self.times).get(&height).copied();
        if let Some(time) = known {
            return Ok(time);
        }
        let time = self.node.time(height).await?;
        let mut times = held(&self.times);
        if times.len() >= MAX_TIMES {
            times.clear();
        }
        times.insert(height, time);
        Ok(time)
    }

    pub(super) async fn record(&self, hash: &str) -> Result<TransactionRecord> {
        let unknown = || LedgerError::UnknownTransaction { hash: hash.into() };
        let mut digest = [0; 32];
        hex::decode_to_slice(hash, &mut digest).map_err(|_| unknown())?;
        let found = self.node.transaction(&digest).await?.ok_or_else(unknown)?;
        let decoded = decode::transaction(&found.tx).map_err(|error| match error {
            decode::DecodeTxError::Foreign { type_url } => LedgerError::ForeignMessage { type_url },
            error => self.node.rubbish(format!("transaction {hash}: {error}")),
        })?;
        let time = self.time(found.height).await?;
        let context = Context { messages: &decoded.messages, sender: &decoded.sender, ..Context::default() };
        let outcome = outcome(&found, time, context)?;
        Ok(TransactionRecord {
            sequence: decoded.sequence,
            outcome,
            sender: decoded.sender,
            messages: decoded.messages,
        })
    }

    /// A transaction of these bytes in a block, and the block's time.
    pub(super) async fn in_block(
        &self,
        height: u64,
        signed: &Signed,
    ) -> Result<Option<(TxAnswer, Timestamp)>> {
        let block = self.node.block(height).await?.block;
        let txs = block.data.txs.unwrap_or_default();
        let Some((index, tx)) =
            (0u32..).zip(txs).find(|(_, tx)| <[u8; 32]>::from(Sha256::digest(tx)) == signed.hash)
        else {
            return Ok(None);
        };
        let results = self.node.block_results(height).await?.txs_results.unwrap_or_default();
        let missing =
            || self.node.rubbish(format!("block {height} without the result of its transaction {index}"));
        let tx_result = results.into_iter().nth(index as usize).ok_or_else(missing)?;
        let hash = hex::encode_upper(signed.hash);
        let time = self.node.timestamp(block.header.time)?;
        Ok(Some((TxAnswer { hash, height, index, tx_result, tx }, time)))
    }
}
