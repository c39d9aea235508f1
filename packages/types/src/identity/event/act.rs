//! Events of joint acts, and of what they do to patients.

use cosmwasm_std::{Addr, Event, StdResult};

use super::{about, with_key};
use crate::IdentityId;
use crate::identity::{Act, JointAct, Signature};

/// A registrar proposed an act. Attributes beside the act's own: number, registrar, by, evidence.
pub fn act_proposed(joint: &JointAct) -> StdResult<Event> {
    let JointAct { number, act, evidence, proposed, .. } = joint;
    with_act(signed("act_proposed", *number, proposed).add_attribute("evidence", evidence.to_string()), act)
}

/// Another registrar confirmed it. `applies_at` is when it can be applied; if it took effect at once, [`act_applied`]
/// goes with it.
pub fn act_confirmed(number: u32, confirmed: &Signature, applies_at: u64) -> Event {
    signed("act_confirmed", number, confirmed).add_attribute("applies_at", applies_at.to_string())
}

/// An act took effect; what it did is in another event.
pub fn act_applied(number: u32, by: &Addr) -> Event {
    numbered("act_applied", number).add_attribute("by", by)
}

/// An account of a patient it is about refused an act.
pub fn act_vetoed(number: u32, by: &Addr) -> Event {
    numbered("act_vetoed", number).add_attribute("by", by)
}

/// A registrar took an act back.
pub fn act_withdrawn(number: u32, by: &Addr) -> Event {
    numbered("act_withdrawn", number).add_attribute("by", by)
}

/// An account controls a patient that none controlled. `account_added`, `key_set` and the ends of representations go
/// with it.
pub fn patient_claimed(patient: IdentityId, generation: u32) -> Event {
    about("patient_claimed", patient).add_attribute("generation", generation.to_string())
}

/// A duplicate gave way to a survivor. `generation` is the duplicate's.
pub fn patients_merged(duplicate: IdentityId, survivor: IdentityId, generation: u32) -> Event {
    about("patients_merged", duplicate)
        .add_attribute("survivor", survivor.to_string())
        .add_attribute("generation", generation.to_string())
}

/// A merge was taken back.
pub fn patients_unmerged(duplicate: IdentityId, survivor: IdentityId) -> Event {
    about("patients_unmerged", duplicate).add_attribute("survivor", survivor.to_string())
}

/// A death was marked.
pub fn death_marked(patient: IdentityId, generation: u32) -> Event {
    about("death_marked", patient).add_attribute("generation", generation.to_string())
}

/// The mark of a death was taken back. What was permitted before counts no more.
pub fn death_undone(patient: IdentityId, generation: u32) -> Event {
    about("death_undone", patient).add_attribute("generation", generation.to_string())
}

fn numbered(kind: &str, number: u32) -> Event {
    Event::new(kind).add_attribute("number", number.to_string())
}

fn signed(kind: &str, number: u32, Signature { registrar, by, .. }: &Signature) -> Event {
    numbered(kind, number).add_attribute("registrar", registrar.to_string()).add_attribute("by", by)
}

fn with_act(event: Event, act: &Act) -> StdResult<Event> {
    let of = |event: Event, name: &str, patient: &IdentityId| {
        event.add_attribute("act", name).add_attribute("patient", patient.to_string())
    };
    let representative = |event: Event, name: &str, patient: &IdentityId, representative: &IdentityId| {
        of(event, name, patient).add_attribute("representative", representative.to_string())
    };
    Ok(match act {
        Act::AppointRepresentative { patient, representative: who, appointment } => {
            let event = representative(event, "appoint_representative", patient, who);
            super::representative::with_appointment(event, appointment)?
        }
        Act::EndRepresentative { patient, representative: who } => {
            representative(event, "end_representative", patient, who)
        }
        Act::DisputeRepresentative { patient, representative: who } => {
            representative(event, "dispute_representative", patient, who)
        }
        Act::SettleDispute { patient, representative: who } => {
            representative(event, "settle_dispute", patient, who)
        }
        Act::Claim { patient, account, encryption_key, passkey } => {
            let event =
                with_key(of(event, "claim", patient).add_attribute("account", account), encryption_key)?;
            match passkey {
                Some(passkey) => event.add_attribute("passkey", passkey.credential_hash().to_string()),
                None => event,
            }
        }
        Act::Merge { duplicate, survivor } => {
            of(event, "merge", duplicate).add_attribute("survivor", survivor.to_string())
        }
        Act::Unmerge { duplicate } => of(event, "unmerge", duplicate),
        Act::Death { patient } => of(event, "death", patient),
        Act::UndoDeath { patient } => of(event, "undo_death", patient),
    })
}
