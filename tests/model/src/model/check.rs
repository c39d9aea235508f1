//! What refuses a message, by family. Several rules may refuse the same message, and the docs do not say which is looked
//! at first: the model names every family that it sees, and the contract's has to be one of them.

use std::collections::BTreeSet;

/// A family of rules that refuse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Refused {
    /// Not the shape that a message has: JSON, lengths, lists that repeat, terms that contradict themselves.
    Malformed,
    /// Coins came with it.
    Funds,
    /// The contract is paused.
    Paused,
    /// The sender is nobody who may send this.
    Sender,
    /// Somebody or something is not in the standing it takes: kind, status, freeze, merge, death, certificate.
    Standing,
    /// No second factor, or none that counts.
    SecondFactor,
    /// What it names is not there.
    Unknown,
    /// What it names is there, and in no state for it: ended, taken, done already.
    State,
    /// A list is full, or a day's share is used.
    Limit,
    /// Too early, too late, or too far ahead.
    Time,
    /// Policy denies it.
    Policy,
    /// It reaches further than the sender may: compartments, a request's terms, a ticket's labels.
    Scope,
    /// A certificate, a request for one or a proof does not hold.
    Proof,
}

impl Refused {
    /// All families.
    pub const ALL: [Self; 13] = [
        Self::Malformed,
        Self::Funds,
        Self::Paused,
        Self::Sender,
        Self::Standing,
        Self::SecondFactor,
        Self::Unknown,
        Self::State,
        Self::Limit,
        Self::Time,
        Self::Policy,
        Self::Scope,
        Self::Proof,
    ];
}

/// Every family that refuses a message.
pub type Refusals = BTreeSet<Refused>;

/// The rules of one message, looked at one after the other.
#[derive(Debug, Default)]
pub struct Check(Refusals);

impl Check {
    /// A rule that refuses when a condition holds.
    pub fn refuse(&mut self, family: Refused, when: bool) -> &mut Self {
        if when {
            self.0.insert(family);
        }
        self
    }

    /// What has to be there for the rules after it; without it, nothing more can be said.
    pub fn need<T>(&mut self, family: Refused, found: Option<T>) -> Result<T, Refusals> {
        found.ok_or_else(|| {
            self.0.insert(family);
            self.0.clone()
        })
    }

    /// Takes over what other rules refuse.
    pub fn also(&mut self, other: Refusals) -> &mut Self {
        self.0.extend(other);
        self
    }

    /// What has to hold for the rules after it.
    pub fn within<T>(&mut self, other: Result<T, Refusals>) -> Result<T, Refusals> {
        other.map_err(|refusals| {
            self.0.extend(refusals);
            self.0.clone()
        })
    }

    /// The verdict.
    pub fn done(&self) -> Result<(), Refusals> {
        if self.0.is_empty() { Ok(()) } else { Err(self.0.clone()) }
    }
}

/// Nothing but this family refuses.
pub fn only(family: Refused) -> Refusals {
    Refusals::from([family])
}
