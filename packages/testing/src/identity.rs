//! Steps of the identity registry.

use chartseal_types::identity::{
    AssuranceLevel, CHANGE_DELAY, ChangeUnchecked, EncryptionKeyUnchecked, ExecuteMsg, IdentityResponse,
    KeySuite, KeyVersion, Kind, PendingChange, QueryMsg, Status, StatusReason,
};
use chartseal_types::second_factor::PasskeyUnchecked;
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

    /// Registers an account of that name, with a passkey; the identity is pending.
    pub fn register(&mut self, name: &str, kind: Kind) -> Actor {
        let (account, passkey) = (self.account(name), self.passkey());
        let msg = registration_with(kind, Some(passkey));
        let response = self.try_identity(&account, msg).expect("the account registers");
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

    /// A verified organization that the admin has appointed as registrar, beside the first one.
    pub fn another_registrar(&mut self, name: &str) -> Actor {
        let organization = self.verified(name, Kind::Organization);
        let admin = self.admin.clone();
        self.try_identity(&admin, ExecuteMsg::AppointRegistrar { organization: organization.id })
            .expect("the admin appoints the registrar");
        organization
    }

    /// Ends a role at an organization, by the organization.
    pub fn dismiss(&mut self, practitioner: &Actor, role: Role, organization: &Actor) {
        let msg =
            ExecuteMsg::EndAffiliation { practitioner: practitioner.id, organization: organization.id, role };
        self.try_identity(&organization.account, msg).expect("the organization ends the affiliation");
    }

    /// The registrar suspends an identity.
    pub fn suspend(&mut self, identity: IdentityId) {
        self.set_status(identity, Status::Suspended, StatusReason::Investigation);
    }

    /// The registrar reinstates a suspended identity.
    pub fn reinstate(&mut self, identity: IdentityId) {
        self.set_status(identity, Status::Active, StatusReason::Cleared);
    }

    /// The admin revokes an identity, which no registrar does alone.
    pub fn revoke_identity(&mut self, identity: IdentityId) {
        let (status, reason) = (Status::Revoked, StatusReason::FalseEvidence);
        let admin = self.admin.clone();
        self.try_identity(&admin, ExecuteMsg::SetStatus { identity, status, reason })
            .expect("the admin revokes the identity");
    }

    /// An account freezes its identity for 14 days.
    pub fn freeze(&mut self, account: &Addr) {
        self.try_identity(account, ExecuteMsg::Freeze { identity: None })
            .expect("the account freezes its identity");
    }

    /// An account proposes a change, confirmed by a passkey of its identity; gives its number.
    pub fn propose_change(&mut self, account: &Addr, change: ChangeUnchecked) -> u32 {
        response_data(&self.try_propose_change(account, change).expect("the change is proposed"))
    }

    /// An account proposes a change, confirmed by a passkey of its identity.
    pub fn try_propose_change(&mut self, account: &Addr, change: ChangeUnchecked) -> StdResult<AppResponse> {
        self.try_identity_confirmed(account, &ExecuteMsg::ProposeChange { change })
    }

    /// Applies a change that was proposed.
    pub fn try_apply_change(
        &mut self,
        sender: &Addr,
        identity: IdentityId,
        number: u32,
    ) -> StdResult<AppResponse> {
        self.try_identity(sender, ExecuteMsg::ApplyChange { identity, number })
    }

    /// Gives an identity another account of that name, which takes 72 h.
    pub fn add_account(&mut self, actor: &Actor, name: &str) -> Addr {
        let account = self.account(name);
        let number =
            self.propose_change(&actor.account, ChangeUnchecked::AddAccount { account: account.to_string() });
        self.wait(CHANGE_DELAY);
        self.try_apply_change(&account, actor.id, number).expect("the new account applies the change");
        account
    }

    /// Takes an account away from an identity, which takes 72 h.
    pub fn remove_account(&mut self, actor: &Actor, account: &Addr) {
        let change = ChangeUnchecked::RemoveAccount { account: account.to_string() };
        let number = self.propose_change(&actor.account, change);
        self.wait(CHANGE_DELAY);
        self.try_apply_change(&actor.account, actor.id, number).expect("the account is removed");
    }

    /// Replaces the encryption key of an identity, which takes 72 h.
    pub fn replace_key(&mut self, actor: &Actor, key: EncryptionKeyUnchecked) {
        let number = self.propose_change(&actor.account, ChangeUnchecked::ReplaceKey { key });
        self.wait(CHANGE_DELAY);
        self.try_apply_change(&actor.account, actor.id, number).expect("the key is replaced");
    }

    /// Gives an identity another passkey, which takes 72 h.
    pub fn add_passkey(&mut self, actor: &Actor) -> PasskeyUnchecked {
        let passkey = self.passkey();
        let number =
            self.propose_change(&actor.account, ChangeUnchecked::AddPasskey { passkey: passkey.clone() });
        self.wait(CHANGE_DELAY);
        self.try_apply_change(&actor.account, actor.id, number).expect("the passkey is added");
        passkey
    }

    /// The changes that wait for an identity.
    pub fn pending_changes(&self, id: IdentityId) -> Vec<PendingChange> {
        self.query(&self.contracts.identity_registry, &QueryMsg::PendingChanges { id })
    }

    /// The accounts of an identity.
    pub fn accounts(&self, id: IdentityId) -> Vec<Addr> {
        self.query(&self.contracts.identity_registry, &QueryMsg::Accounts { id })
    }

    /// The encryption key of an identity that counts.
    pub fn encryption_key(&self, id: IdentityId) -> KeyVersion {
        self.query(&self.contracts.identity_registry, &QueryMsg::EncryptionKey { id, version: None })
    }

    fn set_status(&mut self, identity: IdentityId, status: Status, reason: StatusReason) {
        let registrar = self.registrar.clone();
        let msg = ExecuteMsg::SetStatus { identity, status, reason };
        self.try_identity(&registrar, msg).expect("the registrar changes the status");
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

/// What an account sends to register: an identity of that kind with an X25519 key, without a passkey.
pub fn registration(kind: Kind) -> ExecuteMsg {
    registration_with(kind, None)
}

fn registration_with(kind: Kind, passkey: Option<PasskeyUnchecked>) -> ExecuteMsg {
    ExecuteMsg::Register {
        kind,
        encryption_key: EncryptionKeyUnchecked { suite: KeySuite::X25519, public_key: vec![7; 32].into() },
        evidence: Commitment([1; 32]),
        passkey,
    }
}

/// What a registrar sends to verify an identity at IAL2.
pub fn verification(identity: IdentityId, expires_at: u64) -> ExecuteMsg {
    ExecuteMsg::Verify { identity, level: AssuranceLevel::Ial2, evidence: Commitment([2; 32]), expires_at }
}
