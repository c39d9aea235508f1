//! What a home's messages go to: an embedded ledger, or a chain with wasmd.

use std::collections::HashMap;
use std::fs::OpenOptions;
use std::io::{ErrorKind, Read, Seek, Write};
use std::ops::Deref;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use chartseal_ledger::{
    EmbeddedLedger, Ledger, LedgerError, Message, Outcome, PaidBy, Signer, Status, WasmdLedger, consortium,
};
use chartseal_operator::admission;
use tokio::time::sleep;

use crate::error::{CliError, Result};
use crate::home::{ChainConfig, Config, Home};

/// How often a chain is asked whether its clock has followed.
const POLL: Duration = Duration::from_millis(200);
/// How long its clock may take: so long that only what never comes is late.
const PATIENCE: Duration = Duration::from_secs(120);
const NANOS: i64 = 1_000_000_000;

/// A home's ledger. Whatever is asked of it goes to the backend by [`Ledger`].
pub enum Backend {
    /// In this process, over a file of the home.
    Embedded(Box<EmbeddedLedger>),
    /// A chain with wasmd.
    Chain(Box<Chain>),
}

/// A chain with wasmd.
pub struct Chain {
    /// The client.
    pub ledger: WasmdLedger,
    /// What the home knows of it.
    pub config: ChainConfig,
    /// Who pays for whom: by account, those that have granted it fees.
    payers: Mutex<HashMap<String, Vec<String>>>,
}

impl Deref for Backend {
    type Target = dyn Ledger;

    fn deref(&self) -> &Self::Target {
        match self {
            Self::Embedded(ledger) => ledger.as_ref(),
            Self::Chain(chain) => &chain.ledger,
        }
    }
}

impl Backend {
    /// Opens what the configuration names.
    pub async fn open(home: &Home, config: &Config) -> Result<Self> {
        Ok(match (config.deployment_file(), &config.chain) {
            (Some(file), Some(chain)) => {
                let (ledger, config) = (file.connect().await?, chain.clone());
                Self::Chain(Box::new(Chain { ledger, config, payers: Mutex::default() }))
            }
            _ => Self::Embedded(Box::new(consortium::open(home.ledger())?)),
        })
    }

    /// The chain, if it is one.
    pub fn chain(&self) -> Option<&Chain> {
        match self {
            Self::Embedded(_) => None,
            Self::Chain(chain) => Some(chain),
        }
    }

    /// Sends messages as one transaction. On a chain the fees are paid by who has granted them to the sender; if one of
    /// those can't or won't, by the next.
    pub async fn send(&self, signer: &dyn Signer, messages: Vec<Message>) -> Result<Outcome> {
        match self {
            Self::Embedded(ledger) => Ok(ledger.submit(signer, messages).await?),
            Self::Chain(chain) => chain.send(signer, messages).await,
        }
    }

    /// Sets the clock ahead, for good: that of an embedded ledger, or of a chain of `scripts/localnet`.
    pub async fn advance(&self, seconds: u64) -> Result<Status> {
        match self {
            Self::Embedded(ledger) => Ok(ledger.advance(seconds).await?),
            Self::Chain(chain) => chain.advance(seconds).await,
        }
    }
}

impl Chain {
    /// Whoever has granted the fees pays, else the sender: a grant that is of no use must not keep anybody from paying.
    async fn send(&self, signer: &dyn Signer, messages: Vec<Message>) -> Result<Outcome> {
        let mut refused = None;
        for granter in self.payers(signer.address()).await? {
            match self.ledger.submit(&PaidBy { signer, granter: &granter }, messages.clone()).await {
                Err(error @ (LedgerError::FeeGrant { .. } | LedgerError::InsufficientFunds { .. })) => {
                    refused = Some(error);
                }
                done => return Ok(done?),
            }
        }
        match (self.ledger.submit(signer, messages).await, refused) {
            (Err(LedgerError::InsufficientFunds { .. }), Some(refused)) => Err(refused.into()),
            (done, _) => Ok(done?),
        }
    }

    /// Who has granted an account its fees. Asked once; what is granted later is told by [`Chain::admitted`].
    pub async fn payers(&self, account: &str) -> Result<Vec<String>> {
        let known = self.known().get(account).cloned();
        if let Some(payers) = known {
            return Ok(payers);
        }
        let payers = admission::granters(&self.ledger, account).await?;
        if !payers.is_empty() {
            self.known().insert(account.into(), payers.clone());
        }
        Ok(payers)
    }

    /// Remembers that an account's fees are paid.
    pub fn admitted(&self, account: &str, granter: &str) {
        self.known().entry(account.into()).or_default().insert(0, granter.into());
    }

    fn known(&self) -> std::sync::MutexGuard<'_, HashMap<String, Vec<String>>> {
        self.payers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn advance(&self, seconds: u64) -> Result<Status> {
        let before = self.ledger.status().await?;
        if self.config.clocks.is_empty() {
            return Err(CliError::Input(format!(
                "expected a chain of scripts/localnet, whose clock can be set ahead; {} has none of this home's: wait {seconds} s",
                before.chain_id
            )));
        }
        let ahead = i64::try_from(seconds).ok().and_then(|seconds| seconds.checked_mul(NANOS));
        let ahead = ahead
            .ok_or_else(|| CliError::Input(format!("{seconds} s are more than a clock can be set ahead")))?;
        for clock in &self.config.clocks {
            set_ahead(clock, ahead).map_err(CliError::file(clock))?;
        }
        let first = self.block_from(|status| status.time >= before.time.plus_seconds(seconds)).await?;
        // Of the latest block the header is there before the contracts have seen its time.
        self.block_from(|status| status.height > first.height).await
    }

    async fn block_from(&self, reached: impl Fn(&Status) -> bool) -> Result<Status> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let status = self.ledger.status().await?;
            if reached(&status) {
                return Ok(status);
            }
            if Instant::now() >= deadline {
                return Err(CliError::Input(format!(
                    "expected the chain's time to follow its clocks, but block {} is of {} (Unix seconds); see `scripts/localnet status` and whether this home is of the chain that runs",
                    status.height,
                    status.time.seconds()
                )));
            }
            sleep(POLL).await;
        }
    }
}

/// The nodes have the file in memory: it is written in its place, never replaced.
fn set_ahead(clock: &Path, ahead: i64) -> std::io::Result<()> {
    let mut file = OpenOptions::new().read(true).write(true).open(clock)?;
    let mut bytes = [0; 8];
    if file.metadata()?.len() != bytes.len() as u64 {
        return Err(std::io::Error::new(
            ErrorKind::InvalidData,
            "expected 8 bytes, the clock of a local node",
        ));
    }
    file.read_exact(&mut bytes)?;
    file.rewind()?;
    file.write_all(&i64::from_le_bytes(bytes).saturating_add(ahead).to_le_bytes())
}
