//! Policy versions: which counts, which waits, what each says.

use chartseal_types::access::{Policy, PolicyRow};
use chartseal_types::{Action, Code, PolicyRole, Purpose};
use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Order, StdError, StdResult, Storage};
use cw_storage_plus::{Item, Map};

use crate::domain::policy::{decode, encode};

const HEADER: Item<Header> = Item::new("policy");
const VERSIONS: Map<u32, Version> = Map::new("policy__version");
const ROWS: Map<(u32, RowKey), String> = Map::new("policy__row");

/// Role, purpose and action as numbers.
type RowKey = [u8; 3];

/// A version without its rows.
#[cw_serde]
pub struct Version {
    /// Its number, from 1.
    pub number: u32,
    /// From when it counts, Unix seconds.
    pub effective_at: u64,
    /// The longest that a ticket lasts, seconds.
    pub longest_ticket: u64,
    /// When it was withdrawn or replaced before it counted, Unix seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub withdrawn_at: Option<u64>,
}

/// Which version counts and which waits.
#[cw_serde]
pub struct Header {
    /// The one that counts.
    pub current: Version,
    /// The one that waits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pending: Option<Version>,
    /// The last number given.
    pub last: u32,
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

/// Stores the header.
pub fn save_header(storage: &mut dyn Storage, header: &Header) -> StdResult<()> {
    HEADER.save(storage, header)
}

/// Stores a new version.
pub fn save_version(storage: &mut dyn Storage, version: &Version, policy: &Policy) -> StdResult<()> {
    VERSIONS.save(storage, version.number, version)?;
    policy.rows.iter().try_for_each(|row| {
        let key = key(row.role, row.purpose, row.action);
        ROWS.save(storage, (version.number, key), &encode(&row.rules))
    })
}

/// Notes that a version that waited never counts.
pub fn save_withdrawn(storage: &mut dyn Storage, version: Version, now: u64) -> StdResult<()> {
    VERSIONS.save(storage, version.number, &Version { withdrawn_at: Some(now), ..version })
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
    let policy = Policy { rows, longest_ticket: version.longest_ticket };
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
