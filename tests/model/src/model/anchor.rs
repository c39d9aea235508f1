//! The record anchor: records, batches, holds, erasures.

use std::collections::{BTreeMap, BTreeSet};

use chartseal_types::access::Target;
use chartseal_types::anchor::{
    Author, Descriptor, ERASURE_DELAY, ExecuteMsg, Leaf, MAX_BATCH, MAX_DESCRIPTORS, MAX_HOLD, MAX_PROOF,
    MAX_RECEIPTS, MAX_RETENTION, leaf_bytes,
};
use chartseal_types::identity::Kind;
use chartseal_types::second_factor::Sensitive;
use chartseal_types::{Action, ContentHash, Fingerprint, Hat, IdentityId, Label, MerkleHash, Quarter, Role};
use cosmwasm_std::Addr;
use sha2::{Digest, Sha256};

use super::check::{Check, Refusals, Refused};
use super::{Answer, Model, Verdict};
use crate::call::Contract;

/// Where a record stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordState {
    /// The current version, or one that was replaced.
    Kept,
    /// Withdrawn.
    Retracted,
}

/// A record.
#[derive(Debug, Clone)]
pub struct Record {
    /// What the chain sees of it.
    pub label: Label,
    /// Of which quarter.
    pub quarter: Option<Quarter>,
    /// Who wrote it.
    pub author: Author,
    /// Where it stands.
    pub state: RecordState,
    /// What replaced it.
    pub superseded_by: Option<ContentHash>,
    /// Until when the law keeps it.
    pub retain_until: Option<u64>,
    /// Until when it is held, and whether by the admin.
    pub hold: Option<(u64, bool)>,
}

impl Record {
    fn held(&self, now: u64) -> Option<(u64, bool)> {
        self.hold.filter(|(until, _)| now < *until)
    }
}

/// An erasure.
#[derive(Debug, Clone, Default)]
pub struct Erasure {
    /// From when it counts.
    pub from: u64,
    /// The survivor that asked for it, and of which generation the duplicate was.
    pub under: Option<(IdentityId, u32)>,
    /// Whether somebody completed it.
    pub completed: bool,
    /// Who reported deletion.
    pub reporters: BTreeSet<IdentityId>,
}

/// A batch.
#[derive(Debug, Clone)]
pub struct Batch {
    /// Who anchored it, and as whom.
    pub author: Author,
    /// Its root.
    pub root: MerkleHash,
    /// How many leaves.
    pub size: u64,
    /// When.
    pub at: u64,
}

/// The record anchor.
#[derive(Debug, Clone, Default)]
pub struct Anchor {
    /// Records by patient and hash.
    pub records: BTreeMap<(IdentityId, ContentHash), Record>,
    /// Erasures asked for, also of what was never made known.
    pub erasures: BTreeMap<(IdentityId, ContentHash), Erasure>,
    /// Batches, by number from 1.
    pub batches: Vec<Batch>,
}

/// What a write ticket lets its holder make known.
struct Covers {
    author: Author,
    labels: Vec<Label>,
    records: Vec<ContentHash>,
}

impl Model {
    /// The erasure of a record: what a survivor asked for ends with the merge, unless it was completed.
    fn erasure(&self, key: (IdentityId, ContentHash)) -> Option<&Erasure> {
        let patient = self.registry.get(key.0);
        let merge = patient.and_then(|one| Some((one.merged_into?, one.generation)));
        let stands = |one: &&Erasure| one.completed || one.under.is_none() || one.under == merge;
        self.anchor.erasures.get(&key).filter(stands)
    }

    /// Whether a record is erased.
    pub fn is_erased(&self, key: (IdentityId, ContentHash)) -> bool {
        self.erasure(key).is_some_and(|erasure| erasure.from <= self.now)
    }

    /// What the record anchor does with a message.
    pub(super) fn anchor(&mut self, sender: &Addr, msg: &ExecuteMsg, confirmed: bool) -> Verdict {
        match msg {
            ExecuteMsg::Anchor { patient, ticket, records } => {
                self.anchor_records(sender, *patient, *ticket, records)
            }
            ExecuteMsg::AnchorBatch { organization, role, certificate, root, size } => {
                let hat = (*organization, *role, *certificate);
                self.anchor_batch(sender, hat, *root, *size, confirmed)
            }
            ExecuteMsg::ProveRecord { batch, index, leaf, proof, ticket } => {
                self.prove(sender, (*batch, *index), leaf, proof, *ticket)
            }
            ExecuteMsg::Retract { patient, record, certificate, .. } => {
                self.retract(sender, (*patient, *record), *certificate)
            }
            ExecuteMsg::Hold { patient, record, until, .. } => self.hold(sender, (*patient, *record), *until),
            ExecuteMsg::ReleaseHold { patient, record } => self.release_hold(sender, (*patient, *record)),
            ExecuteMsg::Erase { patient, record, .. } => self.erase(sender, (*patient, *record), confirmed),
            ExecuteMsg::CancelErasure { patient, record } => self.cancel_erasure(sender, (*patient, *record)),
            ExecuteMsg::CompleteErasure { patient, record } => self.complete_erasure((*patient, *record)),
            ExecuteMsg::ReportDeletion { patient, record, .. } => {
                self.report_deletion(sender, (*patient, *record))
            }
            ExecuteMsg::Confirmed { .. } | ExecuteMsg::Governance(_) => {
                unreachable!("taken apart before")
            }
        }
    }

    /// Rules of a ticket to write for a patient.
    fn write_ticket(&self, sender: &Addr, access: u64, patient: IdentityId) -> Result<Covers, Refusals> {
        let mut check = Check::default();
        let own = check.need(Refused::Sender, self.registry.owner(sender))?;
        let place = usize::try_from(access).ok().and_then(|access| access.checked_sub(1));
        let entry = place.and_then(|place| self.access.log.get(place));
        let entry = check.need(Refused::Unknown, entry)?;
        let question = &entry.question;
        check.refuse(Refused::Sender, entry.requester != own);
        check.refuse(Refused::Scope, question.patient != patient);
        check.refuse(Refused::Scope, question.action != Action::Write);
        check.refuse(Refused::Scope, matches!(question.hat, Hat::Representative {}));
        let ticket = self.ticket(entry);
        let merged_into = self.registry.get(patient).and_then(|one| one.merged_into);
        let is_patient = own == patient || merged_into == Some(own);
        let worn = !matches!(question.hat, Hat::Own {}) || is_patient;
        check.refuse(Refused::State, !ticket.alive || !worn).done()?;
        let permitted = |place: usize| ticket.decisions.get(place).is_some_and(|one| one.permitted);
        let (labels, records) = match &question.target {
            Target::Labels(labels) => (select(labels, permitted), vec![]),
            Target::Records(records) => (vec![], select(records, permitted)),
        };
        Ok(Covers { author: Author { identity: own, hat: question.hat }, labels, records })
    }

    fn anchor_records(
        &mut self,
        sender: &Addr,
        patient: IdentityId,
        ticket: u64,
        records: &[Descriptor],
    ) -> Verdict {
        let mut check = Check::default();
        check.refuse(Refused::Paused, self.is_paused(Contract::Anchor));
        let hashes: Vec<_> = records.iter().map(|one| one.record).collect();
        let count = (1..=MAX_DESCRIPTORS).contains(&records.len());
        check.refuse(Refused::Malformed, !count || super::identity::repeats(&hashes));
        let covers = self.write_ticket(sender, ticket, patient);
        let covers = check.within(covers)?;
        check.done()?;
        // One after the other: a later record may replace an earlier one. All or none.
        let before = self.anchor.clone();
        for descriptor in records {
            if let Err(refusals) = self.intake(patient, descriptor, covers.author, Some(&covers), self.now) {
                self.anchor = before;
                return Err(refusals);
            }
        }
        Ok(Answer::Nothing)
    }

    fn intake(
        &mut self,
        patient: IdentityId,
        descriptor: &Descriptor,
        author: Author,
        covers: Option<&Covers>,
        anchored_at: u64,
    ) -> Result<(), Refusals> {
        let Descriptor { record, size, label, quarter, supersedes, retain_until } = *descriptor;
        let mut check = Check::default();
        let key = (patient, record);
        let known = self.anchor.records.contains_key(&key) || self.erasure(key).is_some();
        check.refuse(Refused::State, known);
        check.refuse(Refused::Malformed, size == 0);
        check.refuse(Refused::Malformed, retain_until.is_some() && author.organization().is_none());
        let late = |until| until <= anchored_at || until > anchored_at + MAX_RETENTION;
        check.refuse(Refused::Time, retain_until.is_some_and(late));
        let head = supersedes.map(|head| self.anchor.records.get(&(patient, head)));
        let head = match head {
            None => None,
            Some(head) => Some(check.need(Refused::Unknown, head)?),
        };
        if let Some(head) = head {
            check.refuse(Refused::Sender, head.author.organization() != author.organization());
            let erased = supersedes.is_some_and(|head| self.is_erased((patient, head)));
            check.refuse(Refused::State, erased || head.superseded_by.is_some());
        }
        if let Some(covers) = covers {
            let by_patient = covers.author.organization().is_none();
            check.refuse(Refused::Scope, by_patient && !label.category.is_patients_own());
            let names_head = supersedes.is_some_and(|head| covers.records.contains(&head));
            let same_label = head.is_some_and(|head| head.label == label);
            check.refuse(Refused::Scope, !(covers.labels.contains(&label) || names_head && same_label));
            let head_covered = names_head || head.is_none_or(|head| covers.labels.contains(&head.label));
            check.refuse(Refused::Scope, !head_covered);
        }
        check.done()?;
        if let Some(head) = supersedes.and_then(|head| self.anchor.records.get_mut(&(patient, head))) {
            head.superseded_by = Some(record);
        }
        let state = RecordState::Kept;
        let (superseded_by, hold) = (None, None);
        let record = Record { label, quarter, author, state, superseded_by, retain_until, hold };
        self.anchor.records.insert(key, record);
        Ok(())
    }

    /// Rules of an organization's own account.
    fn refuse_other_than(&self, check: &mut Check, sender: &Addr, organization: IdentityId) {
        let own = self.registry.owner(sender);
        let kind = self.registry.get(organization).map(|one| one.kind);
        check.refuse(Refused::Sender, own != Some(organization));
        check.refuse(Refused::Standing, kind.is_some_and(|kind| !kind.is_organization()));
        check.refuse(Refused::Standing, !self.registry.is_active(organization, self.now));
    }

    /// Rules of an affiliate with a good certificate.
    fn refuse_stranger(
        &self,
        check: &mut Check,
        own: IdentityId,
        hat: (IdentityId, Role),
        certificate: Option<Fingerprint>,
    ) {
        let (organization, role) = hat;
        check.refuse(Refused::Standing, !self.registry.is_active(own, self.now));
        check.refuse(Refused::Sender, !self.has_role(own, organization, role));
        check.refuse(Refused::Standing, !self.registry.is_active(organization, self.now));
        check.refuse(Refused::Standing, !certificate.is_some_and(|one| self.certifies(one, own)));
    }

    fn anchor_batch(
        &mut self,
        sender: &Addr,
        (organization, role, certificate): (IdentityId, Option<Role>, Option<Fingerprint>),
        root: MerkleHash,
        size: u64,
        confirmed: bool,
    ) -> Verdict {
        let mut check = Check::default();
        check.refuse(Refused::Paused, self.is_paused(Contract::Anchor));
        check.refuse(Refused::Malformed, !(1..=MAX_BATCH).contains(&size));
        check.refuse(Refused::SecondFactor, !confirmed && self.needs_factor(Sensitive::AnchorBatch));
        let own = check.need(Refused::Sender, self.registry.owner(sender))?;
        match role {
            None => self.refuse_other_than(&mut check, sender, organization),
            Some(role) => self.refuse_stranger(&mut check, own, (organization, role), certificate),
        }
        check.done()?;
        let role = role.unwrap_or(Role::RecordsClerk);
        let author = Author { identity: own, hat: Hat::Organization { organization, role } };
        self.anchor.batches.push(Batch { author, root, size, at: self.now });
        Ok(Answer::Number(self.anchor.batches.len() as u64))
    }

    fn prove(
        &mut self,
        sender: &Addr,
        (number, index): (u64, u64),
        leaf: &Leaf,
        proof: &[MerkleHash],
        ticket: Option<u64>,
    ) -> Verdict {
        let mut check = Check::default();
        check.refuse(Refused::Paused, self.is_paused(Contract::Anchor));
        let place = usize::try_from(number).ok().and_then(|number| number.checked_sub(1));
        let batch =
            check.need(Refused::Unknown, place.and_then(|place| self.anchor.batches.get(place)))?.clone();
        let organization = batch.author.organization();
        let proven =
            organization.is_some_and(|organization| leads_to(&batch, organization, leaf, index, proof));
        check.refuse(Refused::Proof, !proven);
        let covers = match ticket {
            None => {
                let own = check.need(Refused::Sender, self.registry.owner(sender))?;
                check.also(self.acts_for(own, leaf.patient).err().unwrap_or_default());
                None
            }
            Some(ticket) => {
                let covers = self.write_ticket(sender, ticket, leaf.patient);
                let covers = check.within(covers)?;
                check.refuse(Refused::Scope, covers.author.organization() != organization);
                Some(covers)
            }
        };
        check.done()?;
        self.intake(leaf.patient, &leaf.descriptor, batch.author, covers.as_ref(), batch.at)?;
        Ok(Answer::Nothing)
    }

    /// Rules of who protects what is a patient's: its own accounts, and those of the survivor it was merged into.
    fn protects(&self, own: IdentityId, patient: IdentityId) -> Result<(), Refusals> {
        let merged_into = self.registry.get(patient).and_then(|one| one.merged_into);
        let mut check = Check::default();
        check.refuse(Refused::Sender, own != patient && merged_into != Some(own));
        check.refuse(Refused::Standing, self.registry.get(own).is_some_and(|one| one.deceased));
        check.done()
    }

    /// Rules of who acts for a patient here: neither merged nor frozen.
    fn acts_for(&self, own: IdentityId, patient: IdentityId) -> Result<(), Refusals> {
        let mut check = Check::default();
        check.also(self.protects(own, patient).err().unwrap_or_default());
        check.refuse(Refused::Standing, self.registry.get(own).is_some_and(|one| one.is_frozen(self.now)));
        check.done()
    }

    fn retract(
        &mut self,
        sender: &Addr,
        key: (IdentityId, ContentHash),
        certificate: Option<Fingerprint>,
    ) -> Verdict {
        let mut check = Check::default();
        let record = check.need(Refused::Unknown, self.anchor.records.get(&key))?;
        let replaced = record.superseded_by.is_some() || record.state == RecordState::Retracted;
        check.refuse(Refused::State, self.is_erased(key) || replaced);
        let own = check.need(Refused::Sender, self.registry.owner(sender))?;
        match record.author.hat {
            Hat::Own {} | Hat::Representative {} => {
                check.also(self.acts_for(own, key.0).err().unwrap_or_default());
            }
            Hat::Organization { organization, .. } if own == organization => {
                self.refuse_other_than(&mut check, sender, organization);
            }
            Hat::Organization { organization, role } => {
                check.refuse(Refused::Sender, own != record.author.identity);
                if own == record.author.identity {
                    self.refuse_stranger(&mut check, own, (organization, role), certificate);
                }
            }
        }
        check.done()?;
        self.anchor.records.get_mut(&key).expect("looked up before").state = RecordState::Retracted;
        Ok(Answer::Nothing)
    }

    /// Rules of who holds a record: the admin, or the author's organization itself.
    fn refuse_holder(&self, check: &mut Check, sender: &Addr, record: &Record) -> bool {
        let by_admin = self.is_admin(Contract::Anchor, sender);
        match record.author.organization() {
            _ if by_admin => {}
            Some(organization) => self.refuse_other_than(check, sender, organization),
            None => drop(check.refuse(Refused::Sender, true)),
        }
        by_admin
    }

    fn hold(&mut self, sender: &Addr, key: (IdentityId, ContentHash), until: u64) -> Verdict {
        let now = self.now;
        let mut check = Check::default();
        check.refuse(Refused::Time, until <= now || until > now + MAX_HOLD);
        let record = check.need(Refused::Unknown, self.anchor.records.get(&key))?;
        let by_admin = self.refuse_holder(&mut check, sender, record);
        check.refuse(Refused::State, self.is_erased(key));
        check
            .refuse(Refused::Sender, record.held(now).is_some_and(|(_, admins)| admins) && !by_admin)
            .done()?;
        let record = self.anchor.records.get_mut(&key).expect("looked up before");
        record.hold = Some((until, by_admin));
        self.anchor.erasures.remove(&key);
        Ok(Answer::Nothing)
    }

    fn release_hold(&mut self, sender: &Addr, key: (IdentityId, ContentHash)) -> Verdict {
        let mut check = Check::default();
        let record = check.need(Refused::Unknown, self.anchor.records.get(&key))?;
        let by_admin = self.refuse_holder(&mut check, sender, record);
        let held = record.held(self.now);
        check.refuse(Refused::State, held.is_none());
        check.refuse(Refused::Sender, held.is_some_and(|(_, admins)| admins) && !by_admin).done()?;
        self.anchor.records.get_mut(&key).expect("looked up before").hold = None;
        Ok(Answer::Nothing)
    }

    fn erase(&mut self, sender: &Addr, key: (IdentityId, ContentHash), confirmed: bool) -> Verdict {
        let now = self.now;
        let mut check = Check::default();
        check.refuse(Refused::SecondFactor, !confirmed);
        let own = check.need(Refused::Sender, self.registry.owner(sender))?;
        check.also(self.acts_for(own, key.0).err().unwrap_or_default());
        check.refuse(Refused::State, self.erasure(key).is_some());
        let record = self.anchor.records.get(&key);
        let retained = record.and_then(|one| one.retain_until).is_some_and(|until| now < until);
        check.refuse(Refused::State, retained || record.is_some_and(|one| one.held(now).is_some())).done()?;
        let from = now + ERASURE_DELAY;
        let generation = self.registry.get(key.0).map_or(0, |one| one.generation);
        let under = (own != key.0).then_some((own, generation));
        self.anchor.erasures.insert(key, Erasure { from, under, ..Erasure::default() });
        Ok(Answer::Nothing)
    }

    fn cancel_erasure(&mut self, sender: &Addr, key: (IdentityId, ContentHash)) -> Verdict {
        let mut check = Check::default();
        let own = check.need(Refused::Sender, self.registry.owner(sender))?;
        check.also(self.protects(own, key.0).err().unwrap_or_default());
        let erasure = check.need(Refused::Unknown, self.erasure(key))?;
        check.refuse(Refused::State, erasure.from <= self.now).done()?;
        self.anchor.erasures.remove(&key);
        Ok(Answer::Nothing)
    }

    fn complete_erasure(&mut self, key: (IdentityId, ContentHash)) -> Verdict {
        let now = self.now;
        let mut check = Check::default();
        let erasure = check.need(Refused::Unknown, self.erasure(key))?;
        check.refuse(Refused::Time, now < erasure.from);
        check.refuse(Refused::State, erasure.completed).done()?;
        self.anchor.erasures.get_mut(&key).expect("looked up before").completed = true;
        if let Some(record) = self.anchor.records.get_mut(&key) {
            (record.quarter, record.retain_until, record.hold) = (None, None, None);
        }
        Ok(Answer::Nothing)
    }

    fn report_deletion(&mut self, sender: &Addr, key: (IdentityId, ContentHash)) -> Verdict {
        let mut check = Check::default();
        let own = check.need(Refused::Sender, self.registry.owner(sender))?;
        let kind = check.need(Refused::Unknown, self.registry.get(own))?.kind;
        check.refuse(Refused::Sender, !kind.is_organization() && kind != Kind::Service);
        check.refuse(Refused::Standing, !self.registry.is_active(own, self.now));
        let erasure = check.need(Refused::Unknown, self.erasure(key))?;
        check.refuse(Refused::Time, self.now < erasure.from);
        check.refuse(Refused::State, erasure.reporters.contains(&own));
        check.refuse(Refused::Limit, erasure.reporters.len() >= MAX_RECEIPTS).done()?;
        self.anchor.erasures.get_mut(&key).expect("looked up before").reporters.insert(own);
        Ok(Answer::Nothing)
    }
}

fn select<T: Copy>(list: &[T], permitted: impl Fn(usize) -> bool) -> Vec<T> {
    list.iter().enumerate().filter(|(place, _)| permitted(*place)).map(|(_, one)| *one).collect()
}

/// RFC 9162 section 2.1.3.1 the other way round: the audit path rebuilds the root of the subtree it is in, from the
/// place of the leaf and the size of the tree.
fn leads_to(batch: &Batch, organization: IdentityId, leaf: &Leaf, index: u64, proof: &[MerkleHash]) -> bool {
    let Ok(entry) = leaf_bytes(organization, leaf) else { return false };
    let hash: [u8; 32] = Sha256::new().chain_update([0]).chain_update(entry).finalize().into();
    index < batch.size
        && proof.len() <= MAX_PROOF
        && root_of(hash, index, batch.size, proof) == Some(batch.root.0)
}

fn root_of(leaf: [u8; 32], index: u64, size: u64, path: &[MerkleHash]) -> Option<[u8; 32]> {
    if size <= 1 {
        return path.is_empty().then_some(leaf);
    }
    let (sibling, below) = path.split_last()?;
    let at = 1 << (size - 1).ilog2();
    let join = |left: [u8; 32], right: [u8; 32]| {
        Sha256::new().chain_update([1]).chain_update(left).chain_update(right).finalize().into()
    };
    match index < at {
        true => root_of(leaf, index, at, below).map(|root| join(root, sibling.0)),
        false => root_of(leaf, index - at, size - at, below).map(|root| join(sibling.0, root)),
    }
}
