//! What the tests of the rules share: certificates made by OpenSSL, see `fixtures/make.sh`.

use certificate_authority::domain::Certificate;

/// The DID that the fixtures name.
pub const DID: &str = "did:chartseal:chartseal-1:00112233445566778899aabbccddeeff";

/// 2025-01-01, within the validity of every fixture.
pub const NOW: u64 = 1_735_689_600;

/// Key kinds and signature algorithms of which there is a whole chain.
pub const CHAINS: [&str; 8] =
    ["p256", "ed25519", "rsa2048", "rsa3072", "rsa4096", "pss2048", "pss3072", "pss4096"];

/// The bytes of a fixture.
pub fn fixture(name: &str) -> Vec<u8> {
    let path = format!("{}/tests/fixtures/{name}.der", env!("CARGO_MANIFEST_DIR"));
    std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// A fixture that parses.
pub fn certificate(name: &str) -> Certificate {
    Certificate::parse(&fixture(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}
