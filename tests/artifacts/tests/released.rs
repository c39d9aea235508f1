//! The files of `artifacts/` themselves: what a consortium uploads.

use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../artifacts")
}

fn checksums() -> Vec<(String, String)> {
    let text = std::fs::read_to_string(folder().join("checksums.txt")).expect("artifacts/checksums.txt");
    text.lines()
        .map(|line| {
            let (hash, name) = line.split_once("  ").expect("<sha256>  <name>");
            (name.to_owned(), hash.to_owned())
        })
        .collect()
}

#[test]
fn every_file_is_the_one_that_was_summed() {
    let listed: Vec<String> = checksums().into_iter().map(|(name, _)| name).collect();
    let expected =
        ["access_control.wasm", "certificate_authority.wasm", "identity_registry.wasm", "record_anchor.wasm"];
    assert_eq!(listed, expected);
    for (name, hash) in checksums() {
        let wasm = std::fs::read(folder().join(&name)).expect("the file is there");
        assert_eq!(hex::encode(Sha256::digest(&wasm)), hash, "{name}");
    }
}

#[test]
fn no_file_names_a_folder_of_the_machine_that_built_it() {
    for (name, _) in checksums() {
        let wasm = std::fs::read(folder().join(&name)).expect("the file is there");
        for folder in ["/root/", "/home/", "/Users/", "/tmp/", ".cargo/registry"] {
            let found = wasm.windows(folder.len()).any(|window| window == folder.as_bytes());
            assert!(!found, "{name} names {folder}");
        }
    }
}
