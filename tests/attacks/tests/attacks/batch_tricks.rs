//! Batch and hash tricks: who makes a root, a proof or a chain of versions say what it does not.

use chartseal_crypto::merkle;
use chartseal_testing::{Batch, content_hash, descriptor, path, response_data, tree_head};
use chartseal_types::anchor::{Descriptor, ErasureBasis, ExecuteMsg, Leaf, RecordStatus, RetractionReason};
use chartseal_types::{Category, Confidentiality, MerkleHash};
use cosmwasm_std::StdResult;
use record_anchor::ContractError as AnchorError;
use record_anchor::domain::merkle::{leaf_hash, node_hash, verify_inclusion};
use record_anchor::domain::{DescriptorError, ProofError, TicketError, VersionError};

use crate::harness::Stopped::{Anchor, Missed};
use crate::harness::{Attempt, attacks, goal};
use crate::scene::{Scene, label, laboratory};

attacks! {
    "batch and hash tricks";
    a_leaf_relabelled: [ProofRoot] => Anchor(AnchorError::Proof(ProofError::Root)),
    a_leaf_of_another_patient: [ProofRoot] => Anchor(AnchorError::Proof(ProofError::Root)),
    a_record_backdated_into_an_old_batch: [ProofRoot] => Anchor(AnchorError::Proof(ProofError::Root)),
    a_leaf_more_than_the_batch_says: [ProofIndex] => Anchor(AnchorError::Proof(ProofError::Index { .. })),
    a_leaf_below_the_batchs_only_one: [ProofLength] => Anchor(AnchorError::Proof(ProofError::Length { .. })),
    one_leaf_for_a_thousand: [ProofLength] => Anchor(AnchorError::Proof(ProofError::Length { .. })),
    a_node_passed_off_as_a_leaf_on_the_chain: [LeafPrefix] => Anchor(AnchorError::Proof(ProofError::Root)),
    a_node_passed_off_as_a_leaf_to_a_client: [LeafPrefix] => Missed(_),
    proven_again_after_the_retraction: [NewRecord] => Anchor(AnchorError::Descriptor(DescriptorError::Known { .. })),
    proven_after_the_erasure: [Tombstone] => Anchor(AnchorError::Descriptor(DescriptorError::Tombstone { .. })),
    a_leaf_that_replaces_anothers_record: [SameSide] => Anchor(AnchorError::Version(VersionError::OtherAuthor { .. })),
    two_versions_of_one_record: [HeadOnly] => Anchor(AnchorError::Version(VersionError::NotHead { .. })),
    a_label_that_the_ticket_does_not_cover: [TicketCovers] =>
        Anchor(AnchorError::Ticket(TicketError::NotCovered { .. })),
}

/// Dora proves a restricted result as an unrestricted one, which her insurer friend may read.
fn a_leaf_relabelled() -> Attempt {
    let mut scene = Scene::new();
    let restricted = descriptor("leaf", label(Category::Laboratory, Confidentiality::R));
    let batch = Batch::new(scene.north.id, [(scene.ana.id, restricted)]);
    let number = scene.commit(&batch);
    scene.proves(batch.prove(number, 0, None), |leaf| leaf.descriptor.label = laboratory())?;
    goal(scene.suite.record(scene.ana.id, content_hash("leaf")).label == laboratory())
}

/// Dora passes a result of Ben's, whom it incriminates, off as Ana's.
fn a_leaf_of_another_patient() -> Attempt {
    let mut scene = Scene::new();
    let ben = scene.suite.patient("ben");
    let batch = Batch::new(scene.north.id, [(ben.id, descriptor("leaf", laboratory()))]);
    let (number, ana) = (scene.commit(&batch), scene.ana.id);
    scene.proves(batch.prove(number, 0, None), |leaf| leaf.patient = ana)?;
    goal(scene.knows(ana, "leaf"))
}

/// Sued, the hospital makes up a warning that it never gave, and proves it from last year's batch.
fn a_record_backdated_into_an_old_batch() -> Attempt {
    let mut scene = Scene::new();
    let batch = Batch::new(scene.north.id, [(scene.ana.id, descriptor("leaf", laboratory()))]);
    let number = scene.commit(&batch);
    scene.suite.wait(300 * chartseal_testing::DAY);
    let made_up = content_hash("the warning");
    scene.proves(batch.prove(number, 0, None), |leaf| leaf.descriptor.record = made_up)?;
    goal(scene.suite.record(scene.ana.id, made_up).batch == Some(number))
}

/// A hospital commits to four records and says three, to have one up its sleeve that no count shows.
fn a_leaf_more_than_the_batch_says() -> Attempt {
    let mut scene = Scene::new();
    let records = ["a", "b", "c", "d"].map(|name| (scene.ana.id, descriptor(name, laboratory())));
    let batch = Batch::new(scene.north.id, records);
    let number = scene.commit_as(batch.root(), 3)?;
    scene.proves(batch.prove(number, 3, None), |_| {})?;
    goal(scene.knows(scene.ana.id, "d"))
}

/// A hospital commits to "one record" by a root with two below, to prove the one or the other as it suits.
fn a_leaf_below_the_batchs_only_one() -> Attempt {
    let mut scene = Scene::new();
    let records = ["guilty", "innocent"].map(|name| (scene.ana.id, descriptor(name, laboratory())));
    let batch = Batch::new(scene.north.id, records);
    let number = scene.commit_as(batch.root(), 1)?;
    let mut msg = batch.prove(number, 1, None);
    if let ExecuteMsg::ProveRecord { index, .. } = &mut msg {
        *index = 0;
    }
    scene.proves(msg, |_| {})?;
    goal(scene.knows(scene.ana.id, "innocent"))
}

/// An archive is paid by the record: it commits to one and says a thousand.
fn one_leaf_for_a_thousand() -> Attempt {
    let mut scene = Scene::new();
    let batch = Batch::new(scene.north.id, [(scene.ana.id, descriptor("leaf", laboratory()))]);
    let number = scene.commit_as(batch.root(), 1000)?;
    scene.proves(batch.prove(number, 0, None), |_| {})?;
    goal(scene.knows(scene.ana.id, "leaf"))
}

/// A second preimage: from four leaves an attacker makes another "leaf", the two hashes below a node, and says that the
/// tree had two. The root is the honest one.
fn a_node_passed_off_as_a_leaf_on_the_chain() -> Attempt {
    let leaves = [1u8, 2, 3, 4].map(|byte| leaf_hash(&[byte; 100]));
    let (root, right) = (tree_head(&leaves), node_hash(&leaves[2], &leaves[3]));
    let forged = [leaves[0].0, leaves[1].0].concat();
    let verified = verify_inclusion(&root, 2, 0, leaf_hash(&forged), &[right]);
    Ok(verified.map_err(AnchorError::Proof)?)
}

/// The same against a client, which checks an archive's proof before it takes a document for anchored.
fn a_node_passed_off_as_a_leaf_to_a_client() -> Attempt {
    let tree = merkle::Tree::new([1u8, 2, 3, 4].map(|byte| [byte; 100]));
    let leaves = [1u8, 2, 3, 4].map(|byte| MerkleHash(merkle::leaf_hash(&[byte; 100])));
    let right = tree_head(&leaves[2..]);
    assert_eq!(path(0, &leaves)[1], right);
    let forged = merkle::leaf_hash(&[leaves[0].0, leaves[1].0].concat());
    goal(merkle::verify(&tree.root(), 2, 0, &forged, &[right.0]))
}

/// A retracted result is to be current again: the hospital proves it once more from the batch.
fn proven_again_after_the_retraction() -> Attempt {
    let mut scene = Scene::new();
    let batch = Batch::new(scene.north.id, [(scene.ana.id, descriptor("leaf", laboratory()))]);
    let number = scene.commit(&batch);
    scene.proves(batch.prove(number, 0, None), |_| {})?;
    let (patient, record) = (scene.ana.id, content_hash("leaf"));
    let (reason, certificate) = (RetractionReason::WrongPatient, None);
    let retract = ExecuteMsg::Retract { patient, record, reason, certificate };
    scene.suite.try_record_anchor(&scene.north.account.clone(), retract)?;
    scene.proves(batch.prove(number, 0, None), |_| {})?;
    goal(scene.suite.record(patient, record).status == RecordStatus::Current)
}

/// Ana had a record erased that was only in a batch so far. The hospital proves it, to have it on the chain all the same.
fn proven_after_the_erasure() -> Attempt {
    let mut scene = Scene::new();
    let batch = Batch::new(scene.north.id, [(scene.ana.id, descriptor("leaf", laboratory()))]);
    let number = scene.commit(&batch);
    let (patient, record) = (scene.ana.id, content_hash("leaf"));
    let erase = ExecuteMsg::Erase { patient, record, basis: ErasureBasis::PatientRequest };
    let contract = scene.suite.contracts.record_anchor.clone();
    scene.suite.try_confirmed(&scene.ana.account.clone(), &contract, &erase)?;
    scene.proves(batch.prove(number, 0, None), |_| {})?;
    goal(scene.knows(patient, "leaf"))
}

/// A rival hospital hides in a batch a leaf that replaces south's result by its own.
fn a_leaf_that_replaces_anothers_record() -> Attempt {
    let mut scene = Scene::new();
    let supersedes = Some(scene.result);
    let better = Descriptor { supersedes, ..descriptor("better", laboratory()) };
    let batch = Batch::new(scene.north.id, [(scene.ana.id, better)]);
    let number = scene.commit(&batch);
    scene.proves(batch.prove(number, 0, None), |_| {})?;
    goal(scene.suite.record(scene.ana.id, scene.result).status == RecordStatus::Superseded)
}

/// Sam writes two versions of one result, to show one to the insurer and the other to the court.
fn two_versions_of_one_record() -> Attempt {
    let mut scene = Scene::new();
    for name in ["for the insurer", "for the court"] {
        let supersedes = Some(scene.result);
        let version = Descriptor { supersedes, ..descriptor(name, laboratory()) };
        let ticket = scene.suite.write_ticket(&scene.sam, &scene.ana, &[laboratory()]);
        let msg = ExecuteMsg::Anchor { patient: scene.ana.id, ticket, records: vec![version] };
        scene.suite.try_record_anchor(&scene.sam.actor.account.clone(), msg)?;
    }
    let status = |name| scene.suite.record(scene.ana.id, content_hash(name)).status;
    goal([status("for the insurer"), status("for the court")] == [RecordStatus::Current; 2])
}

/// Dora may write results, and proves a leaf that is an invoice.
fn a_label_that_the_ticket_does_not_cover() -> Attempt {
    let mut scene = Scene::new();
    let invoice = descriptor("invoice", label(Category::Financial, Confidentiality::N));
    let batch = Batch::new(scene.north.id, [(scene.ana.id, invoice)]);
    let number = scene.commit(&batch);
    scene.proves(batch.prove(number, 0, None), |_| {})?;
    goal(scene.knows(scene.ana.id, "invoice"))
}

impl Scene {
    fn commit(&mut self, batch: &Batch) -> u64 {
        self.suite.anchor_batch(&self.north.account.clone(), batch)
    }

    /// North commits to a root and says how many leaves there are.
    fn commit_as(&mut self, root: MerkleHash, size: u64) -> StdResult<u64> {
        let organization = self.north.id;
        let msg = ExecuteMsg::AnchorBatch { organization, role: None, certificate: None, root, size };
        Ok(response_data(&self.suite.try_record_anchor(&self.north.account.clone(), msg)?))
    }

    /// Dora, who may write results while Ana is in north's care, sends a proof with a leaf that was tampered with.
    fn proves(&mut self, msg: ExecuteMsg, tamper: impl FnOnce(&mut Leaf)) -> Attempt {
        self.care();
        let labels = [laboratory(), label(Category::Laboratory, Confidentiality::R)];
        let ticket = self.suite.write_ticket(&self.dora, &self.ana, &labels);
        let ExecuteMsg::ProveRecord { batch, index, mut leaf, proof, .. } = msg else { return goal(false) };
        tamper(&mut leaf);
        let msg = ExecuteMsg::ProveRecord { batch, index, leaf, proof, ticket: Some(ticket) };
        self.suite.try_record_anchor(&self.dora.actor.account.clone(), msg).map(drop)
    }
}
