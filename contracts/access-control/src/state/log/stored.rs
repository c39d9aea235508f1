//! An access as it is stored: every byte of it costs gas at every `Open`.

use chartseal_types::access::{AccessEntry, Decision, Rule, StandingFault, Target};
use chartseal_types::{
    Action, Category, Compartment, Confidentiality, ContentHash, Fingerprint, Hat, IdentityId, Label, Purpose,
};
use cosmwasm_std::Binary;
use serde::{Deserialize, Deserializer, Serialize};

/// Packed, equal decisions counted. The short names are those of version 0.1, whose rows are JSON.
#[derive(Serialize, Deserialize)]
pub struct StoredAccess {
    #[serde(rename = "n")]
    number: u64,
    #[serde(rename = "p")]
    patient: IdentityId,
    #[serde(rename = "s", default)]
    survivor: Option<IdentityId>,
    #[serde(rename = "i")]
    requester: IdentityId,
    #[serde(rename = "h")]
    hat: Hat,
    #[serde(rename = "r", default, deserialize_with = "hashes")]
    records: Option<Vec<ContentHash>>,
    #[serde(rename = "l", default)]
    labels: Vec<(Category, Confidentiality, Compartment)>,
    #[serde(rename = "u")]
    purpose: Purpose,
    #[serde(rename = "a")]
    action: Action,
    #[serde(rename = "c", default)]
    certificate: Option<Fingerprint>,
    #[serde(rename = "v")]
    policy_version: u32,
    /// How many alike, the rule, the fault, and the number of the consent or emergency that decided.
    #[serde(rename = "d")]
    decisions: Vec<(u8, Rule, Option<StandingFault>, Option<u32>)>,
    #[serde(rename = "t")]
    at: u64,
    #[serde(rename = "b")]
    height: u64,
    #[serde(rename = "e", default)]
    expires_at: Option<u64>,
}

/// In JSON, hashes one after the other as base64.
fn hashes<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Vec<ContentHash>>, D::Error> {
    if !deserializer.is_human_readable() {
        return Deserialize::deserialize(deserializer);
    }
    let joined: Option<Binary> = Deserialize::deserialize(deserializer)?;
    Ok(joined.map(|joined| {
        let (hashes, _) = joined.as_chunks();
        hashes.iter().copied().map(ContentHash).collect()
    }))
}

impl From<&AccessEntry> for StoredAccess {
    fn from(entry: &AccessEntry) -> Self {
        let (records, labels) = match &entry.target {
            Target::Records(records) => (Some(records.clone()), vec![]),
            Target::Labels(labels) => {
                (None, labels.iter().map(|l| (l.category, l.confidentiality, l.compartment)).collect())
            }
        };
        Self {
            number: entry.number,
            patient: entry.patient,
            survivor: entry.survivor,
            requester: entry.requester,
            hat: entry.hat,
            records,
            labels,
            purpose: entry.purpose,
            action: entry.action,
            certificate: entry.certificate,
            policy_version: entry.policy_version,
            decisions: count_equal(&entry.decisions),
            at: entry.at,
            height: entry.height,
            expires_at: entry.expires_at,
        }
    }
}

impl StoredAccess {
    /// The access as it was recorded.
    pub fn into_entry(self, access: u64) -> AccessEntry {
        let target = match self.records {
            Some(records) => Target::Records(records),
            None => Target::Labels(
                self.labels
                    .into_iter()
                    .map(|(category, confidentiality, compartment)| Label {
                        category,
                        confidentiality,
                        compartment,
                    })
                    .collect(),
            ),
        };
        let decisions = self.decisions.into_iter().flat_map(|(count, rule, fault, basis)| {
            let (consent, emergency) = if rule == Rule::Emergency { (None, basis) } else { (basis, None) };
            let decision = Decision { permitted: rule.permits(), rule, fault, consent, emergency };
            std::iter::repeat_n(decision, usize::from(count))
        });
        AccessEntry {
            access,
            number: self.number,
            patient: self.patient,
            survivor: self.survivor,
            requester: self.requester,
            hat: self.hat,
            target,
            purpose: self.purpose,
            action: self.action,
            certificate: self.certificate,
            policy_version: self.policy_version,
            decisions: decisions.collect(),
            at: self.at,
            height: self.height,
            expires_at: self.expires_at,
        }
    }
}

fn count_equal(decisions: &[Decision]) -> Vec<(u8, Rule, Option<StandingFault>, Option<u32>)> {
    decisions
        .chunk_by(PartialEq::eq)
        .filter_map(|equal| {
            let first = equal.first()?;
            Some((
                u8::try_from(equal.len()).ok()?,
                first.rule,
                first.fault,
                first.consent.or(first.emergency),
            ))
        })
        .collect()
}
