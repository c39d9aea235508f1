//! `chartseal ca`

mod crl;

use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;

use chartseal_types::certificate::{
    AuthorityResponse, CertificateStatus, ExecuteMsg, QueryMsg, RevocationReason,
};
use chartseal_types::{Fingerprint, MAX_LIMIT};
use clap::Subcommand;
use serde::Serialize;

use crate::commands::values::{self, spell};
use crate::consortium::ADMIN;
use crate::error::{CliError, Result};
use crate::home::Name;
use crate::output::Report;
use crate::pki::{self, Algorithm};
use crate::session::Session;

/// `chartseal ca`
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Make a trust anchor of the consortium and put it on the ledger; replaces the admin's one for what follows
    Anchor {
        /// Its common name
        name: String,
        /// What kind of key
        #[arg(long, value_enum, default_value_t = Algorithm::P256)]
        algorithm: Algorithm,
        /// For how many days
        #[arg(long, default_value_t = 7300)]
        days: u64,
    },
    /// Make an organization's issuing CA below the trust anchor
    Create {
        /// Which organization
        organization: Name,
        /// Its common name
        #[arg(long, value_name = "TEXT")]
        name: String,
        /// What kind of key
        #[arg(long, value_enum, default_value_t = Algorithm::P256)]
        algorithm: Algorithm,
        /// For how many days
        #[arg(long, default_value_t = 1825)]
        days: u64,
    },
    /// Put an issuing CA on the ledger whose certificate was made elsewhere
    Add {
        /// The certificate, DER
        certificate: PathBuf,
        /// The fingerprint of the authority that signed it
        #[arg(long)]
        issuer: Fingerprint,
        /// The organization that runs it
        #[arg(long)]
        organization: String,
    },
    /// Trust anchors and issuing CAs
    List,
    /// Write a CA's revocation list (RFC 5280 CRL, PEM), for endpoints that do not ask the ledger
    Crl {
        /// Who runs the CA: an organization, or `admin` for the trust anchor
        ca: Name,
        /// Which of its CAs; the latest unless told
        #[arg(long, value_name = "FINGERPRINT")]
        which: Option<Fingerprint>,
        /// The file
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        /// For how many days it is good: make the next one before
        #[arg(long, default_value_t = 7)]
        days: u64,
    },
    /// Revoke an authority: everything below it falls with it
    Revoke {
        /// Its fingerprint
        ca: Fingerprint,
        /// Why: unspecified, key-compromise, ca-compromise, affiliation-changed, superseded, cessation-of-operation,
        /// privilege-withdrawn, aa-compromise
        #[arg(long, value_parser = reason)]
        reason: RevocationReason,
        /// Who decides: the admin, or the organization that runs it
        #[arg(long = "as", value_name = "NAME", default_value = ADMIN)]
        by: Name,
    },
}

/// Reads a reason as RFC 5280 names it.
pub(crate) fn reason(text: &str) -> Result<RevocationReason, String> {
    use RevocationReason::{
        AaCompromise, AffiliationChanged, CaCompromise, CessationOfOperation, KeyCompromise,
        PrivilegeWithdrawn, Superseded, Unspecified,
    };
    let all = [
        Unspecified,
        KeyCompromise,
        CaCompromise,
        AffiliationChanged,
        Superseded,
        CessationOfOperation,
        PrivilegeWithdrawn,
        AaCompromise,
    ];
    values::code(text, &all)
}

pub(crate) async fn run(command: Command, session: &Session) -> Result<()> {
    let contract = &session.contracts().certificate_authority;
    let admin = || session.unlock(&ADMIN.parse()?);
    match command {
        Command::Anchor { name, algorithm, days } => {
            let fingerprint = session.create_anchor(&mut admin()?, &name, algorithm, days).await?;
            one(session, fingerprint).await
        }
        Command::Create { organization, name, algorithm, days } => {
            let mut organization = session.unlock(&organization)?;
            let fingerprint = session.create_ca(&admin()?, &mut organization, &name, algorithm, days).await?;
            one(session, fingerprint).await
        }
        Command::Add { certificate, issuer, organization } => {
            let der = fs::read(&certificate).map_err(CliError::file(certificate))?;
            let fingerprint = pki::fingerprint(&der);
            let organization = session.identity(&organization)?;
            let msg = ExecuteMsg::AddIssuingCa { certificate: der.into(), issuer, organization };
            session.send(&admin()?, contract, &msg).await?;
            one(session, fingerprint).await
        }
        Command::Crl { ca, which, out, days } => crl::export(session, &ca, which, days, &out).await,
        Command::List => session.output.print(&Authorities { authorities: all(session).await? }),
        Command::Revoke { ca, reason, by } => {
            session.send(&session.unlock(&by)?, contract, &ExecuteMsg::RevokeCa { ca, reason }).await?;
            one(session, ca).await
        }
    }
}

#[derive(Serialize)]
struct Authority {
    #[serde(flatten)]
    authority: AuthorityResponse,
    run_by: Option<String>,
}

#[derive(Serialize)]
struct Authorities {
    authorities: Vec<Authority>,
}

impl Report for Authority {
    fn human(&self, out: &mut dyn Write) -> io::Result<()> {
        let AuthorityResponse { certificate, status, not_after, .. } = &self.authority;
        let what = self
            .run_by
            .as_ref()
            .map_or_else(|| "trust anchor".into(), |name| format!("issuing CA of {name}"));
        let until = values::date(*not_after);
        let state = match status {
            CertificateStatus::Good => format!("good until {until}"),
            other => format!("{}; was made to last until {until}", spell(other)),
        };
        writeln!(out, "{certificate}  {what}  {state}")
    }
}

impl Report for Authorities {
    fn human(&self, out: &mut dyn Write) -> io::Result<()> {
        self.authorities.iter().try_for_each(|authority| authority.human(out))
    }
}

async fn all(session: &Session) -> Result<Vec<Authority>> {
    let mut all: Vec<Authority> = Vec::new();
    loop {
        let start_after = all.last().map(|last| last.authority.certificate);
        let query = QueryMsg::Authorities { start_after, limit: Some(MAX_LIMIT) };
        let page: Vec<AuthorityResponse> =
            session.ask(&session.contracts().certificate_authority, &query).await?;
        if page.is_empty() {
            return Ok(all);
        }
        all.extend(page.into_iter().map(|authority| {
            let run_by = authority.organization.map(|id| session.called(id));
            Authority { authority, run_by }
        }));
    }
}

async fn one(session: &Session, fingerprint: Fingerprint) -> Result<()> {
    let found =
        all(session).await?.into_iter().find(|authority| authority.authority.certificate == fingerprint);
    session.output.print(&Authorities { authorities: found.into_iter().collect() })
}
