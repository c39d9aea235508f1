//! The log: append-only, in total order and for each patient, without gaps.

use chartseal_testing::{own_reading, permit};
use chartseal_types::access::{
    AccessEntry, Decision, Grantee, LogResponse, QueryMsg, Question, Rule, Target,
};
use chartseal_types::{Action, Category, Confidentiality, Hat, Purpose, Role};

use crate::contract::world::{World, for_purpose, label, laboratory};

fn log(world: &World, start_after: Option<u64>, limit: Option<u32>) -> LogResponse {
    world.suite.try_ask_access(&QueryMsg::Log { start_after, limit }).unwrap()
}

#[test]
fn an_entry_says_who_as_whom_for_whom_what_why_and_by_which_rule() {
    let mut world = World::new();
    let consent = world.suite.grant(&world.ana, permit(world.dora_herself()));
    let answer = world.dora_opens();
    let block = world.suite.app.block_info();
    assert_eq!(
        world.suite.access(answer.access),
        AccessEntry {
            access: 1,
            number: 1,
            patient: world.ana.id,
            survivor: None,
            requester: world.dora.actor.id,
            hat: Hat::Organization { organization: world.hospital.id, role: Role::Doctor },
            target: Target::Records(vec![world.result]),
            purpose: Purpose::TREAT,
            action: Action::Read,
            certificate: world.dora.certificate,
            policy_version: 1,
            decisions: vec![Decision::by_consent(Rule::Consent, consent)],
            at: block.time.seconds(),
            height: block.height,
            expires_at: answer.expires_at,
        }
    );
}

#[test]
fn labels_and_mixed_decisions_read_back_as_they_were() {
    let mut world = World::new();
    world.open_care();
    let labels = vec![
        laboratory(Confidentiality::N),
        label(Category::Document, Confidentiality::V, 15),
        label(Category::Financial, Confidentiality::N, 0),
        label(Category::PatientReported, Confidentiality::U, 1),
        label(Category::Summary, Confidentiality::R, 2),
    ];
    let question = world.dora.to_write(&world.ana, &labels);
    let answer = world.opens(&world.dora.clone(), question.clone());
    let entry = world.suite.access(answer.access);
    assert_eq!(entry.question(), question);
    assert_eq!(entry.decisions, answer.decisions);
    let rules: Vec<Rule> = entry.decisions.iter().map(|decision| decision.rule).collect();
    assert_eq!(rules, [Rule::Care, Rule::Care, Rule::PolicyDeny, Rule::PolicyDeny, Rule::Care]);
}

#[test]
fn denials_and_faults_are_recorded_too() {
    let mut world = World::new();
    let question = Question { certificate: None, ..world.reading() };
    let answer = world.opens(&world.dora.clone(), question);
    let entry = world.suite.access(answer.access);
    assert_eq!((entry.decisions, entry.expires_at), (answer.decisions, None));
}

#[test]
fn both_orders_are_free_of_gaps() {
    let mut world = World::new();
    let ben = world.suite.patient("ben");
    world.suite.grant(&world.ana, permit(Grantee::Everyone {}));
    let ana = world.ana.clone();
    let mut of_ana = 0;
    for turn in 0..9 {
        if turn % 3 == 0 {
            world.ana = ben.clone();
            let bens = world.labelled(7, laboratory(Confidentiality::N));
            world.suite.open(&ben, own_reading(&ben, &[bens]));
            world.ana = ana.clone();
        } else {
            world.dora_opens();
            of_ana += 1;
        }
        world.suite.next_block();
    }
    let all = log(&world, None, Some(100));
    assert_eq!(all.total, 9);
    let order: Vec<u64> = all.entries.iter().map(|entry| entry.access).collect();
    assert_eq!(order, (1..=9).collect::<Vec<_>>());
    assert!(all.entries.is_sorted_by_key(|entry| entry.at));

    let anas = world.suite.patient_log(&ana);
    assert_eq!(anas.total, of_ana);
    let places: Vec<u64> = anas.entries.iter().map(|entry| entry.number).collect();
    assert_eq!(places, (1..=of_ana).collect::<Vec<_>>());
    assert!(anas.entries.iter().all(|entry| entry.patient == ana.id));
}

#[test]
fn the_log_is_read_a_page_at_a_time_in_either_direction() {
    let mut world = World::new();
    for _ in 0..12 {
        world.dora_opens();
    }
    let page = log(&world, None, None);
    assert_eq!((page.entries.len(), page.total), (10, 12));
    assert_eq!(log(&world, Some(10), None).entries.len(), 2);

    let of_ana = |start_after, newest_first| -> Vec<u64> {
        let patient = world.ana.id;
        let msg = QueryMsg::PatientLog { patient, start_after, limit: Some(5), newest_first };
        let page: LogResponse = world.suite.try_ask_access(&msg).unwrap();
        page.entries.into_iter().map(|entry| entry.number).collect()
    };
    assert_eq!(of_ana(None, None), [1, 2, 3, 4, 5]);
    assert_eq!(of_ana(Some(10), Some(false)), [11, 12]);
    assert_eq!(of_ana(None, Some(true)), [12, 11, 10, 9, 8]);
    assert_eq!(of_ana(Some(3), Some(true)), [2, 1]);
}

#[test]
fn an_entry_never_changes_whatever_happens_later() {
    let mut world = World::new();
    let consent = world.suite.grant(&world.ana, permit(world.dora_herself()));
    let access = world.dora_opens().access;
    let before = world.suite.access(access);
    world.suite.revoke(&world.ana, consent);
    world.suite.next_block();
    let question = for_purpose(Purpose::HMARKT, world.reading());
    world.opens(&world.dora.clone(), question);
    assert_eq!(world.suite.access(access), before);
}
