//! The checks.

macro_rules! checks {
    ($($(#[$doc:meta])+ $name:ident,)+) => {
        /// A rule that stops an attack.
        ///
        /// `tests/attacks` has at least one attack for each: its test `every_check_has_an_attack` sees to that.
        #[derive(Clone, Copy)]
        #[cfg_attr(feature = "controls", derive(Debug, PartialEq, Eq, Hash))]
        pub enum Check {
            $($(#[$doc])+ $name,)+
        }

        #[cfg(feature = "controls")]
        impl Check {
            /// All of them.
            pub const ALL: &[Check] = &[$(Check::$name),+];
        }
    };
}

checks! {
    // Second factor, in every contract.
    /// An assertion carries the next nonce of its identity in this contract.
    Nonce,
    /// An assertion is used before it expires.
    AssertionExpiry,
    /// The challenge that the browser was given names this chain, contract, sender, message, expiry and nonce.
    Challenge,
}
