//! Compartments, quarters and confidentiality: closed ranges, one spelling.

use chartseal_types::{
    Category, Compartment, CompartmentError, Confidentiality, Label, Quarter, QuarterError,
};
use cosmwasm_std::{from_json, to_json_string};
use proptest::prelude::*;

#[test]
fn there_are_sixteen_compartments() {
    let numbers: Vec<u8> = Compartment::all().iter().map(|compartment| compartment.number()).collect();
    assert_eq!(numbers, (0..16).collect::<Vec<u8>>());
}

#[test]
fn confidentiality_is_ordered_as_hl7_orders_it() {
    use Confidentiality::*;
    let ordered = [U, L, M, N, R, V];
    assert!(ordered.is_sorted());
    let spelt: Vec<_> = ordered.iter().map(|code| to_json_string(code).unwrap()).collect();
    assert_eq!(spelt, ["\"U\"", "\"L\"", "\"M\"", "\"N\"", "\"R\"", "\"V\""]);
}

#[test]
fn quarters_count_up_by_one() {
    let last = Quarter::new(2023, 4).unwrap();
    let next = Quarter::new(2024, 1).unwrap();
    assert!(last < next);
    assert_eq!(to_json_string(&last).unwrap(), "8095");
    assert_eq!(to_json_string(&next).unwrap(), "8096");
    assert_eq!(last.to_string(), "2023-Q4");
}

#[test]
fn a_quarter_begins_at_midnight_utc_of_its_first_day() {
    for (year, quarter, at) in [
        (1900, 1, 0),
        (1969, 4, 0),
        (1970, 1, 0),
        (1970, 2, 90 * 86_400),
        (1972, 1, 63_072_000),
        (1972, 2, 70_934_400),
        (2000, 1, 946_684_800),
        (2000, 2, 954_547_200),
        (2000, 3, 962_409_600),
        (2000, 4, 970_358_400),
        (2023, 2, 1_680_307_200),
        (2024, 1, 1_704_067_200),
        (2024, 2, 1_711_929_600),
        (2024, 4, 1_727_740_800),
        (2100, 2, 4_110_220_800),
        (2199, 4, 7_250_169_600),
    ] {
        assert_eq!(Quarter::new(year, quarter).unwrap().starts_at(), at, "{year}-Q{quarter}");
    }
}

#[test]
fn a_quarter_is_from_1900_to_2199() {
    assert!(Quarter::new(1900, 1).is_ok());
    assert!(Quarter::new(2199, 4).is_ok());
    for (year, quarter) in [(1899, 4), (2200, 1), (0, 1), (u16::MAX, 4), (2024, 0), (2024, 5), (2024, 255)] {
        let number = (u32::from(year) * 4 + u32::from(quarter)).wrapping_sub(1);
        assert_eq!(Quarter::new(year, quarter), Err(QuarterError(number)), "{year} {quarter}");
    }
    assert_eq!(Quarter::new(0, 0), Err(QuarterError(u32::MAX)));
}

#[test]
fn a_label_is_three_codes() {
    let label = Label {
        category: Category::CarePlan,
        confidentiality: Confidentiality::R,
        compartment: Compartment::new(3).unwrap(),
    };
    let json = "{\"category\":\"care_plan\",\"confidentiality\":\"R\",\"compartment\":3}";
    assert_eq!(to_json_string(&label).unwrap(), json);
    assert_eq!(from_json::<Label>(json).unwrap(), label);
    for bad in [
        json.replace("care_plan", "hiv"),
        json.replace("\"R\"", "\"X\""),
        json.replace('3', "16"),
        json.replace('3', "-1"),
        json.replace('3', "\"3\""),
    ] {
        assert!(from_json::<Label>(&bad).is_err(), "{bad}");
    }
}

proptest! {
    #[test]
    fn a_compartment_is_read_when_it_is_one_of_sixteen(number: u8) {
        let read = from_json::<Compartment>(number.to_string()).ok();
        let made = Compartment::new(number);
        prop_assert_eq!(read, made.clone().ok());
        match made {
            Ok(compartment) => prop_assert!(number < 16 && compartment.number() == number),
            Err(error) => prop_assert!(number >= 16 && error == CompartmentError(number)),
        }
    }

    #[test]
    fn a_quarter_is_written_and_read_back(year in 1900_u16..2200, quarter in 1_u8..=4) {
        let made = Quarter::new(year, quarter).unwrap();
        prop_assert_eq!((made.year(), made.quarter()), (year, quarter));
        prop_assert_eq!(from_json::<Quarter>(to_json_string(&made).unwrap()).unwrap(), made);
        prop_assert_eq!(made.to_string(), format!("{year}-Q{quarter}"));
    }

    #[test]
    fn a_number_that_is_no_quarter_is_refused(number: u32) {
        let inside = (7600..8800).contains(&number);
        prop_assert_eq!(from_json::<Quarter>(number.to_string()).is_ok(), inside);
    }
}
