//! From the texts of JavaScript to the types of Rust.

use chartseal_crypto::keys::Suite;
use chartseal_types::{ContentHash, IdentityId, Label};

use crate::Failure;

pub(crate) fn label(json: &str) -> Result<Label, Failure> {
    cosmwasm_std::from_json(json).map_err(|_| {
        Failure::input(
            "expected a label as the contracts' JSON, say {\"category\":\"laboratory\",\"confidentiality\":\"N\",\"compartment\":3}, got another text",
        )
    })
}

pub(crate) fn content_hash(hex: &str) -> Result<ContentHash, Failure> {
    hex.parse().map_err(Failure::input)
}

pub(crate) fn identity(hex: &str) -> Result<IdentityId, Failure> {
    hex.parse().map_err(Failure::input)
}

pub(crate) fn suite(name: &str) -> Result<Suite, Failure> {
    name.parse().map_err(Failure::input)
}
