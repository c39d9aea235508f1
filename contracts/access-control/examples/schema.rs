//! Writes the contract's JSON Schema to the path given as first argument.

use std::error::Error;

use chartseal_types::access::{ExecuteMsg, InstantiateMsg, MigrateMsg, QueryMsg};
use cosmwasm_schema::generate_api;

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("expected the path to write to as first argument")?;
    let api = generate_api! {
        name: "access-control",
        instantiate: InstantiateMsg,
        execute: ExecuteMsg,
        query: QueryMsg,
        migrate: MigrateMsg,
    };
    std::fs::write(path, api.render().to_string()? + "\n")?;
    Ok(())
}
