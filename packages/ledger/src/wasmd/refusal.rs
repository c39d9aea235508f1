//! Refusals of a chain in the ledger's terms.
//!
//! wasmd and the Cosmos SDK tell errors as text, the outermost last: `what the contract said: execute wasm contract failed`,
//! and put more text around it on the way (the message's number, that it was tried only). What the chain appended is
//! read from the end, so that nothing a contract says can pass for an error of another kind.

use crate::{LedgerError, Message};

/// Of whom and what a refusal is told.
#[derive(Debug, Clone, Copy, Default)]
pub struct Context<'a> {
    /// The messages of the transaction; none for a query.
    pub messages: &'a [Message],
    /// The contract that was asked, for a query.
    pub contract: Option<&'a str>,
    /// Who sent the transaction.
    pub sender: &'a str,
    /// Who pays its fees, if not the sender.
    pub granter: Option<&'a str>,
}

/// Ends of texts by which a chain tells that a contract refused.
const BY_CONTRACT: [&str; 4] = [
    ": execute wasm contract failed",
    ": instantiate wasm contract failed",
    ": migrate wasm contract failed",
    ": query wasm contract failed",
];

/// What the ledger says to a refusal; `log` is the text with which the application refused.
pub fn classify(log: &str, context: Context<'_>) -> LedgerError {
    let log = trimmed(log);
    // What is tried is told with a word before; what a contract answers to a query begins with its own.
    let tried = log.strip_prefix("failed to simulate tx: ").filter(|_| context.contract.is_none());
    let (index, text) = message_index(tried.unwrap_or(log));
    let contract = context.contract.or_else(|| context.messages.get(index?).and_then(contract_of));
    if let Some(said) = BY_CONTRACT.iter().find_map(|end| text.strip_suffix(end)) {
        return by_contract(said, contract);
    }
    if text.ends_with(": wasmvm error") {
        return LedgerError::Aborted;
    }
    if text.ends_with(": no such contract") {
        let address = contract.unwrap_or_default().to_owned();
        return LedgerError::UnknownContract { address };
    }
    if text.ends_with(": no such code")
        && let Some(code_id) = index.and_then(|index| context.messages.get(index)).and_then(code_of)
    {
        // How many codes there are takes another question.
        return LedgerError::UnknownCode { code_id, known: 0 };
    }
    by_chain(text, context)
        .unwrap_or_else(|| LedgerError::Contract { contract: None, message: text.to_owned() })
}

/// A contract's own words. Where another contract was called, the chain says only that, not which.
fn by_contract(said: &str, contract: Option<&str>) -> LedgerError {
    let mut words = said;
    while let Some(inner) = words.strip_prefix("dispatch: submessages: ") {
        words = inner;
    }
    let called = words.len() < said.len();
    // The error of the called contract carries its own end.
    let words =
        BY_CONTRACT.iter().find_map(|end| words.strip_suffix(end)).filter(|_| called).unwrap_or(words);
    LedgerError::Contract {
        contract: contract.filter(|_| !called).map(Into::into),
        message: words.to_owned(),
    }
}

fn by_chain(text: &str, context: Context<'_>) -> Option<LedgerError> {
    let ends = |end: &str| text.ends_with(end);
    let payer = || context.granter.unwrap_or(context.sender).to_owned();
    Some(if ends("incorrect account sequence") {
        let expected = number_after(text, "expected ")?;
        let got = number_after(text, "got ")?;
        LedgerError::Sequence { account: context.sender.into(), expected, got }
    } else if ends("out of gas") {
        let wanted = number_after(text, "gasWanted: ").unwrap_or_default();
        let used = number_after(text, "gasUsed: ").unwrap_or_default();
        LedgerError::OutOfGas { wanted, used }
    } else if ends("insufficient fee") {
        LedgerError::InsufficientFee { reason: text.into() }
    } else if ends("insufficient funds") {
        LedgerError::InsufficientFunds { payer: payer(), reason: text.into() }
    } else if fee_grant(text) {
        let granter = context.granter.unwrap_or_default().to_owned();
        LedgerError::FeeGrant {
            granter,
            grantee: context.sender.into(),
            reason: reason_of_grant(text).into(),
        }
    } else if ends("unknown address") {
        LedgerError::UnknownAccount { account: payer() }
    } else if text.contains("signature verification failed") && ends("unauthorized") {
        LedgerError::BadSignature
    } else {
        return None;
    })
}

/// Ends of texts by which a chain tells that a fee grant does not pay.
const GRANT_ENDS: [&str; 4] =
    ["fee allowance expired", "fee limit exceeded", "message not allowed", "no allowance"];

fn fee_grant(text: &str) -> bool {
    text.ends_with("fee-grant not found: not found") || GRANT_ENDS.iter().any(|end| text.ends_with(end))
}

fn reason_of_grant(text: &str) -> &'static str {
    GRANT_ENDS.into_iter().find(|end| text.ends_with(end)).unwrap_or("there is no such grant")
}

fn contract_of(message: &Message) -> Option<&str> {
    match message {
        Message::Execute { contract, .. } | Message::Migrate { contract, .. } => Some(contract),
        Message::Instantiate { .. } => None,
    }
}

fn code_of(message: &Message) -> Option<u64> {
    match message {
        Message::Execute { .. } => None,
        Message::Instantiate { code_id, .. } | Message::Migrate { code_id, .. } => Some(*code_id),
    }
}

/// Without what the application puts behind an error when it answers a query.
fn trimmed(log: &str) -> &str {
    let mut text = log;
    for end in [": unknown request", ": invalid request", ": key not found"] {
        text = text.strip_suffix(end).unwrap_or(text);
    }
    text
}

/// The number of the message that failed, and the text behind it.
fn message_index(text: &str) -> (Option<usize>, &str) {
    text.strip_prefix("failed to execute message; message index: ")
        .and_then(|rest| rest.split_once(": "))
        .and_then(|(index, rest)| Some((Some(index.parse().ok()?), rest)))
        .unwrap_or((None, text))
}

fn number_after(text: &str, label: &str) -> Option<u64> {
    let (_, rest) = text.split_once(label)?;
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    rest.get(..digits)?.parse().ok()
}

/// What a query about a height that the node can't answer for is told as; none if the refusal is of another kind.
pub fn height(log: &str, asked: u64, latest: u64) -> Option<LedgerError> {
    let log = trimmed(log);
    if BY_CONTRACT.iter().any(|end| log.ends_with(end)) {
        return None;
    }
    if asked > latest || log.contains("cannot query with height in the future") {
        Some(LedgerError::HeightAhead { asked, latest })
    } else if log.starts_with("failed to load state at height") || log.contains("proof is unexpectedly empty")
    {
        Some(LedgerError::HeightPruned { asked })
    } else {
        None
    }
}
