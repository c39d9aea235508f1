//! Patients who cannot register: an organization does, and a claim by two registrars gives them to their owner.

use crate::common::*;
use chartseal_governance::GovernanceError;
use chartseal_testing::{Suite, claim, registration, response_data, unclaimed_registration};
use chartseal_types::IdentityId;
use chartseal_types::identity::{
    ActUnchecked, ExecuteMsg, KeyVersion, Kind, QueryMsg, Status, StatusReason, Word,
};
use identity_registry::{ActError, ContractError, PatientError, StandingError};

#[test]
fn an_organization_registers_a_patient_without_accounts() {
    let mut suite = Suite::new();
    let north = suite.hospital("north");
    let response = suite.try_identity(&north.account, unclaimed_registration()).unwrap();
    let baby: IdentityId = response_data(&response);
    assert_eq!(attribute(&response, "unclaimed_registered", "organization"), north.id.to_string());
    assert_eq!(attribute(&response, "unclaimed_registered", "identity"), baby.to_string());
    assert_eq!(attribute(&response, "unclaimed_registered", "by"), north.account.to_string());
    assert_eq!(attribute(&response, "key_set", "identity"), baby.to_string());
    let identity = suite.identity(baby);
    assert_eq!((identity.kind, identity.status), (Kind::Patient, Status::Pending));
    assert!(!identity.claimed && identity.generation == 0 && identity.verification.is_none());
    assert!(suite.accounts(baby).is_empty());
    assert!(account_history(&suite, baby).is_empty());
    let change = status_history(&suite, baby).pop().unwrap();
    assert_eq!((change.by, change.reason), (north.account.clone(), StatusReason::Registered));
    assert!(suite.identity(north.id).claimed);

    // Each has an id of its own, and the organization stays what it was.
    let twin = suite.unclaimed(&north);
    assert_ne!(twin, baby);
    assert_eq!(identity_of(&suite, &north.account), Some(north.id));
}

#[test]
fn only_an_active_care_organization_does() {
    let mut suite = Suite::new();
    let stranger = suite.account("stranger");
    assert_refused!(
        suite.try_identity(&stranger, unclaimed_registration()),
        ContractError::Standing(StandingError::NoIdentity { .. }),
    );
    for kind in
        [Kind::Patient, Kind::Practitioner, Kind::Payer, Kind::Researcher, Kind::Auditor, Kind::Service]
    {
        let other = suite.register(&format!("{kind:?}"), kind);
        suite.verify(other.id);
        assert_refused!(
            suite.try_identity(&other.account, unclaimed_registration()),
            ContractError::Patient(PatientError::NotCareOrganization { organization }) if organization == other.id,
        );
    }
    let pending = suite.register("pending", Kind::Organization);
    assert_refused!(
        suite.try_identity(&pending.account, unclaimed_registration()),
        ContractError::Standing(StandingError::NotActive { .. }),
    );
    let north = suite.hospital("north");
    suite.suspend(north.id);
    assert_refused!(
        suite.try_identity(&north.account, unclaimed_registration()),
        ContractError::Standing(StandingError::NotActive { .. }),
    );
    suite.reinstate(north.id);
    let registry = suite.contracts.identity_registry.clone();
    suite.pause(&registry);
    assert_refused!(
        suite.try_identity(&north.account, unclaimed_registration()),
        ContractError::Governance(GovernanceError::Paused { .. }),
    );
}

#[test]
fn nobody_acts_for_an_unclaimed_patient() {
    let mut suite = Suite::new();
    let (north, ben) = (suite.hospital("north"), suite.patient("ben"));
    let baby = suite.unclaimed(&north);
    suite.appoint_by_registrars(baby, ben.id, suite.appointment());
    let number = suite.propose_act(claim(baby, &suite.account("owner")));
    let (patient, representative) = (baby, ben.id);
    assert_refused!(
        suite.try_identity(&north.account, ExecuteMsg::EndRepresentative { patient, representative }),
        ContractError::Representative(_),
    );
    for by in [&north.account, &ben.account] {
        assert_refused!(
            suite.try_identity(by, ExecuteMsg::VetoAct { number }),
            ContractError::Act(ActError::NoVeto { .. }),
        );
    }
    // The hospital that registered it is not its owner.
    assert_ne!(identity_of(&suite, &north.account), Some(baby));
}

#[test]
fn a_claim_gives_it_to_its_owner_and_ends_what_was_permitted() {
    let mut suite = Suite::new();
    let (north, ben, carl) = (suite.hospital("north"), suite.patient("ben"), suite.patient("carl"));
    let baby = suite.unclaimed(&north);
    suite.verify(baby);
    for representative in [&ben, &carl] {
        suite.appoint_by_registrars(baby, representative.id, suite.appointment());
    }
    let owner = suite.account("owner");
    let number = suite.act(claim(baby, &owner));
    let response = suite.try_apply_act(&owner, number).unwrap();
    assert_eq!(attribute(&response, "patient_claimed", "generation"), "1");
    assert_eq!(attribute(&response, "account_added", "account"), owner.to_string());
    assert_eq!(attribute(&response, "key_set", "version"), "2");
    assert_eq!(identity_of(&suite, &owner), Some(baby));
    assert_eq!(suite.accounts(baby), std::slice::from_ref(&owner));
    let identity = suite.identity(baby);
    assert!(identity.claimed && identity.active);
    assert_eq!((identity.generation, identity.key_version), (1, 2));
    assert_eq!(suite.encryption_key(baby).key.public_key.as_slice(), [10; 32]);
    let keys: Vec<KeyVersion> =
        ask(&suite, QueryMsg::EncryptionKeyHistory { id: baby, start_after: None, limit: None });
    assert_eq!(keys.len(), 2);
    assert!(suite.representatives(baby).is_empty());
    let query = QueryMsg::RepresentativeHistory { patient: baby, start_after: None, limit: None };
    let history: Vec<chartseal_types::identity::Representation> = ask(&suite, query);
    for period in history {
        assert_eq!(period.ended.unwrap().by, Word::Registrars { act: number });
    }
    // From now on the owner acts.
    suite.freeze(&owner);
}

#[test]
fn only_the_named_account_takes_it() {
    let mut suite = Suite::new();
    let north = suite.hospital("north");
    let baby = suite.unclaimed(&north);
    let (owner, thief, registrar) = (suite.account("owner"), suite.account("thief"), suite.registrar.clone());
    let number = suite.act(claim(baby, &owner));
    for by in [&thief, &registrar, &north.account] {
        assert_refused!(
            suite.try_apply_act(by, number),
            ContractError::Act(ActError::NotNewAccount { sender, .. }) if sender == *by,
        );
    }
    // A claim that one registrar alone wants for the thief goes nowhere.
    let theft = suite.propose_act(claim(baby, &thief));
    assert_refused!(suite.try_apply_act(&thief, theft), ContractError::Act(ActError::NotConfirmed { .. }),);
    suite.try_apply_act(&owner, number).unwrap();
    // Once it is claimed, a claim that both confirmed comes too late.
    assert_refused!(
        suite.try_confirm_act(theft),
        ContractError::Patient(PatientError::Claimed { patient }) if patient == baby,
    );
    assert_eq!(suite.accounts(baby), [owner]);
}

#[test]
fn of_two_claims_the_first_counts() {
    let mut suite = Suite::new();
    let north = suite.hospital("north");
    let baby = suite.unclaimed(&north);
    let (first, second) = (suite.account("first"), suite.account("second"));
    let [early, late] = [&first, &second].map(|account| suite.act(claim(baby, account)));
    suite.try_apply_act(&first, early).unwrap();
    assert_refused!(suite.try_apply_act(&second, late), ContractError::Patient(PatientError::Claimed { .. }),);
}

#[test]
fn the_new_account_controls_nothing_yet() {
    let mut suite = Suite::new();
    let (north, ana, registrar) = (suite.hospital("north"), suite.patient("ana"), suite.registrar.clone());
    let baby = suite.unclaimed(&north);
    assert_refused!(
        suite.try_propose_act(&registrar, claim(baby, &ana.account)),
        ContractError::Patient(PatientError::AccountTaken { identity, .. }) if identity == ana.id,
    );
    // One that registers meanwhile has an identity, so it takes no second.
    let owner = suite.account("owner");
    let number = suite.act(claim(baby, &owner));
    suite.try_identity(&owner, registration(Kind::Patient)).unwrap();
    assert_refused!(
        suite.try_apply_act(&owner, number),
        ContractError::Patient(PatientError::AccountTaken { .. }),
    );
}

#[test]
fn what_has_an_owner_is_not_claimed() {
    let mut suite = Suite::new();
    let (ana, registrar) = (suite.patient("ana"), suite.registrar.clone());
    let owner = suite.account("owner");
    assert_refused!(
        suite.try_propose_act(&registrar, claim(ana.id, &owner)),
        ContractError::Patient(PatientError::Claimed { .. }),
    );
    let north = suite.hospital("north");
    let [dead, revoked, merged] = [(); 3].map(|()| suite.unclaimed(&north));
    suite.deceased(dead);
    suite.revoke_identity(revoked);
    suite.merge(merged, ana.id);
    assert_refused!(
        suite.try_propose_act(&registrar, claim(dead, &owner)),
        ContractError::Patient(PatientError::Standing(StandingError::Deceased { .. })),
    );
    assert_refused!(
        suite.try_propose_act(&registrar, claim(revoked, &owner)),
        ContractError::Patient(PatientError::Standing(StandingError::Ended { .. })),
    );
    assert_refused!(
        suite.try_propose_act(&registrar, claim(merged, &owner)),
        ContractError::Patient(PatientError::Standing(StandingError::Merged { survivor, .. })) if survivor == ana.id,
    );
}

#[test]
fn a_key_of_the_wrong_length_or_an_address_of_another_chain_is_refused() {
    let mut suite = Suite::new();
    let (north, registrar) = (suite.hospital("north"), suite.registrar.clone());
    let baby = suite.unclaimed(&north);
    let ActUnchecked::Claim { mut encryption_key, account, passkey, patient } =
        claim(baby, &suite.account("owner"))
    else {
        panic!("a claim");
    };
    let foreign = ActUnchecked::Claim {
        patient,
        account: "cosmos1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqnrql8a".into(),
        encryption_key: encryption_key.clone(),
        passkey: passkey.clone(),
    };
    assert_refused!(suite.try_propose_act(&registrar, foreign), ContractError::Std(_));
    encryption_key.public_key = vec![1; 31].into();
    let short = ActUnchecked::Claim { patient, account, encryption_key, passkey };
    assert_refused!(suite.try_propose_act(&registrar, short), ContractError::Key(_));
}
