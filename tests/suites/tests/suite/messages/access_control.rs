//! Messages to access control.

use chartseal_testing::{DAY, asking, deny, own_reading, permit};
use chartseal_types::access::{self, Grantee, PolicyUnchecked};
use chartseal_types::{Commitment, Role};
use cosmwasm_std::Addr;

use crate::clinic::Clinic;

use super::Pause::{Spares, Stops};
use super::{Message, Pause, Prepare, confirmed, send};

pub const ROWS: &[(Pause, Prepare)] = &[
    (Stops, |c| propose_policy(c, 86_400)),
    (Spares, |c| propose_policy(c, 60)),
    (Spares, |c| {
        let (admin, looser) = propose_policy(c, 86_400);
        send(c, &admin, &looser).expect("a looser policy waits");
        (admin, Message::Access(access::ExecuteMsg::WithdrawPolicy {}))
    }),
    (Stops, |c| {
        by_ana(c, access::ExecuteMsg::GrantConsent { patient: None, terms: permit(Grantee::Everyone {}) })
    }),
    (Spares, |c| {
        by_ana(c, access::ExecuteMsg::GrantConsent { patient: None, terms: deny(Grantee::Everyone {}) })
    }),
    (Stops, |c| {
        let consent = c.suite.grant(&c.ana, permit(Grantee::Everyone {}));
        by_ana(
            c,
            access::ExecuteMsg::AmendConsent { patient: None, consent, terms: permit(Grantee::Everyone {}) },
        )
    }),
    (Spares, |c| {
        let consent = c.suite.grant(&c.ana, permit(Grantee::Everyone {}));
        by_ana(c, access::ExecuteMsg::RevokeConsent { patient: None, consent })
    }),
    (Stops, |c| {
        let consent = c.suite.grant(&c.ana, deny(Grantee::Everyone {}));
        by_ana(c, access::ExecuteMsg::RevokeConsent { patient: None, consent })
    }),
    (Stops, |c| {
        let (organization, until) = (c.hospital.id, c.suite.now() + 30 * DAY);
        by_ana(c, access::ExecuteMsg::OpenCare { patient: None, organization, until })
    }),
    (Stops, |c| {
        // Of another patient: Ana has ended care with this hospital, so only she opens it again.
        let bob = c.suite.patient("bob");
        let (organization, until) = (c.hospital.id, c.suite.now() + 30 * DAY);
        let msg = access::ExecuteMsg::AttestCare { patient: bob.id, organization, until };
        (c.dora.actor.account.clone(), Message::Access(msg))
    }),
    (Spares, |c| {
        c.open_care();
        by_ana(c, access::ExecuteMsg::EndCare { patient: c.ana.id, organization: c.hospital.id })
    }),
    (Stops, |c| {
        let msg = access::ExecuteMsg::Open(c.reading());
        (c.dora.actor.account.clone(), Message::Access(msg))
    }),
    (Spares, |c| by_ana(c, access::ExecuteMsg::Open(own_reading(&c.ana, &[c.result])))),
    (Stops, |c| {
        let (terms, expires_at) = (asking(c.suite.now() + DAY), c.suite.now() + DAY);
        let msg = c.dora.request(&c.ana, terms, expires_at);
        (c.dora.actor.account.clone(), Message::Access(msg))
    }),
    (Stops, |c| {
        let (patient, request) = (None, c.suite.request(&c.dora, &c.ana));
        let terms = c.suite.requested(&c.ana, request).terms;
        by_ana(c, access::ExecuteMsg::AnswerRequest { patient, request, terms })
    }),
    (Spares, |c| {
        let (patient, request) = (None, c.suite.request(&c.dora, &c.ana));
        by_ana(c, access::ExecuteMsg::RefuseRequest { patient, request })
    }),
    (Spares, |c| {
        let (patient, request) = (c.ana.id, c.suite.request(&c.dora, &c.ana));
        let msg = access::ExecuteMsg::WithdrawRequest { patient, request };
        (c.dora.actor.account.clone(), Message::Access(msg))
    }),
    // Emergencies: who breaks the glass cannot wait, and accounting for it protects.
    (Spares, |c| {
        let opening = access::ExecuteMsg::OpenEmergency(c.dora.emergency(&c.ana, 1));
        confirmed(c, &c.dora.actor.account.clone(), Message::Access(opening))
    }),
    (Spares, |c| {
        c.emergency();
        let question = c.dora.to_read_urgently(&c.ana, &[c.result]);
        (c.dora.actor.account.clone(), Message::Access(access::ExecuteMsg::Open(question)))
    }),
    (Spares, |c| {
        let (patient, emergency) = (c.ana.id, c.emergency());
        by_ana(c, access::ExecuteMsg::CloseEmergency { patient, emergency })
    }),
    (Spares, |c| {
        let (patient, emergency, justification) = (c.ana.id, c.emergency(), Commitment([8; 32]));
        let msg = access::ExecuteMsg::JustifyEmergency { patient, emergency, justification };
        (c.dora.actor.account.clone(), Message::Access(msg))
    }),
    (Spares, |c| {
        let (patient, emergency) = (c.ana.id, c.emergency());
        let olga = c.suite.practitioner("olga", Role::ComplianceOfficer, &c.hospital);
        let (organization, finding, report) = (c.hospital.id, access::Finding::Misuse, Commitment([9; 32]));
        let msg = access::ExecuteMsg::ReviewEmergency { patient, emergency, organization, finding, report };
        (olga.account, Message::Access(msg))
    }),
    (Spares, |c| {
        let (patient, emergency) = (c.ana.id, c.emergency());
        c.suite.wait(7 * DAY);
        let msg = access::ExecuteMsg::EscalateEmergency { patient, emergency };
        (c.suite.account("anyone"), Message::Access(msg))
    }),
    (Stops, |c| {
        let msg = access::ExecuteMsg::GrantConsent { patient: None, terms: permit(Grantee::Everyone {}) };
        confirmed(c, &c.ana.account.clone(), Message::Access(msg))
    }),
];

/// The policy in force with other tickets: the one in force lasts an hour at most.
fn propose_policy(clinic: &mut Clinic, longest_ticket: u64) -> (Addr, Message) {
    let rows = clinic.suite.policy().current.policy.rows;
    let policy = PolicyUnchecked { rows, longest_ticket, ..PolicyUnchecked::default() };
    (clinic.suite.admin.clone(), Message::Access(access::ExecuteMsg::ProposePolicy { policy }))
}

fn by_ana(clinic: &Clinic, msg: access::ExecuteMsg) -> (Addr, Message) {
    (clinic.ana.account.clone(), Message::Access(msg))
}
