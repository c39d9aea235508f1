//! Storage.
//!
//! Namespaces that other contracts read, see [`chartseal_types::identity::abi`]: `accounts`, `identities`,
//! `affiliations`, `registrars`, `passkeys`, `relying_parties`, `distrusted`, `representatives`, `duplicates`. Private
//! ones: `registrations`, `profiles`, `accounts__identity`, `changes`, `open_affiliations`, `passkeys__identity`,
//! `recoveries__open`, `guardian_freezes`, `account_freezes`, `speaks_since`, `suspended_by`, and two for each history: `account_periods`, `keys`, `verifications`,
//! `status_changes`, `affiliation_periods`, `registrar_periods`, `passkey_periods`, `guardians`, `recoveries`, with
//! `__length` behind. Shared ones: `contract_info`, `governance__…`, `second_factor__nonce`.

pub mod acts;
pub mod distrust;
mod journal;
pub mod merges;
mod passkeys;
mod recovery;
pub mod representatives;

use chartseal_types::identity::abi::{ACCOUNTS, AFFILIATIONS, IDENTITIES, REGISTRARS};
use chartseal_types::identity::{
    AccountPeriod, Affiliation, AffiliationPeriod, IdentityRow, KeyVersion, RegistrarPeriod, RegistrarRow,
    StatusChange, Verification,
};
use chartseal_types::{Commitment, IdentityId, page_size};
use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Addr, Order, StdResult, Storage};
use cw_storage_plus::{Bound, Map};

use crate::StandingError;
use crate::domain::{Accounts, ChangeQueue, OpenAffiliations};
use crate::error::ContractError;
use journal::Journal;

pub use passkeys::*;
pub use recovery::*;

/// How many identities an account has registered.
const REGISTRATIONS: Map<&Addr, u64> = Map::new("registrations");
const PROFILES: Map<IdentityId, Profile> = Map::new("profiles");
const IDENTITY_ACCOUNTS: Map<IdentityId, Accounts> = Map::new("accounts__identity");
/// identity → the registrar that suspended it, while it is suspended; none when the admin did.
const SUSPENDED_BY: Map<IdentityId, IdentityId> = Map::new("suspended_by");
const CHANGES: Map<IdentityId, ChangeQueue> = Map::new("changes");
const OPEN_AFFILIATIONS: Map<IdentityId, OpenAffiliations> = Map::new("open_affiliations");

pub const ACCOUNT_PERIODS: Journal<AccountPeriod> =
    Journal::new("account_periods", "account_periods__length");
/// A key's number is its version.
pub const KEYS: Journal<KeyVersion> = Journal::new("keys", "keys__length");
pub const VERIFICATIONS: Journal<Verification> = Journal::new("verifications", "verifications__length");
pub const STATUS_CHANGES: Journal<StatusChange> = Journal::new("status_changes", "status_changes__length");
pub const AFFILIATION_PERIODS: Journal<AffiliationPeriod> =
    Journal::new("affiliation_periods", "affiliation_periods__length");
pub const REGISTRAR_PERIODS: Journal<RegistrarPeriod> =
    Journal::new("registrar_periods", "registrar_periods__length");

/// What is kept of an identity beside its row, for people rather than contracts.
#[cw_serde]
pub struct Profile {
    /// Commitment given at registration.
    pub evidence: Commitment,
    /// Unix seconds.
    pub registered_at: u64,
}

pub fn registrations(storage: &dyn Storage, account: &Addr) -> StdResult<u64> {
    Ok(REGISTRATIONS.may_load(storage, account)?.unwrap_or_default())
}

pub fn save_registrations(storage: &mut dyn Storage, account: &Addr, count: u64) -> StdResult<()> {
    REGISTRATIONS.save(storage, account, &count)
}

pub fn identity_of(storage: &dyn Storage, account: &Addr) -> StdResult<Option<IdentityId>> {
    ACCOUNTS.may_load(storage, account)
}

/// An identity's row, without a verification by a distrusted registrar.
pub fn identity(storage: &dyn Storage, id: IdentityId) -> Result<IdentityRow, ContractError> {
    let row = IDENTITIES.may_load(storage, id)?.ok_or(StandingError::Unknown { identity: id })?;
    Ok(row.without_distrusted(&distrust::list(storage)?))
}

pub fn save_identity(storage: &mut dyn Storage, id: IdentityId, row: &IdentityRow) -> StdResult<()> {
    IDENTITIES.save(storage, id, row)
}

/// Rows of version 0.1 do not say who verified them last, and when: the journal does. A row that says so stays as it is.
pub fn fill_in_verifications(storage: &mut dyn Storage) -> StdResult<()> {
    let rows = IDENTITIES.range(storage, None, None, Order::Ascending);
    let rows = rows.collect::<StdResult<Vec<_>>>()?;
    for (id, row) in rows.into_iter().filter(|(_, row)| row.verified_at == 0) {
        if let Some(Verification { registrar, verified_at, .. }) = VERIFICATIONS.last(storage, id)? {
            IDENTITIES.save(storage, id, &IdentityRow { registrar, verified_at, ..row })?;
        }
    }
    Ok(())
}

pub fn profile(storage: &dyn Storage, id: IdentityId) -> StdResult<Profile> {
    PROFILES.load(storage, id)
}

pub fn save_profile(storage: &mut dyn Storage, id: IdentityId, profile: &Profile) -> StdResult<()> {
    PROFILES.save(storage, id, profile)
}

/// The registrar that suspended an identity. Of before version 0.2 only the account is known, and whose that is now.
pub fn suspended_by(storage: &dyn Storage, id: IdentityId) -> StdResult<Option<IdentityId>> {
    if let Some(registrar) = SUSPENDED_BY.may_load(storage, id)? {
        return Ok(Some(registrar));
    }
    match STATUS_CHANGES.last(storage, id)? {
        Some(change) => identity_of(storage, &change.by),
        None => Ok(None),
    }
}

pub fn save_suspended_by(
    storage: &mut dyn Storage,
    id: IdentityId,
    registrar: Option<IdentityId>,
) -> StdResult<()> {
    match registrar {
        Some(registrar) => SUSPENDED_BY.save(storage, id, &registrar),
        None => {
            SUSPENDED_BY.remove(storage, id);
            Ok(())
        }
    }
}

/// Whether an account controls the identity.
pub fn is_claimed(storage: &dyn Storage, id: IdentityId) -> bool {
    IDENTITY_ACCOUNTS.has(storage, id)
}

/// The accounts that control the identity; none of an unclaimed one.
pub fn accounts_of(storage: &dyn Storage, id: IdentityId) -> StdResult<Vec<Addr>> {
    Ok(IDENTITY_ACCOUNTS.may_load(storage, id)?.map(Accounts::list).unwrap_or_default())
}

/// Since when an account controls an identity, Unix seconds; none when it does not.
pub fn account_since(storage: &dyn Storage, id: IdentityId, account: &Addr) -> StdResult<Option<u64>> {
    let Some(number) = accounts(storage, id)?.period_of(account) else { return Ok(None) };
    Ok(ACCOUNT_PERIODS.may_load(storage, id, number)?.map(|period| period.added_at))
}

pub fn accounts(storage: &dyn Storage, id: IdentityId) -> StdResult<Accounts> {
    IDENTITY_ACCOUNTS.load(storage, id)
}

/// The account controls the identity from now on: in its list, in what others read, and in the history.
pub fn add_account(
    storage: &mut dyn Storage,
    id: IdentityId,
    account: &Addr,
    now: u64,
) -> Result<(), ContractError> {
    let number = ACCOUNT_PERIODS.next(storage, id)?;
    let accounts = match IDENTITY_ACCOUNTS.may_load(storage, id)? {
        None => Accounts::sole(account.clone(), number),
        Some(mut accounts) => {
            accounts.add(account.clone(), number)?;
            accounts
        }
    };
    let period =
        AccountPeriod { account: account.clone(), added_at: now, removed_at: None, removed_by: None };
    ACCOUNT_PERIODS.push(storage, id, &period)?;
    IDENTITY_ACCOUNTS.save(storage, id, &accounts)?;
    Ok(ACCOUNTS.save(storage, account, &id)?)
}

/// The account no longer controls the identity; the history keeps when and by whom.
pub fn remove_account(
    storage: &mut dyn Storage,
    id: IdentityId,
    account: &Addr,
    by: &Addr,
    now: u64,
) -> Result<(), ContractError> {
    let mut accounts = accounts(storage, id)?;
    let number = accounts.remove(account)?;
    IDENTITY_ACCOUNTS.save(storage, id, &accounts)?;
    ACCOUNTS.remove(storage, account);
    Ok(ACCOUNT_PERIODS.complete(storage, id, number, |period| {
        period.removed_at = Some(now);
        period.removed_by = Some(by.clone());
    })?)
}

/// One account alone controls the identity from now on, be there others or none before.
pub fn take_over_account(
    storage: &mut dyn Storage,
    id: IdentityId,
    account: &Addr,
    now: u64,
) -> Result<(), ContractError> {
    let old = IDENTITY_ACCOUNTS.may_load(storage, id)?;
    for (old, number) in old.into_iter().flat_map(Accounts::into_periods) {
        ACCOUNTS.remove(storage, &old);
        ACCOUNT_PERIODS.complete(storage, id, number, |period| {
            period.removed_at = Some(now);
            period.removed_by = Some(account.clone());
        })?;
    }
    IDENTITY_ACCOUNTS.remove(storage, id);
    add_account(storage, id, account, now)
}

pub fn changes(storage: &dyn Storage, id: IdentityId) -> StdResult<ChangeQueue> {
    Ok(CHANGES.may_load(storage, id)?.unwrap_or_default())
}

pub fn save_changes(storage: &mut dyn Storage, id: IdentityId, changes: &ChangeQueue) -> StdResult<()> {
    CHANGES.save(storage, id, changes)
}

pub fn open_affiliations(storage: &dyn Storage, practitioner: IdentityId) -> StdResult<OpenAffiliations> {
    Ok(OPEN_AFFILIATIONS.may_load(storage, practitioner)?.unwrap_or_default())
}

/// Saves what is offered and in force, and from it what other contracts read.
pub fn save_open_affiliations(
    storage: &mut dyn Storage,
    practitioner: IdentityId,
    open: &OpenAffiliations,
) -> StdResult<()> {
    OPEN_AFFILIATIONS.save(storage, practitioner, open)?;
    AFFILIATIONS.save(storage, practitioner, &open.in_force())
}

pub fn affiliations(storage: &dyn Storage, practitioner: IdentityId) -> StdResult<Vec<Affiliation>> {
    Ok(AFFILIATIONS.may_load(storage, practitioner)?.unwrap_or_default())
}

pub fn is_registrar(storage: &dyn Storage, organization: IdentityId) -> bool {
    REGISTRARS.has(storage, organization)
}

pub fn appoint_registrar(storage: &mut dyn Storage, organization: IdentityId, now: u64) -> StdResult<()> {
    let period = RegistrarPeriod { appointed_at: now, dismissed_at: None };
    REGISTRAR_PERIODS.push(storage, organization, &period)?;
    REGISTRARS.save(storage, organization, &RegistrarRow { since: now })
}

pub fn dismiss_registrar(storage: &mut dyn Storage, organization: IdentityId, now: u64) -> StdResult<()> {
    let number = REGISTRAR_PERIODS.len(storage, organization)?;
    REGISTRAR_PERIODS.complete(storage, organization, number, |period| period.dismissed_at = Some(now))?;
    REGISTRARS.remove(storage, organization);
    Ok(())
}

pub fn registrars(
    storage: &dyn Storage,
    start_after: Option<IdentityId>,
    limit: Option<u32>,
) -> StdResult<Vec<IdentityId>> {
    REGISTRARS
        .keys(storage, start_after.map(Bound::exclusive), None, Order::Ascending)
        .take(page_size(limit))
        .collect()
}
