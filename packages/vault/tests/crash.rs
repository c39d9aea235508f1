//! A process killed while it stores: what it acknowledged is there, nothing is half-visible.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::Duration;

use chartseal_types::ContentHash;
use chartseal_vault::conformance::{bytes, name};
use chartseal_vault::{Kind, ObjectId, ScrubOptions, Vault};
use futures::TryStreamExt;

const VAULT: &str = "CHARTSEAL_TEST_CRASH_VAULT";

/// Small ones and some of several parts, so that kills fall into both.
fn content(n: usize) -> Vec<u8> {
    let mut content = bytes(if n % 4 == 3 { 9 << 20 } else { 50_000 }, (n % 251) as u8);
    content.extend(n.to_be_bytes());
    content
}

async fn store_until_killed(address: &str, from: usize) {
    let vault = Vault::open(address).await.unwrap();
    for n in from.. {
        let (record, _) = vault.put_record_bytes(content(n)).await.unwrap();
        vault.put_envelope(record, record.as_ref()).await.unwrap();
        println!("\nacknowledged {n} {record}");
    }
}

#[tokio::test]
async fn a_kill_loses_nothing_acknowledged() {
    if let Ok(task) = std::env::var(VAULT) {
        let (from, address) = task.split_once(' ').unwrap();
        return store_until_killed(address, from.parse().unwrap()).await;
    }
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("vault");
    let address = path.to_str().unwrap();
    let vault = Vault::create(address).await.unwrap();
    let mut acknowledged = BTreeMap::new();
    for round in 0..6 {
        let from = round * 1000;
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "a_kill_loses_nothing_acknowledged", "--nocapture"])
            .env(VAULT, format!("{from} {address}"))
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut seen = 0;
        for line in BufReader::new(child.stdout.take().unwrap()).lines() {
            let line = line.unwrap();
            let Some((n, record)) = line.strip_prefix("acknowledged ").and_then(|rest| rest.split_once(' '))
            else {
                continue;
            };
            // A kill may cut the last line short.
            let Ok(record) = record.parse::<ContentHash>() else { continue };
            acknowledged.insert(record, n.parse::<usize>().unwrap());
            seen += 1;
            if seen == 3 + round {
                child.kill().unwrap();
            }
        }
        child.wait().unwrap();
        assert!(seen >= 3 + round);
    }
    for (record, n) in &acknowledged {
        assert_eq!(name(&content(*n)), *record);
        assert!(vault.get_record_bytes(*record).await.unwrap() == content(*n));
        assert_eq!(vault.get_envelope(*record).await.unwrap(), record.as_ref());
    }
    // Whatever else is visible is whole.
    let report = vault.scrub(ScrubOptions { leftovers_after: Duration::ZERO }, |_| ()).await.unwrap();
    assert!(report.damaged.is_empty() && report.strays.is_empty(), "{report:?}");
    let again = vault.scrub(ScrubOptions { leftovers_after: Duration::ZERO }, |_| ()).await.unwrap();
    assert_eq!(again.leftovers_removed, 0);
    let listed: Vec<_> = vault.list(Kind::Record).try_collect().await.unwrap();
    assert!(
        acknowledged.keys().all(|record| listed.iter().any(|entry| entry.id == ObjectId::Record(*record)))
    );
}
