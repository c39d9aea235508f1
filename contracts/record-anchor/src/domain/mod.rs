//! The rules: plain functions over plain data.

mod batch;
mod descriptor;
mod erasure;
mod hold;
pub mod merkle;
mod standing;
mod ticket;
mod version;

pub use batch::{BatchError, check_size};
pub use descriptor::{DescriptorError, check_call, check_descriptor};
pub use erasure::{Erasure, ErasureError, ErasureFacts};
pub use hold::{HoldError, check_hold, check_release};
pub use merkle::{ProofError, verify_inclusion};
pub use standing::{Sender, StandingError};
pub use ticket::{TicketError, WriteTicket};
pub use version::{VersionError, check_retraction, check_succession, same_side};
