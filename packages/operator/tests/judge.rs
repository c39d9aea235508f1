//! What the doctor finds wrong: one thing at a time in a deployment that is as it should be.

use chartseal_ledger::{CodeRef, Deployment, DeploymentFile};
use chartseal_operator::doctor::{ContractFacts, Deployed, Facts, Uploads, Verdict, judge};
use chartseal_types::Fingerprint;
use chartseal_types::access::{Policy, PolicyResponse, PolicyVersionResponse};
use chartseal_types::certificate::{AuthorityResponse, CertificateStatus};
use chartseal_types::governance::{Contracts, GovernanceResponse};
use cosmwasm_std::{Addr, Decimal, HexBinary};

const DAY: u64 = 86_400;
const NOW: u64 = 1_800_000_000;
const NAMES: [&str; 4] = ["identity-registry", "certificate-authority", "access-control", "record-anchor"];
/// The same on every chain with this prefix.
const GOVERNANCE: &str = "chartseal10d07y265gmmuvt4z0w9aw880jnsr700jwqfqj9";

fn file() -> DeploymentFile {
    let [registry, authority, access, anchor] = NAMES.map(str::to_owned);
    DeploymentFile {
        deployment: Deployment {
            chain_id: "north-south-1".into(),
            identity_registry: registry,
            certificate_authority: authority,
            access_control: access,
            record_anchor: anchor,
            codes: (1..=4).map(|id| CodeRef { id, checksum: Some(checksum(id).to_hex()) }).collect(),
        },
        rpc: vec!["http://127.0.0.1:26657".into()],
        gas_price: chartseal_ledger::GasPrice { amount: Decimal::percent(2), denom: "useal".into() },
        governance: GOVERNANCE.into(),
        network: None,
    }
}

fn checksum(code: u64) -> HexBinary {
    [code as u8; 32].into()
}

fn contracts() -> Contracts {
    let [identity_registry, certificate_authority, access_control, record_anchor] =
        NAMES.map(Addr::unchecked);
    Contracts { identity_registry, certificate_authority, access_control, record_anchor }
}

fn contract(code_id: u64, name: &'static str) -> ContractFacts {
    let governance = GovernanceResponse {
        admin: Addr::unchecked("chartseal1consortium"),
        proposed_admin: None,
        pausers: vec![Addr::unchecked("chartseal1consortium")],
        paused_until: None,
        contracts: contracts(),
    };
    let checksum = Some(checksum(code_id));
    let deployed =
        Deployed { wasm_admin: GOVERNANCE.into(), code_id, checksum, governance: Some(governance) };
    ContractFacts { name, address: name.into(), deployed: Some(deployed) }
}

fn facts() -> Facts {
    let policy = PolicyVersionResponse {
        version: 1,
        effective_at: NOW - DAY,
        withdrawn_at: None,
        policy: Policy {
            rows: Vec::new(),
            longest_ticket: 3600,
            longest_emergency: 3600,
            emergency_roles: Vec::new(),
            emergencies_pass_denials: false,
            justify_within: DAY,
            review_within: DAY,
            second_factor: Vec::new(),
            daily_openings: 100,
            daily_denials: 100,
        },
    };
    Facts {
        here: NOW,
        block_time: NOW - 2,
        contracts: (1..).zip(NAMES).map(|(id, name)| contract(id, name)).collect(),
        pinned: vec![1, 2, 3, 4],
        uploads: Uploads::Only(vec!["chartseal1member".into()]),
        anybody_instantiates: false,
        voting_period: 14 * DAY,
        send_enabled: false,
        memo: 1,
        refused: closed(),
        policy: Some(PolicyResponse { current: policy, pending: None }),
        authorities: Some(vec![anchor(NOW + 1000 * DAY)]),
    }
}

/// What the genesis closes, read off `scripts/lib/messages.mjs`.
fn closed() -> Vec<String> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../../scripts/lib/messages.mjs");
    let script = std::fs::read_to_string(script).unwrap();
    let (_, closed) = script.split_once("export const closed = ").unwrap();
    let module =
        |line: &str| line.trim().strip_prefix('\'')?.split_once("':").map(|(name, _)| name.to_owned());
    let mut urls = Vec::new();
    let mut within = String::new();
    for line in closed.lines() {
        within = module(line).unwrap_or(within);
        let words = line.split(|other: char| !other.is_ascii_alphanumeric());
        urls.extend(words.filter(|word| word.starts_with("Msg")).map(|name| format!("/{within}.{name}")));
    }
    urls
}

fn anchor(not_after: u64) -> AuthorityResponse {
    AuthorityResponse {
        certificate: Fingerprint([7; 32]),
        issuer: None,
        organization: None,
        not_before: NOW - DAY,
        not_after,
        status: CertificateStatus::Good,
    }
}

/// The findings that are not good, after a change.
fn ailing(change: impl FnOnce(&mut Facts)) -> Vec<(String, Verdict)> {
    let mut facts = facts();
    change(&mut facts);
    let findings = judge(&facts, &file(), None, false).into_iter();
    findings.filter(|one| one.verdict != Verdict::Good).map(|one| (one.subject, one.verdict)).collect()
}

fn first(facts: &mut Facts) -> &mut Deployed {
    facts.contracts[0].deployed.as_mut().unwrap()
}

fn governance(facts: &mut Facts) -> &mut GovernanceResponse {
    first(facts).governance.as_mut().unwrap()
}

fn wrong(subject: &str) -> Vec<(String, Verdict)> {
    vec![(subject.into(), Verdict::Wrong)]
}

fn warning(subject: &str) -> Vec<(String, Verdict)> {
    vec![(subject.into(), Verdict::Warning)]
}

#[test]
fn nothing_is_wrong_with_a_sound_deployment() {
    assert_eq!(ailing(|_| ()), []);
}

#[test]
fn the_clock() {
    assert_eq!(ailing(|facts| facts.here += 61 - 2), wrong("clock"));
    assert_eq!(ailing(|facts| facts.here -= 63), wrong("clock"));
    assert_eq!(ailing(|facts| facts.here += 58), []);
}

#[test]
fn a_contract_that_is_not_there() {
    assert_eq!(ailing(|facts| facts.contracts[0].deployed = None), wrong("identity-registry"));
}

#[test]
fn another_code_than_the_approved_one() {
    let subject = "identity-registry: code";
    assert_eq!(ailing(|facts| first(facts).code_id = 9), wrong(subject));
    assert_eq!(ailing(|facts| first(facts).checksum = Some(checksum(9))), wrong(subject));
    assert_eq!(ailing(|facts| first(facts).checksum = None), wrong(subject));
    assert_eq!(ailing(|facts| facts.pinned.retain(|id| *id != 1)), warning(subject));
}

#[test]
fn who_can_replace_it() {
    let subject = "identity-registry: who can replace it";
    assert_eq!(ailing(|facts| first(facts).wasm_admin = "chartseal1member".into()), wrong(subject));
    assert_eq!(ailing(|facts| first(facts).wasm_admin.clear()), warning(subject));
}

#[test]
fn a_contract_of_another_deployment() {
    let other = |facts: &mut Facts| governance(facts).contracts.access_control = Addr::unchecked("other");
    assert_eq!(ailing(other), wrong("identity-registry: the other contracts"));
}

#[test]
fn who_governs_it() {
    let subject = "identity-registry: who governs it";
    assert_eq!(ailing(|facts| governance(facts).paused_until = Some(NOW + 5)), warning(subject));
    let successor = Some(Addr::unchecked("chartseal1other"));
    assert_eq!(ailing(|facts| governance(facts).proposed_admin = successor), warning(subject));
    let found = ailing(|facts| governance(facts).admin = Addr::unchecked("chartseal1other"));
    let all = NAMES.map(|name| (format!("{name}: who governs it"), Verdict::Warning));
    assert_eq!(found, all);
}

#[test]
fn the_circuit_breaker() {
    let subject = "circuit breaker";
    let execute = "/cosmwasm.wasm.v1.MsgExecuteContract";
    assert_eq!(ailing(|facts| facts.refused.push(execute.into())), wrong(subject));
    assert_eq!(ailing(|facts| facts.refused.clear()), warning(subject));
    for door in ["/cosmos.authz.v1beta1.MsgExec", "/ibc.core.client.v1.MsgCreateClient"] {
        assert_eq!(ailing(|facts| facts.refused.retain(|url| url != door)), warning(subject), "{door}");
    }
}

#[test]
fn what_the_chain_leaves_open() {
    assert_eq!(ailing(|facts| facts.uploads = Uploads::Everybody), wrong("uploads"));
    assert_eq!(ailing(|facts| facts.uploads = Uploads::Nobody), []);
    assert_eq!(ailing(|facts| facts.anybody_instantiates = true), wrong("instantiation"));
    assert_eq!(ailing(|facts| facts.voting_period = 7 * DAY - 1), wrong("voting period"));
    assert_eq!(ailing(|facts| facts.voting_period = 7 * DAY), []);
    assert_eq!(ailing(|facts| facts.send_enabled = true), wrong("coins"));
    assert_eq!(ailing(|facts| facts.memo = 2), wrong("memos"));
}

#[test]
fn a_policy_that_is_about_to_change() {
    let coming = |facts: &mut Facts| {
        let policy = facts.policy.as_mut().unwrap();
        policy.pending = Some(policy.current.clone());
    };
    assert_eq!(ailing(coming), warning("policy"));
}

#[test]
fn trust_anchors() {
    assert_eq!(ailing(|facts| facts.authorities = Some(Vec::new())), warning("trust anchors"));
    assert_eq!(
        ailing(|facts| facts.authorities.as_mut().unwrap()[0].status = CertificateStatus::Revoked),
        warning("trust anchors")
    );
    let subject = format!("trust anchor {}", Fingerprint([7; 32]));
    assert_eq!(ailing(|facts| facts.authorities = Some(vec![anchor(NOW + 80 * DAY)])), warning(&subject));
}

#[test]
fn on_a_local_chain_time_is_a_toy() {
    let facts = Facts { block_time: NOW + 14 * DAY, voting_period: 20, ..facts() };
    let findings = judge(&facts, &file(), None, true).into_iter();
    let found: Vec<_> = findings.filter(|one| one.verdict != Verdict::Good).collect();
    let subjects: Vec<_> = found.iter().map(|one| one.subject.as_str()).collect();
    assert_eq!(subjects, ["clock", "voting period"]);
    assert!(found.iter().all(|one| one.verdict == Verdict::Warning));
}

#[test]
fn a_file_that_names_another_governance_is_not_believed() {
    let mine = DeploymentFile { governance: "chartseal1deployer".into(), ..file() };
    let mut facts = facts();
    for contract in &mut facts.contracts {
        contract.deployed.as_mut().unwrap().wasm_admin = "chartseal1deployer".into();
    }
    let wrong = judge(&facts, &mine, None, false).into_iter().filter(|one| one.verdict == Verdict::Wrong);
    let subjects: Vec<_> = wrong.map(|one| one.subject).collect();
    let replaced = NAMES.map(|name| format!("{name}: who can replace it"));
    assert_eq!(subjects, [vec!["governance".to_owned()], replaced.to_vec()].concat());
}

#[test]
fn a_file_without_a_checksum_approves_too_little() {
    let mut file = file();
    file.deployment.codes[2].checksum = None;
    let findings = judge(&facts(), &file, None, false).into_iter();
    let found: Vec<_> = findings.filter(|one| one.verdict != Verdict::Good).map(|one| one.subject).collect();
    assert_eq!(found, ["access-control: code"]);
}

#[test]
fn contracts_that_do_not_answer() {
    assert_eq!(ailing(|facts| first(facts).governance = None), wrong("identity-registry"));
    assert_eq!(ailing(|facts| facts.policy = None), wrong("policy"));
    assert_eq!(ailing(|facts| facts.authorities = None), wrong("trust anchors"));
}
