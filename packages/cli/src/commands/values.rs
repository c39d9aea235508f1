//! Values of the command line as domain types: codes as the messages spell them, days, roles at organizations.

use std::fs;
use std::path::PathBuf;
use std::str::FromStr;

use chartseal_types::{Action, Category, Confidentiality, Hat, IdentityId, Purpose, Quarter, Role};
use serde::Serialize;
use serde::de::DeserializeOwned;
use time::OffsetDateTime;

use crate::error::{CliError, Result};
use crate::home::Name;
use crate::session::Session;

/// Seconds of a day, and of an hour.
pub(crate) const DAY: u64 = 86_400;
pub(crate) const HOUR: u64 = 3_600;

/// Reads a code as the messages spell it, and lists what there is when it is none of them.
pub(crate) fn code<T: DeserializeOwned + Serialize + Copy>(text: &str, all: &[T]) -> Result<T, String> {
    let spelt = text.replace('-', "_");
    serde_json::from_value(serde_json::Value::String(spelt)).map_err(|_| {
        let known: Vec<_> = all.iter().map(|code| spell(*code)).collect();
        format!("expected one of {}", known.join(", "))
    })
}

/// A code as the messages spell it.
pub(crate) fn spell(code: impl Serialize) -> String {
    match serde_json::to_value(code) {
        Ok(serde_json::Value::String(text)) => text.replace('_', "-"),
        _ => String::new(),
    }
}

pub(crate) fn role(text: &str) -> Result<Role, String> {
    code(text, &Role::ALL)
}

pub(crate) fn category(text: &str) -> Result<Category, String> {
    code(text, &Category::ALL)
}

pub(crate) fn action(text: &str) -> Result<Action, String> {
    code(text, &Action::ALL)
}

pub(crate) fn purpose(text: &str) -> Result<Purpose, String> {
    code(&text.to_uppercase(), &Purpose::ALL)
}

pub(crate) fn confidentiality(text: &str) -> Result<Confidentiality, String> {
    use Confidentiality::{L, M, N, R, U, V};
    code(&text.to_uppercase(), &[U, L, M, N, R, V])
}

/// A quarter as `2024-Q3`.
pub(crate) fn quarter(text: &str) -> Result<Quarter, String> {
    let parts =
        text.split_once("-Q").and_then(|(year, quarter)| Some((year.parse().ok()?, quarter.parse().ok()?)));
    let (year, quarter) = parts.ok_or("expected a quarter such as 2024-Q3")?;
    Quarter::new(year, quarter).map_err(|error| error.to_string())
}

/// A role at an organization: `doctor@north`.
#[derive(Debug, Clone)]
pub(crate) struct RoleAt {
    /// As what.
    pub role: Role,
    /// Where: a name of this home, an identity or a DID.
    pub organization: String,
}

impl FromStr for RoleAt {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (role, organization) =
            text.split_once('@').ok_or("expected a role at an organization, such as doctor@north")?;
        Ok(Self { role: self::role(role)?, organization: organization.to_owned() })
    }
}

/// Who acts, and wearing which hat.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Acting {
    /// Who acts: a name of this home, whose key file is unlocked
    #[arg(long = "as", value_name = "NAME")]
    pub who: Name,
    /// In which role, such as doctor@north; without it, as oneself
    #[arg(long, value_name = "ROLE@ORGANIZATION", conflicts_with = "as_representative")]
    pub hat: Option<RoleAt>,
    /// As a representative of the patient
    #[arg(long)]
    pub as_representative: bool,
}

impl Acting {
    /// The hat as the contracts know it.
    pub fn hat(&self, session: &Session) -> Result<Hat> {
        match &self.hat {
            None if self.as_representative => Ok(Hat::Representative {}),
            None => Ok(Hat::Own {}),
            Some(RoleAt { role, organization }) => {
                Ok(Hat::Organization { organization: session.identity(organization)?, role: *role })
            }
        }
    }
}

/// For whom somebody sets a rule.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct OnBehalf {
    /// For another patient: as their representative, or as the survivor that a duplicate was merged into
    #[arg(id = "for", long = "for", value_name = "PATIENT")]
    pub patient: Option<String>,
}

impl OnBehalf {
    /// The other patient as the contracts know them.
    pub fn patient(&self, session: &Session) -> Result<Option<IdentityId>> {
        self.patient.as_deref().map(|patient| session.identity(patient)).transpose()
    }
}

/// The content of a file that only a salted commitment is made of; nothing without one.
pub(crate) fn evidence(file: Option<PathBuf>) -> Result<Vec<u8>> {
    file.map_or_else(|| Ok(Vec::new()), |path| fs::read(&path).map_err(CliError::file(path)))
}

/// A time of the ledger as people read it, in UTC: `2026-11-22 16:05:00`.
pub(crate) fn date(seconds: u64) -> String {
    let time =
        i64::try_from(seconds).ok().and_then(|seconds| OffsetDateTime::from_unix_timestamp(seconds).ok());
    time.map_or_else(
        || seconds.to_string(),
        |t| {
            let (date, hour, minute, second) = (t.date(), t.hour(), t.minute(), t.second());
            format!("{date} {hour:02}:{minute:02}:{second:02}")
        },
    )
}
