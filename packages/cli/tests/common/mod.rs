//! A home of its own for a test, and the program run in it as somebody at a terminal would.

// Each test file uses some of it.
#![allow(dead_code)]

pub mod transcript;

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// What a run of the program left behind.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Ran {
    /// The JSON objects on standard output, one a line.
    pub fn lines(&self) -> Vec<Value> {
        self.stdout.lines().map(|line| serde_json::from_str(line).expect(line)).collect()
    }

    /// The error that `--json` prints, as scripts see it.
    pub fn error(&self) -> Value {
        let printed: Value = serde_json::from_str(self.stderr.trim_end()).expect(&self.stderr);
        let error = &printed["error"];
        assert_eq!(error["exit"], self.code, "{error}");
        assert!(error["kind"].is_string() && error["message"].is_string(), "{error}");
        assert_eq!(error.as_object().unwrap().len(), 3, "{error}");
        error.clone()
    }
}

/// Runs a command; it may fail, but never panic.
pub fn run(command: &mut Command) -> Ran {
    let output = command.stdin(Stdio::null()).output().unwrap();
    let ran = Ran {
        code: output.status.code().expect("ended by a signal"),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    };
    assert!(!ran.stderr.contains("panicked"), "{}", ran.stderr);
    assert_ne!(ran.code, 101, "{}", ran.stderr);
    ran
}

/// The program, with nothing of this machine's settings.
pub fn program(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_chartseal"));
    command.env_remove("CHARTSEAL_HOME").env("COLUMNS", "100").args(args);
    command
}

/// A file of `tests/data`.
pub fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name)
}

/// The tool-made bundles; says so loudly when they are not there.
pub fn synthea() -> Vec<PathBuf> {
    let folder = std::env::var_os("CHARTSEAL_SYNTHEA").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/synthea"),
        PathBuf::from,
    );
    let Ok(files) = fs::read_dir(&folder) else {
        let folder = folder.display();
        eprintln!("SKIPPED: no Synthea bundles in {folder}; set CHARTSEAL_SYNTHEA to their folder");
        return Vec::new();
    };
    let files = files.map(|file| file.unwrap().path());
    let mut bundles: Vec<_> = files.filter(|path| path.extension() == Some(OsStr::new("json"))).collect();
    bundles.sort();
    assert!(!bundles.is_empty(), "{} holds no bundle", folder.display());
    bundles
}

/// A home in a directory of its own, which is also where commands run.
pub struct Home {
    dir: TempDir,
}

impl Home {
    /// A place for a home; nothing is made yet.
    pub fn nowhere() -> Self {
        let dir = TempDir::new().unwrap();
        fs::write(dir.path().join("passphrase"), "three blind mice\n").unwrap();
        fs::write(dir.path().join("second"), "see how they run\n").unwrap();
        Self { dir }
    }

    /// A home with a consortium.
    pub fn new() -> Self {
        let home = Self::nowhere();
        home.json(&["init"]);
        home
    }

    /// Another home with the same content.
    pub fn copy(&self) -> Self {
        let copy = Self::nowhere();
        copy_dir(&self.root(), &copy.root());
        copy
    }

    /// The home's directory.
    pub fn root(&self) -> PathBuf {
        self.dir.path().join("home")
    }

    /// The directory in which commands run.
    pub fn work(&self) -> &Path {
        self.dir.path()
    }

    /// A file or directory there.
    pub fn at(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// The program in this home.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = program(&["--home", "home", "--passphrase-file", "passphrase"]);
        command.args(["--authenticator-passphrase-file", "second"]);
        command.args(args).current_dir(self.dir.path());
        command
    }

    /// Runs the program in this home.
    pub fn run(&self, args: &[&str]) -> Ran {
        run(&mut self.command(args))
    }

    /// What a command that works answers a script.
    pub fn json(&self, args: &[&str]) -> Value {
        let ran = run(self.command(args).arg("--json"));
        assert_eq!(ran.code, 0, "{args:?}: {}", ran.stderr);
        assert_eq!(ran.stderr, "", "{args:?}");
        let mut lines = ran.lines();
        assert_eq!(lines.len(), 1, "{args:?}: {}", ran.stdout);
        lines.remove(0)
    }

    /// The error of a command that fails with this exit code, as a script sees it.
    pub fn fails(&self, code: i32, args: &[&str]) -> Value {
        let ran = run(self.command(args).arg("--json"));
        assert_eq!(ran.code, code, "{args:?}: {}{}", ran.stdout, ran.stderr);
        ran.error()
    }

    /// The usage error that the command line gives before the program does anything.
    pub fn misused(&self, args: &[&str]) -> String {
        let ran = self.run(args);
        assert_eq!(ran.code, 2, "{args:?}: {}", ran.stderr);
        ran.stderr
    }

    /// Registers and verifies somebody.
    pub fn person(&self, name: &str, kind: &str) {
        self.json(&["identity", "register", name, "--kind", kind]);
        self.json(&["identity", "verify", name]);
    }

    /// A hospital with a CA, accredited for the roles of clinicians.
    pub fn hospital(&self, name: &str) {
        self.person(name, "organization");
        self.json(&["identity", "accredit", name, "--roles", "doctor,nurse,records-clerk"]);
        self.json(&["ca", "create", name, "--name", "Hospital CA"]);
    }

    /// A clinician with a role and a certificate.
    pub fn clinician(&self, name: &str, role: &str, hospital: &str) {
        self.person(name, "practitioner");
        self.json(&["identity", "offer", name, "--role", role, "--as", hospital]);
        self.json(&["identity", "accept", &format!("{role}@{hospital}"), "--as", name]);
        self.certify(name, hospital);
    }

    /// Has a hospital's CA certify somebody. Gives the fingerprint.
    pub fn certify(&self, name: &str, hospital: &str) -> String {
        let request = self.json(&["cert", "request", "--as", name, "--ca", hospital])["id"].to_string();
        text(&self.json(&["cert", "issue", &request, "--as", hospital])["certificate"])
    }

    /// A patient in care at `north`, whose records clerk writes for them.
    pub fn in_care(&self) {
        self.hospital("north");
        self.person("ana", "patient");
        self.clinician("clerk", "records-clerk", "north");
        self.json(&["care", "open", "north", "--as", "ana"]);
    }

    /// The clerk imports a bundle for the patient. Gives the records' hashes.
    pub fn import(&self, bundle: &Path) -> Vec<String> {
        let bundle = bundle.to_str().unwrap();
        let clerk = ["--as", "clerk", "--hat", "records-clerk@north"];
        let done = self.json(&[&["record", "import", bundle, "--patient", "ana"], &clerk[..]].concat());
        done["records"].as_array().unwrap().iter().map(|record| text(&record["record"])).collect()
    }

    /// The names of what is in a directory beside the home, hidden files too.
    pub fn entries(&self, name: &str) -> Vec<String> {
        let entries = fs::read_dir(self.at(name)).unwrap();
        let mut names: Vec<_> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

/// A JSON string's text.
pub fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("expected a string, got {value}")).to_owned()
}

/// Every file below a directory.
pub fn files(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

fn copy_dir(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy_dir(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}

/// The resources of a bundle as canonical JSON texts, read by nothing of ours, in a canonical order.
pub fn resources(bundle: &[u8]) -> Vec<String> {
    let bundle: Value = serde_json::from_slice(bundle).unwrap();
    let entries = bundle["entry"].as_array().unwrap();
    let mut resources: Vec<_> =
        entries.iter().map(|entry| canonical(&entry["resource"]).to_string()).collect();
    resources.sort();
    resources
}

fn canonical(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let mut names: Vec<_> = members.keys().collect();
            names.sort();
            names.into_iter().map(|name| (name.clone(), canonical(&members[name]))).collect()
        }
        Value::Array(items) => items.iter().map(canonical).collect(),
        other => other.clone(),
    }
}
