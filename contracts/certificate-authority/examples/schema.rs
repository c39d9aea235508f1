//! Writes the JSON Schema of the contract's messages to the path given as first argument.

use std::error::Error;

use chartseal_types::certificate::{ExecuteMsg, InstantiateMsg, MigrateMsg, QueryMsg};
use cosmwasm_schema::generate_api;

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("expected the path to write to as first argument")?;
    let api = generate_api! {
        name: "certificate-authority",
        instantiate: InstantiateMsg,
        execute: ExecuteMsg,
        query: QueryMsg,
        migrate: MigrateMsg,
    };
    std::fs::write(path, api.render().to_string()? + "\n")?;
    Ok(())
}
