//! The access log as FHIR R4 AuditEvent, and as an accounting of disclosures.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use chartseal_fhir::accounting::{self, Facts, Request};
use chartseal_fhir::audit::{Context, event};
use chartseal_types::access::{AccessEntry, Finding, LogResponse, QueryMsg};
use chartseal_types::access::{EmergenciesOf, ListedEmergency};
use chartseal_types::{ContentHash, IdentityId, Label, MAX_LIMIT};
use serde_json::json;

use crate::error::Result;
use crate::home::write_private;
use crate::output::Told;
use crate::session::Session;

/// Writes a patient's log, as a Bundle or one event a line.
pub(super) async fn audit(session: &Session, whose: &str, ndjson: bool, out: &Path) -> Result<()> {
    let patient = session.identity(whose)?;
    let (entries, labels) = (whole_log(session, patient).await?, labels(session, patient).await?);
    let contracts = session.contracts();
    let context =
        Context { chain_id: &contracts.chain_id, contract: &contracts.access_control, labels: &labels };
    let events = entries
        .iter()
        .map(|entry| Ok(serde_json::to_value(event(entry, &context)?)?))
        .collect::<Result<Vec<_>>>()?;
    let count = events.len();
    let bytes = if ndjson {
        events.iter().map(|event| format!("{event}\n")).collect::<String>().into_bytes()
    } else {
        let entries: Vec<_> = events.into_iter().map(|event| json!({ "resource": event })).collect();
        serde_json::to_vec_pretty(
            &json!({ "resourceType": "Bundle", "type": "collection", "entry": entries }),
        )?
    };
    write_private(out, &bytes)?;
    let line = format!("Accesses written to {}: {count}.", out.display());
    session.output.print(&Told::new(json!({ "file": out, "events": count }), [line]))
}

/// Prints an accounting of disclosures (45 CFR 164.528), six years back from a time.
pub(super) async fn accounting(
    session: &Session,
    whose: &str,
    until: Option<u64>,
    summarise: bool,
) -> Result<()> {
    let patient = session.identity(whose)?;
    let entries = whole_log(session, patient).await?;
    let as_of = match until {
        Some(until) => until,
        None => session.now().await?,
    };
    let facts = Facts {
        chain_id: &session.contracts().chain_id,
        labels: &labels(session, patient).await?,
        consents: &session.consents(patient).await?,
        misuse: &misuse(session, patient, &entries).await?,
        contact: &|_| None,
    };
    let report = accounting::report(&entries, &Request { patient, as_of, summarise }, &facts)?;
    let table = report.to_string();
    session.output.print(&Told::new(report, [table.trim_end().to_owned()]))
}

async fn whole_log(session: &Session, patient: IdentityId) -> Result<Vec<AccessEntry>> {
    let mut all: Vec<AccessEntry> = Vec::new();
    loop {
        let start_after = all.last().map(|last| last.number);
        let limit = Some(MAX_LIMIT);
        let query = QueryMsg::PatientLog { patient, start_after, limit, newest_first: None };
        let page: LogResponse = session.ask(&session.contracts().access_control, &query).await?;
        if page.entries.is_empty() {
            return Ok(all);
        }
        all.extend(page.entries);
    }
}

async fn labels(session: &Session, patient: IdentityId) -> Result<BTreeMap<ContentHash, Label>> {
    let records = session.records(patient).await?;
    Ok(records.into_iter().map(|record| (record.record, record.label)).collect())
}

/// The accesses under emergencies that a review found to be misuse.
async fn misuse(session: &Session, patient: IdentityId, log: &[AccessEntry]) -> Result<BTreeSet<u64>> {
    let mut misused = BTreeSet::new();
    let mut start_after = None;
    loop {
        let of = EmergenciesOf::Patient(patient);
        let query = QueryMsg::Emergencies { of, start_after, limit: Some(MAX_LIMIT) };
        let page: Vec<ListedEmergency> = session.ask(&session.contracts().access_control, &query).await?;
        let Some(last) = page.last() else { break };
        start_after = Some(last.place);
        let found = page.iter().map(|listed| &listed.emergency).filter(|emergency| {
            emergency.reviews.last().is_some_and(|review| review.finding == Finding::Misuse)
        });
        misused.extend(found.map(|emergency| emergency.emergency));
    }
    let under = log.iter().filter(|entry| entry.used_emergency().is_some_and(|e| misused.contains(&e)));
    Ok(under.map(|entry| entry.access).collect())
}
