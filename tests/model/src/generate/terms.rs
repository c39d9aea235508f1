//! Terms of consents and requests, and questions.

use chartseal_testing::DAY;
use chartseal_types::access::{
    ClinicalPeriod, Effect, Grantee, Question, RequestTermsUnchecked, Target, TermsUnchecked,
};
use chartseal_types::{
    Action, Category, Commitment, Compartment, Confidentiality, ContentHash, Hat, IdentityId, Label, Purpose,
    Quarter, Role, Selection,
};

use super::Generator;
use crate::model::Model;
use crate::world::label;

impl Generator {
    fn some<T: Copy>(&mut self, list: &[T]) -> Selection<T> {
        match self.rng.u8(..20) {
            0 => Selection::Only(vec![]),
            1 => Selection::Only(vec![list[0], list[0]]),
            2..=6 => Selection::Only(list[..1 + self.rng.usize(..list.len())].to_vec()),
            _ => Selection::All {},
        }
    }

    /// The records of a patient.
    pub(super) fn records_of(&mut self, model: &Model, patient: IdentityId) -> Vec<ContentHash> {
        let keys = model.anchor.records.keys();
        keys.filter(|(whose, _)| *whose == patient || self.rng.u8(..200) == 0)
            .map(|(_, record)| *record)
            .collect()
    }

    fn quarters(&mut self) -> Option<ClinicalPeriod> {
        let (from, to) = match self.rng.u8(..12) {
            0 => ((2020, 1), (2019, 1)),
            1..=2 => ((2019, 1), (2019, 2)),
            _ => return None,
        };
        let quarter = |(year, number): (u16, u8)| Quarter::new(year, number).ok();
        Some(ClinicalPeriod { from: quarter(from)?, to: quarter(to)? })
    }

    fn purposes(&mut self) -> Selection<Purpose> {
        let own = [Purpose::TREAT, Purpose::BTG, Purpose::HPAYMT, Purpose::FAMRQT, Purpose::PATRQT];
        self.some(&own)
    }

    fn confidentiality(&mut self) -> Confidentiality {
        use Confidentiality::{L, M, N, R, V};
        *self.pick(&[L, M, N, N, R, R, V, V, V]).expect("there are levels")
    }

    fn compartments(&mut self) -> Selection<Compartment> {
        let all: Vec<_> = (0..2).filter_map(|one| Compartment::new(one).ok()).collect();
        self.some(&all)
    }

    pub(super) fn grantee(&mut self, model: &Model) -> Grantee {
        let organization = self.workplace(model);
        match self.rng.u8(..20) {
            0..=4 => Grantee::Everyone {},
            5..=9 => Grantee::Identity { identity: self.practitioner(model) },
            10 => Grantee::Identity { identity: organization },
            11 => Grantee::Organization { organization: self.practitioner(model) },
            12..=15 => Grantee::Organization { organization },
            _ => Grantee::Role { organization, role: self.role() },
        }
    }

    pub(super) fn role(&mut self) -> Role {
        *self.pick(&[Role::Doctor, Role::Doctor, Role::Nurse, Role::ClaimsExaminer]).expect("there are roles")
    }

    pub(super) fn terms(&mut self, model: &Model, patient: IdentityId) -> TermsUnchecked {
        let now = model.now;
        let effect = if self.chance(30) { Effect::Deny } else { Effect::Permit };
        let known = self.records_of(model, patient);
        let records = match self.rng.u8(..10) {
            0..=1 if !known.is_empty() => self.some(&known),
            _ => Selection::All {},
        };
        let permits = effect == Effect::Permit || self.chance(3);
        TermsUnchecked {
            effect,
            grantee: self.grantee(model),
            categories: self.some(&[Category::Summary, Category::Laboratory, Category::Medication]),
            compartments: self.compartments(),
            max_confidentiality: self.confidentiality(),
            purposes: self.purposes(),
            actions: self.some(&Action::ALL),
            records,
            valid_from: match self.rng.u8(..8) {
                0 => Some(now + DAY),
                1 => Some(now - DAY),
                _ => None,
            },
            valid_until: self.chance(40).then(|| self.until(now, 60 * DAY)),
            clinical_period: self.quarters(),
            uses: (permits && self.chance(30)).then(|| self.rng.u32(..4)),
            claim: self.chance(8).then_some(Commitment([6; 32])),
        }
    }

    pub(super) fn asked(&mut self, model: &Model, patient: IdentityId, role: Role) -> RequestTermsUnchecked {
        let known = self.records_of(model, patient);
        let purpose = match role {
            Role::ClaimsExaminer => Purpose::HPAYMT,
            Role::Researcher => Purpose::HRESCH,
            _ => Purpose::TREAT,
        };
        let category = if role == Role::ClaimsExaminer { Category::Financial } else { Category::Laboratory };
        RequestTermsUnchecked {
            categories: if self.chance(12) { Selection::All {} } else { Selection::Only(vec![category]) },
            compartments: self.chance(20).then(|| self.compartments()),
            max_confidentiality: if self.chance(12) { Confidentiality::V } else { Confidentiality::N },
            purposes: if self.chance(8) { self.purposes() } else { Selection::Only(vec![purpose]) },
            actions: Selection::Only(vec![Action::Read]),
            records: if self.chance(10) && !known.is_empty() { self.some(&known) } else { Selection::All {} },
            clinical_period: self.quarters(),
            valid_until: self.until(model.now, 60 * DAY),
            uses: self.chance(30).then(|| self.rng.u32(..4)),
            claim: self.chance(60).then_some(Commitment([6; 32])),
        }
    }

    /// A hat that an identity can wear, mostly.
    pub(super) fn hat(&mut self, model: &Model, id: IdentityId) -> Hat {
        let held: Vec<_> = model.registry.get(id).map(|one| one.in_force().collect()).unwrap_or_default();
        match self.pick(&held).filter(|_| self.rng.u8(..20) > 0) {
            Some((organization, role)) => Hat::Organization { organization: *organization, role: *role },
            None => Hat::Organization { organization: self.workplace(model), role: self.role() },
        }
    }

    pub(super) fn label(&mut self) -> Label {
        let mut label = label(self.rng.u64(..12));
        if self.chance(15) {
            label.confidentiality = self.confidentiality();
        }
        label
    }

    /// A question, and who asks it.
    pub(super) fn question(&mut self, model: &Model) -> (IdentityId, Question) {
        let owners =
            |model: &Model| model.anchor.records.keys().map(|(patient, _)| *patient).collect::<Vec<_>>();
        let owners = owners(model);
        let patient = match self.pick(&owners).filter(|_| self.rng.u8(..12) > 0) {
            Some(patient) => *patient,
            None => self.patient(model),
        };
        let found = model.registry.get(patient);
        let representatives: Vec<_> =
            found.map(|one| one.representatives.iter().map(|one| one.identity).collect()).unwrap_or_default();
        let (requester, hat) = match self.rng.u8(..20) {
            0..=2 => (found.and_then(|one| one.merged_into).unwrap_or(patient), Hat::Own {}),
            3..=5 => {
                let who = self.pick(&representatives).copied().unwrap_or_else(|| self.practitioner(model));
                (who, Hat::Representative {})
            }
            _ => {
                let who = self.practitioner(model);
                (who, self.hat(model, who))
            }
        };
        let write = self.chance(35);
        let known = self.records_of(model, patient);
        let target = match self.rng.u8(..20) {
            0 => Target::Records(vec![]),
            1 => Target::Records(vec![ContentHash([9; 32])]),
            2 => Target::Labels(vec![self.label()]),
            3 => Target::Labels((0..21).map(|_| self.label()).collect()),
            _ if write && (known.is_empty() || self.chance(70)) => {
                let own = Label { category: Category::PatientReported, ..self.label() };
                let label = self.label();
                let first = if matches!(hat, Hat::Own {}) && self.rng.bool() { own } else { label };
                let second = self.label();
                Target::Labels(if first == second { vec![first] } else { vec![first, second] })
            }
            _ if known.is_empty() => Target::Records(vec![ContentHash([9; 32])]),
            _ => {
                let mut known = known;
                self.rng.shuffle(&mut known);
                known.truncate(1 + self.rng.usize(..4));
                Target::Records(known)
            }
        };
        let purpose = match (hat, self.rng.u8(..20)) {
            (_, 0) => Purpose::HMARKT,
            (_, 1) => Purpose::COC,
            (Hat::Organization { role: Role::ClaimsExaminer, .. }, _) => Purpose::HPAYMT,
            (Hat::Organization { role: Role::Researcher, .. }, _) => Purpose::HRESCH,
            (Hat::Organization { role: Role::ComplianceOfficer, .. }, _) => Purpose::HOPERAT,
            (Hat::Representative {}, _) => Purpose::FAMRQT,
            (Hat::Own {}, _) => Purpose::PATRQT,
            (_, 2..=6) => Purpose::BTG,
            _ => Purpose::TREAT,
        };
        let own = matches!(hat, Hat::Own {});
        let certificate = if own { None } else { self.certificate_of(model, requester) };
        let action = if write { Action::Write } else { Action::Read };
        (requester, Question { patient, hat, target, purpose, action, certificate })
    }
}
