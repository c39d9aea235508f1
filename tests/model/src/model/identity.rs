//! The identity registry: who is who, who verified it, who works where.

use std::collections::{BTreeMap, BTreeSet};

use chartseal_types::identity::abi::MAX_DISTRUSTED;
use chartseal_types::identity::{
    Authority, EncryptionKeyUnchecked, ExecuteMsg, FREEZE_INTERVAL, FREEZE_SECONDS, Kind, MAX_AFFILIATIONS,
    MAX_VERIFICATION, Right, Status, StatusReason,
};
use chartseal_types::second_factor::{PasskeyUnchecked, RelyingParty, RelyingPartyUnchecked, Sensitive};
use chartseal_types::{CodeSet, Compartment, IdentityId, Role};
use cosmwasm_std::Addr;

use super::acts::JointAct;
use super::change::Waiting;
use super::check::{Check, Refusals, Refused};
use super::recovery::Recovery;
use super::{Answer, Model, Verdict};
use crate::call::Contract;

/// An identity.
#[derive(Debug, Clone)]
pub struct Identity {
    /// What kind of subject.
    pub kind: Kind,
    /// Where it stands.
    pub status: Status,
    /// The registrar that suspended it; none when the admin did.
    pub suspended_by: Option<IdentityId>,
    /// Until when its verification counts.
    pub verified_until: u64,
    /// When it was verified last.
    pub verified_at: u64,
    /// By which registrar; none for the admin.
    pub verified_by: Option<IdentityId>,
    /// Until when it is frozen.
    pub frozen_until: u64,
    /// The roles it may offer.
    pub roles: Vec<Role>,
    /// How often what was permitted in its name has ended.
    pub generation: u32,
    /// The survivor it was merged into.
    pub merged_into: Option<IdentityId>,
    /// Whether its death is marked.
    pub deceased: bool,
    /// Its accounts, and since when each.
    pub accounts: Vec<(Addr, u64)>,
    /// Whether an account controls it, or did once.
    pub claimed: bool,
    /// Its passkeys.
    pub passkeys: Vec<PasskeyUnchecked>,
    /// Changes that wait.
    pub changes: Vec<Waiting>,
    /// How many changes were proposed.
    pub proposed: u32,
    /// Its affiliations and the offers made to it.
    pub affiliations: Vec<Affiliation>,
    /// Its guardians, and how many of them recover it.
    pub guardians: (BTreeSet<IdentityId>, usize),
    /// When each guardian froze it last.
    pub froze: BTreeMap<IdentityId, u64>,
    /// When each account froze it last.
    pub froze_by_account: BTreeMap<Addr, u64>,
    /// Its recoveries.
    pub recoveries: Vec<Recovery>,
    /// Its representatives that were not ended.
    pub representatives: Vec<Representative>,
    /// Who is in dispute as its representative, ended ones too.
    pub disputes: BTreeSet<IdentityId>,
    /// Since when it can object to acts, if for a time nobody could for it.
    pub speaks_since: u64,
}

/// A practitioner's role at an organization, or the offer of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Affiliation {
    /// Where.
    pub organization: IdentityId,
    /// As what.
    pub role: Role,
    /// Whether the practitioner accepted it.
    pub accepted: bool,
}

/// Who appointed a representative.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Appointer {
    /// The patient.
    Patient,
    /// Two registrars, while the patient lived.
    Registrars,
    /// Two registrars, after the patient's death.
    Estate,
}

/// Somebody who acts for a patient.
#[derive(Debug, Clone)]
pub struct Representative {
    /// Who.
    pub identity: IdentityId,
    /// By what authority.
    pub authority: Authority,
    /// From when.
    pub from: u64,
    /// Until when.
    pub until: u64,
    /// On which compartments.
    pub compartments: CodeSet<Compartment>,
    /// To do what.
    pub rights: CodeSet<Right>,
    /// Whether two registrars put it in dispute.
    pub disputed: bool,
    /// Who appointed them.
    pub appointer: Appointer,
}

impl Representative {
    /// Whether they may do that now. A dispute leaves reading.
    pub fn may(&self, right: Right, now: u64) -> bool {
        self.from <= now
            && now < self.until
            && self.rights.contains(right)
            && (right == Right::Read || !self.disputed)
    }
}

impl Identity {
    /// A new identity.
    pub fn new(kind: Kind) -> Self {
        Self {
            kind,
            status: Status::Pending,
            suspended_by: None,
            verified_until: 0,
            verified_at: 0,
            verified_by: None,
            frozen_until: 0,
            roles: vec![],
            generation: 0,
            merged_into: None,
            deceased: false,
            accounts: vec![],
            claimed: false,
            passkeys: vec![],
            changes: vec![],
            proposed: 0,
            affiliations: vec![],
            guardians: (BTreeSet::new(), 0),
            froze: BTreeMap::new(),
            froze_by_account: BTreeMap::new(),
            recoveries: vec![],
            representatives: vec![],
            disputes: BTreeSet::new(),
            speaks_since: 0,
        }
    }

    /// Whether nothing can be done in its name for good: merged, or dead.
    pub fn is_gone(&self) -> bool {
        self.merged_into.is_some() || self.deceased
    }

    /// Whether nothing can be done in its name now.
    pub fn is_frozen(&self, now: u64) -> bool {
        now < self.frozen_until || self.is_gone()
    }

    /// Whether its owner may change it: neither frozen nor set aside.
    pub fn is_changeable(&self, now: u64) -> bool {
        !self.is_frozen(now) && matches!(self.status, Status::Pending | Status::Active)
    }

    /// Its death is marked: what was permitted ends, and whom it appointed.
    pub fn die(&mut self) {
        self.generation += 1;
        self.deceased = true;
        self.representatives.retain(|one| one.appointer != Appointer::Patient);
    }

    /// The roles in force: where, as what.
    pub fn in_force(&self) -> impl Iterator<Item = (IdentityId, Role)> + '_ {
        self.affiliations.iter().filter(|one| one.accepted).map(|one| (one.organization, one.role))
    }
}

/// The identity registry.
#[derive(Debug, Clone, Default)]
pub struct Registry {
    /// Every identity.
    pub identities: BTreeMap<IdentityId, Identity>,
    /// How many identities each account registered.
    pub registrations: BTreeMap<Addr, u64>,
    /// The registrars.
    pub registrars: BTreeSet<IdentityId>,
    /// Those, and who was one once.
    pub ever_registrars: BTreeSet<IdentityId>,
    /// Registrars found bad, and since when.
    pub distrusted: BTreeMap<IdentityId, u64>,
    /// Joint acts, by number from 1.
    pub acts: Vec<JointAct>,
    /// Of which sites passkeys count.
    pub relying_parties: Vec<RelyingParty>,
}

impl Registry {
    /// The identity that an account controls.
    pub fn owner(&self, account: &Addr) -> Option<IdentityId> {
        let controls = |one: &Identity| one.accounts.iter().any(|(own, _)| own == account);
        self.identities.iter().find(|(_, identity)| controls(identity)).map(|(id, _)| *id)
    }

    /// An identity.
    pub fn get(&self, id: IdentityId) -> Option<&Identity> {
        self.identities.get(&id)
    }

    /// Until when an identity's verification counts; 0 when it never did, or when its registrar was bad by then.
    pub fn verified_until(&self, id: IdentityId) -> u64 {
        let Some(identity) = self.get(id) else { return 0 };
        let since = identity.verified_by.and_then(|registrar| self.distrusted.get(&registrar));
        if since.is_some_and(|since| *since <= identity.verified_at) { 0 } else { identity.verified_until }
    }

    /// Whether an identity counts now.
    pub fn is_active(&self, id: IdentityId, now: u64) -> bool {
        let Some(identity) = self.get(id) else { return false };
        identity.status == Status::Active && now < self.verified_until(id) && !identity.is_frozen(now)
    }

    /// Whether an identity is a registrar that counts now.
    pub fn is_registrar(&self, id: IdentityId, now: u64) -> bool {
        self.registrars.contains(&id) && self.is_active(id, now)
    }

    /// The duplicates merged into a survivor.
    pub fn duplicates(&self, survivor: IdentityId) -> Vec<IdentityId> {
        let merged = self.identities.iter().filter(|(_, one)| one.merged_into == Some(survivor));
        merged.map(|(id, _)| *id).collect()
    }

    /// Who represents a patient now with some right.
    pub fn representative(&self, patient: IdentityId, who: IdentityId) -> Option<&Representative> {
        self.get(patient)?.representatives.iter().find(|one| one.identity == who)
    }
}

/// Whether a list says something twice.
pub fn repeats<T: PartialEq>(list: &[T]) -> bool {
    list.iter().enumerate().any(|(place, one)| list[..place].contains(one))
}

impl Model {
    /// What the identity registry does with a message.
    pub(super) fn identity(&mut self, sender: &Addr, msg: &ExecuteMsg, confirmed: bool) -> Verdict {
        match msg {
            ExecuteMsg::Register { kind, encryption_key, passkey, .. } => {
                self.register(sender, *kind, encryption_key, passkey.as_ref())
            }
            ExecuteMsg::RegisterUnclaimed { encryption_key, .. } => {
                self.register_unclaimed(sender, encryption_key)
            }
            ExecuteMsg::Verify { identity, expires_at, .. } => {
                self.verify(sender, *identity, *expires_at, confirmed)
            }
            ExecuteMsg::SetStatus { identity, status, reason } => {
                self.set_status(sender, *identity, *status, *reason, confirmed)
            }
            ExecuteMsg::AppointRegistrar { organization } => self.appoint_registrar(sender, *organization),
            ExecuteMsg::DismissRegistrar { organization } => self.dismiss_registrar(sender, *organization),
            ExecuteMsg::DistrustRegistrar { registrar, since } => self.distrust(sender, *registrar, *since),
            ExecuteMsg::Accredit { organization, roles } => self.accredit(sender, *organization, roles),
            ExecuteMsg::Freeze { identity } => self.freeze(sender, *identity),
            ExecuteMsg::OfferAffiliation { practitioner, role } => self.offer(sender, *practitioner, *role),
            ExecuteMsg::AcceptAffiliation { organization, role } => self.accept(sender, *organization, *role),
            ExecuteMsg::EndAffiliation { practitioner, organization, role } => {
                self.end_affiliation(sender, *practitioner, *organization, *role)
            }
            ExecuteMsg::SetRelyingParties { relying_parties } => {
                self.set_relying_parties(sender, relying_parties)
            }
            ExecuteMsg::ProposeChange { change } => self.propose_change(sender, change, confirmed),
            ExecuteMsg::ApproveChange { number } => self.approve_change(sender, *number),
            ExecuteMsg::CancelChange { number } => self.cancel_change(sender, *number, confirmed),
            ExecuteMsg::ApplyChange { identity, number } => self.apply_change(sender, *identity, *number),
            ExecuteMsg::StartRecovery { identity, account, encryption_key, passkey } => {
                self.start_recovery(sender, *identity, account, encryption_key, passkey.as_ref())
            }
            ExecuteMsg::ApproveRecovery { identity, recovery } => {
                self.approve_recovery(sender, *identity, *recovery)
            }
            ExecuteMsg::VetoRecovery {} => self.veto_recovery(sender),
            ExecuteMsg::OverrideVeto { identity, recovery } => {
                self.override_veto(sender, *identity, *recovery, confirmed)
            }
            ExecuteMsg::WithdrawApproval { identity, recovery } => {
                self.withdraw_approval(sender, *identity, *recovery)
            }
            ExecuteMsg::WithdrawRecovery { identity } => self.withdraw_recovery(sender, *identity),
            ExecuteMsg::CompleteRecovery { identity, recovery } => {
                self.complete_recovery(sender, *identity, *recovery)
            }
            ExecuteMsg::AppointRepresentative { representative, appointment } => {
                self.appoint_own(sender, *representative, appointment, confirmed)
            }
            ExecuteMsg::EndRepresentative { patient, representative } => {
                self.end_representative(sender, *patient, *representative)
            }
            ExecuteMsg::ProposeAct { act, .. } => self.propose_act(sender, act, confirmed),
            ExecuteMsg::ConfirmAct { number } => self.confirm_act(sender, *number, confirmed),
            ExecuteMsg::ApplyAct { number } => self.apply_act(sender, *number),
            ExecuteMsg::VetoAct { number } => self.veto_act(sender, *number),
            ExecuteMsg::WithdrawAct { number } => self.withdraw_act(sender, *number),
            ExecuteMsg::Confirmed { .. } | ExecuteMsg::Governance(_) => {
                unreachable!("taken apart before")
            }
        }
    }

    /// Rules of a key and a passkey as they are sent.
    pub(super) fn key_is_bad(
        &self,
        key: &EncryptionKeyUnchecked,
        passkey: Option<&PasskeyUnchecked>,
    ) -> bool {
        let bad_key = !key.suite.public_key_len().contains(&key.public_key.len());
        let parties = &self.registry.relying_parties;
        bad_key || passkey.is_some_and(|passkey| passkey.clone().check(parties).is_err())
    }

    fn register(
        &mut self,
        sender: &Addr,
        kind: Kind,
        key: &EncryptionKeyUnchecked,
        passkey: Option<&PasskeyUnchecked>,
    ) -> Verdict {
        let mut check = Check::default();
        check.refuse(Refused::Paused, self.is_paused(Contract::Identity));
        check.refuse(Refused::State, self.registry.owner(sender).is_some());
        check.refuse(Refused::Malformed, self.key_is_bad(key, passkey)).done()?;
        let mut identity = Identity::new(kind);
        identity.accounts.push((sender.clone(), self.now));
        identity.claimed = true;
        identity.passkeys.extend(passkey.cloned());
        Ok(Answer::Identity(self.add(sender, identity)))
    }

    fn register_unclaimed(&mut self, sender: &Addr, key: &EncryptionKeyUnchecked) -> Verdict {
        let mut check = Check::default();
        check.refuse(Refused::Paused, self.is_paused(Contract::Identity));
        check.refuse(Refused::Malformed, self.key_is_bad(key, None));
        let own = check.need(Refused::Sender, self.registry.owner(sender))?;
        let kind = self.registry.get(own).map(|one| one.kind);
        check.refuse(Refused::Standing, !self.registry.is_active(own, self.now));
        check.refuse(Refused::Standing, kind != Some(Kind::Organization)).done()?;
        Ok(Answer::Identity(self.add(sender, Identity::new(Kind::Patient))))
    }

    fn add(&mut self, account: &Addr, identity: Identity) -> IdentityId {
        let count = self.registry.registrations.entry(account.clone()).or_default();
        let id = IdentityId::derive(&self.chain_id, &self.contracts.identity_registry, account, *count);
        *count += 1;
        self.registry.identities.insert(id, identity);
        id
    }

    /// Rules of who decides about an identity: the admin, or a registrar about anybody but itself and registrars.
    /// Gives the registrar.
    fn steward(&self, sender: &Addr, identity: IdentityId) -> Result<Option<IdentityId>, Refusals> {
        let own = self.registry.owner(sender);
        let admin = self.is_admin(Contract::Identity, sender);
        let registrar = own.filter(|id| self.registry.is_registrar(*id, self.now));
        let mut check = Check::default();
        check.refuse(Refused::Sender, !admin && registrar.is_none());
        check.refuse(Refused::Sender, own == Some(identity));
        check.refuse(Refused::Sender, !admin && self.registry.registrars.contains(&identity)).done()?;
        Ok(if admin { None } else { registrar })
    }

    fn verify(&mut self, sender: &Addr, id: IdentityId, expires_at: u64, confirmed: bool) -> Verdict {
        let now = self.now;
        let mut check = Check::default();
        check.refuse(Refused::Paused, self.is_paused(Contract::Identity));
        check.refuse(Refused::Time, expires_at <= now || expires_at > now + MAX_VERIFICATION);
        let steward = self.steward(sender, id);
        check.also(steward.clone().err().unwrap_or_default());
        self.refuse_unconfirmed(&mut check, sender, Sensitive::Verify, confirmed);
        let identity = check.need(Refused::Unknown, self.registry.get(id))?;
        let set_aside = matches!(identity.status, Status::Suspended | Status::Revoked);
        check.refuse(Refused::Standing, set_aside);
        let by_admin = self.is_admin(Contract::Identity, sender);
        check.refuse(Refused::Standing, by_admin && !identity.kind.is_organization()).done()?;
        let registrar = steward?;
        let identity = self.known(id);
        identity.status = Status::Active;
        identity.verified_until = expires_at;
        identity.verified_at = now;
        identity.verified_by = registrar;
        Ok(Answer::Nothing)
    }

    /// What policy adds to what always needs a second factor. The admin has no passkey, and is asked for none.
    pub(super) fn refuse_unconfirmed(
        &self,
        check: &mut Check,
        sender: &Addr,
        sensitive: Sensitive,
        confirmed: bool,
    ) {
        let by_admin = self.is_admin(Contract::Identity, sender);
        check.refuse(Refused::SecondFactor, !confirmed && !by_admin && self.needs_factor(sensitive));
    }

    fn set_status(
        &mut self,
        sender: &Addr,
        id: IdentityId,
        to: Status,
        reason: StatusReason,
        confirmed: bool,
    ) -> Verdict {
        let mut check = Check::default();
        let steward = self.steward(sender, id);
        check.also(steward.clone().err().unwrap_or_default());
        check.refuse(Refused::Paused, to == Status::Active && self.is_paused(Contract::Identity));
        if to == Status::Active {
            self.refuse_unconfirmed(&mut check, sender, Sensitive::SetStatus, confirmed);
        }
        let identity = check.need(Refused::Unknown, self.registry.get(id))?;
        let from = identity.status;
        let possible = match to {
            Status::Active => from == Status::Suspended,
            Status::Suspended => from == Status::Active,
            Status::Revoked => from != Status::Revoked,
            Status::Pending => false,
        };
        let reinstates = to == Status::Active;
        let fits = match reason {
            StatusReason::Registered | StatusReason::Verified => false,
            StatusReason::Cleared => reinstates,
            StatusReason::SubjectRequest => true,
            _ => !reinstates,
        };
        check.refuse(Refused::State, !possible);
        check.refuse(Refused::Malformed, !fits);
        let registrar = check.within(steward)?;
        // It takes two to end what somebody relied on.
        let alone = registrar.is_some()
            && match from {
                Status::Suspended => identity.suspended_by == registrar,
                Status::Pending => !identity.claimed || identity.generation > 0,
                Status::Active | Status::Revoked => true,
            };
        check.refuse(Refused::State, to == Status::Revoked && alone).done()?;
        let identity = self.known(id);
        identity.status = to;
        identity.suspended_by = registrar;
        Ok(Answer::Nothing)
    }

    fn appoint_registrar(&mut self, sender: &Addr, organization: IdentityId) -> Verdict {
        let mut check = Check::default();
        check.refuse(Refused::Paused, self.is_paused(Contract::Identity));
        check.refuse(Refused::Sender, !self.is_admin(Contract::Identity, sender));
        let kind = check.need(Refused::Unknown, self.registry.get(organization))?.kind;
        check.refuse(Refused::Standing, !kind.is_organization());
        check.refuse(Refused::Standing, !self.registry.is_active(organization, self.now));
        check.refuse(Refused::State, self.registry.distrusted.contains_key(&organization));
        check.refuse(Refused::State, self.registry.registrars.contains(&organization)).done()?;
        self.registry.registrars.insert(organization);
        self.registry.ever_registrars.insert(organization);
        Ok(Answer::Nothing)
    }

    fn dismiss_registrar(&mut self, sender: &Addr, organization: IdentityId) -> Verdict {
        let mut check = Check::default();
        check.refuse(Refused::Sender, !self.is_admin(Contract::Identity, sender));
        check.refuse(Refused::Unknown, !self.registry.registrars.contains(&organization)).done()?;
        self.registry.registrars.remove(&organization);
        Ok(Answer::Nothing)
    }

    fn distrust(&mut self, sender: &Addr, registrar: IdentityId, since: u64) -> Verdict {
        let mut check = Check::default();
        check.refuse(Refused::Sender, !self.is_admin(Contract::Identity, sender));
        check.refuse(Refused::Unknown, !self.registry.ever_registrars.contains(&registrar));
        let before = self.registry.distrusted.get(&registrar);
        check.refuse(Refused::Time, since > self.now || before.is_some_and(|before| *before <= since));
        let full = before.is_none() && self.registry.distrusted.len() >= MAX_DISTRUSTED;
        check.refuse(Refused::Limit, full).done()?;
        self.registry.distrusted.insert(registrar, since);
        self.registry.registrars.remove(&registrar);
        Ok(Answer::Nothing)
    }

    fn accredit(&mut self, sender: &Addr, organization: IdentityId, roles: &[Role]) -> Verdict {
        let mut check = Check::default();
        check.also(self.steward(sender, organization).err().unwrap_or_default());
        check.refuse(Refused::Malformed, repeats(roles));
        let identity = check.need(Refused::Unknown, self.registry.get(organization))?;
        check.refuse(Refused::Standing, !identity.kind.is_organization());
        check.refuse(Refused::Standing, identity.status == Status::Revoked);
        let adds = roles.iter().any(|role| !identity.roles.contains(role));
        check.refuse(Refused::Paused, adds && self.is_paused(Contract::Identity)).done()?;
        self.known(organization).roles = roles.to_vec();
        Ok(Answer::Nothing)
    }

    fn freeze(&mut self, sender: &Addr, id: Option<IdentityId>) -> Verdict {
        let now = self.now;
        let mut check = Check::default();
        let own = check.need(Refused::Sender, self.registry.owner(sender))?;
        let id = id.unwrap_or(own);
        let identity = check.need(Refused::Unknown, self.registry.get(id))?;
        if id != own {
            check.refuse(Refused::Standing, !self.registry.is_active(own, now));
            check.refuse(Refused::Sender, !identity.guardians.0.contains(&own));
            let before = identity.froze.get(&own);
            let again = before.is_some_and(|before| now < before + FREEZE_INTERVAL);
            check.refuse(Refused::Time, again).done()?;
            self.known(id).froze.insert(own, now);
        } else {
            let before = identity.froze_by_account.get(sender);
            let again = before.is_some_and(|before| now < before + FREEZE_INTERVAL);
            check.refuse(Refused::Time, again).done()?;
            self.known(id).froze_by_account.insert(sender.clone(), now);
        }
        let identity = self.known(id);
        identity.frozen_until = identity.frozen_until.max(now + FREEZE_SECONDS);
        Ok(Answer::Nothing)
    }

    fn offer(&mut self, sender: &Addr, practitioner: IdentityId, role: Role) -> Verdict {
        let mut check = Check::default();
        check.refuse(Refused::Paused, self.is_paused(Contract::Identity));
        let own = check.need(Refused::Sender, self.registry.owner(sender))?;
        check.refuse(Refused::Standing, !self.registry.is_active(own, self.now));
        let offerer = self.registry.get(own);
        check.refuse(Refused::Standing, offerer.is_none_or(|one| !one.kind.is_organization()));
        check.refuse(Refused::Standing, offerer.is_none_or(|one| !one.roles.contains(&role)));
        let identity = check.need(Refused::Unknown, self.registry.get(practitioner))?;
        check.refuse(Refused::Standing, identity.kind != Kind::Practitioner);
        check.refuse(Refused::Standing, identity.status == Status::Revoked);
        let open = identity.affiliations.iter().any(|one| (one.organization, one.role) == (own, role));
        check.refuse(Refused::State, open);
        check.refuse(Refused::Limit, identity.affiliations.len() >= MAX_AFFILIATIONS).done()?;
        let affiliation = Affiliation { organization: own, role, accepted: false };
        self.known(practitioner).affiliations.push(affiliation);
        Ok(Answer::Nothing)
    }

    fn accept(&mut self, sender: &Addr, organization: IdentityId, role: Role) -> Verdict {
        let mut check = Check::default();
        check.refuse(Refused::Paused, self.is_paused(Contract::Identity));
        let own = check.need(Refused::Sender, self.registry.owner(sender))?;
        let identity = check.need(Refused::Unknown, self.registry.get(own))?;
        check.refuse(Refused::Standing, !self.registry.is_active(own, self.now));
        check.refuse(Refused::Standing, identity.kind != Kind::Practitioner);
        check.refuse(Refused::Unknown, self.registry.get(organization).is_none());
        check.refuse(Refused::Standing, !self.registry.is_active(organization, self.now));
        let offerer = self.registry.get(organization);
        check.refuse(Refused::Standing, offerer.is_none_or(|one| !one.roles.contains(&role)));
        let mut offers = identity.affiliations.iter();
        let offer = offers.position(|one| (one.organization, one.role) == (organization, role));
        let place = check.need(Refused::Unknown, offer)?;
        check.refuse(Refused::State, identity.affiliations[place].accepted).done()?;
        self.known(own).affiliations[place].accepted = true;
        Ok(Answer::Nothing)
    }

    fn end_affiliation(
        &mut self,
        sender: &Addr,
        practitioner: IdentityId,
        organization: IdentityId,
        role: Role,
    ) -> Verdict {
        let mut check = Check::default();
        let own = check.need(Refused::Sender, self.registry.owner(sender))?;
        check.refuse(Refused::Sender, own != practitioner && own != organization);
        let is_it = |one: &Affiliation| (one.organization, one.role) == (organization, role);
        let open = self.registry.get(practitioner).is_some_and(|one| one.affiliations.iter().any(is_it));
        check.refuse(Refused::Unknown, !open).done()?;
        self.known(practitioner).affiliations.retain(|one| !is_it(one));
        Ok(Answer::Nothing)
    }

    fn set_relying_parties(&mut self, sender: &Addr, list: &[RelyingPartyUnchecked]) -> Verdict {
        let mut check = Check::default();
        check.refuse(Refused::Sender, !self.is_admin(Contract::Identity, sender));
        let parsed = RelyingParty::check_all(list.to_vec()).ok();
        let list = check.need(Refused::Malformed, parsed)?;
        let before = &self.registry.relying_parties;
        let allowed = |party: &RelyingParty, origin: &String| {
            before.iter().any(|one| one.rp_id == party.rp_id && one.origins.contains(origin))
        };
        let adds = list.iter().any(|party| party.origins.iter().any(|origin| !allowed(party, origin)));
        check.refuse(Refused::Paused, adds && self.is_paused(Contract::Identity)).done()?;
        self.registry.relying_parties = list;
        Ok(Answer::Nothing)
    }

    /// An identity that is known to be there.
    pub(super) fn known(&mut self, id: IdentityId) -> &mut Identity {
        self.registry.identities.get_mut(&id).expect("the identity was looked up before")
    }
}
