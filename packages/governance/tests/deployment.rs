//! How a contract begins, takes no coins, and is migrated.

mod common;

use chartseal_governance::{GovernanceError, contracts, instantiate, migrate, nonpayable};
use chartseal_types::governance::{Contracts, InstantiateMsg, MAX_PAUSERS};
use common::{Governed, NAME, VERSION, account};
use cosmwasm_std::coins;
use cosmwasm_std::testing::{message_info, mock_dependencies};

#[test]
fn it_begins_with_what_it_was_told() {
    let governed = Governed::try_new(&["north", "south"]).unwrap();
    let told = governed.ask();
    assert_eq!((&told.admin, &told.proposed_admin), (&account("admin"), &None));
    assert_eq!(told.pausers, [account("north"), account("south")]);
    assert_eq!(told.paused_until, None);
    let expected = Contracts {
        identity_registry: account("registry"),
        certificate_authority: account("authority"),
        access_control: account("access"),
        record_anchor: account("anchor"),
    };
    assert_eq!(told.contracts, expected);
    assert_eq!(contracts(&governed.deps.storage).unwrap(), expected);
    let version = cw2::get_contract_version(&governed.deps.storage).unwrap();
    assert_eq!((version.contract.as_str(), version.version.as_str()), (NAME, VERSION));
}

#[test]
fn it_does_not_begin_with_too_many_or_repeated_pausers() {
    let refused = Governed::try_new(&["north", "south", "north"]).err();
    assert!(
        matches!(refused, Some(GovernanceError::DuplicatePauser { pauser }) if pauser == account("north"))
    );
    let names: Vec<String> = (0..=MAX_PAUSERS).map(|number| format!("pauser {number}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let refused = Governed::try_new(&names).err();
    assert!(matches!(refused, Some(GovernanceError::TooManyPausers { got }) if got == MAX_PAUSERS + 1));
    assert!(Governed::try_new(&names[1..]).is_ok());
}

#[test]
fn it_does_not_begin_with_an_address_that_is_none() {
    type Damage = fn(&mut InstantiateMsg);
    let damages: [Damage; 6] = [
        |msg| msg.admin = "admin".into(),
        |msg| msg.pausers = vec!["pauser".into()],
        |msg| msg.contracts.identity_registry = String::new(),
        |msg| msg.contracts.certificate_authority = "authority".into(),
        |msg| msg.contracts.access_control = "cosmwasm1".into(),
        |msg| msg.contracts.record_anchor = "anchor".into(),
    ];
    let sound = Governed::new();
    for damage in damages {
        let mut msg = sound.instantiation(&["pauser"]);
        damage(&mut msg);
        let mut deps = mock_dependencies();
        let info = message_info(&account("creator"), &[]);
        let refused = instantiate(deps.as_mut(), &info, NAME, VERSION, msg);
        assert!(matches!(refused, Err(GovernanceError::Std(_))));
        assert!(cw2::get_contract_version(&deps.storage).is_err(), "nothing was written");
    }
}

#[test]
fn coins_are_refused() {
    let funded = message_info(&account("creator"), &coins(1, "utoken"));
    assert!(matches!(nonpayable(&funded), Err(GovernanceError::Funds { kinds: 1 })));
    let mut deps = mock_dependencies();
    let msg = Governed::new().instantiation(&[]);
    let refused = instantiate(deps.as_mut(), &funded, NAME, VERSION, msg);
    assert!(matches!(refused, Err(GovernanceError::Funds { kinds: 1 })));
    assert!(nonpayable(&message_info(&account("creator"), &[])).is_ok());
}

#[test]
fn a_migration_goes_forward_once() {
    let mut governed = Governed::new();
    let before = governed.ask();
    migrate(&mut governed.deps.storage, NAME, "1.3.0").unwrap();
    let refused = migrate(&mut governed.deps.storage, NAME, "1.3.0");
    assert!(
        matches!(refused, Err(GovernanceError::NotNewer { stored, new }) if stored == "1.3.0" && new == stored)
    );
    for older in ["1.2.9", VERSION, "0.9.0", "1.3.0-rc.1"] {
        let refused = migrate(&mut governed.deps.storage, NAME, older);
        assert!(matches!(refused, Err(GovernanceError::NotNewer { .. })), "{older}");
    }
    assert_eq!(cw2::get_contract_version(&governed.deps.storage).unwrap().version, "1.3.0");
    assert_eq!(governed.ask(), before);
}

/// As text, "1.10.0" comes before "1.9.0".
#[test]
fn versions_are_compared_as_numbers() {
    let mut governed = Governed::new();
    migrate(&mut governed.deps.storage, NAME, "1.9.0").unwrap();
    migrate(&mut governed.deps.storage, NAME, "1.10.0").unwrap();
    assert!(matches!(
        migrate(&mut governed.deps.storage, NAME, "1.9.1"),
        Err(GovernanceError::NotNewer { .. })
    ));
}

#[test]
fn another_contracts_state_is_not_migrated() {
    let mut governed = Governed::new();
    let refused = migrate(&mut governed.deps.storage, "chartseal:other", "9.0.0");
    assert!(matches!(refused, Err(GovernanceError::OtherContract { got, .. }) if got == NAME));
    assert_eq!(cw2::get_contract_version(&governed.deps.storage).unwrap().version, VERSION);
}

#[test]
fn a_version_that_is_none_and_a_contract_without_one_are_refused() {
    let mut governed = Governed::new();
    for version in ["", "2", "v2.0.0", "latest"] {
        let refused = migrate(&mut governed.deps.storage, NAME, version);
        assert!(matches!(refused, Err(GovernanceError::BadVersion { got }) if got == version));
    }
    let mut empty = mock_dependencies();
    assert!(matches!(migrate(&mut empty.storage, NAME, "2.0.0"), Err(GovernanceError::Std(_))));
}
