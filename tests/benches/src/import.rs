//! How fast the program imports a large bundle.

use std::error::Error;
use std::ffi::OsStr;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;

/// Imports, each into a home of its own.
const ROUNDS: usize = 3;
/// The least length of the bundle that stands in for a missing one.
const STAND_IN: usize = 3_600_000;
/// Its resources a visit, which make as many records of it as Synthea's large bundle gives.
const A_VISIT: u32 = 14;

/// The largest of the Synthea bundles, or one made here.
struct Bundle {
    name: String,
    text: Vec<u8>,
}

/// A table of the median time and of the records a second.
pub fn page(program: &Path) -> Result<String, Box<dyn Error>> {
    let bundle = Bundle::find()?;
    let mut imports = Vec::new();
    for _ in 0..ROUNDS {
        let home = Home::in_care(program)?;
        imports.push(home.import(&bundle.text)?);
    }
    imports.sort();
    let (time, records) = imports[ROUNDS / 2];
    let seconds = time.as_secs_f64();
    let resources = bundle.resources()?;
    let mut page = String::new();
    writeln!(page, "| bundle | bytes | resources | records | seconds | records a second |")?;
    writeln!(page, "| --- | ---: | ---: | ---: | ---: | ---: |")?;
    writeln!(
        page,
        "| {} | {} | {resources} | {records} | {seconds:.2} | {:.0} |",
        bundle.name,
        bundle.text.len(),
        records as f64 / seconds
    )?;
    writeln!(
        page,
        "\nMedian of {ROUNDS} runs of the whole command, each in a new home: start, passphrase, labels, sealing, \
         envelopes, vault, up to 100 records a message on the ledger. No goal was set."
    )?;
    Ok(page)
}

impl Bundle {
    fn find() -> Result<Self, Box<dyn Error>> {
        let folder = std::env::var_os("CHARTSEAL_SYNTHEA").map_or_else(
            || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/synthea"),
            PathBuf::from,
        );
        let mut largest = Vec::new();
        for file in fs::read_dir(&folder).into_iter().flatten() {
            let path = file?.path();
            if path.extension() == Some(OsStr::new("json")) {
                let text = fs::read(path)?;
                largest = if text.len() > largest.len() { text } else { largest };
            }
        }
        if largest.is_empty() {
            eprintln!("no Synthea bundles in {}; set CHARTSEAL_SYNTHEA to their folder", folder.display());
            return Ok(Self { name: "made here, for want of Synthea's".into(), text: made() });
        }
        Ok(Self { name: "the largest of Synthea's".into(), text: largest })
    }

    fn resources(&self) -> Result<usize, Box<dyn Error>> {
        let bundle: Value = serde_json::from_slice(&self.text)?;
        Ok(bundle["entry"].as_array().ok_or("expected a bundle with entries")?.len())
    }
}

/// A bundle of a patient and of haemoglobin values in g/dL, some at each visit: each visit makes a record.
fn made() -> Vec<u8> {
    let mut entries = vec![json!({
        "fullUrl": "urn:uuid:00000000-0000-4000-8000-000000000000",
        "resource": { "resourceType": "Patient", "id": "00000000-0000-4000-8000-000000000000" }
    })];
    let mut len = 0;
    for number in 1_u32.. {
        let id = format!("00000000-0000-4000-8000-{number:012}");
        let entry = json!({
            "fullUrl": format!("urn:uuid:{id}"),
            "resource": {
                "resourceType": "Observation",
                "id": id,
                "status": "final",
                "category": [{ "coding": [{
                    "system": "http://terminology.hl7.org/CodeSystem/observation-category",
                    "code": "laboratory"
                }] }],
                "code": { "coding": [{ "system": "http://loinc.org", "code": "718-7" }] },
                "subject": { "reference": "urn:uuid:00000000-0000-4000-8000-000000000000" },
                "encounter": { "reference": format!("Encounter/{}", number / A_VISIT) },
                "effectiveDateTime": format!("20{:02}-05-04", number % 20),
                "valueQuantity": {
                    "value": 12 + number % 5, "unit": "g/dL",
                    "system": "http://unitsofmeasure.org", "code": "g/dL"
                },
                "note": [{ "text": "x".repeat(number as usize % 997) }]
            }
        });
        len += entry.to_string().len() + 1;
        entries.push(entry);
        if len >= STAND_IN {
            break;
        }
    }
    json!({ "resourceType": "Bundle", "type": "collection", "entry": entries }).to_string().into_bytes()
}

/// The program in a home of its own.
struct Home<'a> {
    program: &'a Path,
    folder: TempDir,
}

impl<'a> Home<'a> {
    /// A patient in care at a hospital, whose records clerk writes for them.
    fn in_care(program: &'a Path) -> Result<Self, Box<dyn Error>> {
        let home = Self { program, folder: TempDir::new()? };
        fs::write(home.folder.path().join("passphrase"), "three blind mice\n")?;
        for step in [
            "init",
            "identity register north --kind organization",
            "identity verify north",
            "identity accredit north --roles records-clerk",
            "ca create north --name CA",
            "identity register ana --kind patient",
            "identity verify ana",
            "identity register clerk --kind practitioner",
            "identity verify clerk",
            "identity offer clerk --role records-clerk --as north",
            "identity accept records-clerk@north --as clerk",
            "care open north --as ana",
        ] {
            home.run(step)?;
        }
        let request = home.run("cert request --as clerk --ca north")?["id"].to_string();
        home.run(&format!("cert issue {request} --as north"))?;
        Ok(home)
    }

    /// How long it took, and how many records it made.
    fn import(&self, bundle: &[u8]) -> Result<(Duration, usize), Box<dyn Error>> {
        fs::write(self.folder.path().join("bundle.json"), bundle)?;
        let began = Instant::now();
        let done =
            self.run("record import bundle.json --patient ana --as clerk --hat records-clerk@north")?;
        let time = began.elapsed();
        Ok((time, done["records"].as_array().ok_or("expected the records' hashes")?.len()))
    }

    /// Runs a command whose arguments hold no spaces; gives what it answers a script.
    fn run(&self, command: &str) -> Result<Value, Box<dyn Error>> {
        let output = Command::new(self.program)
            .args(["--home", "home", "--passphrase-file", "passphrase"])
            .args(command.split(' '))
            .arg("--json")
            .env_remove("CHARTSEAL_HOME")
            .current_dir(self.folder.path())
            .stdin(Stdio::null())
            .output()?;
        if !output.status.success() {
            return Err(format!("{command}: {}", String::from_utf8_lossy(&output.stderr)).into());
        }
        Ok(serde_json::from_slice(&output.stdout)?)
    }
}
