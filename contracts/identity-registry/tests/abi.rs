//! The storage that other contracts read raw, byte by byte. A failure here means that deployed contracts would
//! misread the registry: raise the version of the ABI and write a migration instead of changing these bytes.

use crate::common::*;
use chartseal_testing::{DAY, Suite};
use chartseal_types::Role;
use chartseal_types::identity::{
    Affiliation, ExecuteMsg, FREEZE_SECONDS, IdentityRegistry, Kind, RegistrarRow, Status, abi,
};

/// The key of a map's entry as cw-storage-plus and proofs have it: length of the namespace in two bytes, big endian,
/// namespace, key.
fn raw_key(namespace: &str, key: &[u8]) -> Vec<u8> {
    [&[0, namespace.len() as u8], namespace.as_bytes(), key].concat()
}

fn raw(suite: &Suite, namespace: &str, key: &[u8]) -> Option<String> {
    let registry = suite.contracts.identity_registry.to_string();
    let value = suite.app.wrap().query_wasm_raw(registry, raw_key(namespace, key)).unwrap();
    value.map(|bytes| String::from_utf8(bytes).unwrap())
}

#[test]
fn this_is_version_2() {
    assert_eq!(abi::VERSION, 2);
}

#[test]
fn an_account_points_to_its_identity() {
    let mut suite = Suite::new();
    let ana = suite.patient("ana");
    let value = raw(&suite, "accounts", ana.account.as_bytes());
    assert_eq!(value, Some(format!("\"{}\"", ana.id)));
    assert_eq!(raw(&suite, "accounts", suite.account("nobody").as_bytes()), None);

    let tablet = suite.add_account(&ana, "ana's tablet");
    assert_eq!(raw(&suite, "accounts", tablet.as_bytes()), Some(format!("\"{}\"", ana.id)));
    suite.remove_account(&ana, &tablet);
    assert_eq!(raw(&suite, "accounts", tablet.as_bytes()), None);

    let handle = IdentityRegistry(suite.contracts.identity_registry.clone());
    assert_eq!(handle.identity_of(&suite.app.wrap(), &ana.account).unwrap(), Some(ana.id));
    assert_eq!(handle.identity_of(&suite.app.wrap(), &tablet).unwrap(), None);
}

#[test]
fn an_identity_is_one_row() {
    let mut suite = Suite::new();
    let ana = suite.register("ana", Kind::Patient);
    let row = "{\"kind\":\"patient\",\"status\":\"pending\",\"verified_until\":0,\"frozen_until\":0,\
               \"key_version\":1,\"roles\":0}";
    assert_eq!(raw(&suite, "identities", &ana.id.0).unwrap(), row);

    let north = suite.hospital("north");
    suite.freeze(&north.account);
    let accredit = ExecuteMsg::Accredit {
        organization: north.id,
        roles: vec![Role::ComplianceOfficer, Role::Doctor, Role::RecordsClerk],
    };
    try_as_registrar(&mut suite, accredit).unwrap();
    let (verified_at, verified_until) = (suite.now(), suite.now() + 365 * DAY);
    let (registrar, frozen_until) =
        (identity_of(&suite, &suite.registrar).unwrap(), suite.now() + FREEZE_SECONDS);
    let row = format!(
        "{{\"kind\":\"organization\",\"status\":\"active\",\"verified_until\":{verified_until},\
         \"frozen_until\":{frozen_until},\"key_version\":1,\"roles\":73,\
         \"registrar\":\"{registrar}\",\"verified_at\":{verified_at}}}"
    );
    assert_eq!(raw(&suite, "identities", &north.id.0).unwrap(), row);

    let handle = IdentityRegistry(suite.contracts.identity_registry.clone());
    let row = handle.identity(&suite.app.wrap(), north.id).unwrap().unwrap();
    assert_eq!((row.kind, row.status, row.key_version), (Kind::Organization, Status::Active, 1));
    assert_eq!((row.verified_until, row.frozen_until), (verified_until, frozen_until));
    assert_eq!(row.roles.select(&Role::ALL), [Role::Doctor, Role::RecordsClerk, Role::ComplianceOfficer]);
    let active = |at| handle.is_active(&suite.app.wrap(), north.id, at).unwrap();
    assert!(!active(frozen_until - 1) && active(frozen_until));
    assert!(active(verified_until - 1) && !active(verified_until));
}

#[test]
fn kinds_and_statuses_are_spelt_so() {
    let mut suite = Suite::new();
    for (kind, code) in [
        (Kind::Patient, "patient"),
        (Kind::Practitioner, "practitioner"),
        (Kind::Organization, "organization"),
        (Kind::Payer, "payer"),
        (Kind::Researcher, "researcher"),
        (Kind::Auditor, "auditor"),
        (Kind::Service, "service"),
    ] {
        let actor = suite.register(code, kind);
        let status = |suite: &Suite, status: &str| {
            let row = raw(suite, "identities", &actor.id.0).unwrap();
            assert!(row.starts_with(&format!("{{\"kind\":\"{code}\",\"status\":\"{status}\",")), "{row}");
        };
        status(&suite, "pending");
        suite.verify(actor.id);
        status(&suite, "active");
        suite.suspend(actor.id);
        status(&suite, "suspended");
        suite.revoke_identity(actor.id);
        status(&suite, "revoked");
    }
}

#[test]
fn each_role_has_its_bit() {
    let mut suite = Suite::new();
    let north = suite.hospital("north");
    for (bit, role) in Role::ALL.into_iter().enumerate() {
        let accredit = ExecuteMsg::Accredit { organization: north.id, roles: vec![role] };
        try_as_registrar(&mut suite, accredit).unwrap();
        let row = raw(&suite, "identities", &north.id.0).unwrap();
        assert!(row.contains(&format!("\"roles\":{},", 1 << bit)), "{row}");
    }
}

#[test]
fn affiliations_in_force_are_one_row() {
    let mut suite = Suite::new();
    let (north, south) = (suite.hospital("north"), suite.hospital("south"));
    let dana = suite.practitioner("dana", Role::Doctor, &north);
    let first = suite.now();
    suite.wait(DAY);
    suite.affiliate(&dana, Role::RecordsClerk, &south);
    let second = suite.now();
    let offer = ExecuteMsg::OfferAffiliation { practitioner: dana.id, role: Role::Nurse };
    suite.try_identity(&north.account, offer).unwrap();

    let (n, s) = (north.id, south.id);
    let both = format!(
        "[{{\"organization\":\"{n}\",\"role\":\"doctor\",\"since\":{first}}},\
         {{\"organization\":\"{s}\",\"role\":\"records_clerk\",\"since\":{second}}}]"
    );
    assert_eq!(raw(&suite, "affiliations", &dana.id.0).unwrap(), both);
    let handle = IdentityRegistry(suite.contracts.identity_registry.clone());
    let expected = [
        Affiliation { organization: n, role: Role::Doctor, since: first },
        Affiliation { organization: s, role: Role::RecordsClerk, since: second },
    ];
    assert_eq!(handle.affiliations(&suite.app.wrap(), dana.id).unwrap(), expected);

    suite.dismiss(&dana, Role::Doctor, &north);
    suite.dismiss(&dana, Role::RecordsClerk, &south);
    assert_eq!(raw(&suite, "affiliations", &dana.id.0).unwrap(), "[]");
}

#[test]
fn a_registrar_has_a_row_while_it_is_one() {
    let mut suite = Suite::new();
    let east = suite.another_registrar("east");
    let since = suite.now();
    assert_eq!(raw(&suite, "registrars", &east.id.0).unwrap(), format!("{{\"since\":{since}}}"));
    let stored =
        abi::REGISTRARS.query(&suite.app.wrap(), suite.contracts.identity_registry.clone(), east.id).unwrap();
    assert_eq!(stored, Some(RegistrarRow { since }));
    try_as_admin(&mut suite, ExecuteMsg::DismissRegistrar { organization: east.id }).unwrap();
    assert_eq!(raw(&suite, "registrars", &east.id.0), None);
}
