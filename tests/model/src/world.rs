//! A small consortium, as contracts and as model. It is built once; every sequence begins where it was left.

use std::rc::Rc;

use chartseal_testing::{
    DAY, HOUR, Suite, content_hash, deny, own_reading, permit, registration, verification,
};
use chartseal_types::access::{
    EmergencyOpening, EmergencyReason, ExecuteMsg as Access, Grantee, PolicyResponse, QueryMsg as AskAccess,
    Question, RequestTermsUnchecked, Target, TermsUnchecked,
};
use chartseal_types::anchor::{Descriptor, ExecuteMsg as Anchor};
use chartseal_types::certificate::ExecuteMsg as Certificate;
use chartseal_types::identity::{
    ActUnchecked, Appointment, Authority, ChangeUnchecked, EncryptionKeyUnchecked, ExecuteMsg as Registry,
    KeySuite, Kind, PasskeyPeriod, Right,
};
use chartseal_types::second_factor::{Passkey, PasskeyUnchecked, RelyingPartyUnchecked};
use chartseal_types::{
    Action, Category, Commitment, Compartment, Confidentiality, ContentHash, Fingerprint, Hat, IdentityId,
    Label, Purpose, Quarter, Role, Selection,
};
use cosmwasm_std::{Addr, BlockInfo, Coin, Order, Storage};

use crate::call::{Call, Contract, Factor, Message, Sent, Step};
use crate::model::{self, Governance, Model};
use crate::pool::{OTHER_RP_ID, Pool, RP_ID};
use crate::run::Run;

/// Who there is: name, kind, and the place of the first passkey, for who registers with one.
const ACTORS: [(&str, Kind, Option<usize>); 19] = [
    ("first registrar", Kind::Organization, Some(0)),
    ("other registrar", Kind::Organization, Some(1)),
    ("third registrar", Kind::Organization, None),
    ("north", Kind::Organization, Some(2)),
    ("south", Kind::Organization, Some(3)),
    ("insurer", Kind::Payer, Some(4)),
    ("institute", Kind::Researcher, None),
    ("auditor", Kind::Auditor, Some(5)),
    ("vault", Kind::Service, None),
    ("dora", Kind::Practitioner, Some(6)),
    ("nils", Kind::Practitioner, Some(7)),
    ("cora", Kind::Practitioner, Some(8)),
    ("alma", Kind::Practitioner, Some(9)),
    ("clea", Kind::Practitioner, Some(10)),
    ("ana", Kind::Patient, Some(11)),
    ("ben", Kind::Patient, Some(12)),
    ("cid", Kind::Patient, None),
    ("eva", Kind::Patient, Some(13)),
    ("ana once more", Kind::Patient, Some(14)),
];

/// Accounts that sequences send from: those of the actors, and others that control nothing yet.
pub const ACCOUNTS: [&str; 28] = [
    "admin",
    "pauser",
    "first registrar",
    "other registrar",
    "third registrar",
    "north",
    "south",
    "insurer",
    "institute",
    "auditor",
    "vault",
    "dora",
    "nils",
    "cora",
    "alma",
    "clea",
    "ana",
    "ana's second",
    "ben",
    "cid",
    "eva",
    "ana once more",
    "spare one",
    "spare two",
    "spare three",
    "spare four",
    "spare five",
    "spare six",
];

/// A consortium.
pub struct World {
    /// The contracts.
    pub suite: Suite,
    /// The model, as the world was left.
    pub start: Model,
    /// The pool.
    pub pool: Rc<Pool>,
    /// The patient without an account.
    pub unclaimed: IdentityId,
    accounts: Vec<(String, Addr)>,
    storage: Vec<(Vec<u8>, Vec<u8>)>,
    block: BlockInfo,
}

impl Default for World {
    fn default() -> Self {
        Self::new()
    }
}

impl World {
    /// Builds it: every step of it is taken by contracts and model alike.
    pub fn new() -> Self {
        let mut suite = Suite::new();
        let accounts: Vec<_> =
            ACCOUNTS.iter().map(|name| ((*name).to_owned(), suite.account(name))).collect();
        let first = suite.registrar.clone();
        suite.app.init_modules(|router, _, storage| {
            for account in accounts.iter().map(|(_, account)| account).chain([&first]) {
                let coins = vec![Coin::new(1_000_000u128, "stake")];
                router.bank.init_balance(storage, account, coins).expect("the account gets coins");
            }
        });
        let block = suite.app.block_info();
        let derive = |name: &str| {
            let account = suite.account(name);
            IdentityId::derive(&block.chain_id, &suite.contracts.identity_registry, &account, 0)
        };
        let subjects: Vec<_> = ["dora", "nils", "cora", "alma", "clea", "ana", "ben"]
            .map(|name| (derive(name), derive(name).did(&block.chain_id)))
            .into();
        let pool = Rc::new(Pool::new(&subjects, suite.now()));
        let start = model_of(&suite, Rc::clone(&pool));
        let unclaimed = IdentityId([0; 16]);
        let mut world = Self { suite, start, pool, unclaimed, accounts, storage: vec![], block };
        world.build();
        world.block = world.suite.app.block_info();
        world.storage = world.suite.app.storage().range(None, None, Order::Ascending).collect();
        world
    }

    /// Puts the contracts back to where the world was left.
    pub fn reset(&mut self) {
        let storage = self.suite.app.storage_mut();
        let keys: Vec<_> = storage.range(None, None, Order::Ascending).map(|(key, _)| key).collect();
        keys.iter().for_each(|key| storage.remove(key));
        self.storage.iter().for_each(|(key, value)| storage.set(key, value));
        self.suite.app.set_block(self.block.clone());
    }

    /// An account by its name.
    pub fn account(&self, name: &str) -> Addr {
        let mut accounts = self.accounts.iter();
        accounts
            .find(|(own, _)| own == name)
            .map(|(_, account)| account.clone())
            .expect("the account is listed")
    }

    /// Every account.
    pub fn accounts(&self) -> impl Iterator<Item = &Addr> {
        self.accounts.iter().map(|(_, account)| account)
    }

    /// What an account is called.
    pub fn name(&self, account: &Addr) -> String {
        let mut accounts = self.accounts.iter();
        accounts.find(|(_, own)| own == account).map_or_else(|| account.to_string(), |(name, _)| name.clone())
    }

    /// The address of a contract.
    pub fn contract(&self, contract: Contract) -> Addr {
        let contracts = &self.suite.contracts;
        match contract {
            Contract::Identity => contracts.identity_registry.clone(),
            Contract::Certificate => contracts.certificate_authority.clone(),
            Contract::Access => contracts.access_control.clone(),
            Contract::Anchor => contracts.record_anchor.clone(),
        }
    }

    /// The identity that an account controls.
    pub fn id(&self, name: &str) -> IdentityId {
        self.start.registry.owner(&self.account(name)).expect("the account controls an identity")
    }

    fn build(&mut self) {
        let script = self.registrations();
        self.take(script);
        let script = self.certificates();
        self.take(script);
        let script = self.households();
        self.take(script);
        let script = self.records();
        self.take(script);
        let script = self.rules();
        self.take(script);
    }

    /// Takes the steps of a script, all of which have to be accepted.
    fn take(&mut self, script: Vec<(&str, Message, Option<usize>, u64)>) {
        for (name, message, passkey, wait) in script {
            let factor = passkey.map_or(Factor::First, |passkey| Factor::Passkey { passkey, fault: None });
            let call = Call { sender: self.account(name), message, funds: false, factor };
            let step = Step { wait, sent: Sent::Call(Box::new(call)) };
            let model = self.start.clone();
            let mut run = Run::from(self, model);
            if let Err(failure) = run.step(&step) {
                panic!("the world is built: {failure}\n{step:?}");
            }
            assert!(run.accepted(), "the world is built: {step:?}");
            self.start = run.into_model();
        }
    }

    fn registrations(&self) -> Vec<(&'static str, Message, Option<usize>, u64)> {
        let year = self.suite.now() + 365 * DAY;
        let derive = |name: &str| {
            let (chain, registry) = (&self.start.chain_id, &self.start.contracts.identity_registry);
            IdentityId::derive(chain, registry, &self.account(name), 0)
        };
        let sites = [RP_ID, OTHER_RP_ID].map(|rp_id| RelyingPartyUnchecked {
            rp_id: rp_id.into(),
            origins: vec![format!("https://{rp_id}")],
        });
        let mut script = vec![];
        script.push(("admin", Registry::SetRelyingParties { relying_parties: sites.to_vec() }, None));
        for (name, kind, passkey) in ACTORS {
            let mut msg = registration(kind);
            if let Registry::Register { passkey: slot, .. } = &mut msg {
                *slot = passkey.map(|place| self.pool.passkeys[place].clone());
            }
            script.push((name, msg, None));
        }
        for name in ["first registrar", "other registrar", "third registrar"] {
            script.push(("admin", verification(derive(name), year + 365 * DAY), None));
            script.push(("admin", Registry::AppointRegistrar { organization: derive(name) }, None));
        }
        for (name, _, _) in ACTORS[3..].iter().filter(|(name, _, _)| *name != "cid") {
            // Ben's verification runs out early.
            let until = if *name == "ben" { year - 265 * DAY } else { year };
            script.push(("first registrar", verification(derive(name), until), None));
        }
        for name in ["north", "south", "insurer", "institute", "auditor"] {
            let msg = Registry::Accredit { organization: derive(name), roles: Role::ALL.to_vec() };
            script.push(("other registrar", msg, None));
        }
        let places = [
            ("dora", Role::Doctor, "north"),
            ("dora", Role::Nurse, "south"),
            ("nils", Role::Nurse, "north"),
            ("nils", Role::Doctor, "south"),
            ("cora", Role::ComplianceOfficer, "north"),
            ("alma", Role::ComplianceOfficer, "auditor"),
            ("clea", Role::ClaimsExaminer, "insurer"),
            ("clea", Role::Researcher, "institute"),
        ];
        for (who, role, at) in places {
            script.push((at, Registry::OfferAffiliation { practitioner: derive(who), role }, None));
            script.push((who, Registry::AcceptAffiliation { organization: derive(at), role }, None));
        }
        let encryption_key =
            EncryptionKeyUnchecked { suite: KeySuite::X25519, public_key: vec![9; 32].into() };
        let msg = Registry::RegisterUnclaimed { encryption_key, evidence: Commitment([4; 32]) };
        script.push(("north", msg, None));
        script.into_iter().map(|(who, msg, passkey)| (who, Message::Identity(msg), passkey, 1)).collect()
    }

    fn certificates(&self) -> Vec<(&'static str, Message, Option<usize>, u64)> {
        let der = |place: usize| self.pool.authorities[place].der.clone();
        let fingerprint = |place: usize| self.pool.authorities[place].fingerprint;
        let mut script = vec![("admin", Certificate::AddTrustAnchor { certificate: der(0) })];
        for (place, name) in [(1, "north"), (2, "south")] {
            let (issuer, organization) = (fingerprint(0), self.id(name));
            script
                .push(("admin", Certificate::AddIssuingCa { certificate: der(place), issuer, organization }));
        }
        for (number, name) in (1..).zip(["dora", "nils", "cora", "alma", "clea", "ana"]) {
            let (place, operator) = if number % 2 == 1 { (1, "north") } else { (2, "south") };
            let certificate = self.pool.of(self.id(name), place).next().expect("the pool has one");
            let certificate = &self.pool.certificates[certificate];
            let csr = self.pool.requests[certificate.key].der.clone();
            script.push((name, Certificate::RequestCertificate { ca: fingerprint(place), csr }));
            let certificate = certificate.der.clone();
            script.push((operator, Certificate::IssueCertificate { request: number, certificate }));
        }
        script.into_iter().map(|(who, msg)| (who, Message::Certificate(msg), None, 1)).collect()
    }

    /// Ana has another account and guardians; both take their time.
    fn households(&mut self) -> Vec<(&'static str, Message, Option<usize>, u64)> {
        self.unclaimed = self
            .start
            .registry
            .identities
            .iter()
            .find(|(_, identity)| !identity.claimed)
            .map(|(id, _)| *id)
            .expect("one patient is unclaimed");
        let (ana, guardians) =
            (self.id("ana"), vec![self.id("ben"), self.id("nils"), self.id("third registrar")]);
        let account = self.account("ana's second").to_string();
        let spare = self.account("spare six").to_string();
        let (ben, dora, nils) = (self.id("ben"), self.id("dora"), self.id("nils"));
        let propose = |change| Registry::ProposeChange { change };
        let passkey = self.pool.passkeys[15].clone();
        let act = |act| Registry::ProposeAct { act, evidence: Commitment([5; 32]) };
        let appointment = |days: u64| Appointment {
            authority: Authority::RESPRSN,
            evidence: Commitment([6; 32]),
            expires_at: self.suite.now() + days * DAY,
            compartments: Selection::All {},
            rights: Right::ALL.to_vec(),
            majority: None,
        };
        let appoint = |patient, representative| ActUnchecked::AppointRepresentative {
            patient,
            representative,
            appointment: appointment(300),
        };
        let (duplicate, death) = (self.id("ana once more"), ActUnchecked::Death { patient: self.id("eva") });
        [
            ("ana", propose(ChangeUnchecked::SetGuardians { guardians, threshold: 2 }), Some(11), 1),
            ("ana", propose(ChangeUnchecked::AddAccount { account }), Some(11), 1),
            ("ben", propose(ChangeUnchecked::AddPasskey { passkey }), Some(12), 1),
            ("first registrar", act(ActUnchecked::Merge { duplicate, survivor: ana }), None, 1),
            ("first registrar", act(appoint(ben, dora)), None, 1),
            ("first registrar", act(death), None, 1),
            ("other registrar", Registry::ConfirmAct { number: 1 }, None, 1),
            ("other registrar", Registry::ConfirmAct { number: 2 }, None, 1),
            ("other registrar", Registry::ConfirmAct { number: 3 }, None, 1),
            ("ana", Registry::ApplyChange { identity: ana, number: 1 }, None, 72 * HOUR),
            ("ana's second", Registry::ApplyChange { identity: ana, number: 2 }, None, 1),
            ("ben", Registry::ApplyChange { identity: ben, number: 1 }, None, 1),
            ("first registrar", Registry::ApplyAct { number: 1 }, None, 1),
            ("other registrar", Registry::ApplyAct { number: 2 }, None, 1),
            (
                "first registrar",
                act(ActUnchecked::DisputeRepresentative { patient: ben, representative: dora }),
                None,
                1,
            ),
            ("third registrar", Registry::ConfirmAct { number: 4 }, None, 1),
            // Ana represents Ben as well, and Nils represents Ana.
            (
                "ben",
                Registry::AppointRepresentative { representative: ana, appointment: appointment(200) },
                Some(12),
                1,
            ),
            (
                "ana",
                Registry::AppointRepresentative { representative: nils, appointment: appointment(200) },
                Some(11),
                1,
            ),
            // Ana's second account is old enough to approve changes from now on.
            ("ana", propose(ChangeUnchecked::AddAccount { account: spare }), Some(11), 31 * DAY),
        ]
        .map(|(who, msg, passkey, wait)| (who, Message::Identity(msg), passkey, wait))
        .into()
    }

    /// Ana and Ben are in care at north, where Dora writes what there is of them.
    fn records(&self) -> Vec<(&'static str, Message, Option<usize>, u64)> {
        let (now, north) = (self.suite.now(), self.id("north"));
        let mut script = vec![];
        for (ticket, place, name) in [(1, 0, "ana"), (2, 3, "ben")] {
            let patient = self.id(name);
            let care = Access::OpenCare { patient: None, organization: north, until: now + 89 * DAY };
            script.push((name, Message::Access(care), None, 1));
            let labels: Vec<Label> = (place..place + 3).map(label).collect();
            script.push((
                "dora",
                Message::Access(Access::Open(self.writing(patient, labels.clone()))),
                None,
                1,
            ));
            let records = (place..place + 3).map(|place| descriptor(place, label(place), now)).collect();
            script.push(("dora", Message::Anchor(Anchor::Anchor { patient, ticket, records }), None, 1));
        }
        let ana = self.id("ana");
        let own = chartseal_testing::Actor { account: self.account("ana"), id: ana };
        let directory = Label { category: Category::Directory, ..label(0) };
        let question = Question {
            target: Target::Labels(vec![directory]),
            action: Action::Write,
            ..own_reading(&own, &[])
        };
        script.push(("ana", Message::Access(Access::Open(question)), None, 1));
        let records = vec![Descriptor { retain_until: None, ..descriptor(6, directory, now) }];
        script.push(("ana", Message::Anchor(Anchor::Anchor { patient: ana, ticket: 3, records }), None, 1));
        script
    }

    /// What Ana and Ben permit and deny, what is asked of Ben, and an emergency that waits for its review.
    fn rules(&self) -> Vec<(&'static str, Message, Option<usize>, u64)> {
        let (now, north, insurer) = (self.suite.now(), self.id("north"), self.id("insurer"));
        let grant = |terms| Access::GrantConsent { patient: None, terms };
        let few = TermsUnchecked {
            uses: Some(2),
            ..permit(Grantee::Role { organization: north, role: Role::Nurse })
        };
        let terms = RequestTermsUnchecked {
            categories: Selection::Only(vec![Category::Financial]),
            compartments: None,
            max_confidentiality: Confidentiality::N,
            purposes: Selection::Only(vec![Purpose::HPAYMT]),
            actions: Selection::Only(vec![Action::Read]),
            records: Selection::All {},
            clinical_period: None,
            valid_until: now + 60 * DAY,
            uses: None,
            claim: Some(Commitment([6; 32])),
        };
        let request = Access::RequestAccess {
            patient: self.id("ben"),
            organization: insurer,
            role: Role::ClaimsExaminer,
            certificate: self.certificate_of("clea"),
            terms,
            expires_at: now + 29 * DAY,
        };
        let opening = EmergencyOpening {
            patient: self.id("ben"),
            organization: north,
            role: Role::Doctor,
            certificate: self.certificate_of("dora"),
            reason: EmergencyReason::ImminentDanger,
            statement: Commitment([200; 32]),
        };
        [
            ("ana", grant(few), None),
            ("ana", grant(permit(Grantee::Identity { identity: self.id("dora") })), None),
            ("ana", grant(deny(Grantee::Organization { organization: self.id("south") })), None),
            ("ben", grant(permit(Grantee::Organization { organization: north })), None),
            ("clea", request, None),
            ("dora", Access::OpenEmergency(opening), Some(6)),
        ]
        .map(|(who, msg, passkey)| (who, Message::Access(msg), passkey, 1))
        .into()
    }

    fn writing(&self, patient: IdentityId, labels: Vec<Label>) -> Question {
        Question {
            patient,
            hat: Hat::Organization { organization: self.id("north"), role: Role::Doctor },
            target: Target::Labels(labels),
            purpose: Purpose::TREAT,
            action: Action::Write,
            certificate: Some(self.certificate_of("dora")),
        }
    }

    /// The certificate that the world gave somebody.
    pub fn certificate_of(&self, name: &str) -> Fingerprint {
        let id = self.id(name);
        let mut log = self.start.authorities.certificates.iter();
        let logged = log.find(|one| self.pool.certificates[one.pooled].identity == id);
        logged.map(|one| one.fingerprint).expect("the world gave them one")
    }
}

/// Labels that the records of the world have, in turn.
pub fn label(place: u64) -> Label {
    let categories = [Category::Summary, Category::Laboratory, Category::Medication, Category::Document];
    let levels = [Confidentiality::N, Confidentiality::N, Confidentiality::R, Confidentiality::M];
    let compartment = Compartment::new((place % 3) as u8).expect("three is below sixteen");
    let place = (place % 4) as usize;
    Label { category: categories[place], confidentiality: levels[place], compartment }
}

/// A record of that place.
pub fn record(place: u64) -> ContentHash {
    content_hash(&format!("record {place}"))
}

fn descriptor(place: u64, label: Label, now: u64) -> Descriptor {
    let quarter = Quarter::new(2019, (place % 4 + 1) as u8).ok().filter(|_| place.is_multiple_of(2));
    let retain_until = (place == 1).then_some(now + 40 * DAY);
    Descriptor { record: record(place), size: 1000, label, quarter, supersedes: None, retain_until }
}

/// The model of a suite as it was made: one registrar that nobody here uses.
fn model_of(suite: &Suite, pool: Rc<Pool>) -> Model {
    let block = suite.app.block_info();
    let policy: PolicyResponse = suite.query(&suite.contracts.access_control, &AskAccess::Policy {});
    let governance = Governance::new(suite.admin.clone(), suite.pauser.clone());
    let mut registry = model::Registry::default();
    let mut registrar = model::Identity::new(Kind::Organization);
    let now = suite.now();
    registrar.status = chartseal_types::identity::Status::Active;
    (registrar.verified_at, registrar.verified_until) = (now, now + 3 * 365 * DAY);
    registrar.accounts.push((suite.registrar.clone(), now));
    registrar.claimed = true;
    let id = IdentityId::derive(&block.chain_id, &suite.contracts.identity_registry, &suite.registrar, 0);
    let periods = suite.passkeys(id).into_iter();
    registrar.passkeys =
        periods
            .map(|PasskeyPeriod { passkey: Passkey { credential, public_key, rp_id }, .. }| {
                PasskeyUnchecked { credential, public_key, rp_id }
            })
            .collect();
    registry.identities.insert(id, registrar);
    registry.registrations.insert(suite.registrar.clone(), 1);
    registry.registrars.insert(id);
    registry.ever_registrars.insert(id);
    Model {
        now,
        height: block.height,
        chain_id: block.chain_id,
        contracts: suite.contracts.clone(),
        governance: Contract::ALL.map(|contract| (contract, governance.clone())).into(),
        registry,
        authorities: model::Authorities::default(),
        access: model::Access::new(policy.current.policy),
        anchor: model::Anchor::default(),
        nonces: std::collections::BTreeMap::new(),
        pool,
    }
}
