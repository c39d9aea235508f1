//! Messages to the certificate authority.

use chartseal_types::certificate::{DeclineReason, ExecuteMsg, RevocationReason};
use chartseal_types::{Fingerprint, IdentityId};
use cosmwasm_std::{Addr, Binary};

use super::{Draft, Generator};
use crate::call::{Contract, Message};
use crate::model::Model;
use crate::world::World;

impl Generator {
    pub(super) fn certificate(&mut self, world: &World, model: &Model) -> Draft {
        let admin = model.governance[&Contract::Certificate].admin.clone();
        let (sender, msg) = match self.rng.u8(..100) {
            0..=3 => (
                admin,
                ExecuteMsg::AddTrustAnchor { certificate: self.authority_der(model, &[3, 3, 3, 0, 1]) },
            ),
            4..=8 => {
                let organization = self.organization(model);
                let (issuer, certificate) =
                    (self.authority(model), self.authority_der(model, &[4, 4, 4, 4, 1, 3]));
                let issuer = if self.chance(80) { model.pool.authorities[0].fingerprint } else { issuer };
                (admin, ExecuteMsg::AddIssuingCa { certificate, issuer, organization })
            }
            9..=34 => self.request_certificate(world, model),
            35..=62 => self.issue(world, model),
            63..=67 => {
                let request = self.number(model.authorities.requests.len());
                let sender = self.operator(world, model, request);
                (sender, ExecuteMsg::DeclineRequest { request, reason: DeclineReason::NotNeeded })
            }
            68..=74 => {
                let certificate = self.logged(model);
                let reasons = [RevocationReason::Superseded, RevocationReason::KeyCompromise];
                let reason = reasons[usize::from(self.chance(15))];
                (
                    self.revoker(world, model, certificate),
                    ExecuteMsg::RevokeCertificate { certificate, reason },
                )
            }
            75..=85 => {
                let certificate = self.logged(model);
                (self.revoker(world, model, certificate), ExecuteMsg::HoldCertificate { certificate })
            }
            86..=96 => {
                let held: Vec<_> =
                    model.authorities.certificates.iter().filter(|one| one.is_held()).collect();
                let chosen = self.pick(&held).copied();
                let certificate = chosen.map_or_else(|| self.logged(model), |one| one.fingerprint);
                let holder = chosen.and_then(|one| one.holder());
                let sender = match holder.filter(|_| self.rng.u8(..8) > 0) {
                    Some(holder) => self.account(world, model, holder),
                    None => admin,
                };
                (sender, ExecuteMsg::ReleaseCertificate { certificate })
            }
            _ => {
                let ca = self.authority(model);
                let organization = model.authorities.authority(ca).and_then(|one| one.organization);
                let sender = organization.map_or(admin, |one| self.account(world, model, one));
                let reasons = [RevocationReason::CessationOfOperation, RevocationReason::CaCompromise];
                let reason = reasons[usize::from(self.chance(20))];
                (sender, ExecuteMsg::RevokeCa { ca, reason })
            }
        };
        let sensitive = matches!(msg, ExecuteMsg::IssueCertificate { .. })
            && model.needs_factor(chartseal_types::second_factor::Sensitive::IssueCertificate);
        Draft { sender, message: Message::Certificate(msg), at: None, sensitive }
    }

    fn authority_der(&mut self, model: &Model, places: &[usize]) -> Binary {
        let place = *self.pick(places).expect("there are places");
        match self.rng.u8(..20) {
            0 => Binary::from(b"no certificate"),
            1 => model.pool.certificates[0].der.clone(),
            _ => model.pool.authorities[place].der.clone(),
        }
    }

    fn authority(&mut self, model: &Model) -> Fingerprint {
        if self.chance(3) {
            return Fingerprint([8; 32]);
        }
        let place = self.rng.usize(..model.pool.authorities.len());
        model.pool.authorities[place].fingerprint
    }

    fn logged(&mut self, model: &Model) -> Fingerprint {
        let log: Vec<_> = model.authorities.certificates.iter().map(|one| one.fingerprint).collect();
        self.pick(&log).copied().filter(|_| self.rng.u8(..30) > 0).unwrap_or(Fingerprint([8; 32]))
    }

    /// Somebody who may revoke a certificate, mostly.
    fn revoker(&mut self, world: &World, model: &Model, certificate: Fingerprint) -> Addr {
        let logged = model.authorities.certificate(certificate);
        let pooled = logged.map(|one| &model.pool.certificates[one.pooled]);
        match (self.rng.u8(..10), pooled) {
            (0..=4, Some(pooled)) => self.account(world, model, pooled.identity),
            (5..=6, Some(pooled)) => {
                let ca = model.pool.authorities[pooled.ca].fingerprint;
                let operator = model.authorities.authority(ca).and_then(|one| one.organization);
                self.account(world, model, operator.unwrap_or(IdentityId([0; 16])))
            }
            (7, _) => self.steward(world, model),
            (8, _) => model.governance[&Contract::Certificate].admin.clone(),
            _ => self.anybody(world),
        }
    }

    fn request_certificate(&mut self, world: &World, model: &Model) -> (Addr, ExecuteMsg) {
        let key = self.rng.usize(..model.pool.requests.len());
        let request = &model.pool.requests[key];
        let csr = if self.chance(4) { Binary::from(b"no request") } else { request.der.clone() };
        let place = if self.chance(90) { self.rng.usize(1..3) } else { self.rng.usize(..5) };
        let ca = model.pool.authorities[place].fingerprint;
        (self.account(world, model, request.identity), ExecuteMsg::RequestCertificate { ca, csr })
    }

    fn operator(&mut self, world: &World, model: &Model, request: u64) -> Addr {
        let place = usize::try_from(request).unwrap_or_default().wrapping_sub(1);
        let asked = model.authorities.requests.get(place);
        let operator = asked.and_then(|one| model.authorities.authority(one.ca)?.organization);
        self.account(world, model, operator.unwrap_or(IdentityId([0; 16])))
    }

    fn issue(&mut self, world: &World, model: &Model) -> (Addr, ExecuteMsg) {
        let open = (1u64..).zip(&model.authorities.requests).filter(|(_, one)| one.open);
        let open: Vec<_> = open.map(|(number, _)| number).collect();
        let request = match self.pick(&open).filter(|_| self.rng.u8(..20) > 0) {
            Some(number) => *number,
            None => self.number(model.authorities.requests.len()),
        };
        let place = usize::try_from(request).unwrap_or_default().wrapping_sub(1);
        let asked = model.authorities.requests.get(place).cloned();
        let fits: Vec<_> = model
            .pool
            .certificates
            .iter()
            .filter(|one| asked.as_ref().is_some_and(|asked| asked.key == one.key))
            .filter(|one| {
                let ca = model.pool.authorities[one.ca].fingerprint;
                asked.as_ref().is_some_and(|asked| asked.ca == ca) || self.rng.u8(..40) == 0
            })
            .collect();
        let any = self.rng.usize(..model.pool.certificates.len());
        let certificate = match self.pick(&fits).filter(|_| self.rng.u8(..20) > 0) {
            Some(certificate) => certificate.der.clone(),
            None => model.pool.certificates[any].der.clone(),
        };
        (self.operator(world, model, request), ExecuteMsg::IssueCertificate { request, certificate })
    }
}
