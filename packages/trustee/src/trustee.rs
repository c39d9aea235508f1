//! The one thing a trustee does.

use chartseal_crypto::envelope::{Envelope, ImportKeys, Release, SealedShare, seal_share_to, unwrap_share};
use chartseal_crypto::keys::{KeyId, PublicKey, SecretKey};
use chartseal_guard::{Check, holds};
use chartseal_ledger::{Deployment, Ledger, LedgerExt};
use chartseal_types::access::{QueryMsg, Target, TicketResponse};
use chartseal_types::anchor::abi::RECORDS;
use chartseal_types::anchor::{self, ErasureResponse, RecordRow, RecordStatus};
use chartseal_types::identity::{self, KeyVersion};
use chartseal_types::{Action, Category, ContentHash, Hat};

use crate::{Refusal, ticket_bytes};

/// A trustee: its key-encryption key, and the contracts it asks.
#[derive(Debug)]
pub struct Trustee {
    key: SecretKey,
    deployment: Deployment,
}

/// What a requester brings.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The ticket.
    pub access: u64,
    /// The record.
    pub record: ContentHash,
    /// The keys of the import that the envelope belongs to.
    pub import: &'a ImportKeys,
    /// The record's envelope.
    pub envelope: &'a Envelope,
}

impl Trustee {
    /// A trustee with its secret key, for the contracts of a deployment.
    pub fn new(key: SecretKey, deployment: Deployment) -> Self {
        Self { key, deployment }
    }

    /// Which key it holds: an import's keys say which share that is.
    pub fn key_id(&self) -> KeyId {
        self.key.public().id()
    }

    /// Releases this trustee's share of a record's key, sealed to the registered key of the ticket's requester, or says
    /// why not. Asks the ledger anew each time: a ticket that was alive a block ago proves nothing.
    pub async fn release(&self, ledger: &dyn Ledger, request: Request<'_>) -> Result<SealedShare, Refusal> {
        let contract = &self.deployment.access_control;
        let ticket: TicketResponse =
            ledger.query(contract, &QueryMsg::Ticket { access: request.access }).await?;
        // The chain knows a record as (patient, hash): whoever anchors another patient's hash as their own must not
        // reach that patient's key. The import keys are bound to the wraps, so they can't be exchanged.
        if !holds(Check::EnvelopePatient, *request.import.patient() == ticket.entry.patient) {
            return Err(Refusal::OtherPatient);
        }
        let row = self.row(ledger, &ticket, request.record).await?;
        let directory = is_own_directory(&row)
            && holds(Check::DirectoryStands, !self.is_erased(ledger, &ticket, request.record, &row).await?);
        check_ticket(&ticket, request.record, directory)?;

        // The label that was decided about is the ledger's; the share is bound to the one it was sealed under.
        let share = unwrap_share(&self.key, request.import, request.envelope, &request.record, &row.label)?;
        let requester = self.requester_key(ledger, &ticket).await?;
        let ticket = ticket_bytes(&self.deployment, request.access);
        let release = Release { content: &request.record, ticket: &ticket };
        Ok(seal_share_to(&requester, &share, &release)?)
    }

    /// The record as the ledger knows it. A record that is not known can't have been named.
    async fn row(
        &self,
        ledger: &dyn Ledger,
        ticket: &TicketResponse,
        record: ContentHash,
    ) -> Result<RecordRow, Refusal> {
        let key = RECORDS.key((ticket.entry.patient, record));
        let row = ledger.query_raw(&self.deployment.record_anchor, &key, None).await?;
        let row = row.ok_or(Refusal::NotNamed { access: ticket.entry.access })?;
        chartseal_packed::unpack(&row).map_err(|_| Refusal::Row)
    }

    /// Whether a record's erasure counts. One that is due but not carried out does already, and what time it is, the
    /// contract says: the last block may be older.
    async fn is_erased(
        &self,
        ledger: &dyn Ledger,
        ticket: &TicketResponse,
        record: ContentHash,
        row: &RecordRow,
    ) -> Result<bool, Refusal> {
        if row.erased_from.is_none() {
            return Ok(false);
        }
        let query = anchor::QueryMsg::Erasure { patient: ticket.entry.patient, record };
        let erasure: Option<ErasureResponse> = ledger.query(&self.deployment.record_anchor, &query).await?;
        // None when a survivor asked for it and the merge was taken back; of any other, when it was cancelled since the row
        // was read: then the next request sees that in the row.
        Ok(erasure.map_or(row.asked_under.is_none(), |erasure| erasure.due))
    }

    async fn requester_key(
        &self,
        ledger: &dyn Ledger,
        ticket: &TicketResponse,
    ) -> Result<PublicKey, Refusal> {
        let query = identity::QueryMsg::EncryptionKey { id: ticket.entry.requester, version: None };
        let current: KeyVersion = ledger.query(&self.deployment.identity_registry, &query).await?;
        PublicKey::try_from(&current.key).map_err(Refusal::RequesterKey)
    }
}

/// A ticket to read must name the record and still permit it. Every live ticket of a patient, to read or to write,
/// also opens the directory that this patient wrote, if the record is that and not erased: without it a writer cannot
/// number compartments.
fn check_ticket(ticket: &TicketResponse, record: ContentHash, directory: bool) -> Result<(), Refusal> {
    let access = ticket.entry.access;
    if !holds(Check::ShareForTicket, ticket.entry.expires_at.is_some()) {
        return Err(Refusal::NoTicket { access });
    }
    if !holds(Check::ShareInTime, !ticket.expired) {
        return Err(Refusal::Expired { access });
    }
    let named = match &ticket.entry.target {
        Target::Records(records) => {
            records.iter().position(|named| holds(Check::ShareNamed, *named == record))
        }
        Target::Labels(_) => None,
    };
    match named.and_then(|place| ticket.decisions.get(place)) {
        Some(decision) if !holds(Check::ShareAlive, decision.permitted) => {
            Err(Refusal::Dead { access, rule: decision.rule })
        }
        Some(_) if holds(Check::ShareToRead, ticket.entry.action == Action::Read) => Ok(()),
        _ if ticket.alive && directory => Ok(()),
        Some(_) => Err(Refusal::NotToRead { access }),
        None => Err(Refusal::NotNamed { access }),
    }
}

/// The directory that counts. Who wrote in a patient's own name was the patient, or the survivor that the patient was
/// merged into at the time.
fn is_own_directory(row: &RecordRow) -> bool {
    row.label.category == Category::Directory
        && row.status == RecordStatus::Current
        && holds(Check::OwnDirectory, row.author.hat == (Hat::Own {}))
}
