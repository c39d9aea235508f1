//! Keys and values of the identity registry's storage ABI, version 1, as bytes. What the contract writes is held to
//! the same bytes in its own tests.

use chartseal_types::identity::abi::{
    ACCOUNTS, AFFILIATIONS, Affiliation, IDENTITIES, IdentityRow, REGISTRARS, RegistrarRow, VERSION,
};
use chartseal_types::identity::{Kind, Status};
use chartseal_types::{CodeSet, IdentityId, Role};
use cosmwasm_std::testing::MockStorage;
use cosmwasm_std::{Addr, Storage};

const ID: IdentityId = IdentityId([0x11; 16]);
const ROW: IdentityRow = IdentityRow {
    kind: Kind::Organization,
    status: Status::Active,
    verified_until: 1_800_000_000,
    frozen_until: 0,
    key_version: 2,
    roles: CodeSet::NONE,
};

fn holds(storage: &MockStorage, namespace: &str, key: &[u8], value: &str) {
    let key = [&[0, namespace.len() as u8], namespace.as_bytes(), key].concat();
    let found = storage.get(&key).unwrap_or_else(|| panic!("nothing under {namespace}"));
    assert_eq!(String::from_utf8(found).unwrap(), value);
}

#[test]
fn version_1_is_spelt_so() {
    assert_eq!(VERSION, 1);
    let mut storage = MockStorage::new();
    let account = Addr::unchecked("chartseal1abc");
    ACCOUNTS.save(&mut storage, &account, &ID).unwrap();
    IDENTITIES.save(&mut storage, ID, &IdentityRow { roles: ROW.roles.with(Role::Nurse), ..ROW }).unwrap();
    let affiliation = Affiliation { organization: ID, role: Role::ClaimsExaminer, since: 7 };
    AFFILIATIONS.save(&mut storage, ID, &vec![affiliation]).unwrap();
    REGISTRARS.save(&mut storage, ID, &RegistrarRow { since: 9 }).unwrap();

    let hex = "11".repeat(16);
    holds(&storage, "accounts", b"chartseal1abc", &format!("\"{hex}\""));
    holds(
        &storage,
        "identities",
        &ID.0,
        "{\"kind\":\"organization\",\"status\":\"active\",\"verified_until\":1800000000,\"frozen_until\":0,\
         \"key_version\":2,\"roles\":2}",
    );
    let affiliations = format!("[{{\"organization\":\"{hex}\",\"role\":\"claims_examiner\",\"since\":7}}]");
    holds(&storage, "affiliations", &ID.0, &affiliations);
    holds(&storage, "registrars", &ID.0, "{\"since\":9}");
}

#[test]
fn a_row_is_active_when_nothing_speaks_against_it() {
    let now = 1_700_000_000;
    assert!(ROW.is_active(now));
    for (why, row) in [
        ("pending", IdentityRow { status: Status::Pending, ..ROW }),
        ("suspended", IdentityRow { status: Status::Suspended, ..ROW }),
        ("revoked", IdentityRow { status: Status::Revoked, ..ROW }),
        ("run out", IdentityRow { verified_until: now, ..ROW }),
        ("never verified", IdentityRow { verified_until: 0, ..ROW }),
        ("frozen", IdentityRow { frozen_until: now + 1, ..ROW }),
    ] {
        assert!(!row.is_active(now), "{why}");
    }
    assert!(IdentityRow { frozen_until: now, ..ROW }.is_active(now));
    assert!(IdentityRow { verified_until: now + 1, ..ROW }.is_active(now));
}

#[test]
fn a_row_that_lacks_a_field_or_names_an_unknown_code_is_an_error() {
    let mut storage = MockStorage::new();
    let key = [&[0, 10], &b"identities"[..], &ID.0].concat();
    for value in [
        "{}",
        "{\"kind\":\"organization\",\"status\":\"active\",\"verified_until\":1,\"frozen_until\":0,\"key_version\":1}",
        "{\"kind\":\"ghost\",\"status\":\"active\",\"verified_until\":1,\"frozen_until\":0,\"key_version\":1,\"roles\":0}",
        "{\"kind\":\"patient\",\"status\":\"good\",\"verified_until\":1,\"frozen_until\":0,\"key_version\":1,\"roles\":0}",
    ] {
        storage.set(&key, value.as_bytes());
        assert!(IDENTITIES.load(&storage, ID).is_err(), "{value}");
    }
}
