//! A hospital where Dora wrote two of Ana's results, and an insurer with a claims contract, whose examiner Erin asked Ana
//! for both and was let read one of them, for one claim.

use chartseal_integrator::{
    ClaimResponse, ContractError, ExecuteMsg, InstantiateMsg, QueryMsg, TicketError, execute, instantiate,
    query,
};
use chartseal_testing::{Actor, Affiliate, Ca, DAY, Refusal, Suite, TypedContract, asking};
use chartseal_types::access::{OpenResponse, Question, RequestTermsUnchecked, TermsUnchecked};
use chartseal_types::identity::Kind;
use chartseal_types::{
    Category, Commitment, Compartment, Confidentiality, ContentHash, IdentityId, Label, Purpose, Role,
    Selection,
};
use cosmwasm_std::{Addr, StdResult, Uint128};
use cw_multi_test::AppResponse;

/// Commitments to two claims.
pub const CLAIM: Commitment = Commitment([7; 32]);
pub const OTHER_CLAIM: Commitment = Commitment([8; 32]);
/// What [`CLAIM`] is about, in cents.
pub const AMOUNT: Uint128 = Uint128::new(12_500);

pub struct Insurer {
    pub suite: Suite,
    pub payer: Actor,
    pub ca: Ca,
    pub erin: Affiliate,
    pub dora: Affiliate,
    pub ana: Actor,
    /// The result that Ana lets Erin read.
    pub result: ContentHash,
    /// The one that she keeps to herself.
    pub kept: ContentHash,
    /// The consent by which she answered.
    pub consent: u32,
    pub claims: Addr,
}

impl Insurer {
    pub fn new() -> Self {
        let mut suite = Suite::new();
        let hospital = suite.hospital("north");
        let hospital_ca = suite.ca(&hospital);
        let dora = suite.certified("dora", Role::Doctor, &hospital, &hospital_ca);
        let ana = suite.patient("ana");
        suite.open_care(&ana, hospital.id);
        let [result, kept] = ["result", "kept"].map(|name| suite.anchored(&dora, &ana, name, laboratory()));

        let payer = suite.organization("insurer", Kind::Payer);
        let ca = suite.ca(&payer);
        let erin = suite.certified("erin", Role::ClaimsExaminer, &payer, &ca);
        let contracts = suite.contracts.clone();
        let code = TypedContract::new(instantiate, execute, query);
        let msg = setup(payer.id, &contracts.identity_registry, &contracts.access_control);
        let claims = suite.deploy(&payer.account, "claims", code, &msg);

        let mut insurer = Self { suite, payer, ca, erin, dora, ana, result, kept, consent: 0, claims };
        let erin = insurer.erin.clone();
        insurer.consent = insurer.consented(&erin, CLAIM);
        insurer
    }

    /// An examiner asks Ana for both results for a claim, and she lets the role read one; gives the consent's number.
    pub fn consented(&mut self, examiner: &Affiliate, claim: Commitment) -> u32 {
        let terms = RequestTermsUnchecked {
            purposes: Selection::Only(vec![Purpose::HPAYMT, Purpose::COVERAGE]),
            records: Selection::Only(vec![self.result, self.kept]),
            claim: Some(claim),
            ..asking(self.suite.now() + 30 * DAY)
        };
        let request = self.suite.request_for(examiner, &self.ana, terms);
        let asked = self.suite.requested(&self.ana, request).terms;
        let narrower = TermsUnchecked { records: Selection::Only(vec![self.result]), ..asked };
        self.suite.answer(&self.ana, request, narrower)
    }

    /// Whether an examiner may read records for payment.
    pub fn reading(&self, examiner: &Affiliate, records: &[ContentHash]) -> Question {
        examiner.to_read_for(Purpose::HPAYMT, &self.ana, records)
    }

    /// Erin opens the result for payment.
    pub fn opened(&mut self) -> OpenResponse {
        let question = self.reading(&self.erin, &[self.result]);
        self.suite.open(&self.erin.actor, question)
    }

    /// Somebody submits a claim about Ana.
    pub fn try_submit(&mut self, by: &Actor, access: u64, claim: Commitment) -> StdResult<AppResponse> {
        let msg = ExecuteMsg::SubmitClaim { patient: self.ana.id, access, claim, amount: AMOUNT };
        self.suite.try_execute(&by.account, &self.claims, &msg)
    }

    /// Erin submits [`CLAIM`], and why her ticket does not bear it out.
    pub fn refused(&mut self, access: u64) -> TicketError {
        let erin = self.erin.actor.clone();
        self.refused_for(&erin, access, CLAIM)
    }

    /// Somebody submits a claim, and why their ticket does not bear it out. Nothing is stored.
    pub fn refused_for(&mut self, by: &Actor, access: u64, claim: Commitment) -> TicketError {
        let before = self.claim(claim);
        let error = match self.try_submit(by, access, claim).refusal() {
            ContractError::Ticket(error) => error,
            other => panic!("expected a refusal of the ticket, got: {other}"),
        };
        assert_eq!(self.claim(claim), before);
        error
    }

    /// A claim, if it was submitted.
    pub fn claim(&self, claim: Commitment) -> Option<ClaimResponse> {
        self.suite.query(&self.claims, &QueryMsg::Claim { claim })
    }
}

pub fn setup(payer: IdentityId, registry: &Addr, access: &Addr) -> InstantiateMsg {
    InstantiateMsg { payer, identity_registry: registry.to_string(), access_control: access.to_string() }
}

/// The label of a normal laboratory result.
fn laboratory() -> Label {
    let compartment = Compartment::new(3).expect("3 is one of sixteen");
    Label { category: Category::Laboratory, confidentiality: Confidentiality::N, compartment }
}
