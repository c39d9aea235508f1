//! The chapters. Each makes what it needs, so that each can be played alone.

mod claim;
mod coming_of_age;
mod emergency;
mod erasure;
mod main;
mod stolen_phone;

use super::cast::Bundle;
use super::crew::Crew;
use super::story::Story;
use crate::error::Result;

/// A chapter of the story.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Chapter {
    /// A patient, two hospitals: what is read and what is refused
    Main,
    /// Guardians freeze and recover an identity whose phone was stolen
    StolenPhone,
    /// The glass is broken at night, answered for and reviewed
    Emergency,
    /// An insurer asks too much, then less, and gets less still
    Claim,
    /// A newborn, a parent who acts for it, and the day that ends
    ComingOfAge,
    /// A record is forgotten
    Erasure,
}

impl Chapter {
    /// All of them, in the order in which they are played.
    pub const ALL: [Self; 6] =
        [Self::Main, Self::StolenPhone, Self::Emergency, Self::Claim, Self::ComingOfAge, Self::Erasure];

    /// Plays it; the bundle is the main story's.
    pub(in crate::demo) async fn play(
        self,
        crew: &Crew<'_>,
        story: &mut Story,
        bundle: &Bundle,
    ) -> Result<()> {
        match self {
            Self::Main => main::play(crew, story, bundle).await,
            Self::StolenPhone => stolen_phone::play(crew, story).await,
            Self::Emergency => emergency::play(crew, story).await,
            Self::Claim => claim::play(crew, story).await,
            Self::ComingOfAge => coming_of_age::play(crew, story).await,
            Self::Erasure => erasure::play(crew, story).await,
        }
    }
}
