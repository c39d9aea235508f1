//! Two hospitals, who works there, Ana and a result of hers: where most attacks begin.

use chartseal_testing::{Actor, Affiliate, Ca, DAY, Suite, content_hash};
use chartseal_types::access::TicketResponse;
use chartseal_types::{Category, Compartment, Confidentiality, ContentHash, IdentityId, Label, Role};

use crate::harness::{Attempt, goal, permitted};

/// Sam at the hospital south wrote a laboratory result of Ana's, and care with south is open. Dora at the hospital north
/// may read nothing yet.
pub struct Scene {
    pub suite: Suite,
    pub north: Actor,
    pub south: Actor,
    /// North's.
    pub ca: Ca,
    /// A doctor at north.
    pub dora: Affiliate,
    /// A doctor at south.
    pub sam: Affiliate,
    pub ana: Actor,
    pub result: ContentHash,
}

impl Scene {
    pub fn new() -> Self {
        let mut suite = Suite::new();
        let (north, south) = (suite.hospital("north"), suite.hospital("south"));
        let (ca, souths) = (suite.ca(&north), suite.ca(&south));
        let dora = suite.certified("dora", Role::Doctor, &north, &ca);
        let sam = suite.certified("sam", Role::Doctor, &south, &souths);
        let ana = suite.patient("ana");
        suite.open_care(&ana, south.id);
        let result = suite.anchored(&sam, &ana, "result", laboratory());
        Self { suite, north, south, ca, dora, sam, ana, result }
    }

    /// A colleague of Dora's.
    pub fn colleague(&mut self, name: &str, role: Role) -> Affiliate {
        self.suite.certified(name, role, &self.north.clone(), &self.ca)
    }

    /// Another patient, of whom Sam wrote a laboratory result.
    pub fn patient(&mut self, name: &str) -> (Actor, ContentHash) {
        let patient = self.suite.patient(name);
        self.suite.open_care(&patient, self.south.id);
        let result = self.suite.anchored(&self.sam, &patient, &format!("result of {name}"), laboratory());
        (patient, result)
    }

    /// Ana lets north treat her for 90 days.
    pub fn care(&mut self) {
        self.suite.open_care(&self.ana, self.north.id);
    }

    pub fn end_care(&mut self) -> Attempt {
        self.suite.try_end_care(&self.ana, self.ana.id, self.north.id).map(drop)
    }

    /// Dora asks to read the result for treatment; gives the access, whatever is decided.
    pub fn open(&mut self) -> u64 {
        let question = self.dora.to_read(&self.ana, &[self.result]);
        self.suite.open(&self.dora.actor, question).access
    }

    /// Dora wants to read the result for treatment.
    pub fn read(&mut self) -> Attempt {
        let access = self.open();
        permitted(&self.suite.access(access).decisions)
    }

    /// Whoever holds a ticket wants it to live.
    pub fn lives(&self, access: u64) -> Attempt {
        let TicketResponse { alive, expired, decisions, .. } = self.suite.ticket(access);
        if expired { goal(false) } else { permitted(&decisions).and_then(|()| goal(alive)) }
    }

    pub fn dora_herself(&self) -> chartseal_types::access::Grantee {
        chartseal_types::access::Grantee::Identity { identity: self.dora.actor.id }
    }

    /// When care that is opened now ends.
    pub fn in_90_days(&self) -> u64 {
        self.suite.now() + 90 * DAY
    }

    /// Whether the chain knows a record.
    pub fn knows(&self, patient: IdentityId, name: &str) -> bool {
        let anchor = chartseal_types::anchor::RecordAnchor(self.suite.contracts.record_anchor.clone());
        let row = anchor.record(&self.suite.app.wrap(), patient, content_hash(name));
        row.expect("the row is read").is_some()
    }
}

pub fn label(category: Category, confidentiality: Confidentiality) -> Label {
    Label { category, confidentiality, compartment: Compartment::new(3).expect("there is a compartment 3") }
}

pub fn laboratory() -> Label {
    label(Category::Laboratory, Confidentiality::N)
}
