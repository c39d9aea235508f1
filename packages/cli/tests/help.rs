//! Help of every command, completion scripts, manual pages.

mod common;

use clap::CommandFactory;
use common::{Home, program, run};

/// Every command below one, as the words that call it.
fn commands(command: &clap::Command, path: &[String], found: &mut Vec<Vec<String>>) {
    for below in command.get_subcommands() {
        let path = [path, &[below.get_name().to_owned()]].concat();
        commands(below, &path, found);
        found.push(path);
    }
}

fn all() -> Vec<Vec<String>> {
    let mut found = Vec::new();
    commands(&chartseal_cli::Cli::command(), &[], &mut found);
    found
}

#[test]
fn the_command_line_is_sound() {
    chartseal_cli::Cli::command().debug_assert();
}

#[test]
fn every_command_and_option_says_what_it_is() {
    let all = all();
    assert!(all.len() > 60, "{}", all.len());
    for path in &all {
        let mut command = &chartseal_cli::Cli::command();
        let root = command.clone();
        command = path.iter().fold(&root, |command, name| command.find_subcommand(name).unwrap());
        assert!(command.get_about().is_some(), "{path:?}");
        for argument in command.get_arguments() {
            assert!(argument.get_help().is_some(), "{path:?} {}", argument.get_id());
        }
    }
    // One run a noun is enough to see that it works.
    for path in all.iter().filter(|path| path.len() == 1) {
        let ran = run(&mut program(&[&path[0], "--help"]));
        assert_eq!(ran.code, 0, "{path:?}: {}", ran.stderr);
        assert!(ran.stdout.contains("Usage: chartseal"), "{path:?}: {}", ran.stdout);
    }
}

#[test]
fn no_option_takes_a_secret() {
    for path in all() {
        let root = chartseal_cli::Cli::command();
        let command = path.iter().fold(&root, |command, name| command.find_subcommand(name).unwrap());
        for argument in command.get_arguments() {
            let name = argument.get_id().as_str();
            let file =
                argument.get_value_names().is_some_and(|names| names.iter().all(|name| name == "FILE"));
            let secret = !file && ["passphrase", "password", "secret", "key"].contains(&name);
            assert!(!secret && (argument.get_env().is_none() || name == "home"), "{path:?} {name}");
        }
    }
}

#[test]
fn completions_and_manual_pages_are_written() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let ran = run(&mut program(&["completions", shell]));
        assert_eq!(ran.code, 0);
        assert!(ran.stdout.contains("chartseal") && ran.stdout.contains("consent"), "{shell}");
    }
    assert_eq!(run(&mut program(&["completions", "tcl"])).code, 2);
    let home = Home::nowhere();
    let ran = run(program(&["man", "pages"]).current_dir(home.work()));
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let pages = home.entries("pages");
    for page in ["chartseal.1", "chartseal-record.1", "chartseal-record-open.1"] {
        assert!(pages.iter().any(|name| name == page), "{pages:?}");
    }
    let ran = run(program(&["--json", "man", "passphrase/below"]).current_dir(home.work()));
    assert_eq!((ran.code, &ran.error()["kind"]), (4, &"input".into()));
}
