//! What happens to a record: sealed, wrapped, stored and anchored on the way in; asked for, released and opened on the way
//! out.

mod ask;
mod directory;
mod import;
mod read;
mod store;
mod write;

pub(crate) use ask::{Asked, denied, explain_rule};
pub(crate) use directory::label;
pub(crate) use import::{Import, Imported, Outlook};
pub(crate) use read::Opened;
pub(crate) use write::{Content, Draft, Written};

use chartseal_types::anchor::{QueryMsg, RecordResponse, RecordsResponse};
use chartseal_types::{ContentHash, IdentityId, MAX_LIMIT};

use crate::error::Result;
use crate::session::Session;

impl Session {
    /// All records of a patient, in the order in which they became known.
    pub(crate) async fn records(&self, patient: IdentityId) -> Result<Vec<RecordResponse>> {
        let mut all: Vec<RecordResponse> = Vec::new();
        loop {
            let start_after = all.last().map(|last| last.number);
            let query = QueryMsg::Records { patient, start_after, limit: Some(MAX_LIMIT) };
            let page: RecordsResponse = self.ask(&self.contracts().record_anchor, &query).await?;
            if page.records.is_empty() {
                return Ok(all);
            }
            all.extend(page.records);
        }
    }

    /// One record of a patient.
    pub(crate) async fn record(&self, patient: IdentityId, record: ContentHash) -> Result<RecordResponse> {
        self.ask(&self.contracts().record_anchor, &QueryMsg::Record { patient, record }).await
    }
}
