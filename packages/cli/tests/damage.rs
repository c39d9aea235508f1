//! A home that is damaged, newer than the program, or in use: told apart by exit code, and never made worse.

mod common;

use std::fs;
use std::path::PathBuf;

use common::{Home, data, files, text};

const OPEN: [&str; 10] =
    ["record", "open", "--patient", "ana", "--as", "ana", "--purpose", "PATRQT", "--out", "out"];

/// A home in which something was changed.
fn changed(base: &Home, change: impl FnOnce(&Home)) -> Home {
    let home = base.copy();
    change(&home);
    home
}

fn write(home: &Home, file: &str, bytes: impl AsRef<[u8]>) {
    fs::write(home.root().join(file), bytes).unwrap();
}

fn replace(home: &Home, file: &str, from: &str, to: &str) {
    let text = fs::read_to_string(home.root().join(file)).unwrap();
    assert!(text.contains(from), "{text}");
    write(home, file, text.replacen(from, to, 1));
}

/// Flips the lowest bit of the byte in the middle.
fn flip(path: &PathBuf) {
    let mut bytes = fs::read(path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(path, bytes).unwrap();
}

fn cut(path: &PathBuf) {
    let bytes = fs::read(path).unwrap();
    fs::write(path, &bytes[..bytes.len() / 2]).unwrap();
}

#[test]
fn damage_is_told_and_nothing_wrong_is_opened() {
    let base = Home::new();
    base.in_care();
    let records = base.import(&data("visits.json"));
    configuration(&base);
    key_files(&base);
    ledger(&base);
    vault(&base, &records);
    in_use(&base);
}

fn configuration(base: &Home) {
    let newer =
        changed(base, |home| replace(home, "chartseal.toml", "format = 1", "format = 99\nshape = 'new'"));
    assert_eq!(newer.fails(4, &["identity", "list"])["kind"], "input");
    for text in ["", "format = ", "format = 1\n", "\u{0}\u{0}"] {
        let home = changed(base, |home| write(home, "chartseal.toml", text));
        assert_eq!(home.fails(5, &["identity", "list"])["kind"], "damaged", "{text:?}");
    }
    let binary = changed(base, |home| write(home, "chartseal.toml", b"\xff\xfe"));
    assert_eq!(binary.fails(5, &["identity", "list"])["kind"], "damaged");
    let profile = changed(base, |home| write(home, "people/ana/profile.toml", "address = 1"));
    profile.fails(5, &["identity", "show", "ana"]);
    let profile = changed(base, |home| fs::remove_file(home.root().join("people/ana/profile.toml")).unwrap());
    profile.fails(4, &["identity", "show", "ana"]);
}

fn key_files(base: &Home) {
    let keys = |home: &Home| home.root().join("people/ana/keys");
    let freeze = ["identity", "freeze", "--as", "ana"];
    for home in [
        changed(base, |home| flip(&keys(home))),
        changed(base, |home| cut(&keys(home))),
        changed(base, |home| write(home, "people/ana/keys", "")),
        changed(base, |home| write(home, "people/ana/keys", "not a key ring")),
    ] {
        let error = home.fails(5, &freeze);
        assert!(text(&error["message"]).contains("ana"), "the error says whose file: {error}");
    }
    // Another person's key file has another account in it.
    let other = changed(base, |home| {
        fs::copy(home.root().join("people/clerk/keys"), keys(home)).unwrap();
    });
    other.fails(5, &freeze);
    let none = changed(base, |home| fs::remove_file(keys(home)).unwrap());
    none.fails(4, &freeze);
}

fn ledger(base: &Home) {
    let file = |home: &Home| home.root().join("ledger/ledger.redb");
    for home in [
        changed(base, |home| cut(&file(home))),
        changed(base, |home| fs::write(file(home), "").unwrap()),
        changed(base, |home| fs::write(file(home), [7; 10_000]).unwrap()),
    ] {
        assert_eq!(home.fails(5, &["ledger", "status"])["kind"], "damaged");
        home.fails(5, &OPEN);
        assert!(!home.at("out").exists());
    }
    let none = changed(base, |home| fs::remove_file(file(home)).unwrap());
    none.fails(4, &["ledger", "status"]);
    assert!(!file(&none).exists(), "no ledger is made in place of a lost one");
}

fn vault(base: &Home, records: &[String]) {
    let objects = |home: &Home, with: &str| -> Vec<PathBuf> {
        let all = files(&home.root().join("vault")).into_iter();
        all.filter(|path| path.to_string_lossy().contains(with)).collect()
    };
    let one = |home: &Home| {
        let found = objects(home, &records[0]);
        found.into_iter().max_by_key(|path| fs::metadata(path).unwrap().len()).unwrap()
    };
    for home in [changed(base, |home| flip(&one(home))), changed(base, |home| cut(&one(home)))] {
        let error = home.fails(5, &[&OPEN[..], &[&records[0]]].concat());
        assert!(text(&error["message"]).contains(&records[0]), "{error}");
        assert!(home.entries("out").is_empty(), "not a byte of it, and no half file");
        let ran = home.run(&["--json", "record", "verify", "ana"]);
        assert_eq!((ran.code, &ran.error()["kind"]), (5, &"damaged".into()));
        let told = &ran.lines()[0];
        assert_eq!(
            (&told["good"], &told["damaged"][0]["record"]),
            (&records.len().into(), &records[0].as_str().into())
        );
        assert_eq!(home.run(&["--json", "vault", "scrub"]).code, 5);
        // The others open.
        let rest: Vec<_> = records[1..].iter().map(String::as_str).collect();
        home.json(&[&OPEN[..], &rest].concat());
    }
    // Every file of the record, each damaged in its turn.
    for (number, _) in objects(base, &records[0]).iter().enumerate() {
        let home = changed(base, |home| flip(&objects(home, &records[0])[number]));
        home.fails(5, &[&OPEN[..], &[&records[0]]].concat());
        assert!(home.entries("out").is_empty());
    }
    let gone = changed(base, |home| fs::remove_dir_all(home.root().join("vault")).unwrap());
    gone.fails(4, &["vault", "status"]);
}

fn in_use(base: &Home) {
    let held = chartseal_ledger::consortium::open(base.root().join("ledger/ledger.redb")).unwrap();
    let error = base.fails(6, &["identity", "list"]);
    assert_eq!(error["kind"], "busy");
    base.fails(6, &OPEN);
    drop(held);
    base.json(&["identity", "list"]);
}
