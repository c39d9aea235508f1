//! The whole story, step by step: each is checked, and the first that is not as it should be ends it.

mod cast;
mod chapters;
mod crew;
mod place;
mod reading;
mod story;

use std::path::Path;

use crate::consortium::{self, Sharing};
use crate::error::Result;
use crate::output::Output;
use crate::session::Place;

pub(crate) use self::chapters::Chapter;

use self::cast::Bundle;
use self::crew::Crew;
use self::story::Story;

/// Plays the story, or one chapter of it, the main one on somebody's FHIR bundle or on a synthetic patient made from a seed.
pub(crate) async fn play(
    place: &Place,
    bundle: Option<&Path>,
    seed: u64,
    chapter: Option<Chapter>,
    output: Output,
) -> Result<()> {
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

    let crew = Crew::gather(&session)?;
    let chapters = chapter.map_or_else(|| Chapter::ALL.to_vec(), |one| vec![one]);
    for chapter in &chapters {
        chapter.play(&crew, &mut story, &bundle).await?;
    }

    story.close()?;
    if chapters.contains(&Chapter::Main) { stage.farewell(&session, output) } else { Ok(()) }
}
