//! The policy that counts from the first block: what treatment, payment, operations and research need, and no more.
//!
//! A purpose is the requester's own claim, so `ETREAT` reaches no further than `TREAT`. Nobody reads what is very
//! restricted without consent, and only a doctor with it. Marketing has no row, so nothing permits it. Writing tells
//! the writer nothing, so who documents care may label it up to `V`.

use std::collections::BTreeMap;

use chartseal_types::access::{CategoryRule, PolicyRow, PolicyUnchecked};
use chartseal_types::{Action, Category, Confidentiality, PolicyRole, Purpose};

use Action::{Read, Write};
use Category::*;
use Confidentiality::{N, R, V};
use PolicyRole::*;
use Purpose::*;

/// In these roles, for these purposes: these categories up to these thresholds.
struct Grant {
    roles: &'static [PolicyRole],
    purposes: &'static [Purpose],
    action: Action,
    categories: &'static [Category],
    permit: Option<Confidentiality>,
    consent: Option<Confidentiality>,
}

const TREATMENT: &[Purpose] = &[TREAT, ETREAT, COC];
const PAYMENT: &[Purpose] = &[HPAYMT, COVERAGE, COVAUTH];

/// What documents care.
const CLINICAL: &[Category] = &[
    Summary,
    Encounter,
    Laboratory,
    Imaging,
    Observation,
    Medication,
    Immunization,
    Procedure,
    CarePlan,
    Document,
    PatientReported,
];

/// What a treating clinician reads.
const CHART: &[Category] = &[
    Demographics,
    Summary,
    Encounter,
    Laboratory,
    Imaging,
    Observation,
    Medication,
    Immunization,
    Procedure,
    CarePlan,
    Document,
    PatientReported,
];

/// What a clinician writes; `patient_reported` is the patient's.
const CHARTED: &[Category] = &[
    Demographics,
    Summary,
    Encounter,
    Laboratory,
    Imaging,
    Observation,
    Medication,
    Immunization,
    Procedure,
    CarePlan,
    Document,
];

const fn read(
    roles: &'static [PolicyRole],
    purposes: &'static [Purpose],
    categories: &'static [Category],
    permit: Option<Confidentiality>,
    consent: Option<Confidentiality>,
) -> Grant {
    Grant { roles, purposes, action: Read, categories, permit, consent }
}

const fn write(
    roles: &'static [PolicyRole],
    purposes: &'static [Purpose],
    categories: &'static [Category],
    permit: Confidentiality,
) -> Grant {
    Grant { roles, purposes, action: Write, categories, permit: Some(permit), consent: None }
}

const GRANTS: &[Grant] = &[
    // Treatment.
    read(&[Doctor], TREATMENT, CHART, Some(N), Some(V)),
    read(&[Nurse], TREATMENT, CHART, Some(N), Some(R)),
    read(&[Pharmacist], TREATMENT, &[Demographics, Summary, Immunization], Some(N), None),
    read(&[Pharmacist], TREATMENT, &[Medication], Some(N), Some(R)),
    read(&[Pharmacist], TREATMENT, &[Laboratory], None, Some(N)),
    // Who writes needs to know which compartment stands for what.
    read(&[Doctor, Nurse, Pharmacist, RecordsClerk], TREATMENT, &[Directory], Some(R), None),
    write(&[Doctor], TREATMENT, CHARTED, V),
    write(
        &[Nurse],
        TREATMENT,
        &[
            Demographics,
            Summary,
            Encounter,
            Observation,
            Medication,
            Immunization,
            Procedure,
            CarePlan,
            Document,
        ],
        R,
    ),
    write(&[Pharmacist], TREATMENT, &[Medication, Immunization], R),
    write(&[Doctor, Nurse], TREATMENT, &[Directory], R),
    // An import brings whatever was documented elsewhere.
    write(&[RecordsClerk], &[TREAT, COC, HOPERAT], &Category::ALL, V),
    // Breaking the glass: nothing permits it here, but what policy denies no emergency reaches. What is done in an
    // emergency has to be documented, so it is written under the same emergency.
    read(&[Doctor], &[BTG], CHART, None, Some(R)),
    read(&[Doctor], &[BTG], &[Directory], None, Some(R)),
    Grant {
        roles: &[Doctor],
        purposes: &[BTG],
        action: Write,
        categories: CHARTED,
        permit: None,
        consent: Some(V),
    },
    // At the request of the patient or the family.
    read(&[Doctor], &[PATRQT], CHART, None, Some(V)),
    read(&[Nurse], &[PATRQT], CHART, None, Some(R)),
    read(&[Pharmacist], &[PATRQT], &[Medication, Immunization], None, Some(R)),
    read(&[RecordsClerk], &[PATRQT], CHART, None, Some(R)),
    read(&[RecordsClerk], &[PATRQT], &[Financial], None, Some(R)),
    read(&[Doctor, Nurse, RecordsClerk], &[FAMRQT], CHART, None, Some(N)),
    read(&[Doctor, Nurse, Pharmacist, RecordsClerk], &[PATRQT], &[Directory], None, Some(R)),
    read(&[Doctor, Nurse, RecordsClerk], &[FAMRQT], &[Directory], None, Some(R)),
    // Who represents a patient reads within the scope of the appointment, for the family or at the patient's request.
    read(&[Representative], &[FAMRQT, PATRQT], &Category::ALL, None, Some(V)),
    // Payment.
    read(&[RecordsClerk], &[HPAYMT], &[Demographics, Encounter, Procedure, Financial], Some(N), Some(R)),
    read(&[RecordsClerk], &[HPAYMT], &[Directory], Some(R), None),
    write(&[RecordsClerk], &[HPAYMT], &[Financial], V),
    read(&[ClaimsExaminer], PAYMENT, &[Financial], None, Some(R)),
    read(
        &[ClaimsExaminer],
        &[HPAYMT, COVERAGE],
        &[Demographics, Encounter, Laboratory, Imaging, Medication, Immunization, Procedure],
        None,
        Some(N),
    ),
    read(
        &[ClaimsExaminer],
        &[COVAUTH],
        &[
            Demographics,
            Summary,
            Encounter,
            Laboratory,
            Imaging,
            Medication,
            Immunization,
            Procedure,
            CarePlan,
            Document,
        ],
        None,
        Some(N),
    ),
    read(&[ClaimsExaminer], PAYMENT, &[Directory], None, Some(R)),
    Grant {
        roles: &[ClaimsExaminer],
        purposes: PAYMENT,
        action: Write,
        categories: &[Financial],
        permit: None,
        consent: Some(R),
    },
    // Operations: who keeps records sees whose they are; who reviews reads with consent, the log without.
    read(&[RecordsClerk], &[HOPERAT], &[Demographics, Encounter], Some(N), None),
    read(&[RecordsClerk], &[HOPERAT], &[Directory], Some(R), None),
    read(&[ComplianceOfficer], &[HOPERAT], CHART, None, Some(R)),
    read(&[ComplianceOfficer], &[HOPERAT], &[Financial, Directory], None, Some(R)),
    // Research and trials.
    read(&[Researcher], &[HRESCH, CLINTRL], CLINICAL, None, Some(R)),
    read(&[Researcher], &[HRESCH, CLINTRL], &[Demographics], None, Some(N)),
    read(&[Doctor], &[CLINTRL], CHART, None, Some(R)),
    read(&[Doctor, Researcher], &[CLINTRL], &[Directory], None, Some(R)),
    read(&[Researcher], &[HRESCH], &[Directory], None, Some(R)),
    // What public health has to be told.
    read(&[Doctor, Nurse], &[PUBHLTH], &[Laboratory, Immunization], Some(N), None),
    read(&[Doctor, Nurse], &[PUBHLTH], &[Directory], Some(R), None),
];

/// The policy that a new contract starts with: these rows, and the settings of [`PolicyUnchecked`]'s default.
pub fn default_policy() -> PolicyUnchecked {
    let mut rows: BTreeMap<(PolicyRole, Purpose, Action), Vec<CategoryRule>> = BTreeMap::new();
    for grant in GRANTS {
        for (role, purpose) in
            grant.roles.iter().flat_map(|role| grant.purposes.iter().map(move |p| (*role, *p)))
        {
            let rules = rows.entry((role, purpose, grant.action)).or_default();
            rules.extend(grant.categories.iter().map(|category| CategoryRule {
                category: *category,
                permit_up_to: grant.permit,
                consent_up_to: grant.consent,
            }));
        }
    }
    let rows = rows
        .into_iter()
        .map(|((role, purpose, action), rules)| PolicyRow { role, purpose, action, rules })
        .collect();
    PolicyUnchecked { rows, ..PolicyUnchecked::default() }
}
