//! Artifacts, key files and the local chain's file: what is read, and what is refused.

use std::fs;
use std::path::{Path, PathBuf};

use chartseal_ledger::Signer;
use chartseal_operator::{Artifacts, Network, OperatorError, account_in};
use sha2::{Digest, Sha256};
use tempfile::TempDir;

/// All words of zeros: the mnemonic of the standard's own test vectors (BIP-39).
const WORDS: &str = "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon art";
/// What wasmd 0.61.14 derives of it: `keys add --recover`.
const ADDRESS: &str = "chartseal1r5v5srda7xfth3hn2s26txvrcrntldju0fa7nf";

fn released() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../artifacts")
}

fn copy() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for file in fs::read_dir(released()).unwrap() {
        let file = file.unwrap();
        fs::copy(file.path(), folder.path().join(file.file_name())).unwrap();
    }
    folder
}

#[test]
fn the_released_artifacts_are_what_their_checksums_say() {
    let Artifacts(artifacts) = Artifacts::read(&released()).unwrap();
    let names = artifacts.each_ref().map(|artifact| artifact.name);
    assert_eq!(names, ["identity-registry", "certificate-authority", "access-control", "record-anchor"]);
    for artifact in &artifacts {
        let wasm = fs::read(released().join(format!("{}.wasm", artifact.name.replace('-', "_")))).unwrap();
        assert_eq!(artifact.checksum.as_slice(), <[u8; 32]>::from(Sha256::digest(wasm)));
        // wasmd takes no upload above 800 KiB, compressed or not.
        assert!(artifact.compressed.len() < 800 * 1024, "{}", artifact.compressed.len());
    }
}

#[test]
fn an_artifact_that_was_changed_is_refused() {
    let folder = copy();
    let path = folder.path().join("access_control.wasm");
    let mut wasm = fs::read(&path).unwrap();
    let last = wasm.last_mut().unwrap();
    *last ^= 1;
    fs::write(&path, wasm).unwrap();
    let refused = Artifacts::read(folder.path()).unwrap_err();
    assert!(matches!(refused, OperatorError::Artifact { artifact, .. } if artifact == "access_control.wasm"));
}

#[test]
fn an_artifact_that_is_missing_or_not_listed_is_refused() {
    let folder = copy();
    fs::remove_file(folder.path().join("record_anchor.wasm")).unwrap();
    assert!(matches!(Artifacts::read(folder.path()), Err(OperatorError::File { .. })));
    let folder = copy();
    fs::write(folder.path().join("checksums.txt"), "").unwrap();
    assert!(matches!(Artifacts::read(folder.path()), Err(OperatorError::File { .. })));
}

#[test]
fn a_mnemonic_gives_the_account_that_a_wallet_gives() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("words");
    fs::write(&path, format!("  {}\n", WORDS.replace(' ', "\n"))).unwrap();
    assert_eq!(account_in(&path).unwrap().address(), ADDRESS);
}

#[test]
fn what_is_no_mnemonic_is_refused_and_not_repeated() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("words");
    for words in ["", "abandon abandon", &WORDS.replace("art", "abandon"), "secretword"] {
        fs::write(&path, words).unwrap();
        let told = account_in(&path).unwrap_err().to_string();
        assert!(!told.contains("abandon") && !told.contains("secretword"), "{told}");
    }
}

fn network(folder: &Path, member: &str) -> PathBuf {
    let key = |name: &str, address: &str| serde_json::json!({ "name": name, "address": address, "mnemonic_file": "words" });
    let json = serde_json::json!({
        "chain_id": "chartseal-local-1",
        "gas_price": { "amount": "0.025", "denom": "useal" },
        "rpc": ["http://127.0.0.1:26657"],
        "governance": chartseal_operator::proposal::account(),
        "members": [key("member-0", member)],
        "consortium": key("consortium", ADDRESS),
        "clocks": ["node-0/clock"],
    });
    fs::write(folder.join("words"), WORDS).unwrap();
    fs::write(folder.join("network.json"), json.to_string()).unwrap();
    folder.join("network.json")
}

#[test]
fn a_local_chain_s_keys_are_read_from_beside_its_file() {
    let folder = tempfile::tempdir().unwrap();
    let network = Network::read(&network(folder.path(), ADDRESS)).unwrap();
    assert_eq!(network.members().unwrap()[0].address(), ADDRESS);
    assert_eq!(network.clocks().collect::<Vec<_>>(), [folder.path().join("node-0/clock")]);
}

#[test]
fn a_key_of_another_account_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let other = chartseal_operator::proposal::account();
    let network = Network::read(&network(folder.path(), &other)).unwrap();
    assert!(matches!(network.members(), Err(OperatorError::File { .. })));
}

#[test]
fn governance_has_the_account_that_every_chain_gives_it() {
    // wasmd's own word: `query auth module-account gov`.
    let account = "chartseal10d07y265gmmuvt4z0w9aw880jnsr700jwqfqj9";
    assert_eq!(chartseal_operator::proposal::account(), account);
}

#[test]
fn a_path_that_leads_out_of_the_folder_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = network(folder.path(), ADDRESS);
    let written = fs::read_to_string(&path).unwrap();
    for outside in ["/etc/passwd", "../words", "node-0/../../words"] {
        for inside in ["node-0/clock", "words"] {
            fs::write(&path, written.replace(&format!("\"{inside}\""), &format!("\"{outside}\""))).unwrap();
            let refused = Network::read(&path).unwrap_err();
            assert!(matches!(refused, OperatorError::Outside { .. }), "{outside} for {inside}: {refused}");
        }
    }
}
