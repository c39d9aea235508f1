//! A contract that unpacks `confirmed` as all of ours do, beside a registry that holds rows and nothing else.

use chartseal_second_factor::{Factor, SecondFactorError, confirm, inner, nonce};
use chartseal_types::access::AccessControl;
use chartseal_types::identity::IdentityRegistry;
use chartseal_types::identity::abi::{ACCOUNTS, PASSKEYS, RELYING_PARTIES};
use chartseal_types::second_factor::{Assertion, Challenge, Confirmable, Sensitive};
use chartseal_types::{CredentialHash, IdentityId};
use cosmwasm_schema::cw_serde;
use cosmwasm_std::testing::{MockApi, MockQuerier, MockStorage, mock_env};
use cosmwasm_std::{
    Addr, Binary, ContractResult, DepsMut, Env, OwnedDeps, QuerierResult, Storage, SystemResult, Timestamp,
    WasmQuery, to_json_binary, to_json_vec,
};
use cw_storage_plus::Item;

use crate::common::{CREDENTIAL, Key, NOW, RP_ID, UP_UV, authenticator_data, client_data};
use crate::refused;

const ANA: IdentityId = IdentityId([0xa; 16]);
const BEN: IdentityId = IdentityId([0xb; 16]);
const COUNT: Item<u32> = Item::new("count");

#[cw_serde]
enum ExecuteMsg {
    Erase {},
    Revoke {},
    Confirmed { message: Binary, assertion: Assertion },
    Governance {},
}

impl Confirmable for ExecuteMsg {
    fn is_confirmable(&self) -> bool {
        !matches!(self, Self::Confirmed { .. } | Self::Governance {})
    }
}

fn registry() -> IdentityRegistry {
    IdentityRegistry(Addr::unchecked("registry"))
}

fn execute(deps: DepsMut<'_>, env: &Env, sender: &Addr, msg: ExecuteMsg) -> Result<(), SecondFactorError> {
    let mut deps = deps;
    match msg {
        ExecuteMsg::Confirmed { message, assertion } => {
            let inner = inner(&message)?;
            let factor = confirm(deps.branch(), env, sender, &registry(), &message, &assertion)?;
            dispatch(deps, sender, inner, &factor)
        }
        msg => dispatch(deps, sender, msg, &Factor::first()),
    }
}

fn dispatch(
    deps: DepsMut<'_>,
    sender: &Addr,
    msg: ExecuteMsg,
    factor: &Factor,
) -> Result<(), SecondFactorError> {
    let identity = registry()
        .identity_of(&deps.querier, sender)?
        .ok_or_else(|| SecondFactorError::NoIdentity { sender: sender.clone() })?;
    if matches!(msg, ExecuteMsg::Erase {}) {
        let access = AccessControl(Addr::unchecked("access"));
        factor.ensure(deps.as_ref(), &access, identity, Sensitive::Erase, NOW)?;
    }
    let count = COUNT.may_load(deps.storage)?.unwrap_or_default();
    Ok(COUNT.save(deps.storage, &(count + 1))?)
}

/// The contract with Ana's passkey registered, Ana's two accounts and Ben's one.
struct World {
    key: Key,
    deps: OwnedDeps<MockStorage, MockApi, MockQuerier>,
    env: Env,
}

impl World {
    fn new() -> Self {
        let key = Key::new();
        let scene = key.scene();
        let mut rows = MockStorage::new();
        for (account, identity) in [("ana", ANA), ("ana-phone", ANA), ("ben", BEN)] {
            ACCOUNTS.save(&mut rows, &Addr::unchecked(account), &identity).expect("it is saved");
        }
        PASSKEYS
            .save(&mut rows, (ANA, CredentialHash::of(&CREDENTIAL)), &scene.passkey)
            .expect("it is saved");
        RELYING_PARTIES.save(&mut rows, &scene.relying_parties).expect("it is saved");
        let mut querier: MockQuerier = MockQuerier::new(&[]);
        querier.update_wasm(move |query| raw(&rows, query));
        let mut env = mock_env();
        env.block.time = Timestamp::from_seconds(NOW);
        let deps = OwnedDeps {
            storage: MockStorage::new(),
            api: MockApi::default(),
            querier,
            custom_query_type: std::marker::PhantomData,
        };
        Self { key, deps, env }
    }

    fn send(&mut self, sender: &str, msg: ExecuteMsg) -> Result<(), SecondFactorError> {
        execute(self.deps.as_mut(), &self.env, &Addr::unchecked(sender), msg)
    }

    /// A passkey's confirmation of these bytes, with this nonce.
    fn sign(&self, key: &Key, sender: &str, message: &[u8], nonce: u64) -> Assertion {
        let challenge = Challenge {
            chain_id: &self.env.block.chain_id,
            contract: self.env.contract.address.as_str(),
            sender,
            message,
            expires_at: NOW + 60,
            nonce,
        };
        let data = authenticator_data(RP_ID, UP_UV);
        let client_data = client_data(&challenge.to_base64url());
        Assertion {
            credential: CREDENTIAL.into(),
            signature: key.sign(&data, client_data.as_bytes()),
            authenticator_data: data.into(),
            client_data: client_data.into_bytes().into(),
            nonce,
            expires_at: NOW + 60,
        }
    }

    /// `confirmed` around a message, signed by Ana's passkey.
    fn confirmed(&self, sender: &str, msg: &ExecuteMsg, nonce: u64) -> ExecuteMsg {
        let message = to_json_binary(msg).expect("it is written");
        let assertion = self.sign(&self.key, sender, &message, nonce);
        ExecuteMsg::Confirmed { message, assertion }
    }

    fn count(&self) -> u32 {
        COUNT.may_load(&self.deps.storage).expect("it is read").unwrap_or_default()
    }

    fn nonce(&self, identity: IdentityId) -> u64 {
        nonce(&self.deps.storage, identity).expect("it is read")
    }
}

fn raw(rows: &MockStorage, query: &WasmQuery) -> QuerierResult {
    match query {
        WasmQuery::Raw { contract_addr, key } if contract_addr == "registry" => {
            let value = rows.get(key).unwrap_or_default();
            SystemResult::Ok(ContractResult::Ok(Binary::from(value)))
        }
        other => panic!("expected a raw read of the registry, got {other:?}"),
    }
}

#[test]
fn a_confirmed_message_is_carried_out_once() {
    let mut world = World::new();
    assert_eq!(world.nonce(ANA), 0);
    let msg = world.confirmed("ana", &ExecuteMsg::Erase {}, 0);
    world.send("ana", msg.clone()).expect("it is confirmed");
    assert_eq!((world.count(), world.nonce(ANA), world.nonce(BEN)), (1, 1, 0));
    refused!(world.send("ana", msg), SecondFactorError::Nonce { expected: 1, got: 0 });
    assert_eq!((world.count(), world.nonce(ANA)), (1, 1));

    let next = world.confirmed("ana", &ExecuteMsg::Erase {}, 1);
    world.send("ana", next).expect("it is confirmed");
    assert_eq!((world.count(), world.nonce(ANA)), (2, 2));
}

#[test]
fn a_nonce_is_not_used_ahead_of_its_turn() {
    let mut world = World::new();
    let msg = world.confirmed("ana", &ExecuteMsg::Erase {}, 1);
    refused!(world.send("ana", msg), SecondFactorError::Nonce { expected: 0, got: 1 });
    assert_eq!(world.nonce(ANA), 0);
}

#[test]
fn the_error_without_a_second_factor_says_how_to_mend_it() {
    let mut world = World::new();
    refused!(
        world.send("ana", ExecuteMsg::Erase {}),
        SecondFactorError::Required { sensitive: Sensitive::Erase, nonce: 0 }
    );
    let msg = world.confirmed("ana", &ExecuteMsg::Erase {}, 0);
    world.send("ana", msg).expect("it is confirmed");
    refused!(
        world.send("ana", ExecuteMsg::Erase {}),
        SecondFactorError::Required { sensitive: Sensitive::Erase, nonce: 1 }
    );
}

#[test]
fn what_needs_no_second_factor_goes_with_and_without() {
    let mut world = World::new();
    world.send("ana", ExecuteMsg::Revoke {}).expect("none is needed");
    let msg = world.confirmed("ana", &ExecuteMsg::Revoke {}, 0);
    world.send("ana", msg).expect("one does no harm");
    world.send("ben", ExecuteMsg::Revoke {}).expect("none is needed");
}

#[test]
fn an_assertion_serves_its_sender_alone() {
    let mut world = World::new();
    let msg = world.confirmed("ana", &ExecuteMsg::Erase {}, 0);
    // Another account of the same identity has the passkey, but did not ask for this.
    refused!(world.send("ana-phone", msg.clone()), SecondFactorError::Challenge { nonce: 0 });
    refused!(world.send("ben", msg.clone()), SecondFactorError::UnknownPasskey { identity: BEN });
    refused!(world.send("mallory", msg), SecondFactorError::NoIdentity { sender } if sender.as_str() == "mallory");
    assert_eq!((world.count(), world.nonce(ANA), world.nonce(BEN)), (0, 0, 0));

    let msg = world.confirmed("ana-phone", &ExecuteMsg::Erase {}, 0);
    world.send("ana-phone", msg).expect("each account confirms for itself");
}

#[test]
fn a_passkey_that_is_not_registered_confirms_nothing() {
    let mut world = World::new();
    let ExecuteMsg::Confirmed { message, mut assertion } = world.confirmed("ana", &ExecuteMsg::Erase {}, 0)
    else {
        panic!("expected a confirmed message");
    };
    assertion.credential = [8; 16].into();
    let msg = ExecuteMsg::Confirmed { message: message.clone(), assertion };
    refused!(world.send("ana", msg), SecondFactorError::UnknownPasskey { identity: ANA });

    // A thief's key under the credential id of Ana's.
    let assertion = world.sign(&Key::new(), "ana", &message, 0);
    let msg = ExecuteMsg::Confirmed { message, assertion };
    refused!(world.send("ana", msg), SecondFactorError::Signature);
    assert_eq!((world.count(), world.nonce(ANA)), (0, 0));
}

#[test]
fn another_message_in_its_place_is_refused() {
    let mut world = World::new();
    let ExecuteMsg::Confirmed { assertion, .. } = world.confirmed("ana", &ExecuteMsg::Revoke {}, 0) else {
        panic!("expected a confirmed message");
    };
    let message = to_json_binary(&ExecuteMsg::Erase {}).expect("it is written");
    let msg = ExecuteMsg::Confirmed { message, assertion };
    refused!(world.send("ana", msg), SecondFactorError::Challenge { nonce: 0 });
}

#[test]
fn another_contract_and_another_chain_are_refused() {
    let mut world = World::new();
    let msg = world.confirmed("ana", &ExecuteMsg::Erase {}, 0);
    let env = world.env.clone();
    world.env.contract.address = Addr::unchecked("another");
    refused!(world.send("ana", msg.clone()), SecondFactorError::Challenge { nonce: 0 });
    world.env = env.clone();
    world.env.block.chain_id = "another-1".into();
    refused!(world.send("ana", msg.clone()), SecondFactorError::Challenge { nonce: 0 });
    world.env = env;
    world.send("ana", msg).expect("it is confirmed");
}

#[test]
fn neither_confirmed_nor_governance_is_confirmed() {
    let mut world = World::new();
    let twice = world.confirmed("ana", &ExecuteMsg::Erase {}, 0);
    let msg = world.confirmed("ana", &twice, 0);
    refused!(world.send("ana", msg), SecondFactorError::NotConfirmable);
    let msg = world.confirmed("ana", &ExecuteMsg::Governance {}, 0);
    refused!(world.send("ana", msg), SecondFactorError::NotConfirmable);
    assert_eq!((world.count(), world.nonce(ANA)), (0, 0));
}

#[test]
fn what_is_no_message_is_refused_before_anything_else() {
    let mut world = World::new();
    let erase = String::from_utf8(to_json_vec(&ExecuteMsg::Erase {}).expect("it is written")).expect("text");
    for message in ["", "{}", "null", "{\"erase\":{},\"erase\":{}}", "{\"ghost\":{}}", &format!("{erase}x")] {
        let assertion = world.sign(&world.key, "ana", message.as_bytes(), 0);
        let msg = ExecuteMsg::Confirmed { message: message.as_bytes().into(), assertion };
        refused!(world.send("ana", msg), SecondFactorError::Message(_));
    }
    // Spaces are part of what is signed, and no part of what is meant.
    let spaced = format!(" {erase} ");
    let assertion = world.sign(&world.key, "ana", spaced.as_bytes(), 0);
    let msg = ExecuteMsg::Confirmed { message: spaced.into_bytes().into(), assertion };
    world.send("ana", msg).expect("it is confirmed");
}
