//! How the resources written here name people, records, rules and accounts: by identifier, never by a name.

use crate::datatype::Identifier;
use chartseal_types::{Commitment, ContentHash, IdentityId};

/// The system of identifiers that are URIs (FHIR R4, Identifier).
pub const URI: &str = "urn:ietf:rfc:3986";
/// Accounts of the chain, as bech32 addresses.
pub const ACCOUNT: &str = "https://chartseal.example/fhir/account";
/// Salted commitments, lower hex.
pub const COMMITMENT: &str = "https://chartseal.example/fhir/commitment";
/// Entries of the access log, by their number in total order.
pub const ACCESS: &str = "https://chartseal.example/fhir/access";

const CONTENT: &str = "urn:sha256:";
const CONSENT: &str = "#consent-";

/// An identity by its DID.
pub(crate) fn identity(chain_id: &str, identity: IdentityId) -> Identifier {
    uri(identity.did(chain_id))
}

/// The identity that a DID of this chain names.
pub(crate) fn read_identity(chain_id: &str, identifier: &Identifier) -> Option<IdentityId> {
    (identifier.system == URI).then(|| IdentityId::from_did(chain_id, &identifier.value))?
}

/// A record by its content address.
pub(crate) fn content(hash: &ContentHash) -> Identifier {
    uri(format!("{CONTENT}{hash}"))
}

/// The record that a content address names.
pub(crate) fn read_content(identifier: &Identifier) -> Option<ContentHash> {
    (identifier.system == URI).then_some(identifier.value.strip_prefix(CONTENT)?)?.parse().ok()
}

/// A patient's consent, as a DID URL.
pub(crate) fn consent_uri(chain_id: &str, patient: IdentityId, number: u32) -> String {
    format!("{}{CONSENT}{number}", patient.did(chain_id))
}

/// A patient's consent as an identifier.
pub(crate) fn consent(chain_id: &str, patient: IdentityId, number: u32) -> Identifier {
    uri(consent_uri(chain_id, patient, number))
}

/// The patient and the number of a consent of this chain.
pub(crate) fn read_consent(chain_id: &str, identifier: &Identifier) -> Option<(IdentityId, u32)> {
    let (did, number) = (identifier.system == URI).then_some(identifier.value.rsplit_once(CONSENT)?)?;
    Some((IdentityId::from_did(chain_id, did)?, canonical(number)?))
}

/// An account by its address.
pub(crate) fn account(address: &str) -> Identifier {
    Identifier { system: ACCOUNT.to_owned(), value: address.to_owned() }
}

/// A commitment.
pub(crate) fn commitment(commitment: &Commitment) -> Identifier {
    Identifier { system: COMMITMENT.to_owned(), value: commitment.to_string() }
}

/// A number as it is written here: without sign and leading zeros.
pub(crate) fn canonical(digits: &str) -> Option<u32> {
    let number: u32 = digits.parse().ok()?;
    (number.to_string() == digits).then_some(number)
}

fn uri(value: String) -> Identifier {
    Identifier { system: URI.to_owned(), value }
}
