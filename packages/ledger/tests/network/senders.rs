//! One account, two programs that send for it, each over a node of its own.

use std::collections::BTreeSet;

use chartseal_ledger::wasmd::encode;
use chartseal_ledger::{Account, Result, Signer, WasmdConfig, WasmdLedger};
use cosmrs::Any;
use cosmrs::proto::cosmos::feegrant::v1beta1::{BasicAllowance, MsgGrantAllowance};
use futures::future::join_all;

use crate::network::Network;
use crate::place::Place;

/// How many transactions each sends, all at once.
const EACH: usize = 20;

/// Somebody new is admitted: what can be done once only.
fn admission(granter: &Account) -> Any {
    encode::any(&MsgGrantAllowance {
        granter: granter.address().into(),
        grantee: Account::generate().unwrap().address().into(),
        allowance: Some(encode::any(&BasicAllowance::default())),
    })
}

#[test]
fn two_clients_of_one_account_get_every_message_in_once() {
    let Some(place) = Place::wasmd("two_clients_of_one_account_get_every_message_in_once") else { return };
    let network = Network::of_environment().unwrap();
    place.run(async {
        let sender = network.member(1);
        // Clients share nothing: clones would share the account's next number.
        let clients: Vec<_> = network.rpc[..2]
            .iter()
            .map(|rpc| {
                WasmdLedger::new(WasmdConfig { rpc: rpc.parse().unwrap(), ..network.config() }).unwrap()
            })
            .collect();
        let before = clients[0].sequence(sender.address()).await.unwrap();
        let sends = clients.iter().flat_map(|client| {
            let sender = &sender;
            (0..EACH).map(move |_| client.submit_any(sender, vec![admission(sender)]))
        });
        let outcomes: Result<Vec<_>> = join_all(sends).await.into_iter().collect();
        let hashes: BTreeSet<_> = outcomes.unwrap().into_iter().map(|outcome| outcome.tx_hash).collect();
        assert_eq!(hashes.len(), 2 * EACH);
        // A number for each and no more: nothing was executed besides.
        let after = clients[0].sequence(sender.address()).await.unwrap();
        assert_eq!(after, before + 2 * EACH as u64);
    });
}
