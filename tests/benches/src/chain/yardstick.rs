//! cw20-base beside our contracts: stored, pinned and used by the same accounts.

use std::fs;
use std::path::Path;

use chartseal_ledger::{Ledger, Message, Signer, WasmdLedger};
use chartseal_operator::{Artifact, Network, code};
use cosmwasm_std::Binary;
use serde_json::{Value, json};

use crate::chain::Result;
use crate::chain::scene::Scene;

/// A token of cw20-base, of which every doctor has plenty.
pub struct Yardstick {
    /// Its address.
    pub contract: String,
}

impl Yardstick {
    /// Stores, pins and instantiates it.
    pub async fn make(ledger: &WasmdLedger, network: &Network, scene: &Scene, wasm: &Path) -> Result<Self> {
        let members = network.members()?;
        let signers: Vec<&dyn Signer> = members.iter().map(|member| member as &dyn Signer).collect();
        let member = signers.first().ok_or("a chain without members")?;
        let artifact = Artifact::new("cw20-base", &fs::read(wasm)?)?;
        let (code_id, _) = code::store(ledger, *member, &artifact).await?;
        code::pin(ledger, &signers, "Pin a yardstick", &[code_id]).await?;
        let balance = |address: &str| json!({ "address": address, "amount": "1000000000" });
        let msg = json!({
            "name": "Yardstick",
            "symbol": "YARD",
            "decimals": 6,
            "initial_balances": scene.doctors.iter().map(|doctor| balance(doctor.address())).collect::<Vec<_>>(),
        });
        let mut salt = [0; 8];
        getrandom::fill(&mut salt).map_err(|error| error.to_string())?;
        let instantiate = Message::Instantiate {
            code_id,
            label: "yardstick".into(),
            admin: None,
            salt: Binary::from(salt),
            msg: Binary::new(serde_json::to_vec(&msg)?),
        };
        let outcome = ledger.submit(*member, vec![instantiate]).await?;
        let made = outcome.events.iter().flat_map(|event| &event.attributes);
        let address = made.into_iter().find(|attribute| attribute.key == "_contract_address");
        Ok(Self { contract: address.ok_or("no address of a contract")?.value.clone() })
    }

    /// A transfer of one unit to somebody who has some already.
    pub fn transfer(recipient: &str) -> Value {
        json!({ "transfer": { "recipient": recipient, "amount": "1" } })
    }
}
