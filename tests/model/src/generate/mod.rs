//! Steps that often make sense, and sometimes do not: a wrong sender, another's number, a time that is over, coins, no
//! second factor or a bad one, bytes that are no message.

mod access;
mod acts;
mod anchor;
mod certificate;
mod garble;
mod governance;
mod identity;
mod terms;

use chartseal_testing::{Batch, DAY, HOUR};
use chartseal_types::identity::Kind;
use chartseal_types::{Commitment, Fingerprint, IdentityId};
use cosmwasm_std::Addr;
use fastrand::Rng;

use crate::call::{Call, Factor, Fault, Message, Sent, Step};
use crate::model::{Identity, Model};
use crate::world::World;

/// A message that somebody could send.
pub struct Draft {
    sender: Addr,
    message: Message,
    /// When it is meant to be sent, if at a certain time.
    at: Option<u64>,
    /// Whether it takes a second factor.
    sensitive: bool,
}

/// Makes steps.
pub struct Generator {
    rng: Rng,
    records: u64,
    commitments: u64,
    batches: Vec<Batch>,
}

impl Generator {
    /// The same seed makes the same steps.
    pub fn new(seed: u64) -> Self {
        Self { rng: Rng::with_seed(seed), records: 100, commitments: 0, batches: vec![] }
    }

    /// The next step, given how things stand.
    pub fn step(&mut self, world: &World, model: &Model) -> Step {
        let Draft { sender, message, at, sensitive } = self.draft(world, model);
        let wait = match at.and_then(|at| at.checked_sub(model.now)).filter(|_| self.chance(80)) {
            // On the border, or a second to either side of it.
            Some(wait) => match self.rng.u8(..10) {
                0 => wait.saturating_sub(1),
                1 => wait + 1,
                _ => wait,
            },
            None => self.wait(),
        };
        if self.chance(3) {
            let (json, garbled) = garble::garble(&mut self.rng, &message.to_json());
            return Step { wait, sent: Sent::Bytes { sender, contract: message.contract(), json, garbled } };
        }
        let sender = if self.chance(4) { self.anybody(world) } else { sender };
        let factor = self.factor(model, &sender, sensitive);
        let funds = self.chance(1);
        Step { wait, sent: Sent::Call(Box::new(Call { sender, message, funds, factor })) }
    }

    fn draft(&mut self, world: &World, model: &Model) -> Draft {
        match self.rng.u8(..100) {
            0..=37 => self.identity(world, model),
            38..=50 => self.certificate(world, model),
            51..=78 => self.access(world, model),
            79..=95 => self.anchor(world, model),
            _ => self.governance(world, model),
        }
    }

    fn wait(&mut self) -> u64 {
        let border = |seconds: u64, rng: &mut Rng| seconds - 1 + rng.u64(..3);
        match self.rng.u16(..1000) {
            0..=499 => 1,
            500..=749 => self.rng.u64(1..120),
            750..=869 => self.rng.u64(1..6) * HOUR,
            870..=919 => border(DAY, &mut self.rng),
            920..=954 => border(3 * DAY, &mut self.rng),
            955..=972 => border(7 * DAY, &mut self.rng),
            973..=985 => border(14 * DAY, &mut self.rng),
            986..=992 => border(30 * DAY, &mut self.rng),
            993..=995 => border(90 * DAY, &mut self.rng),
            _ => 0,
        }
    }

    fn factor(&mut self, model: &Model, sender: &Addr, sensitive: bool) -> Factor {
        let own = model.registry.owner(sender).and_then(|id| model.registry.get(id));
        let own = own.and_then(|identity| {
            model.pool.passkeys.iter().rposition(|passkey| identity.passkeys.contains(passkey))
        });
        let wanted = if sensitive { 88 } else { 3 };
        if !self.chance(wanted) {
            return Factor::First;
        }
        let passkey = match own.filter(|_| !self.chance(3)) {
            Some(passkey) => passkey,
            None => self.rng.usize(..model.pool.passkeys.len()),
        };
        let fault = self.chance(7).then(|| *self.pick(&Fault::ALL).expect("there are faults"));
        Factor::Passkey { passkey, fault }
    }

    fn chance(&mut self, percent: u8) -> bool {
        self.rng.u8(..100) < percent
    }

    fn pick<'a, T>(&mut self, list: &'a [T]) -> Option<&'a T> {
        if list.is_empty() { None } else { list.get(self.rng.usize(..list.len())) }
    }

    fn anybody(&mut self, world: &World) -> Addr {
        let accounts: Vec<_> = world.accounts().collect();
        (*self.pick(&accounts).expect("there are accounts")).clone()
    }

    /// An account of an identity, or anybody's when it has none.
    fn account(&mut self, world: &World, model: &Model, id: IdentityId) -> Addr {
        let accounts = model.registry.get(id).map(|one| one.accounts.clone()).unwrap_or_default();
        match self.pick(&accounts) {
            Some((account, _)) => account.clone(),
            None => self.anybody(world),
        }
    }

    /// An identity of whom something holds; sometimes any, rarely one that is not.
    fn who(&mut self, model: &Model, holds: impl Fn(&Identity) -> bool) -> IdentityId {
        let all = model.registry.identities.iter();
        let fits: Vec<IdentityId> = all.filter(|(_, one)| holds(one)).map(|(id, _)| *id).collect();
        match self.rng.u8(..100) {
            0..=93 if !fits.is_empty() => *self.pick(&fits).expect("some fit"),
            94 => IdentityId([7; 16]),
            _ => {
                let all: Vec<_> = model.registry.identities.keys().collect();
                **self.pick(&all).expect("there are identities")
            }
        }
    }

    fn patient(&mut self, model: &Model) -> IdentityId {
        self.who(model, |one| one.kind == Kind::Patient)
    }

    fn organization(&mut self, model: &Model) -> IdentityId {
        self.who(model, |one| one.kind.is_organization())
    }

    /// An organization whose roles somebody has, mostly.
    fn workplace(&mut self, model: &Model) -> IdentityId {
        self.who(model, |one| one.kind.is_organization() && !one.roles.is_empty())
    }

    fn practitioner(&mut self, model: &Model) -> IdentityId {
        self.who(model, |one| one.kind == Kind::Practitioner)
    }

    /// A number that was given, or one beside it.
    fn number(&mut self, given: usize) -> u64 {
        match self.rng.u8(..100) {
            0..=1 => 0,
            2..=3 => given as u64 + 1,
            _ if given == 0 => 1,
            // The latest ones are the ones that something can still be done with.
            _ => given as u64 - self.rng.u64(..given.min(4) as u64),
        }
    }

    /// A commitment, mostly one that nobody used before.
    fn commitment(&mut self) -> Commitment {
        if !self.chance(6) {
            self.commitments += 1;
        }
        let mut bytes = [3; 32];
        bytes[..8].copy_from_slice(&self.commitments.to_be_bytes());
        Commitment(bytes)
    }

    /// A certificate of an identity, mostly one in the log.
    fn certificate_of(&mut self, model: &Model, id: IdentityId) -> Option<Fingerprint> {
        let own = |place: usize| model.pool.certificates[place].identity == id;
        let log = model.authorities.certificates.iter();
        let log: Vec<_> =
            log.filter(|one| own(one.pooled) || self.rng.u8(..60) == 0).map(|one| one.fingerprint).collect();
        match self.rng.u8(..100) {
            0 => None,
            1 => Some(Fingerprint([8; 32])),
            _ => self.pick(&log).copied(),
        }
    }

    /// A time until which something is to last: mostly allowed, sometimes just not.
    fn until(&mut self, now: u64, longest: u64) -> u64 {
        match self.rng.u8(..100) {
            0..=2 => now,
            3 => now - 1,
            4..=6 => now + longest + 1,
            7..=12 => now + longest,
            13..=30 => now + self.rng.u64(1..=longest.min(DAY)),
            _ => now + self.rng.u64(1..=longest),
        }
    }
}
