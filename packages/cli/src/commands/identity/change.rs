//! Changes of accounts and keys: proposed with a second factor, and due after 72 h.

use std::io::{self, Write};

use chartseal_crypto::keys::{SecretKey, Suite};
use chartseal_types::IdentityId;
use chartseal_types::identity::{Change, ChangeUnchecked, ExecuteMsg, PendingChange, QueryMsg};
use chartseal_types::second_factor::Sensitive;
use clap::Subcommand;
use serde::Serialize;

use super::show;
use crate::commands::values;
use crate::error::Result;
use crate::home::{Name, Person};
use crate::output::Report;
use crate::session::Session;

/// Changes within `chartseal identity`.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// A further account for an identity: proposed now, applied after 72 h
    AddAccount {
        /// What the new account is called in this home; its keys are made here
        name: Name,
        /// Whose identity
        #[arg(long = "as", value_name = "NAME")]
        who: Name,
    },
    /// Take an account from an identity: proposed now, applied after 72 h
    RemoveAccount {
        /// The account's address
        address: String,
        /// Whose identity
        #[arg(long = "as", value_name = "NAME")]
        who: Name,
    },
    /// Another encryption key: made and proposed now, applied after 72 h. The one before stays in the key file, for the
    /// records that were wrapped to it
    ReplaceKey {
        /// The suite of the new key: x-wing, p256, x25519, rsa-oaep
        #[arg(long, default_value = "x-wing")]
        suite: Suite,
        /// Whose
        #[arg(long = "as", value_name = "NAME")]
        who: Name,
    },
    /// Changes that wait
    Changes {
        /// Whose
        who: String,
    },
    /// Approve a change that another account proposed, as one that is 30 days old: it is due at once
    Approve {
        /// Its number
        number: u32,
        /// Which account approves
        #[arg(long = "as", value_name = "NAME")]
        who: Name,
    },
    /// Apply a change whose time has come; a new account applies its own
    Apply {
        /// Its number
        number: u32,
        /// Of which identity
        #[arg(long, value_name = "WHO")]
        identity: String,
        /// Who applies it
        #[arg(long = "as", value_name = "NAME")]
        who: Name,
    },
    /// Withdraw a change that waits
    Cancel {
        /// Its number
        number: u32,
        /// Whose
        #[arg(long = "as", value_name = "NAME")]
        who: Name,
    },
}

pub(super) async fn run(command: Command, session: &Session) -> Result<()> {
    let registry = &session.contracts().identity_registry;
    match command {
        Command::AddAccount { name, who } => {
            let person = session.unlock(&who)?;
            let passphrase = session.passphrases.choose(name.as_str())?;
            let mut added = session.home.create_person(&name, &passphrase, &person.encryption_key()?)?;
            for key in person.encryption_keys()?.iter().skip(1) {
                added.add_encryption_key(key)?;
            }
            session.home.save_person(&added)?;
            let account = added.profile.address;
            propose(session, &person, ChangeUnchecked::AddAccount { account }).await
        }
        Command::RemoveAccount { address, who } => {
            propose(session, &session.unlock(&who)?, ChangeUnchecked::RemoveAccount { account: address })
                .await
        }
        Command::ReplaceKey { suite, who } => {
            let mut person = session.unlock(&who)?;
            let key = SecretKey::generate(suite)?;
            person.add_encryption_key(&key)?;
            // The key before the change: what is wrapped to a key that nobody has is lost.
            session.home.save_person(&person)?;
            propose(session, &person, ChangeUnchecked::ReplaceKey { key: key.public().into() }).await
        }
        Command::Changes { who } => changes(session, session.identity(&who)?).await,
        Command::Approve { number, who } => {
            let person = session.unlock(&who)?;
            session.send(&person, registry, &ExecuteMsg::ApproveChange { number }).await?;
            changes(session, person.identity()?).await
        }
        Command::Apply { number, identity, who } => {
            let (identity, mut person) = (session.identity(&identity)?, session.unlock(&who)?);
            session.send(&person, registry, &ExecuteMsg::ApplyChange { identity, number }).await?;
            if person.profile.identity.is_none() {
                person.profile.identity = Some(identity);
                session.home.save_person(&person)?;
            }
            show(session, identity).await
        }
        Command::Cancel { number, who } => {
            let person = session.unlock(&who)?;
            cancel(session, &person, number).await?;
            changes(session, person.identity()?).await
        }
    }
}

/// Cancels a change; with a second factor when it would remove the very account that cancels.
async fn cancel(session: &Session, person: &Person, number: u32) -> Result<()> {
    let (registry, id) = (&session.contracts().identity_registry, person.identity()?);
    let waiting: Vec<PendingChange> = session.ask(registry, &QueryMsg::PendingChanges { id }).await?;
    let removes_own = waiting.iter().filter(|change| change.number == number).any(|waiting| {
        matches!(&waiting.change, Change::RemoveAccount { account } if account.as_str() == person.profile.address)
    });
    let msg = ExecuteMsg::CancelChange { number };
    match removes_own {
        true => session.send_confirmed(person, registry, &msg).await?,
        false => session.send(person, registry, &msg).await?,
    };
    Ok(())
}

/// Proposes a change; with a second factor, but for an identity's first passkey.
pub(crate) async fn propose(session: &Session, person: &Person, change: ChangeUnchecked) -> Result<()> {
    let (registry, id) = (&session.contracts().identity_registry, person.identity()?);
    let first =
        matches!(change, ChangeUnchecked::AddPasskey { .. }) && session.passkeys(id).await?.is_empty();
    let msg = ExecuteMsg::ProposeChange { change };
    match first {
        true => session.send(person, registry, &msg).await?,
        false => session.send_sensitive(person, registry, Sensitive::ProposeChange, &msg).await?,
    };
    changes(session, id).await
}

#[derive(Serialize)]
struct Changes {
    identity: IdentityId,
    pending: Vec<PendingChange>,
}

impl Report for Changes {
    fn human(&self, out: &mut dyn Write) -> io::Result<()> {
        if self.pending.is_empty() {
            return writeln!(out, "Nothing waits.");
        }
        self.pending.iter().try_for_each(|change| {
            let (what, when) = (describe(&change.change), values::date(change.applies_at));
            writeln!(out, "{}  {what}  can be applied from {when}", change.number)
        })
    }
}

fn describe(change: &Change) -> String {
    match change {
        Change::AddAccount { account } => format!("add account {account}"),
        Change::RemoveAccount { account } => format!("remove account {account}"),
        Change::ReplaceKey { .. } => "replace the encryption key".into(),
        Change::AddPasskey { passkey } => format!("add passkey {}", passkey.credential_hash()),
        Change::RemovePasskey { credential } => format!("remove passkey {credential}"),
        Change::SetGuardians { guardians } if guardians.identities.is_empty() => "have no guardians".into(),
        Change::SetGuardians { guardians } => {
            format!("have {} guardians, {} of whom recover", guardians.identities.len(), guardians.threshold)
        }
    }
}

/// Prints what waits.
pub(crate) async fn changes(session: &Session, id: IdentityId) -> Result<()> {
    let pending =
        session.ask(&session.contracts().identity_registry, &QueryMsg::PendingChanges { id }).await?;
    session.output.print(&Changes { identity: id, pending })
}
