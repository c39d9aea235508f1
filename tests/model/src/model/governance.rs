//! What every contract does alike.

use chartseal_types::governance::{GovernanceMsg, MAX_PAUSERS, PAUSE_SECONDS};
use cosmwasm_std::Addr;

use super::check::{Check, Refused};
use super::{Answer, Model, Verdict};

/// Who governs a contract.
#[derive(Debug, Clone)]
pub struct Governance {
    /// The admin.
    pub admin: Addr,
    /// The proposed successor.
    pub proposed: Option<Addr>,
    /// Who may pause.
    pub pausers: Vec<Addr>,
    /// Until when it is paused.
    pub paused_until: u64,
}

impl Governance {
    /// A contract with an admin and a pauser.
    pub fn new(admin: Addr, pauser: Addr) -> Self {
        Self { admin, proposed: None, pausers: vec![pauser], paused_until: 0 }
    }

    /// Whether it is paused.
    pub fn is_paused(&self, now: u64) -> bool {
        now < self.paused_until
    }

    /// The model of one message.
    pub fn execute(&mut self, sender: &Addr, msg: &GovernanceMsg, now: u64) -> Verdict {
        let mut check = Check::default();
        let is_admin = self.admin == *sender;
        match msg {
            GovernanceMsg::ProposeAdmin { admin } => {
                check.refuse(Refused::Sender, !is_admin);
                check.refuse(Refused::Malformed, !Model::is_address(admin)).done()?;
                self.proposed = Some(Addr::unchecked(admin));
            }
            GovernanceMsg::CancelAdminProposal {} => {
                check.refuse(Refused::Sender, !is_admin);
                check.refuse(Refused::State, self.proposed.is_none()).done()?;
                self.proposed = None;
            }
            GovernanceMsg::AcceptAdmin {} => {
                check.refuse(Refused::State, self.proposed.is_none());
                check.refuse(Refused::Sender, self.proposed.as_ref() != Some(sender)).done()?;
                self.admin = sender.clone();
                self.proposed = None;
            }
            GovernanceMsg::AppointPauser { pauser } => {
                check.refuse(Refused::Sender, !is_admin);
                check.refuse(Refused::Malformed, !Model::is_address(pauser));
                let known = self.pausers.iter().any(|other| other.as_str() == pauser);
                check.refuse(Refused::State, known);
                check.refuse(Refused::Limit, self.pausers.len() >= MAX_PAUSERS).done()?;
                self.pausers.push(Addr::unchecked(pauser));
            }
            GovernanceMsg::DismissPauser { pauser } => {
                check.refuse(Refused::Sender, !is_admin);
                check.refuse(Refused::Malformed, !Model::is_address(pauser));
                let known = self.pausers.iter().any(|other| other.as_str() == pauser);
                check.refuse(Refused::Unknown, !known).done()?;
                self.pausers.retain(|other| other.as_str() != pauser);
            }
            GovernanceMsg::Pause {} => {
                check.refuse(Refused::Sender, !self.pausers.contains(sender)).done()?;
                self.paused_until = now + PAUSE_SECONDS;
            }
            GovernanceMsg::Resume {} => {
                check.refuse(Refused::Sender, !is_admin);
                check.refuse(Refused::State, !self.is_paused(now)).done()?;
                self.paused_until = 0;
            }
        }
        Ok(Answer::Nothing)
    }
}
