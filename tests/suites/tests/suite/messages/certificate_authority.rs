//! Messages to the certificate authority.

use chartseal_testing::Ca;
use chartseal_testing::certificate::{ca_params, end_entity_params, new_key, signing_request};
use chartseal_types::certificate::{self, DeclineReason, RevocationReason};
use rcgen::BasicConstraints;

use super::Pause::{Spares, Stops};
use super::{Message, Pause, Prepare, confirmed, doras_certificate};

pub const ROWS: &[(Pause, Prepare)] = &[
    (Stops, |c| {
        let root =
            Ca::root(ca_params("Second", BasicConstraints::Unconstrained, c.suite.now(), 20), new_key());
        let msg = certificate::ExecuteMsg::AddTrustAnchor { certificate: root.certificate() };
        (c.suite.admin.clone(), Message::Certificate(msg))
    }),
    (Stops, |c| {
        let params = ca_params("Second", BasicConstraints::Unconstrained, c.suite.now(), 10);
        let certificate = c.root.below(params, new_key()).certificate();
        let (issuer, organization) = (c.root.fingerprint, c.hospital.id);
        let msg = certificate::ExecuteMsg::AddIssuingCa { certificate, issuer, organization };
        (c.suite.admin.clone(), Message::Certificate(msg))
    }),
    (Stops, |c| {
        let csr = signing_request(&c.suite.did(c.ana.id), &new_key());
        let msg = certificate::ExecuteMsg::RequestCertificate { ca: c.ca.fingerprint, csr };
        (c.ana.account.clone(), Message::Certificate(msg))
    }),
    (Stops, |c| {
        let (request, csr) = c.suite.request_certificate(&c.ana, &c.ca, &new_key());
        let certificate = c.ca.sign(&end_entity_params(&c.suite.did(c.ana.id), c.suite.now()), &csr);
        let msg = certificate::ExecuteMsg::IssueCertificate { request, certificate };
        (c.hospital.account.clone(), Message::Certificate(msg))
    }),
    (Spares, |c| {
        let (request, _) = c.suite.request_certificate(&c.ana, &c.ca, &new_key());
        let msg = certificate::ExecuteMsg::DeclineRequest { request, reason: DeclineReason::NotNeeded };
        (c.hospital.account.clone(), Message::Certificate(msg))
    }),
    (Spares, |c| {
        let (certificate, reason) = (doras_certificate(c), RevocationReason::Superseded);
        let msg = certificate::ExecuteMsg::RevokeCertificate { certificate, reason };
        (c.dora.actor.account.clone(), Message::Certificate(msg))
    }),
    (Spares, |c| {
        let msg = certificate::ExecuteMsg::HoldCertificate { certificate: doras_certificate(c) };
        (c.dora.actor.account.clone(), Message::Certificate(msg))
    }),
    (Stops, |c| {
        let (certificate, dora) = (doras_certificate(c), c.dora.actor.account.clone());
        let hold = certificate::ExecuteMsg::HoldCertificate { certificate };
        c.suite.try_certificate(&dora, hold).expect("the subject holds");
        (dora, Message::Certificate(certificate::ExecuteMsg::ReleaseCertificate { certificate }))
    }),
    (Spares, |c| {
        let (ca, reason) = (c.ca.fingerprint, RevocationReason::CessationOfOperation);
        let msg = certificate::ExecuteMsg::RevokeCa { ca, reason };
        (c.hospital.account.clone(), Message::Certificate(msg))
    }),
    (Stops, |c| {
        let csr = signing_request(&c.suite.did(c.ana.id), &new_key());
        let msg = certificate::ExecuteMsg::RequestCertificate { ca: c.ca.fingerprint, csr };
        confirmed(c, &c.ana.account.clone(), Message::Certificate(msg))
    }),
    (Spares, |c| {
        let msg = certificate::ExecuteMsg::HoldCertificate { certificate: doras_certificate(c) };
        confirmed(c, &c.dora.actor.account.clone(), Message::Certificate(msg))
    }),
];
