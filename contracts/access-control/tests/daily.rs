//! How many accesses fit into a day: the pure rule, at its borders.

use access_control::DailyLimitError;
use access_control::domain::daily::{DailyLimits, Recorded};

const DAY: u64 = 86_400;
/// A midnight, UTC.
const MIDNIGHT: u64 = 20_000 * DAY;
const LIMITS: DailyLimits = DailyLimits { openings: 3, denials: 1 };

fn after(recorded: Recorded, denied: bool, now: u64) -> Recorded {
    recorded.and_one_more(denied, LIMITS, now).unwrap()
}

#[test]
fn openings_are_counted_up_to_the_limit() {
    let mut recorded = Recorded::default();
    for openings in 1..=3 {
        recorded = after(recorded, false, MIDNIGHT);
        assert_eq!(recorded, Recorded { day: 20_000, openings, denials: 0 });
    }
    let full = DailyLimitError::Openings { limit: 3, resets_at: MIDNIGHT + DAY };
    assert_eq!(recorded.and_one_more(false, LIMITS, MIDNIGHT + DAY - 1), Err(full.clone()));
    assert_eq!(recorded.and_one_more(true, LIMITS, MIDNIGHT + DAY - 1), Err(full));
}

#[test]
fn denials_are_counted_for_themselves_and_stop_no_permitted_opening() {
    let recorded = after(Recorded::default(), true, MIDNIGHT);
    assert_eq!(recorded, Recorded { day: 20_000, openings: 1, denials: 1 });
    let full = DailyLimitError::Denials { limit: 1, resets_at: MIDNIGHT + DAY };
    assert_eq!(recorded.and_one_more(true, LIMITS, MIDNIGHT), Err(full));
    assert_eq!(after(recorded, false, MIDNIGHT), Recorded { day: 20_000, openings: 2, denials: 1 });
}

#[test]
fn the_next_day_begins_at_midnight_and_with_nothing() {
    let full = Recorded { day: 20_000, openings: 3, denials: 1 };
    assert!(full.and_one_more(false, LIMITS, MIDNIGHT + DAY - 1).is_err());
    assert_eq!(after(full, true, MIDNIGHT + DAY), Recorded { day: 20_001, openings: 1, denials: 1 });
}

#[test]
fn a_lower_limit_counts_for_what_was_recorded_before() {
    let recorded = Recorded { day: 20_000, openings: 3, denials: 0 };
    let lower = DailyLimits { openings: 2, denials: 2 };
    assert!(recorded.and_one_more(false, lower, MIDNIGHT).is_err());
}
