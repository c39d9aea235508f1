//! Consents: each with its latest version in one row, those before in rows of their own, and rows of what is in force for
//! decisions to read.

use chartseal_guard::{Check, holds};
use chartseal_packed::PackedMap;
use chartseal_types::access::{
    ConsentEnd, Effect, Grantee, MAX_DENIALS, MAX_PERMITS, OWN_DENIALS, SetBy, Terms,
};
use chartseal_types::{Code, ContentHash, IdentityId};
use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Addr, Binary, Order, StdResult, Storage};
use cw_storage_plus::Map;
use serde::{Deserialize, Serialize};

use crate::domain::mandate::Mandate;
use crate::domain::permit::Permit;
use crate::domain::provision::Provision;
use crate::domain::subject::Subject;
use crate::error::ConsentError;

const CONSENTS: PackedMap<(IdentityId, u32), Stored> = PackedMap::new("consents");
const VERSIONS: PackedMap<(IdentityId, u32, u32), Version> = PackedMap::new("consents__version");
const USES: PackedMap<(IdentityId, u32), Uses> = PackedMap::new("consents__uses");
const NAMED: Map<(IdentityId, u32), Binary> = Map::new("consents__named");
const PERMITS: PackedMap<(IdentityId, &[u8]), Vec<Permit>> = PackedMap::new("permits");
const DENIALS: PackedMap<IdentityId, Vec<(Grantee, Provision)>> = PackedMap::new("denials");

/// A consent as it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Head {
    /// The number of the version in force, or last in force.
    pub version: u32,
    /// Its end.
    pub ended: Option<ConsentEnd>,
    /// The request that the consent answered.
    pub request: Option<u32>,
    /// The generation of the patient in which the consent was granted: a permit of another is over.
    pub generation: u32,
    /// The version in force, or last in force.
    pub latest: Version,
}

impl Head {
    /// A consent as it is granted now.
    pub fn new(patient: Subject, request: Option<u32>, first: Version) -> Self {
        Self { version: 1, ended: None, request, generation: patient.generation, latest: first }
    }

    /// The same consent with a version more.
    pub fn amended(self, latest: Version) -> Self {
        Self { version: self.version.saturating_add(1), latest, ..self }
    }

    /// Whether a change of generation ended it: permits end then, denials stay.
    pub fn is_outlived(&self, patient: Subject) -> bool {
        self.latest.terms.effect == Effect::Permit && self.generation != patient.generation
    }
}

/// A consent as it is stored. Version 0.1 kept the latest version where it kept those before, and knew neither requests
/// nor generations.
#[derive(Serialize, Deserialize)]
struct Stored {
    version: u32,
    #[serde(default)]
    ended: Option<ConsentEnd>,
    #[serde(default)]
    request: Option<u32>,
    #[serde(default)]
    generation: u32,
    #[serde(default)]
    latest: Option<Version>,
}

impl Stored {
    fn into_head(self, storage: &dyn Storage, patient: IdentityId, number: u32) -> StdResult<Head> {
        let latest = match self.latest {
            Some(latest) => latest,
            None => VERSIONS.load(storage, (patient, number, self.version))?,
        };
        let Self { version, ended, request, generation, .. } = self;
        Ok(Head { version, ended, request, generation, latest })
    }
}

/// A version of a consent. Never edited.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// What it says.
    pub terms: Terms,
    /// The account that set it.
    pub by: Addr,
    /// The appointment under which it spoke as a representative; none as the patient.
    #[serde(default)]
    pub mandate: Option<Mandate>,
    /// When, Unix seconds.
    pub at: u64,
}

impl Version {
    /// For whom the account spoke.
    pub fn set_by(&self) -> SetBy {
        if self.mandate.is_some() { SetBy::Representative } else { SetBy::Patient }
    }
}

/// The uses of a consent with a bound.
#[cw_serde]
pub struct Uses {
    /// How many tickets it still gives.
    pub left: u32,
    /// When the last ticket that it gave is over, Unix seconds: until then a used-up consent still decides for it.
    pub tickets_until: u64,
}

/// The next number among a patient's consents.
pub fn next_number(storage: &dyn Storage, patient: IdentityId) -> StdResult<u32> {
    let last = CONSENTS.keys(storage, patient, None, Order::Descending).next().transpose()?;
    Ok(last.unwrap_or_default().saturating_add(1))
}

/// A consent as it stands.
pub fn head(storage: &dyn Storage, patient: IdentityId, number: u32) -> StdResult<Option<Head>> {
    let stored = CONSENTS.may_load(storage, (patient, number))?;
    stored.map(|stored| stored.into_head(storage, patient, number)).transpose()
}

/// A version of a consent before the latest.
pub fn earlier(
    storage: &dyn Storage,
    patient: IdentityId,
    number: u32,
    version: u32,
) -> StdResult<Option<Version>> {
    VERSIONS.may_load(storage, (patient, number, version))
}

/// A page of a patient's consents.
pub fn list(
    storage: &dyn Storage,
    patient: IdentityId,
    start_after: Option<u32>,
    limit: usize,
) -> StdResult<Vec<(u32, Head)>> {
    CONSENTS
        .keys(storage, patient, start_after, Order::Ascending)
        .take(limit)
        .map(|number| {
            let number = number?;
            let head = CONSENTS.load(storage, (patient, number))?.into_head(storage, patient, number)?;
            Ok((number, head))
        })
        .collect()
}

fn save_head(storage: &mut dyn Storage, patient: IdentityId, number: u32, head: Head) -> StdResult<()> {
    let Head { version, ended, request, generation, latest } = head;
    let stored = Stored { version, ended, request, generation, latest: Some(latest) };
    CONSENTS.save(storage, (patient, number), &stored)
}

/// Stores a consent and puts its latest version in force.
pub fn put_in_force(
    storage: &mut dyn Storage,
    patient: Subject,
    number: u32,
    head: Head,
) -> Result<(), ConsentError> {
    let set_by = head.latest.set_by();
    let Version { terms, mandate, at: now, .. } = head.latest.clone();
    save_head(storage, patient.id, number, head)?;
    if let Some(left) = terms.uses {
        USES.save(storage, (patient.id, number), &Uses { left, tickets_until: 0 })?;
    }
    if let Some(records) = &terms.records {
        NAMED.save(storage, (patient.id, number), &pack(records))?;
    }
    let provision = Provision::of(number, &terms);
    match terms.effect {
        Effect::Permit => add_permit(storage, patient, terms.grantee, Permit { provision, mandate }, now),
        Effect::Deny => add_denial(storage, patient.id, terms.grantee, provision, set_by, now),
    }
}

/// Puts another version in force; the one before is kept.
pub fn amend(
    storage: &mut dyn Storage,
    patient: Subject,
    number: u32,
    head: Head,
    version: Version,
) -> Result<(), ConsentError> {
    take_out(storage, patient, number, &head.latest.terms)?;
    VERSIONS.save(storage, (patient.id, number, head.version), &head.latest)?;
    put_in_force(storage, patient, number, head.amended(version))
}

/// Ends a consent. What it said stays.
pub fn end(
    storage: &mut dyn Storage,
    patient: Subject,
    number: u32,
    head: Head,
    ended: ConsentEnd,
) -> StdResult<()> {
    take_out(storage, patient, number, &head.latest.terms)?;
    save_head(storage, patient.id, number, Head { ended: Some(ended), ..head })
}

/// Takes what decides out of the rows that decisions read.
fn take_out(storage: &mut dyn Storage, patient: Subject, number: u32, terms: &Terms) -> StdResult<()> {
    match terms.effect {
        Effect::Permit => {
            let key = permits_key(terms.grantee, patient.generation);
            let mut row = PERMITS.may_load(storage, (patient.id, &key))?.unwrap_or_default();
            row.retain(|permit| permit.provision.number != number);
            PERMITS.save(storage, (patient.id, &key), &row)?;
        }
        Effect::Deny => {
            let mut row = denials(storage, patient.id)?;
            row.retain(|(_, provision)| provision.number != number);
            DENIALS.save(storage, patient.id, &row)?;
        }
    }
    Ok(())
}

/// The permits of a patient for a grantee.
pub fn permits(storage: &dyn Storage, patient: Subject, grantee: Grantee) -> StdResult<Vec<Permit>> {
    let key = permits_key(grantee, patient.generation);
    Ok(PERMITS.may_load(storage, (patient.id, &key))?.unwrap_or_default())
}

/// The denials of a patient.
pub fn denials(storage: &dyn Storage, patient: IdentityId) -> StdResult<Vec<(Grantee, Provision)>> {
    Ok(DENIALS.may_load(storage, patient)?.unwrap_or_default())
}

/// The uses of a consent with a bound; none of any other.
pub fn uses(storage: &dyn Storage, patient: IdentityId, number: u32) -> StdResult<Option<Uses>> {
    USES.may_load(storage, (patient, number))
}

/// The records that a consent names. An error when none are stored: what is absent must not widen a consent.
pub fn named(storage: &dyn Storage, patient: IdentityId, number: u32) -> StdResult<Vec<ContentHash>> {
    Ok(unpack(&NAMED.load(storage, (patient, number))?))
}

/// Takes a use of a consent with a bound, for a ticket.
pub fn take_use(
    storage: &mut dyn Storage,
    patient: IdentityId,
    number: u32,
    expires_at: u64,
) -> StdResult<()> {
    let uses = USES.load(storage, (patient, number))?;
    let uses = Uses { left: uses.left.saturating_sub(1), tickets_until: uses.tickets_until.max(expires_at) };
    USES.save(storage, (patient, number), &uses)
}

fn add_permit(
    storage: &mut dyn Storage,
    patient: Subject,
    grantee: Grantee,
    permit: Permit,
    now: u64,
) -> Result<(), ConsentError> {
    let mut row = permits(storage, patient, grantee)?;
    row.retain(|permit| !permit.provision.is_over(now));
    if row.len() >= MAX_PERMITS {
        row = without_used_up(storage, patient.id, row, now)?;
    }
    if !holds(Check::Permits, row.len() < MAX_PERMITS) {
        return Err(ConsentError::TooManyPermits);
    }
    row.push(permit);
    let key = permits_key(grantee, patient.generation);
    Ok(PERMITS.save(storage, (patient.id, &key), &row)?)
}

fn add_denial(
    storage: &mut dyn Storage,
    patient: IdentityId,
    grantee: Grantee,
    provision: Provision,
    set_by: SetBy,
    now: u64,
) -> Result<(), ConsentError> {
    let mut row = denials(storage, patient)?;
    row.retain(|(_, denial)| !denial.is_over(now));
    match set_by {
        SetBy::Representative if !holds(Check::OwnDenials, row.len() < MAX_DENIALS - OWN_DENIALS) => {
            return Err(ConsentError::DenialsKept);
        }
        SetBy::Patient if !holds(Check::Denials, row.len() < MAX_DENIALS) => {
            return Err(ConsentError::TooManyDenials);
        }
        SetBy::Patient | SetBy::Representative => {}
    }
    row.push((grantee, provision));
    Ok(DENIALS.save(storage, patient, &row)?)
}

fn without_used_up(
    storage: &dyn Storage,
    patient: IdentityId,
    row: Vec<Permit>,
    now: u64,
) -> StdResult<Vec<Permit>> {
    let mut kept = Vec::with_capacity(row.len());
    for permit in row {
        let Provision { number, bounded, .. } = permit.provision;
        let used_up = bounded
            && uses(storage, patient, number)?
                .is_some_and(|uses| uses.left == 0 && uses.tickets_until <= now);
        if !used_up {
            kept.push(permit);
        }
    }
    Ok(kept)
}

/// The grantee, then the generation where it is not the first, so that rows of version 1 are rows of the first.
fn permits_key(grantee: Grantee, generation: u32) -> Vec<u8> {
    let mut key = grantee_key(grantee);
    if generation > 0 {
        key.extend(generation.to_be_bytes());
    }
    key
}

/// A kind and, where there is one, an identity and a role: fixed lengths, so no two grantees share a key.
fn grantee_key(grantee: Grantee) -> Vec<u8> {
    match grantee {
        Grantee::Everyone {} => vec![0],
        Grantee::Identity { identity } => [&[1], identity.as_ref()].concat(),
        Grantee::Organization { organization } => [&[2], organization.as_ref()].concat(),
        Grantee::Role { organization, role } => [&[3], organization.as_ref(), &[role.bit()]].concat(),
    }
}

fn pack(records: &[ContentHash]) -> Binary {
    records.iter().flat_map(|record| record.0).collect::<Vec<_>>().into()
}

fn unpack(packed: &Binary) -> Vec<ContentHash> {
    packed.chunks_exact(ContentHash::LEN).filter_map(|hash| hash.try_into().ok().map(ContentHash)).collect()
}
