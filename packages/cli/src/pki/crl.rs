//! Certificate revocation lists (RFC 5280 §5), for whoever outside verifies certificates without asking the ledger.

use chartseal_types::certificate::{RevocationReason, RevocationResponse};
use rcgen::{
    CertificateRevocationListParams, Issuer, KeyIdMethod, KeyPair, RevocationReason as CrlReason,
    RevokedCertParams, SerialNumber,
};

use super::time;
use crate::error::{CliError, Result};

/// What a list says of itself.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Edition {
    /// Its number: each list of a CA has a greater one than those before, unless nothing happened in between.
    pub number: u64,
    /// When it was made, Unix seconds.
    pub this_update: u64,
    /// When the next one is due at the latest, Unix seconds.
    pub next_update: u64,
}

/// A CA's list, PEM, signed with its key.
pub(crate) fn revocation_list(
    ca_der: &[u8],
    ca_key: KeyPair,
    edition: Edition,
    revoked: &[RevocationResponse],
) -> Result<String> {
    let issuer = Issuer::from_ca_cert_der(&ca_der.into(), ca_key)?;
    let params = CertificateRevocationListParams {
        this_update: time(edition.this_update)?,
        next_update: time(edition.next_update)?,
        crl_number: SerialNumber::from(edition.number),
        issuing_distribution_point: None,
        revoked_certs: revoked.iter().map(entry).collect::<Result<_>>()?,
        // As the CA's own certificate has it.
        key_identifier_method: KeyIdMethod::Sha256,
    };
    Ok(params.signed_by(&issuer)?.pem()?)
}

fn entry(revoked: &RevocationResponse) -> Result<RevokedCertParams> {
    Ok(RevokedCertParams {
        serial_number: serial(&revoked.serial)?,
        revocation_time: time(revoked.since)?,
        reason_code: Some(revoked.reason.map_or(CrlReason::CertificateHold, code)),
        invalidity_date: None,
    })
}

/// A serial number from hex without leading zeros, which may have an odd number of digits.
fn serial(hex: &str) -> Result<SerialNumber> {
    let even = if hex.len().is_multiple_of(2) { hex.to_owned() } else { format!("0{hex}") };
    hex::decode(even)
        .map(SerialNumber::from)
        .map_err(|_| CliError::Input(format!("expected a serial number in hex, got {hex:?}")))
}

fn code(reason: RevocationReason) -> CrlReason {
    match reason {
        RevocationReason::Unspecified => CrlReason::Unspecified,
        RevocationReason::KeyCompromise => CrlReason::KeyCompromise,
        RevocationReason::CaCompromise => CrlReason::CaCompromise,
        RevocationReason::AffiliationChanged => CrlReason::AffiliationChanged,
        RevocationReason::Superseded => CrlReason::Superseded,
        RevocationReason::CessationOfOperation => CrlReason::CessationOfOperation,
        RevocationReason::PrivilegeWithdrawn => CrlReason::PrivilegeWithdrawn,
        RevocationReason::AaCompromise => CrlReason::AaCompromise,
    }
}
