//! Queries at past heights, held against a model.

mod support;

use std::collections::BTreeMap;

use chartseal_ledger::{Ledger, LedgerError, LedgerExt};
use proptest::prelude::*;
use support::{Ask, Msg, Pairs, Scan, Suite, Write, pair};

#[tokio::test]
async fn each_height_shows_what_was_then() {
    let suite = Suite::in_memory().await;
    let first = suite.write("k", "one").await.height;
    let second = suite.write("k", "two").await.height;
    let gone = suite.execute(Msg::Write(vec![("k".into(), None)])).await.unwrap().height;
    let back = suite.write("k", "three").await.height;

    assert_eq!(suite.get("k", Some(first - 1)).await, None);
    assert_eq!(suite.get("k", Some(first)).await.as_deref(), Some("one"));
    assert_eq!(suite.get("k", Some(second)).await.as_deref(), Some("two"));
    assert_eq!(suite.get("k", Some(gone)).await, None);
    assert_eq!(suite.get("k", Some(back)).await.as_deref(), Some("three"));
    assert_eq!(suite.scan(Scan::default(), Some(second)).await, [pair("k", "two")]);
    assert_eq!(suite.scan(Scan::default(), Some(gone)).await, Pairs::new());
}

#[tokio::test]
async fn a_height_is_asked_at_its_own_time() {
    let suite = Suite::in_memory().await;
    let first = suite.write("k", "one").await;
    suite.ledger.advance(3600).await.unwrap();
    let last = suite.write("k", "two").await;
    for outcome in [first, last] {
        let seen = suite.block(Some(outcome.height)).await;
        assert_eq!((seen.height, seen.nanos), (outcome.height, outcome.time.nanos()));
        assert_eq!(seen.chain_id, support::CHAIN);
    }
}

#[tokio::test]
async fn heights_that_are_not_there_are_refused() {
    let suite = Suite::in_memory().await;
    let latest = suite.height().await;
    let error =
        suite.ledger.query_at::<Pairs>(&suite.contract, &Ask::Block {}, Some(latest + 1)).await.unwrap_err();
    assert!(
        matches!(error, LedgerError::HeightAhead { asked, latest: known } if asked == latest + 1 && known == latest)
    );
    let error = suite.ledger.query_raw(&suite.contract, b"k", Some(u64::MAX)).await.unwrap_err();
    assert!(matches!(error, LedgerError::HeightAhead { .. }));
    let error = suite.ledger.query_raw(&suite.contract, b"k", Some(0)).await.unwrap_err();
    assert!(matches!(error, LedgerError::HeightNotKept { asked: 0, oldest: 1 }));
    // The contract was not there yet.
    let error = suite.ledger.query_raw(&suite.contract, b"k", Some(1)).await.unwrap_err();
    assert!(matches!(error, LedgerError::UnknownContract { .. }));
}

type Model = BTreeMap<String, String>;

fn expected(model: &Model, scan: &Scan) -> Pairs {
    let inside = |key: &String| {
        scan.start.as_ref().is_none_or(|start| key >= start) && scan.end.as_ref().is_none_or(|end| key < end)
    };
    let mut pairs: Pairs =
        model.iter().filter(|(key, _)| inside(key)).map(|(k, v)| (k.clone(), v.clone())).collect();
    if scan.down {
        pairs.reverse();
    }
    pairs
}

fn apply(model: &mut Model, writes: &[Write]) {
    for (key, value) in writes {
        match value {
            Some(value) => model.insert(key.clone(), value.clone()),
            None => model.remove(key),
        };
    }
}

/// Few keys, so that they meet; some a prefix of others, as that is where composite keys go wrong.
fn key() -> impl Strategy<Value = String> {
    "[ab\u{0}]{1,3}"
}

fn writes() -> impl Strategy<Value = Vec<Write>> {
    prop::collection::vec((key(), prop::option::weighted(0.7, "[x-z]{1,2}")), 0..6)
}

fn scan() -> impl Strategy<Value = Scan> {
    (prop::option::of(key()), prop::option::of(key()), any::<bool>()).prop_map(|(start, end, down)| Scan {
        start,
        end,
        down,
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn every_scan_of_every_height_is_the_models(
        blocks in prop::collection::vec((writes(), scan()), 1..16),
        scans in prop::collection::vec(scan(), 1..6),
    ) {
        tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
            let suite = Suite::in_memory().await;
            let mut model = Model::new();
            let mut heights = vec![(suite.height().await, model.clone())];
            for (writes, wanted) in blocks {
                apply(&mut model, &writes);
                let outcome = suite.execute(Msg::WriteAndScan(writes, wanted.clone())).await.unwrap();
                let within: Pairs = serde_json::from_slice(&outcome.data.unwrap()).unwrap();
                assert_eq!(within, expected(&model, &wanted), "within the message: {wanted:?}");
                heights.push((outcome.height, model.clone()));
            }
            for (height, model) in &heights {
                for wanted in &scans {
                    assert_eq!(suite.scan(wanted.clone(), Some(*height)).await, expected(model, wanted), "{height} {wanted:?}");
                }
                for (key, value) in model {
                    assert_eq!(suite.get(key, Some(*height)).await.as_ref(), Some(value));
                }
            }
            for wanted in &scans {
                assert_eq!(suite.scan(wanted.clone(), None).await, expected(&model, wanted), "now {wanted:?}");
            }
        });
    }
}
