//! Names for the rules that attacks are about.
//!
//! A test that an attack is refused proves little by itself: it may be refused for another reason than the one meant,
//! or the attack may be no attack. So each case of `tests/attacks` has a control: the same attack, run again with just the
//! check off that should stop it, must succeed. For that such a check is asked through this crate, under its name:
//!
//! ```
//! use chartseal_guard::{Check, holds};
//!
//! fn accept(nonce: u64, expected: u64) -> Result<(), &'static str> {
//!     if !holds(Check::Nonce, nonce == expected) {
//!         return Err("another nonce");
//!     }
//!     Ok(())
//! }
//! assert_eq!(accept(1, 2), Err("another nonce"));
//! ```
//!
//! Without the feature `controls` that is the plain check and nothing else: the names are never looked at, and there is
//! no way to switch anything off. The feature is asked for by the dev-dependencies of `tests/attacks` only, which Cargo's
//! resolver leaves out when it builds a program or a contract; on Wasm it does not compile, so no artifact can have it.

mod check;
#[cfg(feature = "controls")]
mod controls;

pub use check::Check;
#[cfg(feature = "controls")]
pub use controls::without;

#[cfg(all(feature = "controls", target_arch = "wasm32"))]
compile_error!(
    "the feature `controls` of chartseal-guard switches checks off: it is for tests, never for a contract"
);

/// The condition of a check.
#[cfg(not(feature = "controls"))]
#[inline(always)]
pub const fn holds(_check: Check, condition: bool) -> bool {
    condition
}

/// The condition of a check, or true while the check is off.
#[cfg(feature = "controls")]
pub fn holds(check: Check, condition: bool) -> bool {
    condition || controls::is_off(check)
}

/// A check that gives its own error.
#[cfg(not(feature = "controls"))]
#[inline(always)]
pub fn ensure<E>(_check: Check, rule: impl FnOnce() -> Result<(), E>) -> Result<(), E> {
    rule()
}

/// A check that gives its own error, or passes while it is off.
#[cfg(feature = "controls")]
pub fn ensure<E>(check: Check, rule: impl FnOnce() -> Result<(), E>) -> Result<(), E> {
    if controls::is_off(check) { Ok(()) } else { rule() }
}
