//! An organization offers a role, the practitioner accepts, either ends it; periods are kept.

use crate::common::*;
use chartseal_testing::{Actor, DAY, Suite};
use chartseal_types::Role;
use chartseal_types::identity::{
    Affiliation, AffiliationPeriod, ExecuteMsg, IdentityRegistry, Kind, MAX_AFFILIATIONS, QueryMsg, Status,
};
use cosmwasm_std::StdResult;
use cw_multi_test::AppResponse;
use identity_registry::{AffiliationError, ContractError, RegistrarError, StandingError};

fn doctor(suite: &mut Suite, name: &str) -> Actor {
    let practitioner = suite.register(name, Kind::Practitioner);
    suite.verify(practitioner.id);
    practitioner
}

fn offer(suite: &mut Suite, by: &Actor, to: &Actor, role: Role) -> StdResult<AppResponse> {
    suite.try_identity(&by.account, ExecuteMsg::OfferAffiliation { practitioner: to.id, role })
}

fn accept(suite: &mut Suite, by: &Actor, from: &Actor, role: Role) -> StdResult<AppResponse> {
    suite.try_identity(&by.account, ExecuteMsg::AcceptAffiliation { organization: from.id, role })
}

fn end(
    suite: &mut Suite,
    by: &Actor,
    practitioner: &Actor,
    at: &Actor,
    role: Role,
) -> StdResult<AppResponse> {
    let msg = ExecuteMsg::EndAffiliation { practitioner: practitioner.id, organization: at.id, role };
    suite.try_identity(&by.account, msg)
}

#[test]
fn an_offer_counts_once_it_is_accepted() {
    let mut suite = Suite::new();
    let (north, dana) = (suite.hospital("north"), doctor(&mut suite, "dana"));
    let offered_at = suite.now();
    let response = offer(&mut suite, &north, &dana, Role::Doctor).unwrap();
    assert_eq!(attribute(&response, "affiliation_offered", "practitioner"), dana.id.to_string());
    assert_eq!(attribute(&response, "affiliation_offered", "organization"), north.id.to_string());
    assert_eq!(attribute(&response, "affiliation_offered", "role"), "doctor");
    assert_eq!(affiliations(&suite, dana.id), []);

    suite.wait(DAY);
    accept(&mut suite, &dana, &north, Role::Doctor).unwrap();
    let since = suite.now();
    let in_force = [Affiliation { organization: north.id, role: Role::Doctor, since }];
    assert_eq!(affiliations(&suite, dana.id), in_force);
    let handle = IdentityRegistry(suite.contracts.identity_registry.clone());
    assert_eq!(handle.affiliations(&suite.app.wrap(), dana.id).unwrap(), in_force);
    let (practitioner, organization, role) = (dana.id, north.id, Role::Doctor);
    let (accepted_at, ended_at) = (Some(since), None);
    let period = AffiliationPeriod { practitioner, organization, role, offered_at, accepted_at, ended_at };
    assert_eq!(affiliation_history(&suite, dana.id), [period]);
}

#[test]
fn either_side_ends_it_and_the_period_is_kept() {
    let mut suite = Suite::new();
    let north = suite.hospital("north");
    let dana = suite.practitioner("dana", Role::Doctor, &north);
    suite.wait(DAY);
    let response = end(&mut suite, &dana, &dana, &north, Role::Doctor).unwrap();
    assert_eq!(attribute(&response, "affiliation_ended", "by"), dana.account.to_string());
    let first_end = suite.now();
    assert_eq!(affiliations(&suite, dana.id), []);

    suite.affiliate(&dana, Role::Doctor, &north);
    suite.wait(DAY);
    end(&mut suite, &north, &dana, &north, Role::Doctor).unwrap();
    assert_eq!(affiliations(&suite, dana.id), []);
    let ends: Vec<_> = affiliation_history(&suite, dana.id).iter().map(|period| period.ended_at).collect();
    assert_eq!(ends, [Some(first_end), Some(suite.now())]);
}

#[test]
fn an_offer_is_refused_or_taken_back() {
    let mut suite = Suite::new();
    let (north, dana) = (suite.hospital("north"), doctor(&mut suite, "dana"));
    for by in [&north, &dana] {
        offer(&mut suite, &north, &dana, Role::Nurse).unwrap();
        end(&mut suite, by, &dana, &north, Role::Nurse).unwrap();
        assert_refused!(
            accept(&mut suite, &dana, &north, Role::Nurse),
            ContractError::Affiliation(AffiliationError::NotOffered { organization, role: Role::Nurse })
                if organization == north.id,
        );
    }
    for period in affiliation_history(&suite, dana.id) {
        assert_eq!((period.accepted_at, period.ended_at), (None, Some(suite.now())));
    }
}

#[test]
fn nobody_else_ends_it() {
    let mut suite = Suite::new();
    let (north, south) = (suite.hospital("north"), suite.hospital("south"));
    let (dana, evan) = (suite.practitioner("dana", Role::Doctor, &north), doctor(&mut suite, "evan"));
    for stranger in [&south, &evan] {
        assert_refused!(
            end(&mut suite, stranger, &dana, &north, Role::Doctor),
            ContractError::Standing(StandingError::NotOwner { .. }),
        );
    }
    assert_eq!(affiliations(&suite, dana.id).len(), 1);
}

#[test]
fn nothing_is_ended_that_is_not_there() {
    let mut suite = Suite::new();
    let north = suite.hospital("north");
    let dana = suite.practitioner("dana", Role::Doctor, &north);
    assert_refused!(
        end(&mut suite, &dana, &dana, &north, Role::Nurse),
        ContractError::Affiliation(AffiliationError::NotOpen { role: Role::Nurse, .. }),
    );
}

#[test]
fn a_role_at_an_organization_is_held_once() {
    let mut suite = Suite::new();
    let (north, south) = (suite.hospital("north"), suite.hospital("south"));
    let dana = doctor(&mut suite, "dana");
    offer(&mut suite, &north, &dana, Role::Doctor).unwrap();
    assert_refused!(
        offer(&mut suite, &north, &dana, Role::Doctor),
        ContractError::Affiliation(AffiliationError::Already { .. }),
    );
    accept(&mut suite, &dana, &north, Role::Doctor).unwrap();
    for refused in
        [offer(&mut suite, &north, &dana, Role::Doctor), accept(&mut suite, &dana, &north, Role::Doctor)]
    {
        assert_refused!(refused, ContractError::Affiliation(AffiliationError::Already { .. }));
    }
    suite.affiliate(&dana, Role::Nurse, &north);
    suite.affiliate(&dana, Role::Doctor, &south);
    assert_eq!(affiliations(&suite, dana.id).len(), 3);
}

#[test]
fn a_practitioner_has_eight_at_most_with_offers() {
    let mut suite = Suite::new();
    let (north, south) = (suite.hospital("north"), suite.hospital("south"));
    let dana = doctor(&mut suite, "dana");
    for role in Role::ALL {
        suite.affiliate(&dana, role, &north);
    }
    offer(&mut suite, &south, &dana, Role::Doctor).unwrap();
    assert_eq!(Role::ALL.len() + 1, MAX_AFFILIATIONS);
    assert_refused!(
        offer(&mut suite, &south, &dana, Role::Nurse),
        ContractError::Affiliation(AffiliationError::TooMany),
    );
    end(&mut suite, &dana, &dana, &south, Role::Doctor).unwrap();
    offer(&mut suite, &south, &dana, Role::Nurse).unwrap();
}

#[test]
fn an_organization_offers_the_roles_it_is_accredited_for() {
    let mut suite = Suite::new();
    let (north, dana) = (suite.hospital("north"), doctor(&mut suite, "dana"));
    offer(&mut suite, &north, &dana, Role::Nurse).unwrap();
    let accredit = ExecuteMsg::Accredit { organization: north.id, roles: vec![Role::Doctor] };
    let response = try_as_registrar(&mut suite, accredit).unwrap();
    assert_eq!(attribute(&response, "organization_accredited", "roles"), "doctor");
    assert_eq!(suite.identity(north.id).roles, [Role::Doctor]);

    for refused in
        [offer(&mut suite, &north, &dana, Role::Pharmacist), accept(&mut suite, &dana, &north, Role::Nurse)]
    {
        assert_refused!(refused, ContractError::Affiliation(AffiliationError::NotAccredited { .. }));
    }
    suite.affiliate(&dana, Role::Doctor, &north);
}

#[test]
fn accreditation_is_given_to_organizations_by_others() {
    let mut suite = Suite::new();
    let (north, ana) = (suite.hospital("north"), suite.patient("ana"));
    let accredit =
        |organization, roles: &[Role]| ExecuteMsg::Accredit { organization, roles: roles.to_vec() };
    assert_refused!(
        suite.try_identity(&north.account, accredit(north.id, &[Role::Doctor])),
        ContractError::Standing(StandingError::NotRegistrar { .. }),
    );
    let registrar = identity_of(&suite, &suite.registrar).unwrap();
    assert_refused!(
        try_as_registrar(&mut suite, accredit(registrar, &[Role::Doctor])),
        ContractError::Standing(StandingError::OwnIdentity { .. }),
    );
    assert_refused!(
        try_as_registrar(&mut suite, accredit(ana.id, &[Role::Doctor])),
        ContractError::Standing(StandingError::NotOrganization { .. }),
    );
    assert_refused!(
        try_as_registrar(&mut suite, accredit(north.id, &[Role::Doctor, Role::Nurse, Role::Doctor])),
        ContractError::Registrar(RegistrarError::RepeatedRole { role: Role::Doctor }),
    );
    try_as_admin(&mut suite, accredit(registrar, &[Role::ComplianceOfficer])).unwrap();
    let response = try_as_admin(&mut suite, accredit(north.id, &[])).unwrap();
    assert_eq!(attribute(&response, "organization_accredited", "roles"), "none");
    assert_eq!(suite.identity(north.id).roles, []);
    suite.revoke_identity(north.id);
    assert_refused!(
        try_as_admin(&mut suite, accredit(north.id, &[Role::Doctor])),
        ContractError::Standing(StandingError::Ended { .. }),
    );
}

#[test]
fn only_an_active_organization_offers() {
    let mut suite = Suite::new();
    let (north, dana) = (suite.hospital("north"), doctor(&mut suite, "dana"));
    let evan = doctor(&mut suite, "evan");
    assert_refused!(
        offer(&mut suite, &dana, &evan, Role::Doctor),
        ContractError::Standing(StandingError::NotOrganization { .. }),
    );
    suite.suspend(north.id);
    assert_refused!(
        offer(&mut suite, &north, &dana, Role::Doctor),
        ContractError::Standing(StandingError::NotActive { status: Status::Suspended, .. }),
    );
}

#[test]
fn only_a_practitioner_is_offered_a_role() {
    let mut suite = Suite::new();
    let (north, south, ana) = (suite.hospital("north"), suite.hospital("south"), suite.patient("ana"));
    for other in [&south, &ana] {
        assert_refused!(
            offer(&mut suite, &north, other, Role::Doctor),
            ContractError::Standing(StandingError::NotPractitioner { identity }) if identity == other.id,
        );
    }
    let dana = doctor(&mut suite, "dana");
    suite.revoke_identity(dana.id);
    assert_refused!(
        offer(&mut suite, &north, &dana, Role::Doctor),
        ContractError::Standing(StandingError::Ended { .. }),
    );
}

#[test]
fn a_practitioner_accepts_when_both_are_active() {
    let mut suite = Suite::new();
    let north = suite.hospital("north");
    let dana = suite.register("dana", Kind::Practitioner);
    offer(&mut suite, &north, &dana, Role::Doctor).unwrap();
    assert_refused!(
        accept(&mut suite, &dana, &north, Role::Doctor),
        ContractError::Standing(StandingError::NotActive { identity, .. }) if identity == dana.id,
    );
    suite.verify(dana.id);
    suite.suspend(north.id);
    assert_refused!(
        accept(&mut suite, &dana, &north, Role::Doctor),
        ContractError::Standing(StandingError::NotActive { identity, .. }) if identity == north.id,
    );
    suite.reinstate(north.id);
    accept(&mut suite, &dana, &north, Role::Doctor).unwrap();
}

#[test]
fn an_organization_that_lost_its_standing_still_ends_what_it_has() {
    let mut suite = Suite::new();
    let north = suite.hospital("north");
    let dana = suite.practitioner("dana", Role::Doctor, &north);
    suite.suspend(north.id);
    end(&mut suite, &north, &dana, &north, Role::Doctor).unwrap();
    assert_eq!(affiliations(&suite, dana.id), []);
}

#[test]
fn periods_are_listed_in_pages() {
    let mut suite = Suite::new();
    let north = suite.hospital("north");
    let dana = doctor(&mut suite, "dana");
    for role in Role::ALL {
        suite.affiliate(&dana, role, &north);
        suite.dismiss(&dana, role, &north);
    }
    let page = |start_after, limit| -> Vec<Role> {
        let query = QueryMsg::AffiliationHistory { practitioner: dana.id, start_after, limit };
        ask::<Vec<AffiliationPeriod>>(&suite, query).iter().map(|period| period.role).collect()
    };
    assert_eq!(page(None, None), Role::ALL);
    assert_eq!(page(Some(2), Some(3)), Role::ALL[2..5]);
    assert_eq!(page(Some(7), None), []);
}
