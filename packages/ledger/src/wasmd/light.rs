//! Headers that the chain's validators signed, verified from a trusted one.
//!
//! A header is believed if more than two thirds of its own validators signed it, and more than a third of those who were
//! trusted before: so the set may change from block to block, and blocks may be skipped. Where too many validators changed
//! in between, a block between is verified first.

use std::collections::BTreeMap;

use tendermint::block::Height;
use tendermint::block::signed_header::SignedHeader;
use tendermint::validator::{Info, Set};
use tendermint::{Hash, Time};
use tendermint_light_client_verifier::errors::VerificationErrorDetail;
use tendermint_light_client_verifier::options::Options;
use tendermint_light_client_verifier::types::{TrustedBlockState, UntrustedBlockState};
use tendermint_light_client_verifier::{ProdVerifier, Verdict, Verifier};
use thiserror::Error;

use crate::wasmd::LightTrust;
use crate::wasmd::node::Node;
use crate::{LedgerError, Result};

/// How many verified headers are kept beside the trusted one: reads go on from the latest, and repeat recent ones.
const MAX_KEPT: usize = 64;
/// More validators than any chain has: a node that names more is not believed.
const MAX_VALIDATORS: usize = 10_000;

/// A block that has been verified, with what the next ones are verified by.
#[derive(Debug, Clone)]
pub struct Verified {
    header: SignedHeader,
    next: Set,
}

/// A block that a node presents: header and commit, its validators, and those of the next block.
#[derive(Debug, Clone)]
pub struct Presented {
    /// Header and signatures.
    pub header: SignedHeader,
    /// Who was to sign it.
    pub validators: Set,
    /// Who is to sign the next one.
    pub next: Set,
}

/// Why a header is not believed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum HeaderError {
    /// It does not have the hash that is trusted.
    #[error("the header of block {height} does not have the trusted hash")]
    OtherHash {
        /// The block.
        height: u64,
    },
    /// It is not signed as it should be.
    #[error("the header of block {height} is not what validators signed: {detail}")]
    Invalid {
        /// The block.
        height: u64,
        /// What the verifier found.
        detail: String,
    },
    /// Too few of the validators trusted before signed it: a block between must be verified first.
    #[error("too few of the trusted validators signed block {height}")]
    TooFar {
        /// The block.
        height: u64,
    },
    /// The block before is older than the trusting period.
    #[error("the trusted block {height} is older than the trusting period")]
    Expired {
        /// The trusted block.
        height: u64,
    },
}

impl Verified {
    /// The block's height.
    pub fn height(&self) -> u64 {
        self.header.header.height.value()
    }

    /// The block's time.
    pub fn time(&self) -> Time {
        self.header.header.time
    }

    /// The application's hash after the block before.
    pub fn app_hash(&self) -> &[u8] {
        self.header.header.app_hash.as_bytes()
    }

    /// Takes the trusted block as presented, if it has the trusted hash and names its successor's validators rightly.
    pub fn trusted(presented: Presented, trust: &LightTrust, chain_id: &str) -> Result<Self, HeaderError> {
        let header = &presented.header.header;
        let height = trust.height;
        if header.height.value() != height || header.hash().as_bytes() != trust.hash.as_slice() {
            return Err(HeaderError::OtherHash { height });
        }
        let detail = if header.chain_id.as_str() != chain_id {
            format!("it is of chain {}", header.chain_id)
        } else if presented.next.hash() != header.next_validators_hash {
            "the next validators are not those it names".to_owned()
        } else {
            return Ok(Self { header: presented.header, next: presented.next });
        };
        Err(HeaderError::Invalid { height, detail })
    }

    /// Verifies a later block.
    pub fn verify(&self, presented: Presented, trust: &LightTrust, now: Time) -> Result<Self, HeaderError> {
        let trusted = &self.header.header;
        let height = presented.header.header.height.value();
        let verdict = ProdVerifier::default().verify_update_header(
            UntrustedBlockState {
                signed_header: &presented.header,
                validators: &presented.validators,
                next_validators: Some(&presented.next),
            },
            TrustedBlockState {
                chain_id: &trusted.chain_id,
                header_time: trusted.time,
                height: trusted.height,
                next_validators: &self.next,
                next_validators_hash: trusted.next_validators_hash,
            },
            &Options {
                trust_threshold: Default::default(),
                trusting_period: trust.trusting_period,
                clock_drift: trust.clock_drift,
            },
            now,
        );
        match verdict {
            Verdict::Success => Ok(Self { header: presented.header, next: presented.next }),
            Verdict::NotEnoughTrust(_) => Err(HeaderError::TooFar { height }),
            Verdict::Invalid(VerificationErrorDetail::NotWithinTrustPeriod(_)) => {
                Err(HeaderError::Expired { height: self.height() })
            }
            Verdict::Invalid(detail) => Err(HeaderError::Invalid { height, detail: detail.to_string() }),
        }
    }
}

/// Validators as a node tells them, each under the address that its key gives: the hash that validators sign covers keys
/// and powers only. None if there are too many, or their power is more than a chain allows.
pub fn validator_set(told: &[Info]) -> Option<Set> {
    let power = told.iter().try_fold(0u64, |sum, info| sum.checked_add(info.power.value()))?;
    if told.len() > MAX_VALIDATORS || power > Set::MAX_TOTAL_VOTING_POWER {
        return None;
    }
    Some(Set::without_proposer(told.iter().map(|info| Info::new(info.pub_key, info.power)).collect()))
}

/// A light client.
pub(super) struct Light {
    trust: LightTrust,
    chain_id: String,
    verified: tokio::sync::Mutex<BTreeMap<u64, Verified>>,
}

impl Light {
    pub fn new(trust: LightTrust, chain_id: String) -> Self {
        Self { trust, chain_id, verified: Default::default() }
    }

    /// The lowest height of whose state a proof can be checked.
    pub fn lowest(&self) -> u64 {
        self.trust.height.saturating_sub(1).max(2)
    }

    /// The header of a block that has been verified before.
    pub async fn known(&self, height: u64) -> Option<Verified> {
        self.verified.lock().await.get(&height).cloned()
    }

    /// The verified header of a block.
    pub async fn header(&self, node: &Node, height: u64) -> Result<Verified> {
        let mut kept = self.verified.lock().await;
        // The trusted block is the first to come and never goes.
        if kept.is_empty() {
            let presented = self.present(node, self.trust.height, None).await?;
            let trusted = Verified::trusted(presented, &self.trust, &self.chain_id);
            kept.insert(self.trust.height, trusted.map_err(|error| failed(node, error))?);
        }
        let below = || LedgerError::BelowTrust { asked: height, trusted: self.trust.height };
        let (_, base) = kept.range(..=height).next_back().ok_or_else(below)?;
        let mut trusted = base.clone();
        let mut goals = vec![height];
        while let Some(goal) = goals.last().copied() {
            if trusted.height() >= goal {
                goals.pop();
                continue;
            }
            let presented = self.present(node, goal, Some(&trusted)).await?;
            match trusted.verify(presented, &self.trust, Time::now()) {
                Ok(verified) => {
                    trusted = verified;
                    kept.insert(goal, trusted.clone());
                }
                Err(HeaderError::TooFar { .. }) if goal > trusted.height() + 1 => {
                    goals.push(trusted.height() + (goal - trusted.height()) / 2);
                }
                Err(error) => return Err(failed(node, error)),
            }
        }
        while kept.len() > MAX_KEPT {
            // The trusted block stays: heights in between are verified from it.
            let oldest = kept.keys().copied().find(|height| *height != self.trust.height);
            oldest.and_then(|oldest| kept.remove(&oldest));
        }
        Ok(trusted)
    }

    /// A block as the node presents it. Validators that are known by their hash are not asked again.
    async fn present(&self, node: &Node, height: u64, trusted: Option<&Verified>) -> Result<Presented> {
        let header = node.commit(height).await?.signed_header;
        if header.header.height != Height::try_from(height).unwrap_or_default() {
            return Err(node.rubbish(format!("the header of block {} for {height}", header.header.height)));
        }
        let known = trusted.map(|trusted| (trusted.next.hash(), &trusted.next));
        let validators = self.validators(node, height, header.header.validators_hash, known).await?;
        let known = Some((validators.hash(), &validators));
        let next = self
            .validators(node, height.saturating_add(1), header.header.next_validators_hash, known)
            .await?;
        Ok(Presented { header, validators, next })
    }

    async fn validators(
        &self,
        node: &Node,
        height: u64,
        hash: Hash,
        known: Option<(Hash, &Set)>,
    ) -> Result<Set> {
        if let Some((_, set)) = known.filter(|(known, _)| *known == hash) {
            return Ok(set.clone());
        }
        let mut told = Vec::new();
        for page in 1.. {
            let answer = node.validators(height, page).await?;
            let last = answer.validators.is_empty();
            told.extend(answer.validators);
            if last || told.len() as u64 >= answer.total || told.len() > MAX_VALIDATORS {
                break;
            }
        }
        validator_set(&told).ok_or_else(|| node.rubbish(format!("too many validators of block {height}")))
    }
}

fn failed(node: &Node, error: HeaderError) -> LedgerError {
    match error {
        HeaderError::Expired { height } => LedgerError::TrustExpired { height },
        error => LedgerError::Unproven { node: node.name().into(), detail: error.to_string() },
    }
}
