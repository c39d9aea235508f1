//! Events of the certificate authority: an indexer can rebuild every state change from them.

use cosmwasm_std::Event;

use super::domain::{DeclineReason, Party, RevocationReason};
use crate::{Fingerprint, IdentityId};

/// A trust anchor was added.
pub fn trust_anchor_added(certificate: Fingerprint, not_before: u64, not_after: u64) -> Event {
    Event::new("trust_anchor_added")
        .add_attribute("certificate", certificate.to_string())
        .add_attribute("not_before", not_before.to_string())
        .add_attribute("not_after", not_after.to_string())
}

/// An issuing CA was added below another.
pub fn issuing_ca_added(
    certificate: Fingerprint,
    issuer: Fingerprint,
    organization: IdentityId,
    not_before: u64,
    not_after: u64,
) -> Event {
    Event::new("issuing_ca_added")
        .add_attribute("certificate", certificate.to_string())
        .add_attribute("issuer", issuer.to_string())
        .add_attribute("organization", organization.to_string())
        .add_attribute("not_before", not_before.to_string())
        .add_attribute("not_after", not_after.to_string())
}

/// A certificate was requested; `replaced` is the open request that gave way.
pub fn certificate_requested(
    request: u64,
    identity: IdentityId,
    ca: Fingerprint,
    replaced: Option<u64>,
) -> Event {
    let event = Event::new("certificate_requested")
        .add_attribute("request", request.to_string())
        .add_attribute("identity", identity.to_string())
        .add_attribute("ca", ca.to_string());
    match replaced {
        Some(replaced) => event.add_attribute("replaced", replaced.to_string()),
        None => event,
    }
}

/// A request was answered with a certificate.
pub fn certificate_issued(
    request: u64,
    certificate: Fingerprint,
    identity: IdentityId,
    issuer: Fingerprint,
    not_before: u64,
    not_after: u64,
) -> Event {
    Event::new("certificate_issued")
        .add_attribute("request", request.to_string())
        .add_attribute("certificate", certificate.to_string())
        .add_attribute("identity", identity.to_string())
        .add_attribute("issuer", issuer.to_string())
        .add_attribute("not_before", not_before.to_string())
        .add_attribute("not_after", not_after.to_string())
}

/// A request was declined.
pub fn request_declined(request: u64, identity: IdentityId, ca: Fingerprint, reason: DeclineReason) -> Event {
    Event::new("request_declined")
        .add_attribute("request", request.to_string())
        .add_attribute("identity", identity.to_string())
        .add_attribute("ca", ca.to_string())
        .add_attribute("reason", decline_code(reason))
}

/// An end entity's certificate was revoked.
pub fn certificate_revoked(
    certificate: Fingerprint,
    identity: IdentityId,
    by: Party,
    reason: RevocationReason,
) -> Event {
    Event::new("certificate_revoked")
        .add_attribute("certificate", certificate.to_string())
        .add_attribute("identity", identity.to_string())
        .add_attribute("by", party(by))
        .add_attribute("reason", reason.code().to_string())
}

/// An end entity's certificate was put on hold.
pub fn certificate_held(certificate: Fingerprint, identity: IdentityId, by: Party) -> Event {
    Event::new("certificate_held")
        .add_attribute("certificate", certificate.to_string())
        .add_attribute("identity", identity.to_string())
        .add_attribute("by", party(by))
}

/// A hold ended.
pub fn certificate_released(certificate: Fingerprint, identity: IdentityId, by: Party) -> Event {
    Event::new("certificate_released")
        .add_attribute("certificate", certificate.to_string())
        .add_attribute("identity", identity.to_string())
        .add_attribute("by", party(by))
}

/// A CA or trust anchor was revoked; all below it is no longer good.
pub fn ca_revoked(ca: Fingerprint, by: Party, reason: RevocationReason) -> Event {
    Event::new("ca_revoked")
        .add_attribute("ca", ca.to_string())
        .add_attribute("by", party(by))
        .add_attribute("reason", reason.code().to_string())
}

/// `admin`, or an identity's id.
fn party(by: Party) -> String {
    match by {
        Party::Admin {} => "admin".into(),
        Party::Identity { id } => id.to_string(),
    }
}

fn decline_code(reason: DeclineReason) -> &'static str {
    match reason {
        DeclineReason::IdentityNotConfirmed => "identity_not_confirmed",
        DeclineReason::NotEligible => "not_eligible",
        DeclineReason::KeyNotAccepted => "key_not_accepted",
        DeclineReason::NotNeeded => "not_needed",
        DeclineReason::Withdrawn => "withdrawn",
    }
}
