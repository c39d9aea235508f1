//! A migration goes forward, once, within one contract.

use cosmwasm_std::{Response, Storage};
use semver::Version;

use crate::{GovernanceError, event};

/// Refuses another contract's state and anything but a strictly newer version, then stores the new version.
/// The version before is in the event `migrated`.
pub fn migrate(storage: &mut dyn Storage, name: &str, version: &str) -> Result<Response, GovernanceError> {
    let stored = cw2::get_contract_version(storage)?;
    if stored.contract != name {
        return Err(GovernanceError::OtherContract { expected: name.into(), got: stored.contract });
    }
    if parse(version)? <= parse(&stored.version)? {
        return Err(GovernanceError::NotNewer { stored: stored.version, new: version.into() });
    }
    cw2::set_contract_version(storage, name, version)?;
    Ok(Response::new().add_attribute("action", "migrate").add_event(event::migrated(
        name,
        &stored.version,
        version,
    )))
}

fn parse(version: &str) -> Result<Version, GovernanceError> {
    version.parse().map_err(|_| GovernanceError::BadVersion { got: version.into() })
}
