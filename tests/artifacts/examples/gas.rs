//! What messages cost on the chain's VM, beside a `transfer` of cw20-base in the same VM, as a table in Markdown.
//!
//! `cargo run -p chartseal-artifacts --example gas -- CW20.wasm EMPTY.wasm`; `scripts/bench gas` makes both files.

#[path = "../tests/consortium/mod.rs"]
mod consortium;

use std::error::Error;

use chartseal_artifacts::{Chain, Gas};
use chartseal_testing::certificate::{end_entity_params, new_key, signing_request};
use chartseal_testing::{Actor, Affiliate, content_hash, descriptor, own_reading, permit};
use chartseal_types::access::{self, Grantee, OpenResponse};
use chartseal_types::anchor;
use chartseal_types::certificate;
use chartseal_types::identity::Kind;
use chartseal_types::{Category, Compartment, Confidentiality, Label, MerkleHash, Role};
use consortium::{Consortium, Message};
use cosmwasm_std::Empty;
use serde_json::json;

/// A message, what it cost, and how many times a transfer it may.
struct Row {
    what: &'static str,
    gas: Gas,
    goal: Option<f64>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut files = std::env::args().skip(1);
    let (Some(cw20), Some(empty)) = (files.next(), files.next()) else {
        return Err("expected two files: the Wasm of cw20-base and that of an empty contract".into());
    };
    let transfer = transfer(&cw20)?;
    let nothing = nothing(&empty)?;
    let mut rows = vec![
        Row { what: "empty execute", gas: nothing, goal: None },
        Row { what: "cw20-base `transfer`", gas: transfer, goal: None },
    ];
    rows.extend(measure());
    print(&rows, transfer);
    Ok(())
}

/// The second transfer between two accounts that both have a balance.
fn transfer(wasm: &str) -> Result<Gas, Box<dyn Error>> {
    let mut chain = Chain::new()?;
    chain.store_wasm("cw20", &std::fs::read(wasm)?)?;
    let [owner, friend] = ["owner", "friend"].map(|name| chain.account(name));
    let balances = [&owner, &friend].map(|account| json!({ "address": account, "amount": "1000000" }));
    let init = json!({ "name": "Yardstick", "symbol": "YARD", "decimals": 6, "initial_balances": balances });
    let token = chain.instantiate(&owner, "cw20", &init)?.contract;
    let message = json!({ "transfer": { "recipient": friend, "amount": "1000" } });
    chain.execute(&owner, &token, &message)?;
    Ok(chain.execute(&owner, &token, &message)?.gas)
}

fn nothing(wasm: &str) -> Result<Gas, Box<dyn Error>> {
    let mut chain = Chain::new()?;
    chain.store_wasm("empty", &std::fs::read(wasm)?)?;
    let owner = chain.account("owner");
    let contract = chain.instantiate(&owner, "empty", &Empty {})?.contract;
    Ok(chain.execute(&owner, &contract, &Empty {})?.gas)
}

/// A consortium with a hospital, a CA of three levels, a physician and a patient with consents.
struct World {
    consortium: Consortium,
    physician: Affiliate,
    patient: Actor,
    label: Label,
}

fn measure() -> Vec<Row> {
    let mut rows = vec![];
    let mut consortium = Consortium::new();
    let register = consortium.chain.account("newcomer");
    let registered =
        consortium.send(&register, Message::Identity(chartseal_testing::registration(Kind::Patient)));
    rows.push(Row { what: "register an identity", gas: registered.gas, goal: None });
    let hospital = consortium.hospital("north");
    let ca = consortium.ca(&hospital);
    let physician = consortium.practitioner("dr-okafor", Role::Doctor, &hospital, &ca);
    let patient = consortium.verified("ana", Kind::Patient);

    let did = physician.actor.id.did(&consortium.chain.block().chain_id);
    let csr = signing_request(&did, &new_key());
    let ask = certificate::ExecuteMsg::RequestCertificate { ca: ca.fingerprint, csr: csr.clone() };
    let asked = consortium.send(&physician.actor.account, Message::Certificate(ask));
    rows.push(Row { what: "ask for a certificate (P-256)", gas: asked.gas, goal: None });
    let certificate = ca.sign(&end_entity_params(&did, consortium.now()), &csr);
    let issue =
        certificate::ExecuteMsg::IssueCertificate { request: asked.parse().expect("a number"), certificate };
    let issued = consortium.send(&hospital.account, Message::Certificate(issue));
    rows.push(Row { what: "issue a certificate (P-256)", gas: issued.gas, goal: None });

    let label = Label {
        category: Category::Document,
        confidentiality: Confidentiality::N,
        compartment: Compartment::all()[0],
    };
    let mut world = World { consortium, physician, patient, label };
    world.consents(&mut rows);
    world.records(&mut rows);
    world.openings(&mut rows);
    world.batches(&mut rows, &hospital);
    rows
}

impl World {
    fn consents(&mut self, rows: &mut Vec<Row>) {
        for what in ["grant a patient's first consent", "grant a further consent"] {
            let terms = permit(Grantee::Identity { identity: self.physician.actor.id });
            let grant = access::ExecuteMsg::GrantConsent { patient: None, terms };
            let granted = self.consortium.send(&self.patient.account, Message::Access(grant));
            rows.push(Row { what, gas: granted.gas, goal: Some(2.0) });
            if what.contains("first") {
                let revoke = access::ExecuteMsg::RevokeConsent { patient: None, consent: 1 };
                let revoked = self.consortium.send(&self.patient.account, Message::Access(revoke));
                rows.push(Row { what: "revoke a consent", gas: revoked.gas, goal: None });
            }
        }
    }

    fn open(&mut self, account: &cosmwasm_std::Addr, question: access::Question) -> (OpenResponse, Gas) {
        let outcome = self.consortium.send(account, Message::Access(access::ExecuteMsg::Open(question)));
        (outcome.parse().expect("an answer"), outcome.gas)
    }

    fn records(&mut self, rows: &mut Vec<Row>) {
        let account = self.physician.actor.account.clone();
        let (ticket, gas) = self.open(&account, self.physician.to_write(&self.patient, &[self.label]));
        rows.push(Row { what: "open a ticket to write", gas, goal: None });
        let mut anchor = |records: std::ops::Range<u32>| {
            let records = records.map(|number| descriptor(&format!("letter {number}"), self.label)).collect();
            let msg = anchor::ExecuteMsg::Anchor { patient: self.patient.id, ticket: ticket.access, records };
            self.consortium.send(&account, Message::Anchor(msg)).gas
        };
        anchor(0..1);
        rows.push(Row { what: "anchor one record", gas: anchor(1..2), goal: Some(2.5) });
        rows.push(Row { what: "anchor twenty records", gas: anchor(2..22), goal: None });
    }

    fn openings(&mut self, rows: &mut Vec<Row>) {
        let account = self.physician.actor.account.clone();
        let records: Vec<_> = (0..20).map(|number| content_hash(&format!("letter {number}"))).collect();
        let read = |world: &Self, count: usize| world.physician.to_read(&world.patient, &records[..count]);
        self.open(&account, read(self, 1));
        let (_, one) = self.open(&account, read(self, 1));
        let (_, twenty) = self.open(&account, read(self, 20));
        let further = Gas {
            vm: (twenty.vm - one.vm) / 19,
            calls: 0,
            reads: (twenty.reads - one.reads) / 19,
            writes: 0,
        };
        rows.push(Row { what: "open one record under a consent", gas: one, goal: Some(4.0) });
        rows.push(Row {
            what: "each further record of the same opening",
            gas: further,
            goal: Some(1.0 / 3.0),
        });
        let own = own_reading(&self.patient, &records[..1]);
        let (_, own) = self.open(&self.patient.account.clone(), own);
        rows.push(Row { what: "open one's own record", gas: own, goal: None });
    }

    fn batches(&mut self, rows: &mut Vec<Row>, hospital: &Actor) {
        let msg = anchor::ExecuteMsg::AnchorBatch {
            organization: hospital.id,
            role: None,
            certificate: None,
            root: MerkleHash([7; 32]),
            size: 10_000,
        };
        let anchored = self.consortium.send(&hospital.account, Message::Anchor(msg));
        rows.push(Row { what: "anchor a batch of 10,000 records", gas: anchored.gas, goal: Some(3.0) });
    }
}

fn print(rows: &[Row], transfer: Gas) {
    println!(
        "| message | SDK gas in VM and store | of a transfer | goal | reads | writes | contracts called |"
    );
    println!("| --- | ---: | ---: | ---: | ---: | ---: | ---: |");
    for Row { what, gas, goal } in rows {
        let ratio = gas.in_vm() as f64 / transfer.in_vm() as f64;
        let goal = match goal {
            None => String::new(),
            Some(goal) if ratio <= *goal => format!("{goal:.2}: met"),
            Some(goal) => format!("{goal:.2}: **missed**"),
        };
        println!(
            "| {what} | {} | {ratio:.2} | {goal} | {} | {} | {} |",
            gas.in_vm(),
            gas.reads,
            gas.writes,
            gas.calls
        );
    }
}
