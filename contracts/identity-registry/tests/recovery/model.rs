//! Recoveries held against a model in plain Rust: whatever guardians, owner and registrar try in whatever order,
//! contract and model say yes and no alike and end in the same state.

use std::collections::{BTreeMap, BTreeSet};

use chartseal_testing::{Actor, DAY, Suite};
use chartseal_types::identity::{ExecuteMsg, RECOVERY_DELAY, RECOVERY_LAPSES_AFTER};
use cosmwasm_std::Addr;
use proptest::prelude::*;
use proptest::sample::select;

use crate::common::*;

const GUARDIANS: usize = 3;
const THRESHOLD: usize = 2;
/// Who is no guardian, among those who try what guardians do.
const STRANGER: usize = GUARDIANS;
/// The registrar, among those who override.
const REGISTRAR: usize = GUARDIANS + 1;

#[derive(Debug, Clone)]
enum Step {
    Start { by: usize },
    Approve { by: usize, number: u32 },
    Veto,
    Override { by: usize, number: u32 },
    Withdraw { by: usize },
    Complete { number: u32 },
    Wait { days: u64 },
}

fn step() -> impl Strategy<Value = Step> {
    let (by, number) = (0..=STRANGER, 1..6_u32);
    prop_oneof![
        3 => by.clone().prop_map(|by| Step::Start { by }),
        5 => (by.clone(), number.clone()).prop_map(|(by, number)| Step::Approve { by, number }),
        1 => Just(Step::Veto),
        5 => (0..=REGISTRAR, number.clone()).prop_map(|(by, number)| Step::Override { by, number }),
        1 => by.prop_map(|by| Step::Withdraw { by }),
        3 => number.prop_map(|number| Step::Complete { number }),
        4 => select(vec![1, 6, 7, 30]).prop_map(|days| Step::Wait { days }),
    ]
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Under {
    by: usize,
    approvals: BTreeSet<usize>,
    vetoed: bool,
    overrides: BTreeSet<usize>,
    registrar: bool,
    due_at: Option<u64>,
    lapses_at: u64,
}

impl Under {
    fn fall_due(&mut self, now: u64) {
        self.due_at = Some(now + RECOVERY_DELAY);
        self.lapses_at = now + RECOVERY_DELAY + RECOVERY_LAPSES_AFTER;
    }
}

/// One identity, without a chain. It is recovered at most once: then the guardians' new account is its own.
struct Model {
    now: u64,
    last: u32,
    recovered_by: Option<u32>,
    standing: BTreeMap<u32, Under>,
}

impl Model {
    fn start(&mut self, by: usize) -> bool {
        let accepted = by < GUARDIANS && self.standing.values().all(|under| under.by != by);
        if accepted {
            self.last += 1;
            let lapses_at = self.now + RECOVERY_LAPSES_AFTER;
            self.standing.insert(self.last, Under { by, lapses_at, ..Under::default() });
            self.approve(by, self.last);
        }
        accepted
    }

    fn approve(&mut self, by: usize, number: u32) -> bool {
        let now = self.now;
        let Some(under) = self.standing.get_mut(&number) else { return false };
        let accepted = by < GUARDIANS && !under.vetoed && under.approvals.insert(by);
        if accepted && under.due_at.is_none() && under.approvals.len() >= THRESHOLD {
            under.fall_due(now);
        }
        accepted
    }

    fn veto(&mut self) -> bool {
        let lapses_at = self.now + RECOVERY_LAPSES_AFTER;
        let mut any = false;
        for under in self.standing.values_mut().filter(|under| !under.vetoed) {
            (under.vetoed, under.due_at, under.lapses_at, any) = (true, None, lapses_at, true);
        }
        any
    }

    fn overrule(&mut self, by: usize, number: u32) -> bool {
        let now = self.now;
        let Some(under) = self.standing.get_mut(&number) else { return false };
        let open = under.vetoed && under.due_at.is_none();
        let accepted = open
            && match by {
                REGISTRAR => !std::mem::replace(&mut under.registrar, true),
                by => by < GUARDIANS && under.overrides.insert(by),
            };
        if accepted && under.registrar && under.overrides.len() >= THRESHOLD {
            under.fall_due(now);
        }
        accepted
    }

    fn withdraw(&mut self, by: usize) -> bool {
        let number = self.standing.iter().find(|(_, under)| under.by == by).map(|(number, _)| *number);
        number.is_some_and(|number| self.standing.remove(&number).is_some())
    }

    fn complete(&mut self, number: u32) -> bool {
        let due = self.standing.get(&number).and_then(|under| under.due_at);
        let accepted = due.is_some_and(|due_at| due_at <= self.now);
        if accepted {
            self.standing.clear();
            self.recovered_by = Some(number);
        }
        accepted
    }

    /// Whether the contract must accept the step.
    fn take(&mut self, step: &Step) -> bool {
        match *step {
            Step::Start { by } => self.start(by),
            Step::Approve { by, number } => self.approve(by, number),
            Step::Veto => self.veto(),
            Step::Override { by, number } => self.overrule(by, number),
            Step::Withdraw { by } => self.withdraw(by),
            Step::Complete { number } => self.complete(number),
            Step::Wait { days } => {
                self.now += days * DAY;
                let now = self.now;
                self.standing.retain(|_, under| now < under.lapses_at);
                true
            }
        }
    }
}

struct World {
    suite: Suite,
    ana: Actor,
    /// The guardians, and the stranger behind them.
    people: Vec<Actor>,
    /// Started so far: each recovery is to an account of its own.
    started: u32,
}

impl World {
    fn new() -> Self {
        let mut suite = Suite::new();
        let ana = suite.patient("ana");
        let mut people = suite.guarded(&ana, ["gil", "gus", "gwen"], THRESHOLD as u8).to_vec();
        people.push(suite.patient("stranger"));
        Self { suite, ana, people, started: 0 }
    }

    fn account(&self, number: u32) -> Addr {
        self.suite.account(&format!("account of recovery {number}"))
    }

    /// Whether the contract accepted the step; `owner` is the account that controls the identity now.
    fn take(&mut self, step: &Step, owner: &Addr) -> bool {
        let id = self.ana.id;
        match *step {
            Step::Start { by } => {
                let account = self.account(self.started + 1);
                let accepted = self.suite.try_start_recovery(&self.people[by], id, &account).is_ok();
                self.started += u32::from(accepted);
                accepted
            }
            Step::Approve { by, number } => {
                self.suite.try_approve_recovery(&self.people[by], id, number).is_ok()
            }
            Step::Veto => self.suite.try_identity(owner, ExecuteMsg::VetoRecovery {}).is_ok(),
            Step::Override { by, number } => {
                let account = match by {
                    REGISTRAR => self.suite.registrar.clone(),
                    by => self.people[by].account.clone(),
                };
                self.suite.try_override_veto(&account, id, number).is_ok()
            }
            Step::Withdraw { by } => {
                let msg = ExecuteMsg::WithdrawRecovery { identity: id };
                self.suite.try_identity(&self.people[by].account, msg).is_ok()
            }
            Step::Complete { number } => {
                self.suite.try_complete_recovery(&self.account(number), id, number).is_ok()
            }
            Step::Wait { days } => {
                self.suite.wait(days * DAY);
                true
            }
        }
    }

    /// What stands, in the model's words.
    fn standing(&self) -> BTreeMap<u32, Under> {
        let place = |id| self.people.iter().position(|person| person.id == id).expect("a guardian");
        let places = |ids: Vec<_>| ids.into_iter().map(place).collect();
        let recoveries = self.suite.recoveries(self.ana.id);
        let told = recoveries.into_iter().map(|recovery| {
            let under = Under {
                by: place(recovery.started_by),
                approvals: places(recovery.approvals),
                vetoed: recovery.veto.is_some(),
                overrides: places(recovery.overrides),
                registrar: recovery.registrar.is_some(),
                due_at: recovery.due_at,
                lapses_at: recovery.lapses_at,
            };
            (recovery.number, under)
        });
        told.collect()
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn recoveries_come_and_go_as_the_model_says(steps in prop::collection::vec(step(), 1..40)) {
        let mut world = World::new();
        let mut model =
            Model { now: world.suite.now(), last: 0, recovered_by: None, standing: BTreeMap::new() };
        for step in steps {
            // Verifications last a year, and only they would run out.
            prop_assume!(model.now < world.suite.identity(world.ana.id).verified_until - 31 * DAY);
            let owner = world.suite.accounts(world.ana.id).remove(0);
            let accepted = world.take(&step, &owner);
            prop_assert_eq!(accepted, model.take(&step), "{:?}", step);
            prop_assert_eq!(&world.standing(), &model.standing, "{:?}", step);
            let expected = model.recovered_by.map_or(world.ana.account.clone(), |number| world.account(number));
            prop_assert_eq!(world.suite.accounts(world.ana.id), [expected.clone()]);
            prop_assert_eq!(identity_of(&world.suite, &expected), Some(world.ana.id));
        }
    }
}
