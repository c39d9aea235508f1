//! Who the guardians of an identity are.

use chartseal_testing::{Actor, Suite};
use chartseal_types::IdentityId;
use chartseal_types::identity::{
    CHANGE_DELAY, ChangeUnchecked, Guardians, GuardiansError, GuardiansVersion, Kind, MAX_GUARDIANS, QueryMsg,
};
use identity_registry::{ContractError, StandingError};

use crate::common::*;

fn set(guardians: &[IdentityId], threshold: u8) -> ChangeUnchecked {
    ChangeUnchecked::SetGuardians { guardians: guardians.to_vec(), threshold }
}

fn people(suite: &mut Suite, count: usize) -> Vec<IdentityId> {
    (0..count).map(|number| suite.register(&format!("person {number}"), Kind::Patient).id).collect()
}

fn history(suite: &Suite, id: IdentityId) -> Vec<GuardiansVersion> {
    ask(suite, QueryMsg::GuardianHistory { id, start_after: None, limit: None })
}

#[test]
fn guardians_count_after_72_hours_and_every_list_is_kept() {
    let mut suite = Suite::new();
    let ana = suite.patient("ana");
    assert_eq!(suite.guardians(ana.id), Guardians::default());
    let mut people = people(&mut suite, 3);
    let number = suite.propose_change(&ana.account, set(&people, 2));
    suite.wait(CHANGE_DELAY);
    assert_eq!(suite.guardians(ana.id), Guardians::default());
    let response = suite.try_apply_change(&ana.account, ana.id, number).unwrap();
    people.sort_unstable();
    let listed = people.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
    assert_eq!(attribute(&response, "guardians_set", "guardians"), listed);
    assert_eq!(attribute(&response, "guardians_set", "threshold"), "2");
    let first = Guardians { identities: people, threshold: 2 };
    assert_eq!(suite.guardians(ana.id), first);
    let since = suite.now();

    // None at all is a list as well.
    suite.set_guardians(&ana, &[], 0);
    assert_eq!(suite.guardians(ana.id), Guardians::default());
    let [one, other] = history(&suite, ana.id).try_into().unwrap();
    assert_eq!(one, GuardiansVersion { guardians: first, since, by: ana.account.clone() });
    assert_eq!(
        other,
        GuardiansVersion { guardians: Guardians::default(), since: suite.now(), by: ana.account }
    );
}

fn refused(suite: &mut Suite, ana: &Actor, guardians: &[IdentityId], threshold: u8) -> GuardiansError {
    let refused = suite.try_propose_change(&ana.account, set(guardians, threshold));
    match chartseal_testing::Refusal::refusal(refused) {
        ContractError::Guardians(error) => error,
        other => panic!("expected an error about guardians, got {other}"),
    }
}

#[test]
fn a_threshold_is_one_that_the_guardians_can_reach() {
    let mut suite = Suite::new();
    let ana = suite.patient("ana");
    let people = people(&mut suite, 3);
    for (count, threshold) in [(3, 0), (3, 4), (3, 255), (1, 2), (0, 1)] {
        let expected = GuardiansError::Threshold { guardians: count, got: threshold };
        assert_eq!(refused(&mut suite, &ana, &people[..count], threshold), expected);
    }
    // Controls: from one to all of them.
    for threshold in 1..=3 {
        suite.propose_change(&ana.account, set(&people, threshold));
    }
}

#[test]
fn there_are_seven_at_most() {
    let mut suite = Suite::new();
    let ana = suite.patient("ana");
    let people = people(&mut suite, MAX_GUARDIANS + 1);
    let expected = GuardiansError::TooMany { got: MAX_GUARDIANS + 1 };
    assert_eq!(refused(&mut suite, &ana, &people, 4), expected);
    suite.propose_change(&ana.account, set(&people[..MAX_GUARDIANS], 4));
}

#[test]
fn nobody_guards_themselves_and_nobody_counts_twice() {
    let mut suite = Suite::new();
    let ana = suite.patient("ana");
    let people = people(&mut suite, 2);
    let own = GuardiansError::Own { identity: ana.id };
    assert_eq!(refused(&mut suite, &ana, &[people[0], ana.id], 1), own);
    let repeated = GuardiansError::Repeated { guardian: people[1] };
    assert_eq!(refused(&mut suite, &ana, &[people[1], people[0], people[1]], 2), repeated);
}

#[test]
fn a_guardian_is_a_registered_identity() {
    let mut suite = Suite::new();
    let ana = suite.patient("ana");
    let nobody = IdentityId([9; 16]);
    assert_refused!(
        suite.try_propose_change(&ana.account, set(&[nobody], 1)),
        ContractError::Standing(StandingError::Unknown { identity }) if identity == nobody,
    );
}
