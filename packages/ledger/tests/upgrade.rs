//! A ledger whose contracts are of another release than the program's.

mod support;

use std::path::Path;

use chartseal_ledger::consortium::{self, RELEASE, check_release, deploy, upgrade};
use chartseal_ledger::{Account, Deployment, Ledger, LedgerError, LedgerExt, Signer};
use chartseal_types::governance::{GovernanceMsg, GovernanceResponse};
use chartseal_types::identity::{ExecuteMsg, QueryMsg};
use support::releases;

/// A release before this one, whose state has this one's form.
const OLDER: &str = "0.2.0-alpha.1";

async fn consortium(path: &Path, admin: &Account) -> Deployment {
    let ledger = consortium::create(path, "consortium-1").unwrap();
    deploy(&ledger, admin, &[]).await.unwrap()
}

#[tokio::test]
async fn this_release_is_good_and_needs_no_upgrade() {
    let directory = tempfile::tempdir().unwrap();
    let (path, admin) = (directory.path().join("ledger"), Account::generate().unwrap());
    let deployment = consortium(&path, &admin).await;
    let ledger = consortium::open(&path).unwrap();
    check_release(&ledger, &deployment).await.unwrap();
    assert_eq!(upgrade(&ledger, &admin, &deployment).await.unwrap(), None);
}

#[tokio::test]
async fn an_older_release_is_refused_until_its_admin_upgrades_it() {
    let directory = tempfile::tempdir().unwrap();
    let (path, admin) = (directory.path().join("ledger"), Account::generate().unwrap());
    let deployment = consortium(&path, &admin).await;
    releases::pretend(&path, &deployment, OLDER).await;

    let ledger = consortium::open(&path).unwrap();
    let refused = check_release(&ledger, &deployment).await.unwrap_err();
    assert!(
        matches!(&refused, LedgerError::OlderContracts { found, expected } if found == OLDER && *expected == RELEASE),
        "{refused:?}"
    );
    let before = ledger.status().await.unwrap().height;
    let stranger = Account::generate().unwrap();
    upgrade(&ledger, &stranger, &deployment).await.unwrap_err();
    assert_eq!(ledger.status().await.unwrap().height, before, "nothing was written");
    check_release(&ledger, &deployment).await.unwrap_err();

    let upgraded = upgrade(&ledger, &admin, &deployment).await.unwrap().unwrap();
    assert_eq!(upgraded.height, before + 1, "all four in one block");
    check_release(&ledger, &deployment).await.unwrap();
    assert_eq!(upgrade(&ledger, &admin, &deployment).await.unwrap(), None);

    // The admin governs as before.
    let appoint = GovernanceMsg::AppointPauser { pauser: stranger.address().into() };
    ledger.execute_json(&admin, &deployment.access_control, &ExecuteMsg::Governance(appoint)).await.unwrap();
    let answer: GovernanceResponse =
        ledger.query(&deployment.access_control, &QueryMsg::Governance {}).await.unwrap();
    assert_eq!(answer.pausers.len(), 1);
}

#[tokio::test]
async fn a_later_release_is_refused_and_never_taken_back() {
    let directory = tempfile::tempdir().unwrap();
    let (path, admin) = (directory.path().join("ledger"), Account::generate().unwrap());
    let deployment = consortium(&path, &admin).await;
    releases::pretend(&path, &deployment, "99.0.0").await;

    let ledger = consortium::open(&path).unwrap();
    for refused in [
        check_release(&ledger, &deployment).await.unwrap_err(),
        upgrade(&ledger, &admin, &deployment).await.unwrap_err(),
    ] {
        assert!(
            matches!(&refused, LedgerError::NewerContracts { found, .. } if found == "99.0.0"),
            "{refused:?}"
        );
    }
}
