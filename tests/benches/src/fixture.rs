//! Keys, contexts and content to measure with.

use chartseal_crypto::seal::RecordContext;
use chartseal_types::{Category, Compartment, Confidentiality, IdentityId, Label};

/// The patient whose records are sealed.
pub const PATIENT: IdentityId = IdentityId([7; IdentityId::LEN]);

/// How the fixture's records are labelled.
pub fn label() -> Label {
    Label {
        category: Category::ALL[0],
        confidentiality: Confidentiality::N,
        compartment: Compartment::all()[0],
    }
}

/// What sealed records are bound to.
pub fn context() -> RecordContext {
    RecordContext::new(&PATIENT, &label())
}

/// Bytes that do not compress and are the same each time (xorshift64*, Vigna 2016).
pub fn content(len: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut bytes = Vec::with_capacity(len + 8);
    while bytes.len() < len {
        state ^= state >> 12;
        state ^= state << 25;
        state ^= state >> 27;
        bytes.extend_from_slice(&state.wrapping_mul(0x2545_f491_4f6c_dd1d).to_le_bytes());
    }
    bytes.truncate(len);
    bytes
}
