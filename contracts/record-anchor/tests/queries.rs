//! What the record anchor tells, page by page.

use chartseal_testing::{Batch, content_hash};
use chartseal_types::IdentityId;
use chartseal_types::anchor::{BatchResponse, HistoryEntry, QueryMsg, RecordsResponse};

use crate::clinic::{Cast, Clinic, result};

fn page(
    clinic: &Clinic,
    patient: IdentityId,
    start_after: Option<u64>,
    limit: Option<u32>,
) -> RecordsResponse {
    let msg = QueryMsg::Records { patient, start_after, limit };
    clinic.suite.query(&clinic.suite.contracts.record_anchor, &msg)
}

fn numbers(page: &RecordsResponse) -> Vec<u64> {
    page.records.iter().map(|record| record.number).collect()
}

fn anchor_many(clinic: &mut Clinic, who: &Cast, count: usize) {
    let records: Vec<_> = (0..count).map(|n| result(&format!("result {n}"))).collect();
    for call in records.chunks(100) {
        clinic.anchor(&who.doctor, &who.ana, call);
    }
}

#[test]
fn a_patient_s_records_come_in_the_order_in_which_they_became_known() {
    let (mut clinic, who) = Clinic::open();
    anchor_many(&mut clinic, &who, 120);
    clinic.anchor(&who.doctor, &who.ben, &[result("ben's")]);

    let first = page(&clinic, who.ana.id, None, None);
    assert_eq!((numbers(&first), first.total), ((1..=10).collect(), 120));
    assert_eq!(first.records[4].record, content_hash("result 4"));
    let capped = page(&clinic, who.ana.id, Some(10), Some(1000));
    assert_eq!(numbers(&capped), (11..=110).collect::<Vec<_>>());
    let last = page(&clinic, who.ana.id, Some(110), Some(100));
    assert_eq!(numbers(&last), (111..=120).collect::<Vec<_>>());
    assert!(page(&clinic, who.ana.id, Some(u64::MAX), None).records.is_empty());
}

#[test]
fn a_patient_without_records_has_an_empty_list() {
    let (clinic, who) = Clinic::open();
    let empty = page(&clinic, who.ana.id, None, None);
    assert_eq!((empty.records.len(), empty.total), (0, 0));
}

#[test]
fn an_unknown_record_or_batch_is_an_error_and_an_unknown_erasure_is_none() {
    let (mut clinic, who) = Clinic::open();
    clinic.anchor(&who.doctor, &who.ben, &[result("ben's")]);
    let (patient, record) = (who.ana.id, content_hash("ben's"));
    let anchor = clinic.suite.contracts.record_anchor.clone();
    for msg in [
        QueryMsg::Record { patient, record },
        QueryMsg::Versions { patient, record, limit: None },
        QueryMsg::Batch { batch: 1 },
    ] {
        assert!(clinic.suite.try_query::<serde_json::Value>(&anchor, &msg).is_err());
    }
    assert_eq!(clinic.suite.erasure(patient, record), None);
}

#[test]
fn batches_are_told_page_by_page() {
    let (mut clinic, who) = Clinic::open();
    for n in 0..12 {
        let (hospital, name) = if n % 2 == 0 { (&who.north, "even") } else { (&who.south, "odd") };
        let batch = Batch::new(hospital.id, [(who.ana.id, result(name))]);
        clinic.suite.anchor_batch(&hospital.account, &batch);
    }
    let told = |start_after, limit| -> Vec<BatchResponse> {
        let msg = QueryMsg::Batches { start_after, limit };
        clinic.suite.query(&clinic.suite.contracts.record_anchor, &msg)
    };
    let first = told(None, None);
    assert_eq!(first.iter().map(|batch| batch.batch).collect::<Vec<_>>(), (1..=10).collect::<Vec<_>>());
    assert_eq!((first[0].organization, first[1].organization), (who.north.id, who.south.id));
    let rest = told(Some(10), Some(1));
    assert_eq!(rest.iter().map(|batch| batch.batch).collect::<Vec<_>>(), [11]);
}

#[test]
fn history_is_told_page_by_page() {
    let (mut clinic, who) = Clinic::open();
    clinic.anchor(&who.doctor, &who.ana, &[result("a")]);
    for _ in 0..6 {
        clinic.try_erase(&who.ana.account, "a").expect("the patient asks");
        clinic.try_cancel(&who.ana.account, "a").expect("the patient cancels");
    }
    let told = |start_after, limit| -> Vec<u32> {
        let (patient, record) = (who.ana.id, content_hash("a"));
        let msg = QueryMsg::History { patient, record, start_after, limit };
        let page: Vec<HistoryEntry> = clinic.suite.query(&clinic.suite.contracts.record_anchor, &msg);
        page.iter().map(|entry| entry.number).collect()
    };
    assert_eq!(told(None, None), (1..=10).collect::<Vec<_>>());
    assert_eq!(told(Some(10), Some(100)), [11, 12]);
}
