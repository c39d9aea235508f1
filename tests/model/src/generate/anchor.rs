//! Messages to the record anchor.

use chartseal_testing::{Batch, DAY};
use chartseal_types::access::Target;
use chartseal_types::anchor::{
    Descriptor, ErasureBasis, ExecuteMsg, HoldReason, MAX_HOLD, MAX_RETENTION, RetractionReason,
};
use chartseal_types::second_factor::Sensitive;
use chartseal_types::{Action, Commitment, ContentHash, Hat, IdentityId, Label, MerkleHash, Quarter};
use cosmwasm_std::Addr;

use super::{Draft, Generator};
use crate::call::{Contract, Message};
use crate::model::Model;
use crate::world::{World, record};

impl Generator {
    pub(super) fn anchor(&mut self, world: &World, model: &Model) -> Draft {
        let (patient, hash) = self.any_record(model);
        let (sender, msg, at) = match self.rng.u8(..100) {
            0..=24 => self.write(world, model),
            25..=33 => self.commit(world, model),
            34..=46 => self.prove(world, model),
            47..=56 => {
                let author = model.anchor.records.get(&(patient, hash)).map(|one| one.author);
                let organization = author.and_then(|one| one.organization());
                let side = match (self.rng.bool(), author, organization) {
                    (true, Some(author), _) => author.identity,
                    (false, _, Some(organization)) => organization,
                    _ => patient,
                };
                let certificate = self.certificate_of(model, side);
                let reason = RetractionReason::EnteredInError;
                let msg = ExecuteMsg::Retract { patient, record: hash, reason, certificate };
                (self.account(world, model, side), msg, None)
            }
            57..=64 => {
                let longest = if self.chance(20) { MAX_HOLD } else { 20 * DAY };
                let until = self.until(model.now, longest);
                let reason = HoldReason::Litigation;
                let msg = ExecuteMsg::Hold { patient, record: hash, reason, until };
                (self.holder(world, model, (patient, hash)), msg, None)
            }
            65..=69 => {
                let held: Vec<_> = model
                    .anchor
                    .records
                    .iter()
                    .filter(|(_, one)| one.hold.is_some())
                    .map(|(key, _)| *key)
                    .collect();
                let (patient, hash) = self.pick(&held).copied().unwrap_or((patient, hash));
                let msg = ExecuteMsg::ReleaseHold { patient, record: hash };
                (self.holder(world, model, (patient, hash)), msg, None)
            }
            70..=79 => {
                let survivor = model.registry.get(patient).and_then(|one| one.merged_into);
                let record = if self.chance(6) { record(self.rng.u64(200..205)) } else { hash };
                let msg = ExecuteMsg::Erase { patient, record, basis: ErasureBasis::PatientRequest };
                (self.account(world, model, survivor.unwrap_or(patient)), msg, None)
            }
            _ => self.settle_erasure(world, model, (patient, hash)),
        };
        let sensitive = match &msg {
            ExecuteMsg::Erase { .. } => true,
            ExecuteMsg::AnchorBatch { .. } => model.needs_factor(Sensitive::AnchorBatch),
            _ => false,
        };
        Draft { sender, message: Message::Anchor(msg), at, sensitive }
    }

    fn any_record(&mut self, model: &Model) -> (IdentityId, ContentHash) {
        let known: Vec<_> = model.anchor.records.keys().copied().collect();
        match self.pick(&known).filter(|_| self.rng.u8(..25) > 0) {
            Some(key) => *key,
            None => (self.patient(model), record(self.rng.u64(..8))),
        }
    }

    fn new_record(&mut self) -> ContentHash {
        self.records += 1;
        record(self.records)
    }

    fn descriptor(&mut self, model: &Model, patient: IdentityId, label: Label) -> Descriptor {
        let known = self.records_of(model, patient);
        let twin = known.iter().find(|one| {
            model
                .anchor
                .records
                .get(&(patient, **one))
                .is_some_and(|r| r.label == label && r.superseded_by.is_none())
        });
        let supersedes = match self.rng.u8(..20) {
            0 => self.pick(&known).copied(),
            1..=6 => twin.copied(),
            7 => Some(ContentHash([9; 32])),
            _ => None,
        };
        let record = if self.chance(5) { self.pick(&known).copied() } else { None };
        Descriptor {
            record: record.unwrap_or_else(|| self.new_record()),
            size: if self.chance(3) { 0 } else { 1000 },
            label,
            quarter: self.chance(50).then(|| Quarter::new(2019, 1 + self.rng.u8(..4)).ok()).flatten(),
            supersedes,
            retain_until: self.chance(15).then(|| {
                let longest = if self.chance(20) { MAX_RETENTION } else { 30 * DAY };
                self.until(model.now, longest)
            }),
        }
    }

    /// Under one of the latest write tickets.
    fn write(&mut self, world: &World, model: &Model) -> (Addr, ExecuteMsg, Option<u64>) {
        let log = model.access.log.iter().rev();
        let tickets: Vec<_> = log
            .filter(|one| one.question.action == Action::Write && one.answer.expires_at.is_some())
            .filter(|one| model.ticket(one).alive || self.rng.u8(..10) == 0)
            .take(4)
            .collect();
        let Some(entry) = self.pick(&tickets).copied() else {
            if !self.chance(20) {
                return self.commit(world, model);
            }
            let (patient, ticket) = (self.patient(model), self.number(model.access.log.len()));
            let label = self.label();
            let records = vec![self.descriptor(model, patient, label)];
            return (self.anybody(world), ExecuteMsg::Anchor { patient, ticket, records }, None);
        };
        let patient = if self.chance(3) { self.patient(model) } else { entry.question.patient };
        let mut records = vec![];
        match &entry.question.target {
            Target::Labels(labels) => {
                for label in labels {
                    let label = if self.chance(5) { self.label() } else { *label };
                    records.push(self.descriptor(model, patient, label));
                }
            }
            Target::Records(heads) => {
                for head in heads {
                    let Some(replaced) = model.anchor.records.get(&(patient, *head)) else { continue };
                    let next = self.descriptor(model, patient, replaced.label);
                    records.push(Descriptor { supersedes: Some(*head), ..next });
                }
            }
        }
        if self.chance(3) {
            records.extend(records.first().cloned());
        }
        let access = entry.answer.access;
        let ticket = if self.chance(4) { self.number(model.access.log.len()) } else { access };
        let msg = ExecuteMsg::Anchor { patient, ticket, records };
        (self.account(world, model, entry.requester), msg, None)
    }

    fn commit(&mut self, world: &World, model: &Model) -> (Addr, ExecuteMsg, Option<u64>) {
        let organization = self.workplace(model);
        let leaves: Vec<_> = (0..1 + self.rng.usize(..4))
            .map(|_| {
                let (patient, label) = (self.patient(model), self.label());
                (patient, self.descriptor(model, patient, label))
            })
            .collect();
        let size = leaves.len() as u64;
        let batch = Batch::new(organization, leaves);
        let root = batch.root();
        self.batches.push(batch);
        let size = match self.rng.u8(..20) {
            0 => 0,
            1 => (1 << 20) + 1,
            _ => size,
        };
        if self.chance(60) {
            let (role, certificate) = (None, None);
            let msg = ExecuteMsg::AnchorBatch { organization, role, certificate, root, size };
            return (self.account(world, model, organization), msg, None);
        }
        let who = self.who(model, |one| one.in_force().any(|(at, _)| at == organization));
        let role = match self.hat(model, who) {
            Hat::Organization { role, .. } => Some(role),
            Hat::Own {} | Hat::Representative {} => None,
        };
        let certificate = self.certificate_of(model, who);
        let msg = ExecuteMsg::AnchorBatch { organization, role, certificate, root, size };
        (self.account(world, model, who), msg, None)
    }

    fn prove(&mut self, world: &World, model: &Model) -> (Addr, ExecuteMsg, Option<u64>) {
        let anchored = (1u64..).zip(&model.anchor.batches);
        let known: Vec<_> = anchored
            .filter_map(|(number, one)| {
                let place = self.batches.iter().position(|batch| batch.root() == one.root)?;
                Some((number, place, one.size, one.author))
            })
            .collect();
        let Some((number, place, size, author)) = self.pick(&known).copied() else {
            return self.commit(world, model);
        };
        let leaf = self.rng.usize(..usize::try_from(size.min(4)).unwrap_or(1));
        let mut message = self.batches[place].prove(number, leaf, None);
        let ExecuteMsg::ProveRecord { batch, index, leaf, proof, ticket } = &mut message else {
            return self.commit(world, model);
        };
        match self.rng.u8(..24) {
            0 => *batch += 1,
            1 => *index += 1,
            2 => proof.push(MerkleHash([1; 32])),
            3 => leaf.descriptor.size += 1,
            4 => drop(proof.pop()),
            _ => {}
        }
        let patient = leaf.patient;
        let tickets: Vec<_> = model
            .access
            .log
            .iter()
            .filter(|one| {
                one.question.patient == patient
                    && one.question.action == Action::Write
                    && one.answer.expires_at.is_some()
            })
            .map(|one| (one.requester, one.answer.access))
            .collect();
        let by_ticket = self.pick(&tickets).copied().filter(|_| self.rng.u8(..10) < 6);
        let survivor = model.registry.get(patient).and_then(|one| one.merged_into);
        let sender = match by_ticket {
            Some((requester, access)) => {
                *ticket = Some(access);
                requester
            }
            None if self.chance(10) => author.identity,
            None => survivor.unwrap_or(patient),
        };
        (self.account(world, model, sender), message, None)
    }

    fn holder(&mut self, world: &World, model: &Model, key: (IdentityId, ContentHash)) -> Addr {
        let organization = model.anchor.records.get(&key).and_then(|one| one.author.organization());
        match organization.filter(|_| self.rng.u8(..10) < 7) {
            Some(organization) => self.account(world, model, organization),
            None => model.governance[&Contract::Anchor].admin.clone(),
        }
    }

    fn settle_erasure(
        &mut self,
        world: &World,
        model: &Model,
        other: (IdentityId, ContentHash),
    ) -> (Addr, ExecuteMsg, Option<u64>) {
        let known: Vec<_> = model.anchor.erasures.iter().map(|(key, one)| (*key, one.from)).collect();
        let ((patient, record), from) = match self.pick(&known).filter(|_| self.rng.u8(..15) > 0) {
            Some((key, from)) => (*key, Some(*from)),
            None => (other, None),
        };
        match self.rng.u8(..10) {
            0..=2 => {
                (self.account(world, model, patient), ExecuteMsg::CancelErasure { patient, record }, None)
            }
            3..=5 => (self.anybody(world), ExecuteMsg::CompleteErasure { patient, record }, from),
            _ => {
                let reporter = self.who(model, |one| {
                    one.kind.is_organization() || one.kind == chartseal_types::identity::Kind::Service
                });
                let receipt = Commitment([5; 32]);
                let msg = ExecuteMsg::ReportDeletion { patient, record, receipt };
                (self.account(world, model, reporter), msg, from)
            }
        }
    }
}
