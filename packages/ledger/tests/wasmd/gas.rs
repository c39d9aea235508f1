//! How much gas a transaction is allowed, and what that costs.

use chartseal_ledger::GasPrice;
use chartseal_ledger::wasmd::gas;

#[test]
fn the_limit_leaves_room_for_the_fee_and_for_change() {
    assert_eq!(gas::limit(0), 25_000);
    assert_eq!(gas::limit(100_000), 165_000);
    // Not a unit less than 1.4 times.
    assert_eq!(gas::limit(1), 25_002);
    assert_eq!(gas::limit(u64::MAX), u64::MAX);
}

#[test]
fn a_pinned_transfer_has_room_for_the_deduction_that_simulation_leaves_out() {
    // Measured: 72,159 in all, of which about 20,000 are the fee's deduction.
    let simulated = 72_159 - 20_000;
    assert!(gas::limit(simulated) >= 72_159 + 20_000);
}

#[test]
fn a_fee_is_rounded_up() {
    let price = |amount: &str| GasPrice { amount: amount.parse().unwrap(), denom: "useal".into() };
    assert_eq!(price("0.025").fee(165_000), 4_125);
    assert_eq!(price("0.025").fee(165_001), 4_126);
    assert_eq!(price("0").fee(u64::MAX), 0);
    assert_eq!(price("0.000000000000000001").fee(1), 1);
    assert_eq!(price("340282366920938463463.374607431768211455").fee(u64::MAX), u128::MAX);
}

#[test]
fn a_price_is_read_as_networks_write_it() {
    let price: GasPrice = serde_json::from_str(r#"{"amount":"0.025","denom":"useal"}"#).unwrap();
    assert_eq!(price.fee(40), 1);
}
