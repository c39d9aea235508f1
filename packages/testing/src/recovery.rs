//! Steps of guardians and recoveries.

use chartseal_types::IdentityId;
use chartseal_types::identity::{
    CHANGE_DELAY, ChangeUnchecked, EncryptionKeyUnchecked, ExecuteMsg, Guardians, KeySuite, Kind, QueryMsg,
    Recovery,
};
use cosmwasm_std::{Addr, StdResult};
use cw_multi_test::AppResponse;

use crate::identity::Actor;
use crate::suite::{Suite, response_data};

impl Suite {
    /// Gives an identity new guardians, verified patients, of whom so many recover it; takes 72 h.
    pub fn guarded<const N: usize>(&mut self, actor: &Actor, names: [&str; N], threshold: u8) -> [Actor; N] {
        let guardians = names.map(|name| {
            let guardian = self.register(name, Kind::Patient);
            self.verify(guardian.id);
            guardian
        });
        self.set_guardians(actor, &guardians, threshold);
        guardians
    }

    /// Gives an identity other guardians, of whom so many recover it; takes 72 h.
    pub fn set_guardians(&mut self, actor: &Actor, guardians: &[Actor], threshold: u8) {
        let guardians = guardians.iter().map(|guardian| guardian.id).collect();
        let change = ChangeUnchecked::SetGuardians { guardians, threshold };
        let number = self.propose_change(&actor.account, change);
        self.wait(CHANGE_DELAY);
        self.try_apply_change(&actor.account, actor.id, number).expect("the guardians are set");
    }

    /// The guardians of an identity.
    pub fn guardians(&self, id: IdentityId) -> Guardians {
        self.query(&self.contracts.identity_registry, &QueryMsg::Guardians { id })
    }

    /// A guardian freezes an identity for 14 days.
    pub fn try_freeze_for(&mut self, guardian: &Actor, identity: IdentityId) -> StdResult<AppResponse> {
        self.try_identity(&guardian.account, ExecuteMsg::Freeze { identity: Some(identity) })
    }

    /// A guardian starts a recovery to an account, with a new key and passkey.
    pub fn try_start_recovery(
        &mut self,
        guardian: &Actor,
        identity: IdentityId,
        account: &Addr,
    ) -> StdResult<AppResponse> {
        let encryption_key =
            EncryptionKeyUnchecked { suite: KeySuite::X25519, public_key: vec![9; 32].into() };
        let (account, passkey) = (account.to_string(), Some(self.passkey()));
        let msg = ExecuteMsg::StartRecovery { identity, account, encryption_key, passkey };
        self.try_identity(&guardian.account, msg)
    }

    /// As [`Self::try_start_recovery`]; gives its number.
    pub fn start_recovery(&mut self, guardian: &Actor, identity: IdentityId, account: &Addr) -> u32 {
        let response = self.try_start_recovery(guardian, identity, account);
        response_data(&response.expect("the guardian starts a recovery"))
    }

    /// A guardian approves a recovery.
    pub fn try_approve_recovery(
        &mut self,
        guardian: &Actor,
        identity: IdentityId,
        recovery: u32,
    ) -> StdResult<AppResponse> {
        self.try_identity(&guardian.account, ExecuteMsg::ApproveRecovery { identity, recovery })
    }

    /// Guardians recover an identity to an account: the first starts, the others approve. The delay begins.
    pub fn approved_recovery(&mut self, guardians: &[Actor], identity: IdentityId, account: &Addr) -> u32 {
        let (first, others) = guardians.split_first().expect("there is a guardian");
        let number = self.start_recovery(first, identity, account);
        for guardian in others {
            self.try_approve_recovery(guardian, identity, number).expect("the guardian approves");
        }
        number
    }

    /// An account of the identity vetoes what guardians are about.
    pub fn veto_recovery(&mut self, account: &Addr) {
        self.try_identity(account, ExecuteMsg::VetoRecovery {}).expect("the account vetoes");
    }

    /// A guardian or a registrar overrides a veto, confirmed by a passkey: policy may ask that of registrars.
    pub fn try_override_veto(
        &mut self,
        by: &Addr,
        identity: IdentityId,
        recovery: u32,
    ) -> StdResult<AppResponse> {
        self.try_identity_confirmed(by, &ExecuteMsg::OverrideVeto { identity, recovery })
    }

    /// The new account takes an identity over.
    pub fn try_complete_recovery(
        &mut self,
        account: &Addr,
        identity: IdentityId,
        recovery: u32,
    ) -> StdResult<AppResponse> {
        self.try_identity(account, ExecuteMsg::CompleteRecovery { identity, recovery })
    }

    /// The recoveries of an identity that stand.
    pub fn recoveries(&self, id: IdentityId) -> Vec<Recovery> {
        self.query(&self.contracts.identity_registry, &QueryMsg::Recoveries { id })
    }
}
