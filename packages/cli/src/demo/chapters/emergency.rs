//! A night in the emergency room: the glass is broken, answered for, and reviewed; who does not answer is barred.

use chartseal_crypto::commit::Kind as Committed;
use chartseal_types::access::{
    EmergencyOpening, EmergencyReason, ExecuteMsg, Finding, LogResponse, QueryMsg, Rule,
};
use chartseal_types::{IdentityId, MAX_LIMIT, Purpose, Role};

use crate::commands::values::{DAY, HOUR};
use crate::demo::cast::Records;
use crate::demo::crew::{Crew, acting, break_glass};
use crate::demo::story::{Refused, Story};
use crate::error::Result;
use crate::home::Person;
use crate::people::commitment;
use crate::session::Session;

pub(super) async fn play(crew: &Crew<'_>, story: &mut Story) -> Result<()> {
    story.heading("A night in the emergency room")?;
    let session = crew.session;
    let set = async {
        let (south, _) = crew.clinic("south").await?;
        let dee = crew.staff("dr-dee", Role::Doctor, &south).await?;
        let ines = crew.staff("ines", Role::ComplianceOfficer, &south).await?;
        let (otto, records) = crew.patient("otto", 12).await?;
        Ok((south, dee, ines, otto, records))
    };
    let (south, dee, ines, otto, records) = story.works(
        "South",
        "has Dr Dee on duty and Ines as compliance officer; Otto, whose records are North's, is brought in unconscious",
        set.await,
        |_| "nobody here is in Otto's care, and he cannot consent".into(),
    )?;
    let patient = otto.identity()?;
    let treating = acting(&dee, (&south, Role::Doctor), patient, Purpose::TREAT)?;
    story
        .denied(session, "Dr Dee", "asks for Otto's record", (&treating, records.ordinary), Rule::Default)
        .await?;
    story.refused(
        "Dr Dee",
        "breaks the glass without her passkey",
        unconfirmed(session, &dee, &south, patient).await,
        Refused::Contract("second factor"),
    )?;
    let opened = break_glass(session, &dee, &south, patient).await;
    let number = story.works("Dr Dee", "breaks the glass, with her passkey", opened, |number| {
        format!("emergency {number}: four hours, for what policy lets a doctor open; Otto is told by event")
    })?;
    let glass = acting(&dee, (&south, Role::Doctor), patient, Purpose::BTG)?;
    story
        .opens(
            session,
            "Dr Dee",
            "asks again and opens it",
            (&glass, records.ordinary),
            "permitted by the emergency",
        )
        .await?;
    answer_for_it(session, story, (&dee, &ines, &south), (patient, number)).await?;
    barred(crew, story, &south, (patient, &records)).await?;
    tells(session, story, patient).await
}

/// The clinician justifies, somebody else reviews.
async fn answer_for_it(
    session: &Session,
    story: &mut Story,
    (dee, ines, south): (&Person, &Person, &Person),
    (patient, emergency): (IdentityId, u32),
) -> Result<()> {
    let contract = &session.contracts().access_control;
    let justification = commitment(Committed::Reason, b"allergies had to be known before surgery")?;
    let justify = ExecuteMsg::JustifyEmergency { patient, emergency, justification };
    let justified = session.send(dee, contract, &justify).await;
    story.works("Dr Dee", "writes her justification after the operation", justified, |_| {
        "the text stays at South, a salted commitment to it is on the ledger".into()
    })?;
    let review = |finding| -> Result<_> {
        let report = commitment(Committed::Reason, b"the log agrees with the chart")?;
        let organization = south.identity()?;
        Ok(ExecuteMsg::ReviewEmergency { patient, emergency, organization, finding, report })
    };
    story.refused(
        "Dr Dee",
        "tries to review it herself",
        session.send(dee, contract, &review(Finding::Justified)?).await,
        Refused::Contract("compliance officer"),
    )?;
    story.refused(
        "Ines",
        "finds it justified while Dr Dee can still open more",
        session.send(ines, contract, &review(Finding::Justified)?).await,
        Refused::Contract("over before it is found justified"),
    )?;
    session.ledger.advance(4 * HOUR).await?;
    let reviewed = session.send(ines, contract, &review(Finding::Justified)?).await;
    story.works("Ines", "reviews it the next morning", reviewed, |_| "found justified".into()).map(drop)
}

/// Who does not justify in time breaks no more glass.
async fn barred(
    crew: &Crew<'_>,
    story: &mut Story,
    south: &Person,
    (patient, records): (IdentityId, &Records),
) -> Result<()> {
    let session = crew.session;
    let curious = async {
        let kurt = crew.staff("dr-kurt", Role::Doctor, south).await?;
        break_glass(session, &kurt, south, patient).await?;
        Ok(kurt)
    };
    let kurt = story.works(
        "Dr Kurt",
        "breaks the glass about Otto as well, and never says why",
        curious.await,
        |_| "nobody stops him beforehand: that is what an emergency is".into(),
    )?;
    session.ledger.advance(DAY + 60).await?;
    let glass = acting(&kurt, (south, Role::Doctor), patient, Purpose::BTG)?;
    story
        .denied(
            session,
            "A day later, Dr Kurt",
            "asks for the record",
            (&glass, records.ordinary),
            Rule::Default,
        )
        .await?;
    story.refused(
        "Dr Kurt",
        "breaks the glass once more",
        break_glass(session, &kurt, south, patient).await,
        Refused::Contract("barred by emergency"),
    )
}

/// The patient wakes up and reads who it was.
async fn tells(session: &Session, story: &mut Story, patient: IdentityId) -> Result<()> {
    let query =
        QueryMsg::PatientLog { patient, start_after: None, limit: Some(MAX_LIMIT), newest_first: Some(true) };
    let log: LogResponse = session.ask(&session.contracts().access_control, &query).await?;
    let under = log.entries.iter().filter(|entry| entry.used_emergency().is_some()).count();
    let outcome = format!("{under} opening under an emergency, of {} accesses", log.total);
    story.holds(
        "Otto, awake again,",
        "reads his log",
        "Dr Dee's opening, named as an emergency's",
        under == 1,
        outcome,
    )
}

async fn unconfirmed(session: &Session, doctor: &Person, at: &Person, patient: IdentityId) -> Result<()> {
    let certificate = doctor.profile.certificate.unwrap_or(chartseal_types::Fingerprint([0; 32]));
    let opening = EmergencyOpening {
        patient,
        organization: at.identity()?,
        role: Role::Doctor,
        certificate,
        reason: EmergencyReason::UnableToConsent,
        statement: commitment(Committed::Reason, b"")?,
    };
    let msg = ExecuteMsg::OpenEmergency(opening);
    session.send(doctor, &session.contracts().access_control, &msg).await.map(drop)
}
