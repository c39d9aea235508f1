//! Selections of codes, and the sets of bits they become.

use chartseal_types::{
    Action, Category, Code, CodeSet, Compartment, Purpose, Role, Selection, SelectionError,
};
use cosmwasm_std::{from_json, to_json_string};
use proptest::prelude::*;

#[test]
fn all_selects_every_value() {
    let set = Selection::<Role>::All {}.to_set("role").unwrap();
    assert_eq!(set.select(&Role::ALL), Role::ALL);
    assert_eq!(set, CodeSet::ALL);
}

#[test]
fn only_selects_what_it_names() {
    let set = Selection::Only(vec![Purpose::HPAYMT, Purpose::TREAT]).to_set("purpose").unwrap();
    assert_eq!(set.select(&Purpose::ALL), [Purpose::TREAT, Purpose::HPAYMT]);
    assert!(!set.contains(Purpose::ETREAT));
}

#[test]
fn only_names_at_least_one_and_each_once() {
    let empty = Selection::<Action>::Only(vec![]).to_set("action");
    assert_eq!(empty, Err(SelectionError::Empty { what: "action" }));
    let twice = Selection::Only(vec![Action::Read, Action::Read]).to_set("action");
    assert_eq!(twice, Err(SelectionError::Repeated { what: "action" }));
}

#[test]
fn a_selection_is_spelt_so() {
    assert_eq!(to_json_string(&Selection::<Role>::All {}).unwrap(), "{\"all\":{}}");
    let only = Selection::Only(vec![Role::Doctor, Role::RecordsClerk]);
    let json = "{\"only\":[\"doctor\",\"records_clerk\"]}";
    assert_eq!(to_json_string(&only).unwrap(), json);
    assert_eq!(from_json::<Selection<Role>>(json).unwrap(), only);
    assert!(from_json::<Selection<Role>>("{\"only\":[\"surgeon\"]}").is_err());
    assert!(from_json::<Selection<Role>>("\"all\"").is_err());
}

/// The bits are stored: a code that moves would turn one permission into another.
#[test]
fn each_code_keeps_its_bit() {
    fn bits<T: Code>(codes: &[T]) -> Vec<u8> {
        codes.iter().map(|code| code.bit()).collect()
    }
    assert_eq!(bits(&Role::ALL), (0..7).collect::<Vec<_>>());
    assert_eq!(bits(&Purpose::ALL), (0..14).collect::<Vec<_>>());
    assert_eq!(bits(&Category::ALL), (0..14).collect::<Vec<_>>());
    assert_eq!(bits(&Action::ALL), [0, 1]);
    assert_eq!(bits(&Compartment::all()), (0..16).collect::<Vec<_>>());
    assert_eq!([Role::Doctor.bit(), Role::RecordsClerk.bit(), Role::ComplianceOfficer.bit()], [0, 3, 6]);
    assert_eq!([Purpose::TREAT.bit(), Purpose::BTG.bit(), Purpose::HMARKT.bit()], [0, 2, 13]);
    assert_eq!([Category::Demographics.bit(), Category::Directory.bit()], [0, 13]);
}

proptest! {
    #[test]
    fn a_set_holds_what_was_selected(numbers in prop::collection::btree_set(0_u8..16, 1..16)) {
        let chosen: Vec<_> = numbers.iter().map(|number| Compartment::new(*number).unwrap()).collect();
        let set = Selection::Only(chosen.clone()).to_set("compartment").unwrap();
        prop_assert_eq!(set.select(&Compartment::all()), chosen);
        for compartment in Compartment::all() {
            prop_assert_eq!(set.contains(compartment), numbers.contains(&compartment.number()));
        }
        let bits: u16 = numbers.iter().map(|number| 1 << number).sum();
        prop_assert_eq!(to_json_string(&set).unwrap(), bits.to_string());
        prop_assert_eq!(from_json::<CodeSet<Compartment>>(bits.to_string()).unwrap(), set);
    }
}
