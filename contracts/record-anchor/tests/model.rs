//! The life of records held against a plain model: whatever is sent in whatever order, the contract accepts what the
//! model accepts and ends up where the model ends up.

use chartseal_testing::{DAY, content_hash};
use chartseal_types::anchor::{Descriptor, ERASURE_DELAY, QueryMsg, RecordResponse, RecordStatus};
use proptest::prelude::*;

use crate::clinic::{Cast, Clinic, result};

const NAMES: [&str; 4] = ["a", "b", "c", "d"];

#[derive(Debug, Clone)]
enum Step {
    Anchor { name: usize, supersedes: Option<usize>, retain_days: Option<u64> },
    Retract { name: usize },
    Hold { name: usize, by_admin: bool, days: u64 },
    Release { name: usize, by_admin: bool },
    Erase { name: usize },
    Cancel { name: usize },
    Complete { name: usize },
    Wait { days: u64 },
}

fn step() -> impl Strategy<Value = Step> {
    let name = || 0..NAMES.len();
    prop_oneof![
        4 => (name(), prop::option::of(name()), prop::option::weighted(0.2, 1u64..20)).prop_map(
            |(name, supersedes, retain_days)| Step::Anchor { name, supersedes, retain_days }
        ),
        1 => name().prop_map(|name| Step::Retract { name }),
        1 => (name(), any::<bool>(), 1u64..20)
            .prop_map(|(name, by_admin, days)| Step::Hold { name, by_admin, days }),
        1 => (name(), any::<bool>()).prop_map(|(name, by_admin)| Step::Release { name, by_admin }),
        2 => name().prop_map(|name| Step::Erase { name }),
        1 => name().prop_map(|name| Step::Cancel { name }),
        2 => name().prop_map(|name| Step::Complete { name }),
        3 => (1u64..10).prop_map(|days| Step::Wait { days }),
    ]
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Known {
    status: RecordStatus,
    superseded_by: Option<usize>,
    retain_until: u64,
    hold: Option<(u64, bool)>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Erasure {
    from: u64,
    completed: bool,
}

/// What the contract should know of each name.
#[derive(Debug, Default, Clone, Copy)]
struct Entry {
    known: Option<Known>,
    erasure: Option<Erasure>,
    happenings: usize,
}

#[derive(Debug, Default)]
struct Model {
    now: u64,
    entries: [Entry; NAMES.len()],
}

impl Model {
    fn erased(&self, name: usize) -> bool {
        self.entries[name].erasure.is_some_and(|erasure| erasure.from <= self.now)
    }

    fn hold(&self, name: usize) -> Option<(u64, bool)> {
        self.entries[name].known.and_then(|known| known.hold).filter(|(until, _)| self.now < *until)
    }

    /// A known head that is not erased.
    fn head(&self, name: usize) -> Option<Known> {
        self.entries[name].known.filter(|known| known.superseded_by.is_none() && !self.erased(name))
    }

    /// What a step makes of the model; none when it is refused.
    fn take(&mut self, step: &Step) -> Option<()> {
        let now = self.now;
        match *step {
            Step::Anchor { name, supersedes, retain_days } => {
                if self.entries[name].known.is_some() || self.entries[name].erasure.is_some() {
                    return None;
                }
                if let Some(old) = supersedes {
                    let mut head = self.head(old)?;
                    head.superseded_by = Some(name);
                    if head.status == RecordStatus::Current {
                        head.status = RecordStatus::Superseded;
                    }
                    self.entries[old].known = Some(head);
                }
                let retain_until = retain_days.map_or(0, |days| now + days * DAY);
                let status = RecordStatus::Current;
                self.entries[name].known =
                    Some(Known { status, superseded_by: None, retain_until, hold: None });
                return Some(());
            }
            Step::Retract { name } => {
                let head = self.head(name).filter(|head| head.status != RecordStatus::Retracted)?;
                self.entries[name].known = Some(Known { status: RecordStatus::Retracted, ..head });
            }
            Step::Hold { name, by_admin, days } => {
                let known = self.entries[name].known.filter(|_| !self.erased(name))?;
                if self.hold(name).is_some_and(|(_, admin_s)| admin_s && !by_admin) {
                    return None;
                }
                self.entries[name].known = Some(Known { hold: Some((now + days * DAY, by_admin)), ..known });
                self.entries[name].erasure = None;
            }
            Step::Release { name, by_admin } => {
                let (_, admin_s) = self.hold(name)?;
                if admin_s && !by_admin {
                    return None;
                }
                self.entries[name].known.as_mut()?.hold = None;
            }
            Step::Erase { name } => {
                let retained = self.entries[name].known.is_some_and(|known| now < known.retain_until);
                if self.entries[name].erasure.is_some() || retained || self.hold(name).is_some() {
                    return None;
                }
                let from = now + ERASURE_DELAY;
                self.entries[name].erasure = Some(Erasure { from, completed: false });
            }
            Step::Cancel { name } => {
                if self.entries[name].erasure.is_none() || self.erased(name) {
                    return None;
                }
                self.entries[name].erasure = None;
            }
            Step::Complete { name } => {
                let erasure = self.entries[name].erasure.filter(|erasure| !erasure.completed)?;
                if !self.erased(name) {
                    return None;
                }
                self.entries[name].erasure = Some(Erasure { completed: true, ..erasure });
                if let Some(known) = &mut self.entries[name].known {
                    (known.status, known.retain_until, known.hold) = (RecordStatus::Erased, 0, None);
                }
            }
            Step::Wait { days } => {
                self.now += days * DAY;
                return Some(());
            }
        }
        let (Step::Retract { name }
        | Step::Hold { name, .. }
        | Step::Release { name, .. }
        | Step::Erase { name }
        | Step::Cancel { name }
        | Step::Complete { name }) = *step
        else {
            return Some(());
        };
        self.entries[name].happenings += 1;
        Some(())
    }
}

/// Sends the step to the contract; whether it was accepted.
fn send(clinic: &mut Clinic, who: &Cast, step: &Step) -> bool {
    let admin = clinic.suite.admin.clone();
    let placer = |by_admin| if by_admin { &admin } else { &who.north.account };
    let ana = &who.ana.account;
    match *step {
        Step::Anchor { name, supersedes, retain_days } => {
            clinic.suite.open_care(&who.ana, who.north.id);
            let descriptor = Descriptor {
                supersedes: supersedes.map(|old| content_hash(NAMES[old])),
                retain_until: retain_days.map(|days| clinic.suite.now() + days * DAY),
                ..result(NAMES[name])
            };
            clinic.try_anchor(&who.doctor, &who.ana, &[descriptor]).is_ok()
        }
        Step::Retract { name } => clinic.try_retract(&who.north.account, NAMES[name]).is_ok(),
        Step::Hold { name, by_admin, days } => clinic.try_hold(placer(by_admin), NAMES[name], days).is_ok(),
        Step::Release { name, by_admin } => clinic.try_release(placer(by_admin), NAMES[name]).is_ok(),
        Step::Erase { name } => clinic.try_erase(ana, NAMES[name]).is_ok(),
        Step::Cancel { name } => clinic.try_cancel(ana, NAMES[name]).is_ok(),
        Step::Complete { name } => clinic.try_complete(ana, NAMES[name]).is_ok(),
        Step::Wait { days } => {
            clinic.suite.wait(days * DAY);
            true
        }
    }
}

/// What the contract tells of a name, in the model's words.
fn told(clinic: &Clinic, who: &Cast, name: &str) -> (Option<Known>, Option<Erasure>, usize) {
    let (patient, record) = (who.ana.id, content_hash(name));
    let anchor = &clinic.suite.contracts.record_anchor;
    let known = clinic.suite.try_query::<RecordResponse>(anchor, &QueryMsg::Record { patient, record }).ok();
    let known = known.map(|record| Known {
        status: record.status,
        superseded_by: NAMES.iter().position(|name| record.superseded_by == Some(content_hash(name))),
        retain_until: record.retain_until.unwrap_or_default(),
        hold: record.hold.map(|hold| (hold.until, hold.by_admin)),
    });
    let erasure = clinic
        .suite
        .erasure(patient, record)
        .map(|erasure| Erasure { from: erasure.erased_from, completed: erasure.completed_at.is_some() });
    (known, erasure, clinic.suite.record_history(patient, record).len())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn the_contract_does_what_the_model_does(steps in prop::collection::vec(step(), 1..36)) {
        let (mut clinic, who) = Clinic::open();
        let mut model = Model { now: clinic.suite.now(), ..Model::default() };
        for step in &steps {
            let accepted = model.take(step).is_some();
            prop_assert_eq!(send(&mut clinic, &who, step), accepted, "{:?}", step);
            for (name, entry) in NAMES.iter().enumerate() {
                let known = entry_known(&model, name);
                let expected = (known, model.entries[name].erasure, model.entries[name].happenings);
                prop_assert_eq!(told(&clinic, &who, entry), expected, "{} after {:?}", entry, step);
                if known.is_some() {
                    prop_assert_eq!(clinic.is_erased(entry), model.erased(name));
                }
            }
        }
    }
}

/// The entry as queries tell it: a hold that has lapsed is no hold.
fn entry_known(model: &Model, name: usize) -> Option<Known> {
    model.entries[name].known.map(|known| Known { hold: model.hold(name), ..known })
}
