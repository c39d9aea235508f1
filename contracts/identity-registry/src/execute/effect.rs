//! What a joint act does once it takes effect.

use chartseal_types::IdentityId;
use chartseal_types::identity::{
    Act, ActUnchecked, EncryptionKey, IdentityRow, KeyVersion, RepresentationEnd, RepresentativeRow, Word,
    event,
};
use chartseal_types::second_factor::Passkey;
use cosmwasm_std::{Addr, Deps, Env, Event, Storage};

use super::representative;
use crate::domain::patients::{
    Patient, ensure_claimable, ensure_deceased, ensure_mergeable, ensure_mortal, ensure_representable,
    next_generation, survivor_of,
};
use crate::domain::representatives::Appointer;
use crate::error::ContractError;
use crate::{PatientError, RepresentativeError, state};

pub fn check(deps: Deps<'_>, act: ActUnchecked) -> Result<Act, ContractError> {
    Ok(match act {
        ActUnchecked::AppointRepresentative { patient, representative, appointment } => {
            Act::AppointRepresentative { patient, representative, appointment }
        }
        ActUnchecked::EndRepresentative { patient, representative } => {
            Act::EndRepresentative { patient, representative }
        }
        ActUnchecked::DisputeRepresentative { patient, representative } => {
            Act::DisputeRepresentative { patient, representative }
        }
        ActUnchecked::SettleDispute { patient, representative } => {
            Act::SettleDispute { patient, representative }
        }
        ActUnchecked::Claim { patient, account, encryption_key, passkey } => {
            let account = deps.api.addr_validate(&account)?;
            let parties = state::relying_parties(deps.storage)?;
            let passkey = passkey.map(|passkey| passkey.check(&parties)).transpose()?;
            Act::Claim { patient, account, encryption_key: encryption_key.check()?, passkey }
        }
        ActUnchecked::Merge { duplicate, survivor } => Act::Merge { duplicate, survivor },
        ActUnchecked::Unmerge { duplicate } => Act::Unmerge { duplicate },
        ActUnchecked::Death { patient } => Act::Death { patient },
        ActUnchecked::UndoDeath { patient } => Act::UndoDeath { patient },
    })
}

/// Whether the act could take effect now. Asked at each of its steps but a veto and a withdrawal.
pub fn ensure_possible(storage: &dyn Storage, act: &Act, now: u64) -> Result<(), ContractError> {
    match act {
        Act::AppointRepresentative { patient, representative, appointment } => {
            ensure_representable(*patient, &state::identity(storage, *patient)?)?;
            representative::ensure_appointable(storage, *patient, *representative, appointment, now)
        }
        Act::EndRepresentative { patient, representative } => {
            state::representatives::open(storage, *patient)?.of(*representative)?;
            Ok(())
        }
        Act::DisputeRepresentative { patient, representative } => {
            state::representatives::open(storage, *patient)?.of(*representative)?;
            match state::representatives::is_disputed(storage, *patient, *representative)? {
                true => Err(RepresentativeError::AlreadyDisputed { representative: *representative }.into()),
                false => Ok(()),
            }
        }
        Act::SettleDispute { patient, representative } => {
            match state::representatives::is_disputed(storage, *patient, *representative)? {
                true => Ok(()),
                false => Err(RepresentativeError::NotDisputed { representative: *representative }.into()),
            }
        }
        Act::Claim { patient, account, .. } => {
            ensure_claimable(&loaded(storage, *patient)?)?;
            ensure_free(storage, account)
        }
        Act::Merge { duplicate, survivor } => {
            ensure_mergeable(&loaded(storage, *duplicate)?, &loaded(storage, *survivor)?)?;
            state::merges::ensure_room(storage, *survivor)
        }
        Act::Unmerge { duplicate } => {
            survivor_of(*duplicate, &state::identity(storage, *duplicate)?)?;
            Ok(())
        }
        Act::Death { patient } => Ok(ensure_mortal(*patient, &state::identity(storage, *patient)?)?),
        Act::UndoDeath { patient } => Ok(ensure_deceased(*patient, &state::identity(storage, *patient)?)?),
    }
}

/// Does it, and tells what was done. Whether it is possible was asked before.
pub fn carry_out(
    storage: &mut dyn Storage,
    env: &Env,
    act: &Act,
    number: u32,
) -> Result<Vec<Event>, ContractError> {
    let now = env.block.time.seconds();
    let word = Word::Registrars { act: number };
    let end = RepresentationEnd { at: now, by: word.clone() };
    match act {
        Act::AppointRepresentative { patient, representative, appointment } => {
            let deceased = state::identity(storage, *patient)?.deceased;
            let appointer = if deceased { Appointer::Estate } else { Appointer::Registrars };
            representative::appoint(storage, *patient, *representative, appointment, (word, appointer), now)
        }
        Act::EndRepresentative { patient, representative } => {
            representative::end_those(storage, *patient, &end, |open| open.representative == *representative)
        }
        Act::DisputeRepresentative { patient, representative } => {
            set_disputed(storage, *patient, *representative, true)?;
            Ok(vec![event::representative_disputed(*patient, *representative)])
        }
        Act::SettleDispute { patient, representative } => {
            set_disputed(storage, *patient, *representative, false)?;
            Ok(vec![event::dispute_settled(*patient, *representative)])
        }
        Act::Claim { patient, account, encryption_key, passkey } => {
            let mut events = claim(storage, env, *patient, account, encryption_key, passkey.as_ref())?;
            state::acts::save_speaks_since(storage, *patient, now)?;
            events.extend(representative::end_those(storage, *patient, &end, |_| true)?);
            Ok(events)
        }
        Act::Merge { duplicate, survivor } => {
            let row = next_generation(state::identity(storage, *duplicate)?);
            let survivor_row = state::identity(storage, *survivor)?;
            state::merges::join(storage, (*duplicate, row), (*survivor, survivor_row))?;
            Ok(vec![event::patients_merged(*duplicate, *survivor, row.generation)])
        }
        Act::Unmerge { duplicate } => {
            let row = state::identity(storage, *duplicate)?;
            let survivor = survivor_of(*duplicate, &row)?;
            let survivor_row = state::identity(storage, survivor)?;
            state::merges::part(storage, (*duplicate, row), (survivor, survivor_row))?;
            state::acts::save_speaks_since(storage, *duplicate, now)?;
            let mut events = vec![event::patients_unmerged(*duplicate, survivor)];
            // The survivor was marked for both. Whether the other one lives, two registrars say by an act of its own.
            if survivor_row.deceased && !row.deceased {
                events.extend(mark_death(storage, *duplicate, &end)?);
            }
            Ok(events)
        }
        Act::Death { patient } => mark_death(storage, *patient, &end),
        Act::UndoDeath { patient } => {
            // What the estate permitted ends with the estate.
            let row = next_generation(state::identity(storage, *patient)?);
            state::save_identity(storage, *patient, &IdentityRow { deceased: false, ..row })?;
            state::acts::save_speaks_since(storage, *patient, now)?;
            let mut events = vec![event::death_undone(*patient, row.generation)];
            let of_estate = |open: &_| is_of(open, Appointer::Estate);
            events.extend(representative::end_those(storage, *patient, &end, of_estate)?);
            Ok(events)
        }
    }
}

/// The accounts do nothing from now on; what was permitted and whom the patient appointed ends.
fn mark_death(
    storage: &mut dyn Storage,
    patient: IdentityId,
    end: &RepresentationEnd,
) -> Result<Vec<Event>, ContractError> {
    let row = next_generation(state::identity(storage, patient)?);
    state::save_identity(storage, patient, &IdentityRow { deceased: true, ..row })?;
    let mut events = vec![event::death_marked(patient, row.generation)];
    let by_patient = |open: &_| is_of(open, Appointer::Patient);
    events.extend(representative::end_those(storage, patient, end, by_patient)?);
    Ok(events)
}

fn is_of(open: &crate::domain::representatives::Open, appointer: Appointer) -> bool {
    open.appointer == appointer
}

/// The account, the key and the passkey of the owner; what was permitted meanwhile ends with the generation.
fn claim(
    storage: &mut dyn Storage,
    env: &Env,
    patient: IdentityId,
    account: &Addr,
    encryption_key: &EncryptionKey,
    passkey: Option<&Passkey>,
) -> Result<Vec<Event>, ContractError> {
    let (since_height, since) = (env.block.height, env.block.time.seconds());
    let key = encryption_key.clone();
    let key = KeyVersion { version: state::KEYS.next(storage, patient)?, key, since_height, since };
    let key_version = state::KEYS.push(storage, patient, &key)?;
    let row = next_generation(state::identity(storage, patient)?);
    state::save_identity(storage, patient, &IdentityRow { key_version, ..row })?;
    state::add_account(storage, patient, account, since)?;
    let mut events = vec![
        event::patient_claimed(patient, row.generation),
        event::account_added(patient, account),
        event::key_set(patient, &key)?,
    ];
    if let Some(passkey) = passkey {
        state::add_passkey(storage, patient, passkey.clone(), since)?;
        events.push(event::passkey_added(patient, passkey));
    }
    Ok(events)
}

fn set_disputed(
    storage: &mut dyn Storage,
    patient: IdentityId,
    representative: IdentityId,
    disputed: bool,
) -> Result<(), ContractError> {
    let row = state::representatives::row(storage, patient, representative)?;
    let row = RepresentativeRow { disputed, ..row };
    Ok(state::representatives::save_row(storage, patient, representative, &row)?)
}

fn loaded(storage: &dyn Storage, id: IdentityId) -> Result<Patient, ContractError> {
    Ok(Patient { id, row: state::identity(storage, id)?, claimed: state::is_claimed(storage, id) })
}

fn ensure_free(storage: &dyn Storage, account: &Addr) -> Result<(), ContractError> {
    match state::identity_of(storage, account)? {
        Some(identity) => Err(PatientError::AccountTaken { account: account.clone(), identity }.into()),
        None => Ok(()),
    }
}
