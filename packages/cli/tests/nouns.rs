//! What each noun says to a person, held against a transcript: guardians and recovery, representatives and joint acts,
//! requests, emergencies, governance, FHIR.

mod common;

use std::fs;

use common::transcript::Transcript;
use common::{Home, data, text};

fn say(said: &mut Transcript<'_>, commands: &[&str]) {
    for command in commands {
        said.run(&command.split(' ').collect::<Vec<_>>());
    }
}

#[test]
fn guardians_and_recovery() {
    let home = Home::new();
    for name in ["ana", "omar", "nina"] {
        home.person(name, "patient");
    }
    let mut said = Transcript::new(&home);
    say(
        &mut said,
        &[
            "guardian list ana",
            "guardian set omar nina --threshold 3 --as ana",
            "guardian set omar nina --as ana",
            "ledger advance --days 3",
            "identity apply 1 --identity ana --as ana",
            "guardian list ana",
            "identity freeze --of ana --as omar",
            "identity freeze --of omar --as nina",
            "identity prepare ana-new --out new.json",
            "recovery start ana --account missing.json --as omar",
            "recovery start ana --account new.json --as omar",
            "recovery approve ana --as nina",
            "recovery complete ana --as ana-new",
            "recovery veto --as ana",
            "recovery override ana --as omar",
            "recovery override ana --as nina",
            "recovery override ana --as registrar",
            "ledger advance --days 7",
            "recovery complete ana --as ana-new",
            "recovery show ana-new",
            "consent grant --as ana --to-everyone",
            "recovery withdraw ana-new --as omar",
        ],
    );
    said.compare("recovery.txt");
}

#[test]
fn representatives_and_acts() {
    let home = Home::new();
    home.hospital("north");
    for name in ["ana", "pia"] {
        home.person(name, "patient");
    }
    home.certify("pia", "north");
    home.json(&["identity", "register", "registrar-2", "--kind", "organization"]);
    home.json(&["identity", "verify", "registrar-2", "--as", "admin"]);
    let mut said = Transcript::new(&home);
    say(
        &mut said,
        &[
            "registrar appoint registrar-2",
            "registrar list",
            "representative appoint pia --as ana --authority POWATT --groups general",
            "representative list ana",
            "representative represents pia",
            "consent grant --as pia --for ana --to-everyone --groups general",
            "consent deny --as ana --to-everyone",
            "consent revoke 2 --as pia --for ana",
            "consent revoke 1 --as pia --for ana",
            "act propose dispute ana pia",
            "act confirm 1 --as registrar",
            "act confirm 1 --as registrar-2",
            "representative list ana",
            "act propose settle ana pia",
            "act confirm 2 --as registrar-2",
            "representative end pia --patient ana --as pia",
            "act propose representative ana pia --authority GUADLTM --days 30 --majority 2199-Q4",
            "act confirm 3 --as registrar-2",
            "act apply 3 --as registrar",
            "act veto 3 --as ana",
            "act propose death ana",
            "act withdraw 4 --as registrar",
            "act propose death ana",
            "act confirm 5 --as registrar-2",
            "identity show ana",
            "act propose undo-death ana",
            "act confirm 6 --as registrar-2",
            "act list --about ana",
            "registrar dismiss registrar-2",
            "registrar distrust registrar-2 --since 1",
        ],
    );
    said.compare("acts.txt");
}

#[test]
fn newborns_and_duplicates() {
    let home = Home::new();
    home.hospital("north");
    home.person("ana", "patient");
    home.json(&["identity", "register", "registrar-2", "--kind", "organization"]);
    home.json(&["identity", "verify", "registrar-2", "--as", "admin"]);
    home.json(&["registrar", "appoint", "registrar-2"]);
    let child = text(&home.json(&["identity", "register-unclaimed", "--as", "north"])["id"]);
    home.json(&["identity", "prepare", "kim", "--out", "kim.json"]);
    assert!(fs::read_to_string(home.at("kim.json")).unwrap().contains("encryption_key"));
    let propose = ["act", "propose", "claim", &child, "--account", "kim.json"];
    let number = home.json(&propose)["act"]["number"].to_string();
    home.fails(3, &["act", "apply", &number, "--as", "kim"]);
    home.json(&["act", "confirm", &number, "--as", "registrar-2"]);
    home.json(&["act", "apply", &number, "--as", "kim"]);
    let kim = home.json(&["identity", "show", "kim"]);
    assert_eq!(
        (text(&kim["id"]), &kim["claimed"], &kim["generation"]),
        (child.clone(), &true.into(), &1.into())
    );

    // The same person twice.
    let merged = home.json(&["act", "propose", "merge", "kim", "ana"])["act"]["number"].to_string();
    home.json(&["act", "confirm", &merged, "--as", "registrar-2"]);
    home.json(&["ledger", "advance", "--days", "3"]);
    home.json(&["act", "apply", &merged, "--as", "registrar"]);
    assert_eq!(
        home.json(&["identity", "show", "kim"])["merged_into"],
        home.json(&["identity", "show", "ana"])["id"]
    );
    home.json(&["consent", "deny", "--as", "ana", "--for", "kim", "--to-everyone"]);
    let back = home.json(&["act", "propose", "unmerge", "kim"])["act"]["number"].to_string();
    home.json(&["act", "confirm", &back, "--as", "registrar-2"]);
    assert!(home.json(&["identity", "show", "kim"])["merged_into"].is_null());
}

#[test]
fn requests() {
    let home = Home::new();
    home.person("ana", "patient");
    home.person("acme", "payer");
    home.json(&["identity", "accredit", "acme", "--roles", "claims-examiner"]);
    home.json(&["ca", "create", "acme", "--name", "Acme CA"]);
    home.clinician("max", "claims-examiner", "acme");
    let claim = "07".repeat(32);
    let ask = "request ask ana --as max --hat claims-examiner@acme --purposes HPAYMT";
    let asked = format!("{ask} --categories financial,encounter --claim {claim}");
    let mut said = Transcript::new(&home);
    say(
        &mut said,
        &[
            ask,
            &format!("{ask} --up-to V --claim {claim}"),
            &format!("{ask} --categories financial,encounter"),
            &asked,
            "request list ana",
            "request answer 1 --as ana --categories financial,laboratory",
            "request answer 1 --as ana --categories financial --uses 1 --days 7 --requester-only",
            "request refuse 1 --as ana",
            &asked,
            "request refuse 2 --as ana",
            &asked,
            "request withdraw ana 3 --as max",
            "request list ana",
        ],
    );
    said.compare("requests.txt");
}

#[test]
fn emergencies_and_what_is_told_of_them() {
    let home = Home::new();
    home.in_care();
    home.import(&data("visits.json"));
    home.json(&["care", "end", "ana", "--organization", "north", "--as", "ana"]);
    home.json(&["identity", "accredit", "north", "--roles", "doctor,records-clerk,compliance-officer"]);
    home.clinician("dr-dee", "doctor", "north");
    home.clinician("ines", "compliance-officer", "north");
    fs::write(home.at("why.txt"), "brought in unconscious").unwrap();
    let mut said = Transcript::new(&home);
    let open = "emergency open ana --as dr-dee --hat doctor@north --reason unable-to-consent";
    say(
        &mut said,
        &[
            "emergency open ana --as clerk --hat records-clerk@north --reason unreachable",
            &format!("{open} --statement why.txt"),
            open,
            "record open --patient ana --as dr-dee --hat doctor@north --purpose BTG --out opened",
            "emergency close ana 1 --as ana",
            "emergency justify ana 1 --as dr-dee --justification why.txt",
            "emergency justify ana 1 --as dr-dee",
            "emergency review ana 1 --as dr-dee --organization north --finding justified",
            "emergency escalate ana 1 --as ana",
            "emergency review ana 1 --as ines --organization north --finding misuse",
            "emergency list --clinician dr-dee",
            open,
            "access accounting ana",
            "access audit ana --out audit.json",
            "access audit ana --ndjson --out audit.ndjson",
            "consent deny --as ana --to-everyone",
            "consent export ana --out consents.json",
            "consent export ana 1 --out consent.json",
            "consent export ana 2 --out consent.json",
            "consent import consent.json --as ana",
            "consent import why.txt --as ana",
            "consent import consent.json --as dr-dee",
        ],
    );
    said.compare("emergencies.txt");
    let lines = fs::read_to_string(home.at("audit.ndjson")).unwrap();
    let events: Vec<serde_json::Value> =
        lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(events.iter().all(|event| event["resourceType"] == "AuditEvent"));
    let log = home.json(&["access", "log", "ana"]);
    assert_eq!(events.len() as u64, log["total"].as_u64().unwrap());
    let accounting = home.json(&["access", "accounting", "ana"]);
    assert_eq!(accounting["disclosures"][0]["misuse"], true, "{accounting}");
}

#[test]
fn governance() {
    let home = Home::new();
    home.person("ana", "patient");
    let mut said = Transcript::new(&home);
    say(
        &mut said,
        &[
            "governance show",
            "governance pause --as ana",
            "governance pause",
            "consent grant --as ana --to-everyone",
            "consent deny --as ana --to-everyone",
            "governance resume --contract access-control",
            "consent grant --as ana --to-everyone",
            "governance resume",
            "governance appoint-pauser ana",
            "governance dismiss-pauser ana --contract record-anchor",
            "governance propose-admin registrar",
            "governance cancel-admin",
            "governance accept-admin --as registrar",
            "governance propose-admin registrar --contract access-control",
            "governance accept-admin --as registrar --contract access-control",
            "governance appoint-pauser nobody",
        ],
    );
    said.compare("governance.txt");
}
