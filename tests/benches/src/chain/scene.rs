//! A hospital, its doctors and a patient, made by the program as a consortium would make them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use chartseal_crypto::keyring::KeyRing;
use chartseal_crypto::keys::{SecretKey, Suite};
use chartseal_fhir::synthetic;
use chartseal_ledger::{Account, Outcome, PaidBy, Signer, WasmdLedger};
use chartseal_types::anchor::RecordResponse;
use chartseal_types::{Confidentiality, Fingerprint, Hat, IdentityId, Role};
use secrecy::SecretString;
use serde::Deserialize;
use serde_json::Value;
use tempfile::TempDir;

use crate::chain::Result;

/// Who opens under load, each from an account of their own.
pub const DOCTORS: usize = 10;
const PASSPHRASE: &str = "measured and not kept";

/// The `chartseal` program and a home for it.
pub struct Program {
    executable: PathBuf,
    folder: TempDir,
}

/// Somebody of the home, with the key file unlocked.
pub struct Somebody {
    /// The account.
    pub account: Account,
    /// Who grants its fees.
    pub payer: String,
    /// The encryption key.
    pub encryption: SecretKey,
    /// The identity.
    pub identity: IdentityId,
    /// The certificate, if there is one.
    pub certificate: Option<Fingerprint>,
}

/// Who is there, and which records.
pub struct Scene {
    /// The hospital.
    pub north: Somebody,
    /// Its doctors.
    pub doctors: Vec<Somebody>,
    /// The patient.
    pub ana: Somebody,
    /// The trustees.
    pub trustees: Vec<Somebody>,
    /// Records of the patient that doctors of the hospital may read, by a consent.
    pub records: Vec<RecordResponse>,
}

#[derive(Deserialize)]
struct Profile {
    identity: Option<IdentityId>,
    certificate: Option<Fingerprint>,
}

impl Program {
    /// The program in a new home.
    pub fn new(executable: &Path) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        fs::write(folder.path().join("passphrase"), PASSPHRASE)?;
        fs::write(folder.path().join("second"), format!("{PASSPHRASE} either"))?;
        Ok(Self { executable: executable.to_owned(), folder })
    }

    /// The home's vault.
    pub fn vault(&self) -> String {
        self.home().join("vault").display().to_string()
    }

    fn home(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    /// Runs a command, given as words; its answer.
    fn run(&self, words: &str, more: &[&str]) -> Result<Value> {
        self.start(&self.home(), words, more)
    }

    /// Plays the demo on a chain, in a home of its own.
    pub fn demo(&self, chain: &Path) -> Result<()> {
        let chain = chain.display().to_string();
        self.start(&self.folder.path().join("demo"), "demo --chain", &[&chain]).map(drop)
    }

    fn start(&self, home: &Path, words: &str, more: &[&str]) -> Result<Value> {
        let file = |name| self.folder.path().join(name);
        let output = Command::new(&self.executable)
            .arg("--json")
            .args(["--home".as_ref(), home.as_os_str()])
            .args(["--passphrase-file".as_ref(), file("passphrase").as_os_str()])
            .args(["--authenticator-passphrase-file".as_ref(), file("second").as_os_str()])
            .args(words.split(' ').chain(more.iter().copied()))
            .stdin(Stdio::null())
            .output()?;
        if !output.status.success() {
            return Err(format!("chartseal {words}: {}", String::from_utf8_lossy(&output.stderr)).into());
        }
        let text = String::from_utf8(output.stdout)?;
        Ok(serde_json::from_str(text.trim().lines().last().unwrap_or_default())?)
    }

    fn somebody(&self, name: &str, payer: &str) -> Result<Somebody> {
        let folder = self.home().join("people").join(name);
        let profile: Profile = toml::from_str(&fs::read_to_string(folder.join("profile.toml"))?)?;
        let ring = KeyRing::open(&fs::read(folder.join("keys"))?, &SecretString::from(PASSPHRASE))?;
        let account = ring.get("account", "secp256k1").ok_or("no account key")?;
        let mut suites = Suite::ALL.into_iter();
        let encryption = suites.find_map(|suite| Some((suite, ring.get("encryption", suite.name())?)));
        let (suite, encryption) = encryption.ok_or("no encryption key")?;
        Ok(Somebody {
            account: Account::from_bytes(account)?,
            payer: payer.into(),
            encryption: SecretKey::from_bytes(suite, encryption)?,
            identity: profile.identity.ok_or("no identity")?,
            certificate: profile.certificate,
        })
    }

    fn address(&self, name: &str) -> Result<String> {
        let folder = self.home().join("people").join(name);
        let profile: Value = toml::from_str(&fs::read_to_string(folder.join("profile.toml"))?)?;
        Ok(profile.get("address").and_then(Value::as_str).ok_or("no address")?.to_owned())
    }
}

impl Somebody {
    /// Sends one message to a contract, its fee paid by grant.
    pub async fn send(
        &self,
        ledger: &WasmdLedger,
        contract: &str,
        msg: &impl serde::Serialize,
    ) -> Result<Outcome> {
        use chartseal_ledger::LedgerExt;
        let msg = serde_json::to_vec(msg)?;
        Ok(ledger.execute(&self.paid(), contract, &msg).await?)
    }

    /// As who signs, and who pays.
    pub fn paid(&self) -> PaidBy<'_> {
        PaidBy { signer: &self.account, granter: &self.payer }
    }

    /// The account's address.
    pub fn address(&self) -> &str {
        self.account.address()
    }
}

impl Scene {
    /// Founds a consortium on the chain and lets in whom it takes. Doctors may read by the patient's consent to the
    /// hospital, and write as long as the patient is in care there.
    pub async fn set(program: &Program, chain: &Path) -> Result<Self> {
        program.run("init --chain", &[&chain.display().to_string()])?;
        program.run("identity register north --kind organization", &[])?;
        program.run("identity verify north", &[])?;
        program.run("identity accredit north --roles doctor,records-clerk", &[])?;
        program.run("ca create north --name", &["North CA"])?;
        let doctors: Vec<_> = (0..DOCTORS).map(|number| format!("doctor-{number}")).collect();
        for doctor in &doctors {
            hire(program, doctor, "doctor")?;
        }
        hire(program, "clerk", "records-clerk")?;
        program.run("identity register ana --kind patient", &[])?;
        program.run("identity verify ana", &[])?;
        program.run("care open north --as ana --days 30", &[])?;
        let bundle = program.folder.path().join("bundle.json");
        fs::write(&bundle, synthetic::generate(1, 0))?;
        let bundle = bundle.display().to_string();
        program.run(
            "record import",
            &[&bundle, "--patient", "ana", "--as", "clerk", "--hat", "records-clerk@north"],
        )?;
        program.run("consent grant --as ana --to-organization north --purposes TREAT --actions read", &[])?;

        let (member, consortium) = (program.address("member")?, program.address("admin")?);
        let listed = program.run("record list ana", &[])?;
        let records: Vec<RecordResponse> = serde_json::from_value(listed["records"].clone())?;
        let readable = |record: &RecordResponse| {
            use chartseal_types::Category::{Directory, Financial, PatientReported};
            record.label.confidentiality <= Confidentiality::N
                && !matches!(record.label.category, Directory | Financial | PatientReported)
        };
        Ok(Self {
            north: program.somebody("north", &member)?,
            doctors: doctors.iter().map(|name| program.somebody(name, &member)).collect::<Result<_>>()?,
            ana: program.somebody("ana", &consortium)?,
            trustees: (1..=3)
                .map(|number| program.somebody(&format!("trustee-{number}"), &member))
                .collect::<Result<_>>()?,
            records: records.into_iter().filter(readable).collect(),
        })
    }

    /// What a doctor of the hospital asks as.
    pub fn hat(&self) -> Hat {
        Hat::Organization { organization: self.north.identity, role: Role::Doctor }
    }
}

fn hire(program: &Program, who: &str, role: &str) -> Result<()> {
    program.run("identity register --kind practitioner --no-passkey", &[who])?;
    program.run("identity verify", &[who])?;
    program.run("identity offer --as north --role", &[role, who])?;
    program.run("identity accept", &[&format!("{role}@north"), "--as", who])?;
    let request = program.run("cert request --ca north --as", &[who])?;
    let number = request.get("id").ok_or("no number of a request")?.to_string();
    program.run("cert issue --as north", &[&number])?;
    Ok(())
}
