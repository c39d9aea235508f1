//! `chartseal cert`

use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chartseal_types::certificate::{
    CertificateItem, CertificateStatusResponse, DeclineReason, ExecuteMsg, QueryMsg, RequestResponse,
    RequestState, RevocationReason,
};
use chartseal_types::{Fingerprint, MAX_LIMIT};
use clap::Subcommand;
use serde::Serialize;

use crate::commands::ca;
use crate::commands::values::{self, spell};
use crate::error::{CliError, Result};
use crate::home::{Name, write_private};
use crate::output::Report;
use crate::pki::Algorithm;
use crate::session::Session;

/// `chartseal cert`
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Make a signing key and ask a hospital's CA for a certificate
    Request {
        /// Who asks
        #[arg(long = "as", value_name = "NAME")]
        who: Name,
        /// The organization whose CA is asked
        #[arg(long, value_name = "NAME")]
        ca: Name,
        /// What kind of key
        #[arg(long, value_enum, default_value_t = Algorithm::P256)]
        algorithm: Algorithm,
    },
    /// Open requests to an organization's CA
    Requests {
        /// Which organization's
        ca: Name,
    },
    /// Answer a request with a certificate
    Issue {
        /// Its number
        request: u64,
        /// The organization that runs the CA
        #[arg(long = "as", value_name = "NAME")]
        operator: Name,
        /// For how many days
        #[arg(long, default_value_t = 365, conflicts_with = "certificate")]
        days: u64,
        /// A certificate made elsewhere, DER; checked before it is published
        #[arg(long, value_name = "FILE")]
        certificate: Option<PathBuf>,
    },
    /// Write an open request as PKCS#10, DER, for a CA that signs elsewhere
    Csr {
        /// Its number
        request: u64,
        /// The file
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Decline a request
    Decline {
        /// Its number
        request: u64,
        /// The organization that runs the CA
        #[arg(long = "as", value_name = "NAME")]
        operator: Name,
        /// Why: identity-not-confirmed, not-eligible, key-not-accepted, not-needed, withdrawn
        #[arg(long, value_parser = decline_reason)]
        reason: DeclineReason,
    },
    /// Somebody's certificates
    List {
        /// Whose
        who: String,
    },
    /// Where a certificate stands, as OCSP would answer
    Status {
        /// Its fingerprint
        certificate: Fingerprint,
        /// At which time, Unix seconds; now unless told
        #[arg(long)]
        at: Option<u64>,
    },
    /// Present this certificate from now on when access is asked for
    Use {
        /// Its fingerprint
        certificate: Fingerprint,
        /// Who presents it
        #[arg(long = "as", value_name = "NAME")]
        who: Name,
    },
    /// Revoke a certificate for good
    Revoke {
        /// Its fingerprint
        certificate: Fingerprint,
        /// Why, as RFC 5280 names it: `key-compromise`, `superseded`, …
        #[arg(long, value_parser = ca::reason)]
        reason: RevocationReason,
        /// Who decides: the CA's organization, the subject, a registrar or the admin
        #[arg(long = "as", value_name = "NAME")]
        by: Name,
    },
    /// Put a certificate on hold
    Hold {
        /// Its fingerprint
        certificate: Fingerprint,
        /// Who decides
        #[arg(long = "as", value_name = "NAME")]
        by: Name,
    },
    /// End a hold
    Release {
        /// Its fingerprint
        certificate: Fingerprint,
        /// Who placed the hold, or the admin
        #[arg(long = "as", value_name = "NAME")]
        by: Name,
    },
    /// Write a certificate as PEM
    Export {
        /// Its fingerprint; a CA's will do too
        certificate: Fingerprint,
        /// And the CAs above it, up to the trust anchor
        #[arg(long)]
        chain: bool,
        /// The file
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
}

fn decline_reason(text: &str) -> Result<DeclineReason, String> {
    use DeclineReason::{IdentityNotConfirmed, KeyNotAccepted, NotEligible, NotNeeded, Withdrawn};
    values::code(text, &[IdentityNotConfirmed, NotEligible, KeyNotAccepted, NotNeeded, Withdrawn])
}

pub(crate) async fn run(command: Command, session: &Session) -> Result<()> {
    let contract = &session.contracts().certificate_authority;
    match command {
        Command::Request { who, ca, algorithm } => {
            let ca = run_by(session, &ca)?;
            let id = session.request_certificate(&mut session.unlock(&who)?, ca, algorithm).await?;
            request(session, id).await
        }
        Command::Requests { ca } => {
            let query =
                QueryMsg::Requests { ca: run_by(session, &ca)?, start_after: None, limit: Some(MAX_LIMIT) };
            let requests: Vec<RequestResponse> = session.ask(contract, &query).await?;
            session
                .output
                .print(&Requests { requests: requests.into_iter().map(|r| asked(session, r)).collect() })
        }
        Command::Issue { request, operator, days, certificate } => {
            let operator = session.unlock(&operator)?;
            let certificate = match certificate {
                None => session.issue_certificate(&operator, request, days).await?,
                Some(path) => {
                    let der = fs::read(&path).map_err(CliError::file(path))?;
                    let asked = session.open_request(request).await?;
                    session.publish_certificate(&operator, &asked, der).await?
                }
            };
            session.present(certificate).await?;
            status(session, certificate, None).await
        }
        Command::Csr { request: id, out } => {
            write_private(&out, &session.open_request(id).await?.csr)?;
            request(session, id).await
        }
        Command::Decline { request: id, operator, reason } => {
            let msg = ExecuteMsg::DeclineRequest { request: id, reason };
            session.send(&session.unlock(&operator)?, contract, &msg).await?;
            request(session, id).await
        }
        Command::List { who } => {
            let identity = session.identity(&who)?;
            let query = QueryMsg::Certificates { identity, start_after: None, limit: Some(MAX_LIMIT) };
            session.output.print(&Certificates { certificates: session.ask(contract, &query).await? })
        }
        Command::Status { certificate, at } => status(session, certificate, at).await,
        Command::Use { certificate, who } => {
            let mut person = session.unlock(&who)?;
            person.profile.certificate = Some(certificate);
            session.home.save_person(&person)?;
            status(session, certificate, None).await
        }
        Command::Revoke { certificate, reason, by } => {
            let msg = ExecuteMsg::RevokeCertificate { certificate, reason };
            session.send(&session.unlock(&by)?, contract, &msg).await?;
            status(session, certificate, None).await
        }
        Command::Hold { certificate, by } => {
            session
                .send(&session.unlock(&by)?, contract, &ExecuteMsg::HoldCertificate { certificate })
                .await?;
            status(session, certificate, None).await
        }
        Command::Release { certificate, by } => {
            session
                .send(&session.unlock(&by)?, contract, &ExecuteMsg::ReleaseCertificate { certificate })
                .await?;
            status(session, certificate, None).await
        }
        Command::Export { certificate, chain, out } => {
            let mut found = session.certificate(certificate).await?;
            let mut text = pem(&found.der);
            while let Some(issuer) = found.issuer.filter(|_| chain) {
                found = session.certificate(issuer).await?;
                text.push_str(&pem(&found.der));
            }
            write_private(&out, text.as_bytes())?;
            status(session, certificate, None).await
        }
    }
}

/// The issuing CA that an organization of this home runs.
pub(crate) fn run_by(session: &Session, organization: &Name) -> Result<Fingerprint> {
    session.home.profile(organization)?.ca.ok_or_else(|| {
        CliError::Input(format!(
            "{organization} runs no CA; make one with `chartseal ca create {organization} --name …`"
        ))
    })
}

/// RFC 7468.
fn pem(der: &[u8]) -> String {
    let text = STANDARD.encode(der);
    let lines: Vec<_> = text.as_bytes().chunks(64).map(String::from_utf8_lossy).collect();
    format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", lines.join("\n"))
}

#[derive(Serialize)]
struct Asked {
    #[serde(flatten)]
    request: RequestResponse,
    name: String,
}

#[derive(Serialize)]
struct Requests {
    requests: Vec<Asked>,
}

impl Report for Asked {
    fn human(&self, out: &mut dyn Write) -> io::Result<()> {
        let state = match self.request.state {
            RequestState::Open {} => "open".into(),
            RequestState::Issued { certificate } => format!("issued: {certificate}"),
            RequestState::Declined { reason } => format!("declined: {}", spell(reason)),
            RequestState::Replaced { by } => format!("replaced by request {by}"),
        };
        writeln!(out, "request {} of {}  {state}", self.request.id, self.name)
    }
}

impl Report for Requests {
    fn human(&self, out: &mut dyn Write) -> io::Result<()> {
        self.requests.iter().try_for_each(|request| request.human(out))
    }
}

fn asked(session: &Session, request: RequestResponse) -> Asked {
    let name = session.called(request.identity);
    Asked { request, name }
}

async fn request(session: &Session, id: u64) -> Result<()> {
    let request = session.ask(&session.contracts().certificate_authority, &QueryMsg::Request { id }).await?;
    session.output.print(&asked(session, request))
}

#[derive(Serialize)]
struct Certificates {
    certificates: Vec<CertificateItem>,
}

impl Report for Certificates {
    fn human(&self, out: &mut dyn Write) -> io::Result<()> {
        self.certificates.iter().try_for_each(|item| {
            writeln!(
                out,
                "{}  {}  until {}",
                item.certificate,
                spell(item.status),
                values::date(item.not_after)
            )
        })
    }
}

#[derive(Serialize)]
struct Shown(CertificateStatusResponse);

impl Report for Shown {
    fn human(&self, out: &mut dyn Write) -> io::Result<()> {
        let CertificateStatusResponse { certificate, status, since, reason, .. } = &self.0;
        let since = since.map(|at| format!(" since {}", values::date(at))).unwrap_or_default();
        let reason = reason.map(|reason| format!(", because: {}", spell(reason))).unwrap_or_default();
        writeln!(out, "{certificate}  {}{since}{reason}", spell(status))
    }
}

async fn status(session: &Session, certificate: Fingerprint, at: Option<u64>) -> Result<()> {
    let query = QueryMsg::Status { certificate, at };
    session.output.print(&Shown(session.ask(&session.contracts().certificate_authority, &query).await?))
}
