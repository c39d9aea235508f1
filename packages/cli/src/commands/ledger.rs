//! `chartseal ledger`

use std::io::{self, Write};

use chartseal_ledger::{ChainEvent, EventCursor, EventFilter, Ledger, Status};
use clap::Subcommand;
use serde::Serialize;

use crate::commands::values::{self, DAY};
use crate::error::Result;
use crate::output::Report;
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

pub(crate) async fn run(command: Command, session: &Session) -> Result<()> {
    match command {
        Command::Status => session.output.print(&Stands(session.ledger.status().await?)),
        Command::Contracts => session.output.print(&Deployed(session.contracts().clone())),
        Command::Events { contract, action, from, limit } => {
            let contracts = session.contracts();
            let address = match contract {
                Contract::IdentityRegistry => &contracts.identity_registry,
                Contract::CertificateAuthority => &contracts.certificate_authority,
                Contract::AccessControl => &contracts.access_control,
                Contract::RecordAnchor => &contracts.record_anchor,
            };
            let filter = EventFilter { contract: address.clone(), action };
            let page = session.ledger.events(&filter, EventCursor::at(from), limit).await?;
            session.output.print(&Events { events: page.events, next: page.next })
        }
        Command::Transaction { hash } => {
            session.output.print(&Transaction(session.ledger.transaction(&hash).await?))
        }
        Command::Advance { days, seconds } => {
            let seconds = days.saturating_mul(DAY).saturating_add(seconds);
            session.output.print(&Stands(session.ledger.advance(seconds).await?))
        }
    }
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
struct Deployed(chartseal_ledger::Deployment);

impl Report for Deployed {
    fn human(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "identity registry      {}", self.0.identity_registry)?;
        writeln!(out, "certificate authority  {}", self.0.certificate_authority)?;
        writeln!(out, "access control         {}", self.0.access_control)?;
        writeln!(out, "record anchor          {}", self.0.record_anchor)
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
