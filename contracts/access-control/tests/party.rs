//! As whom somebody acts for a patient, and what that lets them touch: the pure rules, at their borders.

use access_control::OnBehalfError;
use access_control::domain::mandate::Mandate;
use access_control::domain::party::{Acting, Party};
use chartseal_types::access::{Effect, Grantee, SetBy, Terms};
use chartseal_types::identity::{RepresentativeRow, Right};
use chartseal_types::{CodeSet, Compartment, Confidentiality, IdentityId};

const ANA: IdentityId = IdentityId([1; 16]);
const RUTH: IdentityId = IdentityId([2; 16]);
const SURVIVOR: IdentityId = IdentityId([3; 16]);
const FROM: u64 = 100;
const UNTIL: u64 = 200;
const MANDATE: Mandate = Mandate { representative: RUTH, since: FROM };

fn appointment() -> RepresentativeRow {
    RepresentativeRow {
        from: FROM,
        until: UNTIL,
        compartments: some(&[3, 4]),
        rights: CodeSet::NONE.with(Right::Read).with(Right::Consent),
        disputed: false,
    }
}

fn some(numbers: &[u8]) -> CodeSet<Compartment> {
    numbers.iter().fold(CodeSet::NONE, |set, number| set.with(Compartment::new(*number).unwrap()))
}

fn ruth(appointment: Option<RepresentativeRow>) -> Acting {
    Acting { sender: RUTH, patient: ANA, merged_into: None, appointment }
}

fn representative() -> Party {
    Party::Representative { compartments: some(&[3, 4]), mandate: MANDATE, until: UNTIL }
}

const STRANGER: OnBehalfError = OnBehalfError::NotForPatient { sender: RUTH, patient: ANA };

#[test]
fn the_patient_is_the_patient_whatever_else_they_are() {
    let own = Acting { sender: ANA, ..ruth(Some(appointment())) };
    assert_eq!(own.party(FROM), Ok(Party::Patient));
}

#[test]
fn a_representative_counts_from_the_first_second_to_the_last() {
    let acting = ruth(Some(appointment()));
    assert_eq!(acting.party(FROM - 1), Err(STRANGER));
    assert_eq!(acting.party(FROM), Ok(representative()));
    assert_eq!(acting.party(UNTIL - 1), Ok(representative()));
    assert_eq!(acting.party(UNTIL), Err(STRANGER));
}

#[test]
fn nobody_without_the_right_to_consent_acts() {
    assert_eq!(ruth(None).party(FROM), Err(STRANGER));
    let reader =
        RepresentativeRow { rights: CodeSet::NONE.with(Right::Read).with(Right::Log), ..appointment() };
    assert_eq!(ruth(Some(reader)).party(FROM), Err(STRANGER));
}

#[test]
fn a_dispute_leaves_a_representative_nothing_to_set() {
    let disputed = RepresentativeRow { disputed: true, ..appointment() };
    assert_eq!(ruth(Some(disputed)).party(FROM), Err(STRANGER));
}

#[test]
fn of_a_duplicate_the_survivor_is_the_patient_and_its_own_accounts_are_nobody() {
    let merged = Some(SURVIVOR);
    let survivor = Acting { sender: SURVIVOR, patient: ANA, merged_into: merged, appointment: None };
    assert_eq!(survivor.party(FROM), Ok(Party::Patient));
    let own = Acting { sender: ANA, ..survivor };
    assert_eq!(own.party(FROM), Err(OnBehalfError::Merged { identity: ANA, survivor: SURVIVOR }));
    let own = Acting { appointment: Some(appointment()), ..own };
    assert_eq!(own.party(FROM), Err(OnBehalfError::Merged { identity: ANA, survivor: SURVIVOR }));
    // Who represents the survivor represents the duplicate.
    let ruth = Acting { merged_into: merged, ..ruth(Some(appointment())) };
    assert_eq!(ruth.party(FROM), Ok(representative()));
    // Once the merge is taken back, the survivor is a stranger.
    let unmerged = Acting { merged_into: None, ..survivor };
    let stranger = OnBehalfError::NotForPatient { sender: SURVIVOR, patient: ANA };
    assert_eq!(unmerged.party(FROM), Err(stranger));
}

#[test]
fn the_scope_bounds_a_representative_and_not_the_patient() {
    for within in [some(&[3]), some(&[3, 4]), CodeSet::NONE] {
        assert_eq!(representative().ensure_in_scope(within), Ok(()));
    }
    for beyond in [some(&[5]), some(&[3, 5]), CodeSet::ALL] {
        assert_eq!(representative().ensure_in_scope(beyond), Err(OnBehalfError::BeyondScope));
        assert_eq!(Party::Patient.ensure_in_scope(beyond), Ok(()));
    }
    let all = Party::Representative { compartments: CodeSet::ALL, mandate: MANDATE, until: UNTIL };
    assert_eq!(all.ensure_in_scope(CodeSet::ALL), Ok(()));
    // Every compartment there is today is not every one there may be.
    let sixteen = Compartment::all().iter().fold(CodeSet::NONE, |set, one| set.with(*one));
    assert_eq!(all.ensure_in_scope(sixteen), Ok(()));
}

#[test]
fn what_may_be_amended_and_ended() {
    let own = Err(OnBehalfError::PatientsOwn { consent: 7 });
    let may_revoke = |effect, set_by| representative().ensure_may_revoke(7, effect, set_by);
    assert_eq!(representative().ensure_may_amend(7, SetBy::Patient), own);
    assert_eq!(representative().ensure_may_amend(7, SetBy::Representative), Ok(()));
    assert_eq!(may_revoke(Effect::Deny, SetBy::Patient), own);
    assert_eq!(may_revoke(Effect::Deny, SetBy::Representative), Ok(()));
    assert_eq!(may_revoke(Effect::Permit, SetBy::Patient), Ok(()));
    assert_eq!(may_revoke(Effect::Permit, SetBy::Representative), Ok(()));
    for set_by in [SetBy::Patient, SetBy::Representative] {
        assert_eq!(Party::Patient.ensure_may_amend(7, set_by), Ok(()));
        assert_eq!(Party::Patient.ensure_may_revoke(7, Effect::Deny, set_by), Ok(()));
    }
    assert_eq!(representative().mandate(), Some(MANDATE));
    assert_eq!(Party::Patient.mandate(), None);
}

#[test]
fn what_a_representative_permits_ends_by_the_end_of_the_appointment() {
    let terms = |effect, valid_from, valid_until| Terms {
        effect,
        grantee: Grantee::Everyone {},
        categories: CodeSet::ALL,
        compartments: CodeSet::ALL,
        max_confidentiality: Confidentiality::V,
        purposes: CodeSet::ALL,
        actions: CodeSet::ALL,
        records: None,
        valid_from,
        valid_until,
        clinical_period: None,
        uses: None,
        claim: None,
    };
    let outlives = Err(OnBehalfError::Outlives { latest: UNTIL });
    let permitted = |party: Party, from, until| {
        party.within_appointment(terms(Effect::Permit, from, until)).map(|terms| terms.valid_until)
    };
    let by = |from, until| permitted(representative(), from, until);
    assert_eq!(by(FROM, None), Ok(Some(UNTIL)));
    assert_eq!(by(FROM, Some(UNTIL)), Ok(Some(UNTIL)));
    assert_eq!(by(FROM, Some(UNTIL - 1)), Ok(Some(UNTIL - 1)));
    assert_eq!(by(FROM, Some(UNTIL + 1)), outlives);
    assert_eq!(by(UNTIL - 1, None), Ok(Some(UNTIL)));
    assert_eq!(by(UNTIL, None), outlives);
    for until in [None, Some(UNTIL), Some(UNTIL + 1)] {
        assert_eq!(permitted(Party::Patient, UNTIL, until), Ok(until));
        let denial = terms(Effect::Deny, UNTIL, until);
        assert_eq!(representative().within_appointment(denial.clone()), Ok(denial));
    }
    assert_eq!(representative().ensure_ends_in_time(UNTIL), Ok(()));
    assert_eq!(
        representative().ensure_ends_in_time(UNTIL + 1),
        Err(OnBehalfError::Outlives { latest: UNTIL })
    );
    assert_eq!(Party::Patient.ensure_ends_in_time(UNTIL + 1), Ok(()));
}
