//! What is on the disk tells nothing: key files are the owner's alone, and neither the ledger nor the vault nor a key
//! file holds a word of a record, a name or a sensitivity.

mod common;

use std::fs;
use std::path::Path;

use common::{Home, data, files};

/// Words of the bundle, names of this home, and groups as labels would spell them; each long enough not to turn up by
/// chance in ciphertext.
const WORDS: [&str; 11] = [
    "Quetzalmarker",
    "Ixchelmarker",
    "Essential hypertension",
    "HIV disease",
    "\"hiv\"",
    "=hiv",
    "mental_health",
    "sensitivity",
    "zacharias-patient",
    "three blind mice",
    "see how they run",
];

fn holds(bytes: &[u8], word: &str) -> bool {
    bytes.windows(word.len()).any(|window| window.eq_ignore_ascii_case(word.as_bytes()))
}

#[test]
fn nothing_on_the_disk_tells() {
    let home = Home::new();
    home.in_care();
    // A name that is nowhere else.
    home.person("zacharias-patient", "patient");
    home.import(&data("visits.json"));
    let deny = ["consent", "deny", "--as", "ana", "--to-everyone", "--groups", "hiv,mental_health"];
    home.json(&deny);
    // What was opened is there to be read: the control that the words would be found.
    let open = ["record", "open", "--patient", "ana", "--as", "ana", "--purpose", "PATRQT", "--out", "out"];
    home.json(&open);
    let opened: Vec<_> = files(&home.at("out")).iter().flat_map(|file| fs::read(file).unwrap()).collect();
    for word in &WORDS[..4] {
        assert!(holds(&opened, word), "{word} should be in what was opened");
    }
    home.json(&["identity", "prepare", "ana-new", "--out", "new.json"]);
    home.json(&["access", "audit", "ana", "--out", "audit.json"]);
    home.json(&["consent", "export", "ana", "--out", "consents.json"]);
    let all = [files(&home.root()), ["new.json", "audit.json", "consents.json"].map(|f| home.at(f)).to_vec()]
        .concat();
    assert!(
        all.iter().any(|file| file.ends_with("ana/authenticator")),
        "passkeys are among what is searched"
    );
    assert!(all.iter().any(|file| file.ends_with("ledger.redb")), "the ledger is among what is searched");
    for file in all {
        let bytes = fs::read(&file).unwrap();
        for word in WORDS {
            assert!(!holds(&bytes, word), "{word} is in {}", file.display());
        }
    }
    modes(&home);
    redaction(&home);
}

/// Files that hold keys or opened records are the owner's alone.
#[cfg(unix)]
fn modes(home: &Home) {
    use std::os::unix::fs::PermissionsExt;
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&home.root()), 0o700);
    let people = files(&home.root().join("people"));
    assert!(people.len() >= 10, "{people:?}");
    for file in people.iter().chain(&files(&home.at("out"))) {
        assert_eq!(mode(file), 0o600, "{}", file.display());
        assert_eq!(mode(file.parent().unwrap()), 0o700, "{}", file.display());
    }
    for file in ["home/chartseal.toml", "new.json", "audit.json", "consents.json"] {
        assert_eq!(mode(&home.at(file)), 0o600, "{file}");
    }
}

#[cfg(not(unix))]
fn modes(_: &Home) {
    eprintln!("SKIPPED: this platform has no file modes");
}

/// Neither answers nor errors print what is secret.
fn redaction(home: &Home) {
    for args in [
        &["access", "log", "ana"][..],
        &["consent", "list", "ana"],
        &["passkey", "list", "ana"],
        &["access", "accounting", "ana"],
        &["record", "list", "ana"],
        &["ledger", "events", "record-anchor", "--limit", "100"],
        &["ledger", "events", "access-control", "--limit", "100"],
    ] {
        for json in [&[][..], &["--json"]] {
            let ran = home.run(&[args, json].concat());
            assert_eq!(ran.code, 0, "{}", ran.stderr);
            for word in WORDS {
                assert!(!holds(ran.stdout.as_bytes(), word), "{word} in {args:?}");
            }
        }
    }
}
