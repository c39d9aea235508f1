//! `chartseal ledger`

use std::io::{self, Write};

use chartseal_ledger::consortium::{self, RELEASE};
use chartseal_ledger::{ChainEvent, Deployment, EventCursor, EventFilter, Status};
use clap::Subcommand;
use serde::Serialize;
use serde_json::json;

use crate::backend::Backend;
use crate::commands::values::{self, DAY};
use crate::consortium::ADMIN;
use crate::error::{CliError, Result};
use crate::output::{Report, Told};
use crate::session::Session;

/// `chartseal ledger`
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Chain id, height and time
    Status,
    /// Where the contracts are
    Contracts,
    /// Events of a contract, oldest first
    Events {
        /// Which contract
        #[arg(value_enum)]
        contract: Contract,
        /// Only events of this action, such as grant_consent
        #[arg(long)]
        action: Option<String>,
        /// From this height on
        #[arg(long, default_value_t = 1)]
        from: u64,
        /// At most so many
        #[arg(long, default_value_t = 20)]
        limit: u32,
    },
    /// A transaction by its hash
    Transaction {
        /// The hash
        hash: String,
    },
    /// Migrate the contracts of an older release to this program's, as the admin, in one transaction. Back up the home before
    Upgrade,
    /// For trying out delays: set the embedded ledger's clock ahead, for good
    Advance {
        /// By how many days
        #[arg(long, default_value_t = 0)]
        days: u64,
        /// By how many seconds more
        #[arg(long, default_value_t = 0)]
        seconds: u64,
    },
}

/// One of the four contracts.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
pub(crate) enum Contract {
    /// Who is who
    IdentityRegistry,
    /// Which certificates are good
    CertificateAuthority,
    /// Who may read what, and why
    AccessControl,
    /// Which records exist
    RecordAnchor,
}

impl Contract {
    /// All four, in the order in which they are upgraded.
    pub const ALL: [Self; 4] =
        [Self::IdentityRegistry, Self::CertificateAuthority, Self::AccessControl, Self::RecordAnchor];

    /// Where it is.
    pub fn address(self, deployment: &Deployment) -> &str {
        match self {
            Self::IdentityRegistry => &deployment.identity_registry,
            Self::CertificateAuthority => &deployment.certificate_authority,
            Self::AccessControl => &deployment.access_control,
            Self::RecordAnchor => &deployment.record_anchor,
        }
    }

    /// What people call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::IdentityRegistry => "identity registry",
            Self::CertificateAuthority => "certificate authority",
            Self::AccessControl => "access control",
            Self::RecordAnchor => "record anchor",
        }
    }
}

pub(crate) async fn run(command: Command, session: &Session) -> Result<()> {
    match command {
        Command::Status => session.output.print(&Stands(session.ledger.status().await?)),
        Command::Contracts => session.output.print(&Deployed(session.contracts().clone())),
        Command::Events { contract, action, from, limit } => {
            let filter = EventFilter { contract: contract.address(session.contracts()).to_owned(), action };
            let page = session.ledger.events(&filter, EventCursor::at(from), limit).await?;
            session.output.print(&Events { events: page.events, next: page.next })
        }
        Command::Transaction { hash } => {
            session.output.print(&Transaction(session.ledger.transaction(&hash).await?))
        }
        Command::Upgrade => upgrade(session).await,
        Command::Advance { days, seconds } => {
            let seconds = days.saturating_mul(DAY).saturating_add(seconds);
            session.output.print(&Stands(session.ledger.advance(seconds).await?))
        }
    }
}

/// Brings the contracts to this program's release.
pub(crate) async fn upgrade(session: &Session) -> Result<()> {
    let admin = session.unlock(&ADMIN.parse()?)?;
    let Backend::Embedded(ledger) = &session.ledger else {
        return Err(CliError::Input(
            "the contracts of a chain are upgraded by a proposal: use `chartseal chain upgrade`".into(),
        ));
    };
    let done = consortium::upgrade(ledger, admin.signer(), session.contracts()).await?;
    let line = match &done {
        Some(outcome) => format!("The contracts are of release {RELEASE} now, in block {}.", outcome.height),
        None => format!("The contracts are of release {RELEASE} already."),
    };
    let value = json!({ "release": RELEASE, "upgraded": done.is_some() });
    session.output.print(&Told::new(value, [line]))
}

#[derive(Serialize)]
struct Stands(Status);

impl Report for Stands {
    fn human(&self, out: &mut dyn Write) -> io::Result<()> {
        let Status { chain_id, height, time } = &self.0;
        writeln!(out, "{chain_id}  height {height}  {}", values::date(time.seconds()))
    }
}

#[derive(Serialize)]
struct Deployed(Deployment);

impl Report for Deployed {
    fn human(&self, out: &mut dyn Write) -> io::Result<()> {
        Contract::ALL
            .into_iter()
            .try_for_each(|contract| writeln!(out, "{:<22} {}", contract.name(), contract.address(&self.0)))
    }
}

#[derive(Serialize)]
struct Events {
    events: Vec<ChainEvent>,
    next: Option<EventCursor>,
}

impl Report for Events {
    fn human(&self, out: &mut dyn Write) -> io::Result<()> {
        for ChainEvent { position, time, event, .. } in &self.events {
            let attributes: Vec<_> = event
                .attributes
                .iter()
                .filter(|attribute| !attribute.key.starts_with('_'))
                .map(|attribute| format!("{}={}", attribute.key, attribute.value))
                .collect();
            let at = values::date(time.seconds());
            writeln!(out, "{}  {at}  {}  {}", position.height, event.ty, attributes.join(" "))?;
        }
        match self.next {
            Some(next) => writeln!(out, "There is more: --from {}", next.height),
            None => Ok(()),
        }
    }
}

#[derive(Serialize)]
struct Transaction(chartseal_ledger::TransactionRecord);

impl Report for Transaction {
    fn human(&self, out: &mut dyn Write) -> io::Result<()> {
        let outcome = &self.0.outcome;
        writeln!(
            out,
            "{}  height {}  {}",
            outcome.tx_hash,
            outcome.height,
            values::date(outcome.time.seconds())
        )?;
        writeln!(out, "signed by {} as number {}", self.0.sender, self.0.sequence)
    }
}
