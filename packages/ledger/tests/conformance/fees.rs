//! Who pays on a chain, and what is told when nobody does.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use chartseal_ledger::wasmd::encode;
use chartseal_ledger::{Account, Ledger, LedgerError, LedgerExt, Pin, Signer, WasmdConfig, WasmdLedger};
use chartseal_types::anchor::ExecuteMsg;
use chartseal_types::governance::GovernanceMsg;
use cosmrs::proto::Timestamp;
use cosmrs::proto::cosmos::feegrant::v1beta1::{BasicAllowance, MsgGrantAllowance, MsgRevokeAllowance};

use crate::network::Network;
use crate::place::Place;

/// Runs a test on a chain, if there is one, with a fresh contract on it.
fn on_a_chain(name: &str, test: impl AsyncFnOnce(&'static Network, &str)) {
    let Some(place) = Place::wasmd(name) else { return };
    place.run(async {
        let contract = place.contract().await.address;
        test(Network::of_environment().unwrap(), &contract).await;
    });
}

/// Has a member pay somebody's fees, for some time.
async fn grant(network: &Network, grantee: &Account, lasts: Duration) {
    let until = SystemTime::now().duration_since(UNIX_EPOCH).unwrap() + lasts;
    let expiration = Timestamp { seconds: until.as_secs().try_into().unwrap(), nanos: 0 };
    let allowance = BasicAllowance { spend_limit: vec![], expiration: Some(expiration) };
    let member = network.member(2);
    let message = MsgGrantAllowance {
        granter: member.address().into(),
        grantee: grantee.address().into(),
        allowance: Some(encode::any(&allowance)),
    };
    let ledger = WasmdLedger::new(network.config()).unwrap();
    ledger.submit_any(&member, vec![encode::any(&message)]).await.unwrap();
}

fn paid_by(network: &Network, granter: usize) -> WasmdLedger {
    let fee_granter = Some(network.member(granter).address().to_owned());
    WasmdLedger::new(WasmdConfig { fee_granter, ..network.config() }).unwrap()
}

/// A message that the contract refuses from anybody but the admin: the sender's fees have been looked at by then.
fn pause() -> ExecuteMsg {
    ExecuteMsg::Governance(GovernanceMsg::Pause {})
}

#[test]
fn who_was_admitted_transacts_at_the_members_expense_and_nobody_else_does() {
    on_a_chain(
        "who_was_admitted_transacts_at_the_members_expense_and_nobody_else_does",
        async |network, contract| {
            let user = Account::generate().unwrap();
            let alone = WasmdLedger::new(network.config()).unwrap();
            let error = alone.execute_json(&user, contract, &pause()).await.unwrap_err();
            assert!(
                matches!(&error, LedgerError::UnknownAccount { account } if account == user.address()),
                "{error:?}"
            );

            grant(network, &user, Duration::from_secs(600)).await;
            let paid = paid_by(network, 2);
            let error = paid.execute_json(&user, contract, &pause()).await.unwrap_err();
            assert!(
                matches!(&error, LedgerError::Contract { contract: Some(of), .. } if of == contract),
                "{error:?}"
            );
            // What needs no more than an account goes through.
            let granted = MsgGrantAllowance {
                granter: user.address().into(),
                grantee: Account::generate().unwrap().address().into(),
                allowance: Some(encode::any(&BasicAllowance::default())),
            };
            paid.submit_any(&user, vec![encode::any(&granted)]).await.unwrap();

            let member = network.member(2);
            let revoke =
                MsgRevokeAllowance { granter: member.address().into(), grantee: user.address().into() };
            alone.submit_any(&member, vec![encode::any(&revoke)]).await.unwrap();
            let error = paid.execute_json(&user, contract, &pause()).await.unwrap_err();
            assert!(
                matches!(&error, LedgerError::FeeGrant { granter, grantee, .. } if granter == member.address() && grantee == user.address()),
                "{error:?}"
            );
            let never = paid_by(network, 3).execute_json(&user, contract, &pause()).await.unwrap_err();
            assert!(matches!(never, LedgerError::FeeGrant { .. }), "{never:?}");
        },
    );
}

#[test]
fn a_grant_that_has_expired_is_told_so() {
    on_a_chain("a_grant_that_has_expired_is_told_so", async |network, contract| {
        let user = Account::generate().unwrap();
        grant(network, &user, Duration::from_secs(20)).await;
        let paid = paid_by(network, 2);
        let before = paid.status().await.unwrap().time;
        // Until the chain's clock is past it.
        while paid.status().await.unwrap().time < before.plus_seconds(25) {
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
        let error = paid.execute_json(&user, contract, &pause()).await.unwrap_err();
        assert!(matches!(error, LedgerError::FeeGrant { .. }), "{error:?}");
    });
}

#[test]
fn a_fee_that_is_too_low_or_not_there_is_told_so() {
    on_a_chain("a_fee_that_is_too_low_or_not_there_is_told_so", async |network, contract| {
        let admin = network.member(0);
        let message = ExecuteMsg::Governance(GovernanceMsg::AppointPauser { pauser: admin.address().into() });
        let mut config = network.config();
        config.gas_price.amount = "0.000001".parse().unwrap();
        let cheap = WasmdLedger::new(config).unwrap();
        let error = cheap.execute_json(&admin, contract, &message).await.unwrap_err();
        assert!(matches!(error, LedgerError::InsufficientFee { .. }), "{error:?}");

        // An account that a grant has made, and that has nothing of its own.
        let user = Account::generate().unwrap();
        grant(network, &user, Duration::from_secs(600)).await;
        let alone = WasmdLedger::new(network.config()).unwrap();
        let revoke = MsgRevokeAllowance {
            granter: network.member(2).address().into(),
            grantee: user.address().into(),
        };
        alone.submit_any(&network.member(2), vec![encode::any(&revoke)]).await.unwrap();
        let granted = MsgGrantAllowance {
            granter: user.address().into(),
            grantee: admin.address().into(),
            allowance: Some(encode::any(&BasicAllowance::default())),
        };
        let error = alone.submit_any(&user, vec![encode::any(&granted)]).await.unwrap_err();
        assert!(
            matches!(&error, LedgerError::InsufficientFunds { payer, .. } if payer == user.address()),
            "{error:?}"
        );
        // The control: the same message at the validators' price.
        alone.execute_json(&admin, contract, &message).await.unwrap();
    });
}

#[test]
fn a_node_of_another_chain_and_a_contract_of_another_code_are_left_alone() {
    on_a_chain(
        "a_node_of_another_chain_and_a_contract_of_another_code_are_left_alone",
        async |network, contract| {
            let admin = network.member(0);
            let other = WasmdConfig { chain_id: "chartseal-local-2".into(), ..network.config() };
            let error =
                WasmdLedger::new(other).unwrap().execute_json(&admin, contract, &pause()).await.unwrap_err();
            assert!(matches!(error, LedgerError::OtherNetwork { .. }), "{error:?}");

            let code_id = WasmdLedger::new(network.config()).unwrap().code_of(contract).await.unwrap();
            for config in [network.config(), network.light(&network.rpc[0])] {
                let pinned = |code_id| {
                    let pins = vec![Pin { contract: contract.into(), code_id }];
                    WasmdLedger::new(WasmdConfig { pins, ..config.clone() }).unwrap()
                };
                pinned(code_id).query_raw(contract, b"contract_info", None).await.unwrap();
                let error =
                    pinned(code_id + 1).query_raw(contract, b"contract_info", None).await.unwrap_err();
                assert!(matches!(error, LedgerError::CodeChanged { .. }), "{error:?}");
            }
        },
    );
}

#[test]
fn two_clients_of_one_account_both_get_their_messages_in() {
    on_a_chain("two_clients_of_one_account_both_get_their_messages_in", async |network, contract| {
        let admin = network.member(0);
        // Each over a node of its own.
        let clients: Vec<_> = network
            .rpc
            .iter()
            .take(2)
            .map(|rpc| {
                let config = WasmdConfig { rpc: rpc.parse().unwrap(), ..network.config() };
                WasmdLedger::new(config).unwrap()
            })
            .collect();
        let appoint = |number: u8| {
            let pauser = crate::place::pauser(number);
            ExecuteMsg::Governance(GovernanceMsg::AppointPauser { pauser })
        };
        let messages: Vec<_> = (1..=6).map(appoint).collect();
        let sends = messages
            .iter()
            .enumerate()
            .map(|(n, message)| clients[n % 2].execute_json(&admin, contract, message));
        let outcomes = futures::future::join_all(sends).await;
        assert!(outcomes.iter().all(Result::is_ok), "{outcomes:?}");
        let hashes: std::collections::BTreeSet<_> =
            outcomes.into_iter().map(|outcome| outcome.unwrap().tx_hash).collect();
        assert_eq!(hashes.len(), 6);
    });
}
