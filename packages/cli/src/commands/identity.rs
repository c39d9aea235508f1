//! `chartseal identity`

mod change;

use std::io::{self, Write};
use std::path::PathBuf;

use chartseal_crypto::keys::Suite;
use chartseal_types::identity::{
    AffiliationPeriod, AssuranceLevel, ExecuteMsg, IdentityResponse, Kind, QueryMsg, Status, StatusChange,
    StatusReason,
};
use chartseal_types::second_factor::Sensitive;
use chartseal_types::{IdentityId, MAX_LIMIT, Role};
use clap::Subcommand;
use serde::Serialize;

use crate::commands::values::{self, spell};
use crate::error::Result;
use crate::home::{Name, write_private};
use crate::output::{Report, Told};
use crate::session::Session;

pub(super) use change::propose;

/// `chartseal identity`
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Make keys for somebody and register them; a patient gets a directory too
    Register {
        /// What they are called in this home; never on the ledger
        name: Name,
        /// What kind of subject: patient, practitioner, organization, payer, researcher, auditor, service
        #[arg(long, value_parser = kind)]
        kind: Kind,
        /// The suite of the encryption key: x-wing, p256, x25519, rsa-oaep
        #[arg(long, default_value = "x-wing")]
        suite: Suite,
        /// A document that a registrar will be shown; only a salted commitment to it is registered
        #[arg(long, value_name = "FILE")]
        evidence: Option<PathBuf>,
        /// Without a passkey. Patients and practitioners get one otherwise, in a software authenticator: a file of its own
        /// under a passphrase of its own. A phone or a security key would keep it in hardware and ask for a finger or a PIN
        #[arg(long)]
        no_passkey: bool,
    },
    /// Verify an identity, as a registrar
    Verify {
        /// Whom
        who: String,
        /// Who verifies
        #[arg(long = "as", value_name = "NAME", default_value = "registrar")]
        registrar: Name,
        /// NIST SP 800-63A identity assurance level: ial1, ial2, ial3
        #[arg(long, default_value = "ial2", value_parser = level)]
        level: AssuranceLevel,
        /// For how many days
        #[arg(long, default_value_t = 365)]
        days: u64,
        /// The evidence that was seen; only a salted commitment to it is recorded
        #[arg(long, value_name = "FILE")]
        evidence: Option<PathBuf>,
    },
    /// Everybody in this home
    List,
    /// An identity as it stands
    Show {
        /// Who
        who: String,
    },
    /// Every change of status: who, when, why
    History {
        /// Whose
        who: String,
    },
    /// Set an identity aside for now
    Suspend(SetStatus),
    /// End a suspension
    Reinstate(SetStatus),
    /// End an identity for good
    Revoke(SetStatus),
    /// Freeze one's own identity for 14 days, when a key may be in the wrong hands; or as a guardian, another's
    Freeze {
        /// Whose, as one of its guardians; one's own unless told
        #[arg(long, value_name = "WHO")]
        of: Option<String>,
        /// Who freezes
        #[arg(long = "as", value_name = "NAME")]
        who: Name,
    },
    /// Say which roles an organization may offer
    Accredit {
        /// Which organization
        organization: String,
        /// The roles; replaces the list before
        #[arg(long, value_delimiter = ',', required = true, value_parser = values::role)]
        roles: Vec<Role>,
        /// Who says so
        #[arg(long = "as", value_name = "NAME", default_value = "registrar")]
        registrar: Name,
    },
    /// Offer a practitioner a role
    Offer {
        /// To whom
        practitioner: String,
        /// As what
        #[arg(long, value_parser = values::role)]
        role: Role,
        /// The organization that offers
        #[arg(long = "as", value_name = "NAME")]
        organization: Name,
    },
    /// Accept a role, such as doctor@north
    Accept {
        /// As what, and where
        role: values::RoleAt,
        /// Who accepts
        #[arg(long = "as", value_name = "NAME")]
        practitioner: Name,
    },
    /// End a role, such as doctor@north, or its offer: either side, at once
    End {
        /// As what, and where
        role: values::RoleAt,
        /// Whose role
        practitioner: String,
        /// Who ends it
        #[arg(long = "as", value_name = "NAME")]
        who: Name,
    },
    /// Roles of a practitioner, ended ones too
    Roles {
        /// Whose
        practitioner: String,
    },
    /// Register a patient who cannot, as an organization: a newborn, somebody unconscious. No account controls it until it
    /// is claimed, and nobody has its key: what is written is opened through trustees
    RegisterUnclaimed {
        /// The organization
        #[arg(long = "as", value_name = "NAME")]
        organization: Name,
        /// What is known of who it is; only a salted commitment to it is registered
        #[arg(long, value_name = "FILE")]
        evidence: Option<PathBuf>,
    },
    /// Make keys for an account that is to take an identity over: by guardians' recovery, or by a claim
    Prepare {
        /// What the account is called in this home
        name: Name,
        /// The suite of the encryption key: x-wing, p256, x25519, rsa-oaep
        #[arg(long, default_value = "x-wing")]
        suite: Suite,
        /// Without a passkey: sensitive messages then wait for one
        #[arg(long)]
        no_passkey: bool,
        /// Where the public halves go, for the guardian or the registrar
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    #[command(flatten)]
    Change(change::Command),
}

/// Whose status, by whom, why.
#[derive(Debug, clap::Args)]
pub(crate) struct SetStatus {
    /// Whose
    who: String,
    /// Who decides: a registrar or the admin, never the identity itself
    #[arg(long = "as", value_name = "NAME", default_value = "registrar")]
    by: Name,
    /// Why: subject-request, investigation, cleared, licence-ended, false-evidence, compromised, ceased
    #[arg(long, value_parser = reason)]
    reason: StatusReason,
}

fn kind(text: &str) -> Result<Kind, String> {
    use Kind::{Auditor, Organization, Patient, Payer, Practitioner, Researcher, Service};
    values::code(text, &[Patient, Practitioner, Organization, Payer, Researcher, Auditor, Service])
}

fn level(text: &str) -> Result<AssuranceLevel, String> {
    values::code(text, &[AssuranceLevel::Ial1, AssuranceLevel::Ial2, AssuranceLevel::Ial3])
}

fn reason(text: &str) -> Result<StatusReason, String> {
    use StatusReason::{
        Ceased, Cleared, Compromised, FalseEvidence, Investigation, LicenceEnded, SubjectRequest,
    };
    let all = [SubjectRequest, Investigation, Cleared, LicenceEnded, FalseEvidence, Compromised, Ceased];
    values::code(text, &all)
}

pub(crate) async fn run(command: Command, session: &Session) -> Result<()> {
    let registry = &session.contracts().identity_registry;
    match command {
        Command::Register { name, kind, suite, evidence, no_passkey } => {
            let evidence = values::evidence(evidence)?;
            let passkey = !no_passkey && matches!(kind, Kind::Patient | Kind::Practitioner);
            let person = session.register(&name, kind, suite, &evidence, passkey).await?;
            show(session, person.identity()?).await
        }
        Command::Verify { who, registrar, level, days, evidence } => {
            let (registrar, identity) = (session.unlock(&registrar)?, session.identity(&who)?);
            session.verify(&registrar, identity, level, days, &values::evidence(evidence)?).await?;
            show(session, identity).await
        }
        Command::List => list(session).await,
        Command::Show { who } => show(session, session.identity(&who)?).await,
        Command::History { who } => history(session, session.identity(&who)?).await,
        Command::Suspend(change) => set_status(session, change, Status::Suspended).await,
        Command::Reinstate(change) => set_status(session, change, Status::Active).await,
        Command::Revoke(change) => set_status(session, change, Status::Revoked).await,
        Command::Freeze { of, who } => {
            let person = session.unlock(&who)?;
            let identity = of.map(|of| session.identity(&of)).transpose()?;
            session.send(&person, registry, &ExecuteMsg::Freeze { identity }).await?;
            show(session, identity.map_or_else(|| person.identity(), Ok)?).await
        }
        Command::Accredit { organization, roles, registrar } => {
            let organization = session.identity(&organization)?;
            let msg = ExecuteMsg::Accredit { organization, roles };
            session.send(&session.unlock(&registrar)?, registry, &msg).await?;
            show(session, organization).await
        }
        Command::Offer { practitioner, role, organization } => {
            let practitioner = session.identity(&practitioner)?;
            let msg = ExecuteMsg::OfferAffiliation { practitioner, role };
            session.send(&session.unlock(&organization)?, registry, &msg).await?;
            roles(session, practitioner).await
        }
        Command::Accept { role, practitioner } => {
            let practitioner = session.unlock(&practitioner)?;
            let organization = session.identity(&role.organization)?;
            let msg = ExecuteMsg::AcceptAffiliation { organization, role: role.role };
            session.send(&practitioner, registry, &msg).await?;
            roles(session, practitioner.identity()?).await
        }
        Command::End { role, practitioner, who } => {
            let practitioner = session.identity(&practitioner)?;
            let organization = session.identity(&role.organization)?;
            let msg = ExecuteMsg::EndAffiliation { practitioner, organization, role: role.role };
            session.send(&session.unlock(&who)?, registry, &msg).await?;
            roles(session, practitioner).await
        }
        Command::Roles { practitioner } => roles(session, session.identity(&practitioner)?).await,
        Command::RegisterUnclaimed { organization, evidence } => {
            let organization = session.unlock(&organization)?;
            let id = session.register_unclaimed(&organization, &values::evidence(evidence)?).await?;
            show(session, id).await
        }
        Command::Prepare { name, suite, no_passkey, out } => {
            let made = session.prepare(&name, suite, !no_passkey).await?;
            write_private(&out, &serde_json::to_vec_pretty(&made)?)?;
            let line = format!("Give {} to a guardian, or to the registrar of a claim.", out.display());
            session.output.print(&Told::new(made, [line]))
        }
        Command::Change(command) => change::run(command, session).await,
    }
}

async fn set_status(session: &Session, change: SetStatus, status: Status) -> Result<()> {
    let identity = session.identity(&change.who)?;
    let msg = ExecuteMsg::SetStatus { identity, status, reason: change.reason };
    let (by, registry) = (session.unlock(&change.by)?, &session.contracts().identity_registry);
    match status {
        // What closes never takes a second factor.
        Status::Suspended | Status::Revoked => session.send(&by, registry, &msg).await?,
        _ => session.send_sensitive(&by, registry, Sensitive::SetStatus, &msg).await?,
    };
    show(session, identity).await
}

#[derive(Serialize)]
struct Shown {
    name: String,
    #[serde(flatten)]
    identity: IdentityResponse,
    accounts: Vec<String>,
}

impl Report for Shown {
    fn human(&self, out: &mut dyn Write) -> io::Result<()> {
        let IdentityResponse { did, kind, status, active, roles, .. } = &self.identity;
        let counts = if *active { "counts now" } else { "does not count now" };
        writeln!(out, "{}  {}  {}, {counts}", self.name, spell(kind), spell(status))?;
        writeln!(out, "  {did}")?;
        self.accounts.iter().try_for_each(|account| writeln!(out, "  account {account}"))?;
        let now_and_then = [
            (!self.identity.claimed).then(|| "  unclaimed: no account controls it yet".into()),
            self.identity.deceased.then(|| "  deceased".into()),
            self.identity.merged_into.map(|survivor| format!("  merged into {survivor}")),
        ];
        now_and_then.into_iter().flatten().try_for_each(|line: String| writeln!(out, "{line}"))?;
        if !roles.is_empty() {
            writeln!(out, "  may offer: {}", roles.iter().map(spell).collect::<Vec<_>>().join(", "))?;
        }
        Ok(())
    }
}

async fn lookup(session: &Session, id: IdentityId) -> Result<Shown> {
    let registry = &session.contracts().identity_registry;
    let identity = session.ask(registry, &QueryMsg::Identity { id }).await?;
    let accounts = session.ask(registry, &QueryMsg::Accounts { id }).await?;
    Ok(Shown { name: session.called(id), identity, accounts })
}

pub(super) async fn show(session: &Session, id: IdentityId) -> Result<()> {
    session.output.print(&lookup(session, id).await?)
}

#[derive(Serialize)]
struct People {
    people: Vec<Shown>,
}

impl Report for People {
    fn human(&self, out: &mut dyn Write) -> io::Result<()> {
        self.people.iter().try_for_each(|person| person.human(out))
    }
}

async fn list(session: &Session) -> Result<()> {
    let mut people = Vec::new();
    for name in session.home.names()? {
        if let Some(id) = session.home.profile(&name)?.identity {
            people.push(lookup(session, id).await?);
        }
    }
    session.output.print(&People { people })
}

#[derive(Serialize)]
struct History {
    identity: IdentityId,
    changes: Vec<StatusChange>,
}

impl Report for History {
    fn human(&self, out: &mut dyn Write) -> io::Result<()> {
        self.changes.iter().try_for_each(|change| {
            let StatusChange { status, by, at, reason } = change;
            writeln!(out, "{}  {}  because: {}  by {by}", values::date(*at), spell(status), spell(reason))
        })
    }
}

async fn history(session: &Session, id: IdentityId) -> Result<()> {
    let mut all: Vec<StatusChange> = Vec::new();
    loop {
        let start_after = u32::try_from(all.len()).ok().filter(|len| *len > 0);
        let query = QueryMsg::StatusHistory { id, start_after, limit: Some(MAX_LIMIT) };
        let page: Vec<StatusChange> = session.ask(&session.contracts().identity_registry, &query).await?;
        if page.is_empty() {
            return session.output.print(&History { identity: id, changes: all });
        }
        all.extend(page);
    }
}

#[derive(Serialize)]
struct Roles {
    practitioner: IdentityId,
    roles: Vec<AffiliationPeriod>,
    #[serde(skip)]
    names: Vec<String>,
}

impl Report for Roles {
    fn human(&self, out: &mut dyn Write) -> io::Result<()> {
        self.roles.iter().zip(&self.names).try_for_each(|(period, organization)| {
            let state = match (period.ended_at, period.accepted_at) {
                (Some(at), _) => format!("ended {}", values::date(at)),
                (None, Some(at)) => format!("since {}", values::date(at)),
                (None, None) => "offered, not accepted yet".into(),
            };
            writeln!(out, "{}@{organization}  {state}", spell(period.role))
        })
    }
}

async fn roles(session: &Session, practitioner: IdentityId) -> Result<()> {
    let query = QueryMsg::AffiliationHistory { practitioner, start_after: None, limit: Some(MAX_LIMIT) };
    let roles: Vec<AffiliationPeriod> = session.ask(&session.contracts().identity_registry, &query).await?;
    let names = roles.iter().map(|period| session.called(period.organization)).collect();
    session.output.print(&Roles { practitioner, roles, names })
}
