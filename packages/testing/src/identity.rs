//! Steps of the identity registry.

use chartseal_types::identity::{
    AssuranceLevel, EncryptionKeyUnchecked, ExecuteMsg, IdentityResponse, KeySuite, Kind, QueryMsg,
};
use chartseal_types::{Commitment, IdentityId, Role};
use cosmwasm_std::{Addr, StdResult};
use cw_multi_test::AppResponse;

use crate::suite::{DAY, Suite, response_data};

/// Somebody with an account and an identity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The account.
    pub account: Addr,
    /// The identity.
    pub id: IdentityId,
}

impl Suite {
    /// Sends a message to the identity registry.
    pub fn try_identity(&mut self, sender: &Addr, msg: ExecuteMsg) -> StdResult<AppResponse> {
        let registry = self.contracts.identity_registry.clone();
        self.try_execute(sender, &registry, &msg)
    }

    /// An identity as it stands now.
    pub fn identity(&self, id: IdentityId) -> IdentityResponse {
        self.query(&self.contracts.identity_registry, &QueryMsg::Identity { id })
    }

    /// Registers an account of that name; the identity is pending.
    pub fn register(&mut self, name: &str, kind: Kind) -> Actor {
        let account = self.account(name);
        let response = self.try_identity(&account, registration(kind)).expect("the account registers");
        Actor { account, id: response_data(&response) }
    }

    /// Has the registrar verify an identity for a year.
    pub fn verify(&mut self, identity: IdentityId) {
        let registrar = self.registrar.clone();
        let expires_at = self.now() + 365 * DAY;
        self.try_identity(&registrar, verification(identity, expires_at)).expect("the registrar verifies");
    }

    /// A verified patient.
    pub fn patient(&mut self, name: &str) -> Actor {
        self.verified(name, Kind::Patient)
    }

    /// A verified hospital, accredited for every role.
    pub fn hospital(&mut self, name: &str) -> Actor {
        self.organization(name, Kind::Organization)
    }

    /// A verified organization of some kind, accredited for every role.
    pub fn organization(&mut self, name: &str, kind: Kind) -> Actor {
        let organization = self.verified(name, kind);
        let registrar = self.registrar.clone();
        let msg = ExecuteMsg::Accredit { organization: organization.id, roles: Role::ALL.to_vec() };
        self.try_identity(&registrar, msg).expect("the registrar accredits");
        organization
    }

    /// A verified practitioner in a role at an organization, without a certificate yet.
    pub fn practitioner(&mut self, name: &str, role: Role, organization: &Actor) -> Actor {
        let practitioner = self.verified(name, Kind::Practitioner);
        self.affiliate(&practitioner, role, organization);
        practitioner
    }

    /// Gives a practitioner a role at an organization.
    pub fn affiliate(&mut self, practitioner: &Actor, role: Role, organization: &Actor) {
        let offer = ExecuteMsg::OfferAffiliation { practitioner: practitioner.id, role };
        self.try_identity(&organization.account, offer).expect("the organization offers");
        let accept = ExecuteMsg::AcceptAffiliation { organization: organization.id, role };
        self.try_identity(&practitioner.account, accept).expect("the practitioner accepts");
    }

    fn verified(&mut self, name: &str, kind: Kind) -> Actor {
        let actor = self.register(name, kind);
        self.verify(actor.id);
        actor
    }

    pub(crate) fn bootstrap_registrar(&mut self) {
        let registrar = self.register("registrar", Kind::Organization);
        let (admin, expires_at) = (self.admin.clone(), self.now() + 3 * 365 * DAY);
        self.try_identity(&admin, verification(registrar.id, expires_at))
            .expect("the admin verifies the first registrar");
        self.try_identity(&admin, ExecuteMsg::AppointRegistrar { organization: registrar.id })
            .expect("the admin appoints the registrar");
        self.registrar_id = registrar.id;
    }
}

fn registration(kind: Kind) -> ExecuteMsg {
    ExecuteMsg::Register {
        kind,
        encryption_key: EncryptionKeyUnchecked { suite: KeySuite::X25519, public_key: vec![7; 32].into() },
        evidence: Commitment([1; 32]),
    }
}

fn verification(identity: IdentityId, expires_at: u64) -> ExecuteMsg {
    ExecuteMsg::Verify { identity, level: AssuranceLevel::Ial2, evidence: Commitment([2; 32]), expires_at }
}
