//! Emergency abuse: who breaks the glass without need, and who covers it up.

use access_control::{ContractError as AccessError, EmergencyError};
use chartseal_testing::{Actor, Affiliate, DAY, HOUR, MINUTE, deny};
use chartseal_types::access::{Decision, EmergencyStatus, Finding, MAX_DAILY_EMERGENCIES, Question, Rule};
use chartseal_types::identity::Kind;
use chartseal_types::{Category, Confidentiality, ContentHash, Hat, Role};

use crate::harness::Stopped::{Access, Denied, Missed};
use crate::harness::{Attempt, attacks, goal, permitted};
use crate::scene::{Scene, label};

attacks! {
    "emergency abuse";
    a_nurse_breaks_the_glass: [EmergencyRole, PolicyDeny] =>
        Access(AccessError::Emergency(EmergencyError::Role { .. })),
    what_policy_keeps_from_emergencies: [PolicyDeny] => Denied(Decision { rule: Rule::PolicyDeny, .. }),
    a_denial_passed_in_an_emergency: [Denial] => Denied(Decision { rule: Rule::Denial, .. }),
    reading_for_another_purpose_under_it: [EmergencyPurpose] => Denied(Decision { rule: Rule::Default, .. }),
    reading_another_patient_under_it: [EmergencyScope] => Denied(Decision { rule: Rule::Default, .. }),
    reading_at_another_hospital_under_it: [EmergencyScope] => Denied(Decision { rule: Rule::Default, .. }),
    four_at_once: [OpenEmergencies] => Access(AccessError::Emergency(EmergencyError::TooManyOpen)),
    one_after_the_other_all_day: [DailyEmergencies] =>
        Access(AccessError::Emergency(EmergencyError::TooManyToday { .. })),
    a_celebrity_who_died: [EmergencyOfTheLiving] => Access(AccessError::Emergency(EmergencyError::Deceased { .. })),
    reading_on_after_the_patient_closed_it: [DecidedAgain] => Denied(Decision { rule: Rule::Default, .. }),
    a_ticket_that_outlives_it: [TicketWithinEmergency, DecidedAgain] => Missed(_),
    a_ticket_revived_by_the_next: [EmergencyOfTicket] => Denied(Decision { rule: Rule::Default, .. }),
    the_next_one_without_a_word_about_the_last: [EmergencyBar] =>
        Access(AccessError::Emergency(EmergencyError::Barred { .. })),
    the_next_one_at_another_hospital_after_misuse: [EmergencyBar] =>
        Access(AccessError::Emergency(EmergencyError::Barred { .. })),
    justified_once_it_was_asked_about: [JustifiedInTime] =>
        Access(AccessError::Emergency(EmergencyError::Barred { .. })),
    the_same_words_again: [CommitmentOnce] => Access(AccessError::Emergency(EmergencyError::CommitmentReused)),
    reviewing_oneself: [ReviewedByAnother, ReviewerUninvolved] =>
        Access(AccessError::Emergency(EmergencyError::NotIndependent { .. })),
    trading_favours: [ReviewerUninvolved] =>
        Access(AccessError::Emergency(EmergencyError::NotIndependent { .. })),
    reviewed_by_a_friendly_colleague: [ReviewedByOfficer] =>
        Access(AccessError::Emergency(EmergencyError::NotOfficer { .. })),
    reviewed_by_a_friend_elsewhere: [ReviewedAtHome] =>
        Access(AccessError::Emergency(EmergencyError::OtherOrganization { .. })),
    reviewed_by_an_auditor_on_the_payroll: [AuditorImpartial] =>
        Access(AccessError::Emergency(EmergencyError::NotIndependent { .. })),
    reviewed_by_an_auditor_before_its_turn: [ReviewTurn] =>
        Access(AccessError::Emergency(EmergencyError::Turn { .. })),
    found_justified_without_a_justification: [JustifiedFirst] =>
        Access(AccessError::Emergency(EmergencyError::NotJustified)),
    cleared_before_it_is_over: [JustifiedWhenOver] =>
        Access(AccessError::Emergency(EmergencyError::StillOpen { .. })),
    a_finding_undone_by_the_hospital: [OverturnedByAuditor] =>
        Access(AccessError::Emergency(EmergencyError::ReviewedAlready)),
    taken_from_the_hospital_before_it_is_late: [EscalatedLate] =>
        Access(AccessError::Emergency(EmergencyError::NotLate { .. })),
}

/// A nurse who reads nothing of a neighbour's without consent opens an emergency for it.
fn a_nurse_breaks_the_glass() -> Attempt {
    let mut scene = Scene::new();
    let kim = scene.colleague("kim", Role::Nurse);
    let (ana, result) = (scene.ana.clone(), scene.result);
    scene.breaks(&kim, &ana, 1)?;
    scene.reads_urgently(&kim, &ana, result)
}

/// Dora opens an emergency to read what is very restricted, which policy leaves to the patient's consent.
fn what_policy_keeps_from_emergencies() -> Attempt {
    let mut scene = Scene::new();
    let secret = label(Category::Laboratory, Confidentiality::V);
    let (dora, ana) = (scene.dora.clone(), scene.ana.clone());
    let record = scene.suite.anchored(&scene.sam, &ana, "very restricted", secret);
    scene.breaks(&dora, &ana, 1)?;
    scene.reads_urgently(&dora, &ana, record)
}

/// Ana denies Dora, her sister-in-law, everything. Dora opens an emergency to pass that.
fn a_denial_passed_in_an_emergency() -> Attempt {
    let mut scene = Scene::new();
    let (dora, ana, result) = (scene.dora.clone(), scene.ana.clone(), scene.result);
    scene.suite.grant(&ana, deny(scene.dora_herself()));
    scene.breaks(&dora, &ana, 1)?;
    scene.reads_urgently(&dora, &ana, result)
}

/// Dora has an emergency open and reads "for treatment", so that nothing is logged as read in an emergency.
fn reading_for_another_purpose_under_it() -> Attempt {
    let mut scene = Scene::new();
    let (dora, ana) = (scene.dora.clone(), scene.ana.clone());
    scene.breaks(&dora, &ana, 1)?;
    scene.read()
}

/// Dora has an emergency open about Ana and reads a neighbour under it.
fn reading_another_patient_under_it() -> Attempt {
    let mut scene = Scene::new();
    let (bob, result) = scene.patient("bob");
    let (dora, ana) = (scene.dora.clone(), scene.ana.clone());
    scene.breaks(&dora, &ana, 1)?;
    scene.reads_urgently(&dora, &bob, result)
}

/// Dora opened at the hospital whose officer reviews her, and reads for the practice where nobody does.
fn reading_at_another_hospital_under_it() -> Attempt {
    let mut scene = Scene::new();
    let (dora, ana, result) = (scene.dora.clone(), scene.ana.clone(), scene.result);
    let south = scene.south.clone();
    scene.suite.affiliate(&dora.actor, Role::Doctor, &south);
    scene.breaks(&dora, &ana, 1)?;
    let elsewhere = Affiliate { organization: south.id, ..dora };
    scene.reads_urgently(&elsewhere, &ana, result)
}

/// Dora's stolen account opens an emergency about one patient after the other.
fn four_at_once() -> Attempt {
    let mut scene = Scene::new();
    let dora = scene.dora.clone();
    let mut last = (scene.ana.clone(), scene.result);
    scene.breaks(&dora, &last.0, 1)?;
    for (statement, name) in [(2, "bob"), (3, "carla"), (4, "dan")] {
        last = scene.patient(name);
        scene.breaks(&dora, &last.0, statement)?;
    }
    scene.reads_urgently(&dora, &last.0, last.1)
}

/// Whoever stole Dora's account and passkey closes each emergency as soon as it is read, and opens the next.
fn one_after_the_other_all_day() -> Attempt {
    let mut scene = Scene::new();
    let dora = scene.dora.clone();
    for number in 1..=MAX_DAILY_EMERGENCIES as u8 + 1 {
        let (patient, record) = scene.patient(&format!("patient {number}"));
        scene.breaks(&dora, &patient, number)?;
        scene.reads_urgently(&dora, &patient, record)?;
        scene.suite.try_close_emergency(&dora.actor.account, patient.id, 1)?;
    }
    Ok(())
}

/// A well-known patient died, and a doctor wants to sell of what: nobody is left to close the emergency.
fn a_celebrity_who_died() -> Attempt {
    let mut scene = Scene::new();
    let (dora, ana, result) = (scene.dora.clone(), scene.ana.clone(), scene.result);
    scene.suite.deceased(ana.id);
    scene.breaks(&dora, &ana, 1)?;
    scene.reads_urgently(&dora, &ana, result)
}

/// Ana woke up and closed the emergency. Dora has a ticket from before and wants to go on.
fn reading_on_after_the_patient_closed_it() -> Attempt {
    let mut scene = Scene::new();
    let ticket = scene.urgent_ticket()?;
    scene.suite.try_close_emergency(&scene.ana.account.clone(), scene.ana.id, 1)?;
    scene.lives(ticket)
}

/// Dora takes a ticket for an hour in the last minutes of an emergency, to read after its end.
fn a_ticket_that_outlives_it() -> Attempt {
    let mut scene = Scene::new();
    let (dora, ana, result) = (scene.dora.clone(), scene.ana.clone(), scene.result);
    scene.breaks(&dora, &ana, 1)?;
    scene.suite.wait(4 * HOUR - 10 * MINUTE);
    let question = dora.to_read_urgently(&ana, &[result]);
    let answer = scene.suite.open(&dora.actor, question);
    permitted(&answer.decisions)?;
    scene.suite.wait(20 * MINUTE);
    scene.lives(answer.access)
}

/// Ana closed an emergency. Dora opens another, to read by the ticket of the one that was closed and is not asked about.
fn a_ticket_revived_by_the_next() -> Attempt {
    let mut scene = Scene::new();
    let ticket = scene.urgent_ticket()?;
    let (dora, ana) = (scene.dora.clone(), scene.ana.clone());
    scene.suite.try_close_emergency(&ana.account, ana.id, 1)?;
    scene.breaks(&dora, &ana, 2)?;
    scene.lives(ticket)
}

/// Dora said nothing about yesterday's emergency, and opens today's.
fn the_next_one_without_a_word_about_the_last() -> Attempt {
    let mut scene = Scene::new();
    let (bob, result) = scene.patient("bob");
    let (dora, ana) = (scene.dora.clone(), scene.ana.clone());
    scene.breaks(&dora, &ana, 1)?;
    scene.suite.wait(DAY);
    scene.breaks(&dora, &bob, 2)?;
    scene.reads_urgently(&dora, &bob, result)
}

/// Dora's hospital found misuse. She opens the next one for the other hospital that she works at.
fn the_next_one_at_another_hospital_after_misuse() -> Attempt {
    let mut scene = Scene::new();
    let olga = scene.colleague("olga", Role::ComplianceOfficer);
    let (dora, ana, south) = (scene.dora.clone(), scene.ana.clone(), scene.south.clone());
    let (bob, result) = scene.patient("bob");
    scene.suite.affiliate(&dora.actor, Role::Doctor, &south);
    scene.breaks(&dora, &ana, 1)?;
    scene.suite.review(&olga, ana.id, 1, Finding::Misuse, 9);
    let elsewhere = Affiliate { organization: south.id, ..dora };
    scene.breaks(&elsewhere, &bob, 2)?;
    scene.reads_urgently(&elsewhere, &bob, result)
}

/// Dora waits whether anybody asks, justifies the emergency a day late, and opens the next.
fn justified_once_it_was_asked_about() -> Attempt {
    let mut scene = Scene::new();
    let (bob, result) = scene.patient("bob");
    let (dora, ana) = (scene.dora.clone(), scene.ana.clone());
    scene.breaks(&dora, &ana, 1)?;
    scene.suite.wait(2 * DAY);
    scene.suite.try_justify(&dora.actor, ana.id, 1, 5)?;
    scene.breaks(&dora, &bob, 2)?;
    scene.reads_urgently(&dora, &bob, result)
}

/// Dora justifies each of her emergencies with the same page.
fn the_same_words_again() -> Attempt {
    let mut scene = Scene::new();
    let (bob, _) = scene.patient("bob");
    let (dora, ana) = (scene.dora.clone(), scene.ana.clone());
    scene.breaks(&dora, &ana, 1)?;
    scene.breaks(&dora, &bob, 2)?;
    scene.suite.try_justify(&dora.actor, ana.id, 1, 5)?;
    scene.suite.try_justify(&dora.actor, bob.id, 1, 5)?;
    goal(scene.suite.emergency(bob.id, 1).justification.is_some())
}

/// Dora is a compliance officer as well, and finds that her emergency was justified.
fn reviewing_oneself() -> Attempt {
    let mut scene = Scene::new();
    scene.justified()?;
    let dora = scene.dora.clone();
    scene.suite.affiliate(&dora.actor, Role::ComplianceOfficer, &scene.north.clone());
    scene.clears(&Affiliate { role: Role::ComplianceOfficer, ..dora })
}

/// Kim, a doctor and officer who broke the same patient's glass, clears Dora, who will clear Kim.
fn trading_favours() -> Attempt {
    let mut scene = Scene::new();
    scene.justified()?;
    let (kim, ana) = (scene.colleague("kim", Role::Doctor), scene.ana.clone());
    scene.suite.affiliate(&kim.actor, Role::ComplianceOfficer, &scene.north.clone());
    scene.breaks(&kim, &ana, 2)?;
    scene.clears(&Affiliate { role: Role::ComplianceOfficer, ..kim })
}

/// A nurse of the same ward, who is no officer, clears Dora.
fn reviewed_by_a_friendly_colleague() -> Attempt {
    let mut scene = Scene::new();
    scene.justified()?;
    let kim = scene.colleague("kim", Role::Nurse);
    scene.clears(&kim)
}

/// An officer of another hospital, who owes Dora something, clears her.
fn reviewed_by_a_friend_elsewhere() -> Attempt {
    let mut scene = Scene::new();
    scene.justified()?;
    let otto = officer(&mut scene, "otto", "west", Kind::Organization);
    scene.clears(&otto)
}

/// The review is late and with the auditors. The one who takes it works nights at Dora's hospital.
fn reviewed_by_an_auditor_on_the_payroll() -> Attempt {
    let mut scene = Scene::new();
    scene.justified()?;
    let audrey = officer(&mut scene, "audrey", "the auditors", Kind::Auditor);
    scene.suite.affiliate(&audrey.actor, Role::Nurse, &scene.north.clone());
    scene.suite.wait(7 * DAY);
    scene.suite.try_escalate(&scene.dora.actor.account.clone(), scene.ana.id, 1)?;
    scene.clears(&audrey)
}

/// An auditor on Dora's side clears her on the first day, before her hospital has looked.
fn reviewed_by_an_auditor_before_its_turn() -> Attempt {
    let mut scene = Scene::new();
    scene.justified()?;
    let audrey = officer(&mut scene, "audrey", "the auditors", Kind::Auditor);
    scene.clears(&audrey)
}

/// An officer closes the case of a colleague who never said why.
fn found_justified_without_a_justification() -> Attempt {
    let mut scene = Scene::new();
    let (dora, ana) = (scene.dora.clone(), scene.ana.clone());
    scene.breaks(&dora, &ana, 1)?;
    scene.closed()?;
    let olga = scene.colleague("olga", Role::ComplianceOfficer);
    scene.clears(&olga)
}

/// An officer finds justified what has only begun, and nobody looks at what Dora reads in the hours that are left.
fn cleared_before_it_is_over() -> Attempt {
    let mut scene = Scene::new();
    let (dora, ana, result) = (scene.dora.clone(), scene.ana.clone(), scene.result);
    scene.breaks(&dora, &ana, 1)?;
    scene.suite.try_justify(&dora.actor, ana.id, 1, 5)?;
    let olga = scene.colleague("olga", Role::ComplianceOfficer);
    scene.clears(&olga)?;
    scene.reads_urgently(&dora, &ana, result)
}

/// The hospital's officer found misuse. The board has another of its officers find the contrary.
fn a_finding_undone_by_the_hospital() -> Attempt {
    let mut scene = Scene::new();
    scene.justified()?;
    let olga = scene.colleague("olga", Role::ComplianceOfficer);
    scene.suite.review(&olga, scene.ana.id, 1, Finding::Misuse, 9);
    let oscar = scene.colleague("oscar", Role::ComplianceOfficer);
    scene.clears(&oscar)
}

/// Dora hands her case to the auditors at once, so that the officer who knows her cannot review it any more.
fn taken_from_the_hospital_before_it_is_late() -> Attempt {
    let mut scene = Scene::new();
    scene.justified()?;
    scene.suite.try_escalate(&scene.dora.actor.account.clone(), scene.ana.id, 1)?;
    goal(scene.suite.emergency(scene.ana.id, 1).status == EmergencyStatus::Escalated)
}

/// A compliance officer of another organization.
fn officer(scene: &mut Scene, name: &str, at: &str, kind: Kind) -> Affiliate {
    let organization = scene.suite.organization(at, kind);
    let actor = scene.suite.practitioner(name, Role::ComplianceOfficer, &organization);
    Affiliate { actor, organization: organization.id, role: Role::ComplianceOfficer, certificate: None }
}

impl Scene {
    fn breaks(&mut self, who: &Affiliate, patient: &Actor, statement: u8) -> Attempt {
        self.suite.try_open_emergency(&who.actor, who.emergency(patient, statement)).map(drop)
    }

    fn reads_urgently(&mut self, who: &Affiliate, patient: &Actor, record: ContentHash) -> Attempt {
        let organization = who.organization;
        let question = Question {
            hat: Hat::Organization { organization, role: who.role },
            ..who.to_read_urgently(patient, &[record])
        };
        let answer = self.suite.open(&who.actor, question);
        permitted(&answer.decisions)
    }

    /// Dora's emergency about Ana, and a ticket of hers under it.
    fn urgent_ticket(&mut self) -> cosmwasm_std::StdResult<u64> {
        let (dora, ana, result) = (self.dora.clone(), self.ana.clone(), self.result);
        self.breaks(&dora, &ana, 1)?;
        let answer = self.suite.open(&dora.actor, dora.to_read_urgently(&ana, &[result]));
        permitted(&answer.decisions)?;
        Ok(answer.access)
    }

    /// Dora's emergency about Ana, over, justified in time and not yet reviewed.
    fn justified(&mut self) -> Attempt {
        let (dora, ana) = (self.dora.clone(), self.ana.clone());
        self.breaks(&dora, &ana, 1)?;
        self.suite.try_justify(&dora.actor, ana.id, 1, 5)?;
        self.closed()
    }

    /// Dora ends her emergency about Ana.
    fn closed(&mut self) -> Attempt {
        self.suite.try_close_emergency(&self.dora.actor.account.clone(), self.ana.id, 1).map(drop)
    }

    /// Somebody wants to have Dora's emergency found justified.
    fn clears(&mut self, who: &Affiliate) -> Attempt {
        self.suite.try_review(who, self.ana.id, 1, Finding::Justified, 77)?;
        goal(self.suite.emergency(self.ana.id, 1).status == EmergencyStatus::Justified)
    }
}
