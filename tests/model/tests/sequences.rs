//! Random sequences of messages, in the contracts and in the model.

use chartseal_model::coverage::Coverage;
use chartseal_model::run::Thoroughness;
use chartseal_model::sequence::sequences;

/// Sequences in all; each test takes its half, so that both processors have one.
const SEQUENCES: u64 = 2000;

/// Every message of the four contracts but `confirmed`, which carries others, with each change, act and governance
/// message by itself, and bytes.
const MESSAGES: usize = 44 + 9 + 18 + 10 + 4 * 7 + 1;

fn half(first: u64) {
    let (coverage, disagreements) = sequences(first, SEQUENCES / 2, 1, Thoroughness::SAMPLE, |_| {});
    assert!(disagreements.is_empty(), "{}", disagreements[0]);
    the_generator_bites(&coverage);
}

/// Every message was accepted and refused often enough to say something.
fn the_generator_bites(coverage: &Coverage) {
    assert_eq!(coverage.messages.len(), MESSAGES, "{}", coverage.table());
    for (name, counts) in &coverage.messages {
        // What every contract takes alike is drawn seldom: it is the same code in all four.
        let least = if name.contains("governance") { 1 } else { 5 };
        assert!(
            counts.accepted >= least,
            "{name} was accepted {} times\n{}",
            counts.accepted,
            coverage.table()
        );
        assert!(
            counts.refusals() >= least,
            "{name} was refused {} times\n{}",
            counts.refusals(),
            coverage.table()
        );
    }
}

#[test]
fn contracts_and_model_agree_on_the_first_half() {
    half(1);
}

#[test]
fn contracts_and_model_agree_on_the_second_half() {
    half(1 + SEQUENCES / 2);
}
