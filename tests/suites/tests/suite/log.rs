//! Whatever is sent, in whatever order: the log grows by one entry for each opening that is answered, free of gaps in
//! both orders, and what is in it never changes.

use std::collections::BTreeMap;

use chartseal_testing::{Actor, DAY, HOUR, content_hash, deny, descriptor, own_reading, permit};
use chartseal_types::access::{AccessEntry, LogResponse, QueryMsg, Question, Target};
use chartseal_types::anchor::{ErasureBasis, ExecuteMsg as Anchor, RetractionReason};
use chartseal_types::certificate::ExecuteMsg as Certificate;
use chartseal_types::identity::{ExecuteMsg as Identity, Status, StatusReason};
use chartseal_types::{Action, IdentityId, Purpose, Role};
use proptest::prelude::*;
use proptest::sample::select;

use crate::clinic::{Clinic, laboratory};

/// A message, or time that passes.
#[derive(Debug, Clone)]
enum Step {
    /// The doctor opens a record of a patient, for a purpose.
    Open {
        patient: usize,
        purpose: Purpose,
        action: Action,
    },
    /// A patient opens a record of a patient: their own, or not.
    OpenOwn {
        who: usize,
        patient: usize,
    },
    /// A question that cannot be answered: nothing is recorded.
    OpenUnknown,
    Permit {
        patient: usize,
        grantee: usize,
    },
    Deny {
        patient: usize,
        grantee: usize,
    },
    Amend {
        patient: usize,
        consent: u32,
    },
    Revoke {
        patient: usize,
        consent: u32,
    },
    OpenCare {
        patient: usize,
    },
    EndCare {
        patient: usize,
    },
    SetStatus {
        active: bool,
    },
    Hold {
        release: bool,
    },
    EndRole,
    TightenPolicy,
    Anchor {
        ticket: u64,
    },
    Retract,
    Erase {
        cancel: bool,
    },
    Pause {
        resume: bool,
    },
    Migrate,
    Wait {
        seconds: u64,
    },
}

fn step() -> impl Strategy<Value = Step> {
    let patient = 0..2usize;
    prop_oneof![
        6 => (patient.clone(), select(&[Purpose::TREAT, Purpose::HMARKT]), select(&Action::ALL))
            .prop_map(|(patient, purpose, action)| Step::Open { patient, purpose, action }),
        3 => (patient.clone(), patient.clone()).prop_map(|(who, patient)| Step::OpenOwn { who, patient }),
        1 => Just(Step::OpenUnknown),
        2 => (patient.clone(), 0..4usize).prop_map(|(patient, grantee)| Step::Permit { patient, grantee }),
        1 => (patient.clone(), 0..4usize).prop_map(|(patient, grantee)| Step::Deny { patient, grantee }),
        1 => (patient.clone(), 1..4u32).prop_map(|(patient, consent)| Step::Amend { patient, consent }),
        2 => (patient.clone(), 1..4u32).prop_map(|(patient, consent)| Step::Revoke { patient, consent }),
        2 => patient.clone().prop_map(|patient| Step::OpenCare { patient }),
        1 => patient.prop_map(|patient| Step::EndCare { patient }),
        1 => any::<bool>().prop_map(|active| Step::SetStatus { active }),
        1 => any::<bool>().prop_map(|release| Step::Hold { release }),
        1 => Just(Step::EndRole),
        1 => Just(Step::TightenPolicy),
        2 => (0..8u64).prop_map(|ticket| Step::Anchor { ticket }),
        1 => Just(Step::Retract),
        1 => any::<bool>().prop_map(|cancel| Step::Erase { cancel }),
        1 => any::<bool>().prop_map(|resume| Step::Pause { resume }),
        1 => Just(Step::Migrate),
        2 => select(&[1, 60, HOUR, 5 * DAY, 15 * DAY]).prop_map(|seconds| Step::Wait { seconds }),
    ]
}

struct Play {
    clinic: Clinic,
    patients: [Actor; 2],
    anchored: u32,
    /// What the log held after the step before.
    seen: Vec<AccessEntry>,
}

impl Play {
    fn new() -> Self {
        let mut clinic = Clinic::new();
        let bob = clinic.suite.patient("bob");
        let patients = [clinic.ana.clone(), bob];
        let mut play = Self { clinic, patients, anchored: 0, seen: vec![] };
        play.seen = play.log();
        play
    }

    /// The whole log, page by page.
    fn log(&self) -> Vec<AccessEntry> {
        let mut entries: Vec<AccessEntry> = vec![];
        loop {
            let start_after = entries.last().map(|entry| entry.access);
            let page: LogResponse =
                self.clinic.suite.try_ask_access(&QueryMsg::Log { start_after, limit: Some(100) }).unwrap();
            if page.entries.is_empty() {
                assert_eq!(page.total, entries.len() as u64);
                return entries;
            }
            entries.extend(page.entries);
        }
    }

    /// Carries a step out; whether it was an opening that was answered. Any step may be refused.
    fn take(&mut self, step: &Step) -> bool {
        let Self { clinic, patients, .. } = self;
        let (ana, dora) = (clinic.ana.clone(), clinic.dora.clone());
        let record = clinic.result;
        let grantees = clinic.grantees();
        let suite = &mut clinic.suite;
        let (registrar, admin) = (suite.registrar.clone(), suite.admin.clone());
        let outcome = match *step {
            Step::Open { patient, purpose, action } => {
                let patient = &patients[patient];
                let target = if *patient == ana && action == Action::Read {
                    Target::Records(vec![record])
                } else {
                    Target::Labels(vec![laboratory()])
                };
                let question = Question { purpose, action, target, ..dora.to_read(patient, &[]) };
                return suite.try_open(&dora.actor, question).is_ok();
            }
            Step::OpenOwn { who, patient } => {
                let question = own_reading(&patients[patient], &[record]);
                return suite.try_open(&patients[who], question).is_ok();
            }
            Step::OpenUnknown => {
                let question = dora.to_read(&ana, &[content_hash("unknown")]);
                return suite.try_open(&dora.actor, question).is_ok();
            }
            Step::Permit { patient, grantee } => {
                suite.try_grant(&patients[patient], permit(grantees[grantee]))
            }
            Step::Deny { patient, grantee } => suite.try_grant(&patients[patient], deny(grantees[grantee])),
            Step::Amend { patient, consent } => {
                suite.try_amend(&patients[patient], consent, permit(grantees[0]))
            }
            Step::Revoke { patient, consent } => suite.try_revoke(&patients[patient], consent),
            Step::OpenCare { patient } => {
                let until = suite.now() + 30 * DAY;
                suite.try_open_care(&patients[patient], dora.organization, until)
            }
            Step::EndCare { patient } => {
                suite.try_end_care(&dora.actor, patients[patient].id, dora.organization)
            }
            Step::SetStatus { active } => {
                let (status, reason) = match active {
                    true => (Status::Active, StatusReason::Cleared),
                    false => (Status::Suspended, StatusReason::Investigation),
                };
                let msg = Identity::SetStatus { identity: dora.actor.id, status, reason };
                suite.try_identity(&registrar, msg)
            }
            Step::Hold { release } => {
                let certificate = dora.certificate.expect("Dora has one");
                let msg = match release {
                    true => Certificate::ReleaseCertificate { certificate },
                    false => Certificate::HoldCertificate { certificate },
                };
                suite.try_certificate(&admin, msg)
            }
            Step::EndRole => {
                let (practitioner, organization, role) = (dora.actor.id, dora.organization, Role::Doctor);
                let msg = Identity::EndAffiliation { practitioner, organization, role };
                suite.try_identity(&dora.actor.account, msg)
            }
            Step::TightenPolicy => {
                let mut policy = suite.policy().current.policy;
                policy.rows.pop();
                suite.try_propose_policy(policy.into())
            }
            Step::Anchor { ticket } => {
                self.anchored += 1;
                let records = vec![descriptor(&format!("record {}", self.anchored), laboratory())];
                let msg = Anchor::Anchor { patient: ana.id, ticket, records };
                suite.try_record_anchor(&dora.actor.account, msg)
            }
            Step::Retract => {
                let reason = RetractionReason::EnteredInError;
                let certificate = dora.certificate;
                let msg = Anchor::Retract { patient: ana.id, record, reason, certificate };
                suite.try_record_anchor(&dora.actor.account, msg)
            }
            Step::Erase { cancel } => {
                let (patient, basis) = (ana.id, ErasureBasis::PatientRequest);
                match cancel {
                    true => suite.try_record_anchor(&ana.account, Anchor::CancelErasure { patient, record }),
                    false => {
                        let anchor = suite.contracts.record_anchor.clone();
                        let msg = Anchor::Erase { patient, record, basis };
                        suite.try_confirmed(&ana.account, &anchor, &msg)
                    }
                }
            }
            Step::Pause { resume } => {
                let access = suite.contracts.access_control.clone();
                let (by, msg) = match resume {
                    true => (admin, chartseal_types::governance::GovernanceMsg::Resume {}),
                    false => (suite.pauser.clone(), chartseal_types::governance::GovernanceMsg::Pause {}),
                };
                suite.try_govern(&by, &access, msg)
            }
            Step::Migrate => {
                let access = suite.contracts.access_control.clone();
                suite.try_migrate(&access, &access)
            }
            Step::Wait { seconds } => {
                suite.wait(seconds);
                return false;
            }
        };
        drop(outcome);
        false
    }

    /// Holds the log against what it was before the step.
    fn check(&mut self, opened: bool) -> Result<(), TestCaseError> {
        let log = self.log();
        prop_assert_eq!(log.len(), self.seen.len() + usize::from(opened), "one entry an opening, no other");
        prop_assert!(log.starts_with(&self.seen), "an entry changed");
        let mut numbers: BTreeMap<IdentityId, u64> = BTreeMap::new();
        for (place, entry) in (1..).zip(&log) {
            prop_assert_eq!(entry.access, place, "a gap in total order");
            let number = numbers.entry(entry.patient).or_default();
            *number += 1;
            prop_assert_eq!(entry.number, *number, "a gap in a patient's order");
            let permitted = entry.decisions.iter().any(|decision| decision.permitted);
            prop_assert_eq!(entry.expires_at.is_some(), permitted);
        }
        for patient in &self.patients {
            let own = self.clinic.suite.patient_log(patient);
            let expected: Vec<_> = log.iter().filter(|entry| entry.patient == patient.id).cloned().collect();
            prop_assert_eq!(own.total, expected.len() as u64);
            prop_assert_eq!(own.entries, expected, "both orders tell the same");
        }
        self.seen = log;
        Ok(())
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_log_is_append_only_complete_and_free_of_gaps(steps in prop::collection::vec(step(), 1..=30)) {
        let mut play = Play::new();
        for step in &steps {
            let opened = play.take(step);
            play.check(opened)?;
        }
    }
}

/// The control of the property: the steps it takes do open, with tickets and with denials.
#[test]
fn the_steps_lead_to_tickets_and_denials() {
    let mut play = Play::new();
    let open = Step::Open { patient: 0, purpose: Purpose::TREAT, action: Action::Read };
    assert!(play.take(&open));
    play.check(true).unwrap();
    assert!(!play.take(&Step::OpenCare { patient: 0 }));
    assert!(play.take(&open));
    play.seen.extend(play.log().last().cloned());
    assert!(!play.take(&Step::OpenUnknown));
    play.check(false).unwrap();
    let outcomes: Vec<bool> = play.seen.iter().map(|entry| entry.expires_at.is_some()).collect();
    assert_eq!(outcomes, [true, false, true], "Dora's writing in the beginning, a denial, a ticket");
}
