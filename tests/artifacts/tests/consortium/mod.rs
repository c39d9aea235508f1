//! A consortium on the Wasm of `artifacts/`: the four contracts, an admin, a registrar, a CA.
#![allow(dead_code, reason = "each file of tests uses a part")]

use chartseal_artifacts::{Chain, ChainError, Outcome};
use chartseal_testing::certificate::{ca_params, end_entity_params, new_key, signing_request};
use chartseal_testing::{Actor, Affiliate, Ca, registration, verification};
use chartseal_types::governance::{ContractsUnchecked, InstantiateMsg};
use chartseal_types::identity::Kind;
use chartseal_types::{Fingerprint, IdentityId, Role};
use chartseal_types::{access, anchor, certificate, identity};
use cosmwasm_std::Addr;
use rcgen::BasicConstraints;
use serde::Serialize;

/// The names of the codes, which are those of the files.
pub const CODES: [&str; 4] =
    ["identity_registry", "certificate_authority", "access_control", "record_anchor"];

const DAY: u64 = 86_400;

/// The four contracts on a chain of their own.
pub struct Consortium {
    /// The chain.
    pub chain: Chain,
    /// Who governs the contracts.
    pub admin: Addr,
    /// Who may pause them.
    pub pauser: Addr,
    /// The account of the organization that verifies identities.
    pub registrar: Addr,
    /// Where the contracts are, in the order of [`CODES`].
    pub contracts: [Addr; 4],
}

/// A message to one of the contracts.
pub enum Message {
    /// To the identity registry.
    Identity(identity::ExecuteMsg),
    /// To the certificate authority.
    Certificate(certificate::ExecuteMsg),
    /// To access control.
    Access(access::ExecuteMsg),
    /// To the record anchor.
    Anchor(anchor::ExecuteMsg),
}

impl Consortium {
    /// Uploads, instantiates, and makes the first registrar.
    pub fn new() -> Self {
        let mut chain = Chain::new().expect("a chain");
        let [admin, pauser, registrar] = ["admin", "pauser", "registrar"].map(|name| chain.account(name));
        for code in CODES {
            chain.store(code).expect("the chain takes the code");
        }
        let contracts = CODES.map(|code| chain.address_of(&admin, code).expect("the code is stored"));
        let msg = instantiation(&admin, &pauser, &contracts);
        for (code, address) in CODES.iter().zip(&contracts) {
            let made = chain.instantiate(&admin, code, &msg).expect("the contract instantiates");
            assert_eq!(made.contract, *address);
        }
        let mut consortium = Self { chain, admin, pauser, registrar, contracts };
        consortium.make_registrar();
        consortium
    }

    fn make_registrar(&mut self) {
        let (admin, registrar) = (self.admin.clone(), self.registrar.clone());
        let id = self.register(&registrar, Kind::Organization);
        self.verify(&admin, id);
        let appoint = identity::ExecuteMsg::AppointRegistrar { organization: id };
        self.send(&admin, Message::Identity(appoint));
    }

    /// The time of the block, Unix seconds.
    pub fn now(&self) -> u64 {
        self.chain.block().time.seconds()
    }

    /// Sends a message, which may be refused.
    pub fn try_send(&mut self, sender: &Addr, message: Message) -> Result<Outcome, ChainError> {
        let [identity, certificate, access, anchor] = self.contracts.clone();
        match message {
            Message::Identity(msg) => self.chain.execute(sender, &identity, &msg),
            Message::Certificate(msg) => self.chain.execute(sender, &certificate, &msg),
            Message::Access(msg) => self.chain.execute(sender, &access, &msg),
            Message::Anchor(msg) => self.chain.execute(sender, &anchor, &msg),
        }
    }

    /// Sends a message that must be accepted, and ends the block.
    pub fn send(&mut self, sender: &Addr, message: Message) -> Outcome {
        let outcome = self.try_send(sender, message).expect("the message is accepted");
        self.chain.next_block();
        outcome
    }

    /// Asks the identity registry.
    pub fn ask_identity<T: serde::de::DeserializeOwned>(&self, msg: &identity::QueryMsg) -> T {
        self.ask(&self.contracts[0], msg)
    }

    /// Asks the certificate authority.
    pub fn ask_certificate<T: serde::de::DeserializeOwned>(&self, msg: &certificate::QueryMsg) -> T {
        self.ask(&self.contracts[1], msg)
    }

    /// Asks access control.
    pub fn ask_access<T: serde::de::DeserializeOwned>(&self, msg: &access::QueryMsg) -> T {
        self.ask(&self.contracts[2], msg)
    }

    /// Asks the record anchor.
    pub fn ask_anchor<T: serde::de::DeserializeOwned>(&self, msg: &anchor::QueryMsg) -> T {
        self.ask(&self.contracts[3], msg)
    }

    fn ask<T: serde::de::DeserializeOwned>(&self, contract: &Addr, msg: &impl Serialize) -> T {
        self.chain.query(contract, msg).expect("the query is answered")
    }

    /// Registers an account; the identity is pending.
    pub fn register(&mut self, account: &Addr, kind: Kind) -> IdentityId {
        self.send(account, Message::Identity(registration(kind))).parse().expect("an identity")
    }

    fn verify(&mut self, by: &Addr, id: IdentityId) {
        let message = verification(id, self.now() + 365 * DAY);
        self.send(by, Message::Identity(message));
    }

    /// Somebody with a verified identity.
    pub fn verified(&mut self, name: &str, kind: Kind) -> Actor {
        let (account, registrar) = (self.chain.account(name), self.registrar.clone());
        let id = self.register(&account, kind);
        self.verify(&registrar, id);
        Actor { account, id }
    }

    /// A hospital accredited for every role.
    pub fn hospital(&mut self, name: &str) -> Actor {
        let hospital = self.verified(name, Kind::Organization);
        let registrar = self.registrar.clone();
        let msg = identity::ExecuteMsg::Accredit { organization: hospital.id, roles: Role::ALL.to_vec() };
        self.send(&registrar, Message::Identity(msg));
        hospital
    }

    /// A CA of a hospital, below a root of its own.
    pub fn ca(&mut self, hospital: &Actor) -> Ca {
        let admin = self.admin.clone();
        let root = Ca::root(ca_params("Root", BasicConstraints::Unconstrained, self.now(), 20), new_key());
        let add = certificate::ExecuteMsg::AddTrustAnchor { certificate: root.certificate() };
        self.send(&admin, Message::Certificate(add));
        let ca =
            root.below(ca_params("Issuing", BasicConstraints::Constrained(0), self.now(), 10), new_key());
        let add = certificate::ExecuteMsg::AddIssuingCa {
            certificate: ca.certificate(),
            issuer: root.fingerprint,
            organization: hospital.id,
        };
        self.send(&admin, Message::Certificate(add));
        ca
    }

    /// A practitioner in a role at a hospital, with a certificate of its CA.
    pub fn practitioner(&mut self, name: &str, role: Role, hospital: &Actor, ca: &Ca) -> Affiliate {
        let actor = self.verified(name, Kind::Practitioner);
        let offer = identity::ExecuteMsg::OfferAffiliation { practitioner: actor.id, role };
        self.send(&hospital.account, Message::Identity(offer));
        let accept = identity::ExecuteMsg::AcceptAffiliation { organization: hospital.id, role };
        self.send(&actor.account, Message::Identity(accept));
        let certificate = self.certify(&actor, hospital, ca);
        Affiliate { actor, organization: hospital.id, role, certificate: Some(certificate) }
    }

    /// A certificate of a hospital's CA, asked for and answered.
    pub fn certify(&mut self, subject: &Actor, hospital: &Actor, ca: &Ca) -> Fingerprint {
        let did = subject.id.did(&self.chain.block().chain_id);
        let csr = signing_request(&did, &new_key());
        let ask = certificate::ExecuteMsg::RequestCertificate { ca: ca.fingerprint, csr: csr.clone() };
        let request = self.send(&subject.account, Message::Certificate(ask)).parse().expect("a number");
        let certificate = ca.sign(&end_entity_params(&did, self.now()), &csr);
        let issue = certificate::ExecuteMsg::IssueCertificate { request, certificate };
        self.send(&hospital.account, Message::Certificate(issue)).parse().expect("a fingerprint")
    }
}

/// How each contract is instantiated.
pub fn instantiation(admin: &Addr, pauser: &Addr, contracts: &[Addr; 4]) -> InstantiateMsg {
    let [identity_registry, certificate_authority, access_control, record_anchor] =
        contracts.each_ref().map(ToString::to_string);
    InstantiateMsg {
        admin: admin.to_string(),
        pausers: vec![pauser.to_string()],
        contracts: ContractsUnchecked {
            identity_registry,
            certificate_authority,
            access_control,
            record_anchor,
        },
    }
}
