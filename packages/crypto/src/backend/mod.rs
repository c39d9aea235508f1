//! The library behind the primitives, the same few functions over each: [`native`] is aws-lc-rs; [`portable`], by the feature
//! of that name, is RustCrypto's crates, which compile to Wasm as well. Both give the same bytes: all tests of this crate
//! run against either.

#[cfg(not(feature = "portable"))]
mod native;
#[cfg(feature = "portable")]
mod portable;

#[cfg(not(feature = "portable"))]
pub(crate) use native::*;
#[cfg(feature = "portable")]
pub(crate) use portable::*;

#[cfg(all(target_family = "wasm", not(feature = "portable")))]
compile_error!(
    "chartseal-crypto compiles to Wasm with the feature `portable` only: aws-lc is C and assembly"
);

/// Length of an authentication tag.
pub(crate) const TAG: usize = 16;

/// The library said no; what that means, the caller knows.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Failed;

/// The hash of a key derivation.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Hash {
    Sha256,
    Sha512,
}
