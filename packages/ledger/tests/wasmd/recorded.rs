//! Proven reads of a chain as it was recorded: four validators, a record anchor on it, trusted from block 1 on.

use std::sync::LazyLock;
use std::time::Duration;

use chartseal_ledger::wasmd::light::{HeaderError, Presented, Verified, validator_set};
use chartseal_ledger::wasmd::{ProofOps, address, proof};
use chartseal_ledger::{Ledger, LedgerError, LightTrust, Result, Trust, WasmdConfig, WasmdLedger};
use cosmwasm_std::Binary;
use serde_json::{Value, json};
use tendermint::Time;
use tendermint::block::signed_header::SignedHeader;
use tendermint::validator::Info;

use crate::lies::{LIES, store};
use crate::scripted::Scripted;

const KEY: &[u8] = b"contract_info";
const VALUE: &[u8] = br#"{"contract":"chartseal:record-anchor","version":"0.2.0"}"#;
const CHAIN: &str = "chartseal-local-1";
const CENTURY: Duration = Duration::from_secs(100 * 365 * 86_400);

static RECORD: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("recorded/chain.json")).unwrap());

fn contract() -> &'static str {
    RECORD["contract"].as_str().unwrap()
}

/// The height at which it was read.
fn height() -> u64 {
    RECORD["height"].as_u64().unwrap()
}

/// Trust in block 1 for as long as the record is kept, whatever this machine's clock says.
fn trust() -> LightTrust {
    let hash = RECORD["commits"]["1"]["signed_header"]["commit"]["block_id"]["hash"].as_str().unwrap();
    let trust = LightTrust::new(1, serde_json::from_value(json!(hash)).unwrap());
    LightTrust { trusting_period: CENTURY, clock_drift: CENTURY, ..trust }
}

fn signed_header(height: u64) -> Value {
    RECORD["commits"][height.to_string()]["signed_header"].clone()
}

fn presented(header: Value) -> Presented {
    let told: Vec<Info> = serde_json::from_value(RECORD["validators"]["validators"].clone()).unwrap();
    let validators = validator_set(&told).unwrap();
    let header: SignedHeader = serde_json::from_value(header).unwrap();
    Presented { header, next: validators.clone(), validators }
}

fn first() -> Verified {
    Verified::trusted(presented(signed_header(1)), &trust(), CHAIN).unwrap()
}

/// A little after the block that the proofs are checked against.
fn now() -> Time {
    (presented(signed_header(height() + 1)).header.header.time + Duration::from_secs(1)).unwrap()
}

#[test]
fn what_the_chain_stored_is_proven_from_the_trusted_block_on() {
    let header = first().verify(presented(signed_header(height() + 1)), &trust(), now()).unwrap();
    assert_eq!(header.height(), height() + 1);
    let bytes = address::bytes(contract()).unwrap();
    let ops = |name: &str| -> ProofOps {
        serde_json::from_value(RECORD[name]["response"]["proofOps"].clone()).unwrap()
    };
    let check = |name: &str, key: &[u8], value: Option<&[u8]>| {
        proof::verify(&ops(name), header.app_hash(), key, value)
    };
    let info = RECORD["info"]["response"]["value"].as_str().unwrap();
    let info = Binary::from_base64(info).unwrap();

    assert_eq!(check("state", &proof::state_key(&bytes, KEY), Some(VALUE)), Ok(()));
    assert_eq!(check("absent", &proof::state_key(&bytes, b"absent"), None), Ok(()));
    assert_eq!(check("info", &proof::info_key(&bytes), Some(&info)), Ok(()));
    assert_eq!(check("nowhere", &proof::info_key(&[1; 32]), None), Ok(()));

    assert!(check("state", &proof::state_key(&bytes, KEY), Some(b"forged")).is_err());
    assert!(check("state", &proof::state_key(&bytes, KEY), None).is_err());
    assert!(check("absent", &proof::state_key(&bytes, KEY), None).is_err());
    assert!(check("nowhere", &proof::info_key(&bytes), None).is_err());
    // Of the header of the block itself it is not: its hash is of the state before.
    assert!(
        proof::verify(&ops("state"), first().app_hash(), &proof::state_key(&bytes, KEY), Some(VALUE))
            .is_err()
    );
}

#[test]
fn a_header_with_any_part_changed_is_not_what_was_signed() {
    let other = json!("AB".repeat(32));
    let changes: [(&str, Value); 10] = [
        ("/header/app_hash", other.clone()),
        ("/header/validators_hash", other.clone()),
        ("/header/next_validators_hash", other.clone()),
        ("/header/data_hash", other.clone()),
        ("/header/last_results_hash", other.clone()),
        ("/header/chain_id", json!("other-1")),
        ("/header/time", json!("2026-11-23T04:00:00Z")),
        ("/header/proposer_address", json!("AB".repeat(20))),
        ("/commit/block_id/hash", other),
        ("/commit/round", json!(3)),
    ];
    for (place, value) in changes {
        let mut header = signed_header(height() + 1);
        *header.pointer_mut(place).unwrap() = value;
        let error = first().verify(presented(header), &trust(), now()).unwrap_err();
        assert!(matches!(error, HeaderError::Invalid { .. }), "{place}: {error:?}");
    }
    first().verify(presented(signed_header(height() + 1)), &trust(), now()).unwrap();
}

#[test]
fn two_thirds_of_the_validators_must_have_signed() {
    let absent = json!({
        "block_id_flag": 1, "validator_address": "", "timestamp": "0001-01-01T00:00:00Z", "signature": null,
    });
    let without = |count: usize| {
        let mut header = signed_header(height() + 1);
        let signatures = header["commit"]["signatures"].as_array_mut().unwrap();
        assert_eq!(signatures.len(), 4);
        signatures[..count].fill(absent.clone());
        first().verify(presented(header), &trust(), now())
    };
    // Of four with one vote each, three are more than two thirds.
    without(1).unwrap();
    for count in 2..=4 {
        assert!(without(count).is_err(), "{count} absent");
    }
}

#[test]
fn a_validator_counts_once_and_under_its_own_key() {
    // One validator in the places of all, under the names that the others have: the hash that is signed covers keys only.
    let mut told: Vec<Info> = serde_json::from_value(RECORD["validators"]["validators"].clone()).unwrap();
    let key = told[0].pub_key;
    told.iter_mut().for_each(|validator| validator.pub_key = key);
    let forged = validator_set(&told).unwrap();
    assert!(forged.validators().iter().all(|validator| validator.address == told[0].address));
    let header = presented(signed_header(height() + 1));
    let forged = Presented { validators: forged.clone(), next: forged, ..header };
    assert!(matches!(first().verify(forged, &trust(), now()), Err(HeaderError::Invalid { .. })));
}

#[test]
fn power_beyond_what_a_chain_allows_is_no_validator_set() {
    let mut told: Vec<Info> = serde_json::from_value(RECORD["validators"]["validators"].clone()).unwrap();
    told[0].power = u32::MAX.into();
    assert!(validator_set(&told).is_some());
    for validator in &mut told {
        validator.power = i64::MAX.try_into().unwrap();
    }
    assert!(validator_set(&told).is_none());
    assert!(validator_set(&vec![told[0].clone(); 20_000]).is_none());
}

#[test]
fn only_the_block_with_the_trusted_hash_is_trusted() {
    let taken =
        |header: Value, trust: &LightTrust, chain: &str| Verified::trusted(presented(header), trust, chain);
    assert_eq!(taken(signed_header(1), &trust(), CHAIN).unwrap().height(), 1);
    let other = LightTrust { hash: vec![7; 32].into(), ..trust() };
    assert!(matches!(taken(signed_header(1), &other, CHAIN), Err(HeaderError::OtherHash { height: 1 })));
    let short = LightTrust { hash: trust().hash[..31].into(), ..trust() };
    assert!(matches!(taken(signed_header(1), &short, CHAIN), Err(HeaderError::OtherHash { .. })));
    assert!(matches!(
        taken(signed_header(height() + 1), &trust(), CHAIN),
        Err(HeaderError::OtherHash { .. })
    ));
    assert!(matches!(taken(signed_header(1), &trust(), "other-1"), Err(HeaderError::Invalid { .. })));
}

#[test]
fn trust_has_an_end_and_headers_are_not_from_the_future() {
    let target = || presented(signed_header(height() + 1));
    let hour = Duration::from_secs(3_600);
    let strict = LightTrust { trusting_period: 2 * hour, clock_drift: Duration::from_secs(10), ..trust() };
    first().verify(target(), &strict, now()).unwrap();
    let late = (now() + 3 * hour).unwrap();
    assert_eq!(first().verify(target(), &strict, late).unwrap_err(), HeaderError::Expired { height: 1 });
    let early = (now() - Duration::from_secs(60)).unwrap();
    assert!(matches!(first().verify(target(), &strict, early), Err(HeaderError::Invalid { .. })));
}

/// A node that answers with what was recorded.
async fn node() -> (Scripted, WasmdConfig) {
    let node = Scripted::start().await;
    {
        let mut state = node.state();
        state.network = CHAIN.into();
        state.height = height() + 1;
        state.proofs = Some(answer);
    }
    let mut config = node.config();
    config.chain_id = CHAIN.into();
    config.trust = Trust::Light(trust());
    config.timing.lag = CENTURY;
    (node, config)
}

fn answer(method: &str, params: &Value) -> Option<Value> {
    match method {
        "commit" => Some(RECORD["commits"][params["height"].as_str().unwrap()].clone()),
        "validators" => Some(RECORD["validators"].clone()),
        "abci_query" => {
            let bytes = address::bytes(contract()).unwrap();
            let names = [
                ("state", proof::state_key(&bytes, KEY)),
                ("absent", proof::state_key(&bytes, b"absent")),
                ("info", proof::info_key(&bytes)),
                ("nowhere", proof::info_key(&[1; 32])),
            ];
            let asked = hex::decode(params["data"].as_str().unwrap()).unwrap();
            names.iter().find(|(_, key)| *key == asked).map(|(name, _)| RECORD[*name].clone())
        }
        _ => None,
    }
}

async fn read(config: WasmdConfig, key: &[u8]) -> Result<Option<Vec<u8>>> {
    WasmdLedger::new(config).unwrap().query_raw(contract(), key, Some(height())).await
}

#[tokio::test]
async fn a_light_client_reads_what_is_true() {
    let (_node, config) = node().await;
    assert_eq!(read(config.clone(), KEY).await.unwrap().as_deref(), Some(VALUE));
    assert_eq!(read(config, b"absent").await.unwrap(), None);
}

#[tokio::test]
async fn a_light_client_believes_no_lie() {
    for (name, lie) in LIES {
        let (node, config) = node().await;
        node.state().lie = Some(lie);
        let error = read(config, KEY).await.unwrap_err();
        assert!(
            matches!(error, LedgerError::Unproven { .. } | LedgerError::NodeRubbish { .. }),
            "{name}: {error:?}"
        );
    }
}

#[tokio::test]
async fn a_light_client_can_not_be_told_that_a_contract_is_gone() {
    let (node, config) = node().await;
    node.state().lie = Some(|method, params, result| {
        store(method, params, result, |answer| {
            if params["data"].as_str().unwrap().starts_with("02") {
                *answer = RECORD["nowhere"]["response"].clone();
            }
        });
    });
    let error = read(config, b"absent").await.unwrap_err();
    assert!(matches!(error, LedgerError::Unproven { .. }), "{error:?}");
}

#[tokio::test]
async fn heights_are_waited_for_or_refused() {
    let (node, mut config) = node().await;
    config.timing.call = Duration::from_millis(400);
    // The header of the next block has the hash: it does not come.
    node.state().height = height();
    let error = read(config.clone(), KEY).await.unwrap_err();
    assert!(matches!(error, LedgerError::NodeBehind { .. }), "{error:?}");
    node.state().height = height() - 1;
    let error = read(config.clone(), KEY).await.unwrap_err();
    assert!(matches!(error, LedgerError::HeightAhead { .. }), "{error:?}");

    config.trust = Trust::Light(LightTrust { height: height() + 9, ..trust() });
    let error = read(config, KEY).await.unwrap_err();
    assert!(matches!(error, LedgerError::BelowTrust { .. }), "{error:?}");
}
