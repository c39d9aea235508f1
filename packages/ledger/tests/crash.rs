//! A process killed between or within messages loses nothing that it acknowledged.

mod support;

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use chartseal_ledger::EmbeddedLedger;
use support::{CHAIN, CODE, Msg, Scan, Suite};

const STORE: &str = "CHARTSEAL_TEST_CRASH_STORE";

/// Each message adds one to two keys that must always agree.
async fn count_until_killed(path: &Path) {
    let suite = Suite::on(EmbeddedLedger::open(path, vec![CODE]).unwrap()).await;
    let start: u64 = suite.get("count", None).await.map_or(0, |count| count.parse().unwrap());
    for count in start + 1.. {
        let value = Some(count.to_string());
        let writes = vec![("count".into(), value.clone()), ("mirror".into(), value)];
        let outcome = suite.execute(Msg::Write(writes)).await.unwrap();
        println!("\nacknowledged {count} {} {}", outcome.height, outcome.tx_hash);
    }
}

#[tokio::test]
async fn a_kill_loses_nothing_acknowledged() {
    if let Some(path) = std::env::var_os(STORE) {
        return count_until_killed(Path::new(&path)).await;
    }
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("ledger");
    drop(Suite::on(EmbeddedLedger::create(&path, CHAIN, vec![CODE]).unwrap()).await);
    let mut acknowledged = 0;
    for round in 0..8 {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "a_kill_loses_nothing_acknowledged", "--nocapture"])
            .env(STORE, &path)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut seen = 0;
        let mut last = None;
        for line in BufReader::new(child.stdout.take().unwrap()).lines() {
            let line = line.unwrap();
            let Some(rest) = line.strip_prefix("acknowledged ") else { continue };
            // A kill may cut the last line short.
            let fields: Vec<_> = rest.split(' ').map(str::to_string).collect();
            let [count, height, hash] = fields.as_slice() else { continue };
            if hash.len() < 64 {
                continue;
            }
            last = Some((count.parse::<u64>().unwrap(), height.parse::<u64>().unwrap(), hash.clone()));
            seen += 1;
            if seen == 3 + round * 5 {
                // SIGKILL; what was acknowledged before it is still read from the pipe.
                child.kill().unwrap();
            }
        }
        child.wait().unwrap();
        let (count, height, hash) = last.expect("the child acknowledged a message before it was killed");
        assert!(count > acknowledged);
        acknowledged = count;

        let suite = Suite::on(EmbeddedLedger::open(&path, vec![CODE]).unwrap()).await;
        let stored: u64 = suite.get("count", None).await.unwrap().parse().unwrap();
        // At most the one message that was on its way is there beyond.
        assert!(stored == count || stored == count + 1, "{stored} after {count}");
        assert_eq!(suite.get("mirror", None).await, Some(stored.to_string()));
        assert_eq!(suite.get("count", Some(height)).await, Some(count.to_string()));
        assert_eq!(suite.height().await, height + stored - count);
        use chartseal_ledger::Ledger;
        assert_eq!(suite.ledger.transaction(&hash).await.unwrap().outcome.height, height);
        assert_eq!(suite.scan(Scan::default(), Some(height)).await.len(), 2);
    }
}
