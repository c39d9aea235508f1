//! An insurer asks: too much, then less; the patient gives less still, for one claim and one look.

use chartseal_crypto::commit::Kind as Committed;
use chartseal_types::access::{RequestTermsUnchecked, Rule, TermsUnchecked};
use chartseal_types::identity::Kind;
use chartseal_types::{Action, Category, Commitment, Confidentiality, Purpose, Role, Selection};

use crate::commands::values::{DAY, RoleAt};
use crate::demo::crew::{Crew, acting};
use crate::demo::story::{Refused, Story};
use crate::error::{CliError, Result};
use crate::home::Person;
use crate::people::commitment;
use crate::pki::Algorithm;
use crate::session::Session;

pub(super) async fn play(crew: &Crew<'_>, story: &mut Story) -> Result<()> {
    story.heading("An insurance claim")?;
    let session = crew.session;
    let set = async {
        let mut acme = crew.organization("acme", Kind::Payer, vec![Role::ClaimsExaminer]).await?;
        crew.authority(&mut acme, Algorithm::P256).await?;
        let max = crew.staff("max", Role::ClaimsExaminer, &acme).await?;
        let (lena, records) = crew.patient("lena", 13).await?;
        Ok((acme, max, lena, records))
    };
    let (acme, max, lena, records) =
        story.works("Acme, an insurer,", "has Max examine a claim of Lena's", set.await, |_| {
            "an insurer opens nothing by itself: it asks, and the patient answers".into()
        })?;
    let bill = records.all.iter().find(|written| {
        written.label.category == Category::Financial && written.label.confidentiality <= Confidentiality::N
    });
    let bill = bill.ok_or_else(|| CliError::Input("expected a bill among the records".into()))?.record;
    let asked = acting(&max, (&acme, Role::ClaimsExaminer), lena.identity()?, Purpose::HPAYMT)?;
    story.denied(session, "Max", "asks for a bill of Lena's", (&asked, bill), Rule::Default).await?;

    let claim = commitment(Committed::Claim, b"claim 4711")?;
    let everything = request(session, &max, &lena, Selection::All {}, Confidentiality::V, claim).await;
    story.refused(
        "Max",
        "requests everything that Lena has, however confidential",
        everything,
        Refused::Contract("policy denies"),
    )?;
    use Category::{Encounter, Financial, Procedure};
    let some = Selection::Only(vec![Financial, Encounter, Procedure]);
    let requested = request(session, &max, &lena, some, Confidentiality::N, claim).await;
    let number =
        story.works("Max", "requests bills, visits and procedures for that claim", requested, |number| {
            format!("request {number}: Lena is told by event and has 14 days to answer")
        })?;
    let answered = answer(session, &lena, number).await;
    story.works("Lena", "answers with less: bills alone, and a single look", answered, |consent| {
        format!("consent {consent}, bound to the claim that was named")
    })?;
    story.opens(session, "Max", "opens the bill", (&asked, bill), "permitted by her answer").await?;
    story.denied(session, "Max", "asks for it once more", (&asked, bill), Rule::Default).await?;
    story
        .denied(
            session,
            "Max",
            "asks for a record of her treatment",
            (&asked, records.ordinary),
            Rule::Default,
        )
        .await
}

async fn request(
    session: &Session,
    who: &Person,
    patient: &Person,
    categories: Selection<Category>,
    max_confidentiality: Confidentiality,
    claim: Commitment,
) -> Result<u32> {
    let now = session.now().await?;
    let terms = RequestTermsUnchecked {
        categories,
        compartments: None,
        max_confidentiality,
        purposes: Selection::Only(vec![Purpose::HPAYMT]),
        actions: Selection::Only(vec![Action::Read]),
        records: Selection::All {},
        clinical_period: None,
        valid_until: now.saturating_add(30 * DAY),
        uses: None,
        claim: Some(claim),
    };
    let hat = RoleAt { role: Role::ClaimsExaminer, organization: "acme".into() };
    session.request_access(who, patient.identity()?, &hat, terms, now.saturating_add(14 * DAY)).await
}

async fn answer(session: &Session, patient: &Person, number: u32) -> Result<u32> {
    let asked = session.request(patient.identity()?, number).await?;
    let terms = TermsUnchecked {
        categories: Selection::Only(vec![Category::Financial]),
        uses: Some(1),
        valid_from: None,
        ..asked.terms
    };
    session.answer_request(patient, None, number, terms).await
}
