//! The quarter of a FHIR date, dateTime or instant (FHIR R4, datatypes).

use chartseal_types::Quarter;
use serde_json::Value;

/// Elements that hold the clinically relevant time, best first. A `Period` counts by its start.
const ELEMENTS: [&str; 25] = [
    "effectiveDateTime",
    "effectivePeriod",
    "effectiveInstant",
    "performedDateTime",
    "performedPeriod",
    "occurrenceDateTime",
    "occurrencePeriod",
    "onsetDateTime",
    "onsetPeriod",
    "servicedDate",
    "billablePeriod",
    "period",
    "authoredOn",
    "whenHandedOver",
    "whenPrepared",
    "dateAsserted",
    "recordedDate",
    "started",
    "startDate",
    "authored",
    "issued",
    "date",
    "created",
    "recorded",
    "dateTime",
];

/// The quarter in which what a resource tells took place; nothing when it is not said to the month.
pub(crate) fn clinical_quarter(resource: &Value) -> Option<Quarter> {
    ELEMENTS.iter().find_map(|element| match resource.get(element)? {
        Value::String(date) => quarter(date),
        Value::Object(period) => quarter(period.get("start")?.as_str()?),
        _ => None,
    })
}

/// The quarter of `YYYY-MM`, `YYYY-MM-DD` or a dateTime, as written, without moving it to UTC.
fn quarter(date: &str) -> Option<Quarter> {
    let (year, rest) = date.split_at_checked(4)?;
    let month = rest.strip_prefix('-')?.get(..2)?;
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(year) || !digits(month) {
        return None;
    }
    let month: u8 = month.parse().ok()?;
    if !(1..=12).contains(&month) {
        return None;
    }
    Quarter::new(year.parse().ok()?, (month - 1) / 3 + 1).ok()
}
