//! Which registrars are distrusted, and since when.

use chartseal_types::IdentityId;
use chartseal_types::identity::Distrusted;
use chartseal_types::identity::abi::MAX_DISTRUSTED;

use crate::RegistrarError;

/// Adds a registrar, or moves its time back. A time never moves forward: what was void stays void.
pub fn distrust(
    list: &mut Vec<Distrusted>,
    registrar: IdentityId,
    since: u64,
    now: u64,
) -> Result<(), RegistrarError> {
    if now < since {
        return Err(RegistrarError::Since { latest: now, since });
    }
    if let Some(bad) = list.iter_mut().find(|bad| bad.registrar == registrar) {
        if bad.since <= since {
            return Err(RegistrarError::Since { latest: bad.since.saturating_sub(1), since });
        }
        bad.since = since;
        return Ok(());
    }
    if list.len() >= MAX_DISTRUSTED {
        return Err(RegistrarError::TooManyDistrusted);
    }
    list.push(Distrusted { registrar, since });
    Ok(())
}

/// Refuses to appoint who is distrusted.
pub fn ensure_trusted(list: &[Distrusted], organization: IdentityId) -> Result<(), RegistrarError> {
    match list.iter().find(|bad| bad.registrar == organization) {
        Some(bad) => Err(RegistrarError::Distrusted { organization, since: bad.since }),
        None => Ok(()),
    }
}
