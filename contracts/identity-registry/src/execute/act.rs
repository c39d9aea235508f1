//! Joint acts of two distinct registrars.

use chartseal_governance::ensure_running;
use chartseal_guard::{Check, holds};
use chartseal_second_factor::Factor;
use chartseal_types::identity::{Act, ActUnchecked, Signature, event};
use chartseal_types::second_factor::Sensitive;
use chartseal_types::{Commitment, IdentityId};
use cosmwasm_std::{Deps, DepsMut, Env, Event, MessageInfo, Response, Storage, to_json_binary};

use super::effect::{carry_out, check, ensure_possible};
use super::respond;
use crate::authority::{self, is_active_registrar, own_registrar};
use crate::domain::Proceeding;
use crate::domain::act::Step;
use crate::domain::standing::ensure_not_gone;
use crate::error::ContractError;
use crate::{ActError, state};

pub fn propose(
    deps: DepsMut<'_>,
    env: &Env,
    info: &MessageInfo,
    factor: &Factor,
    act: ActUnchecked,
    evidence: Commitment,
) -> Result<Response, ContractError> {
    let now = env.block.time.seconds();
    let proposed = sign(deps.storage, info, now)?;
    let act = check(deps.as_ref(), act)?;
    ensure_confirmed(deps.as_ref(), factor, proposed.registrar, &act, now)?;
    ensure_possible(deps.storage, &act, now)?;
    let distrusted = state::distrust::list(deps.storage)?;
    let proceeding = state::acts::propose(deps.storage, act, evidence, proposed, &distrusted)?;
    let joint = proceeding.joint();
    let response = respond("propose_act", [event::act_proposed(joint)?]);
    Ok(response.set_data(to_json_binary(&joint.number)?))
}

pub fn confirm(
    deps: DepsMut<'_>,
    env: &Env,
    info: &MessageInfo,
    factor: &Factor,
    number: u32,
) -> Result<Response, ContractError> {
    let now = env.block.time.seconds();
    let confirmed = sign(deps.storage, info, now)?;
    let mut proceeding = state::acts::load(deps.storage, number)?;
    ensure_confirmed(deps.as_ref(), factor, confirmed.registrar, proceeding.act(), now)?;
    let distrusted = state::distrust::list(deps.storage)?;
    let at_once = proceeding.confirm(confirmed.clone(), &distrusted)?;
    ensure_registrars(deps.storage, &proceeding, now)?;
    ensure_possible(deps.storage, proceeding.act(), now)?;
    state::acts::save(deps.storage, &proceeding)?;
    let speaks_since = state::acts::speaks_since(deps.storage, proceeding.act())?;
    let applies_at = proceeding.applies_at(speaks_since).unwrap_or(now);
    let response = respond("confirm_act", [event::act_confirmed(number, &confirmed, applies_at)]);
    if !at_once {
        return Ok(response);
    }
    let effects = take_effect(deps.storage, env, proceeding.act(), number)?;
    Ok(response.add_event(event::act_applied(number, &info.sender)).add_events(effects))
}

pub fn apply(
    deps: DepsMut<'_>,
    env: &Env,
    info: &MessageInfo,
    number: u32,
) -> Result<Response, ContractError> {
    let now = env.block.time.seconds();
    let mut proceeding = state::acts::load(deps.storage, number)?;
    let distrusted = state::distrust::list(deps.storage)?;
    let identity = state::identity_of(deps.storage, &info.sender)?;
    let speaks_since = state::acts::speaks_since(deps.storage, proceeding.act())?;
    let step = Step { account: &info.sender, identity, now, distrusted: &distrusted };
    proceeding.apply(step, speaks_since)?;
    ensure_registrars(deps.storage, &proceeding, now)?;
    ensure_possible(deps.storage, proceeding.act(), now)?;
    state::acts::save(deps.storage, &proceeding)?;
    let effects = take_effect(deps.storage, env, proceeding.act(), number)?;
    Ok(respond("apply_act", [event::act_applied(number, &info.sender)]).add_events(effects))
}

/// No pause, freeze or suspension stops a patient's veto; a death does, and a merge: the survivor speaks for the duplicate.
pub fn veto(
    deps: DepsMut<'_>,
    env: &Env,
    info: &MessageInfo,
    number: u32,
) -> Result<Response, ContractError> {
    let now = env.block.time.seconds();
    let identity = state::identity_of(deps.storage, &info.sender)?;
    let mut proceeding = state::acts::load(deps.storage, number)?;
    let distrusted = state::distrust::list(deps.storage)?;
    proceeding.veto(Step { account: &info.sender, identity, now, distrusted: &distrusted })?;
    if let Some(id) = identity {
        ensure_not_gone(id, &state::identity(deps.storage, id)?)?;
    }
    state::acts::save(deps.storage, &proceeding)?;
    Ok(respond("veto_act", [event::act_vetoed(number, &info.sender)]))
}

pub fn withdraw(
    deps: DepsMut<'_>,
    env: &Env,
    info: &MessageInfo,
    number: u32,
) -> Result<Response, ContractError> {
    let now = env.block.time.seconds();
    let identity = state::identity_of(deps.storage, &info.sender)?;
    let mut proceeding = state::acts::load(deps.storage, number)?;
    let distrusted = state::distrust::list(deps.storage)?;
    proceeding.withdraw(Step { account: &info.sender, identity, now, distrusted: &distrusted })?;
    state::acts::save(deps.storage, &proceeding)?;
    Ok(respond("withdraw_act", [event::act_withdrawn(number, &info.sender)]))
}

/// The hand of the sender's registrar.
fn sign(storage: &dyn Storage, info: &MessageInfo, at: u64) -> Result<Signature, ContractError> {
    Ok(Signature { registrar: own_registrar(storage, &info.sender, at)?, by: info.sender.clone(), at })
}

/// Whether policy is satisfied with how a registrar's hand was signed. To apply is to carry out what both have signed.
fn ensure_confirmed(
    deps: Deps<'_>,
    factor: &Factor,
    registrar: IdentityId,
    act: &Act,
    now: u64,
) -> Result<(), ContractError> {
    if act.closes() {
        return Ok(());
    }
    authority::ensure_confirmed(deps, factor, registrar, Sensitive::RegistrarAct, now)
}

/// Both stand behind an act whenever it goes on: who was dismissed, or lost standing, carries nothing any further.
fn ensure_registrars(storage: &dyn Storage, proceeding: &Proceeding, now: u64) -> Result<(), ContractError> {
    let number = proceeding.joint().number;
    for registrar in proceeding.registrars() {
        if !holds(Check::RegistrarsOfAct, is_active_registrar(storage, registrar, now)?) {
            return Err(ActError::RegistrarLost { number, registrar }.into());
        }
    }
    Ok(())
}

fn take_effect(
    storage: &mut dyn Storage,
    env: &Env,
    act: &Act,
    number: u32,
) -> Result<Vec<Event>, ContractError> {
    if act.grants() {
        ensure_running(storage, env.block.time.seconds())?;
    }
    carry_out(storage, env, act, number)
}
