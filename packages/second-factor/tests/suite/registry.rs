//! Inside the identity registry, whose rows are in its own storage.

use chartseal_second_factor::{Factor, SecondFactorError, confirm_in_registry, nonce};
use chartseal_types::access::AccessControl;
use chartseal_types::identity::abi::{ACCOUNTS, PASSKEYS, RELYING_PARTIES};
use chartseal_types::second_factor::{Assertion, Sensitive};
use chartseal_types::{CredentialHash, IdentityId};
use cosmwasm_std::testing::{mock_dependencies, mock_env};
use cosmwasm_std::{Addr, DepsMut, Env, Timestamp};

use crate::common::{CREDENTIAL, Key, Scene};
use crate::refused;

const ANA: IdentityId = IdentityId([0xa; 16]);
const BEN: IdentityId = IdentityId([0xb; 16]);

fn env(scene: &Scene) -> Env {
    let mut env = mock_env();
    env.block.time = Timestamp::from_seconds(scene.now);
    env.block.chain_id = scene.chain_id.clone();
    env.contract.address = Addr::unchecked(&scene.contract);
    env
}

fn confirm(deps: DepsMut<'_>, scene: &Scene, assertion: &Assertion) -> Result<Factor, SecondFactorError> {
    confirm_in_registry(deps, &env(scene), &Addr::unchecked(&scene.sender), &scene.message, assertion)
}

#[test]
fn a_passkey_in_its_own_storage_confirms_once() {
    let key = Key::new();
    let scene = Scene { nonce: 0, ..key.scene() };
    let assertion = key.confirm(&scene);
    let mut deps = mock_dependencies();
    let sender = Addr::unchecked(&scene.sender);

    let result = confirm(deps.as_mut(), &scene, &assertion);
    refused!(result, SecondFactorError::NoIdentity { sender: got } if *got == sender);
    ACCOUNTS.save(&mut deps.storage, &sender, &ANA).expect("it is saved");
    let result = confirm(deps.as_mut(), &scene, &assertion);
    refused!(result, SecondFactorError::UnknownPasskey { identity: ANA });
    let credential = CredentialHash::of(&CREDENTIAL);
    PASSKEYS.save(&mut deps.storage, (BEN, credential), &scene.passkey).expect("it is saved");
    let result = confirm(deps.as_mut(), &scene, &assertion);
    refused!(result, SecondFactorError::UnknownPasskey { identity: ANA });
    PASSKEYS.save(&mut deps.storage, (ANA, credential), &scene.passkey).expect("it is saved");
    let result = confirm(deps.as_mut(), &scene, &assertion);
    refused!(result, SecondFactorError::RelyingParty { .. });
    RELYING_PARTIES.save(&mut deps.storage, &scene.relying_parties).expect("it is saved");
    assert_eq!(nonce(&deps.storage, ANA).expect("it is read"), 0);

    let factor = confirm(deps.as_mut(), &scene, &assertion).expect("it confirms");
    assert_eq!(nonce(&deps.storage, ANA).expect("it is read"), 1);
    let result = confirm(deps.as_mut(), &scene, &assertion);
    refused!(result, SecondFactorError::Nonce { expected: 1, got: 0 });

    assert!(factor.is_confirmed_by(ANA) && !factor.is_confirmed_by(BEN));
    factor.require(&deps.storage, ANA, Sensitive::ProposeChange, true).expect("it is confirmed");
    // Without asking the policy, which is nowhere here.
    let access = AccessControl(Addr::unchecked("access"));
    factor.ensure(deps.as_ref(), &access, ANA, Sensitive::GrantPermit, scene.now).expect("it is confirmed");
    refused!(
        factor.ensure(deps.as_ref(), &access, BEN, Sensitive::GrantPermit, scene.now),
        SecondFactorError::Std(_)
    );
    refused!(
        factor.require(&deps.storage, BEN, Sensitive::ProposeChange, true),
        SecondFactorError::Required { sensitive: Sensitive::ProposeChange, nonce: 0 }
    );
}
