//! Which days an accounting covers.

use super::AccountingError;
use time::{Date, Month, OffsetDateTime};

/// How far back an accounting goes (164.528(a)(1)).
pub const YEARS: i32 = 6;

/// Days in UTC, both included.
#[derive(Debug, Clone, Copy)]
pub(super) struct Days {
    pub first: Date,
    pub last: Date,
}

impl Days {
    pub fn before(as_of: u64) -> Result<Self, AccountingError> {
        let last = day(as_of)?;
        Ok(Self { first: years_before(last), last })
    }

    pub fn contains(self, at: u64) -> Result<bool, AccountingError> {
        Ok((self.first..=self.last).contains(&day(at)?))
    }
}

/// The day of a time.
pub(super) fn day(seconds: u64) -> Result<Date, AccountingError> {
    let moment = i64::try_from(seconds).ok().and_then(|s| OffsetDateTime::from_unix_timestamp(s).ok());
    Ok(moment.ok_or(AccountingError::Time { seconds })?.date())
}

/// The same day six years earlier; of a leap day the day before, so that the period is not short of a day.
fn years_before(day: Date) -> Date {
    let year = day.year() - YEARS;
    let same = day.replace_year(year).or_else(|_| Date::from_calendar_date(year, Month::February, 28));
    same.unwrap_or(Date::MIN)
}
