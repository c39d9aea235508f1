//! Certificates and PKCS#10 requests: bytes at will give a typed error or a value whose checks never panic.
#![no_main]

use certificate_authority::domain::{Certificate, SigningRequest, path, profile};
use libfuzzer_sys::fuzz_target;

const DID: &str = "did:chartseal:chartseal-1:00112233445566778899aabbccddeeff";

fuzz_target!(|bytes: &[u8]| {
    if let Ok(certificate) = Certificate::parse(bytes) {
        // The signature is left out: libFuzzer makes none, and the chain verifies two of the three kinds.
        let _ = profile::check(&certificate, DID, &certificate.key);
        let constraints = certificate.extensions.name_constraints.as_ref();
        let _ = constraints.map(|rules| rules.allow(&certificate.subject, certificate.extensions.names()));
        let _ = (certificate.key.digest(), certificate.serial.to_string(), path::MAX_CHAIN);
    }
    let _ = SigningRequest::parse(bytes);
});
