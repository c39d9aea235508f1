//! Representatives, and what takes two registrars.

use chartseal_testing::DAY;
use chartseal_types::identity::{
    ActUnchecked, Appointment, Authority, ExecuteMsg, Kind, MAX_APPOINTMENT, Right,
};
use chartseal_types::{Compartment, IdentityId, Quarter, Selection};

use super::{Draft, Generator};
use crate::call::Message;
use crate::model::Model;
use crate::world::World;

impl Generator {
    pub(super) fn acts(&mut self, world: &World, model: &Model) -> Draft {
        let (sender, msg, at, sensitive) = match self.rng.u8(..20) {
            0..=3 => {
                let patient = self.who(model, |one| one.kind == Kind::Patient && !one.passkeys.is_empty());
                let representative = self.representative(model);
                let msg = ExecuteMsg::AppointRepresentative {
                    representative,
                    appointment: self.appointment(model),
                };
                (self.account(world, model, patient), msg, None, true)
            }
            4 => {
                let (patient, representative) = self.represented(model, None);
                let side = if self.rng.bool() { patient } else { representative };
                let msg = ExecuteMsg::EndRepresentative { patient, representative };
                (self.account(world, model, side), msg, None, false)
            }
            5..=8 => {
                let (act, evidence) = (self.act(world, model), self.commitment());
                (self.steward(world, model), ExecuteMsg::ProposeAct { act, evidence }, None, false)
            }
            _ => self.settle_act(world, model),
        };
        Draft { sender, message: Message::Identity(msg), at, sensitive }
    }

    fn representative(&mut self, model: &Model) -> IdentityId {
        self.who(model, |one| matches!(one.kind, Kind::Patient | Kind::Practitioner) && one.claimed)
    }

    /// Somebody's representative, or two who could be.
    fn represented(&mut self, model: &Model, disputed: Option<bool>) -> (IdentityId, IdentityId) {
        let all = model.registry.identities.iter();
        let all = all.flat_map(|(id, one)| one.representatives.iter().map(|other| (*id, other)));
        let fits = all.filter(|(_, one)| disputed.is_none_or(|disputed| one.disputed == disputed));
        let pairs: Vec<_> = fits.map(|(id, one)| (id, one.identity)).collect();
        match self.pick(&pairs).filter(|_| self.rng.u8(..12) > 0) {
            Some(pair) => *pair,
            None => (self.patient(model), self.representative(model)),
        }
    }

    fn appointment(&mut self, model: &Model) -> Appointment {
        let rights = match self.rng.u8(..12) {
            0 => vec![],
            1 => vec![Right::Read, Right::Read],
            2..=3 => vec![Right::Read],
            _ => Right::ALL.to_vec(),
        };
        let compartments = match self.rng.u8(..10) {
            0..=2 => Selection::Only((0..2).filter_map(|one| Compartment::new(one).ok()).collect()),
            3 => Selection::Only(vec![]),
            _ => Selection::All {},
        };
        let majority = match self.rng.u8(..10) {
            0 => Quarter::new(2019, 4).ok(),
            1 => Quarter::new(2020, 1).ok(),
            2 => Quarter::new(2010, 1).ok(),
            _ => None,
        };
        let longest = if self.chance(20) { MAX_APPOINTMENT } else { 60 * DAY };
        let (authority, evidence) = (Authority::RESPRSN, self.commitment());
        let expires_at = self.until(model.now, longest);
        Appointment { authority, evidence, expires_at, compartments, rights, majority }
    }

    fn act(&mut self, world: &World, model: &Model) -> ActUnchecked {
        let kind = self.rng.u8(..20);
        let disputed = match kind {
            6..=7 => Some(false),
            8..=9 => Some(true),
            _ => None,
        };
        let (patient, representative) = self.represented(model, disputed);
        match kind {
            0..=4 => {
                let (patient, representative) = (self.patient(model), self.representative(model));
                ActUnchecked::AppointRepresentative {
                    patient,
                    representative,
                    appointment: self.appointment(model),
                }
            }
            5 => ActUnchecked::EndRepresentative { patient, representative },
            6..=7 => ActUnchecked::DisputeRepresentative { patient, representative },
            8..=9 => {
                // Of ended representations too.
                let all = model.registry.identities.iter();
                let all = all.flat_map(|(id, one)| one.disputes.iter().map(|other| (*id, *other)));
                let pairs: Vec<_> = all.collect();
                let (patient, representative) =
                    self.pick(&pairs).copied().unwrap_or((patient, representative));
                ActUnchecked::SettleDispute { patient, representative }
            }
            10..=12 => {
                let patient = self.who(model, |one| !one.claimed);
                let (account, encryption_key) = (self.spare(world, model).to_string(), self.key());
                let passkey = self.chance(50).then(|| self.passkey(model));
                ActUnchecked::Claim { patient, account, encryption_key, passkey }
            }
            13..=15 => ActUnchecked::Merge { duplicate: self.patient(model), survivor: self.patient(model) },
            16..=17 => ActUnchecked::Unmerge { duplicate: self.who(model, |one| one.merged_into.is_some()) },
            18 => ActUnchecked::Death { patient: self.patient(model) },
            _ => ActUnchecked::UndoDeath { patient: self.who(model, |one| one.deceased) },
        }
    }

    fn settle_act(
        &mut self,
        world: &World,
        model: &Model,
    ) -> (cosmwasm_std::Addr, ExecuteMsg, Option<u64>, bool) {
        let all = (1u32..).zip(&model.registry.acts);
        let open: Vec<_> = all.filter(|(_, one)| model.is_open(one)).collect();
        let chosen = self.pick(&open).copied().filter(|_| self.rng.u8(..20) > 0);
        let Some((number, joint)) = chosen else {
            if !self.chance(15) {
                let (act, evidence) = (self.act(world, model), self.commitment());
                return (self.steward(world, model), ExecuteMsg::ProposeAct { act, evidence }, None, false);
            }
            let number = self.number(model.registry.acts.len()) as u32;
            let msg = match self.rng.u8(..4) {
                0 => ExecuteMsg::ConfirmAct { number },
                1 => ExecuteMsg::ApplyAct { number },
                2 => ExecuteMsg::VetoAct { number },
                _ => ExecuteMsg::WithdrawAct { number },
            };
            return (self.steward(world, model), msg, None, false);
        };
        let by_steward = self.steward(world, model);
        let by_proposer = self.account(world, model, joint.proposed.0);
        match (self.rng.u8(..20), model.due(joint)) {
            (0, _) => (by_proposer, ExecuteMsg::WithdrawAct { number }, None, false),
            (1..=2, _) if joint.is_vetoable() || self.rng.u8(..3) == 0 => {
                let subject = match &joint.act {
                    ActUnchecked::AppointRepresentative { patient, .. } => *patient,
                    ActUnchecked::Merge { duplicate, survivor } => {
                        if self.rng.bool() {
                            *duplicate
                        } else {
                            *survivor
                        }
                    }
                    _ => self.patient(model),
                };
                (self.account(world, model, subject), ExecuteMsg::VetoAct { number }, None, false)
            }
            (3, _) => (by_proposer, ExecuteMsg::ConfirmAct { number }, None, false),
            (_, None) => {
                let other = model.registry.registrars.iter().find(|one| **one != joint.proposed.0).copied();
                let other = other.filter(|_| self.rng.u8(..10) > 0);
                let sender = other.map_or(by_steward, |one| self.account(world, model, one));
                (sender, ExecuteMsg::ConfirmAct { number }, None, false)
            }
            (_, Some(due)) => {
                let sender = match &joint.act {
                    ActUnchecked::Claim { account, .. } => cosmwasm_std::Addr::unchecked(account),
                    _ => by_proposer,
                };
                (sender, ExecuteMsg::ApplyAct { number }, Some(due), false)
            }
        }
    }
}
