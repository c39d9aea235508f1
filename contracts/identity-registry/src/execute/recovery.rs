//! Guardians give an identity back to an owner who lost every account.

use chartseal_governance::ensure_running;
use chartseal_guard::{Check, holds};
use chartseal_second_factor::Factor;
use chartseal_types::IdentityId;
use chartseal_types::identity::{
    EncryptionKeyUnchecked, IdentityRow, RECOVERY_LAPSES_AFTER, Recovery, RecoveryOutcome, RepresentationEnd,
    Word, event,
};
use chartseal_types::second_factor::{PasskeyUnchecked, Sensitive};
use cosmwasm_std::{Addr, DepsMut, Env, Event, MessageInfo, Response, Storage, to_json_binary};

use super::change::{ensure_free, replace_key};
use super::representative::end_those;
use super::respond;
use crate::authority::{
    ensure_confirmed, guardian_of, is_active_registrar, own_active_identity, own_identity,
};
use crate::domain::ChangeQueue;
use crate::domain::recovery::{self, ensure_due, ensure_recoverable};
use crate::domain::representatives::Appointer;
use crate::error::ContractError;
use crate::{RecoveryError, state};

pub fn start(
    deps: DepsMut<'_>,
    env: &Env,
    info: &MessageInfo,
    identity: IdentityId,
    account: &str,
    encryption_key: EncryptionKeyUnchecked,
    passkey: Option<PasskeyUnchecked>,
) -> Result<Response, ContractError> {
    let now = env.block.time.seconds();
    ensure_recoverable(identity, &state::identity(deps.storage, identity)?)?;
    let (guardian, guardians) = guardian_of(deps.storage, &info.sender, identity, now)?;
    let mut standing = state::standing_recoveries(deps.storage, identity, now)?.into_iter();
    let is_another = |recovery: &Recovery| holds(Check::OneRecoveryEach, recovery.started_by != guardian);
    if let Some(own) = standing.find(|recovery| !is_another(recovery)) {
        return Err(RecoveryError::AlreadyStarted { number: own.number }.into());
    }
    let account = deps.api.addr_validate(account)?;
    ensure_free(deps.storage, &account)?;
    let encryption_key = encryption_key.check()?;
    let relying_parties = state::relying_parties(deps.storage)?;
    let passkey = passkey.map(|passkey| passkey.check(&relying_parties)).transpose()?;
    let mut recovery = Recovery {
        number: state::RECOVERIES.next(deps.storage, identity)?,
        started_by: guardian,
        started_at: now,
        account,
        encryption_key,
        passkey,
        approvals: vec![],
        veto: None,
        overrides: vec![],
        registrar: None,
        due_at: None,
        lapses_at: now.saturating_add(RECOVERY_LAPSES_AFTER),
        ended: None,
    };
    recovery::approve(&mut recovery, guardian, &guardians, now)?;

    state::add_recovery(deps.storage, identity, &recovery, now)?;
    let response = respond("start_recovery", [event::recovery_started(identity, &recovery)?]);
    Ok(response.set_data(to_json_binary(&recovery.number)?))
}

pub fn approve(
    deps: DepsMut<'_>,
    env: &Env,
    info: &MessageInfo,
    identity: IdentityId,
    number: u32,
) -> Result<Response, ContractError> {
    let now = env.block.time.seconds();
    ensure_recoverable(identity, &state::identity(deps.storage, identity)?)?;
    let (guardian, guardians) = guardian_of(deps.storage, &info.sender, identity, now)?;
    let mut recovery = state::standing_recovery(deps.storage, identity, number, now)?;
    recovery::approve(&mut recovery, guardian, &guardians, now)?;
    state::save_recovery(deps.storage, identity, &recovery)?;
    Ok(respond("approve_recovery", [event::recovery_approved(identity, &recovery, guardian)]))
}

/// By any account, all recoveries at once: who is robbed need not find out which one it is.
pub fn veto(deps: DepsMut<'_>, env: &Env, info: &MessageInfo) -> Result<Response, ContractError> {
    let (now, by) = (env.block.time.seconds(), &info.sender);
    let identity = own_identity(deps.storage, by)?;
    let standing = state::standing_recoveries(deps.storage, identity, now)?;
    let mut events = vec![];
    for mut recovery in standing.into_iter().filter(recovery::can_be_vetoed) {
        recovery::veto(&mut recovery, by, now);
        state::save_recovery(deps.storage, identity, &recovery)?;
        events.push(event::recovery_vetoed(identity, &recovery, by));
    }
    if events.is_empty() {
        return Err(RecoveryError::NothingToVeto { identity }.into());
    }
    Ok(respond("veto_recovery", events))
}

pub fn override_veto(
    deps: DepsMut<'_>,
    env: &Env,
    info: &MessageInfo,
    identity: IdentityId,
    number: u32,
    factor: &Factor,
) -> Result<Response, ContractError> {
    let now = env.block.time.seconds();
    ensure_recoverable(identity, &state::identity(deps.storage, identity)?)?;
    let (sender, _) = own_active_identity(deps.storage, &info.sender, now)?;
    let guardians = state::guardians(deps.storage, identity)?;
    let mut recovery = state::standing_recovery(deps.storage, identity, number, now)?;
    // A registrar that is a guardian counts as a guardian, once.
    if guardians.contains(sender) {
        recovery::override_as_guardian(&mut recovery, sender, &guardians, now)?;
    } else if state::is_registrar(deps.storage, sender) {
        ensure_confirmed(deps.as_ref(), factor, sender, Sensitive::RegistrarAct, now)?;
        recovery::override_as_registrar(&mut recovery, identity, sender, &guardians, now)?;
    } else {
        return Err(RecoveryError::NotGuardian { identity, sender }.into());
    }
    state::save_recovery(deps.storage, identity, &recovery)?;
    Ok(respond("override_veto", [event::veto_overridden(identity, &recovery, sender)]))
}

/// Whatever has become of who gave it: taking back is never too much.
pub fn withdraw_approval(
    deps: DepsMut<'_>,
    env: &Env,
    info: &MessageInfo,
    identity: IdentityId,
    number: u32,
) -> Result<Response, ContractError> {
    let now = env.block.time.seconds();
    let by = own_identity(deps.storage, &info.sender)?;
    let guardians = state::guardians(deps.storage, identity)?;
    let mut recovery = state::standing_recovery(deps.storage, identity, number, now)?;
    recovery::withdraw_approval(&mut recovery, by, &guardians)?;
    state::save_recovery(deps.storage, identity, &recovery)?;
    Ok(respond("withdraw_approval", [event::approval_withdrawn(identity, &recovery, by)]))
}

pub fn withdraw(
    deps: DepsMut<'_>,
    env: &Env,
    info: &MessageInfo,
    identity: IdentityId,
) -> Result<Response, ContractError> {
    let now = env.block.time.seconds();
    let guardian = own_identity(deps.storage, &info.sender)?;
    let mut standing = state::standing_recoveries(deps.storage, identity, now)?.into_iter();
    let own = standing.find(|recovery| recovery.started_by == guardian);
    let recovery = own.ok_or(RecoveryError::NoneStarted { identity, guardian })?;
    let event = end(deps.storage, identity, recovery, RecoveryOutcome::Withdrawn, now)?;
    Ok(respond("withdraw_recovery", [event]))
}

pub fn complete(
    deps: DepsMut<'_>,
    env: &Env,
    info: &MessageInfo,
    identity: IdentityId,
    number: u32,
) -> Result<Response, ContractError> {
    let now = env.block.time.seconds();
    ensure_running(deps.storage, now)?;
    let row = state::identity(deps.storage, identity)?;
    ensure_recoverable(identity, &row)?;
    let mut recovery = state::standing_recovery(deps.storage, identity, number, now)?;
    ensure_due(&recovery, &info.sender, now)?;
    ensure_backed(deps.storage, identity, &recovery, now)?;
    ensure_free(deps.storage, &recovery.account)?;
    recovery::end(&mut recovery, RecoveryOutcome::Completed, now);
    state::save_recovery(deps.storage, identity, &recovery)?;
    let mut events = vec![event::recovery_completed(identity, &recovery)];
    events.extend(drop_all(deps.storage, identity, now)?);
    events.extend(take_over(deps.storage, env, identity, row, recovery)?);
    Ok(respond("complete_recovery", events))
}

/// That those whom it rests on still count. Who was frozen, suspended, revoked or found bad within the delay may not have
/// been who acted.
fn ensure_backed(
    storage: &dyn Storage,
    identity: IdentityId,
    recovery: &Recovery,
    now: u64,
) -> Result<(), ContractError> {
    let guardians = state::guardians(storage, identity)?;
    let mut count = 0;
    let is_guardian = |one: &&IdentityId| holds(Check::Guardian, guardians.contains(**one));
    for guardian in recovery::behind(recovery).iter().filter(is_guardian) {
        let active = state::identity(storage, *guardian)?.is_active(now);
        count += usize::from(holds(Check::Active, active));
    }
    recovery::ensure_backed(recovery, &guardians, count)?;
    if let Some(registrar) = recovery.registrar
        && !holds(Check::OverriderStands, is_active_registrar(storage, registrar, now)?)
    {
        return Err(RecoveryError::RegistrarLost { number: recovery.number, registrar }.into());
    }
    Ok(())
}

/// Ends every recovery of an identity that stands: it has other guardians, or its owner back.
pub fn drop_all(
    storage: &mut dyn Storage,
    identity: IdentityId,
    now: u64,
) -> Result<Vec<Event>, ContractError> {
    let standing = state::standing_recoveries(storage, identity, now)?;
    standing.into_iter().map(|one| end(storage, identity, one, RecoveryOutcome::Dropped, now)).collect()
}

fn end(
    storage: &mut dyn Storage,
    identity: IdentityId,
    mut recovery: Recovery,
    outcome: RecoveryOutcome,
    now: u64,
) -> Result<Event, ContractError> {
    recovery::end(&mut recovery, outcome, now);
    state::save_recovery(storage, identity, &recovery)?;
    Ok(event::recovery_ended(identity, &recovery, outcome)?)
}

/// The new account, key and passkey stand where all the old ones stood; what the old ones wanted is dropped, whom they
/// appointed ends, and the freeze that kept them out is lifted.
fn take_over(
    storage: &mut dyn Storage,
    env: &Env,
    id: IdentityId,
    row: IdentityRow,
    recovery: Recovery,
) -> Result<Vec<Event>, ContractError> {
    let (now, by) = (env.block.time.seconds(), &recovery.account);
    let mut events = vec![];
    let mut changes = state::changes(storage, id)?;
    events.extend(drop_changes(&mut changes, id, by));
    state::save_changes(storage, id, &changes)?;
    let old = state::accounts(storage, id)?.list();
    // The new one first: an identity is never without an account.
    state::take_over_account(storage, id, by, now)?;
    events.push(event::account_added(id, by));
    events.extend(old.iter().map(|account| event::account_removed(id, account)));
    for period in state::passkey_list(storage, id)? {
        state::remove_passkey(storage, id, period.credential, by, now)?;
        events.push(event::passkey_removed(id, period.credential));
    }
    if let Some(passkey) = recovery.passkey {
        events.push(event::passkey_added(id, &passkey));
        state::add_passkey(storage, id, passkey, now)?;
    }
    // All of them, however long ago: nobody knows since when the old accounts were in the wrong hands.
    let end = RepresentationEnd { at: now, by: Word::Patient { account: by.clone() } };
    events.extend(end_those(storage, id, &end, |open| open.appointer == Appointer::Patient)?);
    state::acts::save_speaks_since(storage, id, now)?;
    let row = IdentityRow { frozen_until: 0, ..row };
    events.push(replace_key(storage, env, id, row, recovery.encryption_key)?);
    Ok(events)
}

fn drop_changes(changes: &mut ChangeQueue, id: IdentityId, by: &Addr) -> Vec<Event> {
    changes.drop_all().into_iter().map(|number| event::change_cancelled(id, number, by)).collect()
}
