//! Whatever is revoked denies from the next block on, tickets already out included; no pause stops a revocation, and
//! it costs no funds.

use chartseal_testing::{deny, permit};
use chartseal_types::Role;
use chartseal_types::access::{
    Decision, ExecuteMsg as Access, Grantee, PolicyUnchecked, Rule, StandingFault,
};
use chartseal_types::certificate::{ExecuteMsg as Certificate, RevocationReason};
use chartseal_types::identity::ExecuteMsg as Identity;
use cosmwasm_std::Addr;

use crate::clinic::Clinic;

/// What first lets Dora read.
#[derive(Clone, Copy)]
enum Basis {
    Consent,
    Care,
}

/// One way of taking a right away: gives the account that did it, and what is decided from then on.
struct Revocation {
    what: &'static str,
    basis: Basis,
    revoke: fn(&mut Clinic) -> Addr,
    then: Decision,
}

fn revocations() -> Vec<Revocation> {
    let nothing_permits = Decision::by(Rule::Default);
    let fault = Decision::by_fault;
    let on_consent = |what, revoke, then| Revocation { what, basis: Basis::Consent, revoke, then };
    let on_care = |what, revoke, then| Revocation { what, basis: Basis::Care, revoke, then };
    vec![
        on_consent("consent", revoke_consent, nothing_permits),
        on_consent("denial against a consent", deny_dora, Decision::by_consent(Rule::Denial, 2)),
        on_care("denial against care", deny_dora, Decision::by_consent(Rule::Denial, 1)),
        on_care("care, by the patient", Clinic::end_care, nothing_permits),
        on_care("care, by the organization", end_care_by_organization, nothing_permits),
        on_consent("certificate, by its CA", revoke_certificate, fault(StandingFault::Certificate)),
        on_consent("certificate, by its subject", revoke_own_certificate, fault(StandingFault::Certificate)),
        on_care("certificate, on hold", hold_certificate, fault(StandingFault::Certificate)),
        on_care("the CA, by its operator", revoke_ca, fault(StandingFault::Certificate)),
        on_consent("the trust anchor", revoke_root, fault(StandingFault::Certificate)),
        on_care("identity, suspended", suspend_dora, fault(StandingFault::Identity)),
        on_consent("identity, revoked", revoke_dora, fault(StandingFault::Identity)),
        on_care("identity, frozen", freeze_dora, fault(StandingFault::Frozen)),
        on_consent("organization, suspended", suspend_hospital, fault(StandingFault::Organization)),
        on_care("organization, revoked", revoke_hospital, fault(StandingFault::Organization)),
        on_consent("role, by the organization", dismiss, fault(StandingFault::Affiliation)),
        on_care("role, by the practitioner", leave, fault(StandingFault::Affiliation)),
        on_care("the accreditation for the role", withdraw_accreditation, fault(StandingFault::Affiliation)),
        on_consent("policy", close_policy, Decision::by(Rule::PolicyDeny)),
    ]
}

fn revoke_consent(clinic: &mut Clinic) -> Addr {
    clinic.suite.revoke(&clinic.ana, 1);
    clinic.ana.account.clone()
}

fn deny_dora(clinic: &mut Clinic) -> Addr {
    clinic.suite.grant(&clinic.ana, deny(Grantee::Identity { identity: clinic.dora.actor.id }));
    clinic.ana.account.clone()
}

fn end_care_by_organization(clinic: &mut Clinic) -> Addr {
    let (hospital, patient) = (clinic.hospital.clone(), clinic.ana.id);
    clinic.suite.try_end_care(&hospital, patient, hospital.id).expect("the organization ends care");
    hospital.account
}

fn send_certificate(clinic: &mut Clinic, by: Addr, msg: Certificate) -> Addr {
    clinic.suite.try_certificate(&by, msg).expect("the certificate authority closes");
    by
}

fn revoke_certificate_by(clinic: &mut Clinic, by: Addr) -> Addr {
    let certificate = clinic.dora.certificate.expect("Dora has one");
    let reason = RevocationReason::KeyCompromise;
    send_certificate(clinic, by, Certificate::RevokeCertificate { certificate, reason })
}

fn revoke_certificate(clinic: &mut Clinic) -> Addr {
    revoke_certificate_by(clinic, clinic.hospital.account.clone())
}

fn revoke_own_certificate(clinic: &mut Clinic) -> Addr {
    revoke_certificate_by(clinic, clinic.dora.actor.account.clone())
}

fn hold_certificate(clinic: &mut Clinic) -> Addr {
    let certificate = clinic.dora.certificate.expect("Dora has one");
    send_certificate(clinic, clinic.hospital.account.clone(), Certificate::HoldCertificate { certificate })
}

fn revoke_ca(clinic: &mut Clinic) -> Addr {
    let msg = Certificate::RevokeCa { ca: clinic.ca.fingerprint, reason: RevocationReason::CaCompromise };
    send_certificate(clinic, clinic.hospital.account.clone(), msg)
}

fn revoke_root(clinic: &mut Clinic) -> Addr {
    let msg = Certificate::RevokeCa { ca: clinic.root.fingerprint, reason: RevocationReason::CaCompromise };
    send_certificate(clinic, clinic.suite.admin.clone(), msg)
}

fn send_identity(clinic: &mut Clinic, by: Addr, msg: Identity) -> Addr {
    clinic.suite.try_identity(&by, msg).expect("the identity registry closes");
    by
}

fn suspend_dora(clinic: &mut Clinic) -> Addr {
    clinic.suite.suspend(clinic.dora.actor.id);
    clinic.suite.registrar.clone()
}

fn revoke_dora(clinic: &mut Clinic) -> Addr {
    clinic.suite.revoke_identity(clinic.dora.actor.id);
    clinic.suite.registrar.clone()
}

fn freeze_dora(clinic: &mut Clinic) -> Addr {
    clinic.suite.freeze(&clinic.dora.actor.account);
    clinic.dora.actor.account.clone()
}

fn suspend_hospital(clinic: &mut Clinic) -> Addr {
    clinic.suite.suspend(clinic.hospital.id);
    clinic.suite.registrar.clone()
}

fn revoke_hospital(clinic: &mut Clinic) -> Addr {
    clinic.suite.revoke_identity(clinic.hospital.id);
    clinic.suite.registrar.clone()
}

fn dismiss(clinic: &mut Clinic) -> Addr {
    clinic.suite.dismiss(&clinic.dora.actor, Role::Doctor, &clinic.hospital);
    clinic.hospital.account.clone()
}

fn leave(clinic: &mut Clinic) -> Addr {
    let (practitioner, organization, role) = (clinic.dora.actor.id, clinic.hospital.id, Role::Doctor);
    let msg = Identity::EndAffiliation { practitioner, organization, role };
    send_identity(clinic, clinic.dora.actor.account.clone(), msg)
}

fn withdraw_accreditation(clinic: &mut Clinic) -> Addr {
    let msg = Identity::Accredit { organization: clinic.hospital.id, roles: vec![Role::Nurse] };
    send_identity(clinic, clinic.suite.registrar.clone(), msg)
}

fn close_policy(clinic: &mut Clinic) -> Addr {
    let admin = clinic.suite.admin.clone();
    let policy = PolicyUnchecked { longest_ticket: 60, ..PolicyUnchecked::default() };
    clinic
        .suite
        .try_access(&admin, Access::ProposePolicy { policy })
        .expect("a tighter policy counts at once");
    admin
}

/// A clinic with a ticket that is out and alive.
fn with_ticket(basis: Basis) -> (Clinic, u64) {
    let mut clinic = Clinic::new();
    match basis {
        Basis::Consent => {
            clinic.suite.grant(&clinic.ana, permit(Grantee::Identity { identity: clinic.dora.actor.id }));
        }
        Basis::Care => clinic.open_care(),
    }
    let answer = clinic.dora_opens();
    assert!(answer.decisions[0].permitted);
    clinic.suite.next_block();
    (clinic, answer.access)
}

fn assert_alive(clinic: &Clinic, access: u64, what: &str) {
    assert!(clinic.suite.ticket(access).alive, "{what}: alive before, and without, the revocation");
}

fn assert_dead(clinic: &Clinic, access: u64, revocation: &Revocation) {
    let ticket = clinic.suite.ticket(access);
    assert!(!ticket.alive && !ticket.expired, "{}: dead, and not by its time", revocation.what);
    assert_eq!(ticket.decisions, [revocation.then], "{}", revocation.what);
}

#[test]
fn every_revocation_ends_tickets_at_the_next_block_and_denies_from_then_on() {
    for revocation in revocations() {
        let (mut clinic, access) = with_ticket(revocation.basis);
        assert_alive(&clinic, access, revocation.what);
        (revocation.revoke)(&mut clinic);
        clinic.suite.next_block();
        assert_dead(&clinic, access, &revocation);
        assert_eq!(clinic.decision(), revocation.then, "{}", revocation.what);
    }
}

#[test]
fn every_revocation_works_while_all_contracts_are_paused() {
    for revocation in revocations() {
        let (mut clinic, access) = with_ticket(revocation.basis);
        clinic.suite.pause_all();
        clinic.suite.next_block();
        assert_alive(&clinic, access, revocation.what);
        (revocation.revoke)(&mut clinic);
        clinic.suite.next_block();
        assert_dead(&clinic, access, &revocation);
        // Nor does the end of the pause bring it back.
        clinic.suite.resume_all();
        assert_eq!(clinic.decision(), revocation.then, "{}", revocation.what);
    }
}

#[test]
fn every_revocation_is_sent_by_an_account_without_funds() {
    for revocation in revocations() {
        let (mut clinic, access) = with_ticket(revocation.basis);
        let sender = (revocation.revoke)(&mut clinic);
        let balance = clinic.suite.app.wrap().query_balance(&sender, "utoken").expect("the bank answers");
        assert!(balance.amount.is_zero(), "{}: {sender} has funds", revocation.what);
        clinic.suite.next_block();
        assert_dead(&clinic, access, &revocation);
    }
}

/// The control: the same story without the revocation, blocks and pauses included.
#[test]
fn without_a_revocation_the_ticket_lives_its_time() {
    for basis in [Basis::Consent, Basis::Care] {
        let (mut clinic, access) = with_ticket(basis);
        clinic.suite.pause_all();
        clinic.suite.next_block();
        assert_alive(&clinic, access, "paused");
        clinic.suite.resume_all();
        clinic.suite.wait(1800);
        assert_alive(&clinic, access, "after half an hour");
        assert!(clinic.decision().permitted);
        clinic.suite.wait(1800);
        let ticket = clinic.suite.ticket(access);
        assert!(!ticket.alive && ticket.expired);
    }
}

/// What was set aside and is given back lets a ticket live on: it is decided on today's facts, not on a mark.
#[test]
fn what_is_given_back_counts_again() {
    let (mut clinic, access) = with_ticket(Basis::Care);
    clinic.suite.suspend(clinic.dora.actor.id);
    assert!(!clinic.suite.ticket(access).alive);
    clinic.suite.reinstate(clinic.dora.actor.id);
    assert_alive(&clinic, access, "reinstated");
    hold_certificate(&mut clinic);
    assert!(!clinic.suite.ticket(access).alive);
    let certificate = clinic.dora.certificate.expect("Dora has one");
    let by = clinic.hospital.account.clone();
    send_certificate(&mut clinic, by, Certificate::ReleaseCertificate { certificate });
    assert_alive(&clinic, access, "released");
}
