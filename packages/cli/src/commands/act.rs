//! `chartseal act`

use std::path::PathBuf;

use chartseal_crypto::commit::Kind as Committed;
use chartseal_types::identity::{Act, ActResponse, ActUnchecked, ExecuteMsg, QueryMsg};
use chartseal_types::second_factor::Sensitive;
use chartseal_types::{Compartment, MAX_LIMIT};
use clap::Subcommand;

use super::representative::Terms;
use crate::commands::values::{self, spell};
use crate::consortium::REGISTRAR;
use crate::error::Result;
use crate::home::{Name, Person};
use crate::output::Told;
use crate::people::{NewAccount, commitment};
use crate::session::{Session, answer};

/// `chartseal act`
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Propose what takes two registrars
    #[command(subcommand)]
    Propose(Proposal),
    /// Confirm it, as another registrar: many acts take effect then, an appointment or a merge waits 72 h
    Confirm(One),
    /// Apply an act whose time has come: either registrar, or for a claim the new account
    Apply(One),
    /// Refuse an appointment or a merge, as a patient it is about
    Veto(One),
    /// Take an open act back, as one of its registrars
    Withdraw(One),
    /// Acts of registrars
    List {
        /// Only about this patient
        #[arg(long, value_name = "WHO")]
        about: Option<String>,
    },
}

/// What two registrars do together.
#[derive(Debug, Subcommand)]
pub(crate) enum Proposal {
    /// Appoint a representative: a parent, a guardian, an executor
    Representative {
        /// For whom
        patient: String,
        /// Whom
        representative: String,
        #[command(flatten)]
        appointment: Terms,
        /// Only over these compartments, 0 to 15: which group is which, only the patient's directory tells
        #[arg(long, value_delimiter = ',', value_parser = compartment)]
        compartments: Vec<Compartment>,
        #[command(flatten)]
        by: By,
    },
    /// End a representation
    EndRepresentative(Pair),
    /// Put a representation in dispute: it is read-only until that is settled
    Dispute(Pair),
    /// End a dispute in the representative's favour
    Settle(Pair),
    /// Give an unclaimed patient to its owner
    Claim {
        /// The unclaimed patient
        patient: String,
        /// What the owner made with `chartseal identity prepare`
        #[arg(long, value_name = "FILE")]
        account: PathBuf,
        #[command(flatten)]
        by: By,
    },
    /// Merge a duplicate into the identity that stays
    Merge {
        /// The one that gives way
        duplicate: String,
        /// The one that stays
        survivor: String,
        #[command(flatten)]
        by: By,
    },
    /// Take a merge back
    Unmerge(About),
    /// Mark a patient's death
    Death(About),
    /// Take the mark of a death back
    UndoDeath(About),
}

/// About one patient.
#[derive(Debug, clap::Args)]
pub(crate) struct About {
    /// Which patient
    patient: String,
    #[command(flatten)]
    by: By,
}

/// About a representation.
#[derive(Debug, clap::Args)]
pub(crate) struct Pair {
    /// Whose representative
    patient: String,
    /// Who represents
    representative: String,
    #[command(flatten)]
    by: By,
}

/// By whom, and on what.
#[derive(Debug, clap::Args)]
pub(crate) struct By {
    /// Which registrar
    #[arg(long = "as", value_name = "NAME", default_value = REGISTRAR)]
    registrar: Name,
    /// What the registrar was shown; only a salted commitment to it is recorded
    #[arg(long, value_name = "FILE")]
    evidence: Option<PathBuf>,
}

/// One act.
#[derive(Debug, clap::Args)]
pub(crate) struct One {
    /// Its number
    number: u32,
    /// Who
    #[arg(long = "as", value_name = "NAME")]
    who: Name,
}

fn compartment(text: &str) -> Result<Compartment, String> {
    let number = text.parse().map_err(|_| "expected a number from 0 to 15".to_owned())?;
    Compartment::new(number).map_err(|error| error.to_string())
}

pub(crate) async fn run(command: Command, session: &Session) -> Result<()> {
    let registry = &session.contracts().identity_registry;
    match command {
        Command::Propose(proposal) => {
            let evidence = values::evidence(proposal.by().evidence.clone())?;
            let (act, by) = proposal.act(session, &evidence).await?;
            let number = session.propose_act(&session.unlock(&by.registrar)?, act, &evidence).await?;
            show(session, number).await
        }
        Command::Confirm(One { number, who }) => {
            session.confirm_act(&session.unlock(&who)?, number).await?;
            show(session, number).await
        }
        Command::Apply(One { number, who }) => {
            session.apply_act(&mut session.unlock(&who)?, number).await?;
            show(session, number).await
        }
        Command::Veto(One { number, who }) => {
            session.send(&session.unlock(&who)?, registry, &ExecuteMsg::VetoAct { number }).await?;
            show(session, number).await
        }
        Command::Withdraw(One { number, who }) => {
            session.send(&session.unlock(&who)?, registry, &ExecuteMsg::WithdrawAct { number }).await?;
            show(session, number).await
        }
        Command::List { about } => {
            let subject = about.map(|who| session.identity(&who)).transpose()?;
            let mut all: Vec<ActResponse> = Vec::new();
            loop {
                let start_after = all.last().map(|last| last.act.number);
                let query = QueryMsg::Acts { subject, start_after, limit: Some(MAX_LIMIT) };
                let page: Vec<ActResponse> = session.ask(registry, &query).await?;
                if page.is_empty() {
                    let lines: Vec<_> = all.iter().map(|act| describe(session, act)).collect();
                    return session.output.print(&Told::new(serde_json::json!({ "acts": all }), lines));
                }
                all.extend(page);
            }
        }
    }
}

impl Proposal {
    fn by(&self) -> &By {
        match self {
            Self::Representative { by, .. } | Self::Claim { by, .. } | Self::Merge { by, .. } => by,
            Self::EndRepresentative(pair) | Self::Dispute(pair) | Self::Settle(pair) => &pair.by,
            Self::Unmerge(about) | Self::Death(about) | Self::UndoDeath(about) => &about.by,
        }
    }

    async fn act(self, session: &Session, evidence: &[u8]) -> Result<(ActUnchecked, By)> {
        let pair = |Pair { patient, representative, by }: Pair| -> Result<_> {
            Ok((session.identity(&patient)?, session.identity(&representative)?, by))
        };
        Ok(match self {
            Self::Representative { patient, representative, appointment, compartments, by } => {
                let (patient, representative) =
                    (session.identity(&patient)?, session.identity(&representative)?);
                let appointment = appointment.appointment(session, compartments, evidence).await?;
                (ActUnchecked::AppointRepresentative { patient, representative, appointment }, by)
            }
            Self::EndRepresentative(of) => {
                let (patient, representative, by) = pair(of)?;
                (ActUnchecked::EndRepresentative { patient, representative }, by)
            }
            Self::Dispute(of) => {
                let (patient, representative, by) = pair(of)?;
                (ActUnchecked::DisputeRepresentative { patient, representative }, by)
            }
            Self::Settle(of) => {
                let (patient, representative, by) = pair(of)?;
                (ActUnchecked::SettleDispute { patient, representative }, by)
            }
            Self::Claim { patient, account, by } => {
                let patient = session.identity(&patient)?;
                let NewAccount { account, encryption_key, passkey } = NewAccount::read(&account)?;
                (ActUnchecked::Claim { patient, account, encryption_key, passkey }, by)
            }
            Self::Merge { duplicate, survivor, by } => {
                let (duplicate, survivor) = (session.identity(&duplicate)?, session.identity(&survivor)?);
                (ActUnchecked::Merge { duplicate, survivor }, by)
            }
            Self::Unmerge(About { patient, by }) => {
                (ActUnchecked::Unmerge { duplicate: session.identity(&patient)? }, by)
            }
            Self::Death(About { patient, by }) => {
                (ActUnchecked::Death { patient: session.identity(&patient)? }, by)
            }
            Self::UndoDeath(About { patient, by }) => {
                (ActUnchecked::UndoDeath { patient: session.identity(&patient)? }, by)
            }
        })
    }
}

impl Session {
    /// A registrar proposes an act; gives its number.
    pub(crate) async fn propose_act(
        &self,
        registrar: &Person,
        act: ActUnchecked,
        evidence: &[u8],
    ) -> Result<u32> {
        use ActUnchecked::{DisputeRepresentative, EndRepresentative};
        let registry = &self.contracts().identity_registry;
        let closes = matches!(act, EndRepresentative { .. } | DisputeRepresentative { .. });
        let msg = ExecuteMsg::ProposeAct { act, evidence: commitment(Committed::Reason, evidence)? };
        let sent = match closes {
            true => self.send(registrar, registry, &msg).await?,
            false => self.send_sensitive(registrar, registry, Sensitive::RegistrarAct, &msg).await?,
        };
        answer(&sent)
    }

    /// Another registrar confirms it.
    pub(crate) async fn confirm_act(&self, registrar: &Person, number: u32) -> Result<()> {
        let registry = &self.contracts().identity_registry;
        let act: ActResponse = self.ask(registry, &QueryMsg::Act { number }).await?;
        let msg = ExecuteMsg::ConfirmAct { number };
        match act.act.act.closes() {
            true => self.send(registrar, registry, &msg).await?,
            false => self.send_sensitive(registrar, registry, Sensitive::RegistrarAct, &msg).await?,
        };
        Ok(())
    }

    /// Applies it. Whoever claims an identity by it has that identity from then on.
    pub(crate) async fn apply_act(&self, who: &mut Person, number: u32) -> Result<()> {
        let registry = &self.contracts().identity_registry;
        self.send(who, registry, &ExecuteMsg::ApplyAct { number }).await?;
        let applied: ActResponse = self.ask(registry, &QueryMsg::Act { number }).await?;
        if let Act::Claim { patient, account, .. } = &applied.act.act
            && account.as_str() == who.profile.address
        {
            who.profile.identity = Some(*patient);
            self.home.save_person(who)?;
        }
        Ok(())
    }
}

async fn show(session: &Session, number: u32) -> Result<()> {
    let act: ActResponse =
        session.ask(&session.contracts().identity_registry, &QueryMsg::Act { number }).await?;
    let line = describe(session, &act);
    session.output.print(&Told::new(act, [line]))
}

fn describe(session: &Session, response: &ActResponse) -> String {
    let (act, called) = (&response.act, |id| session.called(id));
    let what = match &act.act {
        Act::AppointRepresentative { patient, representative, .. } => {
            format!("{} represents {}", called(*representative), called(*patient))
        }
        Act::EndRepresentative { patient, representative } => {
            format!("{} no longer represents {}", called(*representative), called(*patient))
        }
        Act::DisputeRepresentative { patient, representative } => {
            format!("that {} represents {} is in dispute", called(*representative), called(*patient))
        }
        Act::SettleDispute { patient, representative } => {
            format!("that {} represents {} is settled", called(*representative), called(*patient))
        }
        Act::Claim { patient, account, .. } => format!("{} is claimed by {account}", called(*patient)),
        Act::Merge { duplicate, survivor } => {
            format!("{} is merged into {}", called(*duplicate), called(*survivor))
        }
        Act::Unmerge { duplicate } => format!("{} is merged no more", called(*duplicate)),
        Act::Death { patient } => format!("{} is dead", called(*patient)),
        Act::UndoDeath { patient } => format!("{} is not dead", called(*patient)),
    };
    let from = response.applies_at.filter(|_| act.ended.is_none());
    let from = from.map_or_else(String::new, |at| format!(", can be applied from {}", values::date(at)));
    format!("{}  {what}: {}{from}", act.number, spell(response.stage))
}
