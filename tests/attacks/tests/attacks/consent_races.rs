//! Consent races: between a patient's word and its effect, and at the edges of what it says.

use access_control::{
    CareError, ConsentError, ContractError as AccessError, OnBehalfError, PartyError, RequestError,
};
use chartseal_testing::{Actor, DAY, HOUR, MINUTE, deny, permit};
use chartseal_types::access::{Decision, ExecuteMsg, Grantee, PolicyUnchecked, Rule, TermsUnchecked};
use chartseal_types::anchor::{self, ERASURE_DELAY, ErasureBasis, RetractionReason};
use chartseal_types::{Category, Role, Selection};

use crate::harness::Stopped::{Access, Denied, Missed};
use crate::harness::{Attempt, attacks};
use crate::scene::{Scene, laboratory};

attacks! {
    "consent races";
    opened_just_before_the_revocation: [DecidedAgain] => Denied(Decision { rule: Rule::Default, .. }),
    opened_just_before_the_amendment: [DecidedAgain] => Denied(Decision { rule: Rule::Default, .. }),
    opened_just_before_the_denial: [DecidedAgain] => Denied(Decision { rule: Rule::Denial, .. }),
    opened_just_before_care_ended: [DecidedAgain] => Denied(Decision { rule: Rule::Default, .. }),
    opened_before_the_claim: [CareGeneration] => Denied(Decision { rule: Rule::Default, .. }),
    two_tickets_for_one_use: [UsesLeft] => Denied(Decision { rule: Rule::Default, .. }),
    an_old_ticket_on_a_new_use: [UseOfTicket] => Denied(Decision { rule: Rule::Default, .. }),
    the_second_in_which_a_consent_ends: [ConsentEnd] => Denied(Decision { rule: Rule::Default, .. }),
    the_day_before_a_consent_begins: [ConsentStart] => Denied(Decision { rule: Rule::Default, .. }),
    the_second_in_which_care_ends: [CarePeriod] => Denied(Decision { rule: Rule::Default, .. }),
    the_second_in_which_a_ticket_expires: [TicketExpiry] => Missed(_),
    a_ticket_older_than_a_stricter_policy: [TicketExpiry] => Missed(_),
    amended_after_the_revocation: [ConsentStands] => Access(AccessError::Consent(ConsentError::Ended { .. })),
    answered_after_the_refusal: [RequestOpen] => Access(AccessError::Request(RequestError::NotOpen { .. })),
    answered_by_more_than_was_asked: [AnswerWithin] => Access(AccessError::Request(RequestError::Wider { .. })),
    widened_by_a_representative: [PatientsOwnRules] =>
        Access(AccessError::OnBehalf(OnBehalfError::PatientsOwn { .. })),
    a_denial_lifted_by_a_representative: [PatientsOwnRules] =>
        Access(AccessError::OnBehalf(OnBehalfError::PatientsOwn { .. })),
    attested_again_after_the_patient_left: [EndedByPatient] =>
        Access(AccessError::Care(CareError::EndedByPatient { .. })),
    read_before_the_erasure_is_carried_out: [Erased] => Denied(Decision { rule: Rule::Erased, .. }),
    read_after_the_retraction: [Retracted] => Denied(Decision { rule: Rule::Retracted, .. }),
    attested_by_one_alone: [TwoAttest] => Denied(Decision { rule: Rule::Default, .. }),
    attested_with_a_stale_word: [AttestedLately] => Denied(Decision { rule: Rule::Default, .. }),
    permitted_in_the_block_of_the_freeze: [FrozenOpensNothing] => Access(AccessError::Party(PartyError::Frozen { .. })),
}

/// Dora sees Ana's revocation coming and opens in the same block; she wants to read on with the ticket.
fn opened_just_before_the_revocation() -> Attempt {
    let mut scene = Scene::new();
    let consent = scene.suite.grant(&scene.ana, permit(scene.dora_herself()));
    let ticket = scene.open();
    scene.suite.revoke(&scene.ana, consent);
    scene.suite.next_block();
    scene.lives(ticket)
}

/// Dora opens in the block in which Ana takes laboratory results out of the consent; she wants to read on.
fn opened_just_before_the_amendment() -> Attempt {
    let mut scene = Scene::new();
    let terms = permit(scene.dora_herself());
    let consent = scene.suite.grant(&scene.ana, terms.clone());
    let ticket = scene.open();
    let medication = Selection::Only(vec![Category::Medication]);
    scene.suite.amend(&scene.ana, consent, TermsUnchecked { categories: medication, ..terms });
    scene.suite.next_block();
    scene.lives(ticket)
}

/// Dora, whom Ana quarrelled with and denies everything, opened in that block; she wants to read on.
fn opened_just_before_the_denial() -> Attempt {
    let mut scene = Scene::new();
    scene.care();
    let ticket = scene.open();
    scene.suite.grant(&scene.ana, deny(scene.dora_herself()));
    scene.suite.next_block();
    scene.lives(ticket)
}

/// Dora opens as Ana leaves the hospital for good; she wants to read on for an hour.
fn opened_just_before_care_ended() -> Attempt {
    let mut scene = Scene::new();
    scene.care();
    let ticket = scene.open();
    scene.end_care()?;
    scene.suite.next_block();
    scene.lives(ticket)
}

/// Two doctors attested care of an unconscious woman. She has claimed her identity; Dora wants to go on reading.
fn opened_before_the_claim() -> Attempt {
    let mut scene = Scene::new();
    let dirk = scene.colleague("dirk", Role::Doctor);
    let id = scene.suite.unclaimed(&scene.north.clone());
    let unknown = Actor { account: scene.ana.account.clone(), id };
    for doctor in [scene.dora.actor.clone(), dirk.actor] {
        scene.attest(&doctor, id)?;
    }
    let result = scene.suite.anchored(&scene.dora, &unknown, "of the unknown", laboratory());
    let question = scene.dora.to_read(&unknown, &[result]);
    let ticket = scene.suite.open(&scene.dora.actor, question).access;
    scene.suite.claim(id, "claimed");
    scene.lives(ticket)
}

/// Ana let Dora look once. Dora sends two messages in one block, to be counted as one use.
fn two_tickets_for_one_use() -> Attempt {
    let mut scene = Scene::new();
    let once = TermsUnchecked { uses: Some(1), ..permit(scene.dora_herself()) };
    scene.suite.grant(&scene.ana, once);
    scene.read()?;
    scene.read()
}

/// Dora kept a ticket from the time of care. Ana lets her look once more; Dora wants that to revive the old ticket too.
fn an_old_ticket_on_a_new_use() -> Attempt {
    let mut scene = Scene::new();
    scene.care();
    let old = scene.open();
    scene.end_care()?;
    let once = TermsUnchecked { uses: Some(1), ..permit(scene.dora_herself()) };
    scene.suite.grant(&scene.ana, once);
    scene.read()?;
    scene.lives(old)
}

/// Ana's consent ends at noon. Dora times her message for the block of noon itself.
fn the_second_in_which_a_consent_ends() -> Attempt {
    let mut scene = Scene::new();
    let noon = scene.suite.now() + HOUR;
    let until = TermsUnchecked { valid_until: Some(noon), ..permit(scene.dora_herself()) };
    scene.suite.grant(&scene.ana, until);
    scene.suite.wait_until(noon);
    scene.read()
}

/// Ana's consent is for the day of the operation. Dora is curious today.
fn the_day_before_a_consent_begins() -> Attempt {
    let mut scene = Scene::new();
    let tomorrow = scene.suite.now() + DAY;
    let from = TermsUnchecked { valid_from: Some(tomorrow), ..permit(scene.dora_herself()) };
    scene.suite.grant(&scene.ana, from);
    scene.read()
}

/// Dora times a last look for the block in which the 90 days of care are over.
fn the_second_in_which_care_ends() -> Attempt {
    let mut scene = Scene::new();
    let until = scene.in_90_days();
    scene.care();
    scene.suite.wait_until(until);
    scene.read()
}

/// Dora's ticket was for an hour; she uses it at the end of the hour, while care goes on.
fn the_second_in_which_a_ticket_expires() -> Attempt {
    let mut scene = Scene::new();
    scene.care();
    let ticket = scene.open();
    scene.suite.wait(HOUR);
    scene.lives(ticket)
}

/// The consortium cut tickets down to a minute after a breach. A thief of Dora's ticket wants the hour it was given for.
fn a_ticket_older_than_a_stricter_policy() -> Attempt {
    let mut scene = Scene::new();
    scene.care();
    let ticket = scene.open();
    let policy = PolicyUnchecked::from(scene.suite.policy().current.policy);
    scene.suite.try_propose_policy(PolicyUnchecked { longest_ticket: MINUTE, ..policy })?;
    scene.suite.wait(MINUTE);
    scene.lives(ticket)
}

/// Ben, who represents Ana, had permitted Dora. Ana revokes that; Ben amends it in the same block to bring it back.
fn amended_after_the_revocation() -> Attempt {
    let mut scene = Scene::new();
    let ben = scene.representative();
    let terms = permit(scene.dora_herself());
    let patient = Some(scene.ana.id);
    scene.suite.try_access(&ben.account, ExecuteMsg::GrantConsent { patient, terms: terms.clone() })?;
    scene.suite.revoke(&scene.ana, 1);
    scene.suite.try_access(&ben.account, ExecuteMsg::AmendConsent { patient, consent: 1, terms })?;
    scene.read()
}

/// Ana refuses Dora's request. Ben, who represents her and is on Dora's side, answers it right behind.
fn answered_after_the_refusal() -> Attempt {
    let mut scene = Scene::new();
    let ben = scene.representative();
    let request = scene.suite.request(&scene.dora, &scene.ana);
    let terms = scene.suite.requested(&scene.ana, request).terms;
    scene.suite.try_refuse(&scene.ana, request)?;
    let patient = Some(scene.ana.id);
    scene.suite.try_access(&ben.account, ExecuteMsg::AnswerRequest { patient, request, terms })?;
    scene.read()
}

/// Dora asks for medication. A portal on her side has Ana sign an answer that opens everything as "the answer".
fn answered_by_more_than_was_asked() -> Attempt {
    let mut scene = Scene::new();
    let until = scene.suite.now() + 30 * DAY;
    let medication = Selection::Only(vec![Category::Medication]);
    let asked = chartseal_types::access::RequestTermsUnchecked {
        categories: medication,
        ..chartseal_testing::asking(until)
    };
    let request = scene.suite.request_for(&scene.dora, &scene.ana, asked);
    let terms = scene.suite.requested(&scene.ana, request).terms;
    let everything = TermsUnchecked { categories: Selection::All {}, ..terms };
    scene.suite.try_answer(&scene.ana, request, everything)?;
    scene.read()
}

/// Ana permits Dora her medication and no more. Ben, who represents her, amends that to everything.
fn widened_by_a_representative() -> Attempt {
    let mut scene = Scene::new();
    let ben = scene.representative();
    let terms = permit(scene.dora_herself());
    let medication = Selection::Only(vec![Category::Medication]);
    let consent = scene.suite.grant(&scene.ana, TermsUnchecked { categories: medication, ..terms.clone() });
    let patient = Some(scene.ana.id);
    scene.suite.try_access(&ben.account, ExecuteMsg::AmendConsent { patient, consent, terms })?;
    scene.read()
}

/// Ana denies Dora what the hospital may read. Ben, who represents her, lifts the denial before it bites.
fn a_denial_lifted_by_a_representative() -> Attempt {
    let mut scene = Scene::new();
    let ben = scene.representative();
    scene.care();
    let consent = scene.suite.grant(&scene.ana, deny(scene.dora_herself()));
    let patient = Some(scene.ana.id);
    scene.suite.try_access(&ben.account, ExecuteMsg::RevokeConsent { patient, consent })?;
    scene.read()
}

/// Ana left the hospital. Two doctors attest in the next block that she is in care, to keep reading.
fn attested_again_after_the_patient_left() -> Attempt {
    let mut scene = Scene::new();
    let dirk = scene.colleague("dirk", Role::Doctor);
    scene.care();
    scene.end_care()?;
    scene.suite.next_block();
    let (ana, dora) = (scene.ana.id, scene.dora.actor.clone());
    scene.attest(&dora, ana)?;
    scene.attest(&dirk.actor, ana)?;
    scene.read()
}

/// Ana's 14 days are over, and nobody has carried the erasure out yet. Dora takes a last copy.
fn read_before_the_erasure_is_carried_out() -> Attempt {
    let mut scene = Scene::new();
    let (patient, record) = (scene.ana.id, scene.result);
    let erase = anchor::ExecuteMsg::Erase { patient, record, basis: ErasureBasis::ConsentWithdrawn };
    let contract = scene.suite.contracts.record_anchor.clone();
    scene.suite.try_confirmed(&scene.ana.account.clone(), &contract, &erase)?;
    scene.suite.wait(ERASURE_DELAY);
    scene.care();
    scene.read()
}

/// South retracted a result that is another patient's. Dora, who treats Ana, wants to know whose.
fn read_after_the_retraction() -> Attempt {
    let mut scene = Scene::new();
    let (patient, record) = (scene.ana.id, scene.result);
    let (reason, certificate) = (RetractionReason::WrongPatient, None);
    let retract = anchor::ExecuteMsg::Retract { patient, record, reason, certificate };
    scene.suite.try_record_anchor(&scene.south.account.clone(), retract)?;
    scene.care();
    scene.read()
}

/// Dora knows that two have to attest, and attests twice.
fn attested_by_one_alone() -> Attempt {
    let mut scene = Scene::new();
    let (ana, dora) = (scene.ana.id, scene.dora.actor.clone());
    scene.attest(&dora, ana)?;
    scene.suite.next_block();
    scene.attest(&dora, ana)?;
    scene.read()
}

/// Dirk attested on Monday, when Ana was said to come, and she did not. Dora adds her word on Wednesday to read.
fn attested_with_a_stale_word() -> Attempt {
    let mut scene = Scene::new();
    let dirk = scene.colleague("dirk", Role::Doctor);
    let (ana, dora) = (scene.ana.id, scene.dora.actor.clone());
    scene.attest(&dirk.actor, ana)?;
    scene.suite.wait(2 * DAY);
    scene.attest(&dora, ana)?;
    scene.read()
}

/// A thief of Ana's phone permits Dora, who paid for it, right after Ana froze her identity by her other device.
fn permitted_in_the_block_of_the_freeze() -> Attempt {
    let mut scene = Scene::new();
    scene.suite.freeze(&scene.ana.account.clone());
    let everyone = permit(Grantee::Everyone {});
    scene.suite.try_grant(&scene.ana, everyone)?;
    scene.read()
}

impl Scene {
    /// Ben, who represents Ana in everything.
    fn representative(&mut self) -> Actor {
        let ben = self.suite.patient("ben");
        let appointment = self.suite.appointment();
        self.suite.appoint(&self.ana, ben.id, appointment);
        ben
    }

    /// Somebody attests that a patient is in care at north for 60 days.
    fn attest(&mut self, by: &Actor, patient: chartseal_types::IdentityId) -> Attempt {
        let until = self.suite.now() + 60 * DAY;
        let msg = ExecuteMsg::AttestCare { patient, organization: self.north.id, until };
        self.suite.try_access(&by.account, msg).map(drop)
    }
}
