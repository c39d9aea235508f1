//! Any account freezes its identity: for 14 days nothing is done in its name but what protects it.

use crate::common::*;
use chartseal_testing::{Actor, DAY, Suite};
use chartseal_types::Role;
use chartseal_types::identity::{CHANGE_DELAY, ChangeUnchecked, ExecuteMsg, FREEZE_SECONDS, Kind, Status};
use identity_registry::{ContractError, StandingError};

#[test]
fn a_frozen_identity_does_not_count_for_14_days() {
    let mut suite = Suite::new();
    let ana = suite.patient("ana");
    let until = suite.now() + FREEZE_SECONDS;
    let response = suite.try_identity(&ana.account, ExecuteMsg::Freeze { identity: None }).unwrap();
    assert_eq!(attribute(&response, "identity_frozen", "identity"), ana.id.to_string());
    assert_eq!(attribute(&response, "identity_frozen", "until"), until.to_string());
    assert_eq!(attribute(&response, "identity_frozen", "by"), ana.account.to_string());

    let identity = suite.identity(ana.id);
    assert_eq!((identity.frozen_until, identity.active, identity.status), (until, false, Status::Active));
    suite.wait(FREEZE_SECONDS - 1);
    assert!(!suite.identity(ana.id).active);
    suite.next_block();
    assert!(suite.identity(ana.id).active);
}

#[test]
fn a_second_freeze_lengthens_the_first() {
    let mut suite = Suite::new();
    let ana = suite.patient("ana");
    let tablet = suite.add_account(&ana, "ana's tablet");
    suite.freeze(&ana.account);
    suite.wait(10 * DAY);
    suite.freeze(&tablet);
    assert_eq!(suite.identity(ana.id).frozen_until, suite.now() + FREEZE_SECONDS);
}

#[test]
fn a_frozen_identity_neither_proposes_nor_applies_changes_but_cancels_them() {
    let mut suite = Suite::new();
    let ana = suite.patient("ana");
    let tablet = suite.account("ana's tablet");
    let change = ChangeUnchecked::AddAccount { account: tablet.to_string() };
    let number = suite.propose_change(&ana.account, change);
    suite.wait(CHANGE_DELAY);
    suite.freeze(&ana.account);

    assert_refused!(
        suite.try_apply_change(&tablet, ana.id, number),
        ContractError::Standing(StandingError::Frozen { identity, .. }) if identity == ana.id,
    );
    let account = suite.account("another").to_string();
    let change = ChangeUnchecked::AddAccount { account };
    assert_refused!(
        suite.try_propose_change(&ana.account, change),
        ContractError::Standing(StandingError::Frozen { .. }),
    );
    suite.try_identity(&ana.account, ExecuteMsg::CancelChange { number }).unwrap();
    assert_eq!(suite.pending_changes(ana.id), []);
}

#[test]
fn a_frozen_organization_offers_nothing_and_ends_what_it_has() {
    let mut suite = Suite::new();
    let north = suite.hospital("north");
    let dana = suite.practitioner("dana", Role::Doctor, &north);
    suite.freeze(&north.account);
    assert_refused!(
        suite.try_identity(
            &north.account,
            ExecuteMsg::OfferAffiliation { practitioner: dana.id, role: Role::Nurse }
        ),
        ContractError::Standing(StandingError::Frozen { .. }),
    );
    suite.dismiss(&dana, Role::Doctor, &north);
    assert_eq!(affiliations(&suite, dana.id), []);
}

#[test]
fn a_frozen_practitioner_accepts_nothing_and_ends_what_they_have() {
    let mut suite = Suite::new();
    let north = suite.hospital("north");
    let dana = suite.practitioner("dana", Role::Doctor, &north);
    offer(&mut suite, &north, &dana, Role::Nurse);
    suite.freeze(&dana.account);
    let accept = ExecuteMsg::AcceptAffiliation { organization: north.id, role: Role::Nurse };
    assert_refused!(
        suite.try_identity(&dana.account, accept),
        ContractError::Standing(StandingError::Frozen { .. }),
    );
    for role in [Role::Doctor, Role::Nurse] {
        let end = ExecuteMsg::EndAffiliation { practitioner: dana.id, organization: north.id, role };
        suite.try_identity(&dana.account, end).unwrap();
    }
    assert_eq!(affiliations(&suite, dana.id), []);
}

#[test]
fn an_offer_by_an_organization_that_froze_since_cannot_be_accepted() {
    let mut suite = Suite::new();
    let north = suite.hospital("north");
    let dana = suite.practitioner("dana", Role::Doctor, &north);
    offer(&mut suite, &north, &dana, Role::Nurse);
    suite.freeze(&north.account);
    let accept = ExecuteMsg::AcceptAffiliation { organization: north.id, role: Role::Nurse };
    assert_refused!(
        suite.try_identity(&dana.account, accept),
        ContractError::Standing(StandingError::Frozen { identity, .. }) if identity == north.id,
    );
}

#[test]
fn a_freeze_does_not_stop_a_registrar_from_revoking() {
    let mut suite = Suite::new();
    let ana = suite.patient("ana");
    suite.freeze(&ana.account);
    suite.revoke_identity(ana.id);
    assert_eq!(suite.identity(ana.id).status, Status::Revoked);
}

#[test]
fn a_freeze_does_not_stop_a_registrar_from_verifying() {
    let mut suite = Suite::new();
    let ana = suite.register("ana", Kind::Patient);
    suite.freeze(&ana.account);
    suite.verify(ana.id);
    assert!(!suite.identity(ana.id).active);
    suite.wait(FREEZE_SECONDS);
    assert!(suite.identity(ana.id).active);
}

#[test]
fn only_an_own_account_freezes() {
    let mut suite = Suite::new();
    let stranger = suite.account("stranger");
    assert_refused!(
        suite.try_identity(&stranger, ExecuteMsg::Freeze { identity: None }),
        ContractError::Standing(StandingError::NoIdentity { account }) if account == stranger,
    );
}

fn offer(suite: &mut Suite, organization: &Actor, practitioner: &Actor, role: Role) {
    let msg = ExecuteMsg::OfferAffiliation { practitioner: practitioner.id, role };
    suite.try_identity(&organization.account, msg).unwrap();
}
