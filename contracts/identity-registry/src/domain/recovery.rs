//! A recovery from its start until it is due: enough guardians approve; an account of the identity may veto; as many
//! guardians and one registrar override that, once and for all.

use chartseal_guard::{Check, holds};
use chartseal_types::IdentityId;
use chartseal_types::identity::{
    Guardians, IdentityRow, RECOVERY_DELAY, RECOVERY_LAPSES_AFTER, Recovery, RecoveryEnd, RecoveryOutcome,
    Status, Veto,
};
use cosmwasm_std::Addr;

use crate::RecoveryError;

/// Whether an identity can be recovered at all: frozen or suspended ones can, ended ones cannot.
pub fn ensure_recoverable(identity: IdentityId, row: &IdentityRow) -> Result<(), RecoveryError> {
    if row.status == Status::Revoked || row.deceased || row.merged_into.is_some() {
        return Err(RecoveryError::Ended { identity });
    }
    Ok(())
}

/// A guardian approves, who starts it first.
pub fn approve(
    recovery: &mut Recovery,
    guardian: IdentityId,
    guardians: &Guardians,
    now: u64,
) -> Result<(), RecoveryError> {
    let number = recovery.number;
    if !holds(Check::VetoStands, recovery.veto.is_none()) {
        return Err(RecoveryError::Vetoed { number });
    }
    if !holds(Check::ApprovesOnce, !recovery.approvals.contains(&guardian)) {
        return Err(RecoveryError::Already { number, by: guardian });
    }
    recovery.approvals.push(guardian);
    // Who approves beyond the threshold does not lengthen the delay.
    if recovery.due_at.is_none()
        && holds(Check::EnoughGuardians, guardians.suffices(recovery.approvals.len()))
    {
        fall_due(recovery, now);
    }
    Ok(())
}

/// Whether an account of the identity can still object.
pub fn can_be_vetoed(recovery: &Recovery) -> bool {
    recovery.veto.is_none()
}

/// An account of the identity objects: the recovery stands still.
pub fn veto(recovery: &mut Recovery, by: &Addr, now: u64) {
    recovery.veto = Some(Veto { by: by.clone(), at: now });
    recovery.due_at = None;
    recovery.lapses_at = now.saturating_add(RECOVERY_LAPSES_AFTER);
}

/// A guardian stands against the veto.
pub fn override_as_guardian(
    recovery: &mut Recovery,
    guardian: IdentityId,
    guardians: &Guardians,
    now: u64,
) -> Result<(), RecoveryError> {
    ensure_vetoed(recovery)?;
    if recovery.overrides.contains(&guardian) {
        return Err(RecoveryError::Already { number: recovery.number, by: guardian });
    }
    recovery.overrides.push(guardian);
    revive(recovery, guardians, now);
    Ok(())
}

/// A registrar, who is neither the identity nor one of its guardians, stands against the veto.
pub fn override_as_registrar(
    recovery: &mut Recovery,
    identity: IdentityId,
    registrar: IdentityId,
    guardians: &Guardians,
    now: u64,
) -> Result<(), RecoveryError> {
    if registrar == identity || guardians.contains(registrar) {
        return Err(RecoveryError::Related { registrar });
    }
    ensure_vetoed(recovery)?;
    if let Some(by) = recovery.registrar {
        return Err(RecoveryError::Already { number: recovery.number, by });
    }
    recovery.registrar = Some(registrar);
    revive(recovery, guardians, now);
    Ok(())
}

/// A guardian or a registrar takes back what it gave. When too few are left, the delay is over; the next ones with whom
/// they are enough begin another.
pub fn withdraw_approval(
    recovery: &mut Recovery,
    by: IdentityId,
    guardians: &Guardians,
) -> Result<(), RecoveryError> {
    let gave = recovery.approvals.contains(&by) || recovery.overrides.contains(&by);
    if !gave && recovery.registrar != Some(by) {
        return Err(RecoveryError::NotApprover { number: recovery.number, by });
    }
    recovery.approvals.retain(|guardian| *guardian != by);
    recovery.overrides.retain(|guardian| *guardian != by);
    recovery.registrar = recovery.registrar.filter(|registrar| *registrar != by);
    let registrar_is_missing = recovery.veto.is_some() && recovery.registrar.is_none();
    if registrar_is_missing || !guardians.suffices(behind(recovery).len()) {
        recovery.due_at = None;
    }
    Ok(())
}

/// The guardians whom it rests on: those who approved it, or once it was vetoed those who override that.
pub fn behind(recovery: &Recovery) -> &[IdentityId] {
    if holds(Check::VetoStands, recovery.veto.is_none()) { &recovery.approvals } else { &recovery.overrides }
}

/// That enough of the guardians behind it still count.
pub fn ensure_backed(recovery: &Recovery, guardians: &Guardians, count: usize) -> Result<(), RecoveryError> {
    if holds(Check::EnoughGuardians, guardians.suffices(count)) {
        return Ok(());
    }
    let (number, threshold) = (recovery.number, guardians.threshold);
    Err(RecoveryError::NotBacked { number, count, threshold })
}

/// That its time has come, and that it is the new account that asks.
pub fn ensure_due(recovery: &Recovery, sender: &Addr, now: u64) -> Result<(), RecoveryError> {
    let (number, account) = (recovery.number, recovery.account.clone());
    if !holds(Check::RecoveredAccountSigns, account == *sender) {
        return Err(RecoveryError::NotNewAccount { account, sender: sender.clone() });
    }
    match recovery.due_at {
        None if recovery.veto.is_some() => Err(RecoveryError::Vetoed { number }),
        None => Err(RecoveryError::NotApproved { number }),
        Some(due_at) if !holds(Check::RecoveryDelay, due_at <= now) => {
            Err(RecoveryError::TooEarly { number, due_at, now })
        }
        Some(_) => Ok(()),
    }
}

/// It ends and is kept.
pub fn end(recovery: &mut Recovery, outcome: RecoveryOutcome, now: u64) {
    recovery.ended = Some(RecoveryEnd { outcome, at: now });
}

fn ensure_vetoed(recovery: &Recovery) -> Result<(), RecoveryError> {
    let number = recovery.number;
    if recovery.is_overridden() {
        return Err(RecoveryError::Overridden { number });
    }
    if recovery.veto.is_none() { Err(RecoveryError::NotVetoed { number }) } else { Ok(()) }
}

fn revive(recovery: &mut Recovery, guardians: &Guardians, now: u64) {
    if holds(Check::RegistrarOverrides, recovery.registrar.is_some())
        && guardians.suffices(recovery.overrides.len())
    {
        fall_due(recovery, now);
    }
}

fn fall_due(recovery: &mut Recovery, now: u64) {
    let due_at = now.saturating_add(RECOVERY_DELAY);
    recovery.due_at = Some(due_at);
    recovery.lapses_at = due_at.saturating_add(RECOVERY_LAPSES_AFTER);
}
