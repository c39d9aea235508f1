//! Messages to the record anchor.

use chartseal_testing::{Batch, DAY, descriptor};
use chartseal_types::Commitment;
use chartseal_types::anchor::{self, ERASURE_DELAY, ErasureBasis, HoldReason, RetractionReason};
use cosmwasm_std::Addr;

use crate::clinic::{Clinic, laboratory};

use super::Pause::{Spares, Stops};
use super::{Message, Pause, Prepare, confirmed, send};

pub const ROWS: &[(Pause, Prepare)] = &[
    (Stops, |c| {
        c.open_care();
        let ticket = c.suite.write_ticket(&c.dora, &c.ana, &[laboratory()]);
        let (patient, records) = (c.ana.id, vec![descriptor("second", laboratory())]);
        let msg = anchor::ExecuteMsg::Anchor { patient, ticket, records };
        (c.dora.actor.account.clone(), Message::Anchor(msg))
    }),
    (Stops, |c| (c.hospital.account.clone(), Message::Anchor(batch(c).commit()))),
    (Stops, |c| {
        let batch = batch(c);
        let number = c.suite.anchor_batch(&c.hospital.account.clone(), &batch);
        (c.ana.account.clone(), Message::Anchor(batch.prove(number, 0, None)))
    }),
    (Stops, |c| {
        let msg = batch(c).commit();
        confirmed(c, &c.hospital.account.clone(), Message::Anchor(msg))
    }),
    (Spares, |c| {
        let (patient, record, reason) = (c.ana.id, c.result, RetractionReason::EnteredInError);
        let certificate = c.dora.certificate;
        let msg = anchor::ExecuteMsg::Retract { patient, record, reason, certificate };
        (c.dora.actor.account.clone(), Message::Anchor(msg))
    }),
    (Spares, hold),
    (Spares, |c| {
        let (by, msg) = hold(c);
        send(c, &by, &msg).expect("the hospital holds");
        let msg = anchor::ExecuteMsg::ReleaseHold { patient: c.ana.id, record: c.result };
        (by, Message::Anchor(msg))
    }),
    (Spares, erase),
    (Spares, |c| {
        let (by, msg) = erase(c);
        send(c, &by, &msg).expect("the patient asks");
        let msg = anchor::ExecuteMsg::CancelErasure { patient: c.ana.id, record: c.result };
        (by, Message::Anchor(msg))
    }),
    (Spares, |c| {
        let (by, msg) = erase(c);
        send(c, &by, &msg).expect("the patient asks");
        c.suite.wait(ERASURE_DELAY);
        let msg = anchor::ExecuteMsg::CompleteErasure { patient: c.ana.id, record: c.result };
        (by, Message::Anchor(msg))
    }),
    (Spares, |c| {
        let (by, msg) = erase(c);
        send(c, &by, &msg).expect("the patient asks");
        c.suite.wait(ERASURE_DELAY);
        let (patient, record, receipt) = (c.ana.id, c.result, Commitment([3; 32]));
        let msg = anchor::ExecuteMsg::ReportDeletion { patient, record, receipt };
        (c.hospital.account.clone(), Message::Anchor(msg))
    }),
];

fn batch(clinic: &Clinic) -> Batch {
    Batch::new(clinic.hospital.id, [(clinic.ana.id, descriptor("of a batch", laboratory()))])
}

fn hold(clinic: &mut Clinic) -> (Addr, Message) {
    let (patient, record, until) = (clinic.ana.id, clinic.result, clinic.suite.now() + DAY);
    let msg = anchor::ExecuteMsg::Hold { patient, record, reason: HoldReason::Litigation, until };
    (clinic.hospital.account.clone(), Message::Anchor(msg))
}

fn erase(clinic: &mut Clinic) -> (Addr, Message) {
    let (patient, record, basis) = (clinic.ana.id, clinic.result, ErasureBasis::PatientRequest);
    let msg = anchor::ExecuteMsg::Erase { patient, record, basis };
    confirmed(clinic, &clinic.ana.account.clone(), Message::Anchor(msg))
}
