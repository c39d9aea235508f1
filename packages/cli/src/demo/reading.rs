//! The step that comes most often: somebody asks for a record and opens it, or is refused.

use chartseal_types::ContentHash;
use chartseal_types::access::Rule;

use super::story::{Refused, Story};
use crate::error::{CliError, Result};
use crate::records::{Asked, denied};
use crate::session::Session;

/// Asks for a record and opens it; a denial is an error. Gives the access and how many bytes were opened.
pub(super) async fn read(session: &Session, asked: &Asked<'_>, record: ContentHash) -> Result<(u64, usize)> {
    let tickets = session.ask_to_read(asked, &[record]).await?;
    let ticket = tickets.first().ok_or_else(|| CliError::Input("no record was named".into()))?;
    if let Some((_, decision)) = ticket.denied.first() {
        return Err(denied(ticket.access, decision));
    }
    let row = session.record(asked.patient, record).await?;
    let content = session.open_bytes(asked, ticket.access, &row).await?;
    Ok((ticket.access, content.len()))
}

impl Story {
    /// Somebody asks for a record, and the decision denies it by this rule.
    pub async fn denied(
        &mut self,
        session: &Session,
        who: &str,
        action: &str,
        (asked, record): (&Asked<'_>, ContentHash),
        rule: Rule,
    ) -> Result<()> {
        self.refused(who, action, read(session, asked, record).await, Refused::Rule(rule))
    }

    /// Somebody asks for a record and opens it; `why` says what permitted it. Gives the access.
    pub async fn opens(
        &mut self,
        session: &Session,
        who: &str,
        action: &str,
        (asked, record): (&Asked<'_>, ContentHash),
        why: &str,
    ) -> Result<u64> {
        let opened = read(session, asked, record).await;
        let tell = |(access, bytes): &(u64, usize)| format!("{why}: access {access}, {bytes} bytes opened");
        Ok(self.works(who, action, opened, tell)?.0)
    }
}
