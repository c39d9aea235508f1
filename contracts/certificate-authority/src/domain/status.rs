//! Where a certificate stands at a time, given what happened to it and to those above it.

use chartseal_types::Fingerprint;
use chartseal_types::certificate::{CertificateChange, CertificateStatus, Change, RevocationReason};

use super::certificate::Validity;

/// A certificate of a chain as it was at the time asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    /// Which.
    pub certificate: Fingerprint,
    /// When it is valid.
    pub validity: Validity,
    /// The last change up to the time asked about; none if it was not in the log yet.
    pub change: Option<CertificateChange>,
}

/// The status of a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    /// Where it stands.
    pub status: CertificateStatus,
    /// Since when, Unix seconds; none while unknown.
    pub since: Option<u64>,
    /// Why, when it is revoked.
    pub reason: Option<RevocationReason>,
    /// The certificate of the chain that decided; none while unknown.
    pub decided_by: Option<Fingerprint>,
}

impl Verdict {
    /// Not in the log: not good.
    pub const UNKNOWN: Self =
        Self { status: CertificateStatus::Unknown, since: None, reason: None, decided_by: None };
}

/// The status at time `at` of the first certificate of `chain`, which goes up to the trust anchor.
///
/// The worst of the chain decides: unknown, revoked, on hold, expired, not yet valid. Among equals the earliest. A
/// good certificate is good since the last of its chain became good.
pub fn status(chain: &[Link], at: u64) -> Verdict {
    let verdicts = chain.iter().map(|link| by_itself(link, at));
    verdicts.reduce(worse).unwrap_or(Verdict::UNKNOWN)
}

fn worse(one: Verdict, other: Verdict) -> Verdict {
    let (a, b) = (severity(one.status), severity(other.status));
    let both_good = one.status == CertificateStatus::Good && a == b;
    let other_decides = match a.cmp(&b) {
        std::cmp::Ordering::Less => true,
        std::cmp::Ordering::Equal if both_good => other.since > one.since,
        std::cmp::Ordering::Equal => other.since < one.since,
        std::cmp::Ordering::Greater => false,
    };
    if other_decides { other } else { one }
}

fn severity(status: CertificateStatus) -> u8 {
    match status {
        CertificateStatus::Good => 0,
        CertificateStatus::NotYetValid => 1,
        CertificateStatus::Expired => 2,
        CertificateStatus::OnHold => 3,
        CertificateStatus::Revoked => 4,
        CertificateStatus::Unknown => 5,
    }
}

fn by_itself(link: &Link, at: u64) -> Verdict {
    let Some(change) = link.change else { return Verdict::UNKNOWN };
    let Validity { not_before, not_after } = link.validity;
    let (status, since, reason) = match change.change {
        Change::Revoked { reason } => (CertificateStatus::Revoked, change.at, Some(reason)),
        Change::Held { since } => (CertificateStatus::OnHold, since, None),
        Change::Logged {} | Change::Released {} if at < not_before => {
            (CertificateStatus::NotYetValid, change.at, None)
        }
        Change::Logged {} | Change::Released {} if at > not_after => {
            (CertificateStatus::Expired, not_after.saturating_add(1), None)
        }
        Change::Logged {} | Change::Released {} => (CertificateStatus::Good, change.at.max(not_before), None),
    };
    Verdict { status, since: Some(since), reason, decided_by: Some(link.certificate) }
}
