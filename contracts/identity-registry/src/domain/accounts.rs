//! The accounts of an identity: at least one, at most eight.

use chartseal_guard::{Check, holds};
use chartseal_types::identity::MAX_ACCOUNTS;
use cosmwasm_schema::cw_serde;
use cosmwasm_std::Addr;

use crate::ChangeError;

/// The accounts that control an identity now, in the order they were added.
#[cw_serde]
pub struct Accounts(Vec<Holder>);

/// An account, and where its period stands in the identity's history of accounts.
#[cw_serde]
struct Holder {
    account: Addr,
    period: u32,
}

impl Accounts {
    /// An identity begins with the account that registers it.
    pub fn sole(account: Addr, period: u32) -> Self {
        Self(vec![Holder { account, period }])
    }

    /// The accounts with the numbers of their periods.
    pub fn into_periods(self) -> impl Iterator<Item = (Addr, u32)> {
        self.0.into_iter().map(|holder| (holder.account, holder.period))
    }

    pub fn list(self) -> Vec<Addr> {
        self.0.into_iter().map(|holder| holder.account).collect()
    }

    /// Where the account's period stands in the history.
    pub fn period_of(&self, account: &Addr) -> Option<u32> {
        self.0.iter().find(|holder| holder.account == *account).map(|holder| holder.period)
    }

    pub fn ensure_room(&self) -> Result<(), ChangeError> {
        if holds(Check::Accounts, self.0.len() < MAX_ACCOUNTS) {
            Ok(())
        } else {
            Err(ChangeError::TooManyAccounts)
        }
    }

    /// That the account is one of them, and not the last.
    pub fn ensure_removable(&self, account: &Addr) -> Result<(), ChangeError> {
        if !self.0.iter().any(|holder| holder.account == *account) {
            return Err(ChangeError::NotAnAccount { account: account.clone() });
        }
        if self.0.len() == 1 {
            return Err(ChangeError::LastAccount { account: account.clone() });
        }
        Ok(())
    }

    pub fn add(&mut self, account: Addr, period: u32) -> Result<(), ChangeError> {
        self.ensure_room()?;
        self.0.push(Holder { account, period });
        Ok(())
    }

    /// Removes the account and tells the number of its period.
    pub fn remove(&mut self, account: &Addr) -> Result<u32, ChangeError> {
        self.ensure_removable(account)?;
        let unknown = || ChangeError::NotAnAccount { account: account.clone() };
        let place = self.0.iter().position(|holder| holder.account == *account).ok_or_else(unknown)?;
        Ok(self.0.remove(place).period)
    }
}
