//! Whatever is done in whatever order: what bars follows from what is kept, and nothing that happened is lost.

use access_control::domain::emergency::{Emergency, Reviewer};
use chartseal_types::access::Finding;
use chartseal_types::{Commitment, IdentityId};
use cosmwasm_std::Addr;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use crate::emergency::{ANA, AUDREY, DAY, DORA, HOUR, OLGA, REPORT, START, auditor, officer, opened};

#[derive(Debug, Clone)]
enum Step {
    Wait(u64),
    Close(IdentityId),
    Justify(IdentityId),
    Review(Reviewer, Finding),
    Escalate,
}

fn any_step() -> impl Strategy<Value = Step> {
    let anybody = select(&[ANA, DORA, OLGA, AUDREY]);
    let reviewer = (anybody.clone(), any::<bool>(), any::<bool>(), prop::bool::weighted(0.1)).prop_map(
        |(identity, auditing, at_clinicians, involved)| {
            let reviewer = if auditing { auditor(identity) } else { officer(identity) };
            Reviewer { at_clinicians, involved, ..reviewer }
        },
    );
    prop_oneof![
        4 => select(&[1, HOUR, 5 * HOUR, DAY, 4 * DAY]).prop_map(Step::Wait),
        1 => anybody.clone().prop_map(Step::Close),
        2 => anybody.prop_map(Step::Justify),
        4 => (reviewer, select(&[Finding::Justified, Finding::Misuse])).prop_map(|(r, f)| Step::Review(r, f)),
        1 => Just(Step::Escalate),
    ]
}

/// The rule in words: without a finding a missing or late justification bars once its time is over; with one, misuse.
fn bars(emergency: &Emergency, now: u64) -> bool {
    let in_time = emergency.justification.as_ref().is_some_and(|given| given.at < START + DAY);
    match emergency.reviews.last().map(|review| review.finding) {
        Some(finding) => finding == Finding::Misuse,
        None => now >= START + DAY && !in_time,
    }
}

fn open(emergency: &Emergency, now: u64) -> bool {
    now < START + 4 * HOUR && emergency.ended.is_none()
}

proptest! {
    #[test]
    fn what_bars_and_what_is_open_follows_from_what_happened(steps in vec(any_step(), 0..24)) {
        let (mut emergency, mut now) = (opened(), START);
        for step in steps {
            let before = emergency.clone();
            let after = match step.clone() {
                Step::Wait(seconds) => {
                    now += seconds;
                    Ok(before.clone())
                }
                Step::Close(by) => before.clone().close(1, ANA, by, now),
                Step::Justify(by) => before.clone().justify(by, Commitment([4; 32]), now),
                Step::Review(by, finding) => before.clone().review(by, finding, REPORT, now),
                Step::Escalate => before.clone().escalate(Addr::unchecked("anyone"), now),
            };
            let Ok(after) = after else { continue };
            // Nothing that happened is taken back, and nothing opens again.
            prop_assert!(before.ended.is_none() || after.ended == before.ended);
            prop_assert!(before.justification.is_none() || after.justification == before.justification);
            prop_assert!(before.escalated.is_none() || after.escalated == before.escalated);
            prop_assert!(after.reviews.starts_with(&before.reviews));
            prop_assert_eq!(after.until, before.until);
            // Nobody but the two closes, nobody but the clinician justifies, nobody finds on their own.
            if let Step::Review(by, _) = step {
                prop_assert!(by.identity != DORA && !by.involved);
                prop_assert!(matches!(step, Step::Review(_, Finding::Misuse)) || !before.is_open(now));
                prop_assert!(before.reviews.iter().all(|review| review.by != by.identity));
            }
            prop_assert_eq!(after.bars(now), bars(&after, now), "{:?}", after);
            prop_assert_eq!(after.is_open(now), open(&after, now));
            emergency = after;
        }
    }

    /// Time alone bars for a missing justification, and for nothing else.
    #[test]
    fn time_alone_bars_only_who_did_not_justify(wait in 0..400 * DAY, justify in 0..2 * DAY) {
        let now = START + justify;
        let emergency = opened().justify(DORA, Commitment([4; 32]), now).unwrap();
        prop_assert_eq!(emergency.bars(now + wait), justify >= DAY);
        prop_assert_eq!(opened().bars(START + wait), wait >= DAY);
    }
}
