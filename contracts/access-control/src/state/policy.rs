//! Policy versions: which counts, which waits, what each says.

use chartseal_types::access::abi::SECOND_FACTOR;
use chartseal_types::access::{Policy, PolicyRow, SecondFactorChange, SecondFactorRow};
use chartseal_types::second_factor::Sensitive;
use chartseal_types::{Action, Code, CodeSet, PolicyRole, Purpose, Role};
use cosmwasm_std::{Order, StdError, StdResult, Storage};
use cw_storage_plus::{Item, Map};
use serde::{Deserialize, Serialize};

use crate::domain::emergency::EmergencyRules;
use crate::domain::policy::{decode, encode, set};

mod version_0_1;

pub use version_0_1::complete as complete_from_0_1;

const HEADER: Item<Header> = Item::new("policy");
const VERSIONS: Map<u32, Version> = Map::new("policy__version");
const ROWS: Map<(u32, RowKey), String> = Map::new("policy__row");

/// Role, purpose and action as numbers.
type RowKey = [u8; 3];

/// What a decision reads of a version: little, because each `Open` reads it.
#[derive(Serialize, Deserialize, Clone, Copy, Debug, PartialEq, Eq)]
#[serde(from = "Packed", into = "Packed")]
pub struct Counting {
    /// The version's number, from 1.
    pub number: u32,
    /// From when it counts, Unix seconds.
    pub effective_at: u64,
    /// The longest that a ticket lasts, seconds.
    pub longest_ticket: u64,
    /// How many accesses a requester records in a day.
    pub daily_openings: u32,
    /// How many of these may be denied in full.
    pub daily_denials: u32,
}

/// The stored form: a JSON array, because names of members would cost more gas than the values.
type Packed = (u32, u64, u64, u32, u32);

impl From<Packed> for Counting {
    fn from((number, effective_at, longest_ticket, daily_openings, daily_denials): Packed) -> Self {
        Self { number, effective_at, longest_ticket, daily_openings, daily_denials }
    }
}

impl From<Counting> for Packed {
    fn from(c: Counting) -> Self {
        (c.number, c.effective_at, c.longest_ticket, c.daily_openings, c.daily_denials)
    }
}

/// A version without its rows.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// From when it counts, Unix seconds.
    pub effective_at: u64,
    /// When it was withdrawn or replaced before it counted, Unix seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub withdrawn_at: Option<u64>,
    /// The longest that a ticket lasts, seconds.
    pub longest_ticket: u64,
    /// How many accesses a requester records in a day.
    pub daily_openings: u32,
    /// How many of these may be denied in full.
    pub daily_denials: u32,
    /// What needs a second factor.
    pub second_factor: CodeSet<Sensitive>,
    /// Emergencies.
    pub emergency: EmergencyRules,
}

/// Which version counts and which waits.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// The one that counts.
    pub current: Counting,
    /// The one that waits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pending: Option<Counting>,
    /// The last number given.
    pub last: u32,
}

impl Version {
    /// A version of a policy that counts from a time on.
    pub fn of(policy: &Policy, effective_at: u64) -> Self {
        Self {
            effective_at,
            withdrawn_at: None,
            longest_ticket: policy.longest_ticket,
            daily_openings: policy.daily_openings,
            daily_denials: policy.daily_denials,
            second_factor: set(&policy.second_factor),
            emergency: EmergencyRules::of(policy),
        }
    }

    fn counting(&self, number: u32) -> Counting {
        Counting {
            number,
            effective_at: self.effective_at,
            longest_ticket: self.longest_ticket,
            daily_openings: self.daily_openings,
            daily_denials: self.daily_denials,
        }
    }

    fn policy(&self, rows: Vec<PolicyRow>) -> Policy {
        let EmergencyRules { longest, roles, pass_denials, justify_within, review_within } = self.emergency;
        Policy {
            rows,
            longest_ticket: self.longest_ticket,
            longest_emergency: longest,
            emergency_roles: roles.select(&Role::ALL),
            emergencies_pass_denials: pass_denials,
            justify_within,
            review_within,
            second_factor: self.second_factor.select(&Sensitive::ALL),
            daily_openings: self.daily_openings,
            daily_denials: self.daily_denials,
        }
    }
}

/// The header as it reads at a time: a version that waited counts from its time on, without a message.
pub fn header(storage: &dyn Storage, now: u64) -> StdResult<Header> {
    let stored = HEADER.load(storage)?;
    Ok(match stored.pending {
        Some(pending) if pending.effective_at <= now => {
            Header { current: pending, pending: None, last: stored.last }
        }
        _ => stored,
    })
}

/// Stores the header, and what it says of second factors where other contracts read it.
pub fn save_header(storage: &mut dyn Storage, header: &Header) -> StdResult<()> {
    let required = |version: Counting| VERSIONS.load(storage, version.number).map(|row| row.second_factor);
    let current = required(header.current)?;
    let next = match header.pending {
        Some(pending) => {
            Some(SecondFactorChange { effective_at: pending.effective_at, required: required(pending)? })
        }
        None => None,
    };
    SECOND_FACTOR.save(storage, &SecondFactorRow { current, next })?;
    HEADER.save(storage, header)
}

/// Whether policy asks a second factor for a message at a time. What it does not speak of needs one.
pub fn needs_second_factor(storage: &dyn Storage, sensitive: Sensitive, now: u64) -> StdResult<bool> {
    Ok(SECOND_FACTOR.may_load(storage)?.is_none_or(|row| row.requires(sensitive, now)))
}

/// Stores a new version; gives what the header says of it.
pub fn save_version(
    storage: &mut dyn Storage,
    number: u32,
    version: &Version,
    policy: &Policy,
) -> StdResult<Counting> {
    VERSIONS.save(storage, number, version)?;
    policy.rows.iter().try_for_each(|row| {
        let key = key(row.role, row.purpose, row.action);
        ROWS.save(storage, (number, key), &encode(&row.rules))
    })?;
    Ok(version.counting(number))
}

/// Notes that a version that waited never counts.
pub fn save_withdrawn(storage: &mut dyn Storage, number: u32, now: u64) -> StdResult<()> {
    let version = VERSIONS.load(storage, number)?;
    VERSIONS.save(storage, number, &Version { withdrawn_at: Some(now), ..version })
}

/// What a version says of emergencies.
pub fn emergency_rules(storage: &dyn Storage, number: u32) -> StdResult<EmergencyRules> {
    Ok(VERSIONS.load(storage, number)?.emergency)
}

/// What a version says for a role, a purpose and an action; none where it says nothing.
pub fn row(
    storage: &dyn Storage,
    version: u32,
    role: PolicyRole,
    purpose: Purpose,
    action: Action,
) -> StdResult<Option<PolicyRow>> {
    let stored = ROWS.may_load(storage, (version, key(role, purpose, action)))?;
    Ok(stored.map(|rules| PolicyRow { role, purpose, action, rules: decode(&rules) }))
}

/// A version with all it says, if it was ever set.
pub fn version(storage: &dyn Storage, number: u32) -> StdResult<Option<(Version, Policy)>> {
    let Some(version) = VERSIONS.may_load(storage, number)? else { return Ok(None) };
    let rows = ROWS
        .prefix(number)
        .range(storage, None, None, Order::Ascending)
        .map(|stored| {
            let (key, rules) = stored?;
            let (role, purpose, action) = parse(key)?;
            Ok(PolicyRow { role, purpose, action, rules: decode(&rules) })
        })
        .collect::<StdResult<_>>()?;
    let policy = version.policy(rows);
    Ok(Some((version, policy)))
}

fn key(role: PolicyRole, purpose: Purpose, action: Action) -> RowKey {
    [role.bit(), purpose.bit(), action.bit()]
}

fn parse([role, purpose, action]: RowKey) -> StdResult<(PolicyRole, Purpose, Action)> {
    let row = (|| {
        let role = PolicyRole::ALL.get(usize::from(role))?;
        let purpose = Purpose::ALL.get(usize::from(purpose))?;
        Some((*role, *purpose, *Action::ALL.get(usize::from(action))?))
    })();
    row.ok_or_else(|| {
        StdError::msg("a stored policy row has a code of a newer version; migrate the contract")
    })
}
