//! A record is withdrawn by its author or the author's organization, at the head of its chain.

use chartseal_testing::{content_hash, descriptor};
use chartseal_types::anchor::{ExecuteMsg, Happening, RecordStatus, RetractionReason, RetractionResponse};
use chartseal_types::certificate::abi::CERTIFICATES;
use chartseal_types::certificate::{CertificateRow, Standing};
use chartseal_types::identity::{self, Status, StatusReason};
use chartseal_types::{Category, Fingerprint, Role};
use record_anchor::ContractError;
use record_anchor::domain::{StandingError, VersionError};

use crate::clinic::{Cast, Clinic, assert_refused, certificate_of, diary, label, next, result};

#[test]
fn the_author_or_the_organization_itself_retracts() {
    let (mut clinic, who) = Clinic::open();
    clinic.anchor(&who.doctor, &who.ana, &[result("a"), result("b")]);
    clinic.try_retract(&who.doctor.actor.account, "a").expect("its author retracts");
    clinic.try_retract(&who.north.account, "b").expect("the hospital retracts");
    for name in ["a", "b"] {
        let record = clinic.record(name);
        assert_eq!(record.status, RecordStatus::Retracted);
        let (reason, at) = (RetractionReason::EnteredInError, clinic.suite.now());
        assert_eq!(record.retraction, Some(RetractionResponse { reason, at }));
    }
    let history = clinic.suite.record_history(who.ana.id, content_hash("b"));
    assert_eq!(history.len(), 1);
    assert_eq!(history[0].happening, Happening::Retracted { reason: RetractionReason::EnteredInError });
    assert_eq!((&history[0].by, history[0].at), (&who.north.account, clinic.suite.now()));
}

#[test]
fn an_author_shows_a_good_certificate_of_its_own() {
    let (mut clinic, who) = Clinic::open();
    clinic.anchor(&who.doctor, &who.ana, &[result("a"), result("b")]);
    let doctor = who.doctor.actor.account.clone();
    assert_refused!(
        clinic.try_retract_with(&doctor, "a", None),
        ContractError::Standing(StandingError::NoCertificate)
    );
    for bad in [who.nurse.certificate, Some(Fingerprint([7; 32]))] {
        assert_refused!(
            clinic.try_retract_with(&doctor, "a", bad),
            ContractError::Standing(StandingError::BadCertificate { identity }) if identity == who.doctor.actor.id
        );
    }
    set_certificate(&mut clinic, &who, |row| row.standing = Standing::OnHold);
    assert_refused!(
        clinic.try_retract(&doctor, "a"),
        ContractError::Standing(StandingError::BadCertificate { .. })
    );
    let now = clinic.suite.now();
    set_certificate(&mut clinic, &who, |row| (row.standing, row.not_after) = (Standing::Good, now));
    clinic.try_retract(&doctor, "a").expect("it is the certificate's last second");
    clinic.suite.next_block();
    assert_refused!(
        clinic.try_retract(&doctor, "b"),
        ContractError::Standing(StandingError::BadCertificate { .. })
    );
}

/// The certificate authority's row of the doctor's certificate, changed.
fn set_certificate(clinic: &mut Clinic, who: &Cast, change: impl FnOnce(&mut CertificateRow)) {
    let authority = clinic.suite.contracts.certificate_authority.clone();
    let certificate = certificate_of(&who.doctor.actor.account);
    let mut storage = clinic.suite.app.contract_storage_mut(&authority);
    let mut row = CERTIFICATES.load(&*storage, certificate).expect("the doctor has a certificate");
    change(&mut row);
    CERTIFICATES.save(&mut *storage, certificate, &row).expect("the row is stored");
}

#[test]
fn the_organization_s_account_and_the_patient_need_no_certificate() {
    let (mut clinic, who) = Clinic::open();
    clinic.anchor(&who.doctor, &who.ana, &[result("a")]);
    clinic.anchor_own(&who.ana, &[diary("note")]);
    clinic.try_retract_with(&who.north.account, "a", None).expect("the hospital retracts");
    clinic.try_retract_with(&who.ana.account, "note", None).expect("the patient retracts");
}

#[test]
fn nobody_else_retracts_not_even_a_colleague() {
    let (mut clinic, who) = Clinic::open();
    clinic.anchor(&who.doctor, &who.ana, &[result("a")]);
    let colleague = clinic.suite.practitioner("colleague", Role::Doctor, &who.north);
    let others = [
        &colleague.account,
        &who.nurse.actor.account,
        &who.south.account,
        &who.rival.actor.account,
        &who.ana.account,
    ];
    for sender in others {
        assert_refused!(
            clinic.try_retract(sender, "a"),
            ContractError::Standing(StandingError::NotAuthor { organization }) if organization == who.north.id
        );
    }
    let admin = clinic.suite.admin.clone();
    assert_refused!(
        clinic.try_retract(&admin, "a"),
        ContractError::Standing(StandingError::NoIdentity { .. })
    );
}

#[test]
fn who_left_the_organization_retracts_no_more() {
    let (mut clinic, who) = Clinic::open();
    clinic.anchor(&who.doctor, &who.ana, &[result("a")]);
    let end = identity::ExecuteMsg::EndAffiliation {
        practitioner: who.doctor.actor.id,
        organization: who.north.id,
        role: Role::Doctor,
    };
    clinic.suite.try_identity(&who.north.account, end).expect("the hospital ends the affiliation");
    assert_refused!(
        clinic.try_retract(&who.doctor.actor.account, "a"),
        ContractError::Standing(StandingError::NotAffiliated { .. })
    );
}

#[test]
fn an_author_in_another_role_than_it_wrote_in_or_suspended_retracts_no_more() {
    let (mut clinic, who) = Clinic::open();
    clinic.anchor(&who.doctor, &who.ana, &[result("a")]);
    clinic.suite.affiliate(&who.doctor.actor, Role::Nurse, &who.north);
    clinic.suite.dismiss(&who.doctor.actor, Role::Doctor, &who.north);
    assert_refused!(
        clinic.try_retract(&who.doctor.actor.account, "a"),
        ContractError::Standing(StandingError::NotAffiliated { organization }) if organization == who.north.id
    );

    let (identity, status, reason) = (who.doctor.actor.id, Status::Suspended, StatusReason::Investigation);
    let suspend = identity::ExecuteMsg::SetStatus { identity, status, reason };
    let registrar = clinic.suite.registrar.clone();
    clinic.suite.try_identity(&registrar, suspend).expect("the registrar suspends");
    assert_refused!(
        clinic.try_retract(&who.doctor.actor.account, "a"),
        ContractError::Standing(StandingError::NotActive { identity }) if identity == who.doctor.actor.id
    );
}

#[test]
fn neither_a_suspended_organization_nor_a_role_it_lost_retracts() {
    let (mut clinic, who) = Clinic::open();
    clinic.anchor(&who.doctor, &who.ana, &[result("a")]);
    let shot = label(Category::Immunization);
    let ticket = clinic.ticket(&who.nurse, &who.ana, &[shot]);
    let given = descriptor("shot", shot);
    clinic.try_anchor_with(&who.nurse.actor.account, &who.ana, ticket, &[given]).expect("it is anchored");
    let registrar = clinic.suite.registrar.clone();
    let roles = vec![Role::Doctor];
    let accredit = identity::ExecuteMsg::Accredit { organization: who.north.id, roles };
    clinic.suite.try_identity(&registrar, accredit).expect("the registrar accredits anew");
    assert_refused!(
        clinic.try_retract(&who.nurse.actor.account, "shot"),
        ContractError::Standing(StandingError::NotAffiliated { .. })
    );

    let (identity, status, reason) = (who.north.id, Status::Suspended, StatusReason::Investigation);
    let suspend = identity::ExecuteMsg::SetStatus { identity, status, reason };
    clinic.suite.try_identity(&registrar, suspend).expect("the registrar suspends");
    for sender in [&who.north.account, &who.doctor.actor.account] {
        assert_refused!(
            clinic.try_retract(sender, "a"),
            ContractError::Standing(StandingError::NotActive { identity }) if identity == who.north.id
        );
    }
}

#[test]
fn only_the_head_is_retracted_and_once() {
    let (mut clinic, who) = Clinic::open();
    clinic.anchor(&who.doctor, &who.ana, &[result("v1"), next("v2", "v1")]);
    assert_refused!(
        clinic.try_retract(&who.doctor.actor.account, "v1"),
        ContractError::Version(VersionError::NotHead { by, .. }) if by == content_hash("v2")
    );
    clinic.try_retract(&who.doctor.actor.account, "v2").expect("it is the head");
    assert_refused!(
        clinic.try_retract(&who.doctor.actor.account, "v2"),
        ContractError::Version(VersionError::Retracted { .. })
    );
    assert_eq!(clinic.record("v1").status, RecordStatus::Superseded);
}

#[test]
fn a_patient_retracts_notes_of_their_own_but_not_while_frozen() {
    let (mut clinic, who) = Clinic::open();
    clinic.anchor_own(&who.ana, &[diary("note 1"), diary("note 2")]);
    clinic.try_retract(&who.ana.account, "note 1").expect("the patient wrote it");
    for sender in [&who.doctor.actor.account, &who.ben.account] {
        assert_refused!(
            clinic.try_retract(sender, "note 2"),
            ContractError::Standing(StandingError::NotPatient { .. })
        );
    }
    clinic
        .suite
        .try_identity(&who.ana.account, identity::ExecuteMsg::Freeze { identity: None })
        .expect("she freezes");
    assert_refused!(
        clinic.try_retract(&who.ana.account, "note 2"),
        ContractError::Standing(StandingError::Frozen { .. })
    );
}

#[test]
fn an_unknown_record_is_not_retracted() {
    let (mut clinic, who) = Clinic::open();
    clinic.anchor(&who.doctor, &who.ben, &[result("ben's")]);
    for name in ["never anchored", "ben's"] {
        assert_refused!(
            clinic.try_retract(&who.doctor.actor.account, name),
            ContractError::UnknownRecord { record, .. } if record == content_hash(name)
        );
    }
    let (patient, record) = (who.ana.id, content_hash("ben's"));
    let reason = RetractionReason::WrongPatient;
    let msg = ExecuteMsg::Retract { patient, record, reason, certificate: None };
    assert_refused!(
        clinic.suite.try_record_anchor(&who.north.account, msg),
        ContractError::UnknownRecord { patient, .. } if patient == who.ana.id
    );
}
