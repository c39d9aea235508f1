//! Events of the shared part: an indexer can rebuild every state change from them.

use cosmwasm_std::{Addr, Event};

pub fn instantiated(name: &str, version: &str, admin: &Addr) -> Event {
    Event::new("instantiated")
        .add_attribute("contract", name)
        .add_attribute("version", version)
        .add_attribute("admin", admin)
}

pub fn migrated(name: &str, from: &str, to: &str) -> Event {
    Event::new("migrated").add_attribute("contract", name).add_attribute("from", from).add_attribute("to", to)
}

pub fn admin_proposed(admin: &Addr, successor: &Addr) -> Event {
    Event::new("admin_proposed").add_attribute("admin", admin).add_attribute("successor", successor)
}

pub fn admin_proposal_cancelled(admin: &Addr) -> Event {
    Event::new("admin_proposal_cancelled").add_attribute("admin", admin)
}

pub fn admin_changed(from: &Addr, to: &Addr) -> Event {
    Event::new("admin_changed").add_attribute("from", from).add_attribute("to", to)
}

pub fn pauser_appointed(pauser: &Addr) -> Event {
    Event::new("pauser_appointed").add_attribute("pauser", pauser)
}

pub fn pauser_dismissed(pauser: &Addr) -> Event {
    Event::new("pauser_dismissed").add_attribute("pauser", pauser)
}

pub fn paused(by: &Addr, until: u64) -> Event {
    Event::new("paused").add_attribute("by", by).add_attribute("until", until.to_string())
}

pub fn resumed(by: &Addr) -> Event {
    Event::new("resumed").add_attribute("by", by)
}
