//! Raw reads on somebody else's node: what it answers is checked against what validators signed.

use cosmrs::proto::cosmwasm::wasm::v1::ContractInfo;
use cosmrs::proto::traits::Message as _;
use tokio::time::{Instant, sleep};

use crate::wasmd::light::{Light, Verified};
use crate::wasmd::node::Standing;
use crate::wasmd::{Inner, address, proof, refusal};
use crate::{LedgerError, Result};

impl Inner {
    /// One value of a contract's storage, proven.
    pub(super) async fn proven_raw(
        &self,
        light: &Light,
        contract: &str,
        key: &[u8],
        at: Option<u64>,
    ) -> Result<Option<Vec<u8>>> {
        let bytes = address::bytes(contract)?;
        let height = self.provable(light, at).await?;
        let value = self.proven(light, height, &proof::state_key(&bytes, key)).await?;
        if value.is_none() && self.proven(light, height, &proof::info_key(&bytes)).await?.is_none() {
            return Err(LedgerError::UnknownContract { address: contract.into() });
        }
        Ok(value)
    }

    /// The code that a contract runs now, proven.
    pub(super) async fn proven_code(&self, light: &Light, contract: &str) -> Result<u64> {
        let height = self.provable(light, None).await?;
        let info = self.proven(light, height, &proof::info_key(&address::bytes(contract)?)).await?;
        let info = info.ok_or_else(|| LedgerError::UnknownContract { address: contract.into() })?;
        let info = ContractInfo::decode(info.as_slice())
            .map_err(|error| self.node.rubbish(format!("the description of {contract}: {error}")))?;
        Ok(info.code_id)
    }

    /// The height to ask about, once its state's hash stands in a header: if none is given, the latest. So a read waits for
    /// the next block, and misses nothing that was in one when it was asked.
    async fn provable(&self, light: &Light, at: Option<u64>) -> Result<u64> {
        let asked = match at {
            Some(asked) => asked,
            None => self.check_standing(self.node.standing().await?)?.height.max(self.seen()),
        };
        if asked < light.lowest() {
            return Err(LedgerError::BelowTrust { asked, trusted: light.lowest() });
        }
        let header = self.header_after(light, asked).await?;
        if at.is_none() {
            // The node has said how far it is. The header says when that was.
            self.check_standing(Standing {
                network: self.config.chain_id.clone(),
                height: header.height(),
                time: self.node.timestamp(header.time())?,
                earliest: 1,
                catching_up: false,
            })?;
        }
        Ok(asked)
    }

    async fn proven(&self, light: &Light, height: u64, key: &[u8]) -> Result<Option<Vec<u8>>> {
        let answer = self.node.abci("/store/wasm/key", key, Some(height), true).await?;
        if answer.code != 0 {
            let latest = self.node.standing().await?.height;
            let refused =
                || LedgerError::NodeRefused { node: self.node.name().into(), reason: answer.log.clone() };
            return Err(refusal::height(&answer.log, height, latest).unwrap_or_else(refused));
        }
        let unproven = |detail: String| LedgerError::Unproven { node: self.node.name().into(), detail };
        if answer.height != height {
            return Err(unproven(format!("state of height {} for {height}", answer.height)));
        }
        let ops = answer.proof.ok_or_else(|| unproven("it has no proof".into()))?;
        let header = self.header_after(light, height).await?;
        let value = answer.value.map(Vec::from).filter(|value| !value.is_empty());
        proof::verify(&ops, header.app_hash(), key, value.as_deref())
            .map_err(|error| unproven(error.to_string()))?;
        Ok(value)
    }

    /// The header that has the application's hash after a block: that of the next block, waited for if there is none yet.
    async fn header_after(&self, light: &Light, height: u64) -> Result<Verified> {
        let next = height.saturating_add(1);
        if let Some(known) = light.known(next).await {
            return Ok(known);
        }
        let deadline = Instant::now() + self.config.timing.call;
        loop {
            let latest = self.node.standing().await?.height;
            if latest >= next {
                return light.header(&self.node, next).await;
            }
            if latest < height {
                return Err(LedgerError::HeightAhead { asked: height, latest });
            }
            if Instant::now() >= deadline {
                let seconds = self.config.timing.call.as_secs();
                let node = self.node.name().into();
                return Err(LedgerError::NodeBehind { node, height: latest, seconds, catching_up: false });
            }
            sleep(self.config.timing.poll).await;
        }
    }
}
