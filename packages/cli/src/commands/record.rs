//! `chartseal record`

mod erase;
mod report;

use std::path::PathBuf;

use chartseal_fhir::SensitivityGroup;
use chartseal_types::anchor::{ErasureBasis, ExecuteMsg, HoldReason, RecordStatus, RetractionReason};
use chartseal_types::{Category, Confidentiality, ContentHash, Purpose, Quarter};
use clap::Subcommand;

use self::report::{ImportDone, Listed, OpenDone, Outcome, Sealed, Verified};
use crate::commands::values::{self, Acting, DAY};
use crate::error::{CliError, Result};
use crate::home::{AtomicFile, Name, create_private_dir};
use crate::records::{self, Asked, Content, Draft, Import, denied};
use crate::session::Session;

/// `chartseal record`
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Split a FHIR R4 bundle into records, label, seal and anchor them
    Import {
        /// The bundle, JSON
        file: PathBuf,
        /// Whose records
        #[arg(long, value_name = "WHO")]
        patient: String,
        #[command(flatten)]
        acting: Acting,
        /// For which purpose
        #[arg(long, default_value = "TREAT", value_parser = values::purpose)]
        purpose: Purpose,
        /// Only tell what it would become: nothing is asked for, sealed or logged
        #[arg(long)]
        dry_run: bool,
    },
    /// Seal a file of any kind as one record
    Seal {
        /// The file
        file: PathBuf,
        /// Whose record
        #[arg(long, value_name = "WHO")]
        patient: String,
        #[command(flatten)]
        acting: Acting,
        /// What kind of document
        #[arg(long, value_parser = values::category)]
        category: Category,
        /// Which group of sensitivity, such as general or hiv
        #[arg(long, default_value = "unclassified", value_parser = group)]
        group: SensitivityGroup,
        /// How confidential: U, L, M, N, R, V
        #[arg(long, default_value = "R", value_parser = values::confidentiality)]
        confidentiality: Confidentiality,
        /// When it was written or observed, such as 2024-Q3
        #[arg(long, value_parser = values::quarter)]
        quarter: Option<Quarter>,
        /// The record it replaces
        #[arg(long, value_name = "HASH")]
        supersedes: Option<ContentHash>,
        /// For which purpose
        #[arg(long, default_value = "TREAT", value_parser = values::purpose)]
        purpose: Purpose,
        /// For the patient alone: no trustee holds a share, and a lost key loses the record
        #[arg(long)]
        private: bool,
    },
    /// A patient's records
    List {
        /// Whose
        patient: String,
    },
    /// Open records into a directory: asks for access, which is logged whatever comes of it
    Open {
        /// Whose records
        #[arg(long, value_name = "WHO")]
        patient: String,
        /// Which; all that are current unless told
        #[arg(value_name = "HASH")]
        records: Vec<ContentHash>,
        #[command(flatten)]
        acting: Acting,
        /// For which purpose
        #[arg(long, default_value = "TREAT", value_parser = values::purpose)]
        purpose: Purpose,
        /// Where the content goes, one file a record
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
        /// Also join FHIR records into one bundle, in this file
        #[arg(long, value_name = "FILE")]
        bundle: Option<PathBuf>,
    },
    /// Check that the vault holds what was anchored; needs no key
    Verify {
        /// Whose records
        patient: String,
        /// Which; all unless told
        records: Vec<ContentHash>,
    },
    /// Withdraw a record, as its author or the author's organization
    Retract {
        /// Which
        record: ContentHash,
        /// Whose
        #[arg(long, value_name = "WHO")]
        patient: String,
        /// Who
        #[arg(long = "as", value_name = "NAME")]
        who: Name,
        /// Why: entered-in-error, wrong-patient, mislabelled
        #[arg(long, value_parser = retraction)]
        reason: RetractionReason,
    },
    /// Keep a record from being erased for a while
    Hold {
        /// Which
        record: ContentHash,
        /// Whose
        #[arg(long, value_name = "WHO")]
        patient: String,
        /// Who
        #[arg(long = "as", value_name = "NAME")]
        who: Name,
        /// Why: litigation, investigation, public-health
        #[arg(long, value_parser = hold)]
        reason: HoldReason,
        /// For how many days, at most 365
        #[arg(long, default_value_t = 90)]
        days: u64,
    },
    /// End a hold
    Release {
        /// Which
        record: ContentHash,
        /// Whose
        #[arg(long, value_name = "WHO")]
        patient: String,
        /// Who
        #[arg(long = "as", value_name = "NAME")]
        who: Name,
    },
    /// Have a record erased: ask first, and 14 days later do it
    Erase {
        /// Which
        record: ContentHash,
        /// The patient
        #[arg(long = "as", value_name = "NAME")]
        patient: Name,
        /// On what ground: consent-withdrawn, no-longer-necessary, unlawful, patient-request
        #[arg(long, default_value = "patient-request", value_parser = basis)]
        basis: ErasureBasis,
        /// Take the request back
        #[arg(long, conflicts_with = "complete")]
        cancel: bool,
        /// The 14 days are over: delete ciphertext and envelope, and put the receipt on the ledger
        #[arg(long)]
        complete: bool,
    },
}

fn group(text: &str) -> Result<SensitivityGroup, String> {
    let known: Vec<_> = SensitivityGroup::ALL.iter().map(|group| group.name()).collect();
    SensitivityGroup::from_name(text).ok_or_else(|| format!("expected one of {}", known.join(", ")))
}

fn retraction(text: &str) -> Result<RetractionReason, String> {
    use RetractionReason::{EnteredInError, Mislabelled, WrongPatient};
    values::code(text, &[EnteredInError, WrongPatient, Mislabelled])
}

fn hold(text: &str) -> Result<HoldReason, String> {
    values::code(text, &[HoldReason::Litigation, HoldReason::Investigation, HoldReason::PublicHealth])
}

fn basis(text: &str) -> Result<ErasureBasis, String> {
    use ErasureBasis::{ConsentWithdrawn, NoLongerNecessary, PatientRequest, Unlawful};
    values::code(text, &[ConsentWithdrawn, NoLongerNecessary, Unlawful, PatientRequest])
}

pub(crate) async fn run(command: Command, session: &Session) -> Result<()> {
    let anchor = &session.contracts().record_anchor;
    match command {
        Command::Import { file, patient, acting, purpose, dry_run } => {
            let import = Import::read(&file)?;
            if dry_run {
                return session.output.print(&import.outlook());
            }
            let who = session.unlock(&acting.who)?;
            let patient = session.identity(&patient)?;
            let asked = Asked { who: &who, hat: acting.hat(session)?, patient, purpose };
            session.output.print(&ImportDone(session.import(&asked, import).await?))
        }
        Command::Seal {
            file,
            patient,
            acting,
            category,
            group,
            confidentiality,
            quarter,
            supersedes,
            purpose,
            private,
        } => {
            let who = session.unlock(&acting.who)?;
            let patient = session.identity(&patient)?;
            let asked = Asked { who: &who, hat: acting.hat(session)?, patient, purpose };
            let directory = session.directory_for(&asked).await?;
            let label = records::label(&directory, category, group, confidentiality);
            let draft = Draft { content: Content::File(file), label, quarter, supersedes };
            session.output.print(&Sealed { records: session.write(&asked, vec![draft], private).await? })
        }
        Command::List { patient } => {
            let patient = session.identity(&patient)?;
            let records = session.records(patient).await?;
            let authors = records.iter().map(|record| session.called(record.author.identity)).collect();
            session.output.print(&Listed { records, authors })
        }
        Command::Open { patient, records, acting, purpose, out, bundle } => {
            let who = session.unlock(&acting.who)?;
            let asked =
                Asked { who: &who, hat: acting.hat(session)?, patient: session.identity(&patient)?, purpose };
            open(session, &asked, records, out, bundle).await
        }
        Command::Verify { patient, records } => verify(session, &patient, records).await,
        Command::Retract { record, patient, who, reason } => {
            let patient = session.identity(&patient)?;
            let who = session.unlock(&who)?;
            let certificate = who.profile.certificate;
            let msg = ExecuteMsg::Retract { patient, record, reason, certificate };
            session.send(&who, anchor, &msg).await?;
            session.output.print(&Outcome(session.record(patient, record).await?))
        }
        Command::Hold { record, patient, who, reason, days } => {
            let patient = session.identity(&patient)?;
            let until = session.now().await?.saturating_add(days.saturating_mul(DAY));
            let msg = ExecuteMsg::Hold { patient, record, reason, until };
            session.send(&session.unlock(&who)?, anchor, &msg).await?;
            session.output.print(&Outcome(session.record(patient, record).await?))
        }
        Command::Release { record, patient, who } => {
            let patient = session.identity(&patient)?;
            session
                .send(&session.unlock(&who)?, anchor, &ExecuteMsg::ReleaseHold { patient, record })
                .await?;
            session.output.print(&Outcome(session.record(patient, record).await?))
        }
        Command::Erase { record, patient, basis, cancel, complete } => {
            let patient = session.unlock(&patient)?;
            match (cancel, complete) {
                (true, _) => session.cancel_erasure(&patient, record).await?,
                (_, true) => session.complete_erasure(&patient, record).await?,
                _ => session.request_erasure(&patient, record, basis).await?,
            }
            session.output.print(&Outcome(session.record(patient.identity()?, record).await?))
        }
    }
}

async fn open(
    session: &Session,
    asked: &Asked<'_>,
    mut records: Vec<ContentHash>,
    out: PathBuf,
    bundle: Option<PathBuf>,
) -> Result<()> {
    if records.is_empty() {
        let current = session.records(asked.patient).await?.into_iter();
        let current =
            current.filter(|r| r.status == RecordStatus::Current && r.label.category != Category::Directory);
        records = current.map(|record| record.record).collect();
    }
    create_private_dir(&out)?;
    let tickets = session.ask_to_read(asked, &records).await?;
    let progress = session.output.progress("Opening", records.len() as u64);
    let (mut opened, mut refused) = (Vec::new(), Vec::new());
    for ticket in &tickets {
        opened.extend(session.open_into(asked, ticket, &out, || progress.inc(1)).await?);
        refused.extend(ticket.denied.iter().map(|(record, decision)| (ticket.access, *record, *decision)));
    }
    progress.finish_and_clear();
    if let (true, Some((access, _, decision))) = (opened.is_empty(), refused.first()) {
        return Err(denied(*access, decision));
    }
    if let Some(path) = bundle {
        let contents = opened
            .iter()
            .map(|opened| std::fs::read(&opened.file).map_err(CliError::file(&opened.file)))
            .collect::<Result<Vec<_>>>()?;
        let mut file = AtomicFile::create(&path)?;
        let joined = chartseal_fhir::join(&contents)?.to_json();
        std::io::Write::write_all(&mut file, joined.as_bytes()).map_err(CliError::file(&path))?;
        file.commit()?;
    }
    session.output.print(&OpenDone::new(opened, refused))
}

async fn verify(session: &Session, patient: &str, named: Vec<ContentHash>) -> Result<()> {
    let all = session.records(session.identity(patient)?).await?;
    let chosen: Vec<_> =
        all.into_iter().filter(|record| named.is_empty() || named.contains(&record.record)).collect();
    if let Some(unknown) = named.iter().find(|hash| !chosen.iter().any(|record| record.record == **hash)) {
        return Err(CliError::Input(format!(
            "{patient} has no record {unknown}; `chartseal record list` shows them"
        )));
    }
    let progress = session.output.progress("Reading", chosen.len() as u64);
    let mut verified = Verified::default();
    for record in chosen.iter().filter(|record| record.status != RecordStatus::Erased) {
        verified.check(record.record, session.stored(record).await);
        progress.inc(1);
    }
    progress.finish_and_clear();
    session.output.print(&verified)?;
    verified.result()
}
