//! Registrars verify identities, for at most three years; the admin starts the consortium.

use crate::common::*;
use chartseal_governance::GovernanceError;
use chartseal_testing::{Actor, DAY, Suite, verification};
use chartseal_types::identity::{
    AssuranceLevel, ExecuteMsg, IdentityRegistry, Kind, MAX_VERIFICATION, QueryMsg, RegistrarPeriod, Status,
    StatusReason, Verification,
};
use chartseal_types::{Commitment, IdentityId};
use identity_registry::{ContractError, RegistrarError, StandingError, VerificationError};

fn registrar_id(suite: &Suite) -> IdentityId {
    identity_of(suite, &suite.registrar).unwrap()
}

#[test]
fn a_verified_identity_is_active_until_its_verification_runs_out() {
    let mut suite = Suite::new();
    let ana = suite.register("ana", Kind::Patient);
    let expires_at = suite.now() + 30 * DAY;
    let response = try_as_registrar(&mut suite, verification(ana.id, expires_at)).unwrap();

    let registrar = registrar_id(&suite);
    let identity = suite.identity(ana.id);
    assert_eq!(
        (identity.status, identity.active, identity.verified_until),
        (Status::Active, true, expires_at)
    );
    let expected = Verification {
        registrar: Some(registrar),
        by: suite.registrar.clone(),
        level: AssuranceLevel::Ial2,
        evidence: Commitment([2; 32]),
        verified_at: suite.now(),
        expires_at,
    };
    assert_eq!(identity.verification, Some(expected.clone()));
    assert_eq!(verification_history(&suite, ana.id), [expected]);
    let change = status_history(&suite, ana.id).pop().unwrap();
    assert_eq!((change.status, change.reason), (Status::Active, StatusReason::Verified));
    assert_eq!((change.by, change.at), (suite.registrar.clone(), suite.now()));
    assert_eq!(attribute(&response, "identity_verified", "registrar"), registrar.to_string());
    assert_eq!(attribute(&response, "identity_verified", "level"), "ial2");
    assert_eq!(attribute(&response, "identity_verified", "expires_at"), expires_at.to_string());
    assert_eq!(attribute(&response, "status_changed", "status"), "active");

    suite.wait(30 * DAY - 1);
    assert!(suite.identity(ana.id).active);
    suite.next_block();
    assert!(!suite.identity(ana.id).active);
    assert_eq!(suite.identity(ana.id).status, Status::Active);
}

#[test]
fn an_identity_is_verified_anew_before_or_after_it_ran_out() {
    let mut suite = Suite::new();
    let ana = suite.patient("ana");
    suite.wait(400 * DAY);
    assert!(!suite.identity(ana.id).active);
    suite.verify(ana.id);
    assert!(suite.identity(ana.id).active);
    suite.wait(100 * DAY);
    suite.verify(ana.id);
    assert_eq!(suite.identity(ana.id).verified_until, suite.now() + 365 * DAY);

    assert_eq!(verification_history(&suite, ana.id).len(), 3);
    let history: Vec<_> = status_history(&suite, ana.id).into_iter().map(|change| change.status).collect();
    assert_eq!(history, [Status::Pending, Status::Active]);
}

#[test]
fn a_verification_lasts_from_now_to_three_years() {
    let mut suite = Suite::new();
    let ana = suite.register("ana", Kind::Patient);
    let now = suite.now();
    for expires_at in [0, now - 1, now, now + MAX_VERIFICATION + 1, u64::MAX] {
        assert_refused!(
            try_as_registrar(&mut suite, verification(ana.id, expires_at)),
            ContractError::Verification(VerificationError::Expiry { now: at, expires_at: got })
                if at == now && got == expires_at,
        );
    }
    for expires_at in [now + 1, now + MAX_VERIFICATION] {
        try_as_registrar(&mut suite, verification(ana.id, expires_at)).unwrap();
        assert_eq!(suite.identity(ana.id).verified_until, expires_at);
    }
}

#[test]
fn the_admin_verifies_organizations_and_nobody_else() {
    let mut suite = Suite::new();
    let expires_at = suite.now() + DAY;
    for kind in [Kind::Organization, Kind::Payer, Kind::Researcher, Kind::Auditor] {
        let organization = suite.register(&format!("{kind:?}"), kind);
        try_as_admin(&mut suite, verification(organization.id, expires_at)).unwrap();
        let identity = suite.identity(organization.id);
        assert!(identity.active);
        let verification = identity.verification.unwrap();
        assert_eq!((verification.registrar, verification.by), (None, suite.admin.clone()));
    }
    for kind in [Kind::Patient, Kind::Practitioner, Kind::Service] {
        let person = suite.register(&format!("{kind:?}"), kind);
        assert_refused!(
            try_as_admin(&mut suite, verification(person.id, expires_at)),
            ContractError::Verification(VerificationError::AdminVerifiesOrganizations { identity })
                if identity == person.id,
        );
    }
}

#[test]
fn nobody_verifies_their_own_identity() {
    let mut suite = Suite::new();
    let expires_at = suite.now() + DAY;
    let registrar = registrar_id(&suite);
    assert_refused!(
        try_as_registrar(&mut suite, verification(registrar, expires_at)),
        ContractError::Standing(StandingError::OwnIdentity { identity }) if identity == registrar,
    );
    let own = suite.register("admin", Kind::Organization);
    assert_eq!(own.account, suite.admin);
    assert_refused!(
        try_as_admin(&mut suite, verification(own.id, expires_at)),
        ContractError::Standing(StandingError::OwnIdentity { identity }) if identity == own.id,
    );
    try_as_admin(&mut suite, verification(registrar, expires_at)).unwrap();
    let verification = suite.identity(registrar).verification.unwrap();
    assert_eq!((verification.registrar, verification.by), (None, suite.admin.clone()));
}

#[test]
fn only_active_registrars_verify() {
    let mut suite = Suite::new();
    let (ana, ben) = (suite.register("ana", Kind::Patient), suite.patient("ben"));
    let hospital = suite.hospital("north");
    let stranger = suite.account("stranger");
    let msg = verification(ana.id, suite.now() + DAY);
    for sender in [&ana.account, &ben.account, &hospital.account, &stranger] {
        assert_refused!(
            suite.try_identity(sender, msg.clone()),
            ContractError::Standing(StandingError::NotRegistrar { account }) if account == *sender,
        );
    }

    let east = suite.another_registrar("east");
    suite.freeze(&east.account);
    assert_refused!(
        suite.try_identity(&east.account, msg.clone()),
        ContractError::Standing(StandingError::NotRegistrar { .. }),
    );
    suite.wait(366 * DAY);
    assert_refused!(
        suite.try_identity(&east.account, verification(ana.id, suite.now() + DAY)),
        ContractError::Standing(StandingError::NotRegistrar { .. }),
    );
}

#[test]
fn a_verification_does_not_undo_a_suspension_or_revocation() {
    let mut suite = Suite::new();
    let ana = suite.patient("ana");
    let msg = verification(ana.id, suite.now() + DAY);
    suite.suspend(ana.id);
    assert_refused!(
        try_as_registrar(&mut suite, msg.clone()),
        ContractError::Standing(StandingError::Ended { status: Status::Suspended, .. }),
    );
    suite.revoke_identity(ana.id);
    assert_refused!(
        try_as_registrar(&mut suite, msg),
        ContractError::Standing(StandingError::Ended { status: Status::Revoked, .. }),
    );
}

#[test]
fn an_unknown_identity_cannot_be_verified() {
    let mut suite = Suite::new();
    let nobody = IdentityId([9; 16]);
    let msg = verification(nobody, suite.now() + DAY);
    assert_refused!(
        try_as_registrar(&mut suite, msg),
        ContractError::Standing(StandingError::Unknown { identity }) if identity == nobody,
    );
}

#[test]
fn the_admin_appoints_active_organizations_as_registrars() {
    let mut suite = Suite::new();
    let (north, pending) = (suite.hospital("north"), suite.register("south", Kind::Organization));
    let dana = suite.register("dana", Kind::Practitioner);
    suite.verify(dana.id);
    let appoint = |of: &Actor| ExecuteMsg::AppointRegistrar { organization: of.id };

    assert_refused!(
        try_as_registrar(&mut suite, appoint(&north)),
        ContractError::Governance(GovernanceError::NotAdmin { .. }),
    );
    assert_refused!(
        try_as_admin(&mut suite, appoint(&pending)),
        ContractError::Standing(StandingError::NotActive { status: Status::Pending, .. }),
    );
    assert_refused!(
        try_as_admin(&mut suite, appoint(&dana)),
        ContractError::Standing(StandingError::NotOrganization { .. }),
    );
    let response = try_as_admin(&mut suite, appoint(&north)).unwrap();
    assert_eq!(attribute(&response, "registrar_appointed", "organization"), north.id.to_string());
    assert_refused!(
        try_as_admin(&mut suite, appoint(&north)),
        ContractError::Registrar(RegistrarError::Already { organization }) if organization == north.id,
    );
    let handle = IdentityRegistry(suite.contracts.identity_registry.clone());
    assert!(handle.is_registrar(&suite.app.wrap(), north.id, suite.now()).unwrap());
}

#[test]
fn a_dismissed_registrar_verifies_no_more_and_its_verifications_count_on() {
    let mut suite = Suite::new();
    let (east, ana) = (suite.another_registrar("east"), suite.register("ana", Kind::Patient));
    let msg = verification(ana.id, suite.now() + 30 * DAY);
    suite.try_identity(&east.account, msg.clone()).unwrap();
    let appointed_at = suite.now();
    suite.wait(DAY);
    let dismiss = ExecuteMsg::DismissRegistrar { organization: east.id };
    assert_refused!(
        try_as_registrar(&mut suite, dismiss.clone()),
        ContractError::Governance(GovernanceError::NotAdmin { .. }),
    );
    try_as_admin(&mut suite, dismiss.clone()).unwrap();

    assert_refused!(
        suite.try_identity(&east.account, msg),
        ContractError::Standing(StandingError::NotRegistrar { .. }),
    );
    assert!(suite.identity(ana.id).active);
    assert_refused!(
        try_as_admin(&mut suite, dismiss),
        ContractError::Registrar(RegistrarError::Unknown { organization }) if organization == east.id,
    );
    let query = QueryMsg::RegistrarHistory { organization: east.id, start_after: None, limit: None };
    let history: Vec<RegistrarPeriod> = ask(&suite, query);
    assert_eq!(history, [RegistrarPeriod { appointed_at, dismissed_at: Some(suite.now()) }]);
}

#[test]
fn registrars_are_listed_in_pages() {
    let mut suite = Suite::new();
    let mut expected = vec![registrar_id(&suite)];
    expected.extend(["a", "b", "c", "d"].map(|name| suite.another_registrar(name).id));
    expected.sort();
    let page =
        |start_after, limit| -> Vec<IdentityId> { ask(&suite, QueryMsg::Registrars { start_after, limit }) };
    assert_eq!(page(None, None), expected);
    assert_eq!(page(None, Some(2)), expected[..2]);
    assert_eq!(page(Some(expected[1]), Some(2)), expected[2..4]);
    assert_eq!(page(Some(expected[4]), None), []);
}
