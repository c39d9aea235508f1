//! From entries of the log to an accounting.

use super::exemption::{Paragraph, exemption};
use super::period::{Days, day};
use super::{AccountingError, Facts, Request};
use chartseal_types::access::{AccessEntry, Target};
use chartseal_types::{Action, Category, ContentHash, Hat, IdentityId, Label, Purpose, Role};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// An accounting of disclosures. It serializes to JSON; its `Display` is a table for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The patient's DID.
    pub patient: String,
    /// The first day that is covered, `YYYY-MM-DD` in UTC.
    pub from: String,
    /// The last day that is covered.
    pub until: String,
    /// What must be accounted for, oldest first.
    pub disclosures: Vec<Disclosure>,
    /// What need not, with the paragraph that exempts it, oldest first.
    pub exempt: Vec<Exempt>,
    /// Accesses of which nothing was permitted: no disclosures.
    pub denied: u64,
    /// Accesses to write: no disclosures.
    pub writes: u64,
}

/// A disclosure, or several of one series (164.528(b)(2), (b)(3)).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Disclosure {
    /// The day, the first of a series, `YYYY-MM-DD` in UTC.
    pub date: String,
    /// Who received.
    pub recipient: Recipient,
    /// What was disclosed.
    pub what: Description,
    /// For what it was asked.
    pub purpose: Purpose,
    /// How many there were and when the last, where it stands for several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub series: Option<Series>,
    /// Whether a review found it to be misuse.
    pub misuse: bool,
    /// The numbers of the accesses in the log.
    pub accesses: Vec<u64>,
}

/// Several disclosures told as one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Series {
    /// How many.
    pub number: u64,
    /// The day of the last one.
    pub last: String,
}

/// A disclosure that need not be accounted for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Exempt {
    /// The disclosure.
    #[serde(flatten)]
    pub disclosure: Disclosure,
    /// What exempts it.
    pub paragraph: Paragraph,
}

/// Who received.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Recipient {
    /// The person's DID.
    pub identity: String,
    /// The DID of the organization for which it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organization: Option<String>,
    /// The role there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// The person's name and address, if known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person: Option<Contact>,
    /// The organization's name and address, if known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entity: Option<Contact>,
}

/// Name and address of who received (164.528(b)(2)(ii)).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Contact {
    /// The name.
    pub name: String,
    /// The address, if known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
}

/// A brief description of what was disclosed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Description {
    /// How many different records.
    pub records: usize,
    /// Of which categories.
    pub categories: BTreeSet<Category>,
    /// Of how many of them the category is not known.
    pub unlabelled: usize,
}

pub(super) fn draw(
    entries: &[AccessEntry],
    request: &Request,
    facts: &Facts<'_>,
) -> Result<Report, AccountingError> {
    let days = Days::before(request.as_of)?;
    let mut report = Report {
        patient: request.patient.did(facts.chain_id),
        from: days.first.to_string(),
        until: days.last.to_string(),
        disclosures: Vec::new(),
        exempt: Vec::new(),
        denied: 0,
        writes: 0,
    };
    let mut listed = Vec::new();
    for entry in in_order(entries).into_values() {
        if entry.patient != request.patient {
            return Err(AccountingError::OtherPatient { access: entry.access });
        }
        if entry.at > request.as_of || !days.contains(entry.at)? {
            continue;
        }
        // Labels stand for records that do not exist yet: there is nothing to disclose.
        let (Action::Read, Target::Records(records)) = (entry.action, &entry.target) else {
            report.writes += 1;
            continue;
        };
        let parts = parts(entry, records, facts)?;
        report.denied += u64::from(parts.is_empty());
        for (paragraph, records) in parts {
            let part = Part { entry, records };
            match paragraph {
                Some(paragraph) => {
                    let disclosure = disclosure(&[part], facts)?;
                    report.exempt.extend(disclosure.map(|disclosure| Exempt { disclosure, paragraph }));
                }
                None => listed.push(part),
            }
        }
    }
    for series in series(listed, request.summarise, facts) {
        report.disclosures.extend(disclosure(&series, facts)?);
    }
    Ok(report)
}

/// By their number in total order, each once.
fn in_order(entries: &[AccessEntry]) -> BTreeMap<u64, &AccessEntry> {
    entries.iter().map(|entry| (entry.access, entry)).collect()
}

/// The permitted part of an access that is accounted for, or exempt, alike.
struct Part<'e> {
    entry: &'e AccessEntry,
    records: Records<'e>,
}

/// What was disclosed: records by hash with their labels.
type Records<'e> = BTreeMap<&'e ContentHash, Option<Label>>;

fn parts<'e>(
    entry: &AccessEntry,
    records: &'e [ContentHash],
    facts: &Facts<'_>,
) -> Result<BTreeMap<Option<Paragraph>, Records<'e>>, AccountingError> {
    if records.len() != entry.decisions.len() {
        return Err(AccountingError::Decisions { access: entry.access });
    }
    let mut parts: BTreeMap<_, Records<'e>> = BTreeMap::new();
    for (record, decision) in records.iter().zip(&entry.decisions).filter(|(_, decision)| decision.permitted)
    {
        let label = facts.labels.get(record).copied();
        parts.entry(exemption(entry, decision, facts)).or_default().insert(record, label);
    }
    Ok(parts)
}

/// Parts that are told together, in the order of their first ones.
fn series<'e>(listed: Vec<Part<'e>>, summarise: bool, facts: &Facts<'_>) -> Vec<Vec<Part<'e>>> {
    let mut all: Vec<Vec<Part<'e>>> = Vec::new();
    let key = |entry: &AccessEntry| (entry.requester, entry.hat, entry.purpose);
    for part in listed {
        let joins = summarise && may_be_summarised(part.entry, facts);
        let with = |series: &&mut Vec<Part<'e>>| {
            series.first().is_some_and(|first| {
                key(first.entry) == key(part.entry) && may_be_summarised(first.entry, facts)
            })
        };
        match all.iter_mut().find(with).filter(|_| joins) {
            Some(series) => series.push(part),
            None => all.push(vec![part]),
        }
    }
    all
}

/// 164.528(b)(3) is about disclosures that 164.512 permits: of the purposes there are, public health and research. What
/// was misuse is told one by one.
fn may_be_summarised(entry: &AccessEntry, facts: &Facts<'_>) -> bool {
    let permitted_by_512 = matches!(entry.purpose, Purpose::PUBHLTH | Purpose::HRESCH | Purpose::CLINTRL);
    permitted_by_512 && !facts.misuse.contains(&entry.access)
}

/// One or several parts as one disclosure; none for no part.
fn disclosure(parts: &[Part<'_>], facts: &Facts<'_>) -> Result<Option<Disclosure>, AccountingError> {
    let ([first, ..], [.., last]) = (parts, parts) else { return Ok(None) };
    let date = |part: &Part<'_>| day(part.entry.at).map(|day| day.to_string());
    let several = parts.len() > 1;
    Ok(Some(Disclosure {
        date: date(first)?,
        recipient: recipient(first.entry, facts),
        what: describe(parts),
        purpose: first.entry.purpose,
        series: if several { Some(Series { number: parts.len() as u64, last: date(last)? }) } else { None },
        misuse: facts.misuse.contains(&first.entry.access),
        accesses: parts.iter().map(|part| part.entry.access).collect(),
    }))
}

fn describe(parts: &[Part<'_>]) -> Description {
    let records: Records<'_> =
        parts.iter().flat_map(|part| &part.records).map(|(hash, label)| (*hash, *label)).collect();
    Description {
        records: records.len(),
        categories: records.values().flatten().map(|label| label.category).collect(),
        unlabelled: records.values().filter(|label| label.is_none()).count(),
    }
}

fn recipient(entry: &AccessEntry, facts: &Facts<'_>) -> Recipient {
    let did = |identity: IdentityId| identity.did(facts.chain_id);
    let (organization, role) = match entry.hat {
        Hat::Own {} | Hat::Representative {} => (None, None),
        Hat::Organization { organization, role } => (Some(organization), Some(role)),
    };
    Recipient {
        identity: did(entry.requester),
        organization: organization.map(did),
        role,
        person: (facts.contact)(entry.requester),
        entity: organization.and_then(facts.contact),
    }
}
