//! How permits are stored, and when what a representative permitted stands. A provision as version 0.1 stored it is the
//! patient's own.

use access_control::domain::mandate::Mandate;
use access_control::domain::permit::Permit;
use access_control::domain::provision::Provision;
use chartseal_packed::{pack, unpack};
use chartseal_types::identity::{RepresentativeRow, Right};
use chartseal_types::{CodeSet, Confidentiality, IdentityId};
use cosmwasm_std::{to_json_string, to_json_vec};

const MANDATE: Mandate = Mandate { representative: IdentityId([7; 16]), since: 100 };

fn provision() -> Provision {
    Provision {
        number: 3,
        categories: CodeSet::ALL,
        compartments: CodeSet::ALL,
        max_confidentiality: Confidentiality::N,
        purposes: CodeSet::ALL,
        actions: CodeSet::ALL,
        valid_from: 5,
        valid_until: Some(9),
        clinical_period: None,
        bounded: true,
        names: false,
    }
}

#[test]
fn the_patients_own_reads_as_version_0_1_stored_it() {
    let own = Permit { provision: provision(), mandate: None };
    let stored = to_json_vec(&[provision(), provision()]).unwrap();
    assert_eq!(unpack::<Vec<Permit>>(&stored).unwrap(), [own, own]);
}

#[test]
fn packed_it_reads_as_it_was() {
    let own = Permit { provision: provision(), mandate: None };
    let permit = Permit { mandate: Some(MANDATE), ..own };
    for row in [vec![], vec![own], vec![permit], vec![permit, own, permit]] {
        assert_eq!(unpack::<Vec<Permit>>(&pack(&row).unwrap()).unwrap(), row);
    }
    // The patient's own costs a byte more than the provision alone.
    assert_eq!(pack(&own).unwrap().len(), pack(&provision()).unwrap().len() + 1);
}

#[test]
fn anything_else_is_an_error() {
    let own = to_json_string(&provision()).unwrap();
    let open = own.strip_suffix(']').unwrap();
    let short = format!("{}]", open.rsplit_once(",[").unwrap().0);
    let wrong =
        [short, format!("{open},[]]"), format!("{open},null,1]"), "[]".into(), "{}".into(), "3".into()];
    for bad in wrong {
        assert!(unpack::<Permit>(bad.as_bytes()).is_err(), "{bad}");
    }
}

#[test]
fn a_mandate_is_one_appointment_with_the_right_to_consent() {
    let row = RepresentativeRow {
        from: 100,
        until: 200,
        compartments: CodeSet::ALL,
        rights: CodeSet::NONE.with(Right::Consent),
        disputed: false,
    };
    assert!(MANDATE.stands(Some(row), 100) && MANDATE.stands(Some(row), 199));
    assert!(!MANDATE.stands(None, 150));
    assert!(!MANDATE.stands(Some(row), 99) && !MANDATE.stands(Some(row), 200));
    let stands = |row| MANDATE.stands(Some(row), 150);
    assert!(!stands(RepresentativeRow { disputed: true, ..row }));
    assert!(!stands(RepresentativeRow { rights: CodeSet::NONE.with(Right::Read), ..row }));
    assert!(
        !stands(RepresentativeRow { from: 101, ..row }) && !stands(RepresentativeRow { from: 99, ..row })
    );
}
