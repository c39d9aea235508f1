//! HL7 sensitivities, and the groups that share a compartment.

use serde::{Deserialize, Serialize};

macro_rules! sensitivities {
    ($($(#[$doc:meta])* $name:ident = $code:literal in $group:ident,)+) => {
        /// Why information is delicate: HL7 v3 ActCode, ActInformationSensitivityPolicy.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Sensitivity {
            $($(#[$doc])* #[serde(rename = $code)] $name,)+
        }

        impl Sensitivity {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The HL7 code.
            pub fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)+ }
            }

            /// The group whose compartment keeps it.
            pub fn group(self) -> SensitivityGroup {
                match self { $(Self::$name => SensitivityGroup::$group,)+ }
            }
        }
    };
}

sensitivities! {
    /// Mental health.
    MentalHealth = "MH" in MentalHealth,
    /// Psychiatry disorder.
    Psychiatry = "PSY" in MentalHealth,
    /// Emotional disturbance.
    EmotionalDisturbance = "EMOTDIS" in MentalHealth,
    /// Cognitive disability.
    Cognitive = "COGN" in MentalHealth,
    /// Developmental disability.
    Developmental = "DVD" in MentalHealth,
    /// Behavioral health: mental health or substance use, so it is in both groups.
    BehavioralHealth = "BH" in Several,
    /// Psychotherapy notes (45 CFR 164.501), which need an authorization of their own.
    PsychotherapyNotes = "PSYTHPN" in PsychotherapyNotes,
    /// Substance use disorder.
    SubstanceUse = "SUD" in SubstanceUse,
    /// Substance abuse, the older code.
    SubstanceAbuse = "ETH" in SubstanceUse,
    /// Alcohol use disorder.
    AlcoholUse = "ETHUD" in SubstanceUse,
    /// Opioid use disorder.
    OpioidUse = "OPIOIDUD" in SubstanceUse,
    /// HIV and AIDS.
    Hiv = "HIV" in Hiv,
    /// Sexually transmitted disease.
    SexuallyTransmitted = "STD" in SexuallyTransmitted,
    /// Sexuality and reproductive health.
    Sexuality = "SEX" in Reproductive,
    /// Pregnancy.
    Pregnancy = "PREGNANT" in Reproductive,
    /// Sexual assault, abuse or domestic violence.
    SexualDomesticViolence = "SDV" in Violence,
    /// Military sexual trauma.
    MilitarySexualTrauma = "MST" in Violence,
    /// Violence.
    Violence = "VIO" in Violence,
    /// Genetic disease.
    GeneticDisease = "GDIS" in Genetic,
    /// Sickle cell anemia.
    SickleCell = "SCA" in Genetic,
    /// Taboo: what the patient asked to keep from all but the author.
    Taboo = "TBOO" in Other,
    /// Celebrity: a person whom the staff may be curious about.
    Celebrity = "CEL" in Other,
}

/// What shares one of the patient's sixteen compartments. The order is the number within the
/// directory and never changes; new groups take the spares at the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SensitivityGroup {
    /// Nothing delicate known.
    General,
    /// Mental health.
    MentalHealth,
    /// Psychotherapy notes.
    PsychotherapyNotes,
    /// Alcohol and other substances.
    SubstanceUse,
    /// HIV and AIDS.
    Hiv,
    /// Other sexually transmitted diseases.
    SexuallyTransmitted,
    /// Pregnancy, contraception, fertility, sexuality.
    Reproductive,
    /// Violence and abuse.
    Violence,
    /// Genetic findings.
    Genetic,
    /// Other reasons that a label gives.
    Other,
    /// Reasons from more than one group at once.
    Several,
    /// Nothing delicate known, and something that the table does not cover.
    Unclassified,
}

impl SensitivityGroup {
    /// All groups, in the order of their numbers.
    pub const ALL: [Self; 12] = [
        Self::General,
        Self::MentalHealth,
        Self::PsychotherapyNotes,
        Self::SubstanceUse,
        Self::Hiv,
        Self::SexuallyTransmitted,
        Self::Reproductive,
        Self::Violence,
        Self::Genetic,
        Self::Other,
        Self::Several,
        Self::Unclassified,
    ];

    /// The group's number within the directory, 0 to 11. Stable.
    pub fn number(self) -> u8 {
        self as u8
    }

    /// The name in JSON and on the command line, such as `mental_health`.
    pub fn name(self) -> &'static str {
        match self {
            Self::General => "general",
            Self::MentalHealth => "mental_health",
            Self::PsychotherapyNotes => "psychotherapy_notes",
            Self::SubstanceUse => "substance_use",
            Self::Hiv => "hiv",
            Self::SexuallyTransmitted => "sexually_transmitted",
            Self::Reproductive => "reproductive",
            Self::Violence => "violence",
            Self::Genetic => "genetic",
            Self::Other => "other",
            Self::Several => "several",
            Self::Unclassified => "unclassified",
        }
    }

    /// The group of that name, if there is one.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|group| group.name() == name)
    }

    /// The groups that a denial of this one must name. A record with reasons from several groups
    /// lies in [`SensitivityGroup::Several`], so denying a delicate group denies that one as well; psychotherapy notes are mental health too.
    /// A permit names the group alone: what may hold more than was permitted is not opened.
    pub fn denied_with(self) -> &'static [Self] {
        match self {
            Self::General => &[Self::General],
            Self::MentalHealth => &[Self::MentalHealth, Self::PsychotherapyNotes, Self::Several],
            Self::PsychotherapyNotes => &[Self::PsychotherapyNotes, Self::Several],
            Self::SubstanceUse => &[Self::SubstanceUse, Self::Several],
            Self::Hiv => &[Self::Hiv, Self::Several],
            Self::SexuallyTransmitted => &[Self::SexuallyTransmitted, Self::Several],
            Self::Reproductive => &[Self::Reproductive, Self::Several],
            Self::Violence => &[Self::Violence, Self::Several],
            Self::Genetic => &[Self::Genetic, Self::Several],
            Self::Other => &[Self::Other, Self::Several],
            Self::Several => &[Self::Several],
            Self::Unclassified => &[Self::Unclassified],
        }
    }
}
