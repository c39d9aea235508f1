//! For whom a sender acts, over rows of every kind: a rule without a chain.

use chartseal_types::IdentityId;
use chartseal_types::identity::{IdentityRow, Kind};
use record_anchor::domain::{Sender, StandingError};

const PATIENT: IdentityId = IdentityId([1; 16]);
const SURVIVOR: IdentityId = IdentityId([2; 16]);
const OTHER: IdentityId = IdentityId([3; 16]);
const NOW: u64 = 1000;

fn sender(identity: IdentityId) -> Sender {
    Sender { identity, row: IdentityRow::pending(Kind::Patient) }
}

fn with(identity: IdentityId, change: impl FnOnce(&mut IdentityRow)) -> Sender {
    let mut sender = sender(identity);
    change(&mut sender.row);
    sender
}

#[test]
fn the_patient_acts_for_itself_and_the_survivor_for_its_duplicate() {
    sender(PATIENT).ensure_acts_for(PATIENT, None, NOW).expect("it is the patient");
    sender(SURVIVOR).ensure_acts_for(PATIENT, Some(SURVIVOR), NOW).expect("it is the survivor");
    for (who, survivor) in [(OTHER, None), (OTHER, Some(SURVIVOR)), (SURVIVOR, None), (SURVIVOR, Some(OTHER))]
    {
        let refused = StandingError::NotPatient { patient: PATIENT, sender: who };
        assert_eq!(sender(who).ensure_acts_for(PATIENT, survivor, NOW), Err(refused.clone()));
        assert_eq!(sender(who).ensure_protects(PATIENT, survivor), Err(refused));
    }
}

#[test]
fn a_frozen_one_only_protects_until_the_freeze_ends() {
    for (who, survivor) in [(PATIENT, None), (SURVIVOR, Some(SURVIVOR))] {
        let frozen = with(who, |row| row.frozen_until = NOW + 1);
        let refused = StandingError::Frozen { identity: who, until: NOW + 1 };
        assert_eq!(frozen.ensure_acts_for(PATIENT, survivor, NOW), Err(refused));
        frozen.ensure_protects(PATIENT, survivor).expect("it protects");
        frozen.ensure_acts_for(PATIENT, survivor, NOW + 1).expect("the freeze is over");
    }
}

#[test]
fn a_merged_one_only_protects_its_own() {
    let merged = with(PATIENT, |row| row.merged_into = Some(SURVIVOR));
    let refused = StandingError::Merged { identity: PATIENT, survivor: SURVIVOR };
    assert_eq!(merged.ensure_acts_for(PATIENT, None, NOW), Err(refused));
    merged.ensure_protects(PATIENT, None).expect("it protects");
    // Nor does a survivor that was merged itself act for its duplicates.
    let survivor = with(SURVIVOR, |row| row.merged_into = Some(OTHER));
    let refused = StandingError::Merged { identity: SURVIVOR, survivor: OTHER };
    assert_eq!(survivor.ensure_acts_for(PATIENT, Some(SURVIVOR), NOW), Err(refused));
}

#[test]
fn the_dead_do_nothing() {
    for (who, survivor) in [(PATIENT, None), (SURVIVOR, Some(SURVIVOR))] {
        let dead = with(who, |row| row.deceased = true);
        let refused = StandingError::Deceased { identity: who };
        assert_eq!(dead.ensure_acts_for(PATIENT, survivor, NOW), Err(refused.clone()));
        assert_eq!(dead.ensure_protects(PATIENT, survivor), Err(refused));
    }
}
