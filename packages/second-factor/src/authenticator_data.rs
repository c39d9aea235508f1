//! The authenticator data: what the authenticator says it did.

use chartseal_guard::{Check, holds};
use chartseal_types::RpIdHash;

use crate::SecondFactorError;

/// The shortest authenticator data in bytes: rpIdHash (32), flags (1), signature counter (4).
pub const MIN_AUTHENTICATOR_DATA: usize = 37;
/// The longest in bytes, with extensions.
pub const MAX_AUTHENTICATOR_DATA: usize = 1024;

const USER_PRESENT: u8 = 0x01;
const USER_VERIFIED: u8 = 0x04;

/// Checks relying party, user presence and user verification (WebAuthn level 3, section 6.1). What may follow the counter,
/// extensions above all, is signed and not read.
pub fn check(bytes: &[u8], expected: RpIdHash) -> Result<(), SecondFactorError> {
    let length = || SecondFactorError::AuthenticatorData { got: bytes.len() };
    if !(MIN_AUTHENTICATOR_DATA..=MAX_AUTHENTICATOR_DATA).contains(&bytes.len()) {
        return Err(length());
    }
    let (got, rest) = bytes.split_first_chunk().ok_or_else(length)?;
    let flags = rest.first().ok_or_else(length)?;
    if !holds(Check::RpId, *got == expected.0) {
        return Err(SecondFactorError::RpIdHash { expected, got: RpIdHash(*got) });
    }
    if !holds(Check::UserPresence, flags & USER_PRESENT != 0) {
        return Err(SecondFactorError::UserPresence);
    }
    if !holds(Check::UserVerification, flags & USER_VERIFIED != 0) {
        return Err(SecondFactorError::UserVerification);
    }
    Ok(())
}
