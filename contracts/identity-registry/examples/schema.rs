//! Writes the JSON Schema of the contract to the path given as first argument, or to standard output.

use std::error::Error;

use chartseal_types::identity::{ExecuteMsg, InstantiateMsg, MigrateMsg, QueryMsg};
use cosmwasm_schema::generate_api;

fn main() -> Result<(), Box<dyn Error>> {
    let api = generate_api! {
        name: "identity-registry",
        instantiate: InstantiateMsg,
        execute: ExecuteMsg,
        query: QueryMsg,
        migrate: MigrateMsg,
    };
    let schema = api.render().to_string()?;
    match std::env::args_os().nth(1) {
        Some(path) => std::fs::write(path, schema)?,
        None => println!("{schema}"),
    }
    Ok(())
}
