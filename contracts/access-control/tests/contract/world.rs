//! A hospital, its doctor Dora, the patient Ana and a laboratory result of hers, and what tests ask of them.
//!
//! Certificates and records are put where the other contracts keep them, by their storage ABI: what is tested here is
//! what access control makes of them.

use chartseal_testing::{Actor, Affiliate, DAY, Suite};
use chartseal_types::access::{CareResponse, Decision, Grantee, OpenResponse, QueryMsg, Question, Rule};
use chartseal_types::anchor::abi::RECORDS;
use chartseal_types::anchor::{Author, RecordRow, RecordStatus};
use chartseal_types::certificate::abi::{AUTHORITIES, CERTIFICATES};
use chartseal_types::certificate::{AuthorityRow, CertificateRow, Standing};
use chartseal_types::identity::Kind;
use chartseal_types::{
    Category, Compartment, Confidentiality, ContentHash, Fingerprint, Hat, IdentityId, Label, Purpose,
    Quarter, Role,
};

/// The CA of all certificates here.
const ROOT: Fingerprint = Fingerprint([0xca; 32]);

pub struct World {
    pub suite: Suite,
    pub hospital: Actor,
    pub dora: Affiliate,
    pub ana: Actor,
    /// A normal laboratory result of Ana's from early 2024, in compartment 3, written by Dora.
    pub result: ContentHash,
}

impl World {
    pub fn new() -> Self {
        let mut suite = Suite::new();
        let hospital = suite.hospital("north");
        let ana = suite.patient("ana");
        let mut world = Self {
            dora: Affiliate {
                actor: ana.clone(),
                organization: hospital.id,
                role: Role::Doctor,
                certificate: None,
            },
            result: ContentHash([1; 32]),
            suite,
            hospital,
            ana,
        };
        world.put_root();
        let hospital = world.hospital.clone();
        world.dora = world.affiliate("dora", Role::Doctor, &hospital);
        let row = world.row(laboratory(Confidentiality::N));
        world.put_record(1, row);
        world
    }

    /// A practitioner in a role at an organization, with a good certificate.
    pub fn affiliate(&mut self, name: &str, role: Role, organization: &Actor) -> Affiliate {
        let actor = self.suite.practitioner(name, role, organization);
        let certificate = Some(self.certify(&actor));
        Affiliate { actor, organization: organization.id, role, certificate }
    }

    /// Another organization.
    pub fn organization(&mut self, name: &str, kind: Kind) -> Actor {
        self.suite.organization(name, kind)
    }

    /// A good certificate for an identity.
    pub fn certify(&mut self, actor: &Actor) -> Fingerprint {
        let mut bytes = [0xce; 32];
        bytes[..16].copy_from_slice(&actor.id.0);
        let certificate = Fingerprint(bytes);
        self.put_certificate(certificate, actor.id, Standing::Good);
        certificate
    }

    pub fn put_certificate(&mut self, certificate: Fingerprint, identity: IdentityId, standing: Standing) {
        let (not_before, not_after) = (self.suite.now(), self.suite.now() + 365 * DAY);
        let row = CertificateRow { identity, issuer: ROOT, not_before, not_after, standing };
        let authority = self.suite.contracts.certificate_authority.clone();
        let mut storage = self.suite.app.contract_storage_mut(&authority);
        CERTIFICATES.save(storage.as_mut(), certificate, &row).unwrap();
    }

    fn put_root(&mut self) {
        let (not_before, not_after) = (self.suite.now(), self.suite.now() + 3650 * DAY);
        let row = AuthorityRow {
            issuer: None,
            organization: None,
            not_before,
            not_after,
            standing: Standing::Good,
        };
        let authority = self.suite.contracts.certificate_authority.clone();
        AUTHORITIES.save(self.suite.app.contract_storage_mut(&authority).as_mut(), ROOT, &row).unwrap();
    }

    /// A record as Dora writes it.
    pub fn row(&self, label: Label) -> RecordRow {
        let hat = Hat::Organization { organization: self.hospital.id, role: Role::Doctor };
        RecordRow {
            number: 1,
            label,
            quarter: Some(Quarter::new(2024, 1).unwrap()),
            author: Author { identity: self.dora.actor.id, hat },
            status: RecordStatus::Current,
            erased_from: None,
            asked_under: None,
        }
    }

    /// A record of Ana's; the same number is the same record.
    pub fn put_record(&mut self, number: u8, row: RecordRow) -> ContentHash {
        let record = ContentHash([number; 32]);
        let anchor = self.suite.contracts.record_anchor.clone();
        let mut storage = self.suite.app.contract_storage_mut(&anchor);
        RECORDS.save(storage.as_mut(), (self.ana.id, record), &row).unwrap();
        record
    }

    /// A record of Ana's with that label.
    pub fn labelled(&mut self, number: u8, label: Label) -> ContentHash {
        let row = self.row(label);
        self.put_record(number, row)
    }

    /// The question whether Dora may read the result, for treatment.
    pub fn reading(&self) -> Question {
        self.dora.to_read(&self.ana, &[self.result])
    }

    /// Dora opens the result.
    pub fn dora_opens(&mut self) -> OpenResponse {
        let question = self.reading();
        self.opens(&self.dora.clone(), question)
    }

    pub fn opens(&mut self, who: &Affiliate, question: Question) -> OpenResponse {
        self.suite.open(&who.actor, question)
    }

    /// What is decided of Dora reading the result, without recording it.
    pub fn decision(&self) -> Decision {
        self.decision_of(&self.dora, self.reading())
    }

    pub fn decision_of(&self, who: &Affiliate, question: Question) -> Decision {
        let explained = self.suite.explain(&who.actor, question);
        assert_eq!(explained.explanations.len(), 1, "one target was asked for");
        explained.explanations[0].decision
    }

    /// The rule that decides on Dora reading the result.
    pub fn rule(&self) -> Rule {
        self.decision().rule
    }

    pub fn dora_herself(&self) -> Grantee {
        Grantee::Identity { identity: self.dora.actor.id }
    }

    pub fn the_hospital(&self) -> Grantee {
        Grantee::Organization { organization: self.hospital.id }
    }

    /// The care relationships of a patient.
    pub fn care_relationships(&self, patient: &Actor) -> Vec<CareResponse> {
        let query = QueryMsg::CareRelationships { patient: patient.id, start_after: None, limit: None };
        self.suite.try_ask_access(&query).unwrap()
    }

    pub fn open_care(&mut self) {
        let (ana, hospital) = (self.ana.clone(), self.hospital.id);
        self.suite.open_care(&ana, hospital);
    }
}

/// The label of a laboratory result in compartment 3.
pub fn laboratory(confidentiality: Confidentiality) -> Label {
    label(Category::Laboratory, confidentiality, 3)
}

pub fn label(category: Category, confidentiality: Confidentiality, compartment: u8) -> Label {
    Label { category, confidentiality, compartment: Compartment::new(compartment).unwrap() }
}

/// The same question for another purpose.
pub fn for_purpose(purpose: Purpose, question: Question) -> Question {
    Question { purpose, ..question }
}
