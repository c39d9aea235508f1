//! Sending a transaction once.
//!
//! What is signed is kept until it is known what became of it, and only these bytes are ever broadcast again: a transaction
//! has a sequence number, so that a chain executes it at most once, however often it arrives. Messages are signed anew only
//! when the transaction before is provably dead: its sequence number was used by another, or the last block that it could be
//! in has passed without it. What a node may have got is never taken for lost because the node did not answer.

use cosmrs::Any;
use cosmwasm_std::Timestamp;
use tokio::sync::OwnedMutexGuard;
use tokio::time::{Instant, sleep};

use crate::wasmd::answers::TxAnswer;
use crate::wasmd::encode::{self, Signed, Terms};
use crate::wasmd::node::{Broadcast, ChainAccount};
use crate::wasmd::refusal::{self, Context};
use crate::wasmd::turns::Slot;
use crate::wasmd::{Inner, address, decode, gas, outcome};
use crate::{LedgerError, Message, Outcome, Result, Signer};

/// How often messages are signed anew because somebody else's transaction took the sequence number.
const TRIES: usize = 10;

/// A transaction on its way.
struct Sent {
    signed: Signed,
    sender: String,
    /// Who pays, if not the sender.
    granter: Option<String>,
    sequence: u64,
    /// The latest block when it was signed: it is in none up to that.
    after: u64,
    /// The last block that it can be in.
    timeout_height: u64,
    /// Held while the node may or may not have it: until that is known, no number can be given to another.
    doubt: Option<OwnedMutexGuard<Slot>>,
}

/// The messages of a transaction.
struct Wanted<'a> {
    all: &'a [Any],
    /// The same in the ledger's terms, to tell which of them was refused; empty if there is one of another kind.
    ours: Vec<Message>,
}

impl<'a> Wanted<'a> {
    fn new(all: &'a [Any]) -> Self {
        let ours = all.iter().map(|any| decode::message(any).map(|(_, message)| message));
        Self { all, ours: ours.collect::<Result<_, _>>().unwrap_or_default() }
    }

    fn context<'b>(&'b self, sender: &'b str, granter: Option<&'b str>) -> Context<'b> {
        Context { messages: &self.ours, contract: None, sender, granter }
    }
}

/// What became of a transaction.
enum Fate {
    Included(Outcome),
    /// A block had it before its turn: it was not executed, and still can be.
    Early,
    /// Its sequence number went to another transaction.
    Displaced,
    /// The last block that it could be in has passed.
    Expired,
}

impl Inner {
    pub(super) async fn submit(&self, signer: &dyn Signer, messages: &[Any]) -> Result<Outcome> {
        self.check(signer, messages).await?;
        let messages = &Wanted::new(messages);
        let mut displaced = None;
        for _ in 0..TRIES {
            let sent = self.send(signer, messages).await?;
            let dead = LedgerError::NotIncluded {
                tx_hash: hex::encode_upper(sent.signed.hash),
                timeout_height: sent.timeout_height,
            };
            match self.follow(sent, messages).await? {
                Fate::Included(outcome) => return Ok(outcome),
                Fate::Expired => return Err(dead),
                Fate::Displaced | Fate::Early => displaced = Some(dead),
            }
        }
        Err(displaced.unwrap_or(LedgerError::NoMessage))
    }

    async fn check(&self, signer: &dyn Signer, messages: &[Any]) -> Result<()> {
        if messages.is_empty() {
            return Err(LedgerError::NoMessage);
        }
        address::bytes(signer.address())?;
        // Messages of other kinds are the chain's to check.
        for (_, message) in messages.iter().filter_map(|message| decode::message(message).ok()) {
            match &message {
                Message::Execute { contract, .. } => {
                    address::bytes(contract)?;
                    self.check_pin(contract).await?;
                }
                Message::Migrate { contract, .. } => drop(address::bytes(contract)?),
                Message::Instantiate { admin, .. } => drop(admin.as_deref().map(address::bytes).transpose()?),
            }
        }
        Ok(())
    }

    /// Who pays, if not the sender: who has granted the signer its fees, or everybody who uses this client.
    fn granter<'a>(&'a self, signer: &'a dyn Signer) -> Option<&'a str> {
        signer.fee_granter().or(self.config.fee_granter.as_deref())
    }

    /// Signs and broadcasts. When it returns, a node has the transaction or may have it.
    async fn send(&self, signer: &dyn Signer, messages: &Wanted<'_>) -> Result<Sent> {
        let sender = signer.address();
        let granter = self.granter(signer);
        let context = messages.context(sender, granter);
        let mut slot = self.turns.take(sender).await;
        let mut refused = None;
        for _ in 0..TRIES {
            let standing = self.fresh().await?;
            let account = match *slot {
                Some(account) => account,
                None => *slot.insert(self.node.account(sender, None).await?),
            };
            let mut terms = Terms {
                sequence: account.sequence,
                gas_limit: 0,
                fee: 0,
                denom: self.config.gas_price.denom.clone(),
                granter: granter.map(str::to_owned),
                timeout_height: standing.height.saturating_add(self.config.timing.timeout_blocks),
            };
            let trial = encode::for_simulation(signer, messages.all, &terms);
            match self.node.simulate(&trial, context).await {
                Ok(simulated) => terms.gas_limit = gas::limit(simulated),
                Err(error) => {
                    refused = Some(resync(&mut slot, self.told(error).await)?);
                    continue;
                }
            }
            terms.fee = self.config.gas_price.fee(terms.gas_limit);
            let signed = encode::sign(signer, messages.all, &terms, &self.config.chain_id, account.number)?;
            let mut sent = Sent {
                signed,
                sender: sender.into(),
                granter: granter.map(str::to_owned),
                sequence: account.sequence,
                after: standing.height,
                timeout_height: terms.timeout_height,
                doubt: None,
            };
            // Until the answer is in, or if this future is dropped, nobody knows which number is next.
            *slot = None;
            match self.node.broadcast(&sent.signed.bytes).await {
                Broadcast::Accepted => {
                    *slot =
                        account.sequence.checked_add(1).map(|sequence| ChainAccount { sequence, ..account });
                    return Ok(sent);
                }
                Broadcast::NotTaken(error) => return Err(error),
                Broadcast::Refused(log) => match refusal::classify(&log, context) {
                    // Signed with a number that is yet to come: it could be executed later. Its bytes are kept.
                    LedgerError::Sequence { expected, got, .. } if expected < got => {
                        sent.doubt = Some(slot);
                        return Ok(sent);
                    }
                    // Signed with a number that is gone: it can never be executed.
                    error => {
                        *slot = Some(account);
                        refused = Some(resync(&mut slot, error)?);
                    }
                },
                Broadcast::Lost => {
                    sent.doubt = Some(slot);
                    return Ok(sent);
                }
            }
        }
        Err(refused.unwrap_or(LedgerError::NoMessage))
    }

    /// An error with what takes another question to say.
    async fn told(&self, error: LedgerError) -> LedgerError {
        match error {
            LedgerError::UnknownCode { code_id, .. } => match self.node.latest_code().await {
                Ok(known) => LedgerError::UnknownCode { code_id, known },
                Err(error) => error,
            },
            error => error,
        }
    }

    /// Asks until it is known what became of a transaction, and broadcasts its bytes again meanwhile.
    async fn follow(&self, mut sent: Sent, messages: &Wanted<'_>) -> Result<Fate> {
        let timing = &self.config.timing;
        let deadline = Instant::now() + timing.patience;
        let mut again = Instant::now() + if sent.doubt.is_some() { timing.poll } else { timing.retry };
        loop {
            // A node that does not answer tells nothing: it is asked again.
            if let Ok(Some(found)) = self.node.transaction(&sent.signed.hash).await
                && let Ok(time) = self.time(found.height).await
            {
                match self.included(&found, time, &sent, messages) {
                    Ok(Fate::Early) => {}
                    fate => return fate,
                }
            }
            if Instant::now() >= again {
                again = Instant::now() + timing.retry;
                if let Ok(Some(fate)) = self.fate(&sent, messages).await {
                    return fate;
                }
                if let Broadcast::Accepted = self.node.broadcast(&sent.signed.bytes).await {
                    sent.doubt = None;
                }
            }
            if Instant::now() >= deadline {
                return Err(LedgerError::Undecided {
                    tx_hash: hex::encode_upper(sent.signed.hash),
                    timeout_height: sent.timeout_height,
                });
            }
            sleep(timing.poll).await;
        }
    }

    /// What became of a transaction, from the chain's state and blocks alone: an index of transactions lags, or a node has
    /// none. None if that is still open.
    async fn fate(&self, sent: &Sent, messages: &Wanted<'_>) -> Result<Option<Result<Fate>>> {
        // Of the latest block the header is there before its transactions have run.
        let settled = self.node.standing().await?.height.saturating_sub(1);
        let last = settled.min(sent.timeout_height);
        if last <= sent.after {
            return Ok(None);
        }
        let next = self.node.account(&sent.sender, Some(last)).await?.sequence;
        if next <= sent.sequence {
            return Ok((settled >= sent.timeout_height).then_some(Ok(Fate::Expired)));
        }
        // Its number is used: by itself or by another.
        for height in sent.after.saturating_add(1)..=last {
            if let Some((found, time)) = self.in_block(height, &sent.signed).await? {
                match self.included(&found, time, sent, messages) {
                    Ok(Fate::Early) => {}
                    fate => return Ok(Some(fate)),
                }
            }
        }
        Ok(Some(Ok(Fate::Displaced)))
    }
}

impl Inner {
    fn included(
        &self,
        found: &TxAnswer,
        time: Timestamp,
        sent: &Sent,
        messages: &Wanted<'_>,
    ) -> Result<Fate> {
        match outcome(found, time, messages.context(&sent.sender, sent.granter.as_deref())) {
            // A block may hold a transaction that came too late for its number: it was not executed and never will be.
            Err(LedgerError::Sequence { expected, got, .. }) if expected > got => Ok(Fate::Displaced),
            Err(LedgerError::Sequence { .. }) => Ok(Fate::Early),
            outcome => outcome.map(Fate::Included),
        }
    }
}

/// Takes over the sequence number that the chain expects; any other refusal is final.
fn resync(slot: &mut Slot, refusal: LedgerError) -> Result<LedgerError> {
    match (&refusal, slot.as_mut()) {
        (LedgerError::Sequence { expected, .. }, Some(account)) => {
            account.sequence = *expected;
            Ok(refusal)
        }
        _ => Err(refusal),
    }
}
