//! A patient's representatives: appointed, perhaps disputed, then ended or run out.

use chartseal_guard::{Check, holds};
use chartseal_types::IdentityId;
use chartseal_types::identity::MAX_REPRESENTATIVES;
use cosmwasm_schema::cw_serde;

use crate::RepresentativeError;

/// Who appointed a representative, as far as it matters for when the representation ends.
#[cw_serde]
#[derive(Copy, Eq)]
pub enum Appointer {
    /// The patient: it ends with the patient's death.
    Patient,
    /// Two registrars, for somebody living: it goes on after a death.
    Registrars,
    /// Two registrars, for somebody marked as dead: it ends when that is taken back.
    Estate,
}

/// The representations that were not ended, oldest first; each representative once, at most eight that have not run out.
#[cw_serde]
#[derive(Default)]
pub struct OpenRepresentatives(Vec<Open>);

/// A representation that was not ended.
#[cw_serde]
#[derive(Copy, Eq)]
pub struct Open {
    /// Who.
    pub representative: IdentityId,
    /// Where it stands in the patient's history.
    pub period: u32,
    /// When it runs out, Unix seconds.
    pub until: u64,
    /// By whom.
    pub appointer: Appointer,
}

impl OpenRepresentatives {
    /// All of them, also those that have run out.
    pub fn list(&self) -> &[Open] {
        &self.0
    }

    /// Adds a representation, and takes out those that have run out.
    pub fn appoint(&mut self, open: Open, now: u64) -> Result<Vec<Open>, RepresentativeError> {
        self.ensure_room(open.representative, now)?;
        let run_out = self.take(|other| other.until <= now);
        self.0.push(open);
        Ok(run_out)
    }

    /// That somebody could be appointed.
    pub fn ensure_room(&self, representative: IdentityId, now: u64) -> Result<(), RepresentativeError> {
        let in_force = || self.0.iter().filter(|open| now < open.until);
        if in_force().any(|open| open.representative == representative) {
            return Err(RepresentativeError::Already { representative });
        }
        if !holds(Check::Representatives, in_force().count() < MAX_REPRESENTATIVES) {
            return Err(RepresentativeError::TooMany);
        }
        Ok(())
    }

    /// The open representation of somebody.
    pub fn of(&self, representative: IdentityId) -> Result<Open, RepresentativeError> {
        let found = self.0.iter().find(|open| open.representative == representative);
        found.copied().ok_or(RepresentativeError::NotRepresented { representative })
    }

    /// Takes out those that something ends.
    pub fn take(&mut self, ends: impl Fn(&Open) -> bool) -> Vec<Open> {
        let (taken, kept) = self.0.drain(..).partition(|open| ends(open));
        self.0 = kept;
        taken
    }
}
