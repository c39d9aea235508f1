//! A running chain, as `network.json` describes it.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use bip32::{Mnemonic, XPrv};
use chartseal_ledger::wasmd::{address, encode};
use chartseal_ledger::{Account, GasPrice, LightTrust, Signer, Trust, WasmdConfig, WasmdLedger};
use cosmrs::proto::cosmwasm::wasm::v1::MsgStoreCode;
use cosmwasm_std::{CanonicalAddr, HexBinary, instantiate2_address};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use tokio::sync::OnceCell;

/// Where the description is.
const VARIABLE: &str = "CHARTSEAL_NETWORK";

static NETWORK: LazyLock<Option<Network>> =
    LazyLock::new(|| Some(Network::read(&std::env::var_os(VARIABLE)?)));
static CHAIN: OnceCell<Chain> = OnceCell::const_new();

#[derive(Deserialize)]
pub struct Network {
    #[serde(skip)]
    folder: PathBuf,
    pub chain_id: String,
    gas_price: GasPrice,
    pub rpc: Vec<String>,
    members: Vec<Member>,
    trust: Anchored,
}

#[derive(Deserialize)]
struct Member {
    address: String,
    mnemonic_file: PathBuf,
}

/// A block to trust.
#[derive(Deserialize)]
struct Anchored {
    height: u64,
    hash: HexBinary,
}

/// The chain with the contract's code on it.
pub struct Chain {
    pub ledger: WasmdLedger,
    pub code_id: u64,
    checksum: [u8; 32],
}

impl Network {
    pub fn of_environment() -> Option<&'static Self> {
        NETWORK.as_ref()
    }

    fn read(path: &std::ffi::OsStr) -> Self {
        let path = Path::new(path);
        let text = fs::read(path).unwrap_or_else(|error| panic!("{VARIABLE}: {}: {error}", path.display()));
        let network: Self = serde_json::from_slice(&text).unwrap();
        Self { folder: path.parent().unwrap().into(), ..network }
    }

    pub fn config(&self) -> WasmdConfig {
        WasmdConfig::new(&self.rpc[0], &self.chain_id, self.gas_price.clone()).unwrap()
    }

    /// For a client that proves what it reads, over some node.
    pub fn light(&self, rpc: &str) -> WasmdConfig {
        let mut config = WasmdConfig::new(rpc, &self.chain_id, self.gas_price.clone()).unwrap();
        config.trust = Trust::Light(LightTrust::new(self.trust.height, self.trust.hash.clone()));
        config
    }

    /// A member's account: its key is at the place in the mnemonic's tree that wallets of Cosmos chains use.
    pub fn member(&self, number: usize) -> Account {
        let member = &self.members[number];
        let words = fs::read_to_string(self.folder.join(&member.mnemonic_file)).unwrap();
        let seed = Mnemonic::new(words.trim(), Default::default()).unwrap().to_seed("");
        let key = XPrv::derive_from_path(seed, &"m/44'/118'/0'/0/0".parse().unwrap()).unwrap();
        let account = Account::from_bytes(&key.to_bytes()).unwrap();
        assert_eq!(account.address(), member.address);
        account
    }

    /// The chain, with the record anchor's code stored by the first member.
    pub async fn chain(&self) -> &'static Chain {
        CHAIN.get_or_init(|| self.store()).await
    }

    async fn store(&self) -> Chain {
        let ledger = WasmdLedger::new(self.config()).unwrap();
        let artifact = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../artifacts/record_anchor.wasm");
        let wasm_byte_code = fs::read(artifact).unwrap();
        let checksum = Sha256::digest(&wasm_byte_code).into();
        let member = self.member(0);
        let store =
            MsgStoreCode { sender: member.address().into(), wasm_byte_code, instantiate_permission: None };
        let before = ledger.latest_code().await.unwrap();
        ledger.submit_any(&member, vec![encode::any(&store)]).await.unwrap();
        let code_id = ledger.latest_code().await.unwrap();
        assert!(code_id > before);
        Chain { ledger, code_id, checksum }
    }
}

impl Chain {
    pub fn contract_address(&self, creator: &str, salt: &[u8]) -> String {
        let creator = CanonicalAddr::from(address::bytes(creator).unwrap());
        let canonical = instantiate2_address(&self.checksum, &creator, salt).unwrap();
        address::encode(&canonical).unwrap()
    }
}
