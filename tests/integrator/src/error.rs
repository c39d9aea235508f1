//! Why a message was refused.

use chartseal_types::access::Rule;
use chartseal_types::{Commitment, IdentityId, Purpose};
use cosmwasm_std::{Addr, StdError};
use thiserror::Error;

/// A message or query was refused; nothing changed.
#[derive(Debug, Error)]
pub enum ContractError {
    /// Storage, address or encoding error of the platform, or Chartseal could not be asked.
    #[error("{0}")]
    Std(#[from] StdError),
    /// The contract takes no coins.
    #[error("expected no coins, got some; send the message without funds")]
    Funds,
    /// The contract is set up for somebody who is no insurer.
    #[error(
        "expected the identity of an active payer, got {got}, which is none; register and verify it first"
    )]
    NoPayer {
        /// What came.
        got: IdentityId,
    },
    /// The sender is nobody whom Chartseal knows.
    #[error("expected an account with an identity, got {account}; register it at the identity registry")]
    NoIdentity {
        /// The sender.
        account: Addr,
    },
    /// The ticket does not bear the claim out.
    #[error(transparent)]
    Ticket(#[from] TicketError),
    /// Each claim is submitted once.
    #[error("expected a claim that is new, got one that was submitted at {at} (Unix seconds)")]
    Submitted {
        /// When.
        at: u64,
    },
}

/// A ticket does not bear a claim out.
#[derive(Debug, Error)]
pub enum TicketError {
    /// Chartseal does not know it.
    #[error("expected access {access} to be known to access control, which says: {source}")]
    Unknown {
        /// Its number.
        access: u64,
        /// What access control says.
        source: StdError,
    },
    /// Somebody else opened it.
    #[error("expected a ticket of the sender's own, got one of {requester}; open one yourself")]
    OtherRequester {
        /// Who opened it.
        requester: IdentityId,
    },
    /// It was not opened as a claims examiner of this insurer.
    #[error("expected a ticket opened as a claims examiner of {payer}, got another; open one in that role")]
    OtherHat {
        /// The insurer.
        payer: IdentityId,
    },
    /// It is about another patient.
    #[error("expected a ticket for patient {expected}, got one for {got}")]
    OtherPatient {
        /// Whom the claim is about.
        expected: IdentityId,
        /// Whom the ticket is about.
        got: IdentityId,
    },
    /// It was opened for something else than payment.
    #[error("expected a ticket for the purpose HPAYMT, got one for {got:?}; open one for payment")]
    OtherPurpose {
        /// For what it was opened.
        got: Purpose,
    },
    /// Its time is over.
    #[error("expected a live ticket, but the time of access {access} is over; open a new one")]
    Expired {
        /// Its number.
        access: u64,
    },
    /// It permits nothing: not when it was opened, or not any more.
    #[error(
        "expected a live ticket, but access {access} is denied by {rules:?}, one rule a record; ask access control `explain`"
    )]
    Dead {
        /// Its number.
        access: u64,
        /// The rule that denies each of its targets now.
        rules: Vec<Rule>,
    },
    /// Something else than a consent permits it.
    #[error("expected a ticket that the patient's consent permits, got one by {rule:?}; ask the patient")]
    NoConsent {
        /// The rule that permits it.
        rule: Rule,
    },
    /// The consent that permits it is for another claim, or for none.
    #[error(
        "expected a consent for claim {expected}, but consent {consent} is not; ask the patient for this claim"
    )]
    OtherClaim {
        /// The claim submitted.
        expected: Commitment,
        /// The consent that permits the ticket.
        consent: u32,
    },
}
