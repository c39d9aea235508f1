//! Steps that take two registrars, and those about patients who cannot act.

use chartseal_types::identity::{
    ACT_DELAY, ActResponse, ActUnchecked, Appointment, Authority, EncryptionKeyUnchecked, ExecuteMsg,
    KeySuite, Kind, QueryMsg, RepresentativeResponse, Right,
};
use chartseal_types::{Commitment, IdentityId, Selection};
use cosmwasm_std::{Addr, StdResult};
use cw_multi_test::AppResponse;

use crate::identity::Actor;
use crate::suite::{DAY, Suite, response_data};

impl Suite {
    /// The registrar that confirms what the first one proposes; appointed when it is first needed.
    pub fn second_registrar(&mut self) -> Actor {
        let (name, account) = ("second registrar", self.account("second registrar"));
        let query = QueryMsg::IdentityOf { account: account.to_string() };
        match self.query::<Option<IdentityId>>(&self.contracts.identity_registry, &query) {
            Some(id) => Actor { account, id },
            None => {
                let organization = self.register(name, Kind::Organization);
                let (admin, expires_at) = (self.admin.clone(), self.now() + 3 * 365 * DAY);
                self.try_identity(&admin, crate::verification(organization.id, expires_at))
                    .expect("the admin verifies the second registrar");
                self.try_identity(&admin, ExecuteMsg::AppointRegistrar { organization: organization.id })
                    .expect("the admin appoints the second registrar");
                organization
            }
        }
    }

    /// A registrar proposes an act.
    pub fn try_propose_act(&mut self, by: &Addr, act: ActUnchecked) -> StdResult<AppResponse> {
        self.try_identity(by, ExecuteMsg::ProposeAct { act, evidence: Commitment([5; 32]) })
    }

    /// The first registrar proposes an act; gives its number.
    pub fn propose_act(&mut self, act: ActUnchecked) -> u32 {
        let registrar = self.registrar.clone();
        response_data(&self.try_propose_act(&registrar, act).expect("the registrar proposes"))
    }

    /// The second registrar confirms an act, which may take effect by that.
    pub fn try_confirm_act(&mut self, number: u32) -> StdResult<AppResponse> {
        let second = self.second_registrar();
        self.try_identity(&second.account, ExecuteMsg::ConfirmAct { number })
    }

    /// Two registrars propose and confirm an act; gives its number.
    pub fn act(&mut self, act: ActUnchecked) -> u32 {
        let number = self.propose_act(act);
        self.try_confirm_act(number).expect("the second registrar confirms");
        number
    }

    /// Somebody applies an act.
    pub fn try_apply_act(&mut self, by: &Addr, number: u32) -> StdResult<AppResponse> {
        self.try_identity(by, ExecuteMsg::ApplyAct { number })
    }

    /// Two registrars propose and confirm an act, and apply it after 72 h; gives its number.
    pub fn act_after_delay(&mut self, act: ActUnchecked) -> u32 {
        let number = self.act(act);
        self.wait(ACT_DELAY);
        let registrar = self.registrar.clone();
        self.try_apply_act(&registrar, number).expect("the registrar applies");
        number
    }

    /// An act as it stands.
    pub fn act_of(&self, number: u32) -> ActResponse {
        self.query(&self.contracts.identity_registry, &QueryMsg::Act { number })
    }

    /// Two registrars appoint a representative of a patient, which takes 72 h.
    pub fn appoint_by_registrars(
        &mut self,
        patient: IdentityId,
        representative: IdentityId,
        appointment: Appointment,
    ) -> u32 {
        self.act_after_delay(ActUnchecked::AppointRepresentative { patient, representative, appointment })
    }

    /// Two registrars put a representation in dispute.
    pub fn dispute(&mut self, patient: IdentityId, representative: IdentityId) {
        self.act(ActUnchecked::DisputeRepresentative { patient, representative });
    }

    /// The representatives of a patient that were not ended.
    pub fn representatives(&self, patient: IdentityId) -> Vec<RepresentativeResponse> {
        self.query(&self.contracts.identity_registry, &QueryMsg::Representatives { patient })
    }

    /// A patient whom an organization registers, because nobody else can.
    pub fn unclaimed(&mut self, organization: &Actor) -> IdentityId {
        let msg = unclaimed_registration();
        response_data(&self.try_identity(&organization.account, msg).expect("the organization registers"))
    }

    /// An account of that name claims an unclaimed patient, with two registrars.
    pub fn claim(&mut self, patient: IdentityId, name: &str) -> Actor {
        let account = self.account(name);
        let number = self.act(claim(patient, &account));
        self.try_apply_act(&account, number).expect("the new account applies the claim");
        Actor { account, id: patient }
    }

    /// Two registrars merge a duplicate into a survivor, which takes 72 h.
    pub fn merge(&mut self, duplicate: IdentityId, survivor: IdentityId) -> u32 {
        self.act_after_delay(ActUnchecked::Merge { duplicate, survivor })
    }

    /// Two registrars take a merge back.
    pub fn unmerge(&mut self, duplicate: IdentityId) {
        self.act(ActUnchecked::Unmerge { duplicate });
    }

    /// Two registrars mark a patient's death.
    pub fn deceased(&mut self, patient: IdentityId) {
        self.act(ActUnchecked::Death { patient });
    }

    /// The admin distrusts a registrar since a time.
    pub fn distrust(&mut self, registrar: IdentityId, since: u64) {
        let admin = self.admin.clone();
        self.try_identity(&admin, ExecuteMsg::DistrustRegistrar { registrar, since })
            .expect("the admin distrusts the registrar");
    }

    /// An appointment for a year, of every right over everything.
    pub fn appointment(&self) -> Appointment {
        Appointment {
            authority: Authority::RESPRSN,
            evidence: Commitment([6; 32]),
            expires_at: self.now() + 365 * DAY,
            compartments: Selection::All {},
            rights: Right::ALL.to_vec(),
            majority: None,
        }
    }
}

/// What an organization sends to register a patient who cannot.
pub fn unclaimed_registration() -> ExecuteMsg {
    ExecuteMsg::RegisterUnclaimed {
        encryption_key: EncryptionKeyUnchecked { suite: KeySuite::X25519, public_key: vec![9; 32].into() },
        evidence: Commitment([4; 32]),
    }
}

/// The claim of an unclaimed patient by an account, without a passkey.
pub fn claim(patient: IdentityId, account: &Addr) -> ActUnchecked {
    ActUnchecked::Claim {
        patient,
        account: account.to_string(),
        encryption_key: EncryptionKeyUnchecked { suite: KeySuite::X25519, public_key: vec![10; 32].into() },
        passkey: None,
    }
}
