//! Whatever removes a right bites at the next release, with the rule that denies now.

mod common;

use chartseal_trustee::Refusal;
use chartseal_types::access::{self, Rule};
use chartseal_types::anchor::{self, ERASURE_DELAY, RetractionReason};
use chartseal_types::certificate::{self, RevocationReason};
use chartseal_types::identity::{ExecuteMsg, Status, StatusReason};
use chartseal_types::{IdentityId, Role};
use common::{HALF_A_TICKET, Sealed, World};

/// A ticket of Dora's for which a share has been released.
async fn ticket(world: &World, sealed: &Sealed) -> u64 {
    let access = world.dora_reads(&[sealed.record]).await;
    world.release(access, sealed).await.expect("the ticket is alive");
    access
}

async fn assert_dead(world: &World, access: u64, sealed: &Sealed, by: Rule) {
    let refused = world.release(access, sealed).await;
    assert!(
        matches!(refused, Err(Refusal::Dead { access: which, rule }) if which == access && rule == by),
        "expected {by:?}, got {refused:?}"
    );
}

async fn set_status(world: &World, identity: IdentityId, status: Status, reason: StatusReason) {
    let msg = ExecuteMsg::SetStatus { identity, status, reason };
    world.identity(&world.registrar.account, msg).await;
}

#[tokio::test]
async fn consent_revoked() {
    let world = World::new().await;
    let sealed = world.result("result").await;
    let consent = world.permit_dora().await;
    let access = ticket(&world, &sealed).await;
    // Control: blocks alone change nothing.
    world.ledger.tick().await.unwrap();
    world.release(access, &sealed).await.expect("the ticket is alive");
    world.access(&world.ana.account, access::ExecuteMsg::RevokeConsent { patient: None, consent }).await;
    assert_dead(&world, access, &sealed, Rule::Default).await;
}

#[tokio::test]
async fn care_ended() {
    let (world, sealed) = World::in_care().await;
    let access = ticket(&world, &sealed).await;
    world.end_care(&world.ana, &world.south).await;
    assert_dead(&world, access, &sealed, Rule::Default).await;
}

#[tokio::test]
async fn denial_set() {
    let (world, sealed) = World::in_care().await;
    world.permit_dora().await;
    let access = ticket(&world, &sealed).await;
    world.deny_dora().await;
    assert_dead(&world, access, &sealed, Rule::Denial).await;
}

#[tokio::test]
async fn certificate_revoked() {
    let (world, sealed) = World::in_care().await;
    let access = ticket(&world, &sealed).await;
    let (certificate, reason) = (world.certificate, RevocationReason::KeyCompromise);
    let msg = certificate::ExecuteMsg::RevokeCertificate { certificate, reason };
    world.authority(&world.south.account, msg).await;
    assert_dead(&world, access, &sealed, Rule::Standing).await;
}

/// A hold sets aside, and its release gives back.
#[tokio::test]
async fn certificate_on_hold() {
    let (world, sealed) = World::in_care().await;
    let access = ticket(&world, &sealed).await;
    let certificate = world.certificate;
    let hold = certificate::ExecuteMsg::HoldCertificate { certificate };
    world.authority(&world.south.account, hold).await;
    assert_dead(&world, access, &sealed, Rule::Standing).await;
    let release = certificate::ExecuteMsg::ReleaseCertificate { certificate };
    world.authority(&world.south.account, release).await;
    world.release(access, &sealed).await.expect("the ticket is alive again");
}

#[tokio::test]
async fn role_ended() {
    let (world, sealed) = World::in_care().await;
    let access = ticket(&world, &sealed).await;
    let (practitioner, organization, role) = (world.dora.id, world.south.id, Role::Doctor);
    let msg = ExecuteMsg::EndAffiliation { practitioner, organization, role };
    world.identity(&world.south.account, msg).await;
    assert_dead(&world, access, &sealed, Rule::Standing).await;
}

#[tokio::test]
async fn identity_suspended() {
    let (world, sealed) = World::in_care().await;
    let access = ticket(&world, &sealed).await;
    set_status(&world, world.dora.id, Status::Suspended, StatusReason::Investigation).await;
    assert_dead(&world, access, &sealed, Rule::Standing).await;
}

#[tokio::test]
async fn organization_suspended() {
    let (world, sealed) = World::in_care().await;
    let access = ticket(&world, &sealed).await;
    set_status(&world, world.south.id, Status::Suspended, StatusReason::Investigation).await;
    assert_dead(&world, access, &sealed, Rule::Standing).await;
}

#[tokio::test]
async fn identity_frozen() {
    let (world, sealed) = World::in_care().await;
    let access = ticket(&world, &sealed).await;
    world.identity(&world.dora.account, ExecuteMsg::Freeze { identity: None }).await;
    assert_dead(&world, access, &sealed, Rule::Standing).await;
}

#[tokio::test]
async fn record_retracted() {
    let (world, sealed) = World::in_care().await;
    let access = ticket(&world, &sealed).await;
    let (patient, record) = (world.ana.id, sealed.record);
    let (reason, certificate) = (RetractionReason::WrongPatient, Some(world.nora_certificate));
    let msg = anchor::ExecuteMsg::Retract { patient, record, reason, certificate };
    world.anchor(&world.nora.account, msg).await;
    assert_dead(&world, access, &sealed, Rule::Retracted).await;
}

/// An erasure that is due denies before anybody has carried it out; the patient's own ticket dies as well.
#[tokio::test]
async fn record_erased() {
    let (world, sealed) = World::in_care().await;
    let (patient, record) = (world.ana.id, sealed.record);
    world.erase(&world.ana, record).await;
    world.ledger.advance(ERASURE_DELAY - HALF_A_TICKET).await.unwrap();
    let access = ticket(&world, &sealed).await;
    let own = world.patient_reads(&world.ana, record).await;
    world.release(own, &sealed).await.expect("the ticket is alive");
    world.ledger.advance(HALF_A_TICKET).await.unwrap();
    assert_dead(&world, access, &sealed, Rule::Erased).await;
    assert_dead(&world, own, &sealed, Rule::Erased).await;
    world.anchor(&world.ana.account, anchor::ExecuteMsg::CompleteErasure { patient, record }).await;
    assert_dead(&world, access, &sealed, Rule::Erased).await;
}

#[tokio::test]
async fn policy_tightened() {
    let (world, sealed) = World::in_care().await;
    world.permit_dora().await;
    let access = ticket(&world, &sealed).await;
    world.close_policy().await;
    assert_dead(&world, access, &sealed, Rule::PolicyDeny).await;
}
