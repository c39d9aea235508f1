//! The one thing a trustee does.

use chartseal_crypto::envelope::{Envelope, ImportKeys, Release, SealedShare, seal_share_to, unwrap_share};
use chartseal_crypto::keys::{KeyError, PublicKey, SecretKey, Suite};
use chartseal_ledger::{Deployment, Ledger, LedgerExt};
use chartseal_types::access::{QueryMsg, Target, TicketResponse};
use chartseal_types::anchor::RecordRow;
use chartseal_types::anchor::abi::RECORDS;
use chartseal_types::identity::{self, EncryptionKey, KeySuite, KeyVersion};
use chartseal_types::{Action, Category, ContentHash};

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

    /// Releases this trustee's share of a record's key, sealed to the registered key of the ticket's requester, or says
    /// why not. Asks the ledger anew each time: a ticket that was alive a block ago proves nothing.
    pub async fn release(&self, ledger: &dyn Ledger, request: Request<'_>) -> Result<SealedShare, Refusal> {
        let contract = &self.deployment.access_control;
        let ticket: TicketResponse =
            ledger.query(contract, &QueryMsg::Ticket { access: request.access }).await?;
        // The chain knows a record as (patient, hash): whoever anchors another patient's hash as their own must not
        // reach that patient's key. The import keys are bound to the wraps, so they can't be exchanged.
        if *request.import.patient() != ticket.entry.patient {
            return Err(Refusal::OtherPatient);
        }
        self.check_ticket(ledger, &ticket, request.record).await?;

        let share = unwrap_share(&self.key, request.import, request.envelope, &request.record)?;
        let requester = self.requester_key(ledger, &ticket).await?;
        let ticket = ticket_bytes(&self.deployment, request.access);
        let release = Release { content: &request.record, ticket: &ticket };
        Ok(seal_share_to(&requester, &share, &release)?)
    }

    /// A ticket to read must name the record and still permit it. Every live ticket of a patient, to read or to write,
    /// also opens that patient's directory: without it a writer cannot number compartments.
    async fn check_ticket(
        &self,
        ledger: &dyn Ledger,
        ticket: &TicketResponse,
        record: ContentHash,
    ) -> Result<(), Refusal> {
        let access = ticket.entry.access;
        if ticket.entry.expires_at.is_none() {
            return Err(Refusal::NoTicket { access });
        }
        if ticket.expired {
            return Err(Refusal::Expired { access });
        }
        let named = match &ticket.entry.target {
            Target::Records(records) => records.iter().position(|named| *named == record),
            Target::Labels(_) => None,
        };
        match named.and_then(|place| ticket.decisions.get(place)) {
            Some(decision) if decision.permitted && ticket.entry.action == Action::Read => Ok(()),
            Some(decision) if !decision.permitted => Err(Refusal::Dead { access, rule: decision.rule }),
            _ if ticket.alive && self.is_directory(ledger, ticket, record).await? => Ok(()),
            Some(_) => Err(Refusal::NotToRead { access }),
            None => Err(Refusal::NotNamed { access }),
        }
    }

    async fn is_directory(
        &self,
        ledger: &dyn Ledger,
        ticket: &TicketResponse,
        record: ContentHash,
    ) -> Result<bool, Refusal> {
        let key = RECORDS.key((ticket.entry.patient, record));
        let Some(row) = ledger.query_raw(&self.deployment.record_anchor, &key, None).await? else {
            return Ok(false);
        };
        let row: RecordRow = serde_json::from_slice(&row).map_err(|_| Refusal::Row)?;
        // The ledger's time is the ticket's business; an erasure that is due but not carried out counts already.
        let now = ledger.status().await?.time.seconds();
        Ok(row.label.category == Category::Directory && !row.is_erased(now))
    }

    async fn requester_key(
        &self,
        ledger: &dyn Ledger,
        ticket: &TicketResponse,
    ) -> Result<PublicKey, Refusal> {
        let query = identity::QueryMsg::EncryptionKey { id: ticket.entry.requester, version: None };
        let current: KeyVersion = ledger.query(&self.deployment.identity_registry, &query).await?;
        registered_key(&current.key).map_err(Refusal::RequesterKey)
    }
}

/// An encryption key of the ledger as a key to encrypt to.
pub fn registered_key(key: &EncryptionKey) -> Result<PublicKey, KeyError> {
    let suite = match key.suite {
        KeySuite::XWing => Suite::XWing,
        KeySuite::X25519 => Suite::X25519,
        KeySuite::P256 => Suite::P256,
        KeySuite::RsaOaep => Suite::RsaOaep,
    };
    PublicKey::from_bytes(suite, &key.public_key)
}
