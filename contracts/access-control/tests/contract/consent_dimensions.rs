//! Each dimension of a consent, on a permit and on a deny: what it selects, and what lies just outside.

use chartseal_testing::{DAY, deny, permit};
use chartseal_types::access::{ClinicalPeriod, Effect, Question, Rule, TermsUnchecked};
use chartseal_types::anchor::RecordRow;
use chartseal_types::{
    Action, Category, Compartment, Confidentiality, ContentHash, Purpose, Quarter, Selection,
};

use crate::contract::world::{World, for_purpose, label, laboratory};

/// What decides with terms in force: by a permit alone, and by a deny while care is open.
fn rules(
    narrow: impl Fn(TermsUnchecked) -> TermsUnchecked,
    question: impl Fn(&mut World) -> Question,
) -> [Rule; 2] {
    let mut world = World::new();
    let question_of_permit = question(&mut world);
    let terms = narrow(permit(world.dora_herself()));
    world.suite.grant(&world.ana, terms);
    let by_permit = world.decision_of(&world.dora, question_of_permit).rule;

    let mut world = World::new();
    let question_of_deny = question(&mut world);
    world.open_care();
    let terms = narrow(deny(world.dora_herself()));
    assert_eq!(terms.effect, Effect::Deny);
    world.suite.grant(&world.ana, terms);
    [by_permit, world.decision_of(&world.dora, question_of_deny).rule]
}

/// It speaks of the question, as a permit and as a deny.
const INSIDE: [Rule; 2] = [Rule::Consent, Rule::Denial];
/// It does not.
const OUTSIDE: [Rule; 2] = [Rule::Default, Rule::Care];

fn the_result(world: &mut World) -> Question {
    world.reading()
}

#[test]
fn categories() {
    let only =
        |category| move |terms| TermsUnchecked { categories: Selection::Only(vec![category]), ..terms };
    assert_eq!(rules(only(Category::Laboratory), the_result), INSIDE);
    assert_eq!(rules(only(Category::Imaging), the_result), OUTSIDE);
}

#[test]
fn compartments() {
    let only = |number| {
        move |terms| TermsUnchecked {
            compartments: Selection::Only(vec![Compartment::new(number).unwrap()]),
            ..terms
        }
    };
    assert_eq!(rules(only(3), the_result), INSIDE);
    assert_eq!(rules(only(4), the_result), OUTSIDE);
}

#[test]
fn confidentiality() {
    let up_to = |max_confidentiality| move |terms| TermsUnchecked { max_confidentiality, ..terms };
    assert_eq!(rules(up_to(Confidentiality::N), the_result), INSIDE);
    assert_eq!(rules(up_to(Confidentiality::M), the_result), OUTSIDE);
}

#[test]
fn purposes() {
    let only = |purpose| move |terms| TermsUnchecked { purposes: Selection::Only(vec![purpose]), ..terms };
    assert_eq!(rules(only(Purpose::TREAT), the_result), INSIDE);
    assert_eq!(rules(only(Purpose::COC), the_result), OUTSIDE);
    let for_care = |world: &mut World| for_purpose(Purpose::COC, world.reading());
    assert_eq!(rules(only(Purpose::COC), for_care), INSIDE);
}

#[test]
fn actions() {
    let only = |action| move |terms| TermsUnchecked { actions: Selection::Only(vec![action]), ..terms };
    assert_eq!(rules(only(Action::Read), the_result), INSIDE);
    assert_eq!(rules(only(Action::Write), the_result), OUTSIDE);
    let writing = |world: &mut World| Question { action: Action::Write, ..world.reading() };
    assert_eq!(rules(only(Action::Write), writing), INSIDE);
}

#[test]
fn named_records() {
    let named = |number| {
        move |terms| TermsUnchecked { records: Selection::Only(vec![ContentHash([number; 32])]), ..terms }
    };
    assert_eq!(rules(named(1), the_result), INSIDE);
    assert_eq!(rules(named(2), the_result), OUTSIDE);
}

#[test]
fn named_records_do_not_include_what_is_yet_to_be_written() {
    let named = |terms| TermsUnchecked { records: Selection::Only(vec![ContentHash([1; 32])]), ..terms };
    let new_result = |world: &mut World| world.dora.to_write(&world.ana, &[laboratory(Confidentiality::N)]);
    assert_eq!(rules(named, new_result), OUTSIDE);
}

#[test]
fn validity_begins() {
    let from = |offset: u64| {
        move |terms| TermsUnchecked { valid_from: Some(World::new().suite.now() + offset), ..terms }
    };
    assert_eq!(rules(from(0), the_result), INSIDE);
    assert_eq!(rules(from(DAY), the_result), OUTSIDE);
}

#[test]
fn validity_ends_before_the_second_named() {
    let mut world = World::new();
    let until = world.suite.now() + DAY;
    let terms = TermsUnchecked { valid_until: Some(until), ..permit(world.dora_herself()) };
    let consent = world.suite.grant(&world.ana, terms);
    world.suite.wait(DAY - 1);
    assert_eq!(world.rule(), Rule::Consent);
    assert!(world.suite.consent(&world.ana, consent).in_force);
    world.suite.next_block();
    assert_eq!(world.rule(), Rule::Default);
    assert!(!world.suite.consent(&world.ana, consent).in_force);
}

#[test]
fn clinical_quarters_both_ends_included() {
    let quarters = |from: (u16, u8), to: (u16, u8)| {
        let (from, to) = (Quarter::new(from.0, from.1).unwrap(), Quarter::new(to.0, to.1).unwrap());
        move |terms| TermsUnchecked { clinical_period: Some(ClinicalPeriod { from, to }), ..terms }
    };
    assert_eq!(rules(quarters((2024, 1), (2024, 1)), the_result), INSIDE);
    assert_eq!(rules(quarters((2023, 1), (2024, 1)), the_result), INSIDE);
    assert_eq!(rules(quarters((2024, 2), (2025, 4)), the_result), OUTSIDE);
    assert_eq!(rules(quarters((2020, 1), (2023, 4)), the_result), OUTSIDE);
}

#[test]
fn a_record_without_a_quarter_is_outside_a_permits_period_and_inside_a_denys() {
    let quarter = Quarter::new(2024, 1).unwrap();
    let period = move |terms| TermsUnchecked {
        clinical_period: Some(ClinicalPeriod { from: quarter, to: quarter }),
        ..terms
    };
    let undated = |world: &mut World| {
        let row = RecordRow { quarter: None, ..world.row(laboratory(Confidentiality::N)) };
        world.result = world.put_record(2, row);
        world.reading()
    };
    assert_eq!(rules(period, undated), [Rule::Default, Rule::Denial]);
}

#[test]
fn all_dimensions_must_hold_at_once() {
    let mut world = World::new();
    let terms = TermsUnchecked {
        categories: Selection::Only(vec![Category::Imaging]),
        compartments: Selection::Only(vec![Compartment::new(5).unwrap()]),
        ..permit(world.dora_herself())
    };
    world.suite.grant(&world.ana, terms);
    let cases = [
        (label(Category::Imaging, Confidentiality::N, 5), Rule::Consent),
        (label(Category::Imaging, Confidentiality::N, 3), Rule::Default),
        (label(Category::Laboratory, Confidentiality::N, 5), Rule::Default),
    ];
    for (number, (label, rule)) in (10..).zip(cases) {
        world.result = world.labelled(number, label);
        assert_eq!(world.rule(), rule);
    }
}
