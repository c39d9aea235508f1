//! What a case is, and how it is played.

use std::fmt;

use chartseal_guard::{Check, without};
use chartseal_types::access::Decision;
use cosmwasm_std::{StdError, StdResult, StdResultExt};

/// The end of an attack: its goal, or what stopped it. `?` takes any error.
pub type Attempt = StdResult<()>;

/// Attacks of one kind.
pub struct Family {
    /// As the docs name it.
    pub name: &'static str,
    /// Its cases.
    pub cases: &'static [Case],
}

/// One attack.
pub struct Case {
    /// The name of its function.
    pub name: &'static str,
    /// What stops it. Where there are several, each of them does so alone. None where no check does, but what the attacker
    /// lacks: a key, a share.
    pub checks: &'static [Check],
    /// Where no check can be off: the same attack by somebody who lacks nothing.
    pub control: Option<fn() -> Attempt>,
    /// Builds a consortium of its own, and attacks it.
    pub attack: fn() -> Attempt,
    /// Whether it was stopped for the reason that is meant.
    pub is_expected: fn(&Stopped) -> bool,
}

impl Case {
    /// Plays the attack and its control.
    #[track_caller]
    pub fn play(&self) {
        let name = self.name;
        match (self.attack)() {
            Ok(()) => panic!("{name}: the attack succeeds"),
            Err(error) => {
                let stopped = Stopped::from(error);
                assert!((self.is_expected)(&stopped), "{name}: stopped by something else: {stopped:?}");
            }
        }
        if self.checks.len() > 1 {
            for check in self.checks {
                let others = without(&[*check], self.attack);
                assert!(others.is_err(), "{name}: {check:?} stops it alone: name no other");
            }
        }
        if let Err(error) = without(self.checks, self.control.unwrap_or(self.attack)) {
            panic!("{name}: without {:?} it is still stopped: {:?}", self.checks, Stopped::from(error));
        }
    }
}

/// What stopped an attack.
#[derive(Debug)]
#[allow(dead_code, reason = "patterns of the cases look inside")]
pub enum Stopped {
    /// The identity registry refused.
    Registry(identity_registry::ContractError),
    /// The certificate authority refused.
    Authority(certificate_authority::ContractError),
    /// Access control refused.
    Access(access_control::ContractError),
    /// The record anchor refused.
    Anchor(record_anchor::ContractError),
    /// Access control recorded a denial.
    Denied(Decision),
    /// The messages were accepted, but the attacker has not what they wanted.
    Missed(Missed),
    /// A trustee refused.
    Trustee(chartseal_trustee::Refusal),
    /// A vault refused.
    Vault(chartseal_vault::VaultError),
    /// An envelope or a share did not open.
    Envelope(chartseal_crypto::envelope::EnvelopeError),
    /// A sealed record did not open.
    Sealed(chartseal_crypto::seal::OpenError),
    /// Something else.
    Other(String),
}

impl From<StdError> for Stopped {
    fn from(error: StdError) -> Self {
        let text = error.to_string();
        let Err(error) = Err::<(), _>(error).unwrap_std_error() else { return Self::Other(text) };
        let error = match error.downcast() {
            Ok(refusal) => return Self::Registry(*refusal),
            Err(error) => error,
        };
        let error = match error.downcast() {
            Ok(refusal) => return Self::Authority(*refusal),
            Err(error) => error,
        };
        let error = match error.downcast() {
            Ok(refusal) => return Self::Access(*refusal),
            Err(error) => error,
        };
        let error = match error.downcast() {
            Ok(refusal) => return Self::Anchor(*refusal),
            Err(error) => error,
        };
        let error = match error.downcast::<Denied>() {
            Ok(denied) => return Self::Denied(denied.0),
            Err(error) => error,
        };
        match error.downcast() {
            Ok(missed) => Self::Missed(*missed),
            Err(error) => Self::off_chain(error, text),
        }
    }
}

impl Stopped {
    /// What stopped it in a package that is on no chain.
    fn off_chain(error: Box<dyn std::error::Error + Send + Sync>, text: String) -> Self {
        let error = match error.downcast() {
            Ok(refusal) => return Self::Trustee(*refusal),
            Err(error) => error,
        };
        let error = match error.downcast() {
            Ok(refusal) => return Self::Vault(*refusal),
            Err(error) => error,
        };
        let error = match error.downcast() {
            Ok(refusal) => return Self::Envelope(*refusal),
            Err(error) => error,
        };
        match error.downcast() {
            Ok(refusal) => Self::Sealed(*refusal),
            Err(_) => Self::Other(text),
        }
    }
}

/// A decision that denies, as an error.
#[derive(Debug)]
pub struct Denied(pub Decision);

impl fmt::Display for Denied {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "denied by {:?}", self.0)
    }
}

impl std::error::Error for Denied {}

/// The goal was not reached, though nothing was refused.
#[derive(Debug)]
pub struct Missed;

impl fmt::Display for Missed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "nothing was refused, and the attacker has not what they wanted")
    }
}

impl std::error::Error for Missed {}

/// The goal of an attack.
pub fn goal(reached: bool) -> Attempt {
    if reached { Ok(()) } else { Err(Missed.into()) }
}

/// The goal of who asks for access: decisions that give them all they asked for.
pub fn permitted(decisions: &[Decision]) -> Attempt {
    match decisions.iter().find(|decision| !decision.permitted) {
        Some(denied) => Err(Denied(*denied).into()),
        None => goal(!decisions.is_empty()),
    }
}

/// Names the cases of a family, with the checks that stop each and how, and makes a test of each. Where no check can be
/// off, because a key or a share is what the attacker lacks, the case names none, and the attack `with` it as its control.
///
/// The functions are written out below it.
macro_rules! attacks {
    (@control) => { None };
    (@control $control:ident) => { Some($control) };
    ($family:literal; $($name:ident: [$($check:ident),*] $(with $control:ident)? => $stopped:pat),+ $(,)?) => {
        /// The cases of this file.
        pub const FAMILY: $crate::harness::Family = $crate::harness::Family {
            name: $family,
            cases: &[$($crate::harness::Case {
                name: stringify!($name),
                checks: &[$(chartseal_guard::Check::$check),*],
                control: attacks!(@control $($control)?),
                attack: $name,
                is_expected: |stopped| matches!(stopped, $stopped),
            }),+],
        };

        mod case {
            $(#[test]
            fn $name() {
                let case = super::FAMILY.cases.iter().find(|case| case.name == stringify!($name));
                case.expect("the case is listed").play();
            })+
        }
    };
}

pub(crate) use attacks;
