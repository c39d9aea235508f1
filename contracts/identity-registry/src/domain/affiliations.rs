//! A practitioner's affiliations: offered, then in force, then ended.

use chartseal_guard::{Check, holds};
use chartseal_types::identity::{Affiliation, MAX_AFFILIATIONS};
use chartseal_types::{IdentityId, Role};
use cosmwasm_schema::cw_serde;

use crate::AffiliationError;

/// What is offered to a practitioner or in force, oldest first; at most eight, each (organization, role) once.
#[cw_serde]
#[derive(Default)]
pub struct OpenAffiliations(Vec<Open>);

#[cw_serde]
struct Open {
    organization: IdentityId,
    role: Role,
    /// Where its period stands in the practitioner's history.
    period: u32,
    /// Since when it is in force, Unix seconds; none while it is an offer.
    since: Option<u64>,
}

impl OpenAffiliations {
    /// Those in force, as other contracts read them.
    pub fn in_force(&self) -> Vec<Affiliation> {
        let in_force = |open: &Open| {
            open.since.map(|since| Affiliation { organization: open.organization, role: open.role, since })
        };
        self.0.iter().filter_map(in_force).collect()
    }

    /// Adds an offer.
    pub fn offer(
        &mut self,
        organization: IdentityId,
        role: Role,
        period: u32,
    ) -> Result<(), AffiliationError> {
        if self.place(organization, role).is_some() {
            return Err(AffiliationError::Already { organization, role });
        }
        if !holds(Check::Affiliations, self.0.len() < MAX_AFFILIATIONS) {
            return Err(AffiliationError::TooMany);
        }
        self.0.push(Open { organization, role, period, since: None });
        Ok(())
    }

    /// Puts an offer in force and tells the number of its period.
    pub fn accept(
        &mut self,
        organization: IdentityId,
        role: Role,
        now: u64,
    ) -> Result<u32, AffiliationError> {
        let place = self.place(organization, role);
        match place.and_then(|place| self.0.get_mut(place)) {
            None => Err(AffiliationError::NotOffered { organization, role }),
            Some(Open { since: Some(_), .. }) => Err(AffiliationError::Already { organization, role }),
            Some(open) => {
                open.since = Some(now);
                Ok(open.period)
            }
        }
    }

    /// Ends an affiliation or an offer and tells the number of its period.
    pub fn end(&mut self, organization: IdentityId, role: Role) -> Result<u32, AffiliationError> {
        let place = self.place(organization, role).ok_or(AffiliationError::NotOpen { organization, role })?;
        Ok(self.0.remove(place).period)
    }

    fn place(&self, organization: IdentityId, role: Role) -> Option<usize> {
        self.0.iter().position(|open| open.organization == organization && open.role == role)
    }
}
