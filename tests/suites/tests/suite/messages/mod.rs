//! Every message of the four contracts, ready to succeed: what tests of rules that hold for all of them go through.

mod access_control;
mod certificate_authority;
mod identity_registry;
mod record_anchor;

use chartseal_types::Fingerprint;
use chartseal_types::access::{self};
use chartseal_types::anchor::{self};
use chartseal_types::certificate::{self};
use chartseal_types::identity::{self};
use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Addr, StdResult};
use cw_multi_test::AppResponse;

use crate::clinic::Clinic;

/// What a pause does to a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pause {
    /// It opens, so it waits.
    Stops,
    /// It closes, or prepares what still has to be applied, so it goes on.
    Spares,
    /// It does the one or the other by what it finds on the chain; the rows say.
    Depends,
}

/// A message to one of the contracts.
#[cw_serde]
pub enum Message {
    Identity(identity::ExecuteMsg),
    Certificate(certificate::ExecuteMsg),
    Access(access::ExecuteMsg),
    Anchor(anchor::ExecuteMsg),
}

/// Prepares a clinic, before the pause, and gives the message with its sender.
pub type Prepare = fn(&mut Clinic) -> (Addr, Message);

/// Every message, ready to succeed but for the pause. Those that depend come both ways.
pub fn rows() -> impl Iterator<Item = &'static (Pause, Prepare)> {
    [identity_registry::ROWS, certificate_authority::ROWS, access_control::ROWS, record_anchor::ROWS]
        .into_iter()
        .flatten()
}

/// Sends a message to its contract.
pub fn send(clinic: &mut Clinic, by: &Addr, message: &Message) -> StdResult<AppResponse> {
    match message.clone() {
        Message::Identity(msg) => clinic.suite.try_identity(by, msg),
        Message::Certificate(msg) => clinic.suite.try_certificate(by, msg),
        Message::Access(msg) => clinic.suite.try_access(by, msg),
        Message::Anchor(msg) => clinic.suite.try_record_anchor(by, msg),
    }
}

/// A message, confirmed by a passkey of its sender's.
fn confirmed(clinic: &mut Clinic, by: &Addr, message: Message) -> (Addr, Message) {
    let contracts = clinic.suite.contracts.clone();
    let suite = &mut clinic.suite;
    let message = match message {
        Message::Identity(msg) => {
            let (message, assertion) = suite.confirmation(by, &contracts.identity_registry, &msg);
            Message::Identity(identity::ExecuteMsg::Confirmed { message, assertion })
        }
        Message::Certificate(msg) => {
            let (message, assertion) = suite.confirmation(by, &contracts.certificate_authority, &msg);
            Message::Certificate(certificate::ExecuteMsg::Confirmed { message, assertion })
        }
        Message::Anchor(msg) => {
            let (message, assertion) = suite.confirmation(by, &contracts.record_anchor, &msg);
            Message::Anchor(anchor::ExecuteMsg::Confirmed { message, assertion })
        }
        Message::Access(msg) => {
            let (message, assertion) = suite.confirmation(by, &contracts.access_control, &msg);
            Message::Access(access::ExecuteMsg::Confirmed { message, assertion })
        }
    };
    (by.clone(), message)
}

fn doras_certificate(clinic: &Clinic) -> Fingerprint {
    clinic.dora.certificate.expect("Dora has one")
}
