//! The comparison notices: an order that lacks a rule disagrees, and every dimension of a consent decides some case.

use access_control::domain::decide::decide;
use access_control::domain::facts::Consent;
use chartseal_oracle::random::Cases;
use chartseal_oracle::{Case, Comparison, Oracle};
use chartseal_types::access::{Effect, Grantee, Rule};
use chartseal_types::{CodeSet, Confidentiality};

const SEED: u64 = 2;

/// A rule left out is noticed whenever `decide` goes by it, and never otherwise.
#[test]
fn a_rule_left_out_is_noticed() {
    for rule in &Rule::ORDER[..10] {
        let mut oracle = Oracle::without(*rule).unwrap();
        let mut cases = Cases::batch(SEED, 0);
        let mut comparison = Comparison::default();
        for _ in 0..1_000 {
            comparison.compare(&mut oracle, &cases.draw()).unwrap();
        }
        assert!(comparison.disagreed > 0, "nobody noticed that {rule:?} is missing");
        assert_eq!(comparison.disagreed, comparison.decided_by(*rule), "without {rule:?}");
    }
}

/// Takes a limit away.
type Widen = fn(&mut Consent);

const DIMENSIONS: [(&str, Widen); 10] = [
    ("grantee", |consent| consent.grantee = Grantee::Everyone {}),
    ("categories", |consent| consent.provision.categories = CodeSet::ALL),
    ("compartments", |consent| consent.provision.compartments = CodeSet::ALL),
    ("confidentiality", |consent| consent.provision.max_confidentiality = Confidentiality::V),
    ("purposes", |consent| consent.provision.purposes = CodeSet::ALL),
    ("actions", |consent| consent.provision.actions = CodeSet::ALL),
    ("valid from", |consent| consent.provision.valid_from = 0),
    ("valid until", |consent| consent.provision.valid_until = None),
    ("clinical period", |consent| consent.provision.clinical_period = None),
    ("records", |consent| {
        consent.provision.names = false;
        consent.records = None;
    }),
];

fn consents(case: &mut Case, effect: Effect) -> &mut Vec<Consent> {
    match effect {
        Effect::Permit => &mut case.circumstances.permits,
        Effect::Deny => &mut case.circumstances.denials,
    }
}

/// In how many of the random cases the outcome hangs on a limit.
fn cases_that_hang_on(effect: Effect, widen: Widen) -> usize {
    let mut cases = Cases::batch(SEED, 1);
    let hangs = |mut case: Case| {
        let before = decide(&case.facts()).permitted;
        consents(&mut case, effect).iter_mut().for_each(widen);
        before != decide(&case.facts()).permitted
    };
    (0..5_000).filter(|_| hangs(cases.draw())).count()
}

#[test]
fn every_dimension_of_a_consent_decides_some_random_case() {
    for effect in [Effect::Permit, Effect::Deny] {
        for (dimension, widen) in DIMENSIONS {
            let count = cases_that_hang_on(effect, widen);
            assert!(count >= 10, "{count} cases hang on the {dimension} of a {effect:?}");
        }
    }
    let unlimited: Widen = |consent| {
        consent.provision.bounded = false;
        consent.uses_left = None;
    };
    assert!(cases_that_hang_on(Effect::Permit, unlimited) >= 10, "too few hang on the uses left");
}
