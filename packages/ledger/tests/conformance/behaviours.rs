//! The behaviours.

use std::collections::BTreeSet;

use chartseal_ledger::{ADDRESS_PREFIX, EventCursor, EventFilter, LedgerError, LedgerExt, Message, Signer};
use chartseal_types::governance::GovernanceMsg;
use cosmwasm_std::Event;
use futures::future::join_all;

use crate::place::{Place, pauser, refusal};

pub async fn a_contract_is_made_where_it_was_foretold_and_once(place: &Place) {
    let mut salt = [0; 8];
    getrandom::fill(&mut salt).unwrap();
    let foretold = place.address(place.admin.address(), &salt);
    let error = place.ledger.query_raw(&foretold, b"contract_info", None).await.unwrap_err();
    assert!(matches!(&error, LedgerError::UnknownContract { address } if *address == foretold), "{error:?}");
    let outcome = place.ledger.submit(&place.admin, vec![place.instantiate(&salt)]).await.unwrap();
    let made = Event::new("instantiate")
        .add_attribute("_contract_address", &foretold)
        .add_attribute("code_id", place.code_id.to_string());
    assert_eq!(outcome.events.first(), Some(&made));
    assert!(place.ledger.query_raw(&foretold, b"contract_info", None).await.unwrap().is_some());

    let error = place.ledger.submit(&place.admin, vec![place.instantiate(&salt)]).await.unwrap_err();
    assert!(matches!(error, LedgerError::Contract { contract: None, .. }), "{error:?}");
}

pub async fn a_message_makes_a_block_later_than_the_one_before(place: &Place) {
    let anchor = place.contract().await;
    let before = place.ledger.status().await.unwrap();
    let first = anchor.appoint(1).await.unwrap();
    let second = anchor.appoint(2).await.unwrap();
    assert!(before.height < first.height && first.height < second.height);
    assert!(before.time < first.time && first.time < second.time);
    let after = place.ledger.status().await.unwrap();
    assert_eq!(before.chain_id, after.chain_id);
    assert!(after.height >= second.height);
    for outcome in [&first, &second] {
        assert_eq!(outcome.gas_used.is_some(), place.metered);
        assert_eq!(outcome.tx_hash.len(), 64);
        assert!(outcome.tx_hash.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'A'..=b'F')));
        assert_eq!(outcome.data, None);
    }
    assert_ne!(first.tx_hash, second.tx_hash);
    assert_eq!(anchor.pausers(None).await.unwrap(), [pauser(1), pauser(2)]);
}

pub async fn events_come_as_the_contract_wrote_them(place: &Place) {
    let anchor = place.contract().await;
    let outcome = anchor.appoint(1).await.unwrap();
    let executed = Event::new("execute").add_attribute("_contract_address", &anchor.address);
    assert_eq!(outcome.events.first(), Some(&executed));
    let wasm: Vec<_> = outcome.events.iter().filter(|event| event.ty.starts_with("wasm")).collect();
    assert!(!wasm.is_empty());
    for event in wasm {
        let first = event.attributes.first().unwrap();
        assert_eq!(
            (first.key.as_str(), first.value.as_str()),
            ("_contract_address", anchor.address.as_str())
        );
        assert!(event.attributes.iter().all(|attribute| attribute.key != "msg_index"), "{event:?}");
    }
    assert_eq!(outcome.events, same_on_the_embedded(place, outcome.events.clone()).await);
}

/// The events of the same message on the embedded ledger, with the contract's address for its own.
async fn same_on_the_embedded(place: &Place, events: Vec<Event>) -> Vec<Event> {
    let twin = place.twin();
    let anchor = twin.contract().await;
    let outcome = anchor.appoint(1).await.unwrap();
    let here = events[0].attributes[0].value.clone();
    let mut twins = outcome.events;
    for attribute in twins.iter_mut().flat_map(|event| &mut event.attributes) {
        if attribute.value == anchor.address {
            attribute.value = here.clone();
        }
    }
    twins
}

pub async fn a_refusal_comes_in_the_contracts_words_and_leaves_nothing(place: &Place) {
    let anchor = place.contract().await;
    let appoint = GovernanceMsg::AppointPauser { pauser: pauser(1) };
    let (contract, message) = refusal(anchor.sent_by(&place.other, appoint.clone()).await.unwrap_err());
    assert_eq!(contract.as_ref(), Some(&anchor.address));
    assert!(anchor.pausers(None).await.unwrap().is_empty());

    let twin = place.twin();
    let twins = twin.contract().await;
    let (_, expected) = refusal(twins.sent_by(&twin.other, appoint).await.unwrap_err());
    assert_eq!(message, expected);
}

pub async fn a_refused_query_comes_in_the_contracts_words(place: &Place) {
    let anchor = place.contract().await;
    let asked = br#"{"record":{"patient":"00000000000000000000000000000000","record":"0000000000000000000000000000000000000000000000000000000000000000"}}"#;
    let error = place.ledger.query_smart(&anchor.address, asked, None).await.unwrap_err();
    let (contract, message) = refusal(error);
    assert_eq!(contract.as_ref(), Some(&anchor.address));
    assert!(!message.contains("query wasm contract failed") && !message.contains("kind:"), "{message}");
}

pub async fn messages_of_another_shape_are_refused(place: &Place) {
    let anchor = place.contract().await;
    for rubbish in [br#"{"no_such_message":{}}"#.as_slice(), b"{}", b"[]"] {
        let error = place.ledger.execute(&place.admin, &anchor.address, rubbish).await.unwrap_err();
        assert_eq!(refusal(error).0.as_ref(), Some(&anchor.address));
        let error = place.ledger.query_smart(&anchor.address, rubbish, None).await.unwrap_err();
        assert_eq!(refusal(error).0.as_ref(), Some(&anchor.address));
    }
}

pub async fn several_messages_are_all_or_nothing(place: &Place) {
    let anchor = place.contract().await;
    let appoint = |number| anchor.message(GovernanceMsg::AppointPauser { pauser: pauser(number) });
    let accept = anchor.message(GovernanceMsg::AcceptAdmin {});
    let error = place.ledger.submit(&place.admin, vec![appoint(1), accept]).await.unwrap_err();
    assert_eq!(refusal(error).0.as_ref(), Some(&anchor.address));
    assert!(anchor.pausers(None).await.unwrap().is_empty());

    let outcome = place.ledger.submit(&place.admin, vec![appoint(1), appoint(2)]).await.unwrap();
    assert_eq!(anchor.pausers(None).await.unwrap(), [pauser(1), pauser(2)]);
    assert_eq!(outcome.events.iter().filter(|event| event.ty == "execute").count(), 2);
}

pub async fn a_transaction_needs_a_message(place: &Place) {
    let error = place.ledger.submit(&place.admin, vec![]).await.unwrap_err();
    assert!(matches!(error, LedgerError::NoMessage), "{error:?}");
}

pub async fn past_heights_are_as_they_were(place: &Place) {
    let anchor = place.contract().await;
    let first = anchor.appoint(1).await.unwrap();
    let second = anchor.appoint(2).await.unwrap();
    assert!(anchor.pausers(Some(first.height - 1)).await.unwrap().is_empty());
    assert_eq!(anchor.pausers(Some(first.height)).await.unwrap(), [pauser(1)]);
    assert_eq!(anchor.pausers(Some(second.height - 1)).await.unwrap(), [pauser(1)]);
    assert_eq!(anchor.pausers(Some(second.height)).await.unwrap(), [pauser(1), pauser(2)]);
    let raw = |at| place.ledger.query_raw(&anchor.address, b"contract_info", at);
    assert_eq!(raw(Some(first.height)).await.unwrap(), raw(None).await.unwrap());
}

pub async fn heights_that_there_are_none_of_are_refused(place: &Place) {
    let anchor = place.contract().await;
    for ahead in [u64::MAX, i64::MAX as u64, 1 << 40] {
        let error = place.ledger.query_raw(&anchor.address, b"contract_info", Some(ahead)).await.unwrap_err();
        assert!(matches!(error, LedgerError::HeightAhead { asked, .. } if asked == ahead), "{error:?}");
        let error = anchor.pausers(Some(ahead)).await.unwrap_err();
        assert!(matches!(error, LedgerError::HeightAhead { asked, .. } if asked == ahead), "{error:?}");
    }
    let error = anchor.pausers(Some(0)).await.unwrap_err();
    assert!(matches!(error, LedgerError::HeightNotKept { asked: 0, .. }), "{error:?}");
    // Before it was made there was no such contract.
    let error = anchor.pausers(Some(1)).await.unwrap_err();
    assert!(
        matches!(error, LedgerError::UnknownContract { .. } | LedgerError::HeightPruned { .. }),
        "{error:?}"
    );
}

pub async fn raw_reads_tell_nothing_from_no_contract(place: &Place) {
    let anchor = place.contract().await;
    let info = place.ledger.query_raw(&anchor.address, b"contract_info", None).await.unwrap().unwrap();
    let info: serde_json::Value = serde_json::from_slice(&info).unwrap();
    assert!(info["contract"].as_str().unwrap().contains("record-anchor"), "{info}");
    for absent in [b"".as_slice(), b"contract_inf", b"contract_info2", &[255; 200]] {
        assert_eq!(place.ledger.query_raw(&anchor.address, absent, None).await.unwrap(), None);
    }
    let nowhere = chartseal_ledger::wasmd::address::encode(&[1; 32]).unwrap();
    let error = place.ledger.query_raw(&nowhere, b"contract_info", None).await.unwrap_err();
    assert!(matches!(&error, LedgerError::UnknownContract { address } if *address == nowhere), "{error:?}");
    let error = place.ledger.query_smart(&nowhere, br#"{"governance":{}}"#, None).await.unwrap_err();
    assert!(matches!(&error, LedgerError::UnknownContract { address } if *address == nowhere), "{error:?}");
    let error = place.ledger.execute(&place.admin, &nowhere, b"{}").await.unwrap_err();
    assert!(matches!(&error, LedgerError::UnknownContract { address } if *address == nowhere), "{error:?}");
}

pub async fn a_transaction_is_found_by_its_hash(place: &Place) {
    let anchor = place.contract().await;
    let first = anchor.appoint(1).await.unwrap();
    let second = anchor.appoint(2).await.unwrap();
    let record = place.ledger.transaction(&first.tx_hash).await.unwrap();
    assert_eq!(record.outcome, first);
    assert_eq!(record.sender, place.admin.address());
    assert_eq!(record.messages, [anchor.message(GovernanceMsg::AppointPauser { pauser: pauser(1) })]);
    let next = place.ledger.transaction(&second.tx_hash.to_lowercase()).await.unwrap();
    assert!(next.sequence > record.sequence);
    for unknown in ["", "zz", &"0".repeat(64), &first.tx_hash[1..]] {
        let error = place.ledger.transaction(unknown).await.unwrap_err();
        assert!(matches!(&error, LedgerError::UnknownTransaction { hash } if hash == unknown), "{error:?}");
    }
}

pub async fn events_come_in_order_page_by_page(place: &Place) {
    let anchor = place.contract().await;
    let neighbour = place.contract().await;
    let mut outcomes = Vec::new();
    for number in 1..=4 {
        outcomes.push(anchor.appoint(number).await.unwrap());
        neighbour.appoint(number).await.unwrap();
    }
    let filter = EventFilter::contract(&anchor.address);
    let from = EventCursor::at(outcomes[0].height);
    let at_once = place.ledger.events(&filter, from, 100).await.unwrap();
    assert_eq!(at_once.next, None);
    let expected: Vec<_> = outcomes.iter().flat_map(|outcome| outcome.events.clone()).collect();
    assert_eq!(at_once.events.iter().map(|event| event.event.clone()).collect::<Vec<_>>(), expected);
    assert!(at_once.events.is_sorted_by(|a, b| a.position < b.position));
    for event in &at_once.events {
        let of = outcomes.iter().find(|outcome| outcome.tx_hash == event.tx_hash).unwrap();
        assert_eq!((event.position.height, event.time), (of.height, of.time));
    }

    let mut paged = Vec::new();
    let mut next = Some(from);
    while let Some(place_of) = next {
        let page = place.ledger.events(&filter, place_of, 3).await.unwrap();
        assert!(page.events.len() <= 3);
        paged.extend(page.events);
        next = page.next;
    }
    assert_eq!(paged, at_once.events);

    let action =
        expected.iter().flat_map(|event| &event.attributes).find(|attribute| attribute.key == "action");
    let filter = filter.action(&action.unwrap().value);
    let of_action = place.ledger.events(&filter, from, 100).await.unwrap().events;
    assert_eq!(of_action.len(), 4);
    let none = place.ledger.events(&filter.action("no_such_action"), from, 100).await.unwrap();
    assert!(none.events.is_empty() && none.next.is_none());
}

pub async fn senders_at_once_do_not_meet(place: &Place) {
    let anchor = place.contract().await;
    let outcomes = join_all((1..=8).map(|number| anchor.appoint(number))).await;
    let hashes: BTreeSet<_> = outcomes.into_iter().map(|outcome| outcome.unwrap().tx_hash).collect();
    assert_eq!(hashes.len(), 8);
    let pausers: BTreeSet<_> = anchor.pausers(None).await.unwrap().into_iter().collect();
    assert_eq!(pausers, (1..=8).map(pauser).collect());
}

pub async fn codes_and_addresses_that_are_not_there_are_refused(place: &Place) {
    let unknown = Message::Instantiate {
        code_id: 1 << 40,
        label: "none".into(),
        admin: None,
        salt: b"salt".into(),
        msg: b"{}".into(),
    };
    let error = place.ledger.submit(&place.admin, vec![unknown]).await.unwrap_err();
    assert!(
        matches!(error, LedgerError::UnknownCode { code_id, known } if code_id == 1 << 40 && known >= place.code_id),
        "{error:?}"
    );
    let upper = place.admin.address().to_uppercase();
    for bad in ["", "nobody", "cosmos19rl4cm2hmr8afy4kldpxz3fka4jguq0auqdal4", &upper] {
        let errors = [
            place.ledger.query_smart(bad, b"{}", None).await.unwrap_err(),
            place.ledger.query_raw(bad, b"k", None).await.unwrap_err(),
            place.ledger.execute(&place.admin, bad, b"{}").await.unwrap_err(),
        ];
        for error in errors {
            assert!(
                matches!(&error, LedgerError::InvalidAddress { address, prefix } if address == bad && *prefix == ADDRESS_PREFIX),
                "{error:?}"
            );
        }
    }
}

pub async fn only_the_admin_migrates_and_only_forward(place: &Place) {
    let anchor = place.contract().await;
    let migrate =
        || Message::Migrate { contract: anchor.address.clone(), code_id: place.code_id, msg: b"{}".into() };
    let error = place.ledger.submit(&place.other, vec![migrate()]).await.unwrap_err();
    assert!(matches!(error, LedgerError::Contract { contract: None, .. }), "{error:?}");
    let error = place.ledger.submit(&place.admin, vec![migrate()]).await.unwrap_err();
    assert_eq!(refusal(error).0, Some(anchor.address));
}
