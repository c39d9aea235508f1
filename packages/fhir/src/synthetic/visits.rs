//! What happens to a synthetic patient.

use super::chart::{Chart, Visit, concept, hl7};
use super::content::{self, Code, Delicate, Illness, Measure, Panel};
use serde_json::{Value, json};

/// The first year in the chart.
pub(super) const FIRST_YEAR: u32 = 2021;
/// How many yearly check-ups there are.
pub(super) const CHECK_UPS: u32 = 3;

/// Noted once, at no visit.
pub(super) fn allergy(chart: &mut Chart) {
    let allergy = *chart.random.pick(&content::ALLERGIES);
    let day = chart.day(FIRST_YEAR - 1);
    chart.add(json!({
        "resourceType": "AllergyIntolerance",
        "clinicalStatus": hl7("allergyintolerance-clinical", "active"),
        "verificationStatus": hl7("allergyintolerance-verification", "confirmed"),
        "code": concept(allergy),
        "patient": chart.patient,
        "recordedDate": day.date(),
    }));
}

/// Measurements, a laboratory panel, a vaccination; in the second year a chronic condition is found.
pub(super) fn check_up(chart: &mut Chart, year: u32, chronic: Illness) {
    let visit = visit(chart, year, content::CHECK_UP, None);
    for measure in &content::VITALS {
        measurement(chart, &visit, measure, "vital-signs");
    }
    blood_pressure(chart, &visit);
    panel(chart, &visit, if year.is_multiple_of(2) { &content::METABOLIC } else { &content::LIPIDS });
    chart.add(json!({
        "resourceType": "Immunization",
        "status": "completed",
        "vaccineCode": { "coding": [{ "system": "http://hl7.org/fhir/sid/cvx", "code": "140", "display": "Influenza vaccine" }] },
        "patient": chart.patient,
        "encounter": visit.reference,
        "occurrenceDateTime": visit.day.at("09:20"),
        "primarySource": true,
    }));
    let diagnosis = (year == FIRST_YEAR + 1).then(|| {
        let condition = condition(chart, &visit, chronic.diagnosis, "active");
        medicine(chart, &visit, chronic.medicine, &condition);
        chart.add(json!({
            "resourceType": "CarePlan",
            "status": "active",
            "intent": "plan",
            "subject": chart.patient,
            "encounter": visit.reference,
            "period": { "start": visit.day.date() },
            "addresses": [condition],
            "activity": [{ "detail": { "code": concept(chronic.activity), "status": "in-progress" } }],
        }));
        condition
    });
    bill(chart, &visit, content::CHECK_UP, diagnosis.as_ref());
}

/// A minor illness, with its medicine.
pub(super) fn illness(chart: &mut Chart, illness: Illness) {
    let visit = visit(chart, FIRST_YEAR + 1, content::PROBLEM, Some(illness.diagnosis));
    let condition = condition(chart, &visit, illness.diagnosis, "resolved");
    medicine(chart, &visit, illness.medicine, &condition);
    done(chart, &visit, illness.activity, Some(&condition));
    bill(chart, &visit, content::PROBLEM, Some(&condition));
}

/// An outpatient procedure.
pub(super) fn procedure(chart: &mut Chart) {
    let code = *chart.random.pick(&content::PROCEDURES);
    let visit = visit(chart, FIRST_YEAR + 2, content::FOR_PROCEDURE, None);
    done(chart, &visit, code, None);
    bill(chart, &visit, code, None);
}

/// The visit that not everybody should see: its reason, diagnosis, results, medicine and bill tell it.
pub(super) fn delicate(chart: &mut Chart, delicate: Delicate) {
    let visit = visit(chart, FIRST_YEAR + 2, content::PROBLEM, Some(delicate.diagnosis));
    let condition = condition(chart, &visit, delicate.diagnosis, "active");
    for measure in delicate.results {
        measurement(chart, &visit, measure, "laboratory");
    }
    blood_pressure(chart, &visit);
    medicine(chart, &visit, delicate.medicine, &condition);
    bill(chart, &visit, content::PROBLEM, Some(&condition));
}

fn visit(chart: &mut Chart, year: u32, kind: Code, reason: Option<Code>) -> Visit {
    let day = chart.day(year);
    let mut encounter = json!({
        "resourceType": "Encounter",
        "status": "finished",
        "class": { "system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB" },
        "type": [concept(kind)],
        "subject": chart.patient,
        "participant": [{ "individual": chart.doctor }],
        "period": { "start": day.at("09:00"), "end": day.at("09:30") },
        "serviceProvider": chart.clinic,
    });
    if let (Some(reason), Value::Object(members)) = (reason, &mut encounter) {
        members.insert("reasonCode".to_owned(), json!([concept(reason)]));
    }
    let reference = chart.add(encounter);
    Visit { day, reference }
}

fn measurement(chart: &mut Chart, visit: &Visit, measure: &Measure, category: &str) -> Value {
    let quantity = chart.quantity(measure);
    chart.add(json!({
        "resourceType": "Observation",
        "status": "final",
        "category": [hl7("observation-category", category)],
        "code": concept(measure.code),
        "subject": chart.patient,
        "encounter": visit.reference,
        "effectiveDateTime": visit.day.at("09:10"),
        "performer": [chart.doctor],
        "valueQuantity": quantity,
    }))
}

fn blood_pressure(chart: &mut Chart, visit: &Visit) {
    let (systolic, diastolic) = (chart.quantity(&content::SYSTOLIC), chart.quantity(&content::DIASTOLIC));
    chart.add(json!({
        "resourceType": "Observation",
        "status": "final",
        "category": [hl7("observation-category", "vital-signs")],
        "code": concept(content::BLOOD_PRESSURE),
        "subject": chart.patient,
        "encounter": visit.reference,
        "effectiveDateTime": visit.day.at("09:05"),
        "component": [
            { "code": concept(content::SYSTOLIC.code), "valueQuantity": systolic },
            { "code": concept(content::DIASTOLIC.code), "valueQuantity": diastolic },
        ],
    }));
}

fn panel(chart: &mut Chart, visit: &Visit, panel: &Panel) {
    let results: Vec<Value> =
        panel.results.iter().map(|measure| measurement(chart, visit, measure, "laboratory")).collect();
    chart.add(json!({
        "resourceType": "DiagnosticReport",
        "status": "final",
        "category": [hl7("v2-0074", "LAB")],
        "code": concept(panel.code),
        "subject": chart.patient,
        "encounter": visit.reference,
        "effectiveDateTime": visit.day.at("09:10"),
        "issued": visit.day.at("16:00"),
        "result": results,
    }));
}

fn condition(chart: &mut Chart, visit: &Visit, code: Code, status: &str) -> Value {
    chart.add(json!({
        "resourceType": "Condition",
        "clinicalStatus": hl7("condition-clinical", status),
        "verificationStatus": hl7("condition-ver-status", "confirmed"),
        "code": concept(code),
        "subject": chart.patient,
        "encounter": visit.reference,
        "recordedDate": visit.day.date(),
    }))
}

fn medicine(chart: &mut Chart, visit: &Visit, code: Code, reason: &Value) {
    chart.add(json!({
        "resourceType": "MedicationRequest",
        "status": "active",
        "intent": "order",
        "medicationCodeableConcept": concept(code),
        "subject": chart.patient,
        "encounter": visit.reference,
        "authoredOn": visit.day.at("09:25"),
        "requester": chart.doctor,
        "reasonReference": [reason],
    }));
}

fn done(chart: &mut Chart, visit: &Visit, code: Code, reason: Option<&Value>) {
    let mut procedure = json!({
        "resourceType": "Procedure",
        "status": "completed",
        "code": concept(code),
        "subject": chart.patient,
        "encounter": visit.reference,
        "performedPeriod": { "start": visit.day.at("09:15"), "end": visit.day.at("09:25") },
    });
    if let (Some(reason), Value::Object(members)) = (reason, &mut procedure) {
        members.insert("reasonReference".to_owned(), json!([reason]));
    }
    chart.add(procedure);
}

/// A claim and what the insurance explains about it.
fn bill(chart: &mut Chart, visit: &Visit, service: Code, diagnosis: Option<&Value>) {
    let amount = chart.random.between(80, 420);
    let item = json!([{
        "sequence": 1,
        "productOrService": concept(service),
        "encounter": [visit.reference],
        "net": { "value": amount, "currency": "USD" },
    }]);
    let mut claim = json!({
        "resourceType": "Claim",
        "status": "active",
        "type": hl7("claim-type", "professional"),
        "use": "claim",
        "patient": chart.patient,
        "billablePeriod": { "start": visit.day.date(), "end": visit.day.date() },
        "created": visit.day.date(),
        "provider": chart.clinic,
        "priority": hl7("processpriority", "normal"),
        "insurance": [{ "sequence": 1, "focal": true, "coverage": chart.coverage }],
        "item": item,
        "total": { "value": amount, "currency": "USD" },
    });
    if let (Some(diagnosis), Value::Object(members)) = (diagnosis, &mut claim) {
        let listed = json!([{ "sequence": 1, "diagnosisReference": diagnosis }]);
        members.insert("diagnosis".to_owned(), listed);
    }
    let claim = chart.add(claim);
    chart.add(json!({
        "resourceType": "ExplanationOfBenefit",
        "status": "active",
        "type": hl7("claim-type", "professional"),
        "use": "claim",
        "patient": chart.patient,
        "billablePeriod": { "start": visit.day.date(), "end": visit.day.date() },
        "created": visit.day.date(),
        "insurer": { "display": "Example Mutual Insurance" },
        "provider": chart.clinic,
        "claim": claim,
        "outcome": "complete",
        "insurance": [{ "focal": true, "coverage": chart.coverage }],
        "item": item,
        "payment": { "amount": { "value": amount, "currency": "USD" } },
    }));
}
