//! The right to be forgotten: asked for with a second factor, waited for, carried out, and receipted.

use chartseal_types::access::Rule;
use chartseal_types::anchor::{ErasureBasis, ExecuteMsg};

use crate::commands::values::DAY;
use crate::demo::crew::Crew;
use crate::demo::story::{Refused, Story};
use crate::error::Result;
use crate::records::Asked;

pub(super) async fn play(crew: &Crew<'_>, story: &mut Story) -> Result<()> {
    story.heading("The right to be forgotten")?;
    let (session, anchor) = (crew.session, &crew.session.contracts().record_anchor);
    let (rosa, records) = crew.patient("rosa", 14).await?;
    let (patient, record) = (rosa.identity()?, records.ordinary);
    let basis = ErasureBasis::PatientRequest;
    story.refused(
        "Somebody with Rosa's account, but not her passkey,",
        "tries to have a record of hers erased",
        session.send(&rosa, anchor, &ExecuteMsg::Erase { patient, record, basis }).await,
        Refused::Contract("second factor"),
    )?;
    let asked = session.request_erasure(&rosa, record, basis).await;
    story.works("Rosa", "asks for it with her passkey", asked, |()| {
        "any of her accounts can still cancel for 14 days".into()
    })?;
    story.refused(
        "Rosa",
        "wants it done at once",
        session.complete_erasure(&rosa, record).await,
        Refused::Contract("come back then"),
    )?;
    session.ledger.advance(14 * DAY).await?;
    let erased = session.complete_erasure(&rosa, record).await;
    story.works("Fourteen days later, the vault", "deletes ciphertext and envelope", erased, |()| {
        "what stays on the ledger is a tombstone".into()
    })?;
    let erasure = session.record(patient, record).await?.erasure;
    let receipts = erasure.map(|erasure| erasure.receipts).unwrap_or_default();
    let outcome = format!("{} receipt, by the operator of the vault", receipts.len());
    story.holds("Rosa", "asks who says that it is gone", "a receipt", receipts.len() == 1, outcome)?;
    let left = session.is_stored(record).await?;
    let outcome = if left { "something is left" } else { "nothing is left" };
    story.holds("The vault", "is searched for the record", "nothing is left", !left, outcome.into())?;
    let own = Asked::own(&rosa)?;
    story.denied(session, "Rosa", "asks for it all the same", (&own, record), Rule::Erased).await
}
