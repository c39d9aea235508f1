//! Every change of state has an action and a typed event; none repeats what a consent says.

use chartseal_testing::{deny, permit};
use chartseal_types::access::{ExecuteMsg, Grantee, PolicyUnchecked};
use cw_multi_test::AppResponse;

use crate::contract::world::World;

/// The action of a response and the attributes of its one typed event, without the contract's address.
fn told(response: &AppResponse) -> (String, String, Vec<(String, String)>) {
    let action = response.events.iter().find(|event| event.ty == "wasm").expect("an action");
    let typed: Vec<_> = response.events.iter().filter(|event| event.ty.starts_with("wasm-")).collect();
    assert_eq!(typed.len(), 1, "one typed event");
    let value = |key: &str| action.attributes.iter().find(|a| a.key == key).expect(key).value.clone();
    let attributes = typed[0].attributes.iter().filter(|a| a.key != "_contract_address");
    let attributes = attributes.map(|a| (a.key.clone(), a.value.clone())).collect();
    (value("action"), typed[0].ty.clone(), attributes)
}

fn owned(attributes: &[(&str, &str)]) -> Vec<(String, String)> {
    attributes.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

#[test]
fn consents() {
    let mut world = World::new();
    let (ana, account) = (world.ana.id.to_string(), world.ana.account.to_string());
    let (dora, hospital) = (world.dora.actor.id.to_string(), world.hospital.id.to_string());
    let granted = world.suite.try_grant(&world.ana, permit(world.dora_herself())).unwrap();
    let about = [("patient", ana.as_str()), ("consent", "1"), ("by", account.as_str())];
    let rest = [("effect", "permit"), ("grantee", "identity"), ("identity", dora.as_str())];
    let expected = owned(&[&about[..], &rest].concat());
    assert_eq!(told(&granted), ("grant_consent".into(), "wasm-consent_granted".into(), expected));

    let amended = world.suite.try_amend(&world.ana, 1, permit(world.the_hospital())).unwrap();
    let rest = [
        ("version", "2"),
        ("effect", "permit"),
        ("grantee", "organization"),
        ("organization", hospital.as_str()),
    ];
    let expected = owned(&[&about[..], &rest].concat());
    assert_eq!(told(&amended), ("amend_consent".into(), "wasm-consent_amended".into(), expected));

    let revoked = world.suite.try_revoke(&world.ana, 1).unwrap();
    let rest = [("effect", "permit"), ("grantee", "organization"), ("organization", hospital.as_str())];
    let expected = owned(&[&about[..], &rest].concat());
    assert_eq!(told(&revoked), ("revoke_consent".into(), "wasm-consent_revoked".into(), expected));

    let denied = world.suite.try_grant(&world.ana, deny(Grantee::Everyone {})).unwrap();
    let (_, _, attributes) = told(&denied);
    assert!(attributes.contains(&("effect".into(), "deny".into())));
    assert!(attributes.contains(&("grantee".into(), "everyone".into())));
}

#[test]
fn the_end_of_care() {
    let mut world = World::new();
    world.open_care();
    let (ana, hospital) = (world.ana.clone(), world.hospital.id);
    let ended = world.suite.try_end_care(&ana, ana.id, hospital).unwrap();
    let (ana, hospital) = (ana.id.to_string(), hospital.to_string());
    let expected = owned(&[("patient", &ana), ("organization", &hospital), ("by", &ana)]);
    assert_eq!(told(&ended), ("end_care".into(), "wasm-care_ended".into(), expected));
}

#[test]
fn policy() {
    let mut world = World::new();
    let admin = world.suite.admin.clone();
    let rows = world.suite.policy().current.policy.rows;
    let proposed = world
        .suite
        .try_propose_policy(PolicyUnchecked { rows, longest_ticket: 7200, ..PolicyUnchecked::default() })
        .unwrap();
    let effective_at = (world.suite.now() + chartseal_types::access::POLICY_NOTICE).to_string();
    let expected = owned(&[("version", "2"), ("by", admin.as_str()), ("effective_at", &effective_at)]);
    assert_eq!(told(&proposed), ("propose_policy".into(), "wasm-policy_set".into(), expected));

    let withdrawn = world.suite.try_access(&admin, ExecuteMsg::WithdrawPolicy {}).unwrap();
    let expected = owned(&[("version", "2"), ("by", admin.as_str())]);
    assert_eq!(told(&withdrawn), ("withdraw_policy".into(), "wasm-policy_withdrawn".into(), expected));
}
