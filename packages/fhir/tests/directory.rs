//! The patient's secret numbering of compartments.

use chartseal_fhir::{Directory, DirectoryError, SensitivityGroup};
use chartseal_types::Compartment;
use proptest::prelude::*;
use std::collections::BTreeSet;

fn document(numbers: &str) -> Vec<u8> {
    format!(r#"{{"format":"chartseal-directory/1","compartments":{numbers}}}"#).into_bytes()
}

const ORDER: &str = "[0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15]";

#[test]
fn only_a_permutation_of_all_sixteen_is_read() {
    assert!(Directory::parse(&document(ORDER)).is_ok());
    for numbers in [
        "[]",
        "[0,1,2,3,4,5,6,7,8,9,10,11,12,13,14]",
        "[0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,14]",
        "[0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,16]",
        "[0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,0]",
    ] {
        assert_eq!(
            Directory::parse(&document(numbers)).unwrap_err(),
            DirectoryError::NotAPermutation,
            "{numbers}"
        );
    }
}

#[test]
fn other_documents_are_refused() {
    let newer = String::from_utf8(document(ORDER)).unwrap().replace("/1", "/2");
    let extra = String::from_utf8(document(ORDER)).unwrap().replace('{', r#"{"more":1,"#);
    for json in ["", "{}", "[]", newer.as_str(), extra.as_str()] {
        assert_eq!(Directory::parse(json.as_bytes()).unwrap_err(), DirectoryError::Malformed, "{json}");
    }
    assert_eq!(Directory::parse(&document("[256]")).unwrap_err(), DirectoryError::Malformed);
}

#[test]
fn bytes_that_would_favour_a_number_are_thrown_away() {
    // 255 is unfair for 15 choices, which are drawn second: nothing usable is left.
    assert_eq!(Directory::generate(&[255; Directory::RANDOM_BYTES]).unwrap_err(), DirectoryError::Randomness);
    let mut some = [0; Directory::RANDOM_BYTES];
    some[1] = 255;
    assert_eq!(Directory::generate(&some), Directory::generate(&[0; Directory::RANDOM_BYTES]));
}

#[test]
fn nothing_is_shown_in_debug_output() {
    assert_eq!(format!("{:?}", Directory::parse(&document(ORDER)).unwrap()), "Directory(secret)");
}

proptest! {
    #[test]
    fn groups_and_compartments_answer_each_other(random in prop::array::uniform32(any::<u8>())) {
        let mut bytes = [0; Directory::RANDOM_BYTES];
        bytes.iter_mut().zip(random.iter().cycle()).for_each(|(byte, random)| *byte = random % 128);
        let directory = Directory::generate(&bytes).unwrap();
        prop_assert_eq!(Directory::parse(directory.to_json().as_bytes()), Ok(directory.clone()));
        let used: BTreeSet<_> = SensitivityGroup::ALL.into_iter().map(|group| directory.compartment(group)).collect();
        prop_assert_eq!(used.len(), SensitivityGroup::ALL.len());
        for group in SensitivityGroup::ALL {
            prop_assert_eq!(directory.group(directory.compartment(group)), Some(group));
        }
        let spares = (0..Compartment::COUNT)
            .filter(|number| directory.group(Compartment::new(*number).unwrap()).is_none())
            .count();
        prop_assert_eq!(spares, 4);
    }
}
