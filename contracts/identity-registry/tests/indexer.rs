//! An indexer that sees only events knows what the registry knows of representatives, merges, deaths, claims, distrust
//! and acts.

use std::collections::{BTreeMap, BTreeSet};

use crate::common::*;
use chartseal_testing::{Suite, claim};
use chartseal_types::IdentityId;
use chartseal_types::identity::{
    ACT_DELAY, ActResponse, ActUnchecked, Distrusted, ExecuteMsg, QueryMsg, RepresentativeResponse, Stage,
};
use cosmwasm_std::Event;

/// What follows from the events so far.
#[derive(Debug, Default)]
struct Index {
    /// (patient, representative) → until when, and whether it is in dispute.
    representatives: BTreeMap<(IdentityId, IdentityId), (u64, bool)>,
    merged: BTreeMap<IdentityId, IdentityId>,
    dead: BTreeSet<IdentityId>,
    generations: BTreeMap<IdentityId, u32>,
    unclaimed: BTreeSet<IdentityId>,
    distrusted: BTreeMap<IdentityId, u64>,
    acts: BTreeMap<u32, Stage>,
}

impl Index {
    fn take(&mut self, event: &Event) {
        let find = |key: &str| {
            let found = event.attributes.iter().find(|attribute| attribute.key == key);
            found.unwrap_or_else(|| panic!("{} has no {key}", event.ty)).value.as_str()
        };
        let id = |key: &str| find(key).parse::<IdentityId>().unwrap();
        let number = |key: &str| find(key).parse::<u64>().unwrap();
        let pair = || (id("patient"), id("representative"));
        let mut generation = || self.generations.insert(id("identity"), number("generation") as u32);
        match event.ty.trim_start_matches("wasm-") {
            "representative_appointed" => {
                self.representatives.insert(pair(), (number("until"), false));
            }
            "representative_ended" => {
                self.representatives.remove(&pair()).unwrap();
            }
            "representative_disputed" => self.representatives.get_mut(&pair()).unwrap().1 = true,
            "dispute_settled" => self.representatives.get_mut(&pair()).unwrap().1 = false,
            "patients_merged" => {
                generation();
                self.merged.insert(id("identity"), id("survivor"));
            }
            "patients_unmerged" => assert_eq!(self.merged.remove(&id("identity")), Some(id("survivor"))),
            "death_marked" => {
                generation();
                self.dead.insert(id("identity"));
            }
            "death_undone" => {
                generation();
                assert!(self.dead.remove(&id("identity")));
            }
            "unclaimed_registered" => {
                self.unclaimed.insert(id("identity"));
            }
            "patient_claimed" => {
                generation();
                assert!(self.unclaimed.remove(&id("identity")));
            }
            "registrar_distrusted" => {
                self.distrusted.insert(id("organization"), number("since"));
            }
            "act_proposed" => {
                self.acts.insert(number("number") as u32, Stage::Proposed);
            }
            "act_confirmed" => {
                self.acts.insert(number("number") as u32, Stage::Confirmed);
            }
            "act_applied" => {
                self.acts.insert(number("number") as u32, Stage::Applied);
            }
            "act_vetoed" => {
                self.acts.insert(number("number") as u32, Stage::Vetoed);
            }
            "act_withdrawn" => {
                self.acts.insert(number("number") as u32, Stage::Withdrawn);
            }
            _ => {}
        }
    }
}

fn compare(suite: &Suite, patients: &[IdentityId]) {
    let mut index = Index::default();
    suite.events().iter().for_each(|event| index.take(event));
    for &patient in patients {
        let identity = suite.identity(patient);
        assert_eq!(identity.merged_into, index.merged.get(&patient).copied());
        assert_eq!(identity.deceased, index.dead.contains(&patient));
        assert_eq!(identity.claimed, !index.unclaimed.contains(&patient));
        assert_eq!(identity.generation, index.generations.get(&patient).copied().unwrap_or_default());
        let of_patient = |entry: &RepresentativeResponse| {
            let representation = &entry.representation;
            ((patient, representation.representative), (representation.until, entry.disputed))
        };
        let told: BTreeMap<_, _> = suite.representatives(patient).iter().map(of_patient).collect();
        let mut indexed = index.representatives.clone();
        indexed.retain(|(of, _), _| *of == patient);
        assert_eq!(told, indexed);
        let duplicates: BTreeSet<IdentityId> =
            ask::<Vec<IdentityId>>(suite, QueryMsg::Duplicates { survivor: patient }).into_iter().collect();
        let indexed = index.merged.iter().filter(|(_, into)| **into == patient);
        assert_eq!(duplicates, indexed.map(|(duplicate, _)| *duplicate).collect());
    }
    let acts: Vec<ActResponse> =
        ask(suite, QueryMsg::Acts { subject: None, start_after: None, limit: Some(100) });
    let told: BTreeMap<u32, Stage> = acts.into_iter().map(|act| (act.act.number, act.stage)).collect();
    assert_eq!(told, index.acts);
    let distrusted: Vec<Distrusted> = ask(suite, QueryMsg::Distrusted {});
    let told: BTreeMap<_, _> = distrusted.into_iter().map(|bad| (bad.registrar, bad.since)).collect();
    assert_eq!(told, index.distrusted);
}

#[test]
fn it_knows_what_the_registry_knows() {
    let mut suite = Suite::new();
    let (north, east) = (suite.hospital("north"), suite.another_registrar("east"));
    let [ana, ben, carl, dan] = ["ana", "ben", "carl", "dan"].map(|name| suite.patient(name));
    let (baby, unknown) = (suite.unclaimed(&north), suite.unclaimed(&north));
    let patients = [ana.id, ben.id, carl.id, dan.id, baby, unknown];
    for (patient, representative) in [(baby, ana.id), (baby, ben.id), (dan.id, ana.id), (dan.id, ben.id)] {
        suite.appoint_by_registrars(patient, representative, suite.appointment());
    }
    suite.dispute(baby, ben.id);
    compare(&suite, &patients);
    suite.act(ActUnchecked::SettleDispute { patient: baby, representative: ben.id });
    suite.dispute(dan.id, ana.id);
    suite.merge(unknown, carl.id);
    suite.merge(ben.id, carl.id);
    compare(&suite, &patients);
    suite.unmerge(ben.id);
    let owner = suite.claim(baby, "owner");
    assert_eq!(owner.id, baby);
    suite.deceased(dan.id);
    suite.appoint_by_registrars(dan.id, carl.id, suite.appointment());
    compare(&suite, &patients);
    suite.act(ActUnchecked::UndoDeath { patient: dan.id });
    let end = ExecuteMsg::EndRepresentative { patient: dan.id, representative: ana.id };
    suite.try_identity(&ana.account, end).unwrap();
    // Acts that end otherwise, or stay open.
    let death = ActUnchecked::Death { patient: ana.id };
    suite.propose_act(death.clone());
    let number = suite.propose_act(death);
    let registrar = suite.registrar.clone();
    suite.try_identity(&registrar, ExecuteMsg::WithdrawAct { number }).unwrap();
    let merging = suite.act(ActUnchecked::Merge { duplicate: ana.id, survivor: ben.id });
    suite.try_identity(&ana.account, ExecuteMsg::VetoAct { number: merging }).unwrap();
    let (late, newborn) = (suite.account("late"), suite.unclaimed(&north));
    let waiting = suite.act(claim(newborn, &late));
    assert_eq!(suite.act_of(waiting).stage, Stage::Confirmed);
    suite.wait(ACT_DELAY);
    suite.distrust(east.id, suite.now());
    suite.distrust(east.id, 5);
    compare(&suite, &patients);
}
