//! Who attacks the registry, and what they get.

use crate::common::*;
use chartseal_governance::GovernanceError;
use chartseal_testing::{Suite, registration, response_data, verification};
use chartseal_types::governance::GovernanceMsg;
use chartseal_types::identity::{
    CHANGE_DELAY, ChangeUnchecked, ExecuteMsg, FREEZE_SECONDS, IdentityRegistry, Kind, MAX_AFFILIATIONS,
    QueryMsg, Status, StatusReason,
};
use chartseal_types::{IdentityId, Role};
use cw_multi_test::Executor;
use identity_registry::{AffiliationError, ChangeError, ContractError, StandingError};

fn set(identity: IdentityId, status: Status, reason: StatusReason) -> ExecuteMsg {
    ExecuteMsg::SetStatus { identity, status, reason }
}

#[test]
fn a_thief_of_one_account_is_shut_out_by_the_other() {
    let mut suite = Suite::new();
    let ana = suite.patient("ana");
    let (phone, tablet) = (ana.account.clone(), suite.add_account(&ana, "ana's tablet"));
    let (thief, stolen) = (suite.account("thief"), phone);
    let add = ChangeUnchecked::AddAccount { account: thief.to_string() };
    let add = suite.propose_change(&stolen, add);
    let remove = ChangeUnchecked::RemoveAccount { account: tablet.to_string() };
    let remove = suite.propose_change(&stolen, remove);
    // The thief can't end the identity for spite, be it faster than the owner freezes.
    assert_refused!(
        suite.try_identity(&stolen, set(ana.id, Status::Revoked, StatusReason::SubjectRequest)),
        ContractError::Standing(StandingError::NotRegistrar { .. }),
    );

    suite.freeze(&tablet);
    suite.wait(CHANGE_DELAY);
    assert_refused!(
        suite.try_apply_change(&thief, ana.id, add),
        ContractError::Standing(StandingError::Frozen { .. }),
    );
    assert_refused!(
        suite.try_apply_change(&stolen, ana.id, remove),
        ContractError::Standing(StandingError::Frozen { .. }),
    );
    suite.try_identity(&tablet, ExecuteMsg::CancelChange { number: add }).unwrap();
    suite.try_identity_confirmed(&tablet, &ExecuteMsg::CancelChange { number: remove }).unwrap();
    suite.wait(FREEZE_SECONDS);
    assert_refused!(
        suite.try_apply_change(&thief, ana.id, add),
        ContractError::Change(ChangeError::Unknown { .. }),
    );
    assert_eq!(identity_of(&suite, &thief), None);
}

#[test]
fn what_a_thief_proposed_does_not_outlive_the_stolen_account() {
    let mut suite = Suite::new();
    let ana = suite.patient("ana");
    let tablet = suite.add_account(&ana, "ana's tablet");
    let (thief, laptop) = (suite.account("thief"), suite.account("ana's laptop"));
    let remove =
        suite.propose_change(&tablet, ChangeUnchecked::RemoveAccount { account: ana.account.to_string() });
    let wanted = suite.propose_change(&tablet, ChangeUnchecked::AddAccount { account: laptop.to_string() });
    let planted =
        suite.propose_change(&ana.account, ChangeUnchecked::AddAccount { account: thief.to_string() });
    suite.wait(CHANGE_DELAY);

    let response = suite.try_apply_change(&tablet, ana.id, remove).unwrap();
    assert_eq!(attribute(&response, "account_removed", "account"), ana.account.to_string());
    assert_eq!(attribute(&response, "change_applied", "number"), remove.to_string());
    assert_eq!(attribute(&response, "change_cancelled", "number"), planted.to_string());
    assert_eq!(attribute(&response, "change_cancelled", "by"), tablet.to_string());
    assert_refused!(
        suite.try_apply_change(&thief, ana.id, planted),
        ContractError::Change(ChangeError::Unknown { number }) if number == planted,
    );
    // What the owner proposed goes on.
    suite.try_apply_change(&laptop, ana.id, wanted).unwrap();
    assert_eq!(suite.accounts(ana.id), [tablet, laptop]);
}

#[test]
fn nobody_captures_an_account_that_does_not_sign() {
    let mut suite = Suite::new();
    let mallory = suite.patient("mallory");
    let ana = suite.account("ana");
    let capture = ChangeUnchecked::AddAccount { account: ana.to_string() };
    let number = suite.propose_change(&mallory.account, capture);
    suite.wait(CHANGE_DELAY);
    assert_refused!(
        suite.try_apply_change(&mallory.account, mallory.id, number),
        ContractError::Change(ChangeError::NotNewAccount { .. }),
    );
    // The one who was to be captured registers as if nothing were.
    let id: IdentityId = response_data(&suite.try_identity(&ana, registration(Kind::Patient)).unwrap());
    assert_eq!(identity_of(&suite, &ana), Some(id));
}

#[test]
fn nobody_acts_on_the_changes_of_another() {
    let mut suite = Suite::new();
    let (ana, mallory) = (suite.patient("ana"), suite.patient("mallory"));
    let tablet = suite.add_account(&ana, "ana's tablet");
    let remove = ChangeUnchecked::RemoveAccount { account: tablet.to_string() };
    let number = suite.propose_change(&ana.account, remove);
    assert_refused!(
        suite.try_identity(&mallory.account, ExecuteMsg::CancelChange { number }),
        ContractError::Change(ChangeError::Unknown { .. }),
    );
    suite.wait(CHANGE_DELAY);
    assert_refused!(
        suite.try_apply_change(&mallory.account, ana.id, number),
        ContractError::Standing(StandingError::NotOwner { .. }),
    );
    assert_eq!(suite.pending_changes(ana.id).len(), 1);
}

#[test]
fn an_account_has_one_spelling() {
    let mut suite = Suite::new();
    let (ana, registry) = (suite.patient("ana"), suite.contracts.identity_registry.clone());
    let tablet = suite.account("ana's tablet").to_string();
    let foreign = cw_multi_test::MockApiBech32::new("cosmos").addr_make("ana's tablet").to_string();
    let mut mixed = tablet.clone();
    mixed.replace_range(0..1, "C");
    let mut flipped = tablet.clone();
    let last = if tablet.ends_with('q') { "p" } else { "q" };
    flipped.replace_range(tablet.len() - 1.., last);
    let padded = format!(" {tablet}");
    for spelling in [tablet.to_uppercase(), mixed, flipped, padded, foreign, String::new(), "ana".into()] {
        for change in [
            ChangeUnchecked::AddAccount { account: spelling.clone() },
            ChangeUnchecked::RemoveAccount { account: spelling.clone() },
        ] {
            assert_refused!(suite.try_propose_change(&ana.account, change), ContractError::Std(_),);
        }
        let query = QueryMsg::IdentityOf { account: spelling.clone() };
        assert!(suite.try_query::<Option<IdentityId>>(&registry, &query).is_err(), "{spelling}");
        let admin = suite.admin.clone();
        assert_refused!(
            suite.try_govern(&admin, &registry, GovernanceMsg::AppointPauser { pauser: spelling }),
            ContractError::Governance(GovernanceError::Std(_)),
        );
    }
}

#[test]
fn a_bad_registrar_puts_out_no_other_and_raises_nobody() {
    let mut suite = Suite::new();
    let (bad, good) = (suite.another_registrar("bad"), identity_of(&suite, &suite.registrar).unwrap());
    for msg in [
        set(good, Status::Suspended, StatusReason::Investigation),
        set(good, Status::Revoked, StatusReason::FalseEvidence),
        verification(good, suite.now() + 1),
        ExecuteMsg::Accredit { organization: good, roles: vec![] },
    ] {
        assert_refused!(
            suite.try_identity(&bad.account, msg),
            ContractError::Standing(StandingError::RegistrarOfAdmin { identity }) if identity == good,
        );
    }
    let crony = suite.hospital("crony");
    for msg in [
        ExecuteMsg::AppointRegistrar { organization: crony.id },
        ExecuteMsg::DismissRegistrar { organization: good },
    ] {
        assert_refused!(
            suite.try_identity(&bad.account, msg),
            ContractError::Governance(GovernanceError::NotAdmin { .. }),
        );
    }
    for msg in [
        verification(bad.id, suite.now() + 1),
        ExecuteMsg::Accredit { organization: bad.id, roles: Role::ALL.to_vec() },
    ] {
        assert_refused!(
            suite.try_identity(&bad.account, msg),
            ContractError::Standing(StandingError::OwnIdentity { .. }),
        );
    }
}

#[test]
fn a_suspended_registrar_neither_reinstates_itself_nor_goes_on() {
    let mut suite = Suite::new();
    let (bad, ana) = (suite.another_registrar("bad"), suite.register("ana", Kind::Patient));
    try_as_admin(&mut suite, set(bad.id, Status::Suspended, StatusReason::Investigation)).unwrap();
    assert_refused!(
        suite.try_identity(&bad.account, set(bad.id, Status::Active, StatusReason::Cleared)),
        ContractError::Standing(StandingError::NotRegistrar { .. }),
    );
    for msg in [
        verification(ana.id, suite.now() + 1),
        set(ana.id, Status::Revoked, StatusReason::FalseEvidence),
        ExecuteMsg::Accredit { organization: bad.id, roles: Role::ALL.to_vec() },
    ] {
        assert_refused!(
            suite.try_identity(&bad.account, msg),
            ContractError::Standing(StandingError::NotRegistrar { .. }),
        );
    }
    let handle = IdentityRegistry(suite.contracts.identity_registry.clone());
    assert!(!handle.is_registrar(&suite.app.wrap(), bad.id, suite.now()).unwrap());
}

#[test]
fn an_organization_that_floods_a_practitioner_with_offers_is_cleared_away() {
    let mut suite = Suite::new();
    let (flood, north) = (suite.hospital("flood"), suite.hospital("north"));
    let dana = suite.practitioner("dana", Role::Doctor, &north);
    let offer = |role| ExecuteMsg::OfferAffiliation { practitioner: dana.id, role };
    for role in Role::ALL {
        suite.try_identity(&flood.account, offer(role)).unwrap();
    }
    assert_eq!(Role::ALL.len() + 1, MAX_AFFILIATIONS);
    assert_refused!(
        suite.try_identity(&north.account, offer(Role::Nurse)),
        ContractError::Affiliation(AffiliationError::TooMany),
    );
    // What is in force is not touched, and every unwanted offer can be refused.
    assert_eq!(affiliations(&suite, dana.id).len(), 1);
    for role in Role::ALL {
        let end = ExecuteMsg::EndAffiliation { practitioner: dana.id, organization: flood.id, role };
        suite.try_identity(&dana.account, end).unwrap();
    }
    suite.try_identity(&north.account, offer(Role::Nurse)).unwrap();
}

#[test]
fn a_practitioner_makes_no_affiliation_for_themselves() {
    let mut suite = Suite::new();
    let (north, mallory) = (suite.hospital("north"), suite.register("mallory", Kind::Practitioner));
    suite.verify(mallory.id);
    let accept = ExecuteMsg::AcceptAffiliation { organization: north.id, role: Role::Doctor };
    assert_refused!(
        suite.try_identity(&mallory.account, accept.clone()),
        ContractError::Affiliation(AffiliationError::NotOffered { .. }),
    );
    suite.affiliate(&mallory, Role::Doctor, &north);
    suite.dismiss(&mallory, Role::Doctor, &north);
    assert_refused!(
        suite.try_identity(&mallory.account, accept),
        ContractError::Affiliation(AffiliationError::NotOffered { .. }),
    );
    assert_eq!(affiliations(&suite, mallory.id), []);
}

#[test]
fn an_offer_made_to_one_is_not_accepted_by_another() {
    let mut suite = Suite::new();
    let north = suite.hospital("north");
    let (dana, mallory) =
        (suite.register("dana", Kind::Practitioner), suite.register("m", Kind::Practitioner));
    for practitioner in [dana.id, mallory.id] {
        suite.verify(practitioner);
    }
    let offer = ExecuteMsg::OfferAffiliation { practitioner: dana.id, role: Role::Doctor };
    suite.try_identity(&north.account, offer).unwrap();
    let accept = ExecuteMsg::AcceptAffiliation { organization: north.id, role: Role::Doctor };
    assert_refused!(
        suite.try_identity(&mallory.account, accept),
        ContractError::Affiliation(AffiliationError::NotOffered { .. }),
    );
}

#[test]
fn malformed_messages_are_refused() {
    let mut suite = Suite::new();
    let (ana, registry) = (suite.account("ana"), suite.contracts.identity_registry.clone());
    let id = "00112233445566778899aabbccddeeff";
    let commitment = "1".repeat(64);
    for msg in [
        "".into(),
        "{}".into(),
        "null".into(),
        "{\"freeze\":null}".into(),
        "{\"unknown\":{}}".into(),
        "{\"freeze\":{}}{\"freeze\":{}}".into(),
        "{\"freeze\":{},\"freeze\":{}}".into(),
        format!("{{\"accredit\":{{\"organization\":\"{}\",\"roles\":[]}}}}", id.to_uppercase()),
        format!("{{\"accredit\":{{\"organization\":\"{}\",\"roles\":[]}}}}", &id[1..]),
        format!("{{\"accredit\":{{\"organization\":\"{id}\",\"roles\":[\"surgeon\"]}}}}"),
        format!("{{\"set_status\":{{\"identity\":\"{id}\",\"status\":\"alive\",\"reason\":\"ceased\"}}}}"),
        format!(
            "{{\"set_status\":{{\"identity\":\"{id}\",\"status\":\"revoked\",\"reason\":\"He lied.\"}}}}"
        ),
        format!(
            "{{\"verify\":{{\"identity\":\"{id}\",\"level\":\"ial2\",\"evidence\":\"{commitment}\",\"expires_at\":-1}}}}"
        ),
        format!(
            "{{\"verify\":{{\"identity\":\"{id}\",\"level\":\"ial4\",\"evidence\":\"{commitment}\",\"expires_at\":1}}}}"
        ),
        format!(
            "{{\"verify\":{{\"identity\":\"{id}\",\"level\":\"ial2\",\"evidence\":\"passport\",\"expires_at\":1}}}}"
        ),
    ] {
        let before = suite.app.dump_wasm_raw(&registry);
        let execute = cosmwasm_std::WasmMsg::Execute {
            contract_addr: registry.to_string(),
            msg: cosmwasm_std::Binary::from(msg.as_bytes()),
            funds: vec![],
        };
        let result = suite.app.execute(ana.clone(), execute.into());
        assert!(result.is_err(), "{msg} was accepted");
        assert_eq!(suite.app.dump_wasm_raw(&registry), before);
    }
}
