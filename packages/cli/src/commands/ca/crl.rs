//! `chartseal ca crl`

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use chartseal_types::certificate::{QueryMsg, RevocationResponse};
use chartseal_types::{Fingerprint, MAX_LIMIT};
use serde::Serialize;

use crate::commands::values::{self, DAY};
use crate::error::{CliError, Result};
use crate::home::{HomeError, Name, write_private};
use crate::output::Report;
use crate::pki::{self, Edition};
use crate::session::Session;

/// Writes the list of the CA that `operator` runs: an organization's issuing CA, or the admin's trust anchor.
pub(super) async fn export(
    session: &Session,
    operator: &Name,
    which: Option<Fingerprint>,
    days: u64,
    out: &Path,
) -> Result<()> {
    let person = session.unlock(operator)?;
    let no_key = || HomeError::NoKey {
        name: operator.to_string(),
        what: "key of a CA",
        remedy: "make a CA with `chartseal ca create`, or the list with the tool that holds the CA's key",
    };
    let ca = which.or(person.profile.ca).ok_or_else(no_key)?;
    let key = pki::key(person.ca_key(ca).ok_or_else(no_key)?)?;
    let revoked = revocations(session, ca).await?;
    let status = session.ledger.status().await?;
    let now = status.time.seconds();
    if days == 0 {
        return Err(CliError::Input("expected a list that is good for at least one day, got 0".into()));
    }
    // The height as its number: it only ever grows, and the same height holds the same revocations.
    let edition = Edition {
        number: status.height,
        this_update: now,
        next_update: now.saturating_add(days.saturating_mul(DAY)),
    };
    let der = session.certificate(ca).await?.der;
    write_private(out, pki::revocation_list(&der, key, edition, &revoked)?.as_bytes())?;
    session.output.print(&Written {
        ca,
        number: edition.number,
        next_update: edition.next_update,
        file: out.to_owned(),
        revoked,
    })
}

async fn revocations(session: &Session, ca: Fingerprint) -> Result<Vec<RevocationResponse>> {
    let mut all: Vec<RevocationResponse> = Vec::new();
    loop {
        let start_after = all.last().map(|last| last.certificate);
        let query = QueryMsg::Revocations { ca, start_after, limit: Some(MAX_LIMIT) };
        let page: Vec<RevocationResponse> =
            session.ask(&session.contracts().certificate_authority, &query).await?;
        if page.is_empty() {
            return Ok(all);
        }
        all.extend(page);
    }
}

#[derive(Serialize)]
struct Written {
    ca: Fingerprint,
    number: u64,
    next_update: u64,
    file: PathBuf,
    revoked: Vec<RevocationResponse>,
}

impl Report for Written {
    fn human(&self, out: &mut dyn Write) -> io::Result<()> {
        let Self { number, next_update, file, revoked, .. } = self;
        writeln!(
            out,
            "Revocation list {number} is in {}: {} certificates revoked or on hold, good until {}.",
            file.display(),
            revoked.len(),
            values::date(*next_update)
        )
    }
}
