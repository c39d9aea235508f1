//! Random facts over a small world, so that rules meet often. The same seed draws the same facts.

use std::collections::BTreeSet;

use access_control::domain::facts::{
    Affiliate, Circumstances, Consent, Representative, Requester, TargetFacts,
};
use access_control::domain::provision::{Provision, Scope};
use chartseal_types::access::{CategoryRule, ClinicalPeriod, Grantee, PolicyRow, StandingFault};
use chartseal_types::{
    Action, Category, Code, CodeSet, Compartment, Confidentiality, ContentHash, IdentityId, Label,
    PolicyRole, Purpose, Quarter, Role,
};
use fastrand::Rng;

use crate::Case;

const CATEGORIES: [Category; 4] =
    [Category::Laboratory, Category::Summary, Category::PatientReported, Category::Directory];
const PURPOSES: [Purpose; 4] = [Purpose::TREAT, Purpose::BTG, Purpose::HRESCH, Purpose::PATRQT];
const ROLES: [Role; 3] = [Role::Doctor, Role::Nurse, Role::ComplianceOfficer];
const LEVELS: [Confidentiality; 6] = [
    Confidentiality::U,
    Confidentiality::L,
    Confidentiality::M,
    Confidentiality::N,
    Confidentiality::R,
    Confidentiality::V,
];
const FAULTS: [StandingFault; 6] = [
    StandingFault::Frozen,
    StandingFault::Identity,
    StandingFault::NoCertificate,
    StandingFault::Certificate,
    StandingFault::Organization,
    StandingFault::Affiliation,
];
/// Of those, the faults of who has no organization.
const FAULTS_OF_A_PERSON: usize = 4;
const NOW: u64 = 1_800_000_000;
/// Consents that one generator draws from, of either effect.
const CONSENTS: u32 = 1_000;

/// Draws cases.
#[derive(Debug)]
pub struct Cases {
    rng: Rng,
    denials: Vec<Consent>,
    permits: Vec<Consent>,
}

impl Cases {
    /// A batch of cases: each number of a seed has consents and cases of its own.
    pub fn batch(seed: u64, number: u64) -> Self {
        // The golden ratio keeps the batches of neighbouring seeds apart.
        let mut rng = Rng::with_seed(seed.wrapping_add(number.wrapping_mul(0x9e37_79b9_7f4a_7c15)));
        // After a merge the denials of two patients apply, so numbers can come twice; permits are of one patient.
        let denials = (0..CONSENTS).map(|n| consent(&mut rng, 1 + n % (CONSENTS / 2), false)).collect();
        let permits = (1..=CONSENTS).map(|number| consent(&mut rng, number, true)).collect();
        Self { rng, denials, permits }
    }

    /// The consents that cases are made of: denials, permits.
    pub fn consents(&self) -> (&[Consent], &[Consent]) {
        (&self.denials, &self.permits)
    }

    /// One case: such facts as the contract can gather, with whatever it can read of patient and policy.
    pub fn draw(&mut self) -> Case {
        let rng = &mut self.rng;
        let requester = requester(rng);
        let purpose = one(rng, &PURPOSES);
        let action = one(rng, &Action::ALL);
        let wears_role = matches!(requester, Requester::Affiliate(_));
        let represents = matches!(requester, Requester::Representative(_));
        let emergency = (wears_role && purpose == Purpose::BTG && likely(rng, 60)).then(|| rng.u32(1..4));
        let denials = draw(rng, &self.denials, 3);
        let mut permits = draw(rng, &self.permits, 5);
        for permit in permits.iter_mut().filter(|permit| permit.provision.bounded) {
            permit.uses_left = Some(rng.u32(0..3));
        }
        let circumstances = Circumstances {
            now: NOW,
            purpose,
            action,
            policy: policy(rng, &requester, purpose, action),
            requester,
            denials,
            permits,
            care_open: wears_role && rng.bool(),
            emergency,
            emergencies_pass_denials: rng.bool(),
        };
        Case { circumstances, target: target(rng, represents) }
    }
}

fn requester(rng: &mut Rng) -> Requester {
    let affiliations = |rng: &mut Rng| -> Vec<(IdentityId, Role)> {
        (0..rng.usize(0..3)).map(|_| (organization(rng), one(rng, &ROLES))).collect()
    };
    match rng.u32(0..100) {
        0..12 => Requester::Patient { frozen: likely(rng, 40) },
        12..32 => Requester::Representative(Representative {
            identity: identity(rng),
            affiliations: affiliations(rng),
            fault: likely(rng, 12).then(|| one(rng, &FAULTS[..FAULTS_OF_A_PERSON])),
        }),
        _ => {
            let (organization, role) = (organization(rng), one(rng, &ROLES));
            let mut affiliations = affiliations(rng);
            let fault = likely(rng, 12).then(|| one(rng, &FAULTS));
            // The hat is among the affiliations, unless just that is the fault.
            if fault != Some(StandingFault::Affiliation) {
                affiliations.push((organization, role));
            }
            let auditor = likely(rng, 15);
            Requester::Affiliate(Affiliate {
                identity: identity(rng),
                organization,
                role,
                auditor,
                affiliations,
                fault,
            })
        }
    }
}

fn policy(rng: &mut Rng, requester: &Requester, purpose: Purpose, action: Action) -> Option<PolicyRow> {
    // Policy knows no role for patients.
    let role = match requester {
        Requester::Patient { .. } => return None,
        Requester::Representative(_) => PolicyRole::Representative,
        Requester::Affiliate(who) => who.role.into(),
    };
    if likely(rng, 5) {
        return None;
    }
    let mut rules = Vec::new();
    for category in CATEGORIES {
        if likely(rng, 90) {
            let permit_up_to = likely(rng, 70).then(|| one(rng, &LEVELS));
            let consent_up_to = likely(rng, 70).then(|| one(rng, &LEVELS));
            rules.push(CategoryRule { category, permit_up_to, consent_up_to });
        }
    }
    Some(PolicyRow { role, purpose, action, rules })
}

fn target(rng: &mut Rng, represents: bool) -> TargetFacts {
    let label = Label {
        category: one(rng, &CATEGORIES),
        confidentiality: one(rng, &LEVELS),
        compartment: compartment(rng),
    };
    TargetFacts {
        record: likely(rng, 80).then(|| record(rng)),
        scope: Scope { label, quarter: quarter(rng).filter(|_| likely(rng, 70)) },
        erased: likely(rng, 5),
        retracted: likely(rng, 15),
        author_organization: likely(rng, 75).then(|| organization(rng)),
        representative_in_scope: represents && likely(rng, 60),
    }
}

fn consent(rng: &mut Rng, number: u32, permits: bool) -> Consent {
    let records: Option<BTreeSet<ContentHash>> =
        likely(rng, 20).then(|| (0..rng.usize(1..3)).map(|_| record(rng)).collect());
    let bounded = permits && likely(rng, 30);
    let compartments: Vec<Compartment> = Compartment::all().into_iter().take(3).collect();
    let provision = Provision {
        number,
        categories: some(rng, &CATEGORIES),
        compartments: some(rng, &compartments),
        max_confidentiality: if likely(rng, 40) { Confidentiality::V } else { one(rng, &LEVELS) },
        purposes: some(rng, &PURPOSES),
        actions: some(rng, &Action::ALL),
        valid_from: if likely(rng, 60) { 0 } else { rng.u64(NOW - 2..=NOW + 1) },
        valid_until: likely(rng, 40).then(|| rng.u64(NOW - 1..=NOW + 3)),
        clinical_period: quarter(rng)
            .zip(quarter(rng))
            .filter(|_| likely(rng, 25))
            .map(|(a, b)| ClinicalPeriod { from: a.min(b), to: a.max(b) }),
        bounded,
        names: records.is_some(),
    };
    let records = records.map(|records| records.into_iter().collect());
    Consent { grantee: grantee(rng), provision, uses_left: None, records }
}

fn grantee(rng: &mut Rng) -> Grantee {
    match rng.u32(0..5) {
        0 => Grantee::Everyone {},
        1 => Grantee::Identity { identity: identity(rng) },
        2 => Grantee::Organization { organization: organization(rng) },
        _ => Grantee::Role { organization: organization(rng), role: one(rng, &ROLES) },
    }
}

/// Up to so many of them, each once.
fn draw(rng: &mut Rng, from: &[Consent], most: usize) -> Vec<Consent> {
    let count = rng.usize(0..=most);
    let mut drawn: Vec<Consent> = Vec::with_capacity(count);
    for _ in 0..count {
        let consent = &from[rng.usize(0..from.len())];
        if !drawn.contains(consent) {
            drawn.push(consent.clone());
        }
    }
    drawn
}

/// Mostly everything, sometimes only a few.
fn some<T: Code>(rng: &mut Rng, codes: &[T]) -> CodeSet<T> {
    if likely(rng, 65) {
        return CodeSet::ALL;
    }
    (0..rng.usize(1..=codes.len())).fold(CodeSet::NONE, |set, _| set.with(one(rng, codes)))
}

fn likely(rng: &mut Rng, percent: u32) -> bool {
    rng.u32(0..100) < percent
}

fn one<T: Copy>(rng: &mut Rng, of: &[T]) -> T {
    of[rng.usize(0..of.len())]
}

fn organization(rng: &mut Rng) -> IdentityId {
    IdentityId([rng.u8(1..4); 16])
}

fn identity(rng: &mut Rng) -> IdentityId {
    IdentityId([rng.u8(8..10); 16])
}

fn record(rng: &mut Rng) -> ContentHash {
    ContentHash([rng.u8(1..4); 32])
}

fn compartment(rng: &mut Rng) -> Compartment {
    Compartment::all()[rng.usize(0..3)]
}

/// One of two years, so that a year's end lies between them.
fn quarter(rng: &mut Rng) -> Option<Quarter> {
    let quarters = [(2019, 3), (2019, 4), (2020, 1), (2020, 2)];
    let (year, number) = one(rng, &quarters);
    Quarter::new(year, number).ok()
}
