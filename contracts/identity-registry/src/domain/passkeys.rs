//! The passkeys of an identity: at most eight, and once there is one there is always one.

use chartseal_guard::{Check, holds};
use chartseal_types::CredentialHash;
use chartseal_types::identity::MAX_PASSKEYS;
use cosmwasm_schema::cw_serde;

use crate::ChangeError;

/// The passkeys that confirm an identity's messages now, in the order they were added.
#[cw_serde]
#[derive(Default)]
pub struct Passkeys(Vec<Held>);

/// A passkey, and where its period stands in the identity's history of passkeys.
#[cw_serde]
struct Held {
    credential: CredentialHash,
    period: u32,
}

impl Passkeys {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Where their periods stand in the history.
    pub fn periods(&self) -> impl Iterator<Item = u32> {
        self.0.iter().map(|held| held.period)
    }

    /// That there is room for one more, and that it is none of them.
    pub fn ensure_addable(&self, credential: CredentialHash) -> Result<(), ChangeError> {
        if self.place(credential).is_some() {
            return Err(ChangeError::PasskeyTaken { credential });
        }
        if !holds(Check::Passkeys, self.0.len() < MAX_PASSKEYS) {
            return Err(ChangeError::TooManyPasskeys);
        }
        Ok(())
    }

    /// That the passkey is one of them, and not the last: an identity without any adds its first unconfirmed.
    pub fn ensure_removable(&self, credential: CredentialHash) -> Result<(), ChangeError> {
        if self.place(credential).is_none() {
            return Err(ChangeError::NotAPasskey { credential });
        }
        if self.0.len() == 1 {
            return Err(ChangeError::LastPasskey { credential });
        }
        Ok(())
    }

    pub fn add(&mut self, credential: CredentialHash, period: u32) -> Result<(), ChangeError> {
        self.ensure_addable(credential)?;
        self.0.push(Held { credential, period });
        Ok(())
    }

    /// Takes the passkey out, be it the last, and tells the number of its period.
    pub fn take(&mut self, credential: CredentialHash) -> Result<u32, ChangeError> {
        let place = self.place(credential).ok_or(ChangeError::NotAPasskey { credential })?;
        Ok(self.0.remove(place).period)
    }

    fn place(&self, credential: CredentialHash) -> Option<usize> {
        self.0.iter().position(|held| held.credential == credential)
    }
}
