//! A consortium of one's own: contracts, registrar, trustees, trust anchor. On a ledger of the home's own, or on a chain
//! where the contracts are deployed.

use std::fs;
use std::path::{Path, PathBuf};

use chartseal_crypto::keys::{SecretKey, Suite};
use chartseal_ledger::{Account, Deployment, DeploymentFile, LedgerExt, Signer, consortium};
use chartseal_operator::{Key, Network, account_in};
use chartseal_types::governance::GovernanceResponse;
use chartseal_types::identity::{AssuranceLevel, ExecuteMsg, Kind, QueryMsg};
use chartseal_vault::Vault;
use tempfile::TempDir;

use crate::error::{CliError, Result};
use crate::home::{ChainConfig, Config, FORMAT, Home, HomeError, Name, Passphrases, Person};
use crate::output::Output;
use crate::pki::Algorithm;
use crate::session::{Place, Session, vault_address};

/// The chain id of an embedded consortium.
const CHAIN_ID: &str = "chartseal-embedded-1";
/// How long the consortium's own identities are verified for, days.
const YEARS_3: u64 = 3 * 365 - 1;
/// How long a trust anchor lasts, days.
const YEARS_20: u64 = 20 * 365;

/// Who governs the contracts. On a chain this account also pays patients' fees.
pub(crate) const ADMIN: &str = "admin";
/// The organization that verifies identities.
pub(crate) const REGISTRAR: &str = "registrar";

/// The member organization that pays everybody else's fees, on a chain.
pub(crate) const MEMBER: &str = "member";

/// Where a consortium is founded.
pub(crate) enum Ground {
    /// On a ledger of the home's own.
    Embedded,
    /// On a chain.
    Chain(Box<ChainGround>),
}

/// A chain with the contracts deployed, and the keys that it takes to found a consortium there.
pub(crate) struct ChainGround {
    file: DeploymentFile,
    clocks: Vec<PathBuf>,
    admin: Account,
    member: Account,
}

/// Files with mnemonics.
#[derive(Debug, Clone, Default, clap::Args)]
pub(crate) struct Keys {
    /// The contracts' admin, who also pays patients' fees: a file with the 24 words of its account. On a chain of
    /// scripts/localnet its test key, unless told
    #[arg(long, value_name = "FILE", requires = "chain")]
    admin_key: Option<PathBuf>,
    /// The member organization that pays everybody else's fees, likewise
    #[arg(long, value_name = "FILE", requires = "chain")]
    member_key: Option<PathBuf>,
}

impl Ground {
    /// A chain if a deployment file is given.
    pub fn new(chain: Option<&Path>, keys: &Keys) -> Result<Self> {
        let Some(path) = chain else { return Ok(Self::Embedded) };
        let file = DeploymentFile::read(path)?;
        let folder = path.parent().unwrap_or(Path::new(""));
        let network =
            file.network.as_ref().map(|network| Network::read(&folder.join(network))).transpose()?;
        let key = |file: &Option<PathBuf>, test: fn(&Network) -> Option<&Key>, needed: &str| match (
            file,
            network.as_ref().and_then(|network| Some((network, test(network)?))),
        ) {
            (Some(file), _) => Ok(account_in(file)?),
            (None, Some((network, key))) => Ok(network.account(key)?),
            (None, None) => Err(CliError::Input(format!(
                "expected {needed} FILE with the 24 words of its account; only the deployment file of a chain of scripts/localnet leads to test keys"
            ))),
        };
        let admin = key(&keys.admin_key, |network| Some(&network.consortium), "--admin-key")?;
        let member = key(&keys.member_key, |network| network.members.first(), "--member-key")?;
        let clocks = network.iter().flat_map(Network::clocks).map(absolute).collect::<Result<_>>()?;
        Ok(Self::Chain(Box::new(ChainGround { file, clocks, admin, member })))
    }
}

fn absolute(path: PathBuf) -> Result<PathBuf> {
    fs::canonicalize(&path).map_err(CliError::file(path))
}

/// How many trustees, and how many of them it takes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sharing {
    /// Trustees in all.
    pub trustees: u8,
    /// How many release a key together.
    pub threshold: u8,
}

/// Makes a home with a consortium in it. On a ledger of its own it appears under its name when all of it is there. On a chain
/// what was registered stays, so its keys do: a home that could not be finished is left where it was to be.
pub(crate) async fn create(
    place: &Place,
    ground: Ground,
    sharing: Sharing,
    output: Output,
) -> Result<Session> {
    let root = place.root()?;
    Home::free(&root)?;
    // One passphrase for all the consortium's own key files: whoever tries it out holds them all.
    let passphrases = Passphrases::Chosen(place.passphrases.choose("the consortium")?);
    let parent = root.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(parent).map_err(HomeError::file(parent))?;
    let authenticators = place.authenticators.clone();
    let finished = Place { home: Some(root.clone()), passphrases, authenticators };
    if let Ground::Chain(chain) = &ground {
        check_admin(&chain.file, &chain.admin).await?;
        let founded = found(&finished, ground, sharing, output).await;
        return founded.map_err(|source| CliError::Unfinished { home: root, source: Box::new(source) });
    }
    let unfinished = private_tempdir(parent)?;
    let building = Place { home: Some(unfinished.path().to_owned()), ..finished.clone() };
    drop(found(&building, ground, sharing, output).await?);
    fs::rename(unfinished.path(), &root).map_err(HomeError::file(&root))?;
    // It has its name: nothing is left to clear away.
    drop(unfinished.keep());
    Session::open(&finished, output).await
}

/// A directory that only its owner enters, gone when dropped.
fn private_tempdir(parent: &Path) -> Result<TempDir, HomeError> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".chartseal-init-");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
    builder.tempdir_in(parent).map_err(HomeError::file(parent))
}

async fn found(place: &Place, ground: Ground, sharing: Sharing, output: Output) -> Result<Session> {
    let home = Home::create(place.root()?)?;
    let passphrase = place.passphrases.ask(ADMIN)?;
    let (admin, deployment, chain) = match ground {
        Ground::Embedded => {
            let admin =
                home.create_person(&ADMIN.parse()?, &passphrase, &SecretKey::generate(Suite::XWing)?)?;
            let deployment = deploy(&home, admin.signer()).await?;
            (admin, deployment, None)
        }
        Ground::Chain(ground) => {
            let ChainGround { file, clocks, admin, member } = *ground;
            let key = || SecretKey::generate(Suite::XWing);
            let admin = home.take_in(&ADMIN.parse()?, &passphrase, &key()?, admin)?;
            home.take_in(&MEMBER.parse()?, &passphrase, &key()?, member)?;
            let DeploymentFile { deployment, rpc, gas_price, governance, .. } = file;
            let (consortium, member) = (ADMIN.parse()?, MEMBER.parse()?);
            let chain = ChainConfig { rpc, governance, consortium, member, clocks, gas_price };
            (admin, deployment, Some(chain))
        }
    };
    let trustees = (1..=sharing.trustees)
        .map(|number| format!("trustee-{number}").parse())
        .collect::<Result<Vec<Name>, _>>()?;
    let (vault, threshold) = ("vault".to_owned(), sharing.threshold);
    let config = Config { format: FORMAT, vault, threshold, trustees, deployment, chain };
    home.save_config(&config)?;
    Vault::create(&vault_address(&home, &config.vault)).await?;
    let session = Session::open(place, output).await?;
    people(&session, admin).await?;
    Ok(session)
}

/// Deploys on a ledger of the home's own. Its lock goes with it: the session opens it again.
async fn deploy(home: &Home, admin: &Account) -> Result<Deployment> {
    let ledger = consortium::create(home.ledger(), CHAIN_ID)?;
    Ok(consortium::deploy(&ledger, admin, &[admin.address().to_owned()]).await?)
}

/// The key must be that of the contracts' admin: nobody else appoints a registrar.
async fn check_admin(file: &DeploymentFile, admin: &Account) -> Result<()> {
    let ledger = file.connect().await?;
    let registry = &file.deployment.identity_registry;
    let governance: GovernanceResponse = ledger.query(registry, &QueryMsg::Governance {}).await?;
    if governance.admin.as_str() == admin.address() {
        return Ok(());
    }
    Err(CliError::Input(format!(
        "expected the key of the contracts' admin, {}, got that of {}; a consortium whose contracts are governed by proposals is founded with `chartseal chain propose`",
        governance.admin,
        admin.address()
    )))
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
