//! `chartseal demo`: the whole story, for people and for scripts, on a synthetic patient and on bundles of one's own.

mod common;

use std::fs;

use common::{Home, Ran, program, run, synthea};
use serde_json::{Value, json};

fn demo(home: &Home, args: &[&str]) -> Ran {
    let ran = run(program(&["--home", "home", "demo"]).args(args).current_dir(home.work()));
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    assert_eq!(ran.stderr, "");
    ran
}

/// Every line a step, the last one the summary.
fn check(lines: &[Value]) {
    let (summary, steps) = lines.split_last().unwrap();
    assert_eq!(*summary, json!({ "summary": { "steps": steps.len(), "failed": 0 } }));
    for (step, number) in steps.iter().zip(1..) {
        let members: Vec<_> = step.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(members, ["step", "who", "action", "expected", "outcome", "ok"]);
        assert_eq!(step["step"], number);
        assert_eq!(step["ok"], true, "{step}");
        for text in ["who", "action", "expected", "outcome"] {
            assert!(step[text].as_str().is_some_and(|text| !text.is_empty()), "{step}");
        }
    }
    let refused = steps.iter().filter(|step| step["outcome"].as_str().unwrap().starts_with("refused"));
    assert!(refused.count() >= 8, "the story shows what is refused, too");
}

#[test]
fn it_tells_people_in_numbered_steps_and_how_to_go_on() {
    let home = Home::nowhere();
    let said = demo(&home, &[]).stdout;
    for step in 1..=30 {
        assert!(said.contains(&format!("\n{step:>3}. ")), "step {step}:\n{said}");
    }
    assert!(said.contains("steps, each as it should be."), "{said}");

    // The commands that it ends with work as they stand.
    let commands: Vec<_> = said.lines().filter_map(|line| line.trim().strip_prefix("chartseal ")).collect();
    assert!(commands.len() >= 3, "{said}");
    for command in commands {
        let args: Vec<_> = command.split(' ').collect();
        let ran = run(program(&args).current_dir(home.work()));
        assert_eq!(ran.code, 0, "{command}: {}", ran.stderr);
        assert_ne!(ran.stdout, "", "{command}");
    }
}

#[test]
fn it_tells_scripts_one_object_a_step() {
    let home = Home::nowhere();
    check(&demo(&home, &["--json", "--seed", "2"]).lines());
    let taken = run(program(&["--home", "home", "--json", "demo"]).current_dir(home.work()));
    assert_eq!(taken.code, 4, "a home that is there is left alone");
    assert_eq!(taken.error()["kind"], "input");
}

#[test]
fn it_is_played_on_bundles_of_ones_own() {
    for bundle in synthea() {
        let home = Home::nowhere();
        check(&demo(&home, &["--json", "--bundle", bundle.to_str().unwrap()]).lines());
    }
}

#[test]
fn a_bundle_that_is_none_leaves_nothing_behind() {
    let home = Home::nowhere();
    fs::write(home.at("note.json"), r#"{"resourceType":"Patient"}"#).unwrap();
    let ran =
        run(program(&["--home", "home", "--json", "demo", "--bundle", "note.json"]).current_dir(home.work()));
    // Nothing is founded for it.
    assert_eq!((ran.code, ran.lines().len()), (4, 0), "{}", ran.stdout);
    assert_eq!(ran.error()["kind"], "input");
    assert_eq!(home.entries("."), ["note.json", "passphrase", "second"]);
}
