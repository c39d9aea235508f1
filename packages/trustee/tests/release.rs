//! A share is released for a live ticket to read that names the record, and opens for its requester alone.

mod common;

use chartseal_crypto::envelope::EnvelopeError;
use chartseal_crypto::keys::{SecretKey, Suite};
use chartseal_ledger::{Deployment, LedgerError};
use chartseal_testing::content_hash;
use chartseal_trustee::{Refusal, ticket_bytes};
use chartseal_types::access::Target;
use chartseal_types::identity::{CHANGE_DELAY, EncryptionKeyUnchecked, ExecuteMsg};
use chartseal_types::{Action, Category};
use common::{HALF_A_TICKET, World, label};

#[tokio::test]
async fn a_live_ticket_gives_the_record_s_key() {
    let (world, sealed) = World::in_care().await;
    let access = world.dora_reads(&[sealed.record]).await;
    let mut shares = Vec::new();
    for trustee in [0, 2] {
        let share = world.release_by(trustee, &world.ledger, access, &sealed).await.unwrap();
        assert_eq!(usize::from(share.index()), trustee);
        shares.push(world.share(&world.dora.key, access, &sealed.record, &share).unwrap());
    }
    let key = sealed.envelope.combine(&sealed.record, &shares).unwrap();
    assert_eq!(key.expose(), sealed.key.expose());
    // One trustee alone gives nothing.
    let alone = sealed.envelope.combine(&sealed.record, &shares[..1]);
    assert_eq!(alone.unwrap_err(), EnvelopeError::TooFewShares { needed: 2, got: 1 });
}

#[tokio::test]
async fn a_released_share_opens_with_the_requester_s_key_only() {
    let (world, sealed) = World::in_care().await;
    let access = world.dora_reads(&[sealed.record]).await;
    let share = world.release(access, &sealed).await.unwrap();
    let stranger = SecretKey::generate(Suite::X25519).unwrap();
    for key in [&stranger, &world.nora.key, &world.ana.key] {
        let refused = world.share(key, access, &sealed.record, &share);
        assert_eq!(refused.err(), Some(EnvelopeError::SealedShare));
    }
    assert!(world.share(&world.dora.key, access, &sealed.record, &share).is_ok());
}

#[tokio::test]
async fn a_released_share_opens_for_its_ticket_on_its_chain_only() {
    let (world, sealed) = World::in_care().await;
    let access = world.dora_reads(&[sealed.record]).await;
    let next = world.dora_reads(&[sealed.record]).await;
    let share = world.release(access, &sealed).await.unwrap();
    let refused = world.share(&world.dora.key, next, &sealed.record, &share);
    assert_eq!(refused.err(), Some(EnvelopeError::SealedShare));
    let refused = world.share(&world.dora.key, access, &content_hash("other"), &share);
    assert_eq!(refused.err(), Some(EnvelopeError::SealedShare));

    let here = &world.deployment;
    let elsewhere = [
        Deployment { chain_id: "trustees-2".into(), ..here.clone() },
        Deployment { access_control: here.record_anchor.clone(), ..here.clone() },
    ];
    for deployment in elsewhere {
        let ticket = ticket_bytes(&deployment, access);
        assert_ne!(ticket, ticket_bytes(here, access));
        let release = chartseal_crypto::envelope::Release { content: &sealed.record, ticket: &ticket };
        let refused = chartseal_crypto::envelope::open_share(&world.dora.key, &share, &release);
        assert_eq!(refused.err(), Some(EnvelopeError::SealedShare));
    }
}

#[tokio::test]
async fn an_access_that_was_denied_is_no_ticket() {
    let (world, sealed) = World::in_care().await;
    world.deny_dora().await;
    let access = world.dora_reads(&[sealed.record]).await;
    let refused = world.release(access, &sealed).await;
    assert!(matches!(refused, Err(Refusal::NoTicket { access: which }) if which == access));
}

#[tokio::test]
async fn a_ticket_expires() {
    let (world, sealed) = World::in_care().await;
    let access = world.dora_reads(&[sealed.record]).await;
    world.ledger.advance(HALF_A_TICKET).await.unwrap();
    assert!(world.release(access, &sealed).await.is_ok());
    world.ledger.advance(HALF_A_TICKET).await.unwrap();
    let refused = world.release(access, &sealed).await;
    assert!(matches!(refused, Err(Refusal::Expired { access: which }) if which == access));
}

#[tokio::test]
async fn a_record_that_the_ticket_does_not_name_is_not_released() {
    let (world, sealed) = World::in_care().await;
    let other = world.result("other").await;
    let access = world.dora_reads(&[sealed.record]).await;
    let refused = world.release(access, &other).await;
    assert!(matches!(refused, Err(Refusal::NotNamed { access: which }) if which == access));
    let unknown = world.seal(&world.ana, "never anchored", Category::Laboratory);
    assert!(matches!(world.release(access, &unknown).await, Err(Refusal::NotNamed { .. })));
}

#[tokio::test]
async fn a_ticket_to_write_reads_nothing() {
    let (world, sealed) = World::in_care().await;
    let next_version = world.dora_asks(Target::Records(vec![sealed.record]), Action::Write);
    let answer = world.opens(&world.dora, next_version).await;
    assert!(answer.decisions[0].permitted);
    let refused = world.release(answer.access, &sealed).await;
    assert!(matches!(refused, Err(Refusal::NotToRead { access }) if access == answer.access));

    let new = world.dora_asks(Target::Labels(vec![label(Category::Laboratory)]), Action::Write);
    let answer = world.opens(&world.dora, new).await;
    assert!(answer.decisions[0].permitted);
    let refused = world.release(answer.access, &sealed).await;
    assert!(matches!(refused, Err(Refusal::NotNamed { .. })));
}

#[tokio::test]
async fn of_several_records_only_those_permitted_are_released() {
    let (world, sealed) = World::in_care().await;
    let mut terms = chartseal_testing::deny(chartseal_types::access::Grantee::Everyone {});
    terms.records = chartseal_types::Selection::Only(vec![sealed.record]);
    world.grant(&world.ana, terms).await;
    let other = world.result("other").await;
    let access = world.dora_reads(&[sealed.record, other.record]).await;
    assert!(world.release(access, &other).await.is_ok());
    assert!(matches!(world.release(access, &sealed).await, Err(Refusal::Dead { .. })));
}

#[tokio::test]
async fn an_unknown_access_is_an_error_of_the_ledger() {
    let (world, sealed) = World::in_care().await;
    for access in [0, 999, u64::MAX] {
        let refused = world.release(access, &sealed).await;
        assert!(matches!(refused, Err(Refusal::Ledger(LedgerError::Contract { .. }))), "{access}");
    }
}

/// A new key counts from the change on, for tickets already out as well; before it, the old one does.
#[tokio::test]
async fn a_replaced_key_counts_from_the_change_on() {
    let (world, sealed) = World::in_care().await;
    let new = SecretKey::generate(Suite::XWing).unwrap();
    let number = world.propose_key(&world.dora, EncryptionKeyUnchecked::from(new.public())).await;
    world.ledger.advance(CHANGE_DELAY).await.unwrap();
    let access = world.dora_reads(&[sealed.record]).await;
    let before = world.release(access, &sealed).await.unwrap();
    let apply = ExecuteMsg::ApplyChange { identity: world.dora.id, number };
    world.identity(&world.dora.account, apply).await;
    let after = world.release(access, &sealed).await.unwrap();

    let opens = |key, share| world.share(key, access, &sealed.record, share).is_ok();
    assert!(opens(&world.dora.key, &before) && !opens(&new, &before));
    assert!(opens(&new, &after) && !opens(&world.dora.key, &after));
}

#[tokio::test]
async fn a_patient_opens_through_the_trustees_too() {
    let (world, sealed) = World::in_care().await;
    let access = world.patient_reads(&world.ana, sealed.record).await;
    let share = world.release(access, &sealed).await.unwrap();
    assert!(world.share(&world.ana.key, access, &sealed.record, &share).is_ok());
}
