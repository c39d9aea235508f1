//! The certificate authority. Certificates come from the pool, which knows what each says; other bytes never parse.

use chartseal_types::certificate::{ExecuteMsg, RevocationReason};
use chartseal_types::second_factor::Sensitive;
use chartseal_types::{Fingerprint, IdentityId};
use cosmwasm_std::{Addr, Binary};

use super::check::{Check, Refused};
use super::{Answer, Model, Verdict};
use crate::call::Contract;
use crate::pool::Pooled;

/// Where a certificate or a CA stands by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stands {
    /// Good.
    Good,
    /// Set aside: by whom, none for the admin.
    Held(Option<IdentityId>),
    /// Ended.
    Revoked,
}

/// A certificate in the log.
#[derive(Debug, Clone)]
pub struct Logged {
    /// Which.
    pub fingerprint: Fingerprint,
    /// Its place in the pool.
    pub pooled: usize,
    /// Where it stands.
    pub stands: Stands,
}

impl Logged {
    /// Whether it is on hold.
    pub fn is_held(&self) -> bool {
        matches!(self.stands, Stands::Held(_))
    }

    /// Who placed the hold; none for the admin.
    pub fn holder(&self) -> Option<IdentityId> {
        match self.stands {
            Stands::Held(holder) => holder,
            Stands::Good | Stands::Revoked => None,
        }
    }
}

/// A trust anchor or CA in the log.
#[derive(Debug, Clone)]
pub struct Authority {
    /// Which.
    pub fingerprint: Fingerprint,
    /// The CA above; none above a trust anchor.
    pub issuer: Option<Fingerprint>,
    /// Who operates it; none for a trust anchor.
    pub organization: Option<IdentityId>,
    /// Its place in the pool.
    pub pooled: usize,
    /// Where it stands.
    pub stands: Stands,
}

/// A request for a certificate.
#[derive(Debug, Clone)]
pub struct Asked {
    /// For whom.
    pub identity: IdentityId,
    /// From which CA.
    pub ca: Fingerprint,
    /// The key it is for: a place in the pool.
    pub key: usize,
    /// Whether it waits.
    pub open: bool,
}

/// The certificate authority.
#[derive(Debug, Clone, Default)]
pub struct Authorities {
    /// Trust anchors and CAs.
    pub authorities: Vec<Authority>,
    /// Certificates of end entities.
    pub certificates: Vec<Logged>,
    /// Requests, by number from 1.
    pub requests: Vec<Asked>,
    /// Keys reported compromised: places in the pool of keys.
    pub compromised: Vec<usize>,
}

impl Authorities {
    /// A trust anchor or CA.
    pub fn authority(&self, fingerprint: Fingerprint) -> Option<&Authority> {
        self.authorities.iter().find(|one| one.fingerprint == fingerprint)
    }

    /// A certificate.
    pub fn certificate(&self, fingerprint: Fingerprint) -> Option<&Logged> {
        self.certificates.iter().find(|one| one.fingerprint == fingerprint)
    }
}

impl Model {
    /// Whether a CA and all above it are good now.
    fn authority_is_good(&self, ca: Fingerprint) -> bool {
        let mut next = Some(ca);
        while let Some(fingerprint) = next {
            let Some(authority) = self.authorities.authority(fingerprint) else { return false };
            let pooled = &self.pool.authorities[authority.pooled];
            if authority.stands != Stands::Good || !pooled.is_valid(self.now) {
                return false;
            }
            next = authority.issuer;
        }
        true
    }

    /// Whether a certificate is good now and names that identity.
    pub fn certifies(&self, certificate: Fingerprint, identity: IdentityId) -> bool {
        let Some(logged) = self.authorities.certificate(certificate) else { return false };
        let pooled = &self.pool.certificates[logged.pooled];
        logged.stands == Stands::Good
            && pooled.identity == identity
            && pooled.is_valid(self.now)
            && self.authority_is_good(self.pool.authorities[pooled.ca].fingerprint)
    }

    /// What the certificate authority does with a message.
    pub(super) fn certificate(&mut self, sender: &Addr, msg: &ExecuteMsg, confirmed: bool) -> Verdict {
        match msg {
            ExecuteMsg::AddTrustAnchor { certificate } => self.add_authority(sender, certificate, None),
            ExecuteMsg::AddIssuingCa { certificate, issuer, organization } => {
                self.add_authority(sender, certificate, Some((*issuer, *organization)))
            }
            ExecuteMsg::RequestCertificate { ca, csr } => self.request_certificate(sender, *ca, csr),
            ExecuteMsg::IssueCertificate { request, certificate } => {
                self.issue(sender, *request, certificate, confirmed)
            }
            ExecuteMsg::DeclineRequest { request, .. } => self.decline(sender, *request),
            ExecuteMsg::RevokeCertificate { certificate, reason } => {
                self.revoke_certificate(sender, *certificate, *reason)
            }
            ExecuteMsg::HoldCertificate { certificate } => self.hold_certificate(sender, *certificate),
            ExecuteMsg::ReleaseCertificate { certificate } => self.release_certificate(sender, *certificate),
            ExecuteMsg::RevokeCa { ca, reason } => self.revoke_ca(sender, *ca, *reason),
            ExecuteMsg::Confirmed { .. } | ExecuteMsg::Governance(_) => {
                unreachable!("taken apart before")
            }
        }
    }

    fn add_authority(
        &mut self,
        sender: &Addr,
        der: &Binary,
        below: Option<(Fingerprint, IdentityId)>,
    ) -> Verdict {
        let mut check = Check::default();
        check.refuse(Refused::Sender, !self.is_admin(Contract::Certificate, sender));
        check.refuse(Refused::Paused, self.is_paused(Contract::Certificate));
        if let Some((issuer, organization)) = below {
            check.refuse(Refused::Standing, !self.registry.is_active(organization, self.now));
            let kind = self.registry.get(organization).map(|one| one.kind);
            check.refuse(Refused::Standing, !kind.is_some_and(|kind| kind.is_organization()));
            check.refuse(Refused::Unknown, self.authorities.authority(issuer).is_none());
            let known = self.authorities.authority(issuer).is_some();
            check.refuse(Refused::Standing, known && !self.authority_is_good(issuer));
        }
        let Some(Pooled::Authority(pooled)) = self.pool.find(der) else {
            check.refuse(Refused::Proof, true).done()?;
            unreachable!("refused")
        };
        let found = &self.pool.authorities[pooled];
        let issuer = below.map(|(issuer, _)| issuer);
        let above = found.issuer.map(|place| self.pool.authorities[place].fingerprint);
        check.refuse(Refused::Proof, issuer != above || (above.is_none() && !found.is_valid(self.now)));
        check.refuse(Refused::Proof, self.now > found.not_after);
        let compromised = self.authorities.compromised.contains(&found.key);
        check.refuse(Refused::State, self.authorities.authority(found.fingerprint).is_some() || compromised);
        check.done()?;
        let fingerprint = found.fingerprint;
        let organization = below.map(|(_, organization)| organization);
        let authority = Authority { fingerprint, issuer, organization, pooled, stands: Stands::Good };
        self.authorities.authorities.push(authority);
        Ok(Answer::Fingerprint(fingerprint))
    }

    fn request_certificate(&mut self, sender: &Addr, ca: Fingerprint, csr: &Binary) -> Verdict {
        let mut check = Check::default();
        check.refuse(Refused::Paused, self.is_paused(Contract::Certificate));
        let own = self.registry.owner(sender);
        check.refuse(Refused::Sender, own.is_none());
        check.refuse(Refused::Standing, own.is_some_and(|own| !self.registry.is_active(own, self.now)));
        let key = match self.pool.find(csr) {
            Some(Pooled::Request(key)) => Some(key),
            _ => None,
        };
        let names = key.map(|key| self.pool.requests[key].identity);
        check.refuse(Refused::Proof, names.is_none() || names != own);
        check.refuse(Refused::State, key.is_some_and(|key| self.authorities.compromised.contains(&key)));
        let authority = check.need(Refused::Unknown, self.authorities.authority(ca))?;
        check.refuse(Refused::Standing, authority.organization.is_none());
        check.refuse(Refused::Standing, !self.authority_is_good(ca)).done()?;
        let (Some(identity), Some(key)) = (own, key) else { unreachable!("refused") };
        let mut requests = self.authorities.requests.iter_mut();
        if let Some(before) = requests.find(|one| one.open && one.identity == identity && one.ca == ca) {
            before.open = false;
        }
        self.authorities.requests.push(Asked { identity, ca, key, open: true });
        Ok(Answer::Number(self.authorities.requests.len() as u64))
    }

    fn request(&self, number: u64) -> Option<&Asked> {
        self.authorities.requests.get(usize::try_from(number).ok()?.checked_sub(1)?)
    }

    fn issue(&mut self, sender: &Addr, number: u64, der: &Binary, confirmed: bool) -> Verdict {
        let mut check = Check::default();
        check.refuse(Refused::Paused, self.is_paused(Contract::Certificate));
        let needed = self.needs_factor(Sensitive::IssueCertificate);
        check.refuse(Refused::SecondFactor, needed && !confirmed);
        let pooled = match self.pool.find(der) {
            Some(Pooled::Certificate(pooled)) => Some(pooled),
            _ => None,
        };
        check.refuse(Refused::Proof, pooled.is_none());
        let asked = check.need(Refused::Unknown, self.request(number))?;
        check.refuse(Refused::State, !asked.open);
        let operator = self.authorities.authority(asked.ca).and_then(|one| one.organization);
        check.refuse(Refused::Sender, self.registry.owner(sender) != operator);
        check.refuse(Refused::Standing, !operator.is_some_and(|one| self.registry.is_active(one, self.now)));
        check.refuse(Refused::Standing, !self.registry.is_active(asked.identity, self.now));
        check.refuse(Refused::Standing, !self.authority_is_good(asked.ca));
        if let Some(found) = pooled.map(|pooled| &self.pool.certificates[pooled]) {
            let issuer = &self.pool.authorities[found.ca];
            let fits = found.identity == asked.identity
                && found.key == asked.key
                && issuer.fingerprint == asked.ca
                && found.not_after <= issuer.not_after
                && self.now <= found.not_after;
            check.refuse(Refused::Proof, !fits);
            let compromised = self.authorities.compromised.contains(&found.key);
            check.refuse(
                Refused::State,
                self.authorities.certificate(found.fingerprint).is_some() || compromised,
            );
        }
        check.done()?;
        let Some(pooled) = pooled else { unreachable!("refused") };
        let fingerprint = self.pool.certificates[pooled].fingerprint;
        self.authorities.certificates.push(Logged { fingerprint, pooled, stands: Stands::Good });
        self.authorities.requests[number as usize - 1].open = false;
        Ok(Answer::Fingerprint(fingerprint))
    }

    fn decline(&mut self, sender: &Addr, number: u64) -> Verdict {
        let mut check = Check::default();
        let asked = check.need(Refused::Unknown, self.request(number))?;
        check.refuse(Refused::State, !asked.open);
        let operator = self.authorities.authority(asked.ca).and_then(|one| one.organization);
        check.refuse(Refused::Sender, self.registry.owner(sender) != operator).done()?;
        self.authorities.requests[number as usize - 1].open = false;
        Ok(Answer::Nothing)
    }

    /// Whether an identity may revoke a certificate: the issuer's organization, the subject, a registrar.
    fn may_revoke(&self, id: IdentityId, logged: &Logged) -> bool {
        let pooled = &self.pool.certificates[logged.pooled];
        let issuer = self.authorities.authority(self.pool.authorities[pooled.ca].fingerprint);
        id == pooled.identity
            || issuer.and_then(|one| one.organization) == Some(id)
            || self.registry.is_registrar(id, self.now)
    }

    /// Rules of revoking and holding a certificate. Gives its place, and who acts: none for the admin.
    fn revoking(
        &self,
        check: &mut Check,
        sender: &Addr,
        certificate: Fingerprint,
    ) -> Result<(usize, Option<IdentityId>), super::Refusals> {
        let mut log = self.authorities.certificates.iter();
        let place = check.need(Refused::Unknown, log.position(|one| one.fingerprint == certificate))?;
        let logged = &self.authorities.certificates[place];
        check.refuse(Refused::State, logged.stands == Stands::Revoked);
        if self.is_admin(Contract::Certificate, sender) {
            return Ok((place, None));
        }
        let own = self.registry.owner(sender);
        check.refuse(Refused::Sender, !own.is_some_and(|own| self.may_revoke(own, logged)));
        Ok((place, own))
    }

    fn revoke_certificate(
        &mut self,
        sender: &Addr,
        certificate: Fingerprint,
        reason: RevocationReason,
    ) -> Verdict {
        let mut check = Check::default();
        let (place, _) = self.revoking(&mut check, sender, certificate)?;
        check.done()?;
        let logged = &mut self.authorities.certificates[place];
        logged.stands = Stands::Revoked;
        if reason == RevocationReason::KeyCompromise {
            self.authorities.compromised.push(self.pool.certificates[logged.pooled].key);
        }
        Ok(Answer::Nothing)
    }

    fn hold_certificate(&mut self, sender: &Addr, certificate: Fingerprint) -> Verdict {
        let mut check = Check::default();
        let (place, by) = self.revoking(&mut check, sender, certificate)?;
        let logged = &self.authorities.certificates[place];
        let subject = Some(self.pool.certificates[logged.pooled].identity);
        // The subject's own hold gives way to another's.
        let again = matches!(logged.stands, Stands::Held(holder) if holder != subject || by == subject);
        check.refuse(Refused::State, again).done()?;
        self.authorities.certificates[place].stands = Stands::Held(by);
        Ok(Answer::Nothing)
    }

    fn release_certificate(&mut self, sender: &Addr, certificate: Fingerprint) -> Verdict {
        let mut check = Check::default();
        check.refuse(Refused::Paused, self.is_paused(Contract::Certificate));
        let found = self.authorities.certificates.iter().position(|one| one.fingerprint == certificate);
        let place = check.need(Refused::Unknown, found)?;
        let logged = &self.authorities.certificates[place];
        let holder = match logged.stands {
            Stands::Held(holder) => Some(holder),
            _ => None,
        };
        check.refuse(Refused::State, holder.is_none());
        if !self.is_admin(Contract::Certificate, sender) {
            let own = self.registry.owner(sender);
            check.refuse(Refused::Sender, own.is_none() || holder != Some(own));
            check.refuse(Refused::Standing, !own.is_some_and(|own| self.registry.is_active(own, self.now)));
            check.refuse(Refused::Sender, !own.is_some_and(|own| self.may_revoke(own, logged)));
        }
        check.done()?;
        self.authorities.certificates[place].stands = Stands::Good;
        Ok(Answer::Nothing)
    }

    fn revoke_ca(&mut self, sender: &Addr, ca: Fingerprint, reason: RevocationReason) -> Verdict {
        let mut check = Check::default();
        let found = self.authorities.authorities.iter().position(|one| one.fingerprint == ca);
        let place = check.need(Refused::Unknown, found)?;
        let authority = &self.authorities.authorities[place];
        check.refuse(Refused::State, authority.stands == Stands::Revoked);
        let above = authority.issuer.and_then(|issuer| self.authorities.authority(issuer)?.organization);
        let own = self.registry.owner(sender);
        let operates = own.is_some() && [authority.organization, above].contains(&own);
        let admin = self.is_admin(Contract::Certificate, sender);
        check.refuse(Refused::Sender, !admin && !operates).done()?;
        let key = self.pool.authorities[authority.pooled].key;
        self.authorities.authorities[place].stands = Stands::Revoked;
        if matches!(reason, RevocationReason::KeyCompromise | RevocationReason::CaCompromise) {
            self.authorities.compromised.push(key);
        }
        Ok(Answer::Nothing)
    }
}
