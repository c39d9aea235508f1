//! The main job through the commands themselves: who is who, records in, consent, records out, refusal, erasure.

mod common;

use std::fs;

use common::transcript::Transcript;
use common::{Home, data, resources, text};

/// What a person at a terminal sees, held against `tests/transcripts/main_job.txt`.
#[test]
fn the_main_job_at_a_terminal() {
    let home = Home::nowhere();
    fs::copy(data("visits.json"), home.at("visits.json")).unwrap();
    let mut said = Transcript::new(&home);
    who_is_who(&mut said);

    let import = "record import visits.json --patient ana --as clerk --hat records-clerk@north";
    run(&mut said, import);
    run(&mut said, "care open north --as ana --days 30");
    run(&mut said, &format!("{import} --dry-run"));
    run(&mut said, import);
    run(&mut said, "record verify ana");
    let records = home.json(&["record", "list", "ana"]);
    let find = |category: &str, level: &str| {
        let records = records["records"].as_array().unwrap();
        let found = records
            .iter()
            .find(|r| r["label"]["category"] == category && r["label"]["confidentiality"] == level);
        text(&found.expect(category)["record"])
    };
    let (encounter, delicate) = (find("encounter", "N"), find("summary", "R"));

    consent(&mut said, &encounter, &delicate);
    erasure(&mut said, &encounter);
    said.compare("main_job.txt");
}

fn run(said: &mut Transcript<'_>, command: &str) {
    said.run(&command.split(' ').collect::<Vec<_>>());
}

fn who_is_who(said: &mut Transcript<'_>) {
    run(said, "init");
    run(said, "init");
    run(said, "identity register north --kind organization");
    run(said, "identity verify north");
    run(said, "identity accredit north --roles doctor,records-clerk");
    said.run(&["ca", "create", "north", "--name", "North Hospital CA"]);
    run(said, "identity register ana --kind patient");
    run(said, "identity register ana --kind patient");
    run(said, "identity verify ana --level ial2");
    let mut request = 0;
    for (name, role) in [("clerk", "records-clerk"), ("dr-bea", "doctor")] {
        run(said, &format!("identity register {name} --kind practitioner"));
        run(said, &format!("identity verify {name}"));
        run(said, &format!("identity offer {name} --role {role} --as north"));
        run(said, &format!("identity accept {role}@north --as {name}"));
        run(said, &format!("cert request --as {name} --ca north"));
        request += 1;
        run(said, &format!("cert issue {request} --as north"));
        run(said, &format!("cert list {name}"));
    }
}

fn consent(said: &mut Transcript<'_>, ordinary: &str, delicate: &str) {
    let open = |record: &str| {
        format!("record open {record} --patient ana --as dr-bea --hat doctor@north --out opened")
    };
    let explain =
        |record: &str| format!("access explain ana --who dr-bea --hat doctor@north --records {record}");
    run(said, &open(ordinary));
    run(said, &open(delicate));
    run(said, &explain(delicate));
    run(said, "consent grant --as ana --to dr-bea --up-to R --purposes TREAT --days 7");
    run(said, &open(delicate));
    run(said, "access ticket 7");
    run(said, "consent revoke 1 --as ana");
    run(said, "access ticket 7");
    run(said, &open(delicate));
    run(said, "consent deny --as ana --to-role doctor@north");
    run(said, &open(ordinary));
    run(said, "consent list ana");
    run(said, "access log ana");
}

fn erasure(said: &mut Transcript<'_>, record: &str) {
    run(said, &format!("record erase {record} --as ana"));
    run(said, &format!("record erase {record} --as ana --complete"));
    run(said, "ledger advance --days 14");
    run(said, &format!("record erase {record} --as ana --complete"));
    run(said, &format!("record open {record} --patient ana --as ana --purpose PATRQT --out opened"));
    run(said, &format!("vault receipt {record}"));
    run(said, "record verify ana");
    run(said, "vault scrub");
}

/// What a script sees: the same job by `--json`, and every resource back.
#[test]
fn the_main_job_in_a_script() {
    let home = Home::new();
    home.in_care();
    let records = home.import(&data("visits.json"));

    let opened = home.json(&[
        "record",
        "open",
        "--patient",
        "ana",
        "--as",
        "ana",
        "--purpose",
        "PATRQT",
        "--out",
        "out",
        "--bundle",
        "back.json",
    ]);
    assert_eq!(opened["opened"].as_array().unwrap().len(), records.len());
    assert_eq!(opened["refused"].as_array().unwrap().len(), 0);
    let back = fs::read(home.at("back.json")).unwrap();
    assert_eq!(resources(&back), resources(&fs::read(data("visits.json")).unwrap()));
    assert_eq!(home.entries("out").len(), records.len(), "one file a record, nothing else");

    // A doctor without a certificate, a role or a consent is refused, and the refusal is in the log.
    home.person("dr-carl", "practitioner");
    let first = records[0].as_str();
    let refused = home.fails(
        3,
        &[
            "record",
            "open",
            first,
            "--patient",
            "ana",
            "--as",
            "dr-carl",
            "--hat",
            "doctor@north",
            "--out",
            "no",
        ],
    );
    assert_eq!(refused["kind"], "refused");
    assert!(home.entries("no").is_empty());
    let log = home.json(&["access", "log", "ana", "--limit", "1"]);
    let entry = &log["entries"][0];
    assert_eq!((&entry["access"], entry["expires_at"].is_null()), (&log["total"], true), "{entry}");
    assert_eq!(entry["decisions"][0]["rule"], "standing");

    // A file of any kind, replaced by a later version of itself, for the patient alone.
    fs::write(home.at("scan"), b"\x00\xff not JSON").unwrap();
    let seal =
        ["record", "seal", "scan", "--patient", "ana", "--as", "ana", "--category", "patient-reported"];
    let own = ["--purpose", "PATRQT", "--group", "hiv"];
    let sealed = home.json(&[&seal[..], &own, &["--private"]].concat());
    let sealed = text(&sealed["records"][0]["record"]);
    let again = home.json(&[&seal[..], &own, &["--supersedes", &sealed]].concat());
    let again = text(&again["records"][0]["record"]);
    let open = ["record", "open", &again, "--patient", "ana", "--as", "ana", "--purpose", "PATRQT"];
    let opened = home.json(&[&open[..], &["--out", "out"]].concat());
    let file = text(&opened["opened"][0]["file"]);
    assert_eq!(fs::read(home.at(&file)).unwrap(), b"\x00\xff not JSON");
    let listed = home.json(&["record", "list", "ana"]);
    let before = listed["records"].as_array().unwrap().iter().find(|r| r["record"] == sealed.as_str());
    assert_eq!(before.unwrap()["status"], "superseded");
}
