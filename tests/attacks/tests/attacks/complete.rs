//! That nothing is left out.

use std::panic::catch_unwind;

use chartseal_guard::{Check, holds, without};

use crate::FAMILIES;

#[test]
fn every_check_has_an_attack() {
    let stops = |check: &Check| {
        FAMILIES.iter().flat_map(|family| family.cases).any(|case| case.checks.contains(check))
    };
    let missing: Vec<_> = Check::ALL.iter().filter(|check| !stops(check)).collect();
    assert!(missing.is_empty(), "no attack is stopped by {missing:?}");
}

#[test]
fn the_docs_count_the_cases_of_each_family() {
    let docs = include_str!("../../../../docs/evidence.md");
    for family in FAMILIES {
        let row = format!("| {} | {} |", family.name, family.cases.len());
        assert!(docs.contains(&row), "docs/evidence.md lacks the row {row}");
    }
    let all: usize = FAMILIES.iter().map(|family| family.cases.len()).sum();
    let total = format!("| all | {all} |");
    assert!(docs.contains(&total), "docs/evidence.md lacks the row {total}");
}

#[test]
fn a_check_is_off_within_its_control_only() {
    let off = || [holds(Check::Nonce, false), holds(Check::Challenge, false)];
    assert_eq!(off(), [false, false]);
    without(&[Check::Nonce], || {
        assert_eq!(off(), [true, false]);
        without(&[Check::Challenge], || assert_eq!(off(), [true, true]));
        assert_eq!(off(), [true, false]);
    });
    assert_eq!(off(), [false, false]);
    let failed = catch_unwind(|| without(&[Check::Nonce], || panic!("a control that fails")));
    assert!(failed.is_err());
    assert_eq!(off(), [false, false]);
}
