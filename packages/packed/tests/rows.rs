//! What is packed comes back, JSON of version 0.1 is read, and rubbish is an error.

use chartseal_packed::{PackedMap, pack, unpack};
use chartseal_types::access::Grantee;
use chartseal_types::{CodeSet, Compartment, ContentHash, IdentityId, Quarter, Role};
use cosmwasm_std::testing::MockStorage;
use cosmwasm_std::{Order, Storage};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Clone, Debug, PartialEq)]
struct Row {
    number: u64,
    patient: IdentityId,
    record: Option<ContentHash>,
    grantee: Grantee,
    compartments: CodeSet<Compartment>,
    period: Option<(Quarter, Quarter)>,
    said: Vec<String>,
}

fn row(number: u64) -> Row {
    Row {
        number,
        patient: IdentityId([1; 16]),
        record: Some(ContentHash([2; 32])),
        grantee: Grantee::Role { organization: IdentityId([3; 16]), role: Role::Nurse },
        compartments: CodeSet::ALL,
        period: Some((Quarter::new(1999, 4).unwrap(), Quarter::new(2026, 1).unwrap())),
        said: vec!["a".to_owned(), String::new()],
    }
}

const ROWS: PackedMap<(IdentityId, u64), Row> = PackedMap::new("rows");

#[test]
fn identifiers_are_their_bytes() {
    let id = IdentityId([7; 16]);
    assert_eq!(pack(&id).unwrap(), [&[1_u8][..], &[7; 16]].concat());
    assert_eq!(unpack::<IdentityId>(&pack(&id).unwrap()).unwrap(), id);
}

#[test]
fn what_is_saved_comes_back_under_its_key() {
    let mut storage = MockStorage::new();
    let (ana, ben) = (IdentityId([1; 16]), IdentityId([2; 16]));
    for (patient, number) in [(ana, 1), (ana, 300), (ben, 2)] {
        ROWS.save(&mut storage, (patient, number), &row(number)).unwrap();
    }
    assert_eq!(ROWS.may_load(&storage, (ana, 300)).unwrap(), Some(row(300)));
    assert_eq!(ROWS.may_load(&storage, (ben, 1)).unwrap(), None);
    assert!(ROWS.load(&storage, (ben, 1)).is_err());
    let keys = |after, order| ROWS.keys(&storage, ana, after, order).collect::<Result<Vec<_>, _>>().unwrap();
    assert_eq!(keys(None, Order::Ascending), [1, 300]);
    assert_eq!(keys(None, Order::Descending), [300, 1]);
    assert_eq!(keys(Some(1), Order::Ascending), [300]);
    assert_eq!(keys(Some(300), Order::Descending), [1]);
}

#[test]
fn a_range_gives_rows_with_their_keys() {
    let mut storage = MockStorage::new();
    let (ana, ben) = (IdentityId([1; 16]), IdentityId([2; 16]));
    for (patient, number) in [(ana, 1), (ana, 300), (ben, 2)] {
        ROWS.save(&mut storage, (patient, number), &row(number)).unwrap();
    }
    let rows = |up_to, order| ROWS.range(&storage, ana, up_to, order).collect::<Result<Vec<_>, _>>().unwrap();
    assert_eq!(rows(None, Order::Ascending), [(1, row(1)), (300, row(300))]);
    assert_eq!(rows(None, Order::Descending), [(300, row(300)), (1, row(1))]);
    assert_eq!(rows(Some(300), Order::Ascending), [(1, row(1)), (300, row(300))]);
    assert_eq!(rows(Some(299), Order::Descending), [(1, row(1))]);

    let key = ROWS.key((ana, 1));
    storage.set(&key, b"{}");
    assert!(ROWS.range(&storage, ana, None, Order::Ascending).next().unwrap().is_err());
}

#[test]
fn json_of_an_earlier_version_is_read() {
    let json = cosmwasm_std::to_json_vec(&row(5)).unwrap();
    assert_eq!(unpack::<Row>(&json).unwrap(), row(5));
    assert!(pack(&row(5)).unwrap().len() * 3 < json.len());
}

#[test]
fn other_bytes_are_an_error_and_never_a_panic() {
    let packed = pack(&row(5)).unwrap();
    for end in 0..packed.len() {
        assert!(unpack::<Row>(&packed[..end]).is_err(), "cut at {end}");
    }
    assert!(unpack::<Row>(&[packed.clone(), vec![0]].concat()).is_err(), "more than a row");
    for place in 0..packed.len() {
        for byte in 0..=255 {
            let mut other = packed.clone();
            other[place] = byte;
            if let Ok(read) = unpack::<Row>(&other) {
                assert_eq!(read == row(5), other == packed);
            }
        }
    }
}
