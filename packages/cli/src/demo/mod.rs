//! The whole story, step by step: each is checked, and the first that is not as it should be ends it.

mod cast;
mod chapters;
mod place;
mod story;

use std::path::Path;

use crate::consortium::{self, Sharing};
use crate::error::Result;
use crate::output::Output;
use crate::session::Place;

use self::cast::Bundle;
use self::story::Story;

/// Plays the story on somebody's FHIR bundle, or on a synthetic patient made from a seed.
pub(crate) async fn play(place: &Place, bundle: Option<&Path>, seed: u64, output: Output) -> Result<()> {
    let bundle = Bundle::read(bundle, seed)?;
    let stage = place::prepare(place)?;
    let mut story = Story::new(output);
    story.open()?;

    let sharing = Sharing { trustees: 3, threshold: 2 };
    let session = consortium::create(&stage.place, sharing, Output::quiet()).await;
    let session = story.works(
        "The consortium",
        "founds itself: four contracts, a registrar, three trustees",
        session,
        |s| format!("chain {}; any two trustees release a key together", s.contracts().chain_id),
    )?;
    stage.keep_passphrase(&session.home)?;

    let mut cast = chapters::people(&session, &mut story).await?;
    let records = chapters::import(&session, &mut story, &cast, &bundle).await?;
    chapters::care(&session, &mut story, &cast, &records).await?;
    chapters::second_opinion(&session, &mut story, &cast, &records, &bundle).await?;
    chapters::certificate(&session, &mut story, &mut cast, &records).await?;
    chapters::tampering(&session, &mut story, &cast, &records).await?;
    chapters::erasure(&session, &mut story, &cast, &records).await?;
    chapters::account_for_it(&session, &mut story, &cast).await?;

    story.close()?;
    stage.farewell(&session, output)
}
