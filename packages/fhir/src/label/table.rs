//! The published table: which code means which sensitivity, and which sensitivity means which
//! confidentiality.

use super::{ACT_CODE, CONFIDENTIALITY, Coding, Labels, Reason, Sensitivity};
use chartseal_types::{Category, Confidentiality};
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;
use thiserror::Error;

/// The table as text, as published with the program.
const PUBLISHED: &str = include_str!("../../labels/table.toml");

static TABLE: LazyLock<Result<Table, TableError>> = LazyLock::new(|| Table::parse(PUBLISHED));

/// A label table is unusable.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum TableError {
    /// Not TOML of the table's shape.
    #[error("expected a label table (see docs/labels.md), got {detail}")]
    Malformed {
        /// What the TOML reader says.
        detail: String,
    },
    /// A row that no coding can match, or that means two things.
    #[error("expected a usable row in system {system}, got \"{row}\": {problem}")]
    BadRow {
        /// URI of the system.
        system: String,
        /// The row's code.
        row: String,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// Two blocks for the same system or resource type.
    #[error("expected one block for {name}, got two; join them")]
    Repeated {
        /// URI or type.
        name: String,
    },
    /// A sensitivity without a confidentiality.
    #[error("expected a confidentiality for sensitivity {code}, got none; add it to [confidentiality]")]
    NoConfidentiality {
        /// HL7 code of the sensitivity.
        code: &'static str,
    },
}

/// What the table says of a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Class {
    /// Nothing delicate.
    Ordinary,
    /// Raises the label.
    Delicate(Labels),
    /// The table cannot tell.
    Unknown(Reason),
}

/// One row: codes of a system and what they mean.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// A code, or where the system has a hierarchy the code that all below begins with; there `?`
    /// stands for any one character.
    pub code: String,
    /// Where the system has a hierarchy: the last of a range of three-character categories.
    pub to: Option<String>,
    /// What it means; empty for nothing delicate.
    #[serde(default)]
    pub sensitivity: Vec<Sensitivity>,
    /// A confidentiality that the code itself demands.
    pub confidentiality: Option<Confidentiality>,
    /// What the code stands for, in our own words.
    pub note: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Unlisted {
    Ordinary,
    Unclassified,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct System {
    uri: String,
    #[serde(default)]
    aliases: Vec<String>,
    unlisted: Unlisted,
    #[serde(default)]
    hierarchy: bool,
    #[serde(default)]
    codes: Vec<Row>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ResourceType {
    name: String,
    pub category: Category,
    /// Elements of which one must hold the code that says what the resource is about.
    #[serde(default)]
    pub codes: Vec<String>,
    /// Who, where and who pays: names in it are no health data, references to it tell nothing.
    #[serde(default)]
    pub administrative: bool,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    version: u32,
    unclassified: Confidentiality,
    confidentiality: BTreeMap<Sensitivity, Confidentiality>,
    resource: Vec<ResourceType>,
    system: Vec<System>,
}

/// A label table, checked.
#[derive(Debug, Clone)]
pub struct Table {
    version: u32,
    unclassified: Confidentiality,
    confidentiality: BTreeMap<Sensitivity, Confidentiality>,
    resources: HashMap<String, ResourceType>,
    systems: Vec<System>,
    by_uri: HashMap<String, usize>,
    exact: HashMap<(usize, String), usize>,
    ranges: HashMap<usize, Vec<(Range, usize)>>,
}

impl Table {
    /// The table that is published with the program.
    ///
    /// # Errors
    /// [`TableError`] if the program was built with a broken table; its tests see to it.
    pub fn published() -> Result<&'static Self, TableError> {
        TABLE.as_ref().map_err(Clone::clone)
    }

    /// Reads a table; docs/labels.md has the format.
    ///
    /// # Errors
    /// [`TableError`] for anything that would make a row ineffective or ambiguous.
    pub fn parse(toml: &str) -> Result<Self, TableError> {
        let file: File = toml::from_str(toml)
            .map_err(|error| TableError::Malformed { detail: error.message().to_owned() })?;
        let mut table = Self {
            version: file.version,
            unclassified: file.unclassified.max(Confidentiality::N),
            confidentiality: file.confidentiality,
            resources: HashMap::new(),
            systems: file.system,
            by_uri: HashMap::new(),
            exact: HashMap::new(),
            ranges: HashMap::new(),
        };
        for sensitivity in Sensitivity::ALL {
            if !table.confidentiality.contains_key(sensitivity) {
                return Err(TableError::NoConfidentiality { code: sensitivity.code() });
            }
        }
        for resource in file.resource {
            let name = resource.name.clone();
            if table.resources.insert(name.clone(), resource).is_some() {
                return Err(TableError::Repeated { name });
            }
        }
        for (position, system) in table.systems.iter().enumerate() {
            for uri in std::iter::once(&system.uri).chain(&system.aliases) {
                if table.by_uri.insert(uri.clone(), position).is_some() {
                    return Err(TableError::Repeated { name: uri.clone() });
                }
            }
            for (row_position, row) in system.codes.iter().enumerate() {
                check(system, row)?;
                if system.hierarchy {
                    table.ranges.entry(position).or_default().push((Range::of(system, row)?, row_position));
                } else if table.exact.insert((position, row.code.clone()), row_position).is_some() {
                    return Err(bad_row(system, row, "the code has a row already; join them"));
                }
            }
        }
        Ok(table)
    }

    /// The table's version; it counts up with every change.
    pub fn version(&self) -> u32 {
        self.version
    }

    /// Every row with its system's URI.
    pub fn rows(&self) -> impl Iterator<Item = (&str, &Row)> {
        self.systems.iter().flat_map(|system| system.codes.iter().map(|row| (system.uri.as_str(), row)))
    }

    /// URIs of the systems that the table knows, without aliases.
    pub fn systems(&self) -> impl Iterator<Item = &str> {
        self.systems.iter().map(|system| system.uri.as_str())
    }

    /// The confidentiality that a sensitivity demands.
    pub fn confidentiality(&self, sensitivity: Sensitivity) -> Confidentiality {
        self.confidentiality.get(&sensitivity).copied().unwrap_or(Confidentiality::V)
    }

    /// What a code means.
    pub fn classify(&self, coding: &Coding) -> Class {
        let Some((position, system)) = self
            .by_uri
            .get(&coding.system)
            .and_then(|position| self.systems.get(*position).map(|system| (*position, system)))
        else {
            let reason =
                if coding.system.is_empty() { Reason::CodeWithoutSystem } else { Reason::UnknownSystem };
            return Class::Unknown(reason);
        };
        let mut known = system.unlisted == Unlisted::Ordinary && !coding.code.is_empty();
        let mut labels = Labels::default();
        let rows: Vec<usize> = if system.hierarchy {
            let Some(code) = Classification::parse(&coding.code) else {
                return Class::Unknown(Reason::UnknownCode);
            };
            let ranges = self.ranges.get(&position).into_iter().flatten();
            ranges.filter(|(range, _)| range.holds(&code)).map(|(_, row)| *row).collect()
        } else {
            self.exact.get(&(position, coding.code.clone())).copied().into_iter().collect()
        };
        for row in rows.into_iter().filter_map(|row| system.codes.get(row)) {
            known = true;
            labels.raise(&self.labels_of(row));
        }
        match known {
            false => Class::Unknown(Reason::UnknownCode),
            true if labels == Labels::default() => Class::Ordinary,
            true => Class::Delicate(labels),
        }
    }

    /// What a label in `meta.security` means: the same rows, and the confidentialities.
    pub(crate) fn classify_security(&self, coding: &Coding) -> Class {
        // The ordinary rows of ActCode are kinds of visits; as a label they mean nothing known.
        match self.classify(coding) {
            Class::Ordinary if coding.system != CONFIDENTIALITY && self.is(coding, ACT_CODE) => {
                Class::Unknown(Reason::UnknownCode)
            }
            class => class,
        }
    }

    fn is(&self, coding: &Coding, uri: &str) -> bool {
        self.by_uri.get(&coding.system) == self.by_uri.get(uri)
    }

    fn labels_of(&self, row: &Row) -> Labels {
        let demanded = row.sensitivity.iter().map(|sensitivity| self.confidentiality(*sensitivity));
        Labels {
            sensitivities: row.sensitivity.iter().copied().collect(),
            unclassified: false,
            confidentiality: demanded.chain(row.confidentiality).fold(Confidentiality::N, Ord::max),
        }
    }

    /// The label of something that the table cannot read.
    pub(crate) fn careful(&self) -> Labels {
        Labels { unclassified: true, confidentiality: self.unclassified, ..Labels::default() }
    }

    pub(crate) fn resource(&self, resource_type: &str) -> Option<&ResourceType> {
        self.resources.get(resource_type)
    }

    pub(crate) fn is_administrative(&self, resource_type: &str) -> bool {
        self.resource(resource_type).is_some_and(|resource| resource.administrative)
    }
}

fn check(system: &System, row: &Row) -> Result<(), TableError> {
    if row.to.is_some() && !system.hierarchy {
        return Err(bad_row(system, row, "only a system with a hierarchy has ranges"));
    }
    if row.sensitivity.is_empty() && row.confidentiality.is_none() && system.unlisted == Unlisted::Ordinary {
        return Err(bad_row(system, row, "unlisted codes are ordinary already; leave it out"));
    }
    Ok(())
}

fn bad_row(system: &System, row: &Row, problem: &'static str) -> TableError {
    TableError::BadRow { system: system.uri.clone(), row: row.code.clone(), problem }
}

/// A code of ICD-10 or a national version of it, without dot, in upper case.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Classification(String);

impl Classification {
    fn parse(code: &str) -> Option<Self> {
        let plain: String = code.chars().filter(|c| *c != '.').collect::<String>().to_ascii_uppercase();
        let bytes = plain.as_bytes();
        let well_formed = (3..=8).contains(&bytes.len())
            && bytes.first().is_some_and(u8::is_ascii_uppercase)
            && bytes.get(1).is_some_and(u8::is_ascii_digit)
            && bytes.iter().all(u8::is_ascii_alphanumeric);
        well_formed.then_some(Self(plain))
    }

    /// The three characters of the category.
    fn category(&self) -> &str {
        self.0.get(..3).unwrap_or_default()
    }
}

/// What a row of a system with a hierarchy covers.
#[derive(Debug, Clone)]
enum Range {
    /// A code, perhaps with `?` for any character, and all below it.
    Below(String),
    /// Categories from the first to the last, with all below them.
    Categories(Classification, Classification),
}

impl Range {
    fn of(system: &System, row: &Row) -> Result<Self, TableError> {
        let parse = |code: &str| {
            Classification::parse(code).ok_or_else(|| bad_row(system, row, "it is no code of the system"))
        };
        let Some(last) = &row.to else {
            parse(&row.code.replace('?', "0"))?;
            return Ok(Self::Below(row.code.replace('.', "").to_ascii_uppercase()));
        };
        let (first, last) = (parse(&row.code)?, parse(last)?);
        if first.0.len() == 3 && last.0.len() == 3 && first <= last {
            Ok(Self::Categories(first, last))
        } else {
            Err(bad_row(system, row, "a range goes from one three-character category to a later one"))
        }
    }

    fn holds(&self, code: &Classification) -> bool {
        match self {
            Self::Below(first) => {
                let same = |(expected, found): (u8, u8)| expected == b'?' || expected == found;
                code.0.len() >= first.len() && first.bytes().zip(code.0.bytes()).all(same)
            }
            Self::Categories(first, last) => {
                first.0.as_str() <= code.category() && code.category() <= last.0.as_str()
            }
        }
    }
}
