//! Changes that wait so that an identity's owner can object.

use chartseal_types::identity::{CHANGE_DELAY, Change, MAX_PENDING_CHANGES, PendingChange};
use cosmwasm_schema::cw_serde;
use cosmwasm_std::Addr;

use crate::ChangeError;

/// The changes that wait for one identity, oldest first; at most four, each once.
#[cw_serde]
#[derive(Default)]
pub struct ChangeQueue {
    /// The number given last; numbers are never given again.
    last: u32,
    waiting: Vec<PendingChange>,
}

impl ChangeQueue {
    pub fn waiting(self) -> Vec<PendingChange> {
        self.waiting
    }

    /// Puts a change in the queue, to be applied after the delay.
    pub fn propose(&mut self, change: Change, by: &Addr, now: u64) -> Result<PendingChange, ChangeError> {
        if let Some(same) = self.waiting.iter().find(|pending| pending.change == change) {
            return Err(ChangeError::AlreadyPending { number: same.number });
        }
        if self.waiting.len() >= MAX_PENDING_CHANGES {
            return Err(ChangeError::TooManyPending);
        }
        self.last = self.last.saturating_add(1);
        let applies_at = now.saturating_add(CHANGE_DELAY);
        let pending = PendingChange { number: self.last, change, proposed_by: by.clone(), applies_at };
        self.waiting.push(pending.clone());
        Ok(pending)
    }

    /// Takes a change out, whether or not its time has come.
    pub fn cancel(&mut self, number: u32) -> Result<PendingChange, ChangeError> {
        let place = self.waiting.iter().position(|pending| pending.number == number);
        Ok(self.waiting.remove(place.ok_or(ChangeError::Unknown { number })?))
    }

    /// Takes a change out to apply it: only when its time has come.
    pub fn take_due(&mut self, number: u32, now: u64) -> Result<Change, ChangeError> {
        let PendingChange { change, applies_at, .. } = self.cancel(number)?;
        if now < applies_at {
            return Err(ChangeError::TooEarly { number, applies_at, now });
        }
        Ok(change)
    }

    /// Takes out all that an account proposed, and tells their numbers: what it wanted must not outlive it.
    pub fn drop_proposed_by(&mut self, account: &Addr) -> Vec<u32> {
        let (dropped, kept): (Vec<_>, Vec<_>) =
            self.waiting.drain(..).partition(|pending| pending.proposed_by == *account);
        self.waiting = kept;
        dropped.into_iter().map(|pending| pending.number).collect()
    }
}
