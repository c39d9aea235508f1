//! What can go wrong with a ledger.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

use crate::SignError;

/// A result of this crate.
pub type Result<T, E = LedgerError> = std::result::Result<T, E>;

/// Why a ledger did not do what it was asked. Whatever the reason, nothing was written, but for
/// [`LedgerError::Undecided`].
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum LedgerError {
    /// A contract refused the message or the query.
    #[error("{message}")]
    Contract {
        /// The contract's address, where one was running.
        contract: Option<String>,
        /// What the contract said: what it expected, what came, how to mend it.
        message: String,
    },
    /// A contract panicked, as on a chain it would abort in the virtual machine.
    #[error(
        "the contract stopped in the middle of the message; nothing was written. This is a fault of the contract: report it"
    )]
    Aborted,
    /// No contract has this address.
    #[error(
        "expected the address of a contract on this ledger, got {address}; check the deployment's addresses"
    )]
    UnknownContract {
        /// The address asked for.
        address: String,
    },
    /// No code has this number.
    #[error("expected a code from 1 to {known}, got {code_id}")]
    UnknownCode {
        /// The code asked for.
        code_id: u64,
        /// How many codes the ledger has.
        known: u64,
    },
    /// Not an address of this ledger.
    #[error("expected a lower-case bech32 address that begins with {prefix}1, got {address}")]
    InvalidAddress {
        /// What came.
        address: String,
        /// The ledger's human-readable part.
        prefix: &'static str,
    },
    /// A height that no block has yet.
    #[error("expected a height up to {latest}, the latest block's, got {asked}")]
    HeightAhead {
        /// The height asked for.
        asked: u64,
        /// The latest height.
        latest: u64,
    },
    /// A height whose state is not kept.
    #[error(
        "expected a height from {oldest}, the oldest kept, got {asked}; ask a ledger that keeps older state"
    )]
    HeightNotKept {
        /// The height asked for.
        asked: u64,
        /// The oldest height kept.
        oldest: u64,
    },
    /// No transaction has this hash.
    #[error("expected the hash of a transaction in a block, 64 hex digits, got {hash}")]
    UnknownTransaction {
        /// What was asked for.
        hash: String,
    },
    /// The signature does not fit the transaction and the key.
    #[error(
        "the signature does not fit the transaction and its public key; sign it again with the account's own key"
    )]
    BadSignature,
    /// A transaction signed for another chain.
    #[error("expected a transaction for chain {expected}, got one for {got}; sign it for this chain")]
    WrongChain {
        /// This chain.
        expected: String,
        /// The transaction's chain.
        got: String,
    },
    /// A transaction that was executed before, or out of turn.
    #[error(
        "expected sequence number {expected} of account {account}, got {got}: the transaction was executed before or is out of turn; sign it anew"
    )]
    Sequence {
        /// The sender.
        account: String,
        /// The account's next number.
        expected: u64,
        /// The transaction's number.
        got: u64,
    },
    /// A transaction without a message.
    #[error("expected a transaction with at least one message, got none")]
    NoMessage,
    /// The signer could not sign.
    #[error(transparent)]
    Sign(#[from] SignError),
    /// A message could not be written as JSON, or an answer is not of the expected type.
    #[error("expected JSON of the agreed shape: {0}; client and contract may be of different versions")]
    Json(#[from] serde_json::Error),
    /// Another process, or another handle in this one, has the store open.
    #[error("{path} is in use by another process; wait until it ends, or end it", path = path.display())]
    Locked {
        /// The store's file.
        path: PathBuf,
    },
    /// There is no store.
    #[error("no ledger at {path}; create one first", path = path.display())]
    Missing {
        /// The file looked for.
        path: PathBuf,
    },
    /// There is a store already.
    #[error("there is a ledger at {path} already; open it, or choose another place", path = path.display())]
    Exists {
        /// The store's file.
        path: PathBuf,
    },
    /// The file is something else than a store.
    #[error("{path} is not a ledger; check the path", path = path.display())]
    NotALedger {
        /// The file.
        path: PathBuf,
    },
    /// A store written by a later version of this program.
    #[error(
        "the ledger has format {found}, this program reads up to {supported}; use the newer program that wrote it"
    )]
    NewerFormat {
        /// The store's format.
        found: u32,
        /// The latest format that this program reads.
        supported: u32,
    },
    /// Contracts of an older release than this program's.
    #[error(
        "the contracts on this ledger are of release {found}, this program's of {expected}; run `chartseal ledger upgrade`"
    )]
    OlderContracts {
        /// What one of them says.
        found: String,
        /// This program's.
        expected: &'static str,
    },
    /// Contracts of a later release than this program's.
    #[error(
        "the contracts on this ledger are of release {found}, this program's of {expected}; use a program of that release"
    )]
    NewerContracts {
        /// What one of them says.
        found: String,
        /// This program's.
        expected: &'static str,
    },
    /// A store made with other codes under the same numbers.
    #[error(
        "code {code_id} of the ledger is {stored:?}, this program has {given:?} in its place; open it with the program that made it"
    )]
    OtherCode {
        /// The code's number.
        code_id: u64,
        /// Its name in the store.
        stored: String,
        /// Its name here, if there is one.
        given: Option<String>,
    },
    /// The disk is full, or a quota or file size limit is reached.
    #[error(
        "no space left for the ledger; nothing of this message was written. Free some space and open the ledger again"
    )]
    Full(#[source] io::Error),
    /// The store's content is damaged.
    #[error("the ledger's file is damaged: {detail}; restore it from a backup")]
    Damaged {
        /// What the store found.
        detail: String,
    },
    /// An operation failed before, and the store must be opened again.
    #[error("an earlier write failed; open the ledger again")]
    Reopen,
    /// A deployment file can't be read, or is none.
    #[error(
        "expected a deployment file as `chartseal chain deploy` writes it, got {path}: {reason}",
        path = .path.display()
    )]
    DeploymentFile {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// A deployment file without a node.
    #[error("expected at least one node in the deployment file's rpc, got none")]
    NoNode,
    /// The address of a node is none.
    #[error(
        "expected the address of a node's RPC as http://HOST:PORT or https://HOST:PORT, got {url}: {reason}"
    )]
    InvalidNode {
        /// What came.
        url: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The node does not answer.
    #[error(
        "no answer from the node at {node}: {reason}; check that it runs and that this machine may reach it, or use another"
    )]
    NodeUnreachable {
        /// Host and port.
        node: String,
        /// What happened.
        reason: String,
    },
    /// What answers is no node, or a broken one.
    #[error(
        "expected an answer of CometBFT from {node}, got {detail}; check the address, or use another node"
    )]
    NodeRubbish {
        /// Host and port.
        node: String,
        /// What came.
        detail: String,
    },
    /// The node refused the call.
    #[error("the node at {node} refused: {reason}; check its configuration and load, or use another node")]
    NodeRefused {
        /// Host and port.
        node: String,
        /// The node's words.
        reason: String,
    },
    /// The node is behind the chain, or the chain has stopped.
    #[error(
        "the node at {node} is behind: its latest block, {height}, is {seconds} s old{}; wait until it has caught up, check this machine's clock and whether the chain makes blocks, or use another node",
        if *.catching_up { " and it is catching up" } else { "" }
    )]
    NodeBehind {
        /// Host and port.
        node: String,
        /// Its latest block.
        height: u64,
        /// How old that is by this machine's clock.
        seconds: u64,
        /// Whether it says so itself.
        catching_up: bool,
    },
    /// The node is of another chain.
    #[error(
        "expected a node of chain {expected}, {node} is of {got}; check the deployment and the node's address"
    )]
    OtherNetwork {
        /// Host and port.
        node: String,
        /// The chain of the deployment.
        expected: String,
        /// The node's chain.
        got: String,
    },
    /// The chain has no such account.
    #[error("chain has no account {account}; have a member organization admit it with a fee grant")]
    UnknownAccount {
        /// The account.
        account: String,
    },
    /// The transaction would need, or needed, more gas than it may use.
    #[error(
        "the transaction ran out of gas: {used} used, {wanted} allowed; nothing was written. Send it again, in smaller parts if it is over the chain's limit"
    )]
    OutOfGas {
        /// What it was allowed.
        wanted: u64,
        /// What it had used when it was stopped.
        used: u64,
    },
    /// The fee is below what the node asks.
    #[error("the fee is too low: {reason}; set the gas price that the chain's validators ask")]
    InsufficientFee {
        /// What was asked and offered.
        reason: String,
    },
    /// Who pays has not enough.
    #[error("{payer} can't pay the fee: {reason}; have a member organization fund it or grant the fees")]
    InsufficientFunds {
        /// Who was to pay.
        payer: String,
        /// What it had and what was asked.
        reason: String,
    },
    /// The fee grant is absent, has expired, is used up or does not cover the message.
    #[error("{granter} does not pay fees for {grantee}: {reason}; have it granted anew")]
    FeeGrant {
        /// Who was to pay.
        granter: String,
        /// For whom.
        grantee: String,
        /// Why not.
        reason: String,
    },
    /// A transaction that is in no block and can't be in one any more.
    #[error(
        "transaction {tx_hash} is in no block up to {timeout_height}, the last it could be in, or lost its sequence number to another; nothing was written. Send it again"
    )]
    NotIncluded {
        /// The transaction.
        tx_hash: String,
        /// The last block that it could be in.
        timeout_height: u64,
    },
    /// A transaction of which it is not known whether it is in a block.
    #[error(
        "transaction {tx_hash} was sent and the chain has not answered: it may be in a block until height {timeout_height}. Don't send it again before you have asked for it by its hash then"
    )]
    Undecided {
        /// The transaction.
        tx_hash: String,
        /// The last block that it can be in.
        timeout_height: u64,
    },
    /// A contract runs another code than the approved one.
    #[error(
        "contract {contract} runs code {got}, approved is {expected}; find out by which proposal that was changed, and approve it in the deployment or leave the chain alone"
    )]
    CodeChanged {
        /// The contract.
        contract: String,
        /// The code that was approved.
        expected: u64,
        /// The code that runs.
        got: u64,
    },
    /// A transaction that holds something else than messages to contracts.
    #[error(
        "expected a transaction that executes, instantiates or migrates a contract, got one with {type_url}"
    )]
    ForeignMessage {
        /// The message's type.
        type_url: String,
    },
    /// The node does not keep the state of that height.
    #[error("the node does not keep the state of height {asked} any more; ask an archive node")]
    HeightPruned {
        /// The height asked for.
        asked: u64,
    },
    /// What a node said is not what the chain's validators signed.
    #[error(
        "the node at {node} gave an answer that is not proven: {detail}. It may lie: ask another node, and tell its operator"
    )]
    Unproven {
        /// Host and port.
        node: String,
        /// What does not fit.
        detail: String,
    },
    /// The block that trust began with, or the last that was verified, is too old to go on from.
    #[error(
        "the trusted block {height} is older than the trusting period; get height and hash of a recent block from a member you trust"
    )]
    TrustExpired {
        /// The block.
        height: u64,
    },
    /// A proven read of a height from before the trusted block.
    #[error(
        "expected a height from {trusted}, the trusted block's, got {asked}; trust an earlier block, or ask your own node"
    )]
    BelowTrust {
        /// The height asked for.
        asked: u64,
        /// The lowest height that is verified.
        trusted: u64,
    },
    /// Any other failure of input or output.
    #[error("the ledger's file could not be read or written: {0}")]
    Io(#[source] io::Error),
}
