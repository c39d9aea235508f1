//! Unix seconds as FHIR dateTime and instant, and back (FHIR R4, datatypes): to the second, in UTC.

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// `2026-01-31T09:30:00Z`; nothing beyond the year 9999, where FHIR ends.
pub(crate) fn written(seconds: u64) -> Option<String> {
    let moment = OffsetDateTime::from_unix_timestamp(i64::try_from(seconds).ok()?).ok()?;
    moment.format(&Rfc3339).ok()
}

/// A dateTime with seconds and time zone. A day without a time is not the same moment everywhere, and a fraction of a
/// second would have to be rounded: neither is read.
pub(crate) fn read(text: &str) -> Option<u64> {
    let moment = OffsetDateTime::parse(text, &Rfc3339).ok()?;
    if moment.nanosecond() != 0 {
        return None;
    }
    moment.unix_timestamp().try_into().ok()
}
