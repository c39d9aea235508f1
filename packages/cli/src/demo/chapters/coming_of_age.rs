//! A newborn who cannot register, a parent who acts for the child, and the day on which that ends.

use chartseal_crypto::commit::Kind as Committed;
use chartseal_crypto::keys::Suite;
use chartseal_types::access::{ExecuteMsg as Access, Rule, TicketResponse};
use chartseal_types::identity::{
    ActUnchecked, Appointment, AssuranceLevel, Authority, ExecuteMsg, Kind, Right,
};
use chartseal_types::{
    Category, Confidentiality, ContentHash, Hat, IdentityId, Purpose, Quarter, Role, Selection,
};

use crate::commands::values::DAY;
use crate::demo::crew::{Crew, acting, certify};
use crate::demo::reading::read;
use crate::demo::story::{Refused, Story};
use crate::error::{CliError, Result};
use crate::home::Person;
use crate::people::commitment;
use crate::records::{Asked, Content, Draft, label};
use crate::session::Session;

/// Seconds before the quarter in which the parent reads once more.
const SHORTLY: u64 = 900;

pub(super) async fn play(crew: &Crew<'_>, story: &mut Story) -> Result<()> {
    story.heading("Coming of age")?;
    let session = crew.session;
    let (north, child, record) = born(crew, story).await?;
    let second = crew.second_registrar().await?;
    let mut pia = crew.somebody("pia", Kind::Patient, true).await?;
    certify(session, &mut pia, &north).await?;
    let asked = Asked::representing(&pia, child);
    story
        .denied(session, "Pia, the mother,", "asks for her child's record", (&asked, record), Rule::Default)
        .await?;
    let majority = next_quarter(session).await?;
    let appointed = appoint(crew, &second, child, &pia, majority).await;
    story.works(
        "Two registrars",
        "appoint Pia to act for the child until it comes of age",
        appointed,
        |number| format!("act {number}: proposed by one, confirmed by the other, applied after 72 hours; it ends as {majority} begins"),
    )?;
    let why = "permitted as a representative";
    story.opens(session, "Pia", "opens the record for her child", (&asked, record), why).await?;

    let until = majority.starts_at().saturating_sub(session.now().await?);
    session.ledger.advance(until.saturating_sub(SHORTLY)).await?;
    let (access, _) = story.works(
        "Pia",
        "opens it once more, a quarter of an hour before the quarter of majority",
        read(session, &asked, record).await,
        |(access, _)| format!("access {access}: a ticket that would last an hour"),
    )?;
    session.ledger.advance(SHORTLY + 1).await?;
    let query = chartseal_types::access::QueryMsg::Ticket { access };
    let ticket: TicketResponse = session.ask(&session.contracts().access_control, &query).await?;
    let dead = !ticket.alive && !ticket.expired;
    let outcome = if dead { "its time is not over, and it is dead" } else { "it is alive, or only expired" };
    story.holds("The child", "comes of age", "the mother's ticket dies with it", dead, outcome.into())?;
    let row = session.record(child, record).await?;
    story.refused(
        "Pia",
        "tries the ticket that she still holds",
        session.open_bytes(&asked, access, &row).await,
        Refused::Trustees,
    )?;
    story.denied(session, "Pia", "asks anew", (&asked, record), Rule::Default).await?;
    claim(crew, story, &second, (child, record)).await
}

/// A child is born, registered by the hospital, and written for.
async fn born(crew: &Crew<'_>, story: &mut Story) -> Result<(Person, IdentityId, ContentHash)> {
    let session = crew.session;
    let born = async {
        let (north, _) = crew.clinic("north").await?;
        let fay = crew.staff("dr-fay", Role::Doctor, &north).await?;
        let nils = crew.staff("nils", Role::Nurse, &north).await?;
        let child = session.register_unclaimed(&north, b"born 04:12, ward 3").await?;
        let until = session.now().await?.saturating_add(30 * DAY);
        let organization = north.identity()?;
        for who in [&fay, &nils] {
            let attest = Access::AttestCare { patient: child, organization, until };
            session.send(who, &session.contracts().access_control, &attest).await?;
        }
        Ok((north, fay, child))
    };
    let (north, fay, child) = story.works(
        "North",
        "registers a newborn, whom a doctor and a nurse attest to be in care there",
        born.await,
        |_| "no account controls the identity, and the private half of its key is destroyed: trustees alone open what is written".into(),
    )?;
    let asked = acting(&fay, (&north, Role::Doctor), child, Purpose::TREAT)?;
    let written = async {
        let directory = session.directory_for(&asked).await?;
        let general = chartseal_fhir::SensitivityGroup::General;
        let draft = Draft {
            content: Content::Bytes(b"Healthy, 3,400 g. Vitamin K given.".to_vec()),
            label: label(&directory, Category::Observation, general, Confidentiality::N),
            quarter: None,
            supersedes: None,
        };
        let written = session.write(&asked, vec![draft], false).await?;
        written.first().map(|one| one.record).ok_or_else(|| CliError::Input("nothing was written".into()))
    };
    let record = story.works("Dr Fay", "writes the first record", written.await, |record| {
        format!("{record}, sealed to trustees")
    })?;
    Ok((north, child, record))
}

impl Crew<'_> {
    /// Another registrar: what takes two cannot be done by one.
    async fn second_registrar(&self) -> Result<Person> {
        let (session, name) = (self.session, "registrar-2".parse()?);
        if session.home.profile(&name).is_ok() {
            return session.unlock(&name);
        }
        let second = session.register(&name, Kind::Organization, Suite::XWing, b"", false).await?;
        session.verify(&self.admin, second.identity()?, AssuranceLevel::Ial3, 1000, b"").await?;
        let appoint = ExecuteMsg::AppointRegistrar { organization: second.identity()? };
        session.send(&self.admin, &session.contracts().identity_registry, &appoint).await?;
        Ok(second)
    }
}

/// The quarter that begins next, at least four days from now.
async fn next_quarter(session: &Session) -> Result<Quarter> {
    let from = session.now().await?.saturating_add(4 * DAY);
    let upcoming = (1970..=9999).flat_map(|year| (1..=4).map(move |quarter| Quarter::new(year, quarter)));
    let next = upcoming.flatten().find(|quarter| quarter.starts_at() > from);
    next.ok_or_else(|| CliError::Input("expected a time before the year 9999".into()))
}

async fn appoint(
    crew: &Crew<'_>,
    second: &Person,
    patient: IdentityId,
    parent: &Person,
    majority: Quarter,
) -> Result<u32> {
    let session = crew.session;
    let appointment = Appointment {
        authority: Authority::GUADLTM,
        evidence: commitment(Committed::Reason, b"birth certificate")?,
        expires_at: session.now().await?.saturating_add(1000 * DAY),
        compartments: Selection::All {},
        rights: Right::ALL.to_vec(),
        majority: Some(majority),
    };
    let representative = parent.identity()?;
    let act = ActUnchecked::AppointRepresentative { patient, representative, appointment };
    let number = session.propose_act(&crew.registrar, act, b"birth certificate").await?;
    session.confirm_act(second, number).await?;
    session.ledger.advance(3 * DAY).await?;
    let apply = ExecuteMsg::ApplyAct { number };
    session.send(second, &session.contracts().identity_registry, &apply).await?;
    Ok(number)
}

/// The identity is given to whom it belongs.
async fn claim(
    crew: &Crew<'_>,
    story: &mut Story,
    second: &Person,
    (child, record): (IdentityId, ContentHash),
) -> Result<()> {
    let session = crew.session;
    let claimed = async {
        let new = session.prepare(&"kim".parse()?, Suite::XWing, true).await?;
        let act = ActUnchecked::Claim {
            patient: child,
            account: new.account,
            encryption_key: new.encryption_key,
            passkey: new.passkey,
        };
        let number = session.propose_act(&crew.registrar, act, b"identity card").await?;
        session.confirm_act(second, number).await?;
        let mut kim = session.unlock(&"kim".parse()?)?;
        session.apply_act(&mut kim, number).await?;
        Ok(kim)
    };
    let kim = story.works(
        "Kim, the child,",
        "claims the identity with keys of their own, before the same two registrars",
        claimed.await,
        |_| "applied by the new account itself; whatever others permitted before has ended".into(),
    )?;
    let own = Asked { who: &kim, hat: Hat::Own {}, patient: child, purpose: Purpose::PATRQT };
    let why = "it is Kim's own; trustees released their shares to the new key";
    story.opens(session, "Kim", "opens the record of the day of birth", (&own, record), why).await.map(drop)
}
