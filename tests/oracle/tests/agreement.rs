//! `decide` and Cedar agree on random facts.

use chartseal_oracle::random::Cases;
use chartseal_oracle::{Comparison, Oracle};
use chartseal_types::access::Rule;

const CASES: usize = 20_000;
const SEED: u64 = 1;

#[test]
fn they_agree_on_random_facts() {
    let mut oracle = Oracle::new().unwrap().checked().unwrap();
    let mut cases = Cases::batch(SEED, 0);
    let mut comparison = Comparison::default();
    for _ in 0..CASES {
        comparison.compare(&mut oracle, &cases.draw()).unwrap();
    }
    assert_eq!(comparison.disagreed, 0, "{comparison}");
    for rule in Rule::ORDER {
        assert!(comparison.decided_by(rule) >= 300, "{rule:?} decided too seldom:\n{comparison}");
    }
}
