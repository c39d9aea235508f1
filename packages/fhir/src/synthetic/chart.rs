//! A chart being written: resources with ids, dates and references.

use super::content::{Code, FAMILY, GIVEN, Measure};
use super::random::Random;
use serde_json::{Value, json};

/// A day of the calendar; days run to 28 so that every month has them.
#[derive(Clone, Copy)]
pub(super) struct Day {
    pub year: u32,
    pub month: u32,
    pub day: u32,
}

impl Day {
    pub fn date(self) -> String {
        format!("{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }

    pub fn at(self, time: &str) -> String {
        format!("{}T{time}:00Z", self.date())
    }
}

/// A visit that resources belong to.
pub(super) struct Visit {
    pub day: Day,
    pub reference: Value,
}

pub(super) struct Chart {
    pub random: Random,
    entries: Vec<Value>,
    pub patient: Value,
    pub doctor: Value,
    pub clinic: Value,
    pub coverage: Value,
}

impl Chart {
    /// A chart with the patient, a clinic, its doctor and an insurance.
    pub fn new(random: Random) -> Self {
        let mut chart = Self {
            random,
            entries: Vec::new(),
            patient: Value::Null,
            doctor: Value::Null,
            clinic: Value::Null,
            coverage: Value::Null,
        };
        let birth = Day {
            year: chart.random.between(1945, 1998),
            month: chart.random.between(1, 12),
            day: chart.random.between(1, 28),
        };
        let gender = *chart.random.pick(&["female", "male"]);
        let number = chart.random.between(100_000, 999_999);
        let name = chart.name();
        chart.patient = chart.add(json!({
            "resourceType": "Patient",
            "identifier": [{
                "type": { "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "MR" }] },
                "system": "https://example.org/patients",
                "value": format!("SYN-{number}"),
            }],
            "name": [name],
            "gender": gender,
            "birthDate": birth.date(),
            "communication": [{ "language": { "coding": [{ "system": "urn:ietf:bcp:47", "code": "en" }] } }],
        }));
        let place = *chart.random.pick(&FAMILY);
        chart.clinic = chart.add(json!({
            "resourceType": "Organization",
            "active": true,
            "type": [{ "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/organization-type", "code": "prov" }] }],
            "name": format!("{place} Community Clinic"),
        }));
        let name = chart.name();
        chart.doctor = chart.add(json!({ "resourceType": "Practitioner", "active": true, "name": [name] }));
        chart.coverage = chart.add(json!({
            "resourceType": "Coverage",
            "status": "active",
            "beneficiary": chart.patient,
            "payor": [{ "display": "Example Mutual Insurance" }],
        }));
        chart
    }

    fn name(&mut self) -> Value {
        let (family, given) = (*self.random.pick(&FAMILY), *self.random.pick(&GIVEN));
        json!({ "use": "official", "family": family, "given": [given] })
    }

    /// Adds a resource and returns a Reference to it.
    pub fn add(&mut self, mut resource: Value) -> Value {
        let id = self.random.uuid();
        let url = format!("urn:uuid:{id}");
        if let Value::Object(members) = &mut resource {
            members.insert("id".to_owned(), id.into());
        }
        self.entries.push(json!({ "fullUrl": url, "resource": resource }));
        json!({ "reference": url })
    }

    pub fn into_entries(self) -> Vec<Value> {
        self.entries
    }

    /// A random working day of a year.
    pub fn day(&mut self, year: u32) -> Day {
        Day { year, month: self.random.between(1, 12), day: self.random.between(1, 28) }
    }

    /// A measured value, exact to the digits written: tenths are written as FHIR decimals.
    pub fn quantity(&mut self, measure: &Measure) -> Value {
        let number = self.random.between(measure.low, measure.high);
        let value = if measure.tenths { json!(f64::from(number) / 10.0) } else { json!(number) };
        json!({ "value": value, "unit": measure.unit, "system": "http://unitsofmeasure.org", "code": measure.unit })
    }
}

/// A CodeableConcept of one code.
pub(super) fn concept(code: Code) -> Value {
    json!({ "coding": [{ "system": code.system, "code": code.code, "display": code.display }], "text": code.display })
}

/// A CodeableConcept of a code that HL7 defines.
pub(super) fn hl7(system: &str, code: &str) -> Value {
    json!({ "coding": [{ "system": format!("http://terminology.hl7.org/CodeSystem/{system}"), "code": code }] })
}
