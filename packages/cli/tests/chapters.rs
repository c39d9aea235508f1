//! Each chapter of the demonstration, played alone: it makes what it needs, and every step is as it should be.

mod common;

use common::{Home, program, run};
use serde_json::json;

/// Plays a chapter; gives how many steps it has, and how many of them were refused.
fn play(chapter: &str) -> (usize, usize) {
    let home = Home::nowhere();
    let args = ["--home", "home", "demo", "--json", "--chapter", chapter];
    let ran = run(program(&args).current_dir(home.work()));
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    let lines = ran.lines();
    let (summary, steps) = lines.split_last().unwrap();
    assert_eq!(*summary, json!({ "summary": { "steps": steps.len(), "failed": 0 } }));
    assert!(steps.iter().all(|step| step["ok"] == true), "{steps:?}");
    let refused = steps.iter().filter(|step| step["outcome"].as_str().unwrap().starts_with("refused"));
    (steps.len(), refused.count())
}

#[test]
fn a_stolen_phone() {
    assert_eq!(play("stolen-phone"), (11, 4));
}

#[test]
fn an_emergency() {
    assert_eq!(play("emergency"), (14, 6));
}

#[test]
fn a_claim() {
    assert_eq!(play("claim"), (9, 4));
}

#[test]
fn coming_of_age() {
    assert_eq!(play("coming-of-age"), (12, 3));
}

#[test]
fn an_erasure() {
    assert_eq!(play("erasure"), (8, 3));
}

#[test]
fn what_is_no_chapter_is_refused_before_anything_is_made() {
    let home = Home::nowhere();
    let ran = run(program(&["--home", "home", "demo", "--chapter", "epilogue"]).current_dir(home.work()));
    assert_eq!(ran.code, 2, "{}", ran.stderr);
    assert!(!home.root().exists());
}
