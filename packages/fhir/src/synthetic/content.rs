//! What synthetic patients have. Codes with our own wording; all are in the label table.

/// A code with its wording.
#[derive(Clone, Copy)]
pub(super) struct Code {
    pub system: &'static str,
    pub code: &'static str,
    pub display: &'static str,
}

pub(super) const fn loinc(code: &'static str, display: &'static str) -> Code {
    Code { system: "http://loinc.org", code, display }
}
pub(super) const fn snomed(code: &'static str, display: &'static str) -> Code {
    Code { system: "http://snomed.info/sct", code, display }
}
const fn icd(code: &'static str, display: &'static str) -> Code {
    Code { system: "http://hl7.org/fhir/sid/icd-10-cm", code, display }
}
const fn rxnorm(code: &'static str, display: &'static str) -> Code {
    Code { system: "http://www.nlm.nih.gov/research/umls/rxnorm", code, display }
}

/// A measured quantity: what, from, to, tenths or whole numbers, UCUM unit.
#[derive(Clone, Copy)]
pub(super) struct Measure {
    pub code: Code,
    pub low: u32,
    pub high: u32,
    pub tenths: bool,
    pub unit: &'static str,
}

const fn whole(code: Code, low: u32, high: u32, unit: &'static str) -> Measure {
    Measure { code, low, high, tenths: false, unit }
}
const fn tenths(code: Code, low: u32, high: u32, unit: &'static str) -> Measure {
    Measure { code, low, high, tenths: true, unit }
}

pub(super) const VITALS: [Measure; 4] = [
    tenths(loinc("29463-7", "Body weight"), 520, 980, "kg"),
    whole(loinc("8867-4", "Heart rate"), 56, 92, "/min"),
    whole(loinc("9279-1", "Respiratory rate"), 12, 18, "/min"),
    tenths(loinc("8310-5", "Body temperature"), 361, 372, "Cel"),
];
pub(super) const SYSTOLIC: Measure = whole(loinc("8480-6", "Systolic blood pressure"), 104, 148, "mm[Hg]");
pub(super) const DIASTOLIC: Measure = whole(loinc("8462-4", "Diastolic blood pressure"), 62, 94, "mm[Hg]");
pub(super) const BLOOD_PRESSURE: Code = loinc("85354-9", "Blood pressure panel");

/// A laboratory panel and what is in it.
pub(super) struct Panel {
    pub code: Code,
    pub results: [Measure; 4],
}

pub(super) const LIPIDS: Panel = Panel {
    code: loinc("57698-3", "Lipid panel"),
    results: [
        whole(loinc("2093-3", "Total cholesterol"), 150, 244, "mg/dL"),
        whole(loinc("2571-8", "Triglycerides"), 70, 210, "mg/dL"),
        whole(loinc("18262-6", "LDL cholesterol"), 72, 160, "mg/dL"),
        whole(loinc("2085-9", "HDL cholesterol"), 38, 74, "mg/dL"),
    ],
};
pub(super) const METABOLIC: Panel = Panel {
    code: loinc("51990-0", "Basic metabolic panel"),
    results: [
        whole(loinc("2339-0", "Glucose in blood"), 72, 128, "mg/dL"),
        tenths(loinc("38483-4", "Creatinine in blood"), 6, 13, "mg/dL"),
        whole(loinc("2947-0", "Sodium in blood"), 136, 145, "mmol/L"),
        tenths(loinc("6298-4", "Potassium in blood"), 36, 51, "mmol/L"),
    ],
};

/// A diagnosis with its medicine and what is done besides.
#[derive(Clone, Copy)]
pub(super) struct Illness {
    pub diagnosis: Code,
    pub medicine: Code,
    pub activity: Code,
}

pub(super) const CHRONIC: [Illness; 3] = [
    Illness {
        diagnosis: icd("I10", "Essential hypertension"),
        medicine: rxnorm("29046", "Lisinopril"),
        activity: snomed("229065009", "Exercise"),
    },
    Illness {
        diagnosis: icd("E11.9", "Type 2 diabetes without complications"),
        medicine: rxnorm("6809", "Metformin"),
        activity: snomed("160670007", "Diabetic diet"),
    },
    Illness {
        diagnosis: icd("J45.909", "Asthma without complications"),
        medicine: rxnorm("435", "Salbutamol"),
        activity: snomed("371605008", "Breathing and coughing exercises"),
    },
];
pub(super) const ILLNESSES: [Illness; 3] = [
    Illness {
        diagnosis: icd("J20.9", "Acute bronchitis"),
        medicine: rxnorm("161", "Paracetamol"),
        activity: snomed("183051005", "Rest"),
    },
    Illness {
        diagnosis: icd("J01.90", "Acute sinusitis"),
        medicine: rxnorm("723", "Amoxicillin"),
        activity: snomed("183051005", "Rest"),
    },
    Illness {
        diagnosis: icd("S13.4XXA", "Sprain of the neck"),
        medicine: rxnorm("5640", "Ibuprofen"),
        activity: snomed("266694003", "Heat therapy"),
    },
];

/// A sensitive reason for a visit, with the measurements that follow it.
pub(super) struct Delicate {
    pub diagnosis: Code,
    pub medicine: Code,
    pub results: &'static [Measure],
}

const HIV: Delicate = Delicate {
    diagnosis: icd("B20", "HIV disease"),
    medicine: rxnorm("1433868", "Dolutegravir"),
    results: &[
        whole(loinc("25836-8", "HIV 1 viral load"), 20, 4000, "{copies}/mL"),
        whole(loinc("24467-3", "CD4 cell count"), 280, 900, "/uL"),
    ],
};
const DEPRESSION: Delicate = Delicate {
    diagnosis: icd("F32.1", "Moderate depressive episode"),
    medicine: rxnorm("36437", "Sertraline"),
    results: &[
        whole(loinc("44261-6", "PHQ-9 score"), 10, 21, "{score}"),
        whole(loinc("70274-6", "GAD-7 score"), 6, 17, "{score}"),
    ],
};
const OPIOIDS: Delicate = Delicate {
    diagnosis: icd("F11.20", "Opioid dependence"),
    medicine: rxnorm("1819", "Buprenorphine"),
    results: &[whole(loinc("82667-7", "DAST-10 score"), 3, 8, "{score}")],
};
const ALCOHOL: Delicate = Delicate {
    diagnosis: icd("F10.20", "Alcohol dependence"),
    medicine: rxnorm("82819", "Acamprosate"),
    results: &[whole(loinc("75626-2", "AUDIT-C score"), 5, 12, "{score}")],
};

/// The sensitive reason of the patient with that index.
pub(super) fn delicate(index: u32) -> Delicate {
    match index % 4 {
        0 => HIV,
        1 => DEPRESSION,
        2 => OPIOIDS,
        _ => ALCOHOL,
    }
}

pub(super) const ALLERGIES: [Code; 2] =
    [snomed("419474003", "Mould allergy"), snomed("300913006", "Shellfish allergy")];
pub(super) const PROCEDURES: [Code; 2] =
    [snomed("73761001", "Colonoscopy"), snomed("127783003", "Spirometry")];
pub(super) const CHECK_UP: Code = snomed("185349003", "Check-up");
pub(super) const PROBLEM: Code = snomed("185347001", "Visit for a problem");
pub(super) const FOR_PROCEDURE: Code = snomed("308335008", "Visit for a procedure");

pub(super) const GIVEN: [&str; 12] =
    ["Ada", "Bruno", "Chiara", "Daniel", "Elif", "Farid", "Greta", "Hugo", "Ines", "Jonas", "Katya", "Luis"];
pub(super) const FAMILY: [&str; 12] = [
    "Aldermoor",
    "Brightwater",
    "Castellan",
    "Dunmere",
    "Eastgrove",
    "Fenwick",
    "Goldacre",
    "Hollins",
    "Ironwood",
    "Juniper",
    "Kestrel",
    "Larkfield",
];
