//! FHIR R4: split a bundle into records, label them, synthetic patients.
