//! Which changes of status there are.

use chartseal_guard::{Check, holds};
use chartseal_types::IdentityId;
use chartseal_types::identity::{IdentityRow, Status, StatusReason};

use crate::StatusError;

/// Whether the change is one of the three there are, for a reason that goes with it.
pub fn check(from: Status, to: Status, reason: StatusReason) -> Result<(), StatusError> {
    match (from, to) {
        (Status::Revoked, _) => return Err(StatusError::Final),
        (_, Status::Revoked) | (Status::Active, Status::Suspended) | (Status::Suspended, Status::Active) => {}
        (from, to) => return Err(StatusError::NoSuchChange { from, to }),
    }
    if fits(to, reason) { Ok(()) } else { Err(StatusError::Reason { to, reason }) }
}

/// Whether a registrar may end an identity for good: as the second after who suspended it. One alone ends what registered
/// itself and nobody has ever relied on.
pub fn ensure_second(
    (identity, row, claimed): (IdentityId, &IdentityRow, bool),
    registrar: IdentityId,
    suspended_by: Option<IdentityId>,
) -> Result<(), StatusError> {
    let may = match row.status {
        Status::Suspended => suspended_by != Some(registrar),
        Status::Pending => claimed && row.generation == 0,
        Status::Active | Status::Revoked => false,
    };
    if holds(Check::TwoRevoke, may) { Ok(()) } else { Err(StatusError::Alone { identity, registrar }) }
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
