//! A chain whose validators change: headers made and signed here, and a light client that follows them.

use std::sync::LazyLock;
use std::time::Duration;

use chartseal_ledger::wasmd::light::{HeaderError, Presented, Verified};
use chartseal_ledger::wasmd::{address, proof};
use chartseal_ledger::{Ledger, LedgerError, LightTrust, Trust, WasmdConfig, WasmdLedger};
use ed25519_consensus::SigningKey;
use serde_json::{Value, json};
use tendermint::block::signed_header::SignedHeader;
use tendermint::validator::{Info, Set};
use tendermint::vote::{Type, Vote};
use tendermint::{PublicKey, Time};

use crate::scripted::Scripted;
use crate::trees::{Kind, Tree, ops};

const CHAIN: &str = "chartseal-local-1";
const CENTURY: Duration = Duration::from_secs(100 * 365 * 86_400);
const LAST: u64 = 16;

/// Keys of the block's validators: of four, one is exchanged each third block.
fn keys(height: u64) -> Vec<SigningKey> {
    let first = u8::try_from(height / 3).unwrap();
    (first..first + 4).map(|seed| SigningKey::from([seed + 1; 32])).collect()
}

/// Keys that are no validator's.
fn strangers(_: u64) -> Vec<SigningKey> {
    (100..104).map(|seed| SigningKey::from([seed; 32])).collect()
}

fn info(key: &SigningKey) -> Info {
    let public = PublicKey::from_raw_ed25519(key.verification_key().as_bytes()).unwrap();
    Info::new(public, 10u32.into())
}

fn set(keys: &[SigningKey]) -> Set {
    Set::without_proposer(keys.iter().map(info).collect())
}

/// The header of a block with its signatures, as a node tells it.
fn block(height: u64, validators: fn(u64) -> Vec<SigningKey>, app_hash: &[u8]) -> Value {
    let recorded: Value = serde_json::from_str(include_str!("recorded/chain.json")).unwrap();
    // The first block has none before it.
    let like =
        if height == 1 { "1".to_owned() } else { (recorded["height"].as_u64().unwrap() + 1).to_string() };
    let mut signed = recorded["commits"][like]["signed_header"].clone();
    let time = Time::from_unix_timestamp(1_700_000_000 + i64::try_from(height).unwrap(), 0).unwrap();
    let header = &mut signed["header"];
    header["height"] = json!(height.to_string());
    header["time"] = json!(time.to_rfc3339());
    header["app_hash"] = json!(hex::encode_upper(app_hash));
    header["validators_hash"] = json!(set(&validators(height)).hash());
    header["next_validators_hash"] = json!(set(&validators(height + 1)).hash());
    let hashed: tendermint::block::Header = serde_json::from_value(header.clone()).unwrap();
    let commit = &mut signed["commit"];
    commit["height"] = json!(height.to_string());
    commit["block_id"]["hash"] = json!(hashed.hash());
    let block_id: tendermint::block::Id = serde_json::from_value(commit["block_id"].clone()).unwrap();
    let signatures: Vec<Value> = (0..)
        .zip(set(&validators(height)).validators())
        .map(|(index, validator): (i32, &Info)| {
            let key =
                validators(height).into_iter().find(|key| info(key).address == validator.address).unwrap();
            let vote = Vote {
                vote_type: Type::Precommit,
                height: hashed.height,
                round: 0u16.into(),
                block_id: Some(block_id),
                timestamp: Some(time),
                validator_address: validator.address,
                validator_index: index.try_into().unwrap(),
                signature: None,
                extension: Vec::new(),
                extension_signature: None,
            };
            let bytes = vote.into_signable_vec(CHAIN.parse().unwrap());
            json!({
                "block_id_flag": 2,
                "validator_address": validator.address,
                "timestamp": time.to_rfc3339(),
                "signature": cosmwasm_std::Binary::new(key.sign(&bytes).to_bytes().to_vec()),
            })
        })
        .collect();
    commit["signatures"] = json!(signatures);
    signed
}

fn presented(height: u64, validators: fn(u64) -> Vec<SigningKey>) -> Presented {
    let header: SignedHeader = serde_json::from_value(block(height, validators, &APP.stores.root)).unwrap();
    Presented { header, validators: set(&validators(height)), next: set(&validators(height + 1)) }
}

/// What the chain stores, and a contract on it.
struct App {
    wasm: Tree,
    stores: Tree,
}

static APP: LazyLock<App> = LazyLock::new(|| {
    let mut pairs = vec![
        (proof::info_key(&[9; 32]), b"info".to_vec()),
        (proof::state_key(&[9; 32], b"k"), b"v".to_vec()),
        (proof::state_key(&[9; 32], b"z"), b"last".to_vec()),
    ];
    pairs.sort();
    let wasm = Tree::new(Kind::Iavl, &pairs);
    let stores =
        Tree::new(Kind::Simple, &[(b"bank".to_vec(), vec![1; 32]), (b"wasm".to_vec(), wasm.root.clone())]);
    App { wasm, stores }
});

fn trust() -> LightTrust {
    let hash = presented(1, keys).header.header.hash();
    LightTrust {
        trusting_period: CENTURY,
        clock_drift: CENTURY,
        ..LightTrust::new(1, hash.as_bytes().into())
    }
}

#[test]
fn the_next_block_is_verified_whoever_signs_it_then() {
    let now = Time::from_unix_timestamp(1_700_000_100, 0).unwrap();
    let mut verified = Verified::trusted(presented(1, keys), &trust(), CHAIN).unwrap();
    for height in 2..=LAST {
        verified = verified.verify(presented(height, keys), &trust(), now).unwrap();
        assert_eq!((verified.height(), verified.app_hash()), (height, APP.stores.root.as_slice()));
    }
}

#[test]
fn a_block_that_too_few_of_the_trusted_signed_is_too_far() {
    let now = Time::from_unix_timestamp(1_700_000_100, 0).unwrap();
    let first = Verified::trusted(presented(1, keys), &trust(), CHAIN).unwrap();
    // Two of the four are left, which is more than a third; then one, which is less.
    first.verify(presented(8, keys), &trust(), now).unwrap();
    assert_eq!(
        first.verify(presented(9, keys), &trust(), now).unwrap_err(),
        HeaderError::TooFar { height: 9 }
    );
    assert_eq!(
        first.verify(presented(9, strangers), &trust(), now).unwrap_err(),
        HeaderError::TooFar { height: 9 }
    );
    let error = first.verify(presented(2, strangers), &trust(), now).unwrap_err();
    assert!(matches!(error, HeaderError::Invalid { height: 2, .. }), "{error:?}");
    // What is behind is not verified from what is before.
    let later = first.verify(presented(8, keys), &trust(), now).unwrap();
    assert!(matches!(later.verify(presented(5, keys), &trust(), now), Err(HeaderError::Invalid { .. })));
}

fn answer_of(method: &str, params: &Value, validators: fn(u64) -> Vec<SigningKey>) -> Option<Value> {
    let height = || -> u64 { params["height"].as_str().unwrap().parse().unwrap() };
    let signers = if height() == 1 && method != "abci_query" { keys } else { validators };
    Some(match method {
        "commit" => json!({ "signed_header": block(height(), signers, &APP.stores.root), "canonical": true }),
        "validators" => {
            let all = set(&signers(height()));
            json!({ "validators": all.validators(), "count": "4", "total": "4" })
        }
        "abci_query" => {
            let asked = hex::decode(params["data"].as_str().unwrap()).unwrap();
            let is_there = asked.ends_with(b"k");
            let in_store = if is_there { APP.wasm.present(&asked) } else { APP.wasm.absent(&asked) };
            let steps: Vec<Value> = ops(&in_store, &APP.stores.present(b"wasm"))
                .ops
                .iter()
                .map(|op| json!({ "type": op.kind, "key": op.key, "data": op.data }))
                .collect();
            let value = is_there.then(|| cosmwasm_std::Binary::from(b"v"));
            json!({ "response": {
                "code": 0, "log": "", "value": value, "proofOps": { "ops": steps }, "height": params["height"],
            } })
        }
        _ => return None,
    })
}

async fn node(answers: fn(&str, &Value) -> Option<Value>) -> (Scripted, WasmdConfig) {
    let node = Scripted::start().await;
    {
        let mut state = node.state();
        state.network = CHAIN.into();
        state.height = LAST;
        state.proofs = Some(answers);
    }
    let mut config = node.config();
    config.chain_id = CHAIN.into();
    config.trust = Trust::Light(trust());
    (node, config)
}

fn honest(method: &str, params: &Value) -> Option<Value> {
    if method == "status" { None } else { answer_of(method, params, keys) }
}

fn usurped(method: &str, params: &Value) -> Option<Value> {
    if method == "status" { None } else { answer_of(method, params, strangers) }
}

#[tokio::test]
async fn a_light_client_goes_through_the_blocks_between() {
    let (node, config) = node(honest).await;
    let contract = address::encode(&[9; 32]).unwrap();
    let ledger = WasmdLedger::new(config).unwrap();
    let commits = || node.state().calls.iter().filter(|call| *call == "commit").count();
    let value = ledger.query_raw(&contract, b"k", Some(LAST - 1)).await.unwrap();
    assert_eq!(value.as_deref(), Some(b"v".as_slice()));
    // The trusted block, the last, and those between that it takes: not all of them.
    let first = commits();
    assert!((4..LAST as usize).contains(&first), "{first}");
    // What has been verified is not asked again.
    ledger.query_raw(&contract, b"k", Some(LAST - 1)).await.unwrap();
    assert_eq!(commits(), first);
    // A block between is verified from the nearest before it.
    ledger.query_raw(&contract, b"k", Some(4)).await.unwrap();
    assert!(commits() > first);
}

#[tokio::test]
async fn a_chain_that_strangers_sign_is_not_believed() {
    let (_node, config) = node(usurped).await;
    let contract = address::encode(&[9; 32]).unwrap();
    let ledger = WasmdLedger::new(config).unwrap();
    for height in [LAST - 1, 2] {
        let error = ledger.query_raw(&contract, b"k", Some(height)).await.unwrap_err();
        assert!(matches!(error, LedgerError::Unproven { .. }), "{error:?}");
    }
}
