//! Proposals to governance.

use std::time::Duration;

use chartseal_ledger::wasmd::{address, encode};
use chartseal_ledger::{Ledger, Signer, WasmdLedger};
use cosmrs::Any;
use cosmrs::proto::cosmos::base::query::v1beta1::PageRequest;
use cosmrs::proto::cosmos::gov::v1::{
    MsgSubmitProposal, MsgVote, Params, Proposal, ProposalStatus, QueryParamsRequest, QueryParamsResponse,
    QueryProposalRequest, QueryProposalResponse, QueryProposalsRequest, QueryProposalsResponse, VoteOption,
};
use cosmrs::proto::cosmwasm::wasm::v1::{MsgPinCodes, MsgUnpinCodes};
use cosmrs::proto::traits::{Message as Protobuf, Name};
use cosmwasm_std::Timestamp;
use sha2::{Digest, Sha256};
use tokio::time::sleep;

use crate::{OperatorError, Result};

/// Longer than this a program does not wait for a vote.
const PATIENCE: Duration = Duration::from_secs(180);
const POLL: Duration = Duration::from_millis(500);

/// What became of a proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// It was accepted and carried out.
    Passed {
        /// The proposal.
        id: u64,
    },
    /// It is voted on. Members vote with `tx gov vote`, or by running the same command with their key.
    Voting {
        /// The proposal.
        id: u64,
        /// Until when, by the chain's clock.
        until: Timestamp,
    },
}

/// Puts messages, each from governance itself, before it; votes yes by those whose keys are at hand; and waits for the
/// decision if it is near. The same messages that are voted on already are not proposed again.
pub async fn decide(
    ledger: &WasmdLedger,
    members: &[&dyn Signer],
    title: &str,
    messages: Vec<Any>,
) -> Result<Decision> {
    let [proposer, ..] = members else { return Err(OperatorError::NoMember) };
    let id = match open(ledger, &messages).await? {
        Some(id) => id,
        None => propose(ledger, *proposer, title, messages).await?,
    };
    for member in members {
        vote(ledger, *member, id).await?;
    }
    outcome(ledger, id).await
}

/// The account of governance on any chain of the Cosmos SDK with this prefix: no key fits it.
pub fn account() -> String {
    let digest = Sha256::digest("gov");
    digest.get(..20).and_then(address::encode).unwrap_or_default()
}

/// The parameters of governance.
pub async fn params(ledger: &WasmdLedger) -> Result<Params> {
    // The type is of older chains, which ask for one.
    let request = QueryParamsRequest { params_type: "voting".into() };
    let answer: QueryParamsResponse = ledger.ask("/cosmos.gov.v1.Query/Params", &request).await?;
    answer.params.ok_or_else(|| OperatorError::Missing { what: "the parameters of governance".into() })
}

async fn propose(
    ledger: &WasmdLedger,
    proposer: &dyn Signer,
    title: &str,
    messages: Vec<Any>,
) -> Result<u64> {
    let proposal = MsgSubmitProposal {
        messages: messages.clone(),
        initial_deposit: params(ledger).await?.min_deposit,
        proposer: proposer.address().into(),
        metadata: String::new(),
        title: title.into(),
        summary: title.into(),
        expedited: false,
    };
    ledger.submit_any(proposer, vec![encode::any(&proposal)]).await?;
    open(ledger, &messages)
        .await?
        .ok_or_else(|| OperatorError::Missing { what: "the proposal just made".into() })
}

/// A proposal of these messages that is voted on.
async fn open(ledger: &WasmdLedger, messages: &[Any]) -> Result<Option<u64>> {
    let request = QueryProposalsRequest {
        proposal_status: ProposalStatus::VotingPeriod.into(),
        pagination: Some(PageRequest { limit: 100, reverse: true, ..PageRequest::default() }),
        ..QueryProposalsRequest::default()
    };
    let answer: QueryProposalsResponse = ledger.ask("/cosmos.gov.v1.Query/Proposals", &request).await?;
    let same = answer.proposals.into_iter().find(|proposal| all_same(&proposal.messages, messages));
    Ok(same.map(|proposal| proposal.id))
}

/// Whether messages say the same. A title is no proof of that: whoever votes by it votes for what they have not seen.
fn all_same(some: &[Any], others: &[Any]) -> bool {
    some.len() == others.len() && some.iter().zip(others).all(|(one, other)| same(one, other))
}

fn same(one: &Any, other: &Any) -> bool {
    // The chain writes lists of numbers anew, packed, where this client does not.
    one.type_url == other.type_url
        && (one.value == other.value
            || same_as::<MsgPinCodes>(one, other)
            || same_as::<MsgUnpinCodes>(one, other))
}

fn same_as<M: Protobuf + Name + Default + PartialEq>(one: &Any, other: &Any) -> bool {
    one.type_url == format!("/{}", M::full_name())
        && matches!((M::decode(&*one.value), M::decode(&*other.value)), (Ok(one), Ok(other)) if one == other)
}

async fn vote(ledger: &WasmdLedger, member: &dyn Signer, proposal_id: u64) -> Result<()> {
    let vote = MsgVote {
        proposal_id,
        voter: member.address().into(),
        option: VoteOption::Yes.into(),
        metadata: String::new(),
    };
    ledger.submit_any(member, vec![encode::any(&vote)]).await?;
    Ok(())
}

async fn outcome(ledger: &WasmdLedger, id: u64) -> Result<Decision> {
    loop {
        let request = QueryProposalRequest { proposal_id: id };
        let answer: QueryProposalResponse = ledger.ask("/cosmos.gov.v1.Query/Proposal", &request).await?;
        let missing = || OperatorError::Missing { what: format!("proposal {id}") };
        let proposal = answer.proposal.ok_or_else(missing)?;
        match proposal.status() {
            ProposalStatus::Passed => return Ok(Decision::Passed { id }),
            ProposalStatus::DepositPeriod | ProposalStatus::VotingPeriod => {
                let until = ends(&proposal);
                let left = until.seconds().saturating_sub(ledger.status().await?.time.seconds());
                if left > PATIENCE.as_secs() {
                    return Ok(Decision::Voting { id, until });
                }
            }
            status => {
                let reason = match proposal.failed_reason.as_str() {
                    "" => status.as_str_name().to_owned(),
                    reason => reason.to_owned(),
                };
                return Err(OperatorError::Rejected { id, reason });
            }
        }
        sleep(POLL).await;
    }
}

fn ends(proposal: &Proposal) -> Timestamp {
    let seconds = proposal.voting_end_time.as_ref().map_or(0, |time| time.seconds);
    Timestamp::from_seconds(u64::try_from(seconds).unwrap_or_default())
}
