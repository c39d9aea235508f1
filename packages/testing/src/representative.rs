//! Steps of patients who let others act for them. What two registrars do is with the acts.

use chartseal_types::access::{Question, Target};
use chartseal_types::identity::{Appointment, ExecuteMsg};
use chartseal_types::{Action, ContentHash, Hat, IdentityId, Purpose};
use cosmwasm_std::StdResult;
use cw_multi_test::AppResponse;

use crate::identity::Actor;
use crate::suite::Suite;

/// The question of a representative who reads a patient's records for the family.
pub fn representative_reading(patient: &Actor, records: &[ContentHash]) -> Question {
    Question {
        patient: patient.id,
        hat: Hat::Representative {},
        target: Target::Records(records.to_vec()),
        purpose: Purpose::FAMRQT,
        action: Action::Read,
        certificate: None,
    }
}

impl Suite {
    /// A patient appoints a representative, confirmed by a passkey; it counts at once.
    ///
    /// ```
    /// use chartseal_testing::{DAY, Suite};
    ///
    /// let mut suite = Suite::new();
    /// let (ana, ben) = (suite.patient("ana"), suite.patient("ben"));
    /// suite.appoint(&ana, ben.id, suite.appointment());
    /// assert!(suite.representatives(ana.id)[0].in_force);
    /// suite.wait(365 * DAY);
    /// assert!(!suite.representatives(ana.id)[0].in_force);
    /// ```
    pub fn appoint(&mut self, patient: &Actor, representative: IdentityId, appointment: Appointment) {
        self.try_appoint(patient, representative, appointment).expect("the patient appoints");
    }

    /// A patient appoints a representative, confirmed by a passkey, or not.
    pub fn try_appoint(
        &mut self,
        patient: &Actor,
        representative: IdentityId,
        appointment: Appointment,
    ) -> StdResult<AppResponse> {
        let msg = ExecuteMsg::AppointRepresentative { representative, appointment };
        self.try_identity_confirmed(&patient.account, &msg)
    }

    /// The patient or the representative ends a representation, or somebody else does not.
    pub fn try_end_representative(
        &mut self,
        by: &Actor,
        patient: IdentityId,
        representative: IdentityId,
    ) -> StdResult<AppResponse> {
        self.try_identity(&by.account, ExecuteMsg::EndRepresentative { patient, representative })
    }
}
