//! Denials: they beat every permit, and match any affiliation whatever hat is worn.

use access_control::{ConsentError, ContractError};
use chartseal_testing::{DAY, Refusal, deny, own_reading, permit};
use chartseal_types::access::{Decision, Grantee, MAX_DENIALS, Rule, TermsUnchecked};
use chartseal_types::identity::Kind;
use chartseal_types::{Category, Role, Selection};

use crate::contract::world::World;

/// Everything that can permit, permits.
fn wide_open() -> World {
    let mut world = World::new();
    world.open_care();
    for grantee in [Grantee::Everyone {}, world.dora_herself(), world.the_hospital()] {
        world.suite.grant(&world.ana, permit(grantee));
    }
    assert_eq!(world.rule(), Rule::Consent);
    world
}

#[test]
fn a_deny_beats_every_permit_whoever_it_names() {
    let hospital_doctors =
        |world: &World| Grantee::Role { organization: world.hospital.id, role: Role::Doctor };
    let grantees: [fn(&World) -> Grantee; 4] =
        [|_| Grantee::Everyone {}, World::dora_herself, World::the_hospital, hospital_doctors];
    for grantee in grantees {
        let mut world = wide_open();
        let grantee = grantee(&world);
        let denial = world.suite.grant(&world.ana, deny(grantee));
        assert_eq!(world.decision(), Decision::by_consent(Rule::Denial, denial));
    }
}

#[test]
fn a_deny_of_somebody_else_is_none() {
    let mut world = wide_open();
    let clinic = world.organization("south", Kind::Organization);
    let nurses = Grantee::Role { organization: world.hospital.id, role: Role::Nurse };
    for grantee in [Grantee::Organization { organization: clinic.id }, nurses] {
        world.suite.grant(&world.ana, deny(grantee));
    }
    assert_eq!(world.rule(), Rule::Consent);
}

#[test]
fn a_deny_of_one_employer_matches_in_the_hat_of_another() {
    let mut world = wide_open();
    let clinic = world.organization("south", Kind::Organization);
    let denial = world.suite.grant(&world.ana, deny(Grantee::Organization { organization: clinic.id }));
    assert_eq!(world.rule(), Rule::Consent);
    world.suite.affiliate(&world.dora.actor.clone(), Role::Nurse, &clinic);
    assert_eq!(world.decision(), Decision::by_consent(Rule::Denial, denial));
}

#[test]
fn a_deny_of_a_role_elsewhere_matches_in_the_hat_of_here() {
    let mut world = wide_open();
    let clinic = world.organization("south", Kind::Organization);
    let nurses = Grantee::Role { organization: clinic.id, role: Role::Nurse };
    let denial = world.suite.grant(&world.ana, deny(nurses));
    world.suite.affiliate(&world.dora.actor.clone(), Role::Doctor, &clinic);
    assert_eq!(world.rule(), Rule::Consent);
    world.suite.affiliate(&world.dora.actor.clone(), Role::Nurse, &clinic);
    assert_eq!(world.decision(), Decision::by_consent(Rule::Denial, denial));
}

#[test]
fn a_deny_of_everyone_is_none_of_the_patient() {
    let mut world = wide_open();
    world.suite.grant(&world.ana, deny(Grantee::Everyone {}));
    let question = own_reading(&world.ana, &[world.result]);
    assert_eq!(world.suite.open(&world.ana, question).decisions, [Decision::by(Rule::Own)]);
}

#[test]
fn a_deny_closes_only_what_it_speaks_of() {
    let mut world = wide_open();
    let imaging =
        TermsUnchecked { categories: Selection::Only(vec![Category::Imaging]), ..deny(Grantee::Everyone {}) };
    world.suite.grant(&world.ana, imaging);
    assert_eq!(world.rule(), Rule::Consent);
}

#[test]
fn a_revoked_or_expired_deny_closes_nothing() {
    let mut world = wide_open();
    let denial = world.suite.grant(&world.ana, deny(world.dora_herself()));
    world.suite.revoke(&world.ana, denial);
    assert_eq!(world.rule(), Rule::Consent);
    let day = TermsUnchecked { valid_until: Some(world.suite.now() + DAY), ..deny(world.dora_herself()) };
    world.suite.grant(&world.ana, day);
    assert_eq!(world.rule(), Rule::Denial);
    world.suite.wait(DAY);
    assert_eq!(world.rule(), Rule::Consent);
}

#[test]
fn of_several_denials_the_oldest_is_named() {
    let mut world = wide_open();
    let first = world.suite.grant(&world.ana, deny(world.the_hospital()));
    world.suite.grant(&world.ana, deny(Grantee::Everyone {}));
    assert_eq!(world.decision(), Decision::by_consent(Rule::Denial, first));
}

#[test]
fn a_patient_has_at_most_thirty_two_denials_in_force() {
    let mut world = World::new();
    let day = TermsUnchecked { valid_until: Some(world.suite.now() + DAY), ..deny(world.dora_herself()) };
    for _ in 0..MAX_DENIALS {
        world.suite.grant(&world.ana, day.clone());
    }
    let error: ContractError = world.suite.try_grant(&world.ana, deny(Grantee::Everyone {})).refusal();
    assert!(matches!(error, ContractError::Consent(ConsentError::TooManyDenials)), "{error}");
    world.suite.revoke(&world.ana, 1);
    world.suite.grant(&world.ana, deny(Grantee::Everyone {}));
    world.suite.wait(DAY);
    world.suite.grant(&world.ana, deny(Grantee::Everyone {}));
}
