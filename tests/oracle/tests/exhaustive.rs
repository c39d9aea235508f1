//! `decide` and Cedar agree on the small domain.

use std::collections::HashSet;

use chartseal_oracle::{Comparison, Oracle, domain};
use chartseal_types::access::Rule;

/// Every so many cases: a prime that is none of the bases, so that every value meets every other. The long mode looks
/// at all of them.
const STEP: usize = 7;

#[test]
fn they_agree_on_the_small_domain() {
    let mut oracle = Oracle::new().unwrap();
    let mut comparison = Comparison::default();
    for number in (0..domain::SIZE).step_by(STEP) {
        comparison.compare(&mut oracle, &domain::case(number)).unwrap();
    }
    assert_eq!(comparison.disagreed, 0, "{comparison}");
    for rule in Rule::ORDER {
        assert!(comparison.decided_by(rule) >= 20, "{rule:?} decided too seldom:\n{comparison}");
    }
}

#[test]
fn no_case_of_the_small_domain_comes_twice() {
    let mut seen = HashSet::new();
    for number in 0..domain::SIZE {
        assert!(seen.insert(format!("{:?}", domain::case(number))), "case {number} came before");
    }
}
