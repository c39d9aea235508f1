//! The life of a joint act: proposed by one registrar, confirmed by another, then applied, vetoed, withdrawn or lapsed.

use chartseal_guard::{Check, holds};
use chartseal_types::identity::{
    ACT_DELAY, ACT_LAPSE, Act, ActResponse, Distrusted, Ending, JointAct, Outcome, Signature, Stage, Takes,
};
use chartseal_types::{Commitment, IdentityId};
use cosmwasm_schema::cw_serde;
use cosmwasm_std::Addr;

use crate::ActError;

/// An act with the steps it can take. A step that is refused changes nothing.
#[cw_serde]
pub struct Proceeding(JointAct);

/// Who takes a step, and when.
#[derive(Debug, Clone, Copy)]
pub struct Step<'a> {
    /// The sender.
    pub account: &'a Addr,
    /// The identity that it controls.
    pub identity: Option<IdentityId>,
    /// Unix seconds.
    pub now: u64,
    /// Registrars whose acts lapse.
    pub distrusted: &'a [Distrusted],
}

impl Proceeding {
    /// An act as the first registrar proposes it.
    pub fn propose(number: u32, act: Act, evidence: Commitment, proposed: Signature) -> Self {
        Self(JointAct { number, act, evidence, proposed, confirmed: None, ended: None })
    }

    /// The act with who signed it and how it ended.
    pub fn joint(&self) -> &JointAct {
        &self.0
    }

    /// What it does once it takes effect.
    pub fn act(&self) -> &Act {
        &self.0.act
    }

    /// From when it can be applied, Unix seconds; none before it is confirmed. Whoever can object has the whole delay for
    /// it: `speaks_since` is since when that can be, if for a time nobody could.
    pub fn applies_at(&self, speaks_since: u64) -> Option<u64> {
        let confirmed = self.0.confirmed.as_ref()?.at;
        Some(match self.act().takes() {
            Takes::Delay => confirmed.max(speaks_since).saturating_add(ACT_DELAY),
            Takes::Confirmation | Takes::NewAccount => confirmed,
        })
    }

    /// From when it has lapsed unless it went on, Unix seconds. Who comes back to speak revives nothing.
    pub fn lapses_at(&self) -> u64 {
        self.applies_at(0).unwrap_or(self.0.proposed.at).saturating_add(ACT_LAPSE)
    }

    /// Where it stands. An open act lapses with the trust in one of its registrars, whenever that one went bad.
    pub fn stage(&self, now: u64, distrusted: &[Distrusted]) -> Stage {
        let is_bad = |registrar| distrusted.iter().any(|bad| bad.registrar == registrar);
        match (&self.0.ended, &self.0.confirmed) {
            (Some(ending), _) => match ending.outcome {
                Outcome::Applied => Stage::Applied,
                Outcome::Vetoed => Stage::Vetoed,
                Outcome::Withdrawn => Stage::Withdrawn,
            },
            (None, _) if now >= self.lapses_at() || self.registrars().any(is_bad) => Stage::Lapsed,
            (None, Some(_)) => Stage::Confirmed,
            (None, None) => Stage::Proposed,
        }
    }

    /// Whether nothing has ended it.
    pub fn is_open(&self, now: u64, distrusted: &[Distrusted]) -> bool {
        matches!(self.stage(now, distrusted), Stage::Proposed | Stage::Confirmed)
    }

    /// The registrars with a hand in it so far.
    pub fn registrars(&self) -> impl Iterator<Item = IdentityId> {
        let second = self.0.confirmed.as_ref().map(|confirmed| confirmed.registrar);
        std::iter::once(self.0.proposed.registrar).chain(second)
    }

    /// Another registrar confirms it. Tells whether it takes effect now: then it is applied.
    pub fn confirm(&mut self, confirmed: Signature, distrusted: &[Distrusted]) -> Result<bool, ActError> {
        let number = self.0.number;
        if self.ensure_open(confirmed.at, distrusted)? == Stage::Confirmed {
            return Err(ActError::AlreadyConfirmed { number });
        }
        if !holds(Check::TwoRegistrars, confirmed.registrar != self.0.proposed.registrar) {
            return Err(ActError::SameRegistrar { number, registrar: confirmed.registrar });
        }
        let at_once = self.act().takes() == Takes::Confirmation;
        if at_once {
            self.end(Outcome::Applied, &confirmed.by, confirmed.at);
        }
        self.0.confirmed = Some(confirmed);
        Ok(at_once)
    }

    /// It takes effect, when its time has come: by the new account for a claim, by either registrar otherwise.
    pub fn apply(&mut self, step: Step<'_>, speaks_since: u64) -> Result<(), ActError> {
        let (number, now) = (self.0.number, step.now);
        self.ensure_open(now, step.distrusted)?;
        let applies_at = self.applies_at(speaks_since).ok_or(ActError::NotConfirmed { number })?;
        if !holds(Check::ActDelay, applies_at <= now) {
            return Err(ActError::TooEarly { number, applies_at, now });
        }
        self.ensure_applicant(&step)?;
        self.end(Outcome::Applied, step.account, now);
        Ok(())
    }

    /// An account of a patient it is about refuses it, confirmed or not.
    pub fn veto(&mut self, step: Step<'_>) -> Result<(), ActError> {
        let number = self.0.number;
        self.ensure_open(step.now, step.distrusted)?;
        if self.act().takes() != Takes::Delay {
            return Err(ActError::NoVeto { number });
        }
        if !self.act().subjects().any(|subject| step.identity == Some(subject)) {
            return Err(ActError::NotSubject { number, account: step.account.clone() });
        }
        self.end(Outcome::Vetoed, step.account, step.now);
        Ok(())
    }

    /// One of its registrars takes it back, whatever has become of that registrar.
    pub fn withdraw(&mut self, step: Step<'_>) -> Result<(), ActError> {
        self.ensure_open(step.now, step.distrusted)?;
        self.ensure_registrar(&step)?;
        self.end(Outcome::Withdrawn, step.account, step.now);
        Ok(())
    }

    /// The act as a query tells it.
    pub fn response(self, now: u64, distrusted: &[Distrusted], speaks_since: u64) -> ActResponse {
        let stage = self.stage(now, distrusted);
        let (applies_at, lapses_at) = (self.applies_at(speaks_since), self.lapses_at());
        ActResponse { act: self.0, stage, applies_at, lapses_at }
    }

    fn end(&mut self, outcome: Outcome, by: &Addr, at: u64) {
        self.0.ended = Some(Ending { outcome, by: by.clone(), at });
    }

    fn ensure_open(&self, now: u64, distrusted: &[Distrusted]) -> Result<Stage, ActError> {
        match self.stage(now, distrusted) {
            stage @ (Stage::Proposed | Stage::Confirmed) => Ok(stage),
            stage if holds(Check::ActOpen, false) => Ok(stage),
            stage => Err(ActError::Closed { number: self.0.number, stage }),
        }
    }

    fn ensure_applicant(&self, step: &Step<'_>) -> Result<(), ActError> {
        match self.act() {
            Act::Claim { account, .. } if !holds(Check::ClaimantSigns, account == step.account) => {
                let (account, sender) = (account.clone(), step.account.clone());
                Err(ActError::NotNewAccount { account, sender })
            }
            Act::Claim { .. } => Ok(()),
            _ => self.ensure_registrar(step),
        }
    }

    fn ensure_registrar(&self, step: &Step<'_>) -> Result<(), ActError> {
        if self.registrars().any(|registrar| step.identity == Some(registrar)) {
            return Ok(());
        }
        Err(ActError::NotItsRegistrar { number: self.0.number, account: step.account.clone() })
    }
}
