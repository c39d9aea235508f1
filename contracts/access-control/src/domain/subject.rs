//! Whose rows count for a patient today.

use chartseal_types::IdentityId;
use chartseal_types::identity::IdentityRow;

/// An identity whose permits and care relationships are looked up: those of its generation, and of no other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Subject {
    /// Who.
    pub id: IdentityId,
    /// The generation that counts: it moves when everything that was permitted in the identity's name ends.
    pub generation: u32,
}

impl Subject {
    /// An identity as the registry has it now.
    pub fn new(id: IdentityId, row: &IdentityRow) -> Self {
        Self { id, generation: row.generation }
    }
}
