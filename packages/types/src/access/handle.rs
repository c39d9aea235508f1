//! Access control as other contracts and trustees ask it.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Addr, QuerierWrapper, StdResult};

use super::abi::SECOND_FACTOR;
use super::msg::{QueryMsg, TicketResponse};
use crate::raw::query_item;
use crate::second_factor::Sensitive;

/// Access control at an address.
#[cw_serde]
pub struct AccessControl(pub Addr);

impl AccessControl {
    /// An access and whether it is a live ticket now. A smart query: being alive is deciding again on today's facts.
    pub fn ticket(&self, querier: &QuerierWrapper<'_>, access: u64) -> StdResult<TicketResponse> {
        querier.query_wasm_smart(&self.0, &QueryMsg::Ticket { access })
    }

    /// Whether a message needs a second factor at a time. What policy does not say needs one.
    pub fn needs_second_factor(
        &self,
        querier: &QuerierWrapper<'_>,
        sensitive: Sensitive,
        now: u64,
    ) -> StdResult<bool> {
        if sensitive.is_always() {
            return Ok(true);
        }
        let row = query_item(querier, &self.0, &SECOND_FACTOR)?;
        Ok(row.is_none_or(|row| row.requires(sensitive, now)))
    }
}
