//! The main job on the Wasm that a chain runs: register, certify, anchor, consent, open, revoke, refused.

mod consortium;

use chartseal_testing::{Affiliate, content_hash, descriptor, own_reading, permit};
use chartseal_types::access::{
    self, Decision, Grantee, OpenResponse, Question, Rule, StandingFault, TicketResponse,
};
use chartseal_types::anchor::{self, RecordResponse, RecordStatus};
use chartseal_types::certificate::{self, CertificateStatus, CertificateStatusResponse, RevocationReason};
use chartseal_types::identity::{self, IdentityResponse, Kind, Status, StatusReason};
use chartseal_types::{Category, Compartment, Confidentiality, Label, Role};
use consortium::{Consortium, Message};

fn open(
    consortium: &mut Consortium,
    requester: &chartseal_testing::Actor,
    question: Question,
) -> OpenResponse {
    let outcome = consortium.send(&requester.account, Message::Access(access::ExecuteMsg::Open(question)));
    outcome.parse().expect("an answer")
}

fn read(consortium: &mut Consortium, reader: &Affiliate, patient: &chartseal_testing::Actor) -> OpenResponse {
    let question = reader.to_read(patient, &[content_hash("discharge letter")]);
    open(consortium, &reader.actor, question)
}

fn ticket(consortium: &Consortium, access: u64) -> TicketResponse {
    consortium.ask_access(&access::QueryMsg::Ticket { access })
}

#[test]
fn a_record_is_opened_with_consent_and_refused_a_block_after_its_revocation() {
    let mut consortium = Consortium::new();
    let hospital = consortium.hospital("north");
    let ca = consortium.ca(&hospital);
    let physician = consortium.practitioner("dr-okafor", Role::Doctor, &hospital, &ca);
    let patient = consortium.verified("ana", Kind::Patient);
    let stranger = consortium.practitioner("dr-lind", Role::Doctor, &hospital, &ca);

    // Nothing is permitted by default.
    let label = Label {
        category: Category::Document,
        confidentiality: Confidentiality::N,
        compartment: Compartment::all()[0],
    };
    let writing = physician.to_write(&patient, &[label]);
    let refused = open(&mut consortium, &physician.actor, writing.clone());
    assert_eq!(refused.decisions, [Decision::by(Rule::Default)]);

    // The patient permits this physician, who writes and reads.
    let terms = permit(Grantee::Identity { identity: physician.actor.id });
    let granting = Message::Access(access::ExecuteMsg::GrantConsent { patient: None, terms });
    let consent: u32 = consortium.send(&patient.account, granting).parse().expect("a number");
    let by_consent = [Decision::by_consent(Rule::Consent, consent)];
    let writing = open(&mut consortium, &physician.actor, writing);
    assert_eq!(writing.decisions, by_consent);
    let anchoring = Message::Anchor(anchor::ExecuteMsg::Anchor {
        patient: patient.id,
        ticket: writing.access,
        records: vec![descriptor("discharge letter", label)],
    });
    consortium.send(&physician.actor.account, anchoring);
    let record: RecordResponse = consortium.ask_anchor(&anchor::QueryMsg::Record {
        patient: patient.id,
        record: content_hash("discharge letter"),
    });
    assert_eq!(record.status, RecordStatus::Current);
    let reading = read(&mut consortium, &physician, &patient);
    assert_eq!(reading.decisions, by_consent);
    assert!(ticket(&consortium, reading.access).alive);

    // Everybody else is refused; the patient reads their own.
    let refused = read(&mut consortium, &stranger, &patient);
    assert_eq!(refused.decisions, [Decision::by(Rule::Default)]);
    assert!(!ticket(&consortium, refused.access).alive);
    let own = open(&mut consortium, &patient, own_reading(&patient, &[content_hash("discharge letter")]));
    assert_eq!(own.decisions, [Decision::by(Rule::Own)]);

    // Revoked: the ticket is dead and the next question is refused.
    let revoking = access::ExecuteMsg::RevokeConsent { patient: None, consent };
    consortium.send(&patient.account, Message::Access(revoking));
    assert!(!ticket(&consortium, reading.access).alive);
    let refused = read(&mut consortium, &physician, &patient);
    assert_eq!(refused.decisions, [Decision::by(Rule::Default)]);

    // All of it is in the log, refusals included.
    let log: access::LogResponse = consortium.ask_access(&access::QueryMsg::PatientLog {
        patient: patient.id,
        start_after: None,
        limit: None,
        newest_first: None,
    });
    assert_eq!(log.total, 6);
    let permitted: Vec<bool> =
        log.entries.iter().map(|entry| entry.decisions.iter().all(|decision| decision.permitted)).collect();
    assert_eq!(permitted, [false, true, true, false, true, false]);
}

#[test]
fn a_revoked_certificate_or_identity_ends_a_ticket_from_the_next_block_on() {
    let mut consortium = Consortium::new();
    let hospital = consortium.hospital("north");
    let ca = consortium.ca(&hospital);
    let physician = consortium.practitioner("dr-okafor", Role::Doctor, &hospital, &ca);
    let patient = consortium.verified("ana", Kind::Patient);
    let label = Label {
        category: Category::Laboratory,
        confidentiality: Confidentiality::N,
        compartment: Compartment::all()[0],
    };
    let terms = permit(Grantee::Organization { organization: hospital.id });
    consortium
        .send(&patient.account, Message::Access(access::ExecuteMsg::GrantConsent { patient: None, terms }));
    let question = physician.to_write(&patient, &[label]);
    let before = open(&mut consortium, &physician.actor, question.clone());
    assert!(ticket(&consortium, before.access).alive);

    let certificate = physician.certificate.expect("a certificate");
    let status = |consortium: &Consortium| -> CertificateStatusResponse {
        consortium.ask_certificate(&certificate::QueryMsg::Status { certificate, at: None })
    };
    assert_eq!(status(&consortium).status, CertificateStatus::Good);
    let revoke =
        certificate::ExecuteMsg::RevokeCertificate { certificate, reason: RevocationReason::KeyCompromise };
    consortium.send(&physician.actor.account, Message::Certificate(revoke));
    assert_eq!(status(&consortium).status, CertificateStatus::Revoked);
    assert!(!ticket(&consortium, before.access).alive);
    let refused = open(&mut consortium, &physician.actor, question.clone());
    assert_eq!(refused.decisions, [Decision::by_fault(StandingFault::Certificate)]);

    // A new certificate opens again, until the identity itself is suspended.
    let renewed = Some(consortium.certify(&physician.actor, &hospital, &ca));
    let question = Question { certificate: renewed, ..question };
    let again = open(&mut consortium, &physician.actor, question.clone());
    assert!(ticket(&consortium, again.access).alive);
    let suspend = identity::ExecuteMsg::SetStatus {
        identity: physician.actor.id,
        status: Status::Suspended,
        reason: StatusReason::Investigation,
    };
    let registrar = consortium.registrar.clone();
    consortium.send(&registrar, Message::Identity(suspend));
    let identity: IdentityResponse =
        consortium.ask_identity(&identity::QueryMsg::Identity { id: physician.actor.id });
    assert!(!identity.active);
    assert!(!ticket(&consortium, again.access).alive);
    let refused = open(&mut consortium, &physician.actor, question);
    assert_eq!(refused.decisions, [Decision::by_fault(StandingFault::Identity)]);
}
