//! Writes the JSON Schema of the contract's messages to the file named by the first argument.

use std::error::Error;

use chartseal_types::anchor::{ExecuteMsg, InstantiateMsg, MigrateMsg, QueryMsg};
use cosmwasm_schema::generate_api;

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("expected the path of the file to write")?;
    let api = generate_api! {
        name: "record-anchor",
        instantiate: InstantiateMsg,
        execute: ExecuteMsg,
        query: QueryMsg,
        migrate: MigrateMsg,
    };
    std::fs::write(path, api.render().to_string()? + "\n")?;
    Ok(())
}
