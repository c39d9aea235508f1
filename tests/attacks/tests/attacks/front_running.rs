//! Front-running: who reads what others are about to send, and is first with it.

use access_control::{ContractError as AccessError, OnBehalfError, PartyError, RequestError};
use certificate_authority::ContractError as AuthorityError;
use certificate_authority::domain::RequestError as SigningRequestError;
use chartseal_testing::certificate::{end_entity_params, new_key, signing_request};
use chartseal_testing::{Affiliate, Batch, DAY, asking, content_hash, descriptor, response_data};
use chartseal_types::access::ExecuteMsg;
use chartseal_types::anchor::{self, ErasureBasis};
use chartseal_types::{Fingerprint, Role, certificate};
use record_anchor::ContractError as AnchorError;
use record_anchor::domain::{BatchError, ProofError, StandingError, TicketError};

use crate::harness::Stopped::{Access, Anchor, Authority};
use crate::harness::{Attempt, attacks, goal};
use crate::scene::{Scene, laboratory};

attacks! {
    "front-running";
    a_signing_request_sent_first: [RequestNames] => Authority(AuthorityError::Request(SigningRequestError::Names)),
    a_ticket_used_first: [TicketOfSender] => Anchor(AnchorError::Ticket(TicketError::OtherRequester { .. })),
    a_tombstone_before_the_record: [ActsForPatient] =>
        Anchor(AnchorError::Standing(StandingError::NotPatient { .. })),
    a_leaf_proven_by_a_rival: [BatchOrganization] =>
        Anchor(AnchorError::Batch(BatchError::OtherOrganization { .. })),
    a_leaf_confirmed_by_a_stranger: [ActsForPatient] =>
        Anchor(AnchorError::Standing(StandingError::NotPatient { .. })),
    a_root_claimed_first: [ProofRoot] => Anchor(AnchorError::Proof(ProofError::Root)),
    an_answer_before_the_patients: [ActsForPatient] =>
        Access(AccessError::OnBehalf(OnBehalfError::NotForPatient { .. })),
    a_rivals_requests_used_up: [Affiliation] => Access(AccessError::Party(PartyError::Standing { .. })),
    a_rivals_request_withdrawn: [WithdrawnByAsker] =>
        Access(AccessError::Request(RequestError::NotRequester { .. })),
}

/// Eve reads Ana's PKCS#10 request on its way and sends it as her own: she wants a certificate for Ana's key in her name.
fn a_signing_request_sent_first() -> Attempt {
    let mut scene = Scene::new();
    let eve = scene.suite.patient("eve");
    let csr = signing_request(&scene.suite.did(scene.ana.id), &new_key());
    let copied = certificate::ExecuteMsg::RequestCertificate { ca: scene.ca.fingerprint, csr: csr.clone() };
    let request = response_data(&scene.suite.try_certificate(&eve.account, copied)?);
    // The operator signs what was asked for, in the name of who asked.
    let certificate = scene.ca.sign(&end_entity_params(&scene.suite.did(eve.id), scene.suite.now()), &csr);
    let issue = certificate::ExecuteMsg::IssueCertificate { request, certificate };
    let issued: Fingerprint =
        response_data(&scene.suite.try_certificate(&scene.north.account.clone(), issue)?);
    let status = scene.suite.certificate_status(issued);
    goal(status.status == certificate::CertificateStatus::Good)
}

/// Kim, who may not write results, sees Dora's ticket and uses it first, for a result of her own making.
fn a_ticket_used_first() -> Attempt {
    let mut scene = Scene::new();
    let kim = scene.colleague("kim", Role::Nurse);
    scene.care();
    let ticket = scene.suite.write_ticket(&scene.dora, &scene.ana, &[laboratory()]);
    let records = vec![descriptor("made up", laboratory())];
    let msg = anchor::ExecuteMsg::Anchor { patient: scene.ana.id, ticket, records };
    scene.suite.try_record_anchor(&kim.actor.account, msg)?;
    goal(scene.knows(scene.ana.id, "made up"))
}

/// Eve sees that a diagnosis she would rather have unknown is about to be anchored, and erases it first.
fn a_tombstone_before_the_record() -> Attempt {
    let mut scene = Scene::new();
    let eve = scene.suite.patient("eve");
    scene.care();
    let ticket = scene.suite.write_ticket(&scene.dora, &scene.ana, &[laboratory()]);
    let (patient, record) = (scene.ana.id, content_hash("diagnosis"));
    let erase = anchor::ExecuteMsg::Erase { patient, record, basis: ErasureBasis::Unlawful };
    let contract = scene.suite.contracts.record_anchor.clone();
    scene.suite.try_confirmed(&eve.account, &contract, &erase)?;
    let records = vec![descriptor("diagnosis", laboratory())];
    let honest = anchor::ExecuteMsg::Anchor { patient, ticket, records };
    goal(scene.suite.try_record_anchor(&scene.dora.actor.account.clone(), honest).is_err())
}

/// Sam of the hospital south reads a leaf and its proof on their way and is first to prove it, under a ticket of south's.
fn a_leaf_proven_by_a_rival() -> Attempt {
    let mut scene = Scene::new();
    let batch = Batch::new(scene.north.id, [(scene.ana.id, descriptor("kept back", laboratory()))]);
    let number = scene.suite.anchor_batch(&scene.north.account.clone(), &batch);
    let ticket = scene.suite.write_ticket(&scene.sam, &scene.ana, &[laboratory()]);
    let msg = batch.prove(number, 0, Some(ticket));
    scene.suite.try_record_anchor(&scene.sam.actor.account.clone(), msg)?;
    goal(scene.knows(scene.ana.id, "kept back"))
}

/// Eve reads a leaf of Ana's on its way, which nobody may make known yet, and confirms it as if it were hers.
fn a_leaf_confirmed_by_a_stranger() -> Attempt {
    let mut scene = Scene::new();
    let eve = scene.suite.patient("eve");
    let batch = Batch::new(scene.north.id, [(scene.ana.id, descriptor("kept back", laboratory()))]);
    let number = scene.suite.anchor_batch(&scene.north.account.clone(), &batch);
    scene.suite.try_record_anchor(&eve.account, batch.prove(number, 0, None))?;
    goal(scene.knows(scene.ana.id, "kept back"))
}

/// The hospital south sees north's root and commits to it first, to pass for the author of what is in it.
fn a_root_claimed_first() -> Attempt {
    let mut scene = Scene::new();
    let batch = Batch::new(scene.north.id, [(scene.ana.id, descriptor("north's", laboratory()))]);
    let (organization, root, size) = (scene.south.id, batch.root(), 1);
    let claim = anchor::ExecuteMsg::AnchorBatch { organization, role: None, certificate: None, root, size };
    let number = response_data(&scene.suite.try_record_anchor(&scene.south.account.clone(), claim)?);
    let ticket = scene.suite.write_ticket(&scene.sam, &scene.ana, &[laboratory()]);
    let msg = batch.prove(number, 0, Some(ticket));
    scene.suite.try_record_anchor(&scene.sam.actor.account.clone(), msg)?;
    let author = scene.suite.record(scene.ana.id, content_hash("north's")).author;
    goal(author.organization() == Some(scene.south.id))
}

/// Dora asked Ana. Eve, whom she pays, answers in Ana's name before Ana has read the request.
fn an_answer_before_the_patients() -> Attempt {
    let mut scene = Scene::new();
    let eve = scene.suite.patient("eve");
    let request = scene.suite.request(&scene.dora, &scene.ana);
    let terms = scene.suite.requested(&scene.ana, request).terms;
    let patient = Some(scene.ana.id);
    scene.suite.try_access(&eve.account, ExecuteMsg::AnswerRequest { patient, request, terms })?;
    scene.read()
}

/// Two research groups want Ana's data. One sees that she is about to answer the other, and withdraws its request.
fn a_rivals_request_withdrawn() -> Attempt {
    let mut scene = Scene::new();
    let request = scene.suite.request(&scene.dora, &scene.ana);
    scene.suite.wait(DAY);
    scene.suite.try_withdraw_request(&scene.sam.actor.clone(), scene.ana.id, request)?;
    let terms = scene.suite.requested(&scene.ana, request).terms;
    goal(scene.suite.try_answer(&scene.ana, request, terms).is_err())
}

/// Sam of south knows that north is about to ask Ana, and uses up the two requests that north may have open to her.
fn a_rivals_requests_used_up() -> Attempt {
    let mut scene = Scene::new();
    let norths = Affiliate { organization: scene.north.id, ..scene.sam.clone() };
    let terms = asking(scene.suite.now() + 30 * DAY);
    for _ in 0..2 {
        scene.suite.try_request(&norths, &scene.ana, terms.clone())?;
    }
    goal(scene.suite.try_request(&scene.dora, &scene.ana, terms).is_err())
}
