//! Identity theft: somebody wants to count as another, or as what they are not.

use certificate_authority::ContractError as AuthorityError;
use certificate_authority::domain::RequestError;
use chartseal_testing::certificate::{end_entity_params, new_key, signing_request};
use chartseal_testing::{Affiliate, Suite, claim, registration, response_data};
use chartseal_types::access::{Decision, OpenResponse, Rule, StandingFault};
use chartseal_types::certificate::ExecuteMsg as CertificateMsg;
use chartseal_types::identity::{
    ActUnchecked, CHANGE_DELAY, ChangeUnchecked, ExecuteMsg, Kind, RECOVERY_DELAY,
};
use chartseal_types::{Category, Compartment, Confidentiality, IdentityId, Label, Role};
use identity_registry::{
    ActError, AffiliationError, ChangeError, ContractError, PatientError, RecoveryError, RegistrationError,
    StandingError,
};

use crate::harness::Stopped::{Authority, Denied, Registry};
use crate::harness::{Attempt, attacks, goal, permitted};
use crate::told::{controls, identity_of, works_at};

attacks! {
    "identity theft";
    a_doctor_whom_nobody_verified: [Active] =>
        Registry(ContractError::Standing(StandingError::NotActive { .. })),
    a_doctor_of_a_clinic_without_accreditation: [Accredited] =>
        Registry(ContractError::Affiliation(AffiliationError::NotAccredited { .. })),
    a_fresh_identity_after_a_revocation: [OneIdentity] =>
        Registry(ContractError::Registration(RegistrationError::AccountTaken { .. })),
    an_account_captured_before_its_owner_registers: [NewAccountSigns] =>
        Registry(ContractError::Change(ChangeError::NotNewAccount { .. })),
    an_account_captured_by_a_recovery: [RecoveredAccountSigns] =>
        Registry(ContractError::Recovery(RecoveryError::NotNewAccount { .. })),
    a_patient_claimed_who_has_an_owner: [Unclaimed] =>
        Registry(ContractError::Patient(PatientError::Claimed { .. })),
    a_patient_merged_before_she_can_veto: [ActDelay] =>
        Registry(ContractError::Act(ActError::TooEarly { .. })),
    a_patient_merged_against_her_veto: [ActOpen] =>
        Registry(ContractError::Act(ActError::Closed { .. })),
    a_certificate_that_names_a_colleague: [RequestNames, CertificateNames] =>
        Authority(AuthorityError::Request(RequestError::Names)),
    a_certificate_of_a_colleague_shown: [CertificateHolder] =>
        Denied(Decision { rule: Rule::Standing, fault: Some(StandingFault::Certificate), .. }),
}

/// Eve says that she is a doctor. A hospital offered her the role before it saw papers; she accepts and wants to work.
fn a_doctor_whom_nobody_verified() -> Attempt {
    let mut suite = Suite::new();
    let north = suite.hospital("north");
    let eve = suite.register("eve", Kind::Practitioner);
    let offer = ExecuteMsg::OfferAffiliation { practitioner: eve.id, role: Role::Doctor };
    suite.try_identity(&north.account, offer)?;
    let accept = ExecuteMsg::AcceptAffiliation { organization: north.id, role: Role::Doctor };
    suite.try_identity(&eve.account, accept)?;
    goal(works_at(&suite, eve.id, north.id, Role::Doctor))
}

/// A spa is verified as what it is, and makes its masseur a doctor.
fn a_doctor_of_a_clinic_without_accreditation() -> Attempt {
    let mut suite = Suite::new();
    let spa = suite.register("spa", Kind::Organization);
    let eve = suite.register("eve", Kind::Practitioner);
    for id in [spa.id, eve.id] {
        suite.verify(id);
    }
    let offer = ExecuteMsg::OfferAffiliation { practitioner: eve.id, role: Role::Doctor };
    suite.try_identity(&spa.account, offer)?;
    let accept = ExecuteMsg::AcceptAffiliation { organization: spa.id, role: Role::Doctor };
    suite.try_identity(&eve.account, accept)?;
    goal(works_at(&suite, eve.id, spa.id, Role::Doctor))
}

/// Eve's identity was revoked for false papers. She registers the same account anew: who knows the account is to find the
/// new identity, on which nothing lies.
fn a_fresh_identity_after_a_revocation() -> Attempt {
    let mut suite = Suite::new();
    let eve = suite.register("eve", Kind::Practitioner);
    suite.revoke_identity(eve.id);
    let fresh: IdentityId =
        response_data(&suite.try_identity(&eve.account, registration(Kind::Practitioner))?);
    goal(fresh != eve.id && identity_of(&suite, &eve.account) == Some(fresh))
}

/// Mallory knows the account that Ana is about to register, and adds it to her own identity: what Ana signs would be
/// Mallory's, and what is written for Ana would be sealed to Mallory's key.
fn an_account_captured_before_its_owner_registers() -> Attempt {
    let mut suite = Suite::new();
    let (mallory, ana) = (suite.patient("mallory"), suite.account("ana"));
    let capture = ChangeUnchecked::AddAccount { account: ana.to_string() };
    let number = suite.propose_change(&mallory.account, capture);
    suite.wait(CHANGE_DELAY);
    suite.try_apply_change(&mallory.account, mallory.id, number)?;
    goal(controls(&suite, &ana, mallory.id))
}

/// The same by friends, who recover Mallory's identity to Ana's account.
fn an_account_captured_by_a_recovery() -> Attempt {
    let mut suite = Suite::new();
    let (mallory, ana) = (suite.patient("mallory"), suite.account("ana"));
    let friends = suite.guarded(&mallory, ["eve", "oscar"], 2);
    let number = suite.approved_recovery(&friends, mallory.id, &ana);
    suite.wait(RECOVERY_DELAY);
    suite.try_complete_recovery(&mallory.account, mallory.id, number)?;
    goal(controls(&suite, &ana, mallory.id))
}

/// Eve shows two registrars forged papers: that she is Ana, whom a hospital registered when she could not. Ana has an account.
fn a_patient_claimed_who_has_an_owner() -> Attempt {
    let mut suite = Suite::new();
    let (ana, eve) = (suite.patient("ana"), suite.account("eve"));
    let registrar = suite.registrar.clone();
    let number = response_data(&suite.try_propose_act(&registrar, claim(ana.id, &eve))?);
    suite.try_confirm_act(number)?;
    suite.try_apply_act(&eve, number)?;
    goal(controls(&suite, &eve, ana.id))
}

/// Eve shows two registrars forged papers: that Ana is a duplicate of hers. As the survivor she would act for Ana; she has
/// a registrar hurry.
fn a_patient_merged_before_she_can_veto() -> Attempt {
    let mut suite = Suite::new();
    let (ana, eve) = (suite.patient("ana"), suite.patient("eve"));
    let number = suite.act(ActUnchecked::Merge { duplicate: ana.id, survivor: eve.id });
    let registrar = suite.registrar.clone();
    suite.try_apply_act(&registrar, number)?;
    goal(suite.identity(ana.id).merged_into == Some(eve.id))
}

/// The same, and Ana has vetoed; the registrar takes no notice.
fn a_patient_merged_against_her_veto() -> Attempt {
    let mut suite = Suite::new();
    let (ana, eve) = (suite.patient("ana"), suite.patient("eve"));
    let number = suite.act(ActUnchecked::Merge { duplicate: ana.id, survivor: eve.id });
    suite.try_identity(&ana.account, ExecuteMsg::VetoAct { number })?;
    suite.wait(3 * CHANGE_DELAY);
    let registrar = suite.registrar.clone();
    suite.try_apply_act(&registrar, number)?;
    goal(suite.identity(ana.id).merged_into == Some(eve.id))
}

/// Mallory asks for a certificate in Dora's name, from a CA that signs whatever a request says.
fn a_certificate_that_names_a_colleague() -> Attempt {
    let mut suite = Suite::new();
    let north = suite.hospital("north");
    let ca = suite.ca(&north);
    let [dora, mallory] = ["dora", "mallory"].map(|name| suite.practitioner(name, Role::Doctor, &north));
    let dora = suite.did(dora.id);
    let csr = signing_request(&dora, &new_key());
    let ask = CertificateMsg::RequestCertificate { ca: ca.fingerprint, csr: csr.clone() };
    let request = response_data(&suite.try_certificate(&mallory.account, ask)?);
    let certificate = ca.sign(&end_entity_params(&dora, suite.now()), &csr);
    let issue = CertificateMsg::IssueCertificate { request, certificate };
    let response = suite.try_certificate(&north.account, issue)?;
    goal(response.data.is_some())
}

/// Mallory works beside Dora and lost her certificate. She shows Dora's, which is public, to read as a doctor.
fn a_certificate_of_a_colleague_shown() -> Attempt {
    let mut suite = Suite::new();
    let north = suite.hospital("north");
    let ca = suite.ca(&north);
    let dora = suite.certified("dora", Role::Doctor, &north, &ca);
    let actor = suite.practitioner("mallory", Role::Doctor, &north);
    let mallory = Affiliate { actor, ..dora.clone() };
    let ana = suite.patient("ana");
    suite.open_care(&ana, north.id);
    let compartment = Compartment::new(3).expect("there is a third");
    let label = Label { category: Category::Laboratory, confidentiality: Confidentiality::N, compartment };
    let result = suite.anchored(&dora, &ana, "result", label);
    let response = suite.try_open(&mallory.actor, mallory.to_read(&ana, &[result]))?;
    permitted(&response_data::<OpenResponse>(&response).decisions)
}
