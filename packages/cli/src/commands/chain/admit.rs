//! `chartseal chain admit` and `chartseal chain dismiss`

use std::path::PathBuf;

use chartseal_ledger::{Account, Signer};
use chartseal_operator::account_in;
use chartseal_operator::admission::{self, Terms};
use serde_json::json;

use super::place::OnChain;
use crate::commands::values;
use crate::error::{CliError, Result};
use crate::output::{Output, Told};

/// `chartseal chain admit`
#[derive(Debug, clap::Args)]
pub(crate) struct Admit {
    #[command(flatten)]
    by: ByGranter,
    /// For how many days; without end for patients, a year for others, unless told
    #[arg(long)]
    days: Option<u64>,
    /// Fees for at most so much gas a day
    #[arg(long, value_name = "GAS")]
    daily_gas: Option<u64>,
}

/// `chartseal chain dismiss`
#[derive(Debug, clap::Args)]
pub(crate) struct Dismiss {
    #[command(flatten)]
    by: ByGranter,
}

/// Whose fees, paid by whom.
#[derive(Debug, clap::Args)]
pub(crate) struct ByGranter {
    #[command(flatten)]
    on: OnChain,
    /// The accounts
    #[arg(required = true, value_name = "ACCOUNT")]
    accounts: Vec<String>,
    /// They are patients': their fees are paid by the consortium's account, so that no hospital can stop a revocation by not
    /// paying, and without end
    #[arg(long)]
    patient: bool,
    /// Who pays: a file with the 24 words of the account. On a chain of scripts/localnet the test key of the first member,
    /// or of the consortium for patients, unless told
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
}

impl ByGranter {
    fn granter(&self) -> Result<Account> {
        if let Some(key) = &self.key {
            return Ok(account_in(key)?);
        }
        let network = self.on.network()?;
        let key = network.as_ref().and_then(|network| {
            if self.patient { Some(&network.consortium) } else { network.members.first() }
        });
        match (&network, key) {
            (Some(network), Some(key)) => Ok(network.account(key)?),
            _ => {
                Err(CliError::Input("expected --key FILE with the 24 words of the account that pays".into()))
            }
        }
    }
}

pub(crate) async fn admit(args: Admit, output: Output) -> Result<()> {
    let (file, granter) = (args.by.on.file()?, args.by.granter()?);
    let usual = if args.by.patient { Terms::patient() } else { Terms::professional() };
    let terms =
        Terms { daily_gas: args.daily_gas.unwrap_or(usual.daily_gas), days: args.days.or(usual.days) };
    let ledger = file.connect().await?;
    let allowance = terms.allowance(&ledger, &file.gas_price).await?;
    let outcome = admission::admit(&ledger, &granter, &args.by.accounts, &allowance).await?;
    let until =
        allowance.until.map_or("without end".into(), |until| format!("until {}", values::date(until)));
    let line = format!(
        "Admitted {} in block {}: {} pays at most {}{} a day, {until}.",
        args.by.accounts.join(", "),
        outcome.height,
        granter.address(),
        allowance.daily,
        allowance.denom
    );
    let value = json!({ "accounts": args.by.accounts, "granter": granter.address(), "daily": allowance.daily.to_string(), "until": allowance.until });
    output.print(&Told::new(value, [line]))
}

pub(crate) async fn dismiss(args: Dismiss, output: Output) -> Result<()> {
    let (file, granter) = (args.by.on.file()?, args.by.granter()?);
    let ledger = file.connect().await?;
    let outcome = admission::dismiss(&ledger, &granter, &args.by.accounts).await?;
    let (accounts, granter) = (args.by.accounts.join(", "), granter.address());
    let line = format!("From block {} on, {granter} pays no fees for {accounts}.", outcome.height);
    output.print(&Told::new(json!({ "accounts": args.by.accounts, "granter": granter }), [line]))
}
