//! What people and scripts get wrong: an exit code that says which kind of mistake, an error that says how to mend it,
//! and nothing half-written.

mod common;

use std::fs;
use std::path::Path;

use common::{Home, data, program, run, text};

const SOMEBODY: &str = "00000000000000000000000000000000";
const NOTHING: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// A command without a file of passphrases, where nobody sits at a terminal.
fn without_passphrase(home: &Home, args: &[&str]) -> common::Ran {
    run(program(&["--home", "home", "--json"]).args(args).current_dir(home.work()))
}

#[test]
fn what_is_given_is_not_what_is_needed() {
    let home = Home::new();
    home.in_care();
    bundles(&home);
    names_and_hashes(&home);
    opening(&home);
    passphrases(&home);
    home_exists(&home);
    values_that_the_contracts_refuse(&home);
}

fn bundles(home: &Home) {
    let before = home.json(&["vault", "status"]);
    let clerk = ["--patient", "ana", "--as", "clerk", "--hat", "records-clerk@north"];
    let import = |file: &str| home.fails(4, &[&["record", "import", file], &clerk[..]].concat());
    let bad: [(&str, &[u8]); 8] = [
        ("empty.json", b""),
        ("text.json", b"Dear colleague,"),
        ("cut.json", br#"{"resourceType":"Bundle","type":"collection","entry":[{"resource":{"resourceTy"#),
        ("patient.json", br#"{"resourceType":"Patient"}"#),
        ("array.json", b"[]"),
        ("entry.json", br#"{"resourceType":"Bundle","type":"collection","entry":[1]}"#),
        ("binary.json", b"\x00\xff\xfe{}"),
        ("deep.json", &[b'['; 200_000]),
    ];
    for (name, bytes) in bad {
        fs::write(home.at(name), bytes).unwrap();
        let error = import(name);
        assert_eq!(error["kind"], "input", "{name}: {error}");
        assert!(text(&error["message"]).contains(name), "the error names the file: {error}");
    }
    assert!(text(&import("missing.json")["message"]).contains("missing.json"));
    assert!(text(&import(".")["message"]).starts_with('.'));
    // Whose record it is and who writes are looked at before anything is sealed.
    let visits = data("visits.json");
    let visits = visits.to_str().unwrap();
    let by = |who: &str, hat: &str, patient: &str, code: i32| {
        home.fails(code, &["record", "import", visits, "--patient", patient, "--as", who, "--hat", hat])
    };
    by("nobody", "records-clerk@north", "ana", 4);
    by("clerk", "records-clerk@nowhere", "ana", 4);
    by("clerk", "records-clerk@north", "nobody", 4);
    by("clerk", "records-clerk@north", SOMEBODY, 3);
    by("clerk", "doctor@north", "ana", 3);
    assert_eq!(home.json(&["vault", "status"]), before, "nothing was sealed");
}

fn names_and_hashes(home: &Home) {
    for args in [
        &["identity", "register", "Ana", "--kind", "patient"][..],
        &["identity", "register", "../ana", "--kind", "patient"],
        &["identity", "register", "zoe", "--kind", "wizard"],
        &["identity", "register", "zoe", "--kind", "patient", "--suite", "rot13"],
        &["record", "open", "12ab", "--patient", "ana", "--as", "ana", "--out", "out"],
        &["record", "open", "--patient", "ana", "--as", "ana", "--out", "out", "--purpose", "FUN"],
        &["record", "erase", "xyz", "--as", "ana"],
        &["consent", "grant", "--as", "ana"],
        &["consent", "grant", "--as", "ana", "--to-everyone", "--to", "clerk"],
        &[
            "consent",
            "grant",
            "--as",
            "ana",
            "--to-everyone",
            "--from-quarter",
            "2024-Q5",
            "--to-quarter",
            "2024-Q4",
        ],
        &["cert", "revoke", "12", "--as", "north", "--reason", "superseded"],
        &["access", "ticket", "first"],
        &["init", "--trustees", "0"],
        &["frobnicate"],
    ] {
        let said = home.misused(args);
        assert!(said.contains("error:") || said.contains("Usage:"), "{said}");
    }
    home.fails(4, &["identity", "show", "Ana Somebody"]);
    home.fails(4, &["identity", "show", "did:chartseal:another-chain:00000000000000000000000000000000"]);
    home.fails(4, &["identity", "register", "ana", "--kind", "patient"]);
    home.fails(4, &["identity", "register", "zoe", "--kind", "patient", "--evidence", "missing.pdf"]);
    home.fails(4, &["consent", "grant", "--as", "ana", "--to-everyone", "--groups", "secrets"]);
    home.fails(4, &["record", "verify", "ana", NOTHING]);
    home.fails(4, &["cert", "requests", "clerk"]);
    home.fails(4, &["init", "--trustees", "1", "--threshold", "2"]);
    home.fails(3, &["access", "ticket", "999"]);
    assert!(!home.root().join("people/zoe").exists(), "a name is not taken by a failure");
}

fn opening(home: &Home) {
    let open = |record: &str, code: i32, more: &[&str]| {
        let args = ["record", "open", record, "--patient", "ana", "--as", "ana", "--purpose", "PATRQT"];
        home.fails(code, &[&args[..], more].concat())
    };
    let record = home.import(&data("visits.json")).remove(0);
    // A record that is not there.
    open(NOTHING, 3, &["--out", "none"]);
    assert!(home.entries("none").is_empty());
    // The directory for the content is a file, or cannot be made.
    fs::write(home.at("file"), "").unwrap();
    open(&record, 8, &["--out", "file"]);
    open(&record, 4, &["--out", "file/below"]);
    // The bundle's directory is not there: the records are, the bundle is not.
    open(&record, 4, &["--out", "some", "--bundle", "missing/all.json"]);
    assert_eq!(home.entries("some"), [format!("{record}.json")]);
    assert!(!home.at("missing").exists());
    // What was sealed is no FHIR: it cannot be joined to a bundle.
    let seal = ["record", "seal", "file", "--patient", "ana", "--as", "ana", "--purpose", "PATRQT"];
    let sealed = home.json(&[&seal[..], &["--category", "patient-reported"]].concat());
    let sealed = text(&sealed["records"][0]["record"]);
    open(&sealed, 4, &["--out", "seal", "--bundle", "seal.json"]);
    assert_eq!(home.entries("seal"), [format!("{sealed}.json")]);
    assert!(!home.at("seal.json").exists());
}

fn passphrases(home: &Home) {
    let register = ["identity", "register", "zoe", "--kind", "patient"];
    fs::write(home.at("wrong"), "three deaf mice\n").unwrap();
    fs::write(home.at("short"), "mice\n").unwrap();
    fs::write(home.at("empty"), "").unwrap();
    let with =
        |file: &str, args: &[&str]| without_passphrase(home, &[&["--passphrase-file", file], args].concat());
    let freeze = ["identity", "freeze", "--as", "ana"];
    for ran in [
        with("wrong", &freeze),
        with("empty", &freeze),
        with("short", &register),
        with("empty", &register),
        without_passphrase(home, &freeze),
        without_passphrase(home, &register),
    ] {
        assert_eq!((ran.code, &ran.error()["kind"]), (7, &"passphrase".into()), "{}", ran.stderr);
        assert!(!ran.stderr.contains("mice"), "{}", ran.stderr);
    }
    assert_eq!(with("missing", &freeze).code, 4);
    assert!(!home.root().join("people/zoe").exists());
    assert_eq!(home.json(&["identity", "show", "ana"])["active"], true);
}

fn home_exists(home: &Home) {
    assert_eq!(home.fails(4, &["init"])["kind"], "input");
    assert_eq!(home.fails(4, &["demo"])["kind"], "input");
}

fn values_that_the_contracts_refuse(home: &Home) {
    for args in [
        &["care", "open", "north", "--as", "ana", "--days", "1000"][..],
        &["identity", "verify", "ana", "--as", "clerk"],
        &["identity", "accept", "doctor@north", "--as", "clerk"],
        &["cert", "issue", "77", "--as", "north"],
        &["consent", "revoke", "77", "--as", "ana"],
        &["identity", "apply", "7", "--identity", "ana", "--as", "ana"],
        &["identity", "freeze", "--of", "north", "--as", "ana"],
        &["guardian", "set", "ana", "--as", "ana"],
        &["representative", "end", "clerk", "--patient", "ana", "--as", "ana"],
        &["act", "propose", "death", "ana", "--as", "ana"],
        &["act", "confirm", "7", "--as", "registrar"],
        &["request", "refuse", "7", "--as", "ana"],
        &["emergency", "close", "ana", "7", "--as", "ana"],
        &["governance", "pause", "--as", "ana"],
    ] {
        assert_eq!(home.fails(3, args)["kind"], "refused");
    }
    home.fails(4, &["ledger", "transaction", NOTHING]);
}

#[test]
fn there_is_no_home() {
    let home = Home::nowhere();
    for args in [&["identity", "list"][..], &["vault", "status"], &["record", "list", "ana"]] {
        let error = home.fails(4, args);
        assert!(text(&error["message"]).contains("chartseal init"), "{error}");
    }
    assert_eq!(home.entries("."), ["passphrase", "second"], "looking for a home makes none");
}

#[test]
fn a_home_that_cannot_be_made_leaves_nothing() {
    let home = Home::nowhere();
    fs::write(home.at("short"), "mice").unwrap();
    fs::write(home.at("file"), "").unwrap();
    fs::create_dir(home.at("full")).unwrap();
    fs::write(home.at("full/letter"), "").unwrap();
    let init = |place: &str, passphrase: &str| {
        let args = ["--json", "--home", place, "--passphrase-file", passphrase, "init"];
        let ran = run(program(&args).current_dir(home.work()));
        ran.error();
        ran.code
    };
    assert_eq!(init("new", "short"), 7);
    assert_eq!(init("new", "missing"), 4);
    assert_eq!(init("full", "passphrase"), 4);
    assert_eq!(init("file", "passphrase"), 4);
    assert_eq!(init("file/below", "passphrase"), 4);
    assert_eq!(without_passphrase(&home, &["init"]).code, 7);
    assert_eq!(home.entries("."), ["file", "full", "passphrase", "second", "short"]);
    assert_eq!(home.entries("full"), ["letter"]);
    // Nobody makes directories there.
    if Path::new("/proc/self").exists() {
        assert_ne!(init("/proc/chartseal", "passphrase"), 0);
    } else {
        eprintln!("SKIPPED: there is no /proc to fail in");
    }
}
