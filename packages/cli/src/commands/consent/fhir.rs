//! Consents as FHIR R4 Consent, and back.

use std::fs;
use std::path::Path;

use chartseal_fhir::consent::{Consent, Context, from_fhir, patient, to_fhir};
use serde_json::{Value, json};

use super::show;
use crate::error::{CliError, Result};
use crate::home::{Name, write_private};
use crate::output::Told;
use crate::session::Session;

pub(super) async fn export(session: &Session, whose: &str, one: Option<u32>, out: &Path) -> Result<()> {
    let context = Context { chain_id: &session.contracts().chain_id, now: session.now().await? };
    let mut written: Vec<Value> = Vec::new();
    for consent in session.consents(session.identity(whose)?).await? {
        if one.is_none_or(|number| number == consent.consent) {
            written.push(serde_json::to_value(to_fhir(&consent, &context)?)?);
        }
    }
    let count = written.len();
    let document = match (one, written.pop()) {
        (Some(_), Some(consent)) => consent,
        (Some(number), None) => {
            return Err(CliError::Input(format!(
                "{whose} has no consent {number}; `chartseal consent list {whose}` shows them"
            )));
        }
        (None, last) => {
            let entries: Vec<_> =
                written.into_iter().chain(last).map(|resource| json!({ "resource": resource })).collect();
            json!({ "resourceType": "Bundle", "type": "collection", "entry": entries })
        }
    };
    write_private(out, &serde_json::to_vec_pretty(&document)?)?;
    let line = format!("Consents written to {}: {count}.", out.display());
    session.output.print(&Told::new(json!({ "file": out, "consents": count }), [line]))
}

pub(super) async fn import(session: &Session, file: &Path, who: &Name) -> Result<()> {
    let text = fs::read(file).map_err(CliError::file(file))?;
    let unread = |source| CliError::FhirConsent { path: file.to_owned(), source };
    let (consent, chain_id) = (Consent::parse(&text).map_err(unread)?, &session.contracts().chain_id);
    let person = session.unlock(who)?;
    if patient(&consent, chain_id).map_err(unread)? != person.identity()? {
        let file = file.display();
        return Err(CliError::Input(format!("{file}: expected a Consent of {who}, got another patient's")));
    }
    let terms = from_fhir(&consent, chain_id).map_err(unread)?;
    let number = session.grant(&person, None, terms).await?;
    show(session, person.identity()?, number).await
}
