//! The status of a chain against the plainest way to say it.

use certificate_authority::domain::Validity;
use certificate_authority::domain::status::{Link, status};
use chartseal_types::Fingerprint;
use chartseal_types::certificate::{CertificateChange, CertificateStatus, Change, Party, RevocationReason};
use proptest::prelude::*;

fn link() -> impl Strategy<Value = Link> {
    let change = prop_oneof![
        Just(Change::Logged {}),
        (0..100u64).prop_map(|since| Change::Held { since }),
        Just(Change::Released {}),
        Just(Change::Revoked { reason: RevocationReason::KeyCompromise }),
    ];
    let change =
        (change, 0..100u64).prop_map(|(change, at)| CertificateChange { change, by: Party::Admin {}, at });
    (any::<u8>(), 0..100u64, 0..100u64, prop::option::weighted(0.95, change)).prop_map(
        |(id, not_before, length, change)| Link {
            certificate: Fingerprint([id; 32]),
            validity: Validity { not_before, not_after: not_before + length },
            change,
        },
    )
}

fn alone(link: &Link, at: u64) -> CertificateStatus {
    match link.change.map(|change| change.change) {
        None => CertificateStatus::Unknown,
        Some(Change::Revoked { .. }) => CertificateStatus::Revoked,
        Some(Change::Held { .. }) => CertificateStatus::OnHold,
        Some(_) if at > link.validity.not_after => CertificateStatus::Expired,
        Some(_) if at < link.validity.not_before => CertificateStatus::NotYetValid,
        Some(_) => CertificateStatus::Good,
    }
}

proptest! {
    #[test]
    fn a_chain_is_good_only_if_every_link_is(chain in prop::collection::vec(link(), 1..5), at in 0..220u64) {
        let verdict = status(&chain, at);
        let links: Vec<_> = chain.iter().map(|link| alone(link, at)).collect();
        let good = links.iter().all(|status| *status == CertificateStatus::Good);
        prop_assert_eq!(verdict.status == CertificateStatus::Good, good);
        for worse in [
            CertificateStatus::Unknown,
            CertificateStatus::Revoked,
            CertificateStatus::OnHold,
            CertificateStatus::Expired,
            CertificateStatus::NotYetValid,
        ] {
            if links.contains(&worse) {
                prop_assert_eq!(verdict.status, worse);
                break;
            }
        }
        prop_assert_eq!(verdict.since.is_none(), verdict.status == CertificateStatus::Unknown);
        prop_assert_eq!(verdict.reason.is_some(), verdict.status == CertificateStatus::Revoked);
    }

    #[test]
    fn one_link_answers_for_itself(link in link(), at in 0..220u64) {
        let verdict = status(&[link], at);
        prop_assert_eq!(verdict.status, alone(&link, at));
        if verdict.status != CertificateStatus::Unknown {
            prop_assert_eq!(verdict.decided_by, Some(link.certificate));
        }
    }
}

#[test]
fn an_empty_chain_is_unknown() {
    assert_eq!(status(&[], 0).status, CertificateStatus::Unknown);
}

#[test]
fn among_equals_what_ended_first_decides_and_what_became_good_last() {
    let changed = |id: u8, change, at| Link {
        certificate: Fingerprint([id; 32]),
        validity: Validity { not_before: 0, not_after: 100 },
        change: Some(CertificateChange { change, by: Party::Admin {}, at }),
    };
    let revoked = Change::Revoked { reason: RevocationReason::KeyCompromise };
    for (change, expected) in [(revoked, (10, 1)), (Change::Logged {}, (20, 2))] {
        let (early, late) = (changed(1, change, 10), changed(2, change, 20));
        for chain in [[early, late], [late, early]] {
            let verdict = status(&chain, 50);
            let (since, id) = expected;
            assert_eq!((verdict.since, verdict.decided_by), (Some(since), Some(Fingerprint([id; 32]))));
        }
    }
}
