//! Messages and answers.

use chartseal_types::{Commitment, IdentityId};
use cosmwasm_schema::{QueryResponses, cw_serde};
use cosmwasm_std::Uint128;

/// Whose claims, and whom to ask.
#[cw_serde]
pub struct InstantiateMsg {
    /// The insurer's identity at Chartseal.
    pub payer: IdentityId,
    /// Chartseal's identity registry.
    pub identity_registry: String,
    /// Chartseal's access control.
    pub access_control: String,
}

/// What the contract does.
#[cw_serde]
pub enum ExecuteMsg {
    /// A claims examiner of the insurer submits a claim upon a live ticket of their own. Answers with a
    /// [`ClaimResponse`].
    SubmitClaim {
        /// About whom.
        patient: IdentityId,
        /// The ticket: the number of an access that is live, for payment, under a consent for this claim.
        access: u64,
        /// Salted commitment to the claim, as the patient's consent carries it.
        claim: Commitment,
        /// How much, in the smallest unit of the insurer's currency.
        amount: Uint128,
    },
}

/// What the contract tells.
#[cw_serde]
#[derive(QueryResponses)]
pub enum QueryMsg {
    /// A claim, if it was submitted.
    #[returns(Option<ClaimResponse>)]
    Claim {
        /// Which.
        claim: Commitment,
    },
}

/// A claim that was submitted.
#[cw_serde]
pub struct ClaimResponse {
    /// Which.
    pub claim: Commitment,
    /// About whom.
    pub patient: IdentityId,
    /// Who submitted it.
    pub examiner: IdentityId,
    /// Upon which ticket: Chartseal's log tells what was read.
    pub access: u64,
    /// How much.
    pub amount: Uint128,
    /// When, Unix seconds.
    pub at: u64,
}
