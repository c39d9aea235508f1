//! Makes records of one patient known, one after the other, under the patient's count.

use chartseal_guard::{Check, ensure, holds};
use chartseal_types::anchor::abi::RecordRow;
use chartseal_types::anchor::{Author, Descriptor, RecordStatus, event};
use chartseal_types::identity::IdentityRegistry;
use chartseal_types::{ContentHash, IdentityId};
use cosmwasm_std::{Deps, DepsMut, Event, StdResult, Storage};

use crate::domain::{DescriptorError, VersionError, WriteTicket, check_descriptor, check_succession};
use crate::state::{self, Detail, Record};
use crate::{ContractError, erasures};

/// Records on their way in.
pub struct Intake<'a> {
    pub patient: IdentityId,
    pub author: Author,
    /// What covers them; none when the patient confirms.
    pub ticket: Option<&'a WriteTicket>,
    /// The batch they were committed to in, with its time.
    pub batch: Option<(u64, u64)>,
    /// Tells whether a survivor's erasure still stands.
    pub registry: &'a IdentityRegistry,
    /// The time of the block, Unix seconds.
    pub now: u64,
}

impl Intake<'_> {
    /// Takes the records in, in order: one may replace another of the same call.
    pub fn take(&self, deps: DepsMut<'_>, descriptors: &[Descriptor]) -> Result<Vec<Event>, ContractError> {
        let mut number = state::count(deps.storage, self.patient)?;
        let mut events = Vec::with_capacity(descriptors.len());
        for descriptor in descriptors {
            number += 1;
            let replaced = self.check(deps.as_ref(), descriptor)?;
            events.push(event::record_anchored(
                self.patient,
                number,
                descriptor,
                &self.author,
                self.batch.map(|(batch, _)| batch),
            )?);
            events.extend(self.replace(deps.storage, replaced, descriptor.record)?);
            state::save_record(deps.storage, self.patient, &self.record(number, descriptor))?;
        }
        Ok(events)
    }

    /// Checks a descriptor and gives the record that it replaces.
    fn check(&self, deps: Deps<'_>, descriptor: &Descriptor) -> Result<Option<Record>, ContractError> {
        self.ensure_new(deps, descriptor.record)?;
        let anchored_at = self.batch.map_or(self.now, |(_, at)| at);
        check_descriptor(descriptor, &self.author, anchored_at)?;
        let replaced = descriptor.supersedes.map(|head| self.head(deps, head)).transpose()?;
        if let Some(ticket) = self.ticket {
            ticket.cover(descriptor, replaced.as_ref().map(|record| record.row.label))?;
        }
        Ok(replaced)
    }

    /// A tombstone comes before everything, also one of a record that was never known.
    fn ensure_new(&self, deps: Deps<'_>, record: ContentHash) -> Result<(), ContractError> {
        let erased = match state::row(deps.storage, self.patient, record)? {
            Some(row) if !self.is_erased(deps, &row)? => {
                return ensure(Check::NewRecord, || Err(DescriptorError::Known { record }.into()));
            }
            Some(_) => true,
            None => erasures::standing(deps, self.registry, self.patient, record)?.is_some(),
        };
        match holds(Check::Tombstone, !erased) {
            true => Ok(()),
            false => Err(DescriptorError::Tombstone { record }.into()),
        }
    }

    fn head(&self, deps: Deps<'_>, record: ContentHash) -> Result<Record, ContractError> {
        let head = state::record(deps.storage, self.patient, record)?;
        let head = head.ok_or(VersionError::Unknown { record })?;
        let erased = self.is_erased(deps, &head.row)?;
        check_succession(&self.author, record, &head.row.author, erased, head.detail.superseded_by)?;
        Ok(head)
    }

    fn is_erased(&self, deps: Deps<'_>, row: &RecordRow) -> StdResult<bool> {
        erasures::is_erased(deps, self.registry, self.patient, row, self.now)
    }

    /// Marks the head as replaced. A retracted one stays retracted: being replaced does not make it readable.
    fn replace(
        &self,
        storage: &mut dyn Storage,
        replaced: Option<Record>,
        by: ContentHash,
    ) -> StdResult<Option<Event>> {
        let Some(mut head) = replaced else { return Ok(None) };
        head.detail.superseded_by = Some(by);
        if head.row.status == RecordStatus::Current {
            head.row.status = RecordStatus::Superseded;
        }
        state::save_record(storage, self.patient, &head)?;
        Ok(Some(event::record_superseded(self.patient, head.detail.record, by)))
    }

    fn record(&self, number: u64, descriptor: &Descriptor) -> Record {
        let row = RecordRow {
            number,
            label: descriptor.label,
            quarter: descriptor.quarter,
            author: self.author,
            status: RecordStatus::Current,
            erased_from: None,
            asked_under: None,
        };
        let detail = Detail {
            record: descriptor.record,
            anchored_at: self.now,
            size: Some(descriptor.size),
            supersedes: descriptor.supersedes,
            superseded_by: None,
            batch: self.batch.map(|(batch, _)| batch),
            retain_until: descriptor.retain_until,
            retraction: None,
            hold: None,
        };
        Record { row, detail }
    }
}
