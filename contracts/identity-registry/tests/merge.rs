//! Two registrars merge a duplicate into a survivor, after 72 h and under both patients' veto, and take it back.

use crate::common::*;
use chartseal_testing::{Actor, Suite, claim};
use chartseal_types::IdentityId;
use chartseal_types::identity::abi::MAX_DUPLICATES;
use chartseal_types::identity::{
    ACT_DELAY, ActUnchecked, ExecuteMsg, IdentityRegistry, IdentityRow, QueryMsg, Stage,
};
use identity_registry::{ContractError, PatientError, StandingError};

fn row(suite: &Suite, id: IdentityId) -> IdentityRow {
    let registry = IdentityRegistry(suite.contracts.identity_registry.clone());
    registry.identity(&suite.app.wrap(), id).unwrap().unwrap()
}

fn duplicates(suite: &Suite, survivor: IdentityId) -> Vec<IdentityId> {
    let registry = IdentityRegistry(suite.contracts.identity_registry.clone());
    let raw = registry.duplicates(&suite.app.wrap(), survivor).unwrap();
    assert_eq!(raw, ask::<Vec<IdentityId>>(suite, QueryMsg::Duplicates { survivor }));
    raw
}

fn refused(suite: &mut Suite, duplicate: IdentityId, survivor: IdentityId) -> PatientError {
    let registrar = suite.registrar.clone();
    let result = suite.try_propose_act(&registrar, ActUnchecked::Merge { duplicate, survivor });
    match chartseal_testing::Refusal::refusal::<ContractError>(result) {
        ContractError::Patient(error) => error,
        other => panic!("{other:?}"),
    }
}

fn two(suite: &mut Suite) -> (Actor, Actor) {
    (suite.patient("ana"), suite.patient("ana, again"))
}

#[test]
fn a_merge_points_from_the_duplicate_to_the_survivor_and_back() {
    let mut suite = Suite::new();
    let (ana, again) = two(&mut suite);
    let registrar = suite.registrar.clone();
    let number = suite.act(ActUnchecked::Merge { duplicate: again.id, survivor: ana.id });
    suite.wait(ACT_DELAY);
    let response = suite.try_apply_act(&registrar, number).unwrap();
    assert_eq!(attribute(&response, "patients_merged", "identity"), again.id.to_string());
    assert_eq!(attribute(&response, "patients_merged", "survivor"), ana.id.to_string());
    assert_eq!(attribute(&response, "patients_merged", "generation"), "1");
    let (duplicate, survivor) = (row(&suite, again.id), row(&suite, ana.id));
    assert_eq!((duplicate.merged_into, duplicate.generation), (Some(ana.id), 1));
    assert!(duplicate.is_frozen(suite.now()) && !duplicate.is_active(suite.now()));
    assert_eq!((survivor.has_duplicates, survivor.generation, survivor.merged_into), (true, 0, None));
    assert!(survivor.is_active(suite.now()));
    assert_eq!(duplicates(&suite, ana.id), [again.id]);
    assert_eq!(suite.identity(again.id).merged_into, Some(ana.id));
    assert!(duplicates(&suite, again.id).is_empty());

    suite.unmerge(again.id);
    let (duplicate, survivor) = (row(&suite, again.id), row(&suite, ana.id));
    // What was permitted before stays ended.
    assert_eq!((duplicate.merged_into, duplicate.generation), (None, 1));
    assert!(duplicate.is_active(suite.now()));
    assert!(!survivor.has_duplicates && duplicates(&suite, ana.id).is_empty());
    // And once more, the other way round.
    suite.merge(ana.id, again.id);
    assert_eq!(duplicates(&suite, again.id), [ana.id]);
    assert_eq!(row(&suite, ana.id).generation, 1);
}

#[test]
fn either_patient_vetoes() {
    let mut suite = Suite::new();
    let (ana, again) = two(&mut suite);
    let stranger = suite.patient("stranger");
    for by in [&ana, &again] {
        let number = suite.act(ActUnchecked::Merge { duplicate: again.id, survivor: ana.id });
        assert!(suite.try_identity(&stranger.account, ExecuteMsg::VetoAct { number }).is_err());
        suite.wait(ACT_DELAY);
        suite.try_identity(&by.account, ExecuteMsg::VetoAct { number }).unwrap();
        assert_eq!(suite.act_of(number).stage, Stage::Vetoed);
    }
    assert_eq!(row(&suite, again.id).merged_into, None);
}

#[test]
fn a_merged_patients_accounts_do_nothing_until_it_is_taken_back() {
    let mut suite = Suite::new();
    let (ana, again, ben) = {
        let (ana, again) = two(&mut suite);
        (ana, again, suite.patient("ben"))
    };
    suite.appoint_by_registrars(again.id, ben.id, suite.appointment());
    let waiting = suite.act(ActUnchecked::AppointRepresentative {
        patient: again.id,
        representative: ana.id,
        appointment: suite.appointment(),
    });
    suite.merge(again.id, ana.id);
    let end = ExecuteMsg::EndRepresentative { patient: again.id, representative: ben.id };
    for msg in [end.clone(), ExecuteMsg::VetoAct { number: waiting }] {
        assert_refused!(
            suite.try_identity(&again.account, msg),
            ContractError::Standing(StandingError::Merged { identity, survivor })
                if identity == again.id && survivor == ana.id,
        );
    }
    let registrar = suite.registrar.clone();
    // Nobody is appointed for it, not even by what waited before.
    assert_refused!(
        suite.try_apply_act(&registrar, waiting),
        ContractError::Standing(StandingError::Merged { .. }),
    );
    suite.unmerge(again.id);
    suite.try_identity(&again.account, end).unwrap();
}

#[test]
fn a_patient_is_not_merged_with_itself() {
    let mut suite = Suite::new();
    let ana = suite.patient("ana");
    assert_eq!(refused(&mut suite, ana.id, ana.id), PatientError::WithItself { patient: ana.id });
}

#[test]
fn there_are_no_chains_and_no_rings() {
    let mut suite = Suite::new();
    let [a, b, c] = ["a", "b", "c"].map(|name| suite.patient(name).id);
    // Both ways round are proposed and confirmed before either is applied.
    let registrar = suite.registrar.clone();
    let [there, back] =
        [(a, b), (b, a)].map(|(duplicate, survivor)| suite.act(ActUnchecked::Merge { duplicate, survivor }));
    let onwards = suite.act(ActUnchecked::Merge { duplicate: b, survivor: c });
    suite.wait(ACT_DELAY);
    suite.try_apply_act(&registrar, there).unwrap();
    assert_refused!(
        suite.try_apply_act(&registrar, back),
        ContractError::Patient(PatientError::Standing(StandingError::Merged { identity, survivor }))
            if identity == a && survivor == b,
    );
    assert_refused!(
        suite.try_apply_act(&registrar, onwards),
        ContractError::Patient(PatientError::HasDuplicates { duplicate }) if duplicate == b,
    );
    let merged = PatientError::Standing(StandingError::Merged { identity: a, survivor: b });
    assert_eq!(refused(&mut suite, c, a), merged);
    assert_eq!(refused(&mut suite, a, c), merged);
    assert_eq!(refused(&mut suite, a, b), merged);
    assert_eq!(refused(&mut suite, b, c), PatientError::HasDuplicates { duplicate: b });
    // The survivor takes in another, and once it has none any more it may give way.
    suite.merge(c, b);
    for duplicate in [a, c] {
        suite.unmerge(duplicate);
    }
    suite.wait(ACT_DELAY);
    suite.try_apply_act(&registrar, onwards).unwrap();
}

#[test]
fn a_survivor_takes_in_at_most_four() {
    let mut suite = Suite::new();
    let ana = suite.patient("ana");
    let others: Vec<IdentityId> =
        (0..=MAX_DUPLICATES).map(|number| suite.patient(&format!("ana {number}")).id).collect();
    let registrar = suite.registrar.clone();
    let late = suite.act(ActUnchecked::Merge { duplicate: others[4], survivor: ana.id });
    for duplicate in &others[..MAX_DUPLICATES] {
        suite.merge(*duplicate, ana.id);
    }
    assert_refused!(
        suite.try_apply_act(&registrar, late),
        ContractError::Patient(PatientError::TooManyDuplicates { survivor }) if survivor == ana.id,
    );
    let error = PatientError::TooManyDuplicates { survivor: ana.id };
    let one_more = suite.patient("one more").id;
    assert_eq!(refused(&mut suite, one_more, ana.id), error);
    assert_eq!(duplicates(&suite, ana.id), others[..MAX_DUPLICATES]);
    suite.unmerge(others[1]);
    assert!(row(&suite, ana.id).has_duplicates);
    assert_eq!(duplicates(&suite, ana.id), [others[0], others[2], others[3]]);
    suite.try_apply_act(&registrar, late).unwrap();
}

#[test]
fn an_owner_never_gives_way_to_an_identity_without_one() {
    let mut suite = Suite::new();
    let (north, ana) = (suite.hospital("north"), suite.patient("ana"));
    let (unknown, other) = (suite.unclaimed(&north), suite.unclaimed(&north));
    let error = PatientError::SurvivorUnclaimed { survivor: unknown };
    assert_eq!(refused(&mut suite, ana.id, unknown), error);
    // Two without an owner, and then into the owner's: the patient who came in unconscious was known after all.
    suite.merge(other, unknown);
    suite.unmerge(other);
    suite.merge(unknown, ana.id);
    assert_eq!(row(&suite, unknown).merged_into, Some(ana.id));
    // What is claimed while a merge waits keeps its owner.
    let number = suite.act(ActUnchecked::Merge { duplicate: other, survivor: ana.id });
    let owner = suite.account("owner");
    let claiming = suite.act(claim(other, &owner));
    suite.try_apply_act(&owner, claiming).unwrap();
    suite.try_identity(&owner, ExecuteMsg::VetoAct { number }).unwrap();
}

#[test]
fn neither_is_revoked_and_death_is_marked_on_both_or_on_none() {
    let mut suite = Suite::new();
    let (ana, again) = two(&mut suite);
    suite.deceased(ana.id);
    for (duplicate, survivor) in [(ana.id, again.id), (again.id, ana.id)] {
        let error = PatientError::OneIsDead { duplicate, survivor };
        assert_eq!(refused(&mut suite, duplicate, survivor), error);
    }
    suite.deceased(again.id);
    suite.merge(again.id, ana.id);
    let revoked = suite.patient("revoked");
    suite.revoke_identity(revoked.id);
    let other = suite.patient("other");
    for (duplicate, survivor) in [(revoked.id, other.id), (other.id, revoked.id)] {
        assert!(matches!(
            refused(&mut suite, duplicate, survivor),
            PatientError::Standing(StandingError::Ended { identity, .. }) if identity == revoked.id
        ));
    }
}

#[test]
fn only_a_merge_is_taken_back() {
    let mut suite = Suite::new();
    let (ana, again) = two(&mut suite);
    suite.merge(again.id, ana.id);
    let registrar = suite.registrar.clone();
    assert_refused!(
        suite.try_propose_act(&registrar, ActUnchecked::Unmerge { duplicate: ana.id }),
        ContractError::Patient(PatientError::NotMerged { patient }) if patient == ana.id,
    );
    // Two that wait to take it back: the second comes too late.
    let [first, second] = [(); 2].map(|()| suite.propose_act(ActUnchecked::Unmerge { duplicate: again.id }));
    suite.try_confirm_act(first).unwrap();
    assert_refused!(suite.try_confirm_act(second), ContractError::Patient(PatientError::NotMerged { .. }),);
}
