//! A patient's directory: which number stands for which sensitivity group.
//!
//! Every patient has the same sixteen compartments, numbered by a secret permutation of their own,
//! so that a compartment number on the chain tells nothing. The directory is itself sealed as a
//! record of category `directory`.

use crate::label::SensitivityGroup;
use chartseal_types::Compartment;
use serde::{Deserialize, Serialize};
use std::fmt;
use thiserror::Error;

const COUNT: usize = Compartment::COUNT as usize;
const FORMAT: &str = "chartseal-directory/1";

/// A directory cannot be made or read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum DirectoryError {
    /// The random bytes ran out, which good ones do less than once in 10^18 times.
    #[error(
        "expected {} random bytes of a cryptographic source, got bytes that do not suffice; try again with fresh ones",
        Directory::RANDOM_BYTES
    )]
    Randomness,
    /// Not a directory document.
    #[error(
        "expected a directory document of format {FORMAT}, got something else; open the patient's directory record again"
    )]
    Malformed,
    /// Numbers missing or twice.
    #[error(
        "expected each number from 0 to 15 once, got another list; the directory was altered, fetch the patient's latest version"
    )]
    NotAPermutation,
}

/// The secret permutation of one patient.
#[derive(Clone, PartialEq, Eq)]
pub struct Directory {
    /// At the number of a group its compartment; spares follow the groups.
    compartments: [Compartment; COUNT],
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    format: String,
    compartments: Vec<u8>,
}

impl Directory {
    /// How many random bytes [`Directory::generate`] takes.
    pub const RANDOM_BYTES: usize = 128;

    /// Draws a permutation, each of the 16! equally likely: Fisher–Yates, with bytes that would
    /// favour a number thrown away. The bytes must come from a cryptographic source and be used once.
    ///
    /// # Errors
    /// [`DirectoryError::Randomness`] when too many bytes had to be thrown away.
    pub fn generate(random: &[u8; Self::RANDOM_BYTES]) -> Result<Self, DirectoryError> {
        let mut numbers: Vec<u8> = (0..Compartment::COUNT).collect();
        let mut random = random.iter().copied();
        for last in (1..COUNT).rev() {
            let choices = last + 1;
            let fair = 256 - 256 % choices;
            let byte = random.by_ref().map(usize::from).find(|byte| *byte < fair);
            numbers.swap(byte.ok_or(DirectoryError::Randomness)? % choices, last);
        }
        Self::from_numbers(&numbers)
    }

    /// Reads the JSON document that [`Directory::to_json`] writes.
    ///
    /// # Errors
    /// [`DirectoryError::Malformed`] or [`DirectoryError::NotAPermutation`].
    pub fn parse(json: &[u8]) -> Result<Self, DirectoryError> {
        let document: Document = serde_json::from_slice(json).map_err(|_| DirectoryError::Malformed)?;
        if document.format != FORMAT {
            return Err(DirectoryError::Malformed);
        }
        Self::from_numbers(&document.compartments)
    }

    fn from_numbers(numbers: &[u8]) -> Result<Self, DirectoryError> {
        let compartments = numbers
            .iter()
            .map(|number| Compartment::new(*number))
            .collect::<Result<Vec<_>, _>>()
            .map_err(|_| DirectoryError::NotAPermutation)?;
        let distinct: std::collections::BTreeSet<_> = compartments.iter().collect();
        if distinct.len() != COUNT {
            return Err(DirectoryError::NotAPermutation);
        }
        compartments
            .try_into()
            .map(|compartments| Self { compartments })
            .map_err(|_| DirectoryError::NotAPermutation)
    }

    /// The document to seal: the compartments of the groups in the order of their numbers, then
    /// the spares.
    pub fn to_json(&self) -> String {
        let compartments =
            self.compartments.iter().map(|compartment| compartment.number()).collect::<Vec<_>>();
        serde_json::json!({ "format": FORMAT, "compartments": compartments }).to_string()
    }

    /// The compartment that keeps a group.
    pub fn compartment(&self, group: SensitivityGroup) -> Compartment {
        // A group's number is its position in `SensitivityGroup::ALL`, which the array outgrows.
        let [general, ..] = self.compartments;
        self.compartments.get(usize::from(group.number())).copied().unwrap_or(general)
    }

    /// The group that a compartment keeps; nothing for a spare.
    pub fn group(&self, compartment: Compartment) -> Option<SensitivityGroup> {
        SensitivityGroup::ALL.into_iter().find(|group| self.compartment(*group) == compartment)
    }
}

impl fmt::Debug for Directory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Directory(secret)")
    }
}
