//! Storage that other contracts read raw: keys and values byte by byte. A change here breaks contracts that are
//! deployed, so it needs a new ABI version and a migration.

use chartseal_testing::content_hash;
use chartseal_types::anchor::Leaf;
use chartseal_types::anchor::abi::{RecordRow, VERSION};
use chartseal_types::anchor::{Author, Descriptor, ERASURE_DELAY, RecordAnchor, RecordStatus, leaf_bytes};
use chartseal_types::identity::Merge;
use chartseal_types::{
    Category, Compartment, Confidentiality, ContentHash, Hat, IdentityId, Label, Quarter, Salt,
};
use cosmwasm_std::{from_json, to_json_string};

use crate::clinic::{Clinic, diary, result, set_row};

/// The key of a record's row: length-prefixed namespace, length-prefixed patient, hash.
fn raw_key(patient: IdentityId, record: ContentHash) -> Vec<u8> {
    [b"\x00\x07records\x00\x10".as_slice(), &patient.0, &record.0].concat()
}

#[test]
fn this_is_version_two() {
    assert_eq!(VERSION, 2);
}

/// The start of a packed row: that it is packed, its number, and the label's codes.
fn start(number: u8, category: Category) -> Vec<u8> {
    vec![1, number, category as u8, Confidentiality::N as u8, 0]
}

/// Seven bits a byte, the low ones first.
fn varint(mut number: u64) -> Vec<u8> {
    let mut bytes = vec![];
    while number > 0x7f {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
    bytes
}

const CURRENT: u8 = 0;
const NONE: u8 = 0;
const SOME: u8 = 1;

#[test]
fn a_record_s_row_is_where_and_what_others_read() {
    let (mut clinic, who) = Clinic::open();
    let quarter = Quarter::new(2026, 3).ok();
    clinic.anchor(&who.doctor, &who.ana, &[Descriptor { quarter, ..result("a") }]);
    clinic.anchor_own(&who.ana, &[diary("b")]);
    let anchor = clinic.suite.contracts.record_anchor.clone();
    let raw = |name| {
        let key = raw_key(who.ana.id, content_hash(name));
        let value = clinic.suite.app.wrap().query_wasm_raw(anchor.clone(), key).expect("it is read");
        value.expect("it is there")
    };
    let (doctor, north, ana) = (who.doctor.actor.id, who.north.id, who.ana.id);
    // 8106 as seven bits a byte, the low ones first; of hats one's own is the first and an organization's the third, of
    // roles a doctor's the first.
    let quarter = [SOME, 0xaa, 0x3f];
    let hat = [&[2][..], &north.0, &[0]].concat();
    let first =
        [&start(1, Category::Laboratory)[..], &quarter, &doctor.0, &hat, &[CURRENT, NONE, NONE]].concat();
    assert_eq!(raw("a"), first);
    let own = [0];
    let second = start(2, Category::PatientReported);
    assert_eq!(raw("b"), [&second[..], &[NONE], &ana.0, &own, &[CURRENT, NONE, NONE]].concat());
}

#[test]
fn an_erasure_under_way_is_in_the_row() {
    let (mut clinic, who) = Clinic::open();
    clinic.anchor_own(&who.ana, &[diary("b")]);
    clinic.try_erase(&who.ana.account, "b").expect("the patient asks");
    let anchor = clinic.suite.contracts.record_anchor.clone();
    let key = raw_key(who.ana.id, content_hash("b"));
    let value =
        clinic.suite.app.wrap().query_wasm_raw(anchor, key).expect("it is read").expect("it is there");
    let due = varint(clinic.suite.now() + ERASURE_DELAY);
    let end = [&[CURRENT, SOME][..], &due, &[NONE]].concat();
    assert!(value.ends_with(&end));
}

#[test]
fn a_row_of_version_one_is_read() {
    let (mut clinic, who) = Clinic::open();
    let (doctor, north) = (who.doctor.actor.id, who.north.id);
    let row = format!(
        r#"{{"number":1,"label":{{"category":"laboratory","confidentiality":"N","compartment":0}},"quarter":8106,"author":{{"identity":"{doctor}","hat":{{"organization":{{"organization":"{north}","role":"doctor"}}}}}},"status":"current"}}"#
    );
    let anchor = clinic.suite.contracts.record_anchor.clone();
    let key = raw_key(who.ana.id, content_hash("a"));
    clinic.suite.app.contract_storage_mut(&anchor).set(&key, row.as_bytes());
    let read = RecordAnchor(anchor).record(&clinic.suite.app.wrap(), who.ana.id, content_hash("a"));
    let read = read.expect("it is read").expect("it is there");
    assert_eq!((read.number, read.author.identity, read.erased_from), (1, doctor, None));
    assert_eq!((read.quarter, read.status), (Quarter::new(2026, 3).ok(), RecordStatus::Current));
    assert_eq!(read.asked_under, None);
}

/// What a survivor asked for says so, by the merge: who acts, and of which generation of the duplicate.
#[test]
fn an_erasure_that_a_survivor_asked_for_names_the_merge() {
    let (mut clinic, who) = Clinic::open();
    clinic.anchor_own(&who.ana, &[diary("b")]);
    set_row(&mut clinic.suite, who.ana.id, |row| {
        row.merged_into = Some(who.ben.id);
        row.generation = 7;
    });
    clinic.try_erase(&who.ben.account, "b").expect("the survivor asks");
    let anchor = clinic.suite.contracts.record_anchor.clone();
    let key = raw_key(who.ana.id, content_hash("b"));
    let value =
        clinic.suite.app.wrap().query_wasm_raw(anchor, key).expect("it is read").expect("it is there");
    let due = varint(clinic.suite.now() + ERASURE_DELAY);
    let end = [&[CURRENT, SOME][..], &due, &[SOME], &who.ben.id.0, &[7]].concat();
    assert!(value.ends_with(&end));
}

#[test]
fn every_status_is_spelt_as_it_always_was() {
    use RecordStatus::{Current, Erased, Retracted, Superseded};
    let spelt = [
        (Current, r#""current""#),
        (Superseded, r#""superseded""#),
        (Retracted, r#""retracted""#),
        (Erased, r#""erased""#),
    ];
    for (status, expected) in spelt {
        assert_eq!(to_json_string(&status).expect("it is JSON"), expected);
        assert_eq!(from_json::<RecordStatus>(expected).expect("it is a status"), status);
    }
}

#[test]
fn a_row_that_is_absent_or_another_patient_s_is_none() {
    let (mut clinic, who) = Clinic::open();
    clinic.anchor(&who.doctor, &who.ana, &[result("a")]);
    let anchor = RecordAnchor(clinic.suite.contracts.record_anchor.clone());
    let read = |patient, name| {
        anchor.record(&clinic.suite.app.wrap(), patient, content_hash(name)).expect("it is read")
    };
    assert!(read(who.ana.id, "a").is_some());
    assert_eq!(read(who.ana.id, "b"), None);
    assert_eq!(read(who.ben.id, "a"), None);
}

#[test]
fn a_row_counts_as_erased_when_it_says_so_or_when_its_time_has_come() {
    let label = Label {
        category: Category::Document,
        confidentiality: Confidentiality::V,
        compartment: Compartment::new(15).expect("there is a compartment 15"),
    };
    let author = Author { identity: IdentityId([1; 16]), hat: Hat::Own {} };
    let row = |status, erased_from| RecordRow {
        number: 1,
        label,
        quarter: None,
        author,
        status,
        erased_from,
        asked_under: None,
    };
    let merge = Merge { survivor: IdentityId([2; 16]), generation: 1 };
    for now in [None, Some(merge)] {
        assert!(!row(RecordStatus::Current, None).is_erased(u64::MAX, now));
        assert!(!row(RecordStatus::Current, Some(100)).is_erased(99, now));
        assert!(row(RecordStatus::Current, Some(100)).is_erased(100, now));
        assert!(row(RecordStatus::Superseded, Some(100)).is_erased(101, now));
        assert!(row(RecordStatus::Erased, Some(100)).is_erased(0, now));
        assert!(row(RecordStatus::Erased, None).is_erased(0, now));
    }
    // What a survivor asked for, in that merge alone.
    let asked = RecordRow { asked_under: Some(merge), ..row(RecordStatus::Current, Some(100)) };
    assert!(asked.is_erased(100, Some(merge)) && !asked.is_erased(99, Some(merge)));
    assert!(!asked.is_erased(100, None));
    assert!(!asked.is_erased(100, Some(Merge { generation: 2, ..merge })));
    assert!(!asked.is_erased(100, Some(Merge { survivor: IdentityId([3; 16]), ..merge })));
}

/// What a batch commits to: clients compute it off the chain, so its bytes are as fixed as storage.
#[test]
fn a_leaf_has_the_bytes_it_always_had() {
    let compartment = Compartment::new(3).expect("there is a compartment 3");
    let label = Label { category: Category::Laboratory, confidentiality: Confidentiality::R, compartment };
    let descriptor = Descriptor {
        record: ContentHash([0xab; 32]),
        size: 4096,
        label,
        quarter: Quarter::new(2026, 3).ok(),
        supersedes: None,
        retain_until: Some(2_000_000_000),
    };
    let json = format!(
        r#"{{"record":"{}","size":4096,"label":{{"category":"laboratory","confidentiality":"R","compartment":3}},"quarter":8106,"supersedes":null,"retain_until":2000000000}}"#,
        "ab".repeat(32)
    );
    assert_eq!(to_json_string(&descriptor).expect("it is JSON"), json);

    let leaf = Leaf { patient: IdentityId([2; 16]), descriptor, salt: Salt([3; 32]) };
    let bytes = leaf_bytes(IdentityId([1; 16]), &leaf).expect("a leaf is JSON");
    let digest: [u8; 32] = <sha2::Sha256 as sha2::Digest>::digest(json).into();
    let expected = [b"chartseal/leaf/v1".as_slice(), &[1; 16], &[3; 32], &[2; 16], &digest].concat();
    assert_eq!(bytes, expected);
}
