//! Requests: who may ask what, for how long, and what becomes of it.

use access_control::{ContractError, DocketError, OnBehalfError, PartyError, RequestError};
use chartseal_testing::{Affiliate, DAY, Refusal, asking};
use chartseal_types::access::{
    Grantee, LONGEST_REQUEST, QueryMsg, RequestPlace, RequestResponse, RequestStatus, RequestTermsUnchecked,
    StandingFault,
};
use chartseal_types::certificate::Standing;
use chartseal_types::identity::Kind;
use chartseal_types::{Category, Commitment, Confidentiality, IdentityId, Purpose, Role, Selection};

use crate::contract::world::World;

fn refused(world: &mut World, who: &Affiliate, terms: RequestTermsUnchecked) -> ContractError {
    let ana = world.ana.clone();
    world.suite.try_request(who, &ana, terms).refusal()
}

fn labs(world: &World) -> RequestTermsUnchecked {
    asking(world.suite.now() + 30 * DAY)
}

/// An examiner of an insurer, and what they ask for.
fn examiner(world: &mut World) -> (Affiliate, RequestTermsUnchecked) {
    let insurer = world.organization("insurer", Kind::Payer);
    let examiner = world.affiliate("erin", Role::ClaimsExaminer, &insurer);
    let terms = RequestTermsUnchecked {
        purposes: Selection::Only(vec![Purpose::HPAYMT]),
        claim: Some(Commitment([7; 32])),
        ..labs(world)
    };
    (examiner, terms)
}

#[test]
fn what_was_asked_is_told_as_the_permit_that_would_answer_it() {
    let mut world = World::new();
    let (dora, ana) = (world.dora.clone(), world.ana.clone());
    let now = world.suite.now();
    assert_eq!(world.suite.request(&dora, &ana), 1);
    let told = world.suite.requested(&ana, 1);
    assert_eq!((told.requester, told.organization, told.role), (dora.actor.id, dora.organization, dora.role));
    assert_eq!((told.asked_at, told.expires_at), (now, now + 7 * DAY));
    assert_eq!((told.status, told.closed), (RequestStatus::Open, None));
    let role = Grantee::Role { organization: dora.organization, role: dora.role };
    assert_eq!(told.terms.grantee, role);
    assert_eq!((told.terms.valid_from, told.terms.valid_until), (Some(now), Some(now + 30 * DAY)));
    assert_eq!(told.terms.compartments, Selection::All {});
}

#[test]
fn who_does_not_stand_asks_nothing() {
    let mut world = World::new();
    let (dora, terms) = (world.dora.clone(), labs(&world));
    let standing = |error| match error {
        ContractError::Party(PartyError::Standing { fault, .. }) => fault,
        other => panic!("{other}"),
    };
    let nurse = Affiliate { role: Role::Nurse, ..dora.clone() };
    assert_eq!(standing(refused(&mut world, &nurse, terms.clone())), StandingFault::Affiliation);
    world.put_certificate(dora.certificate.unwrap(), dora.actor.id, Standing::OnHold);
    assert_eq!(standing(refused(&mut world, &dora, terms.clone())), StandingFault::Certificate);
    world.certify(&dora.actor);
    world.suite.suspend(world.hospital.id);
    assert_eq!(standing(refused(&mut world, &dora, terms.clone())), StandingFault::Organization);
    world.suite.reinstate(world.hospital.id);
    world.suite.freeze(&dora.actor.account);
    assert_eq!(standing(refused(&mut world, &dora, terms.clone())), StandingFault::Frozen);
    // Control.
    world.suite.wait(14 * DAY);
    let ana = world.ana.clone();
    world.suite.try_request(&dora, &ana, terms).unwrap();
}

#[test]
fn nobody_asks_for_what_policy_denies() {
    let mut world = World::new();
    let (dora, terms) = (world.dora.clone(), labs(&world));
    let too_much = [
        RequestTermsUnchecked { purposes: Selection::All {}, ..terms.clone() },
        RequestTermsUnchecked { purposes: Selection::Only(vec![Purpose::HMARKT]), ..terms.clone() },
        RequestTermsUnchecked {
            categories: Selection::Only(vec![Category::Laboratory, Category::Financial]),
            ..terms.clone()
        },
        RequestTermsUnchecked { actions: Selection::All {}, categories: Selection::All {}, ..terms.clone() },
    ];
    for terms in too_much {
        let error = refused(&mut world, &dora, terms);
        assert!(matches!(error, ContractError::Request(RequestError::PolicyDenies { .. })), "{error}");
    }
    // A nurse reads what is restricted with consent, and what is very restricted never.
    let hospital = world.hospital.clone();
    let nurse = world.affiliate("nils", Role::Nurse, &hospital);
    let very = RequestTermsUnchecked { max_confidentiality: Confidentiality::V, ..terms.clone() };
    let error = refused(&mut world, &nurse, very);
    let ContractError::Request(RequestError::PolicyDenies { category, confidentiality, .. }) = error else {
        panic!("{error}")
    };
    assert_eq!((category, confidentiality), (Category::Laboratory, Confidentiality::V));
    let ana = world.ana.clone();
    let restricted = RequestTermsUnchecked { max_confidentiality: Confidentiality::R, ..terms };
    world.suite.try_request(&nurse, &ana, restricted).unwrap();
}

#[test]
fn a_payer_names_the_claim() {
    let mut world = World::new();
    let (erin, terms) = examiner(&mut world);
    let unnamed = RequestTermsUnchecked { claim: None, ..terms.clone() };
    let error = refused(&mut world, &erin, unnamed);
    let ContractError::Request(error) = error else { panic!("{error}") };
    assert_eq!(error, RequestError::NoClaim { organization: erin.organization });
    let ana = world.ana.clone();
    world.suite.try_request(&erin, &ana, terms).unwrap();
    assert_eq!(world.suite.requested(&ana, 1).terms.claim, Some(Commitment([7; 32])));
}

#[test]
fn a_patient_is_not_flooded() {
    let mut world = World::new();
    let (dora, ana) = (world.dora.clone(), world.ana.clone());
    let terms = asking(world.suite.now() + 365 * DAY);
    let too_many = |error: ContractError| match error {
        ContractError::Request(RequestError::Docket(error)) => error,
        other => panic!("{other}"),
    };
    world.suite.request(&dora, &ana);
    world.suite.request(&dora, &ana);
    // Colleagues share the organization's two.
    let hospital = world.hospital.clone();
    let colleague = world.affiliate("dirk", Role::Doctor, &hospital);
    let organization = hospital.id;
    for who in [&dora, &colleague] {
        let error = too_many(refused(&mut world, who, terms.clone()));
        assert_eq!(error, DocketError::TooManyOpen { organization });
    }
    // Another organization and another patient have their own.
    let (erin, claim) = examiner(&mut world);
    world.suite.try_request(&erin, &ana, claim).unwrap();
    let bob = world.suite.patient("bob");
    world.suite.request(&dora, &bob);
    // Withdrawing makes room, eight times in thirty days.
    for number in [1, 2, 4, 5, 6, 7, 8] {
        world.suite.try_withdraw_request(&dora.actor, ana.id, number).unwrap();
        if number > 1 {
            world.suite.request(&dora, &ana);
        }
    }
    world.suite.try_withdraw_request(&dora.actor, ana.id, 9).unwrap();
    let error = too_many(refused(&mut world, &dora, terms.clone()));
    assert_eq!(error, DocketError::TooManyRecent { organization });
    world.suite.wait(LONGEST_REQUEST);
    world.suite.try_request(&dora, &ana, terms).unwrap();
}

#[test]
fn every_end_is_kept_with_who_and_when() {
    let mut world = World::new();
    let (dora, ana) = (world.dora.clone(), world.ana.clone());
    let hospital = world.hospital.clone();
    world.suite.request(&dora, &ana);
    world.suite.request(&dora, &ana);
    world.suite.next_block();
    let at = world.suite.now();
    world.suite.try_refuse(&ana, 1).unwrap();
    // The organization withdraws what its people asked.
    world.suite.try_withdraw_request(&hospital, ana.id, 2).unwrap();
    world.suite.request(&dora, &ana);
    let consent = world.suite.answer_in_full(&ana, 3);
    world.suite.request(&dora, &ana);
    world.suite.wait(7 * DAY);

    let msg = QueryMsg::Requests { patient: ana.id, start_after: None, limit: None };
    let told: Vec<RequestResponse> = world.suite.try_ask_access(&msg).unwrap();
    let status: Vec<_> = told.iter().map(|request| request.status).collect();
    use RequestStatus::{Answered, Expired, Refused, Withdrawn};
    assert_eq!(status, [Refused, Withdrawn, Answered, Expired]);
    let ends: Vec<_> = told[..3].iter().map(|request| request.closed.clone().unwrap()).collect();
    assert_eq!((&ends[0].by, ends[0].at), (&ana.account, at));
    assert_eq!((&ends[1].by, ends[1].at), (&hospital.account, at));
    assert_eq!(&ends[2].by, &ana.account);
    assert_eq!(told[3].closed, None);
    assert_eq!(world.suite.consent(&ana, consent).request, Some(3));
}

#[test]
fn an_organization_finds_what_it_asked() {
    let mut world = World::new();
    let (dora, ana, bob) = (world.dora.clone(), world.ana.clone(), world.suite.patient("bob"));
    world.suite.request(&dora, &ana);
    world.suite.request(&dora, &bob);
    world.suite.request(&dora, &ana);
    let (erin, claim) = examiner(&mut world);
    world.suite.try_request(&erin, &ana, claim).unwrap();
    let page = |organization: IdentityId, start_after: Option<RequestPlace>, limit: Option<u32>| {
        let msg = QueryMsg::RequestsBy { organization, start_after, limit };
        let told: Vec<RequestResponse> = world.suite.try_ask_access(&msg).unwrap();
        told.iter().map(|told| (told.patient, told.request)).collect::<Vec<_>>()
    };
    let mut all = vec![(ana.id, 1), (ana.id, 2), (bob.id, 1)];
    all.sort();
    assert_eq!(page(dora.organization, None, None), all);
    let (patient, request) = all[0];
    assert_eq!(page(dora.organization, Some(RequestPlace { patient, request }), Some(1)), all[1..2]);
    assert_eq!(page(erin.organization, None, None), [(ana.id, 3)]);
    assert_eq!(page(ana.id, None, None), []);
}

#[test]
fn only_a_patient_is_asked_and_of_a_duplicate_the_survivor() {
    let mut world = World::new();
    let (dora, terms) = (world.dora.clone(), labs(&world));
    let hospital = world.hospital.clone();
    let error: ContractError = world.suite.try_request(&dora, &hospital, terms.clone()).refusal();
    assert!(matches!(error, ContractError::Party(PartyError::NotPatient { .. })), "{error}");
    let double = world.suite.patient("ana again");
    let ana = world.ana.clone();
    world.suite.merge(double.id, ana.id);
    let error: ContractError = world.suite.try_request(&dora, &double, terms).refusal();
    let ContractError::OnBehalf(error) = error else { panic!("{error}") };
    assert_eq!(error, OnBehalfError::Merged { identity: double.id, survivor: ana.id });
}
