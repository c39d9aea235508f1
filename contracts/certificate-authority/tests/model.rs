//! The contract against a model that says the rules in the plainest way, over random histories.

use crate::scene::{Scene, hold, release, revoke, revoke_ca};
use chartseal_testing::certificate::{ca_params, new_key};
use chartseal_types::Fingerprint;
use chartseal_types::certificate::{CertificateStatus, ExecuteMsg};
use cosmwasm_std::Addr;
use proptest::prelude::*;
use rcgen::BasicConstraints;

#[derive(Debug, Clone, Copy, PartialEq)]
enum Who {
    Admin,
    Registrar,
    Subject,
    Issuer,
    Stranger,
}

#[derive(Debug, Clone, Copy)]
enum Step {
    Revoke(usize, Who),
    Hold(usize, Who),
    Release(usize, Who),
    RevokeCa(usize, Who),
}

fn step() -> impl Strategy<Value = Step> {
    let who =
        prop::sample::select(vec![Who::Admin, Who::Registrar, Who::Subject, Who::Issuer, Who::Stranger]);
    let leaf = 0..3usize;
    prop_oneof![
        1 => (leaf.clone(), who.clone()).prop_map(|(leaf, who)| Step::Revoke(leaf, who)),
        4 => (leaf.clone(), who.clone()).prop_map(|(leaf, who)| Step::Hold(leaf, who)),
        4 => (leaf, who.clone()).prop_map(|(leaf, who)| Step::Release(leaf, who)),
        1 => (0..2usize, who).prop_map(|(ca, who)| Step::RevokeCa(ca, who)),
    ]
}

/// Three certificates: two from the first CA, one from a second CA below it.
#[derive(Debug, Default, Clone)]
struct Model {
    revoked: [bool; 3],
    held_by: [Option<Who>; 3],
    fallen: [bool; 2],
}

const CA_OF: [usize; 3] = [0, 0, 1];

impl Model {
    /// Takes a step; says whether it is allowed.
    fn take(&mut self, step: Step) -> bool {
        let involved = |who| !matches!(who, Who::Stranger);
        match step {
            Step::Revoke(leaf, who) => {
                let allowed = involved(who) && !self.revoked[leaf];
                self.revoked[leaf] |= allowed;
                allowed
            }
            Step::Hold(leaf, who) => {
                let free = match self.held_by[leaf] {
                    None => true,
                    Some(holder) => holder == Who::Subject && who != Who::Subject,
                };
                let allowed = involved(who) && !self.revoked[leaf] && free;
                if allowed {
                    self.held_by[leaf] = Some(who);
                }
                allowed
            }
            Step::Release(leaf, who) => {
                let holder = self.held_by[leaf];
                let allowed =
                    !self.revoked[leaf] && holder.is_some() && (holder == Some(who) || who == Who::Admin);
                if allowed {
                    self.held_by[leaf] = None;
                }
                allowed
            }
            Step::RevokeCa(ca, who) => {
                let allowed = matches!(who, Who::Admin | Who::Issuer) && !self.fallen[ca];
                self.fallen[ca] |= allowed;
                allowed
            }
        }
    }

    fn status(&self, leaf: usize) -> CertificateStatus {
        // The second CA stands below the first.
        let fallen = self.fallen[0] || (CA_OF[leaf] == 1 && self.fallen[1]);
        if self.revoked[leaf] || fallen {
            CertificateStatus::Revoked
        } else if self.held_by[leaf].is_some() {
            CertificateStatus::OnHold
        } else {
            CertificateStatus::Good
        }
    }
}

struct World {
    scene: Scene,
    leaves: Vec<Fingerprint>,
    cas: [Fingerprint; 2],
}

impl World {
    fn new() -> Self {
        let mut scene = Scene::new();
        let hospital = scene.hospital.clone();
        let params = ca_params("Second", BasicConstraints::Unconstrained, scene.suite.now(), 5);
        let second = scene.ca.below(params, new_key());
        scene.suite.add_issuing_ca(&second, scene.ca.fingerprint, &hospital);
        let mut leaves = vec![scene.certify_ana(), scene.certify_ana()];
        leaves.push(scene.suite.certify(&scene.ana.clone(), &second, &hospital));
        let cas = [scene.ca.fingerprint, second.fingerprint];
        Self { scene, leaves, cas }
    }

    fn account(&self, who: Who) -> Addr {
        match who {
            Who::Admin => self.scene.suite.admin.clone(),
            Who::Registrar => self.scene.suite.registrar.clone(),
            Who::Subject => self.scene.ana.account.clone(),
            Who::Issuer => self.scene.hospital.account.clone(),
            Who::Stranger => self.scene.suite.account("stranger"),
        }
    }

    fn message(&self, step: Step) -> (Who, ExecuteMsg) {
        match step {
            Step::Revoke(leaf, who) => (who, revoke(self.leaves[leaf])),
            Step::Hold(leaf, who) => (who, hold(self.leaves[leaf])),
            Step::Release(leaf, who) => (who, release(self.leaves[leaf])),
            Step::RevokeCa(ca, who) => (who, revoke_ca(self.cas[ca])),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn every_history_ends_as_the_model_says(steps in prop::collection::vec(step(), 1..24)) {
        let (mut world, mut model) = (World::new(), Model::default());
        let mut past = Vec::new();
        for step in steps {
            let (who, msg) = world.message(step);
            let accepted = world.scene.suite.try_certificate(&world.account(who), msg).is_ok();
            prop_assert_eq!(accepted, model.take(step), "{:?}", step);
            for (n, id) in world.leaves.iter().enumerate() {
                let status = world.scene.status(*id);
                prop_assert_eq!(status, model.status(n), "after {:?}", step);
                let good = world.scene.good_for(*id, world.scene.ana.id);
                prop_assert_eq!(good, status == CertificateStatus::Good, "after {:?}", step);
            }
            past.push((world.scene.suite.now(), model.clone()));
            world.scene.suite.next_block();
        }
        // And the past is answered as it was.
        for (at, model) in past {
            for (n, id) in world.leaves.iter().enumerate() {
                prop_assert_eq!(world.scene.status_at(*id, at).status, model.status(n));
            }
        }
    }
}
