//! The whole story, step by step: each is checked, and the first that is not as it should be ends it.

mod cast;
mod chapters;
mod crew;
mod place;
mod reading;
mod story;

use std::path::PathBuf;

use crate::consortium::{self, Ground, Sharing};
use crate::error::Result;
use crate::output::Output;
use crate::session::Place;

pub(crate) use self::chapters::Chapter;

use self::cast::Bundle;
use self::crew::Crew;
use self::story::Story;

/// What is played.
pub(crate) struct Script {
    /// The FHIR bundle of the main story; without one, of a synthetic patient.
    pub bundle: Option<PathBuf>,
    /// The seed that the synthetic patient is made from.
    pub seed: u64,
    /// One chapter only.
    pub chapter: Option<Chapter>,
}

/// Plays the story in a home of its own, on a ledger of the home's or on a chain.
pub(crate) async fn play(place: &Place, ground: Ground, script: Script, output: Output) -> Result<()> {
    let Script { bundle, seed, chapter } = script;
    let bundle = Bundle::read(bundle.as_deref(), seed)?;
    let stage = place::prepare(place)?;
    let mut story = Story::new(output);
    story.open()?;

    let sharing = Sharing { trustees: 3, threshold: 2 };
    let deploys = matches!(ground, Ground::Embedded);
    let session = consortium::create(&stage.place, ground, sharing, Output::quiet()).await;
    let session = story.works(
        "The consortium",
        if deploys {
            "founds itself: four contracts, a registrar, three trustees"
        } else {
            "founds itself on a chain that has the contracts: a registrar, three trustees"
        },
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
