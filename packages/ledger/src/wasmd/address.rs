//! Bech32 addresses of the chain.

use bech32::primitives::decode::CheckedHrpstring;
use bech32::{Bech32, Hrp};

use crate::{ADDRESS_PREFIX, LedgerError, Result};

/// The bytes of an address: 20 of an account, 32 of a contract. Upper case is refused though bech32 allows it, so that an
/// account or a contract has one name.
pub fn bytes(address: &str) -> Result<Vec<u8>> {
    let invalid = || LedgerError::InvalidAddress { address: address.into(), prefix: ADDRESS_PREFIX };
    let decoded = CheckedHrpstring::new::<Bech32>(address).map_err(|_| invalid())?;
    let bytes: Vec<u8> = decoded.byte_iter().collect();
    let known = decoded.hrp().as_str() == ADDRESS_PREFIX && matches!(bytes.len(), 20 | 32);
    if known && !address.bytes().any(|byte| byte.is_ascii_uppercase()) { Ok(bytes) } else { Err(invalid()) }
}

/// The address of 20 or 32 bytes; none if they are too many for bech32.
pub fn encode(bytes: &[u8]) -> Option<String> {
    bech32::encode::<Bech32>(Hrp::parse(ADDRESS_PREFIX).ok()?, bytes).ok()
}
