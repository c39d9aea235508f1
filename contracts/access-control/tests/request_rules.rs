//! Which permit answers a request, over random terms; and how many requests fit, at the borders.

use access_control::domain::provision::{Provision, Scope, names_record};
use access_control::domain::request::{Docket, is_within};
use access_control::{Dimension, DocketError};
use chartseal_types::access::{
    ClinicalPeriod, Effect, Grantee, LONGEST_REQUEST, MAX_OPEN_REQUESTS, MAX_RECENT_REQUESTS, Terms,
    TermsUnchecked,
};
use chartseal_types::{
    Action, Category, Commitment, Compartment, Confidentiality, ContentHash, IdentityId, Label, Purpose,
    Quarter, Role, Selection,
};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

const INSURER: IdentityId = IdentityId([1; 16]);
const EXAMINER: IdentityId = IdentityId([2; 16]);
const NOW: u64 = 1_000;

fn role() -> Grantee {
    Grantee::Role { organization: INSURER, role: Role::ClaimsExaminer }
}

fn quarter(number: u8) -> Quarter {
    Quarter::new(2024, number).unwrap()
}

fn compartment(number: u8) -> Compartment {
    Compartment::new(number).unwrap()
}

fn any_selection<T: Clone + std::fmt::Debug + 'static>(all: Vec<T>) -> impl Strategy<Value = Selection<T>> {
    let most = all.len();
    prop_oneof![
        1 => Just(Selection::All {}),
        3 => subsequence(all, 1..=most).prop_map(Selection::Only),
    ]
}

fn any_terms() -> impl Strategy<Value = Terms> {
    let what = (
        any_selection(Category::ALL[..4].to_vec()),
        any_selection((0..4).map(compartment).collect()),
        select(&[Confidentiality::L, Confidentiality::N, Confidentiality::V]),
        any_selection(vec![Purpose::TREAT, Purpose::HPAYMT]),
        any_selection(Action::ALL.to_vec()),
        any_selection((1..4).map(|number| ContentHash([number; 32])).collect()),
    );
    let quarters = option::of((1..=4u8, 1..=4u8)).prop_map(|period| {
        period.map(|(a, b)| ClinicalPeriod { from: quarter(a.min(b)), to: quarter(a.max(b)) })
    });
    let bounds = (0..3u64, option::of(1..4u64), quarters, option::of(1..3u32), option::of(0..2u8));
    (what, bounds).prop_map(|(what, (from, lasts, clinical_period, uses, claim))| {
        let (categories, compartments, max_confidentiality, purposes, actions, records) = what;
        let terms = TermsUnchecked {
            effect: Effect::Permit,
            grantee: role(),
            categories,
            compartments,
            max_confidentiality,
            purposes,
            actions,
            records,
            valid_from: Some(NOW + from),
            valid_until: lasts.map(|lasts| NOW + from + lasts),
            clinical_period,
            uses,
            claim: claim.map(|claim| Commitment([claim; 32])),
        };
        terms.check(NOW).unwrap()
    })
}

/// Whether a permit of these terms opens a record.
fn opens(terms: &Terms, scope: Scope, record: ContentHash, asked: (u64, Purpose, Action)) -> bool {
    let (at, purpose, action) = asked;
    let provision = Provision::of(1, terms);
    provision.answers(at, purpose, action)
        && provision.covers(Effect::Permit, scope)
        && names_record(terms.records.as_deref(), Some(record))
}

fn any_scope() -> impl Strategy<Value = Scope> {
    let confidentiality =
        select(&[Confidentiality::L, Confidentiality::M, Confidentiality::N, Confidentiality::R]);
    let label = (select(&Category::ALL[..5]), confidentiality, 0..5u8);
    (label, option::of((1..=4u8).prop_map(quarter))).prop_map(
        |((category, confidentiality, number), quarter)| {
            let label = Label { category, confidentiality, compartment: compartment(number) };
            Scope { label, quarter }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// What the answer opens, a permit of all that was asked for would have opened.
    #[test]
    fn what_is_within_opens_nothing_that_was_not_asked_for(
        asked in any_terms(),
        given in any_terms(),
        questions in prop::collection::vec(
            (
                any_scope(),
                (1..5u8).prop_map(|number| ContentHash([number; 32])),
                (NOW..NOW + 8, select(&[Purpose::TREAT, Purpose::HPAYMT, Purpose::HRESCH]), select(&Action::ALL)),
            ),
            64,
        ),
    ) {
        // Most random pairs differ somewhere, so each dimension is also taken from what was asked.
        let narrowed = Terms { categories: asked.categories, claim: asked.claim, ..given.clone() };
        let narrowed = Terms { purposes: asked.purposes, actions: asked.actions, ..narrowed };
        for given in [given, narrowed] {
            if is_within(&asked, &given, EXAMINER).is_err() {
                continue;
            }
            for (scope, record, question) in &questions {
                let opened = opens(&given, *scope, *record, *question);
                prop_assert!(!opened || opens(&asked, *scope, *record, *question));
            }
            let bounded = asked.uses.is_none_or(|most| given.uses.is_some_and(|uses| uses <= most));
            prop_assert!(bounded && given.claim == asked.claim);
        }
    }

    #[test]
    fn what_was_asked_is_within_itself(asked in any_terms()) {
        prop_assert_eq!(is_within(&asked, &asked, EXAMINER), Ok(()));
    }
}

/// A request that is bounded in every dimension.
fn asked() -> Terms {
    let terms = TermsUnchecked {
        effect: Effect::Permit,
        grantee: role(),
        categories: Selection::Only(vec![Category::Financial, Category::Procedure]),
        compartments: Selection::Only(vec![compartment(3), compartment(4)]),
        max_confidentiality: Confidentiality::N,
        purposes: Selection::Only(vec![Purpose::HPAYMT, Purpose::COVERAGE]),
        actions: Selection::Only(vec![Action::Read]),
        records: Selection::Only(vec![ContentHash([1; 32]), ContentHash([2; 32])]),
        valid_from: Some(NOW),
        valid_until: Some(NOW + 100),
        clinical_period: Some(ClinicalPeriod { from: quarter(2), to: quarter(3) }),
        uses: Some(3),
        claim: Some(Commitment([7; 32])),
    };
    terms.check(NOW).unwrap()
}

#[test]
fn a_permit_is_within_to_the_border_of_every_dimension() {
    let asked = asked();
    let within = [
        asked.clone(),
        Terms { grantee: Grantee::Identity { identity: EXAMINER }, ..asked.clone() },
        Terms { max_confidentiality: Confidentiality::M, ..asked.clone() },
        Terms { records: Some(vec![ContentHash([2; 32])]), ..asked.clone() },
        Terms { valid_from: NOW + 1, valid_until: Some(NOW + 99), ..asked.clone() },
        Terms { clinical_period: Some(ClinicalPeriod { from: quarter(3), to: quarter(3) }), ..asked.clone() },
        Terms { uses: Some(1), ..asked.clone() },
    ];
    for given in within {
        assert_eq!(is_within(&asked, &given, EXAMINER), Ok(()), "{given:?}");
    }
}

#[test]
fn a_permit_is_wider_a_step_beyond_the_border_of_each_dimension() {
    let asked = asked();
    let period = |from, to| Some(ClinicalPeriod { from: quarter(from), to: quarter(to) });
    let wider = [
        (Terms { effect: Effect::Deny, ..asked.clone() }, Dimension::Effect),
        (Terms { grantee: Grantee::Everyone {}, ..asked.clone() }, Dimension::Grantee),
        (
            Terms { grantee: Grantee::Organization { organization: INSURER }, ..asked.clone() },
            Dimension::Grantee,
        ),
        (Terms { grantee: Grantee::Identity { identity: INSURER }, ..asked.clone() }, Dimension::Grantee),
        (
            Terms { grantee: Grantee::Role { organization: INSURER, role: Role::Doctor }, ..asked.clone() },
            Dimension::Grantee,
        ),
        (
            Terms { categories: asked.categories.with(Category::Laboratory), ..asked.clone() },
            Dimension::Categories,
        ),
        (
            Terms { compartments: asked.compartments.with(compartment(5)), ..asked.clone() },
            Dimension::Compartments,
        ),
        (Terms { max_confidentiality: Confidentiality::R, ..asked.clone() }, Dimension::Confidentiality),
        (Terms { purposes: asked.purposes.with(Purpose::HRESCH), ..asked.clone() }, Dimension::Purposes),
        (Terms { actions: asked.actions.with(Action::Write), ..asked.clone() }, Dimension::Actions),
        (
            Terms { records: Some(vec![ContentHash([1; 32]), ContentHash([3; 32])]), ..asked.clone() },
            Dimension::Records,
        ),
        (Terms { records: None, ..asked.clone() }, Dimension::Records),
        (Terms { valid_from: NOW - 1, ..asked.clone() }, Dimension::Period),
        (Terms { valid_until: Some(NOW + 101), ..asked.clone() }, Dimension::Period),
        (Terms { valid_until: None, ..asked.clone() }, Dimension::Period),
        (Terms { clinical_period: period(1, 3), ..asked.clone() }, Dimension::ClinicalPeriod),
        (Terms { clinical_period: period(2, 4), ..asked.clone() }, Dimension::ClinicalPeriod),
        (Terms { clinical_period: None, ..asked.clone() }, Dimension::ClinicalPeriod),
        (Terms { uses: Some(4), ..asked.clone() }, Dimension::Uses),
        (Terms { uses: None, ..asked.clone() }, Dimension::Uses),
        (Terms { claim: Some(Commitment([8; 32])), ..asked.clone() }, Dimension::Claim),
        (Terms { claim: None, ..asked.clone() }, Dimension::Claim),
    ];
    for (given, dimension) in wider {
        assert_eq!(is_within(&asked, &given, EXAMINER), Err(dimension), "{given:?}");
    }
    // A claim is not put on what was asked without one either.
    let without = Terms { claim: None, ..asked.clone() };
    assert_eq!(is_within(&without, &asked, EXAMINER), Err(Dimension::Claim));
}

fn ask(docket: Docket, number: u32, now: u64, lasts: u64) -> Result<Docket, DocketError> {
    docket.ask(INSURER, number, now + lasts, now)
}

#[test]
fn two_wait_at_once_until_one_is_closed_or_expires() {
    let docket = ask(ask(Docket::default(), 1, NOW, 10).unwrap(), 2, NOW, 20).unwrap();
    assert_eq!(MAX_OPEN_REQUESTS, 2);
    let full = Err(DocketError::TooManyOpen { organization: INSURER });
    assert_eq!(ask(docket.clone(), 3, NOW + 9, 10), full);
    assert!(ask(docket.clone(), 3, NOW + 10, 10).is_ok());
    assert!(ask(docket.clone().close(2, NOW + 5), 3, NOW + 5, 10).is_ok());
    // Closing one that is not there makes no room.
    assert_eq!(ask(docket.close(9, NOW + 5), 3, NOW + 5, 10), full);
}

#[test]
fn a_request_waits_for_thirty_days_at_most() {
    let refused = |expires_at| Err(DocketError::Expiry { expires_at, now: NOW });
    assert_eq!(ask(Docket::default(), 1, NOW, 0), refused(NOW));
    assert!(ask(Docket::default(), 1, NOW, 1).is_ok());
    assert!(ask(Docket::default(), 1, NOW, LONGEST_REQUEST).is_ok());
    assert_eq!(ask(Docket::default(), 1, NOW, LONGEST_REQUEST + 1), refused(NOW + LONGEST_REQUEST + 1));
}

#[test]
fn a_refusal_is_not_worn_down_by_asking_again_and_again() {
    let mut docket = Docket::default();
    for number in 1..=MAX_RECENT_REQUESTS as u32 {
        docket = ask(docket, number, NOW, 10).unwrap().close(number, NOW);
    }
    let enough = Err(DocketError::TooManyRecent { organization: INSURER });
    assert_eq!(ask(docket.clone(), 9, NOW + LONGEST_REQUEST - 1, 10), enough);
    assert!(ask(docket, 9, NOW + LONGEST_REQUEST, 10).is_ok());
}
