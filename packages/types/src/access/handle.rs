//! Access control as other contracts and trustees ask it.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Addr, QuerierWrapper, StdResult};

use super::msg::{QueryMsg, TicketResponse};

/// Access control at an address.
#[cw_serde]
pub struct AccessControl(pub Addr);

impl AccessControl {
    /// An access and whether it is a live ticket now. A smart query: being alive is deciding again on today's facts.
    pub fn ticket(&self, querier: &QuerierWrapper<'_>, access: u64) -> StdResult<TicketResponse> {
        querier.query_wasm_smart(&self.0, &QueryMsg::Ticket { access })
    }
}
