//! The real contracts on the embedded ledger.

use chartseal_ledger::consortium::{self, CODES, deploy};
use chartseal_ledger::{
    Account, EmbeddedLedger, EventCursor, EventFilter, Ledger, LedgerError, LedgerExt, Signer,
};
use chartseal_types::governance::{GovernanceMsg, GovernanceResponse};
use chartseal_types::identity::{
    EncryptionKeyUnchecked, ExecuteMsg, IdentityResponse, KeySuite, Kind, QueryMsg,
};
use chartseal_types::{Commitment, IdentityId};

const CHAIN: &str = "consortium-1";

fn registration() -> ExecuteMsg {
    ExecuteMsg::Register {
        kind: Kind::Patient,
        encryption_key: EncryptionKeyUnchecked { suite: KeySuite::X25519, public_key: vec![9; 32].into() },
        evidence: Commitment([5; 32]),
        passkey: None,
    }
}

#[tokio::test]
async fn it_is_deployed_at_once_and_once() {
    let ledger = EmbeddedLedger::in_memory(CHAIN, CODES.to_vec()).unwrap();
    let admin = Account::generate().unwrap();
    let pauser = Account::generate().unwrap();
    let deployment = deploy(&ledger, &admin, &[pauser.address().into()]).await.unwrap();
    let height = ledger.status().await.unwrap().height;
    assert_eq!((deployment.chain_id.as_str(), height), (CHAIN, 2));
    assert_eq!(deploy(&ledger, &admin, &[]).await.unwrap(), deployment);
    assert_eq!(ledger.status().await.unwrap().height, height);
    let json = serde_json::to_string(&deployment).unwrap();
    assert_eq!(serde_json::from_str::<chartseal_ledger::Deployment>(&json).unwrap(), deployment);

    let addresses = [
        &deployment.identity_registry,
        &deployment.certificate_authority,
        &deployment.access_control,
        &deployment.record_anchor,
    ];
    for address in addresses {
        // `governance` is asked alike of all four.
        let answer: GovernanceResponse = ledger.query(address, &QueryMsg::Governance {}).await.unwrap();
        assert_eq!(answer.admin.as_str(), admin.address());
        assert_eq!(
            answer.pausers.iter().map(|pauser| pauser.as_str()).collect::<Vec<_>>(),
            [pauser.address()]
        );
        assert_eq!(answer.contracts.record_anchor.as_str(), deployment.record_anchor);
        assert_eq!(answer.contracts.identity_registry.as_str(), deployment.identity_registry);
    }
}

#[tokio::test]
async fn its_state_is_there_after_opening_again_at_every_height() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("ledger");
    let admin = Account::generate().unwrap();
    let patient = Account::generate().unwrap();
    let (registry, registered) = {
        let ledger = consortium::create(&path, CHAIN).unwrap();
        let registry = deploy(&ledger, &admin, &[]).await.unwrap().identity_registry;
        let registered = ledger.execute_json(&patient, &registry, &registration()).await.unwrap();
        (registry, registered)
    };
    let ledger = consortium::open(&path).unwrap();
    assert_eq!(deploy(&ledger, &admin, &[]).await.unwrap().identity_registry, registry);
    let id: IdentityId = serde_json::from_slice(&registered.data.unwrap()).unwrap();
    let identity: IdentityResponse = ledger.query(&registry, &QueryMsg::Identity { id }).await.unwrap();
    assert_eq!(identity.id, id);

    let of_account = QueryMsg::IdentityOf { account: patient.address().into() };
    let at = |height| ledger.query_at::<Option<IdentityId>>(&registry, &of_account, Some(height));
    assert_eq!(at(registered.height).await.unwrap(), Some(id));
    assert_eq!(at(registered.height - 1).await.unwrap(), None);
    let filter = EventFilter::contract(&registry);
    let events = ledger.events(&filter, EventCursor::at(registered.height), 10).await.unwrap().events;
    assert!(!events.is_empty() && events.iter().all(|event| event.tx_hash == registered.tx_hash));
}

#[tokio::test]
async fn a_refusal_comes_in_the_contracts_words() {
    let ledger = EmbeddedLedger::in_memory(CHAIN, CODES.to_vec()).unwrap();
    let admin = Account::generate().unwrap();
    let deployment = deploy(&ledger, &admin, &[]).await.unwrap();
    let stranger = Account::generate().unwrap();
    let pause = ExecuteMsg::Governance(GovernanceMsg::Pause {});
    let error = ledger.execute_json(&stranger, &deployment.identity_registry, &pause).await.unwrap_err();
    match error {
        LedgerError::Contract { contract, message } => {
            assert_eq!(contract, Some(deployment.identity_registry));
            assert!(!message.is_empty() && !message.contains("kind: "), "{message}");
        }
        other => panic!("{other:?}"),
    }
}
