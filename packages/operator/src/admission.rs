//! Admission: who has a fee grant can transact, nobody else. Coins can't be sent on such a chain, so a grant is also what
//! makes an account.

use std::collections::BTreeSet;

use chartseal_ledger::wasmd::{address, encode};
use chartseal_ledger::{GasPrice, Ledger, Outcome, Signer, WasmdLedger};
use cosmrs::proto::Timestamp;
use cosmrs::proto::cosmos::base::query::v1beta1::PageRequest;
use cosmrs::proto::cosmos::base::v1beta1::Coin;
use cosmrs::proto::cosmos::feegrant::v1beta1::{
    AllowedMsgAllowance, BasicAllowance, MsgGrantAllowance, MsgRevokeAllowance, PeriodicAllowance,
    QueryAllowancesRequest, QueryAllowancesResponse,
};
use cosmrs::proto::cosmwasm::wasm::v1::MsgExecuteContract;
use cosmrs::proto::traits::Name;
use tendermint_proto::google::protobuf::Duration;

use crate::Result;

const DAY: u64 = 86_400;

/// What a grantee may spend.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allowance {
    /// The denomination of fees.
    pub denom: String,
    /// At most so much a day.
    pub daily: u128,
    /// Until when, Unix seconds; none for as long as nobody revokes it, as for patients.
    pub until: Option<u64>,
}

/// For what gas a day, and for how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    /// Units of gas a day.
    pub daily_gas: u64,
    /// For how many days; none for as long as nobody revokes it.
    pub days: Option<u64>,
}

impl Terms {
    /// Some hundred messages a day, without end: a grant that ran out would keep a patient from revoking.
    pub fn patient() -> Self {
        Self { daily_gas: 100_000_000, days: None }
    }

    /// Some thousands of openings a day, renewed every year.
    pub fn professional() -> Self {
        Self { daily_gas: 1_000_000_000, days: Some(365) }
    }

    /// What that is in fees and by the chain's clock.
    pub async fn allowance(self, ledger: &WasmdLedger, price: &GasPrice) -> Result<Allowance> {
        let now = ledger.status().await?.time.seconds();
        let until = self.days.map(|days| now.saturating_add(days.saturating_mul(DAY)));
        Ok(Allowance { denom: price.denom.clone(), daily: price.fee(self.daily_gas), until })
    }
}

/// Admits accounts in one transaction: from its block on they exist, and the granter pays their fees for messages to
/// contracts, and for nothing else. An account that the granter admitted before is admitted anew, on these terms.
pub async fn admit(
    ledger: &WasmdLedger,
    granter: &dyn Signer,
    grantees: &[String],
    allowance: &Allowance,
) -> Result<Outcome> {
    let mut messages = Vec::new();
    for grantee in each_once(grantees) {
        address::bytes(grantee)?;
        if granters(ledger, grantee).await?.iter().any(|known| known == granter.address()) {
            messages.push(encode::any(&revocation(granter, grantee)));
        }
        messages.push(encode::any(&MsgGrantAllowance {
            granter: granter.address().into(),
            grantee: grantee.clone(),
            allowance: Some(encode::any(&limited(allowance))),
        }));
    }
    Ok(ledger.submit_any(granter, messages).await?)
}

/// Ends what was granted: from its block on the granter pays no more.
pub async fn dismiss(ledger: &WasmdLedger, granter: &dyn Signer, grantees: &[String]) -> Result<Outcome> {
    let messages = each_once(grantees).into_iter().map(|grantee| encode::any(&revocation(granter, grantee)));
    Ok(ledger.submit_any(granter, messages.collect()).await?)
}

/// Who pays an account's fees: all who have granted them, whether or not anything is left.
pub async fn granters(ledger: &WasmdLedger, grantee: &str) -> Result<Vec<String>> {
    address::bytes(grantee)?;
    let (mut granters, mut key) = (Vec::new(), Vec::new());
    loop {
        let pagination = Some(PageRequest { key, limit: 100, ..PageRequest::default() });
        let request = QueryAllowancesRequest { grantee: grantee.into(), pagination };
        let answer: QueryAllowancesResponse =
            ledger.ask("/cosmos.feegrant.v1beta1.Query/Allowances", &request).await?;
        granters.extend(answer.allowances.into_iter().map(|grant| grant.granter));
        key = answer.pagination.unwrap_or_default().next_key;
        if key.is_empty() {
            return Ok(granters);
        }
    }
}

/// An account that is named twice is admitted once: the chain refuses a second grant.
fn each_once(accounts: &[String]) -> BTreeSet<&String> {
    accounts.iter().collect()
}

fn revocation(granter: &dyn Signer, grantee: &str) -> MsgRevokeAllowance {
    MsgRevokeAllowance { granter: granter.address().into(), grantee: grantee.into() }
}

/// Messages to contracts only, so much a day.
fn limited(allowance: &Allowance) -> AllowedMsgAllowance {
    let daily = vec![Coin { denom: allowance.denom.clone(), amount: allowance.daily.to_string() }];
    let expiration = allowance
        .until
        .and_then(|until| i64::try_from(until).ok())
        .map(|seconds| Timestamp { seconds, nanos: 0 });
    let periodic = PeriodicAllowance {
        basic: Some(BasicAllowance { spend_limit: Vec::new(), expiration }),
        period: Some(Duration { seconds: DAY as i64, nanos: 0 }),
        period_spend_limit: daily.clone(),
        period_can_spend: daily,
        period_reset: None,
    };
    AllowedMsgAllowance {
        allowance: Some(encode::any(&periodic)),
        allowed_messages: vec![format!("/{}", MsgExecuteContract::full_name())],
    }
}
