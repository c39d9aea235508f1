//! The main job on all four contracts: register, certify, seal, anchor, consent, open, revoke.

use chartseal_crypto::DataKey;
use chartseal_crypto::commit::{self, commit};
use chartseal_crypto::keys::{SecretKey, Suite as KeySuite};
use chartseal_crypto::seal::{RecordContext, open_bytes, seal_bytes};
use chartseal_testing::{Actor, Affiliate, Ca, DAY, Suite, own_reading, permit, response_data};
use chartseal_types::access::{Decision, Grantee, Rule};
use chartseal_types::anchor::Descriptor;
use chartseal_types::certificate::CertificateStatus;
use chartseal_types::identity::{AssuranceLevel, EncryptionKeyUnchecked, ExecuteMsg, Kind};
use chartseal_types::{Category, Compartment, Confidentiality, Label, Quarter, Role};

/// What must never be seen on the chain: what people are called, what they have, and what would tell it.
pub const SECRETS: [&str; 8] = [
    "Annegret Oberhuber",
    "Oberhuber",
    "passport C01X0006H",
    "1956-03-17",
    "alcohol dependence",
    "F10.2",
    "Dr. Dorothea Nachtigall",
    "Krankenhaus Nord",
];

const RECORD: &[u8] = br#"{
  "resourceType": "Condition",
  "subject": { "display": "Annegret Oberhuber" },
  "code": { "coding": [{ "code": "F10.2", "display": "alcohol dependence" }] },
  "onsetDateTime": "1956-03-17",
  "recorder": { "display": "Dr. Dorothea Nachtigall, Krankenhaus Nord" }
}"#;

/// The chain after the story, and what stays off it.
pub struct Told {
    pub suite: Suite,
    pub private_keys: Vec<SecretKey>,
    pub salts: Vec<commit::Salt>,
    pub data_key: DataKey,
}

/// Somebody registers with a key of their own and salted evidence, and is verified.
struct People {
    suite: Suite,
    private_keys: Vec<SecretKey>,
    salts: Vec<commit::Salt>,
}

impl People {
    fn join(&mut self, account: &str, kind: Kind, evidence: &str) -> Actor {
        let account = self.suite.account(account);
        let key = SecretKey::generate(KeySuite::XWing).expect("a key is made");
        let encryption_key = EncryptionKeyUnchecked::from(key.public());
        let salt = commit::salt().expect("the system has random bytes");
        let commitment = commit(commit::Kind::Identity, &salt, evidence.as_bytes());
        let register = ExecuteMsg::Register { kind, encryption_key, evidence: commitment, passkey: None };
        let response = self.suite.try_identity(&account, register).expect("the account registers");
        let identity = response_data(&response);

        let (level, expires_at) = (AssuranceLevel::Ial2, self.suite.now() + 365 * DAY);
        let evidence = commit(commit::Kind::Verification, &salt, evidence.as_bytes());
        let verify = ExecuteMsg::Verify { identity, level, evidence, expires_at };
        let registrar = self.suite.registrar.clone();
        self.suite.try_identity(&registrar, verify).expect("the registrar verifies");
        self.private_keys.push(key);
        self.salts.push(salt);
        Actor { account, id: identity }
    }

    fn hospital(&mut self, account: &str, evidence: &str) -> Actor {
        let hospital = self.join(account, Kind::Organization, evidence);
        let accredit = ExecuteMsg::Accredit { organization: hospital.id, roles: Role::ALL.to_vec() };
        let registrar = self.suite.registrar.clone();
        self.suite.try_identity(&registrar, accredit).expect("the registrar accredits");
        hospital
    }

    fn doctor(&mut self, account: &str, evidence: &str, hospital: &Actor, ca: &Ca) -> Affiliate {
        let actor = self.join(account, Kind::Practitioner, evidence);
        self.suite.affiliate(&actor, Role::Doctor, hospital);
        let certificate = self.suite.certify(&actor, ca, hospital);
        assert_eq!(self.suite.certificate_status(certificate).status, CertificateStatus::Good);
        Affiliate { actor, organization: hospital.id, role: Role::Doctor, certificate: Some(certificate) }
    }
}

/// Tells the story and checks each step.
pub fn tell() -> Told {
    let mut people = People { suite: Suite::new(), private_keys: vec![], salts: vec![] };

    // Two hospitals with their CAs, a doctor at each, a patient.
    let north = people.hospital("north", "Krankenhaus Nord");
    let south = people.hospital("south", "another hospital");
    let root = people.suite.trust_anchor();
    let (ca, other_ca) = (people.suite.issuing_ca(&root, &north), people.suite.issuing_ca(&root, &south));
    let dora = people.doctor("dora", "Dr. Dorothea Nachtigall", &north, &ca);
    let emil = people.doctor("emil", "another doctor", &south, &other_ca);
    let ana = people.join("ana", Kind::Patient, "Annegret Oberhuber, passport C01X0006H");
    let People { mut suite, private_keys, salts } = people;

    // The record is sealed on the client. What goes on is the hash of the sealed bytes, and a coarse label.
    let label = Label {
        category: Category::Summary,
        confidentiality: Confidentiality::R,
        compartment: Compartment::new(11).expect("there are sixteen"),
    };
    let data_key = DataKey::generate().expect("a key is made");
    let context = RecordContext::new(&ana.id, &label);
    let (sealed, info) = seal_bytes(RECORD, &data_key, &context).expect("the record is sealed");
    let record = info.content_hash;

    // While care is open Dora writes it.
    suite.open_care(&ana, north.id);
    let ticket = suite.write_ticket(&dora, &ana, &[label]);
    let quarter = Some(Quarter::new(2024, 1).expect("a quarter"));
    let (size, supersedes, retain_until) = (info.sealed_len, None, None);
    let descriptor = Descriptor { record, size, label, quarter, supersedes, retain_until };
    suite.anchor(&dora.actor.account, ana.id, ticket, vec![descriptor]);
    assert_eq!(suite.record(ana.id, record).label, label);

    // A restricted record needs consent, care or not.
    let question = dora.to_read(&ana, &[record]);
    assert_eq!(suite.open(&dora.actor, question.clone()).decisions, [Decision::by(Rule::Default)]);
    let consent = suite.grant(&ana, permit(Grantee::Identity { identity: dora.actor.id }));
    let answer = suite.open(&dora.actor, question.clone());
    assert_eq!(answer.decisions, [Decision::by_consent(Rule::Consent, consent)]);
    assert!(suite.ticket(answer.access).alive);

    // The other doctor is refused; the patient is not.
    let refused = suite.open(&emil.actor, emil.to_read(&ana, &[record]));
    assert_eq!(refused.decisions, [Decision::by(Rule::Default)]);
    let own = suite.open(&ana, own_reading(&ana, &[record]));
    assert_eq!(own.decisions, [Decision::by(Rule::Own)]);
    let opened = open_bytes(&sealed, &data_key, &context, &record).expect("the record opens");
    assert_eq!(&opened[..], RECORD);

    // One block after the consent is revoked, ticket and doctor are refused.
    suite.revoke(&ana, consent);
    suite.next_block();
    assert!(!suite.ticket(answer.access).alive);
    assert_eq!(suite.open(&dora.actor, question).decisions, [Decision::by(Rule::Default)]);

    // The patient sees every access, in order: one to write, five to read.
    let log = suite.patient_log(&ana);
    let outcomes: Vec<bool> = log.entries.iter().map(|entry| entry.expires_at.is_some()).collect();
    assert_eq!(outcomes, [true, false, true, false, true, false]);
    Told { suite, private_keys, salts, data_key }
}

#[test]
fn register_certify_seal_anchor_consent_open_revoke() {
    tell();
}
