//! Every live ticket of a patient opens that patient's directory, and no other does.

mod common;

use chartseal_trustee::Refusal;
use chartseal_types::access::Target;
use chartseal_types::anchor::ERASURE_DELAY;
use chartseal_types::{Action, Category};
use common::{HALF_A_TICKET, World, label};

#[tokio::test]
async fn a_live_ticket_to_read_or_to_write_opens_it() {
    let (world, sealed) = World::in_care().await;
    let directory = world.own_record(&world.ana, "directory", Category::Directory).await;
    let to_read = world.dora_reads(&[sealed.record]).await;
    let question = world.dora_asks(Target::Labels(vec![label(Category::Laboratory)]), Action::Write);
    let to_write = world.opens(&world.dora, question).await.access;
    for access in [to_read, to_write] {
        let share = world.release(access, &directory).await.unwrap();
        assert!(world.share(&world.dora.key, access, &directory.record, &share).is_ok());
    }
    // Of Ana's other records, not named, none is released: it is the category that opens.
    let note = world.own_record(&world.ana, "note", Category::PatientReported).await;
    assert!(matches!(world.release(to_read, &note).await, Err(Refusal::NotNamed { .. })));
}

#[tokio::test]
async fn a_dead_ticket_does_not_open_it() {
    let (world, sealed) = World::in_care().await;
    let directory = world.own_record(&world.ana, "directory", Category::Directory).await;
    let access = world.dora_reads(&[sealed.record]).await;
    world.release(access, &directory).await.expect("the ticket is alive");
    world.end_care(&world.ana, &world.south).await;
    assert!(matches!(world.release(access, &directory).await, Err(Refusal::NotNamed { .. })));

    let denied = world.dora_reads(&[sealed.record]).await;
    assert!(matches!(world.release(denied, &directory).await, Err(Refusal::NoTicket { .. })));
    world.open_care(&world.ana, &world.south).await;
    let access = world.dora_reads(&[sealed.record]).await;
    world.ledger.advance(2 * HALF_A_TICKET).await.unwrap();
    assert!(matches!(world.release(access, &directory).await, Err(Refusal::Expired { .. })));
}

#[tokio::test]
async fn a_ticket_of_another_patient_does_not_open_it() {
    let (world, sealed) = World::in_care().await;
    let access = world.dora_reads(&[sealed.record]).await;
    let bobs = world.own_record(&world.bob, "directory of Bob", Category::Directory).await;
    assert!(matches!(world.release(access, &bobs).await, Err(Refusal::OtherPatient)));
    let directory = world.own_record(&world.ana, "directory", Category::Directory).await;
    let own = world.patient_reads(&world.bob, bobs.record).await;
    assert!(matches!(world.release(own, &directory).await, Err(Refusal::OtherPatient)));
}

#[tokio::test]
async fn an_erased_one_stays_closed() {
    let (world, sealed) = World::in_care().await;
    let directory = world.own_record(&world.ana, "directory", Category::Directory).await;
    world.erase(&world.ana, directory.record).await;
    world.ledger.advance(ERASURE_DELAY - HALF_A_TICKET).await.unwrap();
    let access = world.dora_reads(&[sealed.record]).await;
    world.release(access, &directory).await.expect("not erased yet");
    world.ledger.advance(HALF_A_TICKET).await.unwrap();
    assert!(world.release(access, &sealed).await.is_ok(), "the ticket itself is alive");
    assert!(matches!(world.release(access, &directory).await, Err(Refusal::NotNamed { .. })));
}
