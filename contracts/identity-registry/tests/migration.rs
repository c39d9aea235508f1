//! From 0.1.0 to 0.2.0: rows as 0.1.0 wrote them gain who verified them last, and when.

use chartseal_governance::GovernanceError;
use chartseal_types::identity::abi::IDENTITIES;
use chartseal_types::identity::{
    AssuranceLevel, Distrusted, IdentityRow, Kind, MigrateMsg, Status, Verification,
};
use chartseal_types::{CodeSet, Commitment, IdentityId, Role};
use cosmwasm_std::testing::{mock_dependencies, mock_env};
use cosmwasm_std::{Addr, Storage};
use cw_storage_plus::Map;
use identity_registry::{CONTRACT_NAME, ContractError, migrate};

const VERIFICATIONS: Map<(IdentityId, u32), Verification> = Map::new("verifications");
const LENGTHS: Map<IdentityId, u32> = Map::new("verifications__length");
const REGISTRAR: IdentityId = IdentityId([9; 16]);

/// Puts a row where 0.1.0 put it, as it spelt it.
fn put(storage: &mut dyn Storage, id: IdentityId, row: &str) {
    storage.set(&[&[0, 10], b"identities".as_slice(), &id.0].concat(), row.as_bytes());
}

fn verify(storage: &mut dyn Storage, id: IdentityId, number: u32, registrar: Option<IdentityId>, at: u64) {
    let verification = Verification {
        registrar,
        by: Addr::unchecked("registrar"),
        level: AssuranceLevel::Ial2,
        evidence: Commitment([2; 32]),
        verified_at: at,
        expires_at: at + 1_000,
    };
    VERIFICATIONS.save(storage, (id, number), &verification).unwrap();
    LENGTHS.save(storage, id, &number).unwrap();
}

#[test]
fn rows_gain_their_last_verification() {
    let mut deps = mock_dependencies();
    cw2::set_contract_version(&mut deps.storage, CONTRACT_NAME, "0.1.0").unwrap();
    let [pending, verified, by_admin] = [1, 2, 3].map(|byte| IdentityId([byte; 16]));
    let storage = &mut deps.storage;
    put(
        storage,
        pending,
        "{\"kind\":\"patient\",\"status\":\"pending\",\"verified_until\":0,\"frozen_until\":0,\"key_version\":1,\"roles\":0}",
    );
    put(
        storage,
        verified,
        "{\"kind\":\"practitioner\",\"status\":\"suspended\",\"verified_until\":1700,\"frozen_until\":55,\"key_version\":3,\"roles\":0}",
    );
    put(
        storage,
        by_admin,
        "{\"kind\":\"organization\",\"status\":\"active\",\"verified_until\":1800,\"frozen_until\":0,\"key_version\":1,\"roles\":3}",
    );
    verify(storage, verified, 1, None, 600);
    verify(storage, verified, 2, Some(REGISTRAR), 700);
    verify(storage, by_admin, 1, None, 800);
    let row = |storage: &dyn Storage, id| IDENTITIES.load(storage, id).unwrap();
    let before = row(storage, verified);
    assert_eq!((before.registrar, before.verified_at), (None, 0));

    migrate(deps.as_mut(), mock_env(), MigrateMsg {}).unwrap();
    let storage = &deps.storage;
    assert_eq!(row(storage, pending), IdentityRow::pending(Kind::Patient));
    let expected = IdentityRow {
        kind: Kind::Practitioner,
        status: Status::Suspended,
        verified_until: 1700,
        frozen_until: 55,
        key_version: 3,
        registrar: Some(REGISTRAR),
        verified_at: 700,
        ..IdentityRow::pending(Kind::Practitioner)
    };
    assert_eq!(row(storage, verified), expected);
    let organization = row(storage, by_admin);
    assert_eq!((organization.registrar, organization.verified_at), (None, 800));
    assert_eq!(organization.roles, CodeSet::NONE.with(Role::Doctor).with(Role::Nurse));
    // Now a distrust reaches what was verified before the migration.
    let bad =
        |since| expected.without_distrusted(&[Distrusted { registrar: REGISTRAR, since }]).verified_until;
    assert_eq!((bad(700), bad(701)), (0, 1700));
}

#[test]
fn a_row_that_says_so_already_stays_as_it_is() {
    let mut deps = mock_dependencies();
    cw2::set_contract_version(&mut deps.storage, CONTRACT_NAME, "0.1.0").unwrap();
    let id = IdentityId([1; 16]);
    let row =
        IdentityRow { registrar: Some(REGISTRAR), verified_at: 1, ..IdentityRow::pending(Kind::Patient) };
    IDENTITIES.save(&mut deps.storage, id, &row).unwrap();
    verify(&mut deps.storage, id, 1, None, 600);
    migrate(deps.as_mut(), mock_env(), MigrateMsg {}).unwrap();
    assert_eq!(IDENTITIES.load(&deps.storage, id).unwrap(), row);
}

#[test]
fn a_second_migration_and_one_of_another_contract_change_nothing() {
    let mut deps = mock_dependencies();
    cw2::set_contract_version(&mut deps.storage, CONTRACT_NAME, "0.1.0").unwrap();
    migrate(deps.as_mut(), mock_env(), MigrateMsg {}).unwrap();
    let again = migrate(deps.as_mut(), mock_env(), MigrateMsg {}).unwrap_err();
    assert!(matches!(again, ContractError::Governance(GovernanceError::NotNewer { .. })));
    cw2::set_contract_version(&mut deps.storage, "chartseal:access-control", "0.1.0").unwrap();
    let id = IdentityId([1; 16]);
    IDENTITIES.save(&mut deps.storage, id, &IdentityRow::pending(Kind::Patient)).unwrap();
    verify(&mut deps.storage, id, 1, None, 600);
    let other = migrate(deps.as_mut(), mock_env(), MigrateMsg {}).unwrap_err();
    assert!(matches!(other, ContractError::Governance(GovernanceError::OtherContract { .. })));
    assert_eq!(IDENTITIES.load(&deps.storage, id).unwrap().verified_at, 0);
}
