//! A hospital with its own CA, its doctor Dora with a real certificate, and the patient Ana with a laboratory result
//! that Dora wrote while care was open. Nothing permits reading it until a test says so.

use chartseal_testing::{Actor, Affiliate, Ca, Suite, descriptor};
use chartseal_types::access::{Decision, Grantee, OpenResponse, Question};
use chartseal_types::{Category, Compartment, Confidentiality, ContentHash, Label, Role};
use cosmwasm_std::Addr;

pub struct Clinic {
    pub suite: Suite,
    pub hospital: Actor,
    pub root: Ca,
    pub ca: Ca,
    pub dora: Affiliate,
    pub ana: Actor,
    /// A normal laboratory result in compartment 3.
    pub result: ContentHash,
}

impl Clinic {
    pub fn new() -> Self {
        let mut suite = Suite::new();
        let hospital = suite.hospital("north");
        let root = suite.trust_anchor();
        let ca = suite.issuing_ca(&root, &hospital);
        let ana = suite.patient("ana");
        let dora = certified(&mut suite, "dora", &ca, &hospital);
        let mut clinic = Self { suite, hospital, root, ca, dora, ana, result: ContentHash([0; 32]) };
        clinic.open_care();
        clinic.result = clinic.anchored("result");
        clinic.end_care();
        clinic
    }

    /// A further doctor of the hospital's.
    pub fn doctor(&mut self, name: &str) -> Affiliate {
        certified(&mut self.suite, name, &self.ca, &self.hospital)
    }

    /// A record of Ana's that Dora writes; care must be open.
    pub fn anchored(&mut self, name: &str) -> ContentHash {
        let ticket = self.suite.write_ticket(&self.dora, &self.ana, &[laboratory()]);
        let descriptor = descriptor(name, laboratory());
        let record = descriptor.record;
        self.suite.anchor(&self.dora.actor.account, self.ana.id, ticket, vec![descriptor]);
        record
    }

    pub fn open_care(&mut self) {
        self.suite.open_care(&self.ana, self.hospital.id);
    }

    pub fn end_care(&mut self) -> Addr {
        self.suite.try_end_care(&self.ana, self.ana.id, self.hospital.id).expect("the patient ends care");
        self.ana.account.clone()
    }

    /// Dora opens an emergency about Ana; gives its number.
    pub fn emergency(&mut self) -> u32 {
        let (dora, opening) = (self.dora.clone(), self.dora.emergency(&self.ana, 1));
        self.suite.open_emergency(&dora, opening)
    }

    /// Dora's question whether she may read the result.
    pub fn reading(&self) -> Question {
        self.dora.to_read(&self.ana, &[self.result])
    }

    /// Dora opens the result.
    pub fn dora_opens(&mut self) -> OpenResponse {
        let question = self.reading();
        self.suite.open(&self.dora.actor, question)
    }

    /// What is decided on Dora reading the result.
    pub fn decision(&mut self) -> Decision {
        let answer = self.dora_opens();
        assert_eq!(answer.decisions.len(), 1, "one record was asked for");
        answer.decisions[0]
    }

    /// Everybody whom a rule can name and who is, or includes, Dora in her role.
    pub fn grantees(&self) -> [Grantee; 4] {
        let organization = self.hospital.id;
        [
            Grantee::Everyone {},
            Grantee::Identity { identity: self.dora.actor.id },
            Grantee::Organization { organization },
            Grantee::Role { organization, role: Role::Doctor },
        ]
    }
}

fn certified(suite: &mut Suite, name: &str, ca: &Ca, hospital: &Actor) -> Affiliate {
    let actor = suite.practitioner(name, Role::Doctor, hospital);
    let certificate = Some(suite.certify(&actor, ca, hospital));
    Affiliate { actor, organization: hospital.id, role: Role::Doctor, certificate }
}

pub fn laboratory() -> Label {
    let compartment = Compartment::new(3).expect("there are sixteen");
    Label { category: Category::Laboratory, confidentiality: Confidentiality::N, compartment }
}
