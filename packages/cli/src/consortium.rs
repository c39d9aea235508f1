//! A consortium of one's own on the embedded ledger: contracts, registrar, trustees, trust anchor.

use std::fs;
use std::path::Path;

use chartseal_crypto::keys::{SecretKey, Suite};
use chartseal_ledger::{Signer, consortium};
use chartseal_types::identity::{AssuranceLevel, ExecuteMsg, Kind};

use chartseal_vault::Vault;
use tempfile::TempDir;

use crate::error::Result;
use crate::home::{Config, FORMAT, Home, HomeError, Name, Passphrases, Person};
use crate::output::Output;
use crate::pki::Algorithm;
use crate::session::{Place, Session, vault_address};

/// The chain id of an embedded consortium.
const CHAIN_ID: &str = "chartseal-embedded-1";
/// How long the consortium's own identities are verified for, days.
const YEARS_3: u64 = 3 * 365 - 1;
/// How long a trust anchor lasts, days.
const YEARS_20: u64 = 20 * 365;

/// Who governs the contracts.
pub(crate) const ADMIN: &str = "admin";
/// The organization that verifies identities.
pub(crate) const REGISTRAR: &str = "registrar";

/// How many trustees, and how many of them it takes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sharing {
    /// Trustees in all.
    pub trustees: u8,
    /// How many release a key together.
    pub threshold: u8,
}

/// Makes a home with a consortium in it. It appears under its name when all of it is there.
pub(crate) async fn create(place: &Place, sharing: Sharing, output: Output) -> Result<Session> {
    let root = place.root()?;
    Home::free(&root)?;
    // One passphrase for all the consortium's own key files: whoever tries it out holds them all.
    let passphrases = Passphrases::Chosen(place.passphrases.choose("the consortium")?);
    let parent = root.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(parent).map_err(HomeError::file(parent))?;
    let unfinished = private_tempdir(parent)?;
    let authenticators = place.authenticators.clone();
    let building = Place { home: Some(unfinished.path().to_owned()), passphrases, authenticators };
    drop(found(&building, sharing, output).await?);
    fs::rename(unfinished.path(), &root).map_err(HomeError::file(&root))?;
    // It has its name: nothing is left to clear away.
    drop(unfinished.keep());
    Session::open(&Place { home: Some(root), ..building }, output).await
}

/// A directory that only its owner enters, gone when dropped.
fn private_tempdir(parent: &Path) -> Result<TempDir, HomeError> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".chartseal-init-");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
    builder.tempdir_in(parent).map_err(HomeError::file(parent))
}

async fn found(place: &Place, sharing: Sharing, output: Output) -> Result<Session> {
    let home = Home::create(place.root()?)?;
    let passphrase = place.passphrases.ask(ADMIN)?;
    let admin = home.create_person(&ADMIN.parse()?, &passphrase, &SecretKey::generate(Suite::XWing)?)?;
    let ledger = consortium::create(home.ledger(), CHAIN_ID)?;
    let deployment =
        consortium::deploy(&ledger, admin.signer(), &[admin.signer().address().to_owned()]).await?;
    let trustees = (1..=sharing.trustees)
        .map(|number| format!("trustee-{number}").parse())
        .collect::<Result<Vec<Name>, _>>()?;
    let config =
        Config { format: FORMAT, vault: "vault".into(), threshold: sharing.threshold, trustees, deployment };
    home.save_config(&config)?;
    Vault::create(&vault_address(&home, &config.vault)).await?;
    // Its lock goes with it: the session opens it again.
    drop(ledger);
    let session = Session::open(place, output).await?;
    people(&session, admin).await?;
    Ok(session)
}

async fn people(session: &Session, mut admin: Person) -> Result<()> {
    let progress =
        session.output.progress("Founding the consortium", 2 + session.config.trustees.len() as u64);
    session.list_portal(&admin).await?;
    let registrar =
        session.register(&REGISTRAR.parse()?, Kind::Organization, Suite::XWing, b"", false).await?;
    session.verify(&admin, registrar.identity()?, AssuranceLevel::Ial3, YEARS_3, b"").await?;
    let appoint = ExecuteMsg::AppointRegistrar { organization: registrar.identity()? };
    session.send(&admin, &session.contracts().identity_registry, &appoint).await?;
    progress.inc(1);
    for name in &session.config.trustees {
        let trustee = session.register(name, Kind::Service, Suite::XWing, b"", false).await?;
        session.verify(&registrar, trustee.identity()?, AssuranceLevel::Ial3, YEARS_3, b"").await?;
        progress.inc(1);
    }
    session.create_anchor(&mut admin, "Chartseal consortium root", Algorithm::P256, YEARS_20).await?;
    progress.finish_and_clear();
    Ok(())
}
