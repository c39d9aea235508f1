//! SECURITY.md names, for each rule that always holds, files and tests. All of them must be there, or the table says what is
//! no longer so.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

const RULES: usize = 11;

/// A row of the table of rules: the links of its last two columns, text and target.
struct Row {
    kept_by: Vec<(String, String)>,
    tests: Vec<(String, String)>,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn rows() -> BTreeMap<usize, Row> {
    let text = read("SECURITY.md");
    let numbered = text.lines().filter_map(|line| {
        let cells: Vec<&str> = line.trim_matches('|').split(" | ").map(str::trim).collect();
        let [number, _, kept_by, tests] = cells[..] else { return None };
        Some((number.parse().ok()?, Row { kept_by: links(kept_by), tests: links(tests) }))
    });
    numbered.collect()
}

/// The Markdown links of a text: `[text](target)`.
fn links(text: &str) -> Vec<(String, String)> {
    let link = |rest: &str| {
        let (name, rest) = rest.split_once("](")?;
        let (target, _) = rest.split_once(')')?;
        Some((name.trim_matches('`').to_owned(), target.to_owned()))
    };
    text.split('[').skip(1).filter_map(link).collect()
}

/// Whether the file has a test of that name, in Rust or for Node's test runner.
fn names_a_test(path: &str, source: &str, name: &str) -> bool {
    if path.ends_with(".test.mjs") {
        return ['\'', '"'].iter().any(|quote| source.contains(&format!(" test({quote}{name}{quote},")));
    }
    has_test(source, name)
}

/// Whether the source has a test of that name: `#[test]` or `#[tokio::test]`, perhaps with more attributes, then the function.
fn has_test(source: &str, name: &str) -> bool {
    let mut marked = false;
    for line in source.lines().map(str::trim) {
        if line.starts_with("#[test]") || line.starts_with("#[tokio::test") {
            marked = true;
        } else if marked && line.contains(&format!("fn {name}(")) {
            return true;
        } else if !line.starts_with("#[") && !line.starts_with("//") {
            marked = false;
        }
    }
    false
}

#[test]
fn every_rule_has_its_row_with_files_and_tests() {
    let rows = rows();
    assert_eq!(rows.keys().copied().collect::<Vec<_>>(), (1..=RULES).collect::<Vec<_>>());
    for (number, row) in rows {
        assert!(!row.kept_by.is_empty(), "rule {number} names no file that keeps it");
        assert!(!row.tests.is_empty(), "rule {number} names no test");
    }
}

#[test]
fn every_file_that_keeps_a_rule_is_there() {
    for (number, row) in rows() {
        for (_, path) in row.kept_by {
            assert!(root().join(&path).is_file(), "rule {number} names {path}, which is not there");
        }
    }
}

#[test]
fn every_test_that_is_named_is_there() {
    for (number, row) in rows() {
        for (name, path) in row.tests {
            assert!(
                names_a_test(&path, &read(&path), &name),
                "rule {number} names {name}, which is no test of {path}"
            );
        }
    }
}

#[test]
fn a_test_is_told_from_what_only_looks_like_one() {
    let source = "#[test]\n/// Why.\nfn one() {}\nfn two() {}\n#[tokio::test]\n#[cfg(unix)]\nasync fn three() {}\n// #[test]\nfn four() {}";
    let found: Vec<_> = ["one", "two", "three", "four", "on"].map(|name| has_test(source, name)).into();
    assert_eq!(found, [true, false, true, false, false]);
    let script = "  test('one', () => {});\n  // 'two',";
    assert!(names_a_test("a.test.mjs", script, "one"));
    assert!(!names_a_test("a.test.mjs", script, "two") && !names_a_test("a.rs", script, "one"));
}
