//! Guardians: who they are, what they do for an owner who lost every account, and what they cannot do to one who has
//! not.

mod backing;
mod freeze;
mod guardians;
mod model;
mod override_veto;
mod recover;
mod standing;
mod takeover;
