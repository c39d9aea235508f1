//! One bundle, one patient: records of two people must never be sealed for one of them.

use super::{Bundle, BundleError, Entry};
use crate::reference::Target;

/// The position of the only Patient.
pub(super) fn sole_patient(entries: &[Entry]) -> Result<usize, BundleError> {
    let patients: Vec<usize> = entries
        .iter()
        .enumerate()
        .filter(|(_, entry)| entry.resource_type() == "Patient")
        .map(|(position, _)| position)
        .collect();
    match patients[..] {
        [] => Err(BundleError::NoPatient),
        [patient] => Ok(patient),
        _ => Err(BundleError::SeveralPatients { count: patients.len() }),
    }
}

/// Whom a resource is about must be the bundle's patient, or something that is no patient (a
/// group, a device, a location). Other references may name other people: `Patient.link`, a
/// subscriber, a mother.
pub(super) fn refuse_other_patients(bundle: &Bundle) -> Result<(), BundleError> {
    let index = bundle.index();
    for (position, view) in bundle.views().iter().enumerate() {
        for reference in view.references.iter().filter(|reference| reference.names_subject()) {
            let path = || format!("Bundle.entry[{position}].resource.{}", reference.element);
            match index.resolve(reference) {
                // A patient inside the resource has no identity that could be compared.
                Target::Contained if view.contained_types.contains("Patient") => {
                    return Err(BundleError::OtherPatient { path: path() });
                }
                Target::Entry(_) | Target::Contained => {}
                Target::Outside(Some("Patient")) => {
                    return Err(BundleError::OtherPatient { path: path() });
                }
                Target::Outside(Some(_)) => {}
                Target::Outside(None) => {
                    return Err(BundleError::UnresolvedSubject { path: path() });
                }
            }
        }
        let known = bundle.views().get(bundle.patient_position()).map(|view| &view.identifiers);
        for (element, identifier) in &view.subject_identifiers {
            // A reference by identifier alone: it must be one of the patient's own.
            if known.is_some_and(|known| !known.contains(identifier)) {
                return Err(BundleError::OtherPatient {
                    path: format!("Bundle.entry[{position}].resource.{element}"),
                });
            }
        }
    }
    Ok(())
}
