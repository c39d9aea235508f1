//! Changes that wait so that an identity's owner can object.

use chartseal_guard::{Check, holds};
use chartseal_types::identity::{APPROVER_AGE, CHANGE_DELAY, Change, MAX_PENDING_CHANGES, PendingChange};
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
    /// Those that have not lapsed.
    pub fn waiting(mut self, now: u64) -> Vec<PendingChange> {
        self.forget_lapsed(now);
        self.waiting
    }

    /// Puts a change in the queue, to be applied after the delay.
    pub fn propose(
        &mut self,
        change: Change,
        confirmed: bool,
        by: &Addr,
        now: u64,
    ) -> Result<PendingChange, ChangeError> {
        self.forget_lapsed(now);
        if let Some(same) = self.waiting.iter().find(|pending| pending.change == change) {
            return Err(ChangeError::AlreadyPending { number: same.number });
        }
        if !holds(Check::PendingChanges, self.waiting.len() < MAX_PENDING_CHANGES) {
            return Err(ChangeError::TooManyPending);
        }
        self.last = self.last.saturating_add(1);
        let (applies_at, approved_by) = (now.saturating_add(CHANGE_DELAY), None);
        let (number, proposed_by) = (self.last, by.clone());
        let pending = PendingChange { number, change, proposed_by, applies_at, confirmed, approved_by };
        self.waiting.push(pending.clone());
        Ok(pending)
    }

    /// Lets a change be applied at once: by another account than proposed it, which has controlled the identity
    /// `since` long ago.
    pub fn approve(&mut self, number: u32, by: &Addr, since: u64, now: u64) -> Result<(), ChangeError> {
        let place = self.place(number)?;
        let pending = self.waiting.get_mut(place).ok_or(ChangeError::Unknown { number })?;
        if !holds(Check::AnotherApproves, pending.proposed_by != *by) {
            return Err(ChangeError::OwnProposal { number, account: by.clone() });
        }
        let from = since.saturating_add(APPROVER_AGE);
        if !holds(Check::ApproverAge, from <= now) {
            return Err(ChangeError::TooNew { account: by.clone(), from });
        }
        if pending.applies_at <= now {
            return Err(ChangeError::AlreadyDue { number, applies_at: pending.applies_at });
        }
        pending.applies_at = now;
        pending.approved_by = Some(by.clone());
        Ok(())
    }

    /// Takes a change out at an account's wish, whether or not its time has come. The account that it would remove needs a
    /// passkey for that: else whoever stole the account alone would stay by cancelling again and again.
    pub fn cancel(&mut self, number: u32, by: &Addr, confirmed: bool) -> Result<(), ChangeError> {
        let pending = self.take(number)?;
        let own_removal = pending.change == Change::RemoveAccount { account: by.clone() };
        if !holds(Check::OwnRemoval, confirmed || !own_removal) {
            return Err(ChangeError::OwnRemoval { number, account: by.clone() });
        }
        Ok(())
    }

    /// Takes a change out to apply it: only when its time has come and is not over, and only one that a passkey
    /// confirmed if the identity has one.
    pub fn take_due(&mut self, number: u32, has_passkey: bool, now: u64) -> Result<Change, ChangeError> {
        let pending = self.take(number)?;
        let (applies_at, lapsed_at) = (pending.applies_at, pending.lapses_at());
        if !holds(Check::ChangeDelay, applies_at <= now) {
            return Err(ChangeError::TooEarly { number, applies_at, now });
        }
        if !holds(Check::ChangeLapse, now < lapsed_at) {
            return Err(ChangeError::Lapsed { number, lapsed_at, now });
        }
        if !holds(Check::ChangeStillConfirmed, pending.confirmed || !has_passkey) {
            return Err(ChangeError::Unconfirmed { number });
        }
        Ok(pending.change)
    }

    /// Takes out all that an account proposed, and tells their numbers: what it wanted must not outlive it.
    pub fn drop_proposed_by(&mut self, account: &Addr) -> Vec<u32> {
        let (dropped, kept): (Vec<_>, Vec<_>) =
            self.waiting.drain(..).partition(|pending| pending.proposed_by == *account);
        self.waiting = kept;
        dropped.into_iter().map(|pending| pending.number).collect()
    }

    /// Takes all of them out, and tells their numbers.
    pub fn drop_all(&mut self) -> Vec<u32> {
        self.waiting.drain(..).map(|pending| pending.number).collect()
    }

    fn take(&mut self, number: u32) -> Result<PendingChange, ChangeError> {
        let place = self.place(number)?;
        Ok(self.waiting.remove(place))
    }

    fn place(&self, number: u32) -> Result<usize, ChangeError> {
        let place = self.waiting.iter().position(|pending| pending.number == number);
        place.ok_or(ChangeError::Unknown { number })
    }

    fn forget_lapsed(&mut self, now: u64) {
        self.waiting.retain(|pending| now < pending.lapses_at());
    }
}
