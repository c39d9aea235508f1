//! Permits: granted, amended, used up, revoked; kept for good.

use access_control::{ConsentError, ContractError, PartyError};
use chartseal_testing::{Actor, DAY, Refusal, deny, permit};
use chartseal_types::access::{
    ConsentResponse, Decision, Grantee, MAX_PERMITS, QueryMsg, Rule, TermsError, TermsUnchecked,
};
use chartseal_types::identity::Kind;
use chartseal_types::{Category, Confidentiality, IdentityId, Purpose, Role, Selection};

use crate::contract::world::World;

fn consent_error(error: ContractError) -> ConsentError {
    match error {
        ContractError::Consent(error) => error,
        other => panic!("{other}"),
    }
}

#[test]
fn a_permit_for_the_organization_counts_for_its_affiliates_in_that_hat() {
    let mut world = World::new();
    let consent = world.suite.grant(&world.ana, permit(world.the_hospital()));
    assert_eq!(world.decision(), Decision::by_consent(Rule::Consent, consent));

    let clinic = world.organization("south", Kind::Organization);
    world.suite.affiliate(&world.dora.actor.clone(), Role::Doctor, &clinic);
    let mut at_clinic = world.dora.clone();
    at_clinic.organization = clinic.id;
    let question = at_clinic.to_read(&world.ana, &[world.result]);
    assert_eq!(world.decision_of(&at_clinic, question), Decision::by(Rule::Default));
}

#[test]
fn a_permit_for_a_role_counts_for_that_role_there() {
    let mut world = World::new();
    let grantee = Grantee::Role { organization: world.hospital.id, role: Role::Nurse };
    let consent = world.suite.grant(&world.ana, permit(grantee));
    assert_eq!(world.rule(), Rule::Default);
    let hospital = world.hospital.clone();
    let nils = world.affiliate("nils", Role::Nurse, &hospital);
    let question = nils.to_read(&world.ana, &[world.result]);
    assert_eq!(world.decision_of(&nils, question), Decision::by_consent(Rule::Consent, consent));
}

#[test]
fn a_permit_for_everyone_still_asks_for_standing_and_policy() {
    let mut world = World::new();
    world.suite.grant(&world.ana, permit(Grantee::Everyone {}));
    assert_eq!(world.rule(), Rule::Consent);
    world.dora.certificate = None;
    assert_eq!(world.rule(), Rule::Standing);
}

#[test]
fn consents_of_a_patient_are_numbered_from_one() {
    let mut world = World::new();
    let ben = world.suite.patient("ben");
    assert_eq!(world.suite.grant(&world.ana, permit(world.dora_herself())), 1);
    assert_eq!(world.suite.grant(&ben, permit(world.dora_herself())), 1);
    assert_eq!(world.suite.grant(&world.ana, deny(world.dora_herself())), 2);
}

#[test]
fn a_permit_is_only_for_its_patient() {
    let mut world = World::new();
    let ben = world.suite.patient("ben");
    world.suite.grant(&ben, permit(Grantee::Everyone {}));
    assert_eq!(world.rule(), Rule::Default);
}

#[test]
fn a_revoked_permit_is_kept_with_who_and_when() {
    let mut world = World::new();
    let terms = TermsUnchecked {
        categories: Selection::Only(vec![Category::Laboratory]),
        ..permit(world.dora_herself())
    };
    let consent = world.suite.grant(&world.ana, terms.clone());
    let granted_at = world.suite.now();
    world.suite.wait(DAY);
    world.suite.revoke(&world.ana, consent);
    assert_eq!(world.rule(), Rule::Default);

    let kept = world.suite.consent(&world.ana, consent);
    assert!(!kept.in_force);
    assert_eq!(kept.terms, TermsUnchecked { valid_from: Some(granted_at), ..terms });
    assert_eq!((kept.by, kept.at), (world.ana.account.clone(), granted_at));
    let ended = kept.ended.unwrap();
    assert_eq!((ended.by, ended.at), (world.ana.account.clone(), granted_at + DAY));
}

#[test]
fn an_amended_permit_keeps_the_version_before() {
    let mut world = World::new();
    let consent = world.suite.grant(&world.ana, permit(world.dora_herself()));
    world.suite.wait(DAY);
    let research =
        TermsUnchecked { purposes: Selection::Only(vec![Purpose::CLINTRL]), ..permit(world.dora_herself()) };
    world.suite.amend(&world.ana, consent, research);
    assert_eq!(world.rule(), Rule::Default);

    let now = world.suite.consent(&world.ana, consent);
    assert_eq!((now.version, now.in_force), (2, true));
    let ana = world.ana.id;
    let msg = QueryMsg::Consent { patient: ana, consent, version: Some(1) };
    let before: ConsentResponse = world.suite.try_ask_access(&msg).unwrap();
    assert_eq!((before.version, before.in_force), (1, false));
    assert_eq!(before.terms.purposes, Selection::All {});
}

#[test]
fn an_amended_permit_may_move_to_another_grantee() {
    let mut world = World::new();
    let hospital = world.hospital.clone();
    let nils = world.affiliate("nils", Role::Nurse, &hospital);
    let consent = world.suite.grant(&world.ana, permit(world.dora_herself()));
    world.suite.amend(&world.ana, consent, permit(Grantee::Identity { identity: nils.actor.id }));
    assert_eq!(world.rule(), Rule::Default);
    let question = nils.to_read(&world.ana, &[world.result]);
    assert_eq!(world.decision_of(&nils, question), Decision::by_consent(Rule::Consent, consent));
}

#[test]
fn a_consent_ends_once_and_its_effect_stays() {
    let mut world = World::new();
    let ana = world.ana.clone();
    let consent = world.suite.grant(&ana, permit(world.dora_herself()));
    let error = consent_error(world.suite.try_amend(&ana, consent, deny(world.dora_herself())).refusal());
    assert!(matches!(error, ConsentError::EffectChanged { .. }), "{error}");
    world.suite.revoke(&ana, consent);
    let error = consent_error(world.suite.try_revoke(&ana, consent).refusal());
    assert!(matches!(error, ConsentError::Ended { consent: 1 }), "{error}");
    let error = consent_error(world.suite.try_amend(&ana, consent, permit(world.dora_herself())).refusal());
    assert!(matches!(error, ConsentError::Ended { consent: 1 }), "{error}");
    let error = consent_error(world.suite.try_revoke(&ana, 7).refusal());
    assert!(matches!(error, ConsentError::Unknown { consent: 7, .. }), "{error}");
}

#[test]
fn a_ticket_is_one_use_however_many_records() {
    let mut world = World::new();
    let twice = TermsUnchecked { uses: Some(2), ..permit(world.dora_herself()) };
    let consent = world.suite.grant(&world.ana, twice);
    let label = world.row(crate::contract::world::laboratory(Confidentiality::N)).label;
    let records: Vec<_> = (1..=5).map(|number| world.labelled(number, label)).collect();
    let question = world.dora.to_read(&world.ana, &records);
    let answer = world.opens(&world.dora.clone(), question.clone());
    assert_eq!(answer.decisions, [Decision::by_consent(Rule::Consent, consent); 5]);
    assert_eq!(world.suite.consent(&world.ana, consent).uses_left, Some(1));
    world.opens(&world.dora.clone(), question.clone());
    assert_eq!(world.suite.consent(&world.ana, consent).uses_left, Some(0));
    assert!(!world.suite.consent(&world.ana, consent).in_force);
    let answer = world.opens(&world.dora.clone(), question);
    assert_eq!(answer.decisions, [Decision::by(Rule::Default); 5]);
}

#[test]
fn a_denied_access_takes_no_use() {
    let mut world = World::new();
    let once = TermsUnchecked { uses: Some(1), ..permit(world.dora_herself()) };
    let consent = world.suite.grant(&world.ana, once);
    world.suite.grant(&world.ana, deny(world.dora_herself()));
    world.dora_opens();
    assert_eq!(world.suite.consent(&world.ana, consent).uses_left, Some(1));
}

#[test]
fn a_use_is_spared_where_another_permit_covers_the_same() {
    let mut world = World::new();
    let once = TermsUnchecked { uses: Some(1), ..permit(world.dora_herself()) };
    let bounded = world.suite.grant(&world.ana, once);
    let free = world.suite.grant(&world.ana, permit(world.the_hospital()));
    assert_eq!(world.dora_opens().decisions, [Decision::by_consent(Rule::Consent, free)]);
    assert_eq!(world.suite.consent(&world.ana, bounded).uses_left, Some(1));
}

#[test]
fn amending_counts_uses_anew() {
    let mut world = World::new();
    let once = TermsUnchecked { uses: Some(1), ..permit(world.dora_herself()) };
    let consent = world.suite.grant(&world.ana, once.clone());
    world.dora_opens();
    assert_eq!(world.rule(), Rule::Default);
    world.suite.amend(&world.ana, consent, once);
    assert_eq!(world.rule(), Rule::Consent);
}

#[test]
fn one_grantee_has_at_most_sixteen_permits_in_force() {
    let mut world = World::new();
    let ana = world.ana.clone();
    let day = TermsUnchecked { valid_until: Some(world.suite.now() + DAY), ..permit(world.dora_herself()) };
    for _ in 0..MAX_PERMITS {
        world.suite.grant(&ana, day.clone());
    }
    let error = consent_error(world.suite.try_grant(&ana, permit(world.dora_herself())).refusal());
    assert!(matches!(error, ConsentError::TooManyPermits), "{error}");
    // Another grantee has a row of its own, and what has run out makes room.
    world.suite.grant(&ana, permit(world.the_hospital()));
    world.suite.wait(DAY);
    world.suite.grant(&ana, permit(world.dora_herself()));
}

#[test]
fn only_a_patient_sets_rules_and_only_for_themselves() {
    let mut world = World::new();
    let error: ContractError =
        world.suite.try_grant(&world.dora.actor.clone(), permit(Grantee::Everyone {})).refusal();
    let ContractError::Party(error) = error else { panic!("{error}") };
    assert_eq!(error, PartyError::NotPatient { identity: world.dora.actor.id });

    let ben = world.suite.patient("ben");
    let consent = world.suite.grant(&world.ana, permit(world.dora_herself()));
    let error = consent_error(world.suite.try_revoke(&ben, consent).refusal());
    assert!(matches!(error, ConsentError::Unknown { patient, .. } if patient == ben.id), "{error}");
}

#[test]
fn a_grantee_is_registered_and_of_the_kind_it_is_named_as() {
    let mut world = World::new();
    let refused = |world: &mut World, grantee| {
        let ana: Actor = world.ana.clone();
        match world.suite.try_grant(&ana, permit(grantee)).refusal() {
            ContractError::Party(error) => error,
            other => panic!("{other}"),
        }
    };
    let (hospital, dora, nobody) = (world.hospital.id, world.dora.actor.id, IdentityId([9; 16]));
    assert_eq!(
        refused(&mut world, Grantee::Identity { identity: nobody }),
        PartyError::UnknownIdentity { identity: nobody }
    );
    assert_eq!(
        refused(&mut world, Grantee::Identity { identity: hospital }),
        PartyError::NotPerson { identity: hospital }
    );
    assert_eq!(
        refused(&mut world, Grantee::Organization { organization: dora }),
        PartyError::NotOrganization { identity: dora }
    );
    assert_eq!(
        refused(&mut world, Grantee::Role { organization: dora, role: Role::Nurse }),
        PartyError::NotOrganization { identity: dora }
    );
}

#[test]
fn terms_that_contradict_themselves_are_refused() {
    let mut world = World::new();
    let now = world.suite.now();
    let terms = TermsUnchecked { valid_until: Some(now), ..permit(world.dora_herself()) };
    let error = consent_error(world.suite.try_grant(&world.ana, terms).refusal());
    let ConsentError::Terms(error) = error else { panic!("{error}") };
    assert_eq!(error, TermsError::Period { from: now, until: now, now });
    let terms = TermsUnchecked { uses: Some(1), ..deny(world.dora_herself()) };
    let error = consent_error(world.suite.try_grant(&world.ana, terms).refusal());
    let ConsentError::Terms(error) = error else { panic!("{error}") };
    assert_eq!(error, TermsError::Uses { got: 1 });
}

#[test]
fn consents_are_listed_ended_ones_too_a_page_at_a_time() {
    let mut world = World::new();
    for _ in 0..12 {
        world.suite.grant(&world.ana, permit(world.dora_herself()));
    }
    world.suite.revoke(&world.ana, 3);
    let list = |start_after, limit| -> Vec<u32> {
        let msg = QueryMsg::Consents { patient: world.ana.id, start_after, limit };
        let page: Vec<ConsentResponse> = world.suite.try_ask_access(&msg).unwrap();
        page.into_iter().map(|consent| consent.consent).collect()
    };
    assert_eq!(list(None, None), (1..=10).collect::<Vec<_>>());
    assert_eq!(list(Some(10), None), [11, 12]);
    assert_eq!(list(Some(1), Some(3)), [2, 3, 4]);
}
