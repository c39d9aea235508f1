//! `chartseal chain propose`

use std::fs;
use std::path::PathBuf;

use chartseal_ledger::Message;
use chartseal_ledger::wasmd::encode;
use chartseal_operator::proposal::{self, Decision};
use cosmwasm_std::Binary;
use serde_json::json;

use super::place::{ByMembers, signers, told};
use crate::commands::ledger::Contract;
use crate::error::{CliError, Result};
use crate::output::{Output, Told};

/// `chartseal chain propose`
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    by: ByMembers,
    /// Which contracts: the same message goes to each, all of them or none
    #[arg(value_enum, required = true)]
    contracts: Vec<Contract>,
    /// The message, JSON as schema/ describes it, in a file
    #[arg(long, value_name = "FILE")]
    message: PathBuf,
    /// What members are asked to vote for. It stays on the chain for all to read: nothing about a person
    #[arg(long)]
    title: String,
}

pub(crate) async fn run(args: Args, output: Output) -> Result<()> {
    let text = fs::read(&args.message).map_err(CliError::file(&args.message))?;
    let message: serde_json::Value = serde_json::from_slice(&text)?;
    let (file, keys) = (args.by.on.file()?, args.by.members()?);
    let ledger = file.connect().await?;
    let msg = Binary::new(serde_json::to_vec(&message)?);
    let messages = args.contracts.iter().map(|contract| {
        let contract = contract.address(&file.deployment).to_owned();
        encode::message(&proposal::account(), &Message::Execute { contract, msg: msg.clone() })
    });
    let messages = messages.collect();
    let decision = proposal::decide(&ledger, &signers(&keys), &args.title, messages).await?;
    let passed = matches!(decision, Decision::Passed { .. });
    let (Decision::Passed { id } | Decision::Voting { id, .. }) = decision;
    let line = told(&decision, "the message was sent");
    output.print(&Told::new(json!({ "proposal": id, "passed": passed }), [line]))
}
