//! Blocks and their times.

mod support;

use chartseal_ledger::{EmbeddedLedger, Ledger};
use support::{CHAIN, CODE, Suite};

#[tokio::test]
async fn every_block_is_later_than_the_one_before() {
    let suite = Suite::in_memory().await;
    let mut last = suite.ledger.status().await.unwrap();
    for _ in 0..20 {
        let next = suite.ledger.tick().await.unwrap();
        assert_eq!(next.height, last.height + 1);
        assert!(next.time > last.time);
        assert_eq!(suite.ledger.status().await.unwrap(), next);
        last = next;
    }
}

#[tokio::test]
async fn the_clock_is_set_ahead_for_good() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("ledger");
    let suite = Suite::on(EmbeddedLedger::create(&path, CHAIN, vec![CODE]).unwrap()).await;
    let before = suite.ledger.status().await.unwrap();
    let advanced = suite.ledger.advance(86_400).await.unwrap();
    assert!(advanced.time >= before.time.plus_seconds(86_400));
    suite.ledger.advance(86_400).await.unwrap();
    drop(suite);

    let suite = Suite::on(EmbeddedLedger::open(&path, vec![CODE]).unwrap()).await;
    let outcome = suite.write("k", "v").await;
    assert!(outcome.time >= before.time.plus_seconds(2 * 86_400));
    assert!(outcome.time < before.time.plus_seconds(3 * 86_400));
}

#[tokio::test]
async fn a_query_about_now_sees_the_clock_and_not_the_last_block() {
    let suite = Suite::in_memory().await;
    let block = suite.write("k", "v").await;
    std::thread::sleep(std::time::Duration::from_millis(5));
    let seen = suite.block(None).await;
    assert_eq!(seen.height, block.height);
    assert!(seen.nanos >= block.time.plus_nanos(5_000_000).nanos());
}

#[tokio::test]
async fn an_absurd_advance_saturates() {
    let suite = Suite::in_memory().await;
    suite.ledger.advance(u64::MAX).await.unwrap();
    let block = suite.ledger.tick().await.unwrap();
    assert_eq!(block.time.nanos(), u64::MAX);
}
