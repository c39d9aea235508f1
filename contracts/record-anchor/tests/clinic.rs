//! Two hospitals and their patients: the cast of every test.

use chartseal_testing::{Actor, Affiliate, DAY, Suite, content_hash, descriptor};
use chartseal_types::access::{Question, Target};
use chartseal_types::anchor::{
    Descriptor, ErasureBasis, ExecuteMsg, HoldReason, RecordResponse, RetractionReason,
};
use chartseal_types::certificate::Standing;
use chartseal_types::certificate::abi::{AUTHORITIES, AuthorityRow, CERTIFICATES, CertificateRow};
use chartseal_types::identity::abi::IDENTITIES;
use chartseal_types::identity::{IdentityRegistry, IdentityRow};
use chartseal_types::{
    Action, Category, Compartment, Confidentiality, ContentHash, Fingerprint, Hat, IdentityId, Label,
    Purpose, Role,
};
use cosmwasm_std::{Addr, StdResult};
use cw_multi_test::AppResponse;

/// Asserts that a message was refused with an error of that shape.
macro_rules! assert_refused {
    ($result:expr, $pattern:pat $(if $guard:expr)?) => {
        match chartseal_testing::Refusal::refusal::<record_anchor::ContractError>($result) {
            $pattern $(if $guard)? => {}
            other => panic!("expected a refusal like {}, got {other:?}", stringify!($pattern)),
        }
    };
}

pub(crate) use assert_refused;

/// The chain, with North and South, hospitals in care relationships with Ana and Ben.
pub struct Clinic {
    pub suite: Suite,
    ana: IdentityId,
}

/// Who is who.
pub struct Cast {
    pub north: Actor,
    pub south: Actor,
    /// At North.
    pub doctor: Affiliate,
    /// At North.
    pub nurse: Affiliate,
    /// At South.
    pub rival: Affiliate,
    pub ana: Actor,
    pub ben: Actor,
}

pub fn label(category: Category) -> Label {
    let compartment = Compartment::new(0).expect("there is a compartment 0");
    Label { category, confidentiality: Confidentiality::N, compartment }
}

pub fn laboratory() -> Label {
    label(Category::Laboratory)
}

/// A laboratory result of that name.
pub fn result(name: &str) -> Descriptor {
    descriptor(name, laboratory())
}

/// A note of the patient's own of that name.
pub fn diary(name: &str) -> Descriptor {
    descriptor(name, label(Category::PatientReported))
}

/// The next version of a record.
pub fn next(name: &str, of: &str) -> Descriptor {
    Descriptor { supersedes: Some(content_hash(of)), ..result(name) }
}

impl Clinic {
    pub fn open() -> (Self, Cast) {
        let mut suite = Suite::new();
        let (north, south) = (suite.hospital("north"), suite.hospital("south"));
        let doctor = writer(&mut suite, "doctor", Role::Doctor, &north);
        let nurse = writer(&mut suite, "nurse", Role::Nurse, &north);
        let rival = writer(&mut suite, "rival", Role::Doctor, &south);
        let (ana, ben) = (suite.patient("ana"), suite.patient("ben"));
        let mut clinic = Self { suite, ana: ana.id };
        for patient in [&ana, &ben] {
            for hospital in [&north, &south] {
                clinic.suite.open_care(patient, hospital.id);
            }
        }
        (clinic, Cast { north, south, doctor, nurse, rival, ana, ben })
    }

    /// Asks access control, and gives the number of the access whatever it decided.
    pub fn ask(&mut self, requester: &Actor, question: Question) -> u64 {
        self.suite.open(requester, question).access
    }

    /// A ticket to write records of these labels, as far as that is permitted.
    pub fn ticket(&mut self, writer: &Affiliate, patient: &Actor, labels: &[Label]) -> u64 {
        self.ask(&writer.actor, writer.to_write(patient, labels))
    }

    /// A ticket to write the next versions of these records.
    pub fn version_ticket(&mut self, writer: &Affiliate, patient: &Actor, records: &[&str]) -> u64 {
        let question = writer.to_read(patient, &hashes(records));
        self.ask(&writer.actor, Question { action: Action::Write, ..question })
    }

    /// A patient's ticket to write notes of their own.
    pub fn own_ticket(&mut self, patient: &Actor) -> u64 {
        self.own_ticket_by(patient, patient)
    }

    /// A ticket to write notes of a patient's, asked for in the patient's own hat.
    pub fn own_ticket_by(&mut self, requester: &Actor, patient: &Actor) -> u64 {
        let question = Question {
            patient: patient.id,
            hat: Hat::Own {},
            target: Target::Labels(vec![label(Category::PatientReported)]),
            purpose: Purpose::PATRQT,
            action: Action::Write,
            certificate: None,
        };
        self.ask(requester, question)
    }

    /// Anchors under a ticket.
    pub fn try_anchor_with(
        &mut self,
        sender: &Addr,
        patient: &Actor,
        ticket: u64,
        records: &[Descriptor],
    ) -> StdResult<AppResponse> {
        let msg = ExecuteMsg::Anchor { patient: patient.id, ticket, records: records.to_vec() };
        self.suite.try_record_anchor(sender, msg)
    }

    /// Opens a ticket for laboratory results and anchors under it.
    pub fn try_anchor(
        &mut self,
        writer: &Affiliate,
        patient: &Actor,
        records: &[Descriptor],
    ) -> StdResult<AppResponse> {
        let ticket = self.ticket(writer, patient, &[laboratory()]);
        self.try_anchor_with(&writer.actor.account, patient, ticket, records)
    }

    pub fn anchor(&mut self, writer: &Affiliate, patient: &Actor, records: &[Descriptor]) -> AppResponse {
        self.try_anchor(writer, patient, records).expect("the records are anchored")
    }

    /// Anchors notes of a patient's own.
    pub fn anchor_own(&mut self, patient: &Actor, records: &[Descriptor]) {
        let ticket = self.own_ticket(patient);
        self.try_anchor_with(&patient.account, patient, ticket, records).expect("the notes are anchored");
    }

    /// A record of Ana's as it stands now.
    pub fn record(&self, name: &str) -> RecordResponse {
        self.suite.record(self.ana, content_hash(name))
    }

    /// Withdraws a record of Ana's, with the sender's certificate if it has one.
    pub fn try_retract(&mut self, sender: &Addr, name: &str) -> StdResult<AppResponse> {
        self.try_retract_with(sender, name, Some(certificate_of(sender)))
    }

    /// Withdraws a record of Ana's with that certificate.
    pub fn try_retract_with(
        &mut self,
        sender: &Addr,
        name: &str,
        certificate: Option<Fingerprint>,
    ) -> StdResult<AppResponse> {
        let (patient, record) = (self.ana, content_hash(name));
        let reason = RetractionReason::EnteredInError;
        let msg = ExecuteMsg::Retract { patient, record, reason, certificate };
        self.suite.try_record_anchor(sender, msg)
    }

    /// Holds a record of Ana's for some days.
    pub fn try_hold(&mut self, sender: &Addr, name: &str, days: u64) -> StdResult<AppResponse> {
        let (patient, record) = (self.ana, content_hash(name));
        let until = self.suite.now() + days * DAY;
        let msg = ExecuteMsg::Hold { patient, record, reason: HoldReason::Litigation, until };
        self.suite.try_record_anchor(sender, msg)
    }

    /// Ends the hold on a record of Ana's.
    pub fn try_release(&mut self, sender: &Addr, name: &str) -> StdResult<AppResponse> {
        let (patient, record) = (self.ana, content_hash(name));
        self.suite.try_record_anchor(sender, ExecuteMsg::ReleaseHold { patient, record })
    }

    /// The message that asks to have a record of Ana's erased.
    pub fn erase(&self, name: &str) -> ExecuteMsg {
        let (patient, record) = (self.ana, content_hash(name));
        ExecuteMsg::Erase { patient, record, basis: ErasureBasis::ConsentWithdrawn }
    }

    /// Asks to have a record of Ana's erased, confirmed by the sender's passkey.
    pub fn try_erase(&mut self, sender: &Addr, name: &str) -> StdResult<AppResponse> {
        self.try_confirmed(sender, &self.erase(name))
    }

    /// Sends a message confirmed by the sender's passkey.
    pub fn try_confirmed(&mut self, sender: &Addr, msg: &ExecuteMsg) -> StdResult<AppResponse> {
        let anchor = self.suite.contracts.record_anchor.clone();
        self.suite.try_confirmed(sender, &anchor, msg)
    }

    /// Cancels the erasure of a record of Ana's.
    pub fn try_cancel(&mut self, sender: &Addr, name: &str) -> StdResult<AppResponse> {
        let (patient, record) = (self.ana, content_hash(name));
        self.suite.try_record_anchor(sender, ExecuteMsg::CancelErasure { patient, record })
    }

    /// Completes the erasure of a record of Ana's.
    pub fn try_complete(&mut self, sender: &Addr, name: &str) -> StdResult<AppResponse> {
        let (patient, record) = (self.ana, content_hash(name));
        self.suite.try_record_anchor(sender, ExecuteMsg::CompleteErasure { patient, record })
    }

    /// Whether others who read the row raw take a record of Ana's for erased.
    pub fn is_erased(&self, name: &str) -> bool {
        let anchor = chartseal_types::anchor::RecordAnchor(self.suite.contracts.record_anchor.clone());
        let row = anchor.record(&self.suite.app.wrap(), self.ana, content_hash(name));
        let row = row.expect("the row is read").expect("the record is known");
        let registry = IdentityRegistry(self.suite.contracts.identity_registry.clone());
        let patient = registry.identity(&self.suite.app.wrap(), self.ana).expect("the row is read");
        row.is_erased(self.suite.now(), patient.expect("the patient is known").merge())
    }
}

/// What the registry says of an identity, changed as two registrars would change it.
pub fn set_row(suite: &mut Suite, identity: IdentityId, change: impl FnOnce(&mut IdentityRow)) {
    let registry = suite.contracts.identity_registry.clone();
    let mut storage = suite.app.contract_storage_mut(&registry);
    let mut row = IDENTITIES.load(&*storage, identity).expect("the identity is known");
    change(&mut row);
    IDENTITIES.save(&mut *storage, identity, &row).expect("the row is stored");
}

/// The hashes of records by name.
pub fn hashes(names: &[&str]) -> Vec<ContentHash> {
    names.iter().map(|name| content_hash(name)).collect()
}

fn writer(suite: &mut Suite, name: &str, role: Role, organization: &Actor) -> Affiliate {
    let actor = suite.practitioner(name, role, organization);
    let certificate = certify(suite, &actor);
    Affiliate { actor, organization: organization.id, role, certificate: Some(certificate) }
}

/// The certificate that an account presents.
pub fn certificate_of(account: &Addr) -> Fingerprint {
    Fingerprint(content_hash(account.as_str()).0)
}

/// Puts a certificate that is good for a year into the certificate authority.
fn certify(suite: &mut Suite, actor: &Actor) -> Fingerprint {
    let (not_before, not_after) = (suite.now(), suite.now() + 365 * DAY);
    let (anchor, certificate) = (Fingerprint([9; 32]), certificate_of(&actor.account));
    let standing = Standing::Good;
    let authority = AuthorityRow { issuer: None, organization: None, not_before, not_after, standing };
    let row = CertificateRow { identity: actor.id, issuer: anchor, not_before, not_after, standing };
    let authorities = suite.contracts.certificate_authority.clone();
    let mut storage = suite.app.contract_storage_mut(&authorities);
    AUTHORITIES.save(&mut *storage, anchor, &authority).expect("the trust anchor is stored");
    CERTIFICATES.save(&mut *storage, certificate, &row).expect("the certificate is stored");
    certificate
}
