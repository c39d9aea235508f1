//! What is absent or unknown never grants; an explicit deny beats every consent; policy's deny beats every permit.

use access_control::{ContractError, PartyError};
use chartseal_testing::{Actor, Affiliate, Refusal, content_hash, deny, permit};
use chartseal_types::access::{
    Decision, ExecuteMsg, LogResponse, OpenResponse, QueryMsg, Question, Rule, StandingFault,
};
use chartseal_types::governance::{Contracts, ContractsUnchecked, InstantiateMsg};
use chartseal_types::{Fingerprint, IdentityId, Purpose, Role};
use cosmwasm_std::{Addr, StdResult};
use cw_multi_test::Executor;

use crate::clinic::Clinic;

/// A clinic in which everything permits that can: each consent there is, and care.
fn all_permitted() -> Clinic {
    let mut clinic = Clinic::new();
    for grantee in clinic.grantees() {
        clinic.suite.grant(&clinic.ana, permit(grantee));
    }
    clinic.open_care();
    assert!(clinic.decision().permitted);
    clinic
}

fn decided(clinic: &mut Clinic, who: &Actor, question: Question) -> Decision {
    let answer = clinic.suite.open(who, question);
    assert_eq!(answer.expires_at.is_some(), answer.decisions[0].permitted);
    answer.decisions[0]
}

#[test]
fn without_consent_and_care_nobody_reads() {
    let mut clinic = Clinic::new();
    assert_eq!(clinic.decision(), Decision::by(Rule::Default));
    // Control: each of them alone lets Dora read.
    let consent = clinic.suite.grant(&clinic.ana, permit(clinic.grantees()[1]));
    assert_eq!(clinic.decision(), Decision::by_consent(Rule::Consent, consent));
    clinic.suite.revoke(&clinic.ana, consent);
    clinic.open_care();
    assert_eq!(clinic.decision(), Decision::by(Rule::Care));
}

#[test]
fn a_certificate_that_is_unknown_absent_or_another_s_denies() {
    let mut clinic = all_permitted();
    let erin = clinic.doctor("erin");
    let dora = clinic.dora.clone();
    let cases = [
        (None, StandingFault::NoCertificate),
        (Some(Fingerprint([9; 32])), StandingFault::Certificate),
        (erin.certificate, StandingFault::Certificate),
        // Certificates of CAs name nobody.
        (Some(clinic.ca.fingerprint), StandingFault::Certificate),
        (Some(clinic.root.fingerprint), StandingFault::Certificate),
    ];
    for (certificate, fault) in cases {
        let question = Question { certificate, ..clinic.reading() };
        assert_eq!(decided(&mut clinic, &dora.actor, question), Decision::by_fault(fault));
    }
}

#[test]
fn a_hat_that_one_does_not_wear_denies() {
    let mut clinic = all_permitted();
    let south = clinic.suite.hospital("south");
    clinic.suite.open_care(&clinic.ana, south.id);
    let dora = clinic.dora.clone();
    let hats = [
        Affiliate { role: Role::Nurse, ..dora.clone() },
        Affiliate { organization: south.id, ..dora.clone() },
    ];
    for hat in hats {
        let question = hat.to_read(&clinic.ana, &[clinic.result]);
        let expected = Decision::by_fault(StandingFault::Affiliation);
        assert_eq!(decided(&mut clinic, &dora.actor, question), expected);
    }
}

#[test]
fn what_does_not_exist_is_an_error_and_leaves_no_ticket() {
    let mut clinic = all_permitted();
    let bob = clinic.suite.patient("bob");
    let before = clinic.suite.patient_log(&clinic.ana).total;
    let dora = clinic.dora.actor.clone();
    let refused = |clinic: &mut Clinic, who: &Actor, question| -> ContractError {
        clinic.suite.try_open(who, question).refusal()
    };

    let unknown = clinic.dora.to_read(&clinic.ana, &[content_hash("never anchored")]);
    assert!(matches!(refused(&mut clinic, &dora, unknown), ContractError::UnknownRecord { .. }));
    // Ana's record, asked for as Bob's.
    let of_bob = clinic.dora.to_read(&bob, &[clinic.result]);
    assert!(
        matches!(refused(&mut clinic, &dora, of_bob), ContractError::UnknownRecord { patient, .. } if patient == bob.id)
    );
    let nobody = Question { patient: IdentityId([9; 16]), ..clinic.reading() };
    assert!(matches!(
        refused(&mut clinic, &dora, nobody),
        ContractError::Party(PartyError::UnknownIdentity { .. })
    ));
    let no_patient = Question { patient: clinic.hospital.id, ..clinic.reading() };
    assert!(matches!(
        refused(&mut clinic, &dora, no_patient),
        ContractError::Party(PartyError::NotPatient { .. })
    ));
    let stranger = Actor { account: clinic.suite.account("stranger"), id: dora.id };
    let question = clinic.reading();
    assert!(matches!(
        refused(&mut clinic, &stranger, question),
        ContractError::Party(PartyError::UnknownAccount { .. })
    ));
    assert_eq!(clinic.suite.patient_log(&clinic.ana).total, before);
    assert_eq!(clinic.suite.patient_log(&bob).total, 0);
}

#[test]
fn an_explicit_deny_beats_every_consent() {
    let mut clinic = all_permitted();
    for grantee in clinic.grantees() {
        let number = clinic.suite.grant(&clinic.ana, deny(grantee));
        let expected = Decision::by_consent(Rule::Denial, number);
        assert_eq!(clinic.decision(), expected, "{grantee:?} denied, all four permitted, care open");
        // A consent that comes later does not beat it either.
        let permits = clinic.grantees().map(|grantee| clinic.suite.grant(&clinic.ana, permit(grantee)));
        assert_eq!(clinic.decision(), expected, "{grantee:?} denied, all four permitted again");
        // Control: without the deny, the consents permit.
        clinic.suite.revoke(&clinic.ana, number);
        assert!(clinic.decision().permitted);
        for number in permits {
            clinic.suite.revoke(&clinic.ana, number);
        }
    }
}

#[test]
fn what_policy_denies_no_permit_opens() {
    let mut clinic = all_permitted();
    let dora = clinic.dora.actor.clone();
    // Marketing has no row.
    let question = Question { purpose: Purpose::HMARKT, ..clinic.reading() };
    assert_eq!(decided(&mut clinic, &dora, question), Decision::by(Rule::PolicyDeny));
    // The row of treatment without its rule for laboratory results.
    let mut tighter = clinic.suite.policy().current.policy;
    let label = crate::clinic::laboratory();
    for row in &mut tighter.rows {
        row.rules.retain(|rule| rule.category != label.category);
    }
    assert!(clinic.decision().permitted, "the control: the rule is what permits");
    clinic.suite.try_propose_policy(tighter.into()).expect("it counts at once");
    assert_eq!(clinic.decision(), Decision::by(Rule::PolicyDeny));
}

/// Access control that was told other addresses, as by a faulty deployment.
fn misled(clinic: &mut Clinic, mislead: impl FnOnce(&mut Contracts)) -> StdResult<Addr> {
    let mut contracts = clinic.suite.contracts.clone();
    let code = clinic.suite.app.contract_data(&contracts.access_control)?.code_id;
    mislead(&mut contracts);
    let admin = clinic.suite.admin.clone();
    let msg = InstantiateMsg {
        admin: admin.to_string(),
        pausers: vec![],
        contracts: ContractsUnchecked {
            identity_registry: contracts.identity_registry.to_string(),
            certificate_authority: contracts.certificate_authority.to_string(),
            access_control: contracts.access_control.to_string(),
            record_anchor: contracts.record_anchor.to_string(),
        },
    };
    clinic.suite.app.instantiate_contract(code, admin, &msg, &[], "misled", None)
}

/// Ana consents to everything there, and Dora opens the result.
fn opens_there(clinic: &mut Clinic, access: &Addr) -> StdResult<OpenResponse> {
    let consent = ExecuteMsg::GrantConsent { patient: None, terms: permit(clinic.grantees()[0]) };
    let ana = clinic.ana.account.clone();
    // Where Ana is unknown she cannot consent; what matters is that nothing permits.
    let _ = clinic.suite.try_execute(&ana, access, &consent);
    let (dora, question) = (clinic.dora.actor.account.clone(), clinic.reading());
    let response = clinic.suite.try_execute(&dora, access, &ExecuteMsg::Open(question))?;
    Ok(chartseal_testing::response_data(&response))
}

#[test]
fn a_contract_without_the_rows_that_are_read_grants_nothing() {
    let mut clinic = Clinic::new();
    // Control: told the right addresses, the same contract permits.
    let sound = misled(&mut clinic, |_| ()).unwrap();
    assert!(opens_there(&mut clinic, &sound).unwrap().decisions[0].permitted);

    // Each contract in turn is taken for another, which has none of its rows.
    let registry = misled(&mut clinic, |told| told.identity_registry = told.record_anchor.clone()).unwrap();
    let refused: ContractError = opens_there(&mut clinic, &registry).refusal();
    assert!(matches!(refused, ContractError::Party(PartyError::UnknownAccount { .. })));

    let authority =
        misled(&mut clinic, |told| told.certificate_authority = told.record_anchor.clone()).unwrap();
    let answer = opens_there(&mut clinic, &authority).unwrap();
    assert_eq!(answer.decisions, [Decision::by_fault(StandingFault::Certificate)]);

    let anchor = misled(&mut clinic, |told| told.record_anchor = told.certificate_authority.clone()).unwrap();
    let refused: ContractError = opens_there(&mut clinic, &anchor).refusal();
    assert!(matches!(refused, ContractError::UnknownRecord { .. }));
}

#[test]
fn an_address_without_a_contract_grants_nothing() {
    type Mislead = fn(&mut Contracts, Addr);
    let misleads: [Mislead; 3] = [
        |told, nowhere| told.identity_registry = nowhere,
        |told, nowhere| told.certificate_authority = nowhere,
        |told, nowhere| told.record_anchor = nowhere,
    ];
    for mislead in misleads {
        let mut clinic = Clinic::new();
        let nowhere = clinic.suite.account("nowhere");
        let access = misled(&mut clinic, |told| mislead(told, nowhere)).unwrap();
        let permitted = opens_there(&mut clinic, &access).is_ok_and(|answer| {
            answer.expires_at.is_some() || answer.decisions.iter().any(|one| one.permitted)
        });
        assert!(!permitted);
        let log: LogResponse = clinic.suite.query(&access, &QueryMsg::Log { start_after: None, limit: None });
        assert!(log.entries.iter().all(|entry| entry.expires_at.is_none()));
    }
}
