//! Keys and values of the identity registry's storage ABI, version 2, as bytes. What the contract writes is held to
//! the same bytes in its own tests.

use chartseal_types::identity::abi::{
    ACCOUNTS, AFFILIATIONS, Affiliation, DISTRUSTED, DUPLICATES, Distrusted, IDENTITIES, IdentityRow,
    REGISTRARS, REPRESENTATIVES, RegistrarRow, RepresentativeRow, VERSION,
};
use chartseal_types::identity::{Kind, Right, Status};
use chartseal_types::{CodeSet, Compartment, IdentityId, Role};
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
    registrar: None,
    verified_at: 0,
    generation: 0,
    merged_into: None,
    has_duplicates: false,
    deceased: false,
};

fn holds(storage: &MockStorage, namespace: &str, key: &[u8], value: &str) {
    let key = [&[0, namespace.len() as u8], namespace.as_bytes(), key].concat();
    let found = storage.get(&key).unwrap_or_else(|| panic!("nothing under {namespace}"));
    assert_eq!(String::from_utf8(found).unwrap(), value);
}

#[test]
fn version_2_is_spelt_so() {
    assert_eq!(VERSION, 2);
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

/// What version 2 added is left out where it says nothing, so that a row of version 1 is one of version 2.
#[test]
fn version_2_spells_what_it_added() {
    let mut storage = MockStorage::new();
    let row = IdentityRow {
        registrar: Some(ID),
        verified_at: 5,
        generation: 1,
        merged_into: Some(ID),
        has_duplicates: true,
        deceased: true,
        ..ROW
    };
    IDENTITIES.save(&mut storage, ID, &row).unwrap();
    DISTRUSTED.save(&mut storage, &vec![Distrusted { registrar: ID, since: 3 }]).unwrap();
    let representative = RepresentativeRow {
        from: 1,
        until: 2,
        compartments: CodeSet::NONE.with(Compartment::new(0).unwrap()),
        rights: CodeSet::NONE.with(Right::Read).with(Right::Log),
        disputed: false,
    };
    REPRESENTATIVES.save(&mut storage, (ID, IdentityId([0x22; 16])), &representative).unwrap();
    DUPLICATES.save(&mut storage, ID, &vec![ID]).unwrap();

    let hex = "11".repeat(16);
    holds(
        &storage,
        "identities",
        &ID.0,
        &format!(
            "{{\"kind\":\"organization\",\"status\":\"active\",\"verified_until\":1800000000,\"frozen_until\":0,\
             \"key_version\":2,\"roles\":0,\"registrar\":\"{hex}\",\"verified_at\":5,\"generation\":1,\
             \"merged_into\":\"{hex}\",\"has_duplicates\":true,\"deceased\":true}}"
        ),
    );
    let distrusted = storage.get(b"distrusted").unwrap();
    assert_eq!(String::from_utf8(distrusted).unwrap(), format!("[{{\"registrar\":\"{hex}\",\"since\":3}}]"));
    let key = [&[0, 16], &ID.0[..], &[0x22; 16]].concat();
    let value = "{\"from\":1,\"until\":2,\"compartments\":1,\"rights\":5,\"disputed\":false}";
    holds(&storage, "representatives", &key, value);
    holds(&storage, "duplicates", &ID.0, &format!("[\"{hex}\"]"));
}

#[test]
fn a_verification_by_a_registrar_gone_bad_is_void_from_then_on() {
    let verified_by = |registrar, verified_at| IdentityRow { registrar, verified_at, ..ROW };
    let bad = [Distrusted { registrar: ID, since: 100 }];
    let other = IdentityId([0x22; 16]);
    let active = |row: IdentityRow| row.without_distrusted(&bad).is_active(1_700_000_000);
    assert!(!active(verified_by(Some(ID), 100)));
    assert!(active(verified_by(Some(ID), 99)));
    assert!(active(verified_by(Some(other), 100)));
    assert!(active(verified_by(None, 100)));
}

#[test]
fn a_representative_acts_within_time_rights_and_dispute() {
    let row = RepresentativeRow {
        from: 10,
        until: 20,
        compartments: CodeSet::ALL,
        rights: CodeSet::NONE.with(Right::Read).with(Right::Consent),
        disputed: false,
    };
    assert!(!row.allows(Right::Read, 9) && row.allows(Right::Read, 10));
    assert!(row.allows(Right::Read, 19) && !row.allows(Right::Read, 20));
    assert!(row.allows(Right::Consent, 10) && !row.allows(Right::Log, 10));
    let disputed = RepresentativeRow { disputed: true, ..row };
    assert!(disputed.allows(Right::Read, 10) && !disputed.allows(Right::Consent, 10));
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
        ("deceased", IdentityRow { deceased: true, ..ROW }),
        ("a duplicate", IdentityRow { merged_into: Some(ID), ..ROW }),
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
