//! Messages to the identity registry.

use chartseal_testing::DAY;
use chartseal_types::identity::{
    AssuranceLevel, ChangeUnchecked, EncryptionKeyUnchecked, ExecuteMsg, KeySuite, Kind, MAX_VERIFICATION,
    Status, StatusReason,
};
use chartseal_types::second_factor::{PasskeyUnchecked, RelyingPartyUnchecked};
use chartseal_types::{CredentialHash, IdentityId, Role};
use cosmwasm_std::Addr;

use super::{Draft, Generator};
use crate::call::{Contract, Message};
use crate::model::{Model, Waiting};
use crate::pool::{OTHER_RP_ID, RP_ID};
use crate::world::World;

const SPARE: [&str; 6] = ["spare one", "spare two", "spare three", "spare four", "spare five", "spare six"];

impl Generator {
    pub(super) fn identity(&mut self, world: &World, model: &Model) -> Draft {
        let plain = |(sender, msg): (Addr, ExecuteMsg)| Draft {
            sender,
            message: Message::Identity(msg),
            at: None,
            sensitive: false,
        };
        match self.rng.u8(..100) {
            0..=3 => plain(self.register(world, model)),
            4..=5 => plain(self.register_unclaimed(world, model)),
            6..=12 => plain(self.verify(world, model)),
            13..=16 => plain(self.set_status(world, model)),
            17..=20 => plain(self.registrars(world, model)),
            21..=23 => plain(self.accredit(world, model)),
            24..=25 => plain(self.freeze(world, model)),
            26..=33 => self.propose_change(world, model),
            34..=43 => self.settle_change(world, model),
            44..=55 => self.recover(world, model),
            56..=63 => plain(self.affiliation(world, model)),
            64..=65 => plain(self.relying_parties(model)),
            _ => self.acts(world, model),
        }
    }

    pub(super) fn key(&mut self) -> EncryptionKeyUnchecked {
        let length = if self.chance(4) { 31 } else { 32 };
        EncryptionKeyUnchecked { suite: KeySuite::X25519, public_key: vec![self.rng.u8(..); length].into() }
    }

    pub(super) fn passkey(&mut self, model: &Model) -> PasskeyUnchecked {
        let mut passkey = self.pick(&model.pool.passkeys).expect("the pool has passkeys").clone();
        match self.rng.u8(..40) {
            0 => passkey.rp_id = "elsewhere.example".into(),
            1 => passkey.public_key = vec![4; 64].into(),
            _ => {}
        }
        passkey
    }

    pub(super) fn spare(&mut self, world: &World, model: &Model) -> Addr {
        let spare: Vec<_> = SPARE.iter().map(|name| world.account(name)).collect();
        let free: Vec<_> = spare.iter().filter(|one| model.registry.owner(one).is_none()).collect();
        match self.pick(&free).filter(|_| !self.rng.u8(..20).eq(&0)) {
            Some(account) => (*account).clone(),
            None => self.anybody(world),
        }
    }

    /// A registrar's account, or the admin's.
    pub(super) fn steward(&mut self, world: &World, model: &Model) -> Addr {
        if self.chance(20) {
            return model.governance[&Contract::Identity].admin.clone();
        }
        let registrars: Vec<_> = model.registry.registrars.iter().copied().collect();
        let registrar = self.pick(&registrars).copied().unwrap_or(IdentityId([0; 16]));
        self.account(world, model, registrar)
    }

    fn register(&mut self, world: &World, model: &Model) -> (Addr, ExecuteMsg) {
        let kinds = [
            Kind::Patient,
            Kind::Patient,
            Kind::Practitioner,
            Kind::Organization,
            Kind::Payer,
            Kind::Researcher,
            Kind::Auditor,
            Kind::Service,
        ];
        let kind = *self.pick(&kinds).expect("there are kinds");
        let passkey = self.chance(60).then(|| self.passkey(model));
        let (encryption_key, evidence) = (self.key(), self.commitment());
        (self.spare(world, model), ExecuteMsg::Register { kind, encryption_key, evidence, passkey })
    }

    fn register_unclaimed(&mut self, world: &World, model: &Model) -> (Addr, ExecuteMsg) {
        let organization = self.organization(model);
        let msg = ExecuteMsg::RegisterUnclaimed { encryption_key: self.key(), evidence: self.commitment() };
        (self.account(world, model, organization), msg)
    }

    fn verify(&mut self, world: &World, model: &Model) -> (Addr, ExecuteMsg) {
        let now = model.now;
        let identity =
            self.who(model, |one| one.status == Status::Pending || one.verified_until <= now + 90 * DAY);
        let longest = if self.chance(10) { MAX_VERIFICATION } else { 400 * DAY };
        let expires_at = self.until(now, longest);
        let (level, evidence) = (AssuranceLevel::Ial2, self.commitment());
        (self.steward(world, model), ExecuteMsg::Verify { identity, level, evidence, expires_at })
    }

    fn set_status(&mut self, world: &World, model: &Model) -> (Addr, ExecuteMsg) {
        let suspended = self.chance(65);
        let wanted = if suspended { Status::Suspended } else { Status::Active };
        let identity = self.who(model, |one| one.status == wanted);
        let status = match self.rng.u8(..20) {
            0 => Status::Revoked,
            1 => Status::Pending,
            _ if suspended => Status::Active,
            _ => Status::Suspended,
        };
        let reason = match (self.rng.u8(..12), status) {
            (0, _) => StatusReason::Verified,
            (1, _) => StatusReason::SubjectRequest,
            (_, Status::Active) => StatusReason::Cleared,
            _ => StatusReason::Investigation,
        };
        (self.steward(world, model), ExecuteMsg::SetStatus { identity, status, reason })
    }

    fn registrars(&mut self, world: &World, model: &Model) -> (Addr, ExecuteMsg) {
        let registrars: Vec<_> = model.registry.ever_registrars.iter().copied().collect();
        let registrar = self.pick(&registrars).copied().unwrap_or(world.unclaimed);
        let organization = self.organization(model);
        let msg = match self.rng.u8(..20) {
            0..=11 => ExecuteMsg::AppointRegistrar { organization },
            12..=14 => ExecuteMsg::DismissRegistrar { organization: registrar },
            15 => ExecuteMsg::DismissRegistrar { organization },
            16..=17 => {
                let registrar = organization;
                ExecuteMsg::DistrustRegistrar { registrar, since: model.now - self.rng.u64(..3) }
            }
            _ => {
                let since = model.now + 1 - self.rng.u64(..400 * DAY);
                ExecuteMsg::DistrustRegistrar { registrar, since }
            }
        };
        (model.governance[&Contract::Identity].admin.clone(), msg)
    }

    fn accredit(&mut self, world: &World, model: &Model) -> (Addr, ExecuteMsg) {
        let organization = self.organization(model);
        let mut roles = Role::ALL.to_vec();
        match self.rng.u8(..10) {
            0 => roles.push(Role::Doctor),
            1..=2 => roles.truncate(self.rng.usize(..7)),
            _ => {}
        }
        (self.steward(world, model), ExecuteMsg::Accredit { organization, roles })
    }

    fn freeze(&mut self, world: &World, model: &Model) -> (Addr, ExecuteMsg) {
        let frozen = self.who(model, |one| !one.guardians.0.is_empty());
        let guardians: Vec<_> = model
            .registry
            .get(frozen)
            .map(|one| one.guardians.0.iter().copied().collect())
            .unwrap_or_default();
        match self.pick(&guardians).copied().filter(|_| self.rng.bool()) {
            Some(guardian) => {
                (self.account(world, model, guardian), ExecuteMsg::Freeze { identity: Some(frozen) })
            }
            None => {
                let identity = self.chance(8).then(|| self.patient(model));
                let own = self.who(model, |_| true);
                (self.account(world, model, own), ExecuteMsg::Freeze { identity })
            }
        }
    }

    fn propose_change(&mut self, world: &World, model: &Model) -> Draft {
        let several = self.chance(40);
        let own = self.who(model, |one| {
            !one.accounts.is_empty() && one.passkeys.len() + one.accounts.len() > 1 + usize::from(several)
        });
        let identity = model.registry.get(own);
        let accounts = identity.map(|one| one.accounts.clone()).unwrap_or_default();
        let passkeys = identity.map(|one| one.passkeys.clone()).unwrap_or_default();
        let change = match self.rng.u8(..20) {
            0..=4 => ChangeUnchecked::AddAccount { account: self.spare(world, model).to_string() },
            5 => ChangeUnchecked::AddAccount { account: "nobody".into() },
            6..=8 => {
                let account = self.pick(&accounts).map(|(account, _)| account.clone());
                let account =
                    account.filter(|_| self.rng.u8(..10) > 0).unwrap_or_else(|| self.anybody(world));
                ChangeUnchecked::RemoveAccount { account: account.to_string() }
            }
            9..=10 => ChangeUnchecked::ReplaceKey { key: self.key() },
            11..=13 => ChangeUnchecked::AddPasskey { passkey: self.passkey(model) },
            14..=15 => {
                let passkey = self.pick(&passkeys).cloned().unwrap_or_else(|| self.passkey(model));
                ChangeUnchecked::RemovePasskey { credential: CredentialHash::of(&passkey.credential) }
            }
            _ => {
                let guardians: Vec<_> = (0..self.rng.usize(..5)).map(|_| self.who(model, |_| true)).collect();
                let threshold = match self.rng.u8(..10) {
                    0 => guardians.len() as u8 + 1,
                    1 => 0,
                    _ => (guardians.len() as u8).div_ceil(2),
                };
                ChangeUnchecked::SetGuardians { guardians, threshold }
            }
        };
        let message = Message::Identity(ExecuteMsg::ProposeChange { change });
        Draft { sender: self.account(world, model, own), message, at: None, sensitive: true }
    }

    fn settle_change(&mut self, world: &World, model: &Model) -> Draft {
        let waiting: Vec<(IdentityId, Waiting)> = model
            .registry
            .identities
            .iter()
            .flat_map(|(id, one)| one.changes.iter().map(|change| (*id, change.clone())))
            .collect();
        let (identity, number, at, applicant) = match self.pick(&waiting).filter(|_| self.rng.u8(..20) > 0) {
            Some((id, waiting)) => {
                let applicant = match &waiting.change {
                    ChangeUnchecked::AddAccount { account } => Some(Addr::unchecked(account)),
                    _ => None,
                };
                (*id, waiting.number, Some(waiting.due), applicant)
            }
            None if !self.chance(15) => return self.propose_change(world, model),
            None => (self.who(model, |one| one.proposed > 0), self.rng.u32(..3), None, None),
        };
        let own = self.account(world, model, identity);
        // Another account than the one that proposed it.
        let proposer = self.proposer(model, identity, number);
        let accounts = model.registry.get(identity).map(|one| one.accounts.clone()).unwrap_or_default();
        let other = accounts.iter().map(|(one, _)| one).find(|one| Some(*one) != proposer.as_ref()).cloned();
        let (sender, msg, at) = match self.rng.u8(..20) {
            0..=3 => (other.unwrap_or(own), ExecuteMsg::ApproveChange { number }, None),
            4..=5 => {
                // The account that it removes tries too, with a passkey or without.
                let removed = accounts.iter().map(|(one, _)| one).find(|one| {
                    model.registry.get(identity).is_some_and(|own| {
                        own.changes.iter().any(|change| change.number == number && change.removes(one))
                    })
                });
                let sender = removed.filter(|_| self.rng.bool()).cloned().unwrap_or(own);
                let message = Message::Identity(ExecuteMsg::CancelChange { number });
                return Draft { sender, message, at: None, sensitive: self.rng.bool() };
            }
            6 => (own, ExecuteMsg::ApplyChange { identity, number }, at.map(|at| at + 30 * DAY)),
            _ => (applicant.unwrap_or(own), ExecuteMsg::ApplyChange { identity, number }, at),
        };
        Draft { sender, message: Message::Identity(msg), at, sensitive: false }
    }

    fn proposer(&self, model: &Model, identity: IdentityId, number: u32) -> Option<Addr> {
        let changes = &model.registry.get(identity)?.changes;
        changes.iter().find(|one| one.number == number).map(|one| one.by.clone())
    }

    fn recover(&mut self, world: &World, model: &Model) -> Draft {
        let now = model.now;
        let identity = self.who(model, |one| !one.guardians.0.is_empty());
        let found = model.registry.get(identity);
        let guardians: Vec<_> =
            found.map(|one| one.guardians.0.iter().copied().collect()).unwrap_or_default();
        let recoveries = found.map(|one| one.recoveries.clone()).unwrap_or_default();
        let standing: Vec<_> = (1..).zip(&recoveries).filter(|(_, one)| one.stands(now)).collect();
        let chosen = self.pick(&standing).copied();
        let recovery = chosen.map_or(self.rng.u32(..3), |(number, _)| number);
        let guardian = self.pick(&guardians).copied().unwrap_or(identity);
        let by_guardian = self.account(world, model, guardian);
        let (sender, msg, at) = match chosen {
            None => {
                let (account, encryption_key) = (self.spare(world, model).to_string(), self.key());
                let passkey = self.chance(60).then(|| self.passkey(model));
                let msg = ExecuteMsg::StartRecovery { identity, account, encryption_key, passkey };
                match self.rng.u8(..12) {
                    0 => (by_guardian, ExecuteMsg::ApproveRecovery { identity, recovery }, None),
                    1 => (self.account(world, model, identity), ExecuteMsg::VetoRecovery {}, None),
                    _ => (by_guardian, msg, None),
                }
            }
            Some((_, standing)) => match self.rng.u8(..20) {
                0..=6 if standing.due.is_none() && !standing.vetoed => {
                    (by_guardian, ExecuteMsg::ApproveRecovery { identity, recovery }, None)
                }
                0..=9 if standing.vetoed && standing.due.is_none() => {
                    let sender = if self.chance(40) { self.steward(world, model) } else { by_guardian };
                    (sender, ExecuteMsg::OverrideVeto { identity, recovery }, None)
                }
                0..=2 => (by_guardian, ExecuteMsg::OverrideVeto { identity, recovery }, None),
                10..=12 => (self.account(world, model, identity), ExecuteMsg::VetoRecovery {}, None),
                13 => (by_guardian, ExecuteMsg::WithdrawRecovery { identity }, None),
                14 if self.rng.bool() => {
                    (by_guardian, ExecuteMsg::WithdrawApproval { identity, recovery }, None)
                }
                14 => {
                    let (account, encryption_key) = (self.spare(world, model).to_string(), self.key());
                    let msg = ExecuteMsg::StartRecovery { identity, account, encryption_key, passkey: None };
                    (by_guardian, msg, None)
                }
                _ => (
                    standing.account.clone(),
                    ExecuteMsg::CompleteRecovery { identity, recovery },
                    standing.due,
                ),
            },
        };
        Draft { sender, message: Message::Identity(msg), at, sensitive: false }
    }

    fn affiliation(&mut self, world: &World, model: &Model) -> (Addr, ExecuteMsg) {
        let waits = self.chance(40);
        let practitioner = self.who(model, |one| {
            one.kind == Kind::Practitioner && (!waits || one.affiliations.iter().any(|offer| !offer.accepted))
        });
        let affiliations =
            model.registry.get(practitioner).map(|one| one.affiliations.clone()).unwrap_or_default();
        let held = self.pick(&affiliations).map(|one| (one.organization, one.role));
        let offered: Vec<_> = affiliations.iter().filter(|one| !one.accepted).collect();
        let offer = self.pick(&offered).map(|one| (one.organization, one.role));
        let role = *self.pick(&Role::ALL).expect("there are roles");
        let organization = self.workplace(model);
        match (self.rng.u8(..10), offer, held) {
            (0..=4, Some((organization, role)), _) => (
                self.account(world, model, practitioner),
                ExecuteMsg::AcceptAffiliation { organization, role },
            ),
            (5, _, Some((organization, role))) => {
                let side = if self.rng.bool() { organization } else { practitioner };
                let msg = ExecuteMsg::EndAffiliation { practitioner, organization, role };
                (self.account(world, model, side), msg)
            }
            (9, _, _) if self.chance(30) => {
                let msg = ExecuteMsg::EndAffiliation { practitioner, organization, role };
                (self.account(world, model, practitioner), msg)
            }
            (6, _, _) => (
                self.account(world, model, practitioner),
                ExecuteMsg::AcceptAffiliation { organization, role },
            ),
            _ => {
                let msg = ExecuteMsg::OfferAffiliation { practitioner, role };
                (self.account(world, model, organization), msg)
            }
        }
    }

    fn relying_parties(&mut self, model: &Model) -> (Addr, ExecuteMsg) {
        let site = |rp_id: &str| RelyingPartyUnchecked {
            rp_id: rp_id.into(),
            origins: vec![format!("https://{rp_id}")],
        };
        let mut relying_parties = vec![site(RP_ID), site(OTHER_RP_ID)];
        match self.rng.u8(..10) {
            0 => relying_parties.push(site(RP_ID)),
            1 => relying_parties.push(site("not a domain")),
            2 => relying_parties.truncate(1),
            _ => {}
        }
        (
            model.governance[&Contract::Identity].admin.clone(),
            ExecuteMsg::SetRelyingParties { relying_parties },
        )
    }
}
