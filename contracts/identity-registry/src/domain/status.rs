//! Which changes of status there are, and who may make them.

use chartseal_types::identity::{Status, StatusReason};

use crate::StatusError;

/// As whom somebody changes a status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Authority {
    /// The identity's own account.
    Own,
    /// A registrar or the admin.
    Steward,
}

/// Whether the change is one of the three there are, made by who may, for a reason that goes with it.
pub fn check(from: Status, to: Status, reason: StatusReason, by: Authority) -> Result<(), StatusError> {
    match (from, to, by) {
        (Status::Revoked, ..) => return Err(StatusError::Final),
        (_, Status::Revoked, _) => {}
        (_, to, Authority::Own) => return Err(StatusError::OwnRevokesOnly { to }),
        (Status::Active, Status::Suspended, _) | (Status::Suspended, Status::Active, _) => {}
        (from, to, _) => return Err(StatusError::NoSuchChange { from, to }),
    }
    if fits(to, reason) { Ok(()) } else { Err(StatusError::Reason { to, reason }) }
}

fn fits(to: Status, reason: StatusReason) -> bool {
    match reason {
        StatusReason::Registered | StatusReason::Verified => false,
        StatusReason::Cleared => to == Status::Active,
        StatusReason::SubjectRequest => true,
        StatusReason::Investigation
        | StatusReason::LicenceEnded
        | StatusReason::FalseEvidence
        | StatusReason::Compromised
        | StatusReason::Ceased => to != Status::Active,
    }
}
