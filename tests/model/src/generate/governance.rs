//! What every contract takes alike.

use chartseal_types::governance::GovernanceMsg;
use chartseal_types::{access, anchor, certificate, identity};
use cosmwasm_std::Addr;

use super::{Draft, Generator};
use crate::call::{Contract, Message};
use crate::model::Model;
use crate::world::World;

impl Generator {
    pub(super) fn governance(&mut self, world: &World, model: &Model) -> Draft {
        let waits = |contract: &Contract| {
            let governance = &model.governance[contract];
            governance.proposed.is_some() || governance.is_paused(model.now)
        };
        let some: Vec<_> = Contract::ALL.into_iter().filter(waits).collect();
        let any = *self.pick(&Contract::ALL).expect("there are four");
        let contract = self.pick(&some).copied().filter(|_| self.rng.u8(..10) < 7).unwrap_or(any);
        let governance = &model.governance[&contract];
        let other = self.anybody(world);
        let pauser = self.pick(&governance.pausers).cloned().unwrap_or_else(|| other.clone());
        let (sender, msg) = match self.rng.u8(..20) {
            0..=2 => (governance.admin.clone(), GovernanceMsg::ProposeAdmin { admin: other.to_string() }),
            3 => (governance.admin.clone(), GovernanceMsg::ProposeAdmin { admin: "nobody".into() }),
            4..=5 => (governance.admin.clone(), GovernanceMsg::CancelAdminProposal {}),
            6..=8 if governance.proposed.is_some() || self.chance(10) => {
                let successor = governance.proposed.clone().unwrap_or(other);
                (successor, GovernanceMsg::AcceptAdmin {})
            }
            9 => (governance.admin.clone(), GovernanceMsg::AppointPauser { pauser: other.to_string() }),
            10 => (governance.admin.clone(), GovernanceMsg::DismissPauser { pauser: pauser.to_string() }),
            11..=13 => (pauser, GovernanceMsg::Pause {}),
            14..=16 if !governance.is_paused(model.now) => (pauser, GovernanceMsg::Pause {}),
            14..=15 => {
                let known = governance.pausers.first().map_or_else(String::new, Addr::to_string);
                (governance.admin.clone(), GovernanceMsg::AppointPauser { pauser: known })
            }
            16 => (governance.admin.clone(), GovernanceMsg::DismissPauser { pauser: other.to_string() }),
            _ if governance.proposed.is_some() && self.rng.bool() => {
                let successor = governance.proposed.clone().unwrap_or(other);
                (successor, GovernanceMsg::AcceptAdmin {})
            }
            _ => (governance.admin.clone(), GovernanceMsg::Resume {}),
        };
        let message = match contract {
            Contract::Identity => Message::Identity(identity::ExecuteMsg::Governance(msg)),
            Contract::Certificate => Message::Certificate(certificate::ExecuteMsg::Governance(msg)),
            Contract::Access => Message::Access(access::ExecuteMsg::Governance(msg)),
            Contract::Anchor => Message::Anchor(anchor::ExecuteMsg::Governance(msg)),
        };
        Draft { sender, message, at: None, sensitive: false }
    }
}
