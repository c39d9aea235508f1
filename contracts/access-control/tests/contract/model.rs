//! The contract against a plain model that keeps every consent in one list and searches all of it: whatever rows the
//! contract keeps, moves and prunes, it decides the same, and so do its tickets.

use access_control::{ConsentError, ContractError};
use chartseal_testing::{Affiliate, DAY, HOUR, MINUTE, Refusal, deny, permit};
use chartseal_types::access::{
    Decision, Effect, Grantee, MAX_DENIALS, MAX_PERMITS, PolicyOutcome, PolicyRow, Rule, TermsUnchecked,
};
use chartseal_types::identity::Kind;
use chartseal_types::{Action, Category, Confidentiality, ContentHash, Label, Purpose, Role, Selection};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::contract::world::{World, label};

/// What happens.
#[derive(Debug, Clone)]
enum Step {
    Grant(Draft),
    Amend(Index, Draft),
    Revoke(Index),
    OpenCare,
    EndCare,
    Open { who: usize, records: Vec<u8> },
    Wait(u64),
}

/// Terms before names are known.
#[derive(Debug, Clone)]
struct Draft {
    denies: bool,
    grantee: usize,
    category: Option<Category>,
    max_confidentiality: Confidentiality,
    record: Option<u8>,
    lasts: Option<u64>,
    uses: Option<u32>,
}

fn any_draft() -> impl Strategy<Value = Draft> {
    let what = (
        option::weighted(0.3, select(&[Category::Laboratory, Category::Imaging])),
        prop_oneof![3 => Just(Confidentiality::V), 1 => Just(Confidentiality::N)],
        option::weighted(0.2, 1..4u8),
    );
    let bounds = (option::weighted(0.4, select(&[MINUTE, HOUR, DAY])), option::weighted(0.4, 1..3u32));
    (prop::bool::weighted(0.2), 0..6usize, what, bounds).prop_map(
        |(denies, grantee, (category, max_confidentiality, record), (lasts, uses))| Draft {
            denies,
            grantee,
            category,
            max_confidentiality,
            record,
            lasts,
            uses: uses.filter(|_| !denies),
        },
    )
}

fn any_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        5 => any_draft().prop_map(Step::Grant),
        1 => (any::<Index>(), any_draft()).prop_map(|(which, draft)| Step::Amend(which, draft)),
        2 => any::<Index>().prop_map(Step::Revoke),
        1 => Just(Step::OpenCare),
        1 => Just(Step::EndCare),
        6 => (0..3usize, select(vec![vec![1], vec![2], vec![3], vec![1, 2, 3]]))
            .prop_map(|(who, records)| Step::Open { who, records }),
        2 => select(&[1, MINUTE, HOUR, DAY]).prop_map(Step::Wait),
    ]
}

struct Consent {
    terms: TermsUnchecked,
    left: Option<u32>,
    ended: bool,
}

struct Access {
    who: usize,
    records: Vec<u8>,
    decisions: Vec<Decision>,
    expires_at: u64,
}

struct Model {
    world: World,
    people: [Affiliate; 3],
    grantees: [Grantee; 6],
    policies: Vec<PolicyRow>,
    consents: Vec<Consent>,
    care_until: u64,
    was_in_care: bool,
    accesses: Vec<Access>,
}

/// Three records: a normal and a very restricted laboratory result, and a normal image.
fn label_of(record: u8) -> Label {
    match record {
        1 => label(Category::Laboratory, Confidentiality::N, 3),
        2 => label(Category::Laboratory, Confidentiality::V, 4),
        _ => label(Category::Imaging, Confidentiality::N, 3),
    }
}

impl Model {
    fn new() -> Self {
        let mut world = World::new();
        for record in 1..=3 {
            world.labelled(record, label_of(record));
        }
        let hospital = world.hospital.clone();
        let clinic = world.organization("south", Kind::Organization);
        let nils = world.affiliate("nils", Role::Nurse, &hospital);
        let otto = world.affiliate("otto", Role::Doctor, &clinic);
        // Otto nurses at the hospital too: a deny of its nurses is one of him in the hat of the clinic.
        world.suite.affiliate(&otto.actor, Role::Nurse, &hospital);
        let grantees = [
            Grantee::Everyone {},
            world.dora_herself(),
            world.the_hospital(),
            Grantee::Role { organization: hospital.id, role: Role::Nurse },
            Grantee::Organization { organization: clinic.id },
            Grantee::Identity { identity: otto.actor.id },
        ];
        let policies = world.suite.policy().current.policy.rows;
        let people = [world.dora.clone(), nils, otto];
        Self {
            world,
            people,
            grantees,
            policies,
            consents: vec![],
            care_until: 0,
            was_in_care: false,
            accesses: vec![],
        }
    }

    fn now(&self) -> u64 {
        self.world.suite.now()
    }

    fn terms(&self, draft: &Draft) -> TermsUnchecked {
        let grantee = self.grantees[draft.grantee];
        let everything = if draft.denies { deny(grantee) } else { permit(grantee) };
        let record = |record| Selection::Only(vec![ContentHash([record; 32])]);
        TermsUnchecked {
            categories: draft.category.map_or(Selection::All {}, |category| Selection::Only(vec![category])),
            max_confidentiality: draft.max_confidentiality,
            records: draft.record.map_or(Selection::All {}, record),
            valid_from: Some(self.now()),
            valid_until: draft.lasts.map(|seconds| self.now() + seconds),
            uses: draft.uses,
            ..everything
        }
    }

    fn step(&mut self, step: Step) {
        match step {
            Step::Grant(draft) => self.grant(self.terms(&draft)),
            Step::Amend(which, draft) if !self.consents.is_empty() => {
                let number = which.index(self.consents.len());
                self.amend(number, self.terms(&draft));
            }
            Step::Revoke(which) if !self.consents.is_empty() => self.revoke(which.index(self.consents.len())),
            Step::Amend(..) | Step::Revoke(_) => {}
            Step::OpenCare => {
                self.world.open_care();
                self.care_until = self.now() + 90 * DAY;
                self.was_in_care = true;
            }
            Step::EndCare => {
                let (ana, hospital) = (self.world.ana.clone(), self.world.hospital.id);
                let ended = self.world.suite.try_end_care(&ana, ana.id, hospital);
                assert_eq!(ended.is_ok(), self.was_in_care);
                self.care_until = 0;
            }
            Step::Open { who, records } => self.open(who, records),
            Step::Wait(seconds) => self.world.suite.wait(seconds),
        }
    }

    fn grant(&mut self, terms: TermsUnchecked) {
        let left = terms.uses;
        match self.world.suite.try_grant(&self.world.ana, terms.clone()) {
            Ok(_) => self.consents.push(Consent { terms, left, ended: false }),
            refused => self.assert_full(&terms, refused.refusal()),
        }
    }

    fn amend(&mut self, index: usize, terms: TermsUnchecked) {
        let before = &self.consents[index];
        let possible = self.stands(before) && before.terms.effect == terms.effect;
        let number = index as u32 + 1;
        match self.world.suite.try_amend(&self.world.ana, number, terms.clone()) {
            Ok(_) => {
                assert!(possible);
                self.consents[index] = Consent { left: terms.uses, terms, ended: false };
            }
            refused if possible => self.assert_full(&terms, refused.refusal()),
            _ => {}
        }
    }

    fn revoke(&mut self, index: usize) {
        let outcome = self.world.suite.try_revoke(&self.world.ana, index as u32 + 1);
        assert_eq!(outcome.is_ok(), self.stands(&self.consents[index]));
        self.consents[index].ended = true;
    }

    /// A row may only be full when the list has that many that stand.
    fn assert_full(&self, terms: &TermsUnchecked, error: ContractError) {
        let alike = self.consents.iter().filter(|c| self.stands(c) && c.terms.effect == terms.effect);
        match error {
            ContractError::Consent(ConsentError::TooManyPermits) => {
                assert!(alike.filter(|c| c.terms.grantee == terms.grantee).count() >= MAX_PERMITS);
            }
            ContractError::Consent(ConsentError::TooManyDenials) => assert!(alike.count() >= MAX_DENIALS),
            other => panic!("{other}"),
        }
    }

    fn open(&mut self, who: usize, records: Vec<u8>) {
        let expected: Vec<_> = records.iter().map(|record| self.decide(who, *record, None)).collect();
        let person = self.people[who].clone();
        let hashes: Vec<_> = records.iter().map(|record| ContentHash([*record; 32])).collect();
        let answer = self.world.opens(&person, person.to_read(&self.world.ana, &hashes));
        assert_eq!(answer.decisions, expected);
        assert_eq!(answer.access, self.accesses.len() as u64 + 1);
        for used in used(&expected) {
            if let Some(left) = &mut self.consents[used as usize - 1].left {
                *left -= 1;
            }
        }
        let expires_at = answer.expires_at.unwrap_or(0);
        self.accesses.push(Access { who, records, decisions: expected, expires_at });
    }

    fn stands(&self, consent: &Consent) -> bool {
        !consent.ended && consent.terms.valid_until.is_none_or(|until| self.now() < until)
    }

    fn decide(&self, who: usize, record: u8, taken: Option<&[u32]>) -> Decision {
        let outcome = self.outcome(who, record);
        if outcome == PolicyOutcome::Deny {
            return Decision::by(Rule::PolicyDeny);
        }
        let mut permits = vec![];
        for (number, consent) in (1..).zip(&self.consents) {
            if !self.stands(consent) || !speaks_of(&consent.terms, record) {
                continue;
            }
            let denies = consent.terms.effect == Effect::Deny;
            if denies && self.is_about(consent.terms.grantee, who, true) {
                return Decision::by_consent(Rule::Denial, number);
            }
            let left = consent.left.map(|left| match taken {
                Some(taken) => u32::from(taken.contains(&number)),
                None => left,
            });
            if !denies && left != Some(0) && self.is_about(consent.terms.grantee, who, false) {
                permits.push((left.is_some(), number));
            }
        }
        match permits.into_iter().min() {
            Some((_, number)) => Decision::by_consent(Rule::Consent, number),
            None if outcome == PolicyOutcome::Permit && who != 2 && self.now() < self.care_until => {
                Decision::by(Rule::Care)
            }
            None => Decision::by(Rule::Default),
        }
    }

    fn outcome(&self, who: usize, record: u8) -> PolicyOutcome {
        let Label { category, confidentiality, .. } = label_of(record);
        let role = self.people[who].role;
        let row = self
            .policies
            .iter()
            .find(|row| (row.role, row.purpose, row.action) == (role.into(), Purpose::TREAT, Action::Read));
        row.map_or(PolicyOutcome::Deny, |row| row.outcome(category, confidentiality))
    }

    fn is_about(&self, grantee: Grantee, who: usize, deny: bool) -> bool {
        let place = self.grantees.iter().position(|known| *known == grantee).unwrap();
        match who {
            0 => [0, 1, 2].contains(&place),
            1 => [0, 2, 3].contains(&place),
            _ => [0, 4, 5].contains(&place) || deny && [2, 3].contains(&place),
        }
    }

    fn assert_tickets(&self) {
        for (number, access) in (1..).zip(&self.accesses) {
            let ticket = self.world.suite.ticket(number);
            let taken = used(&access.decisions);
            let today = access.records.iter().zip(&access.decisions).map(|(record, then)| {
                if then.permitted { self.decide(access.who, *record, Some(&taken)) } else { *then }
            });
            let today: Vec<_> = today.collect();
            assert_eq!(ticket.decisions, today);
            let alive = self.now() < access.expires_at && today.iter().any(|decision| decision.permitted);
            assert_eq!(ticket.alive, alive);
            assert_eq!(ticket.entry.decisions, access.decisions);
        }
        assert_eq!(self.world.suite.patient_log(&self.world.ana).total, self.accesses.len() as u64);
    }
}

fn used(decisions: &[Decision]) -> Vec<u32> {
    let mut used: Vec<u32> =
        decisions.iter().filter(|d| d.rule == Rule::Consent).filter_map(|d| d.consent).collect();
    used.sort();
    used.dedup();
    used
}

fn speaks_of(terms: &TermsUnchecked, record: u8) -> bool {
    let Label { category, confidentiality, .. } = label_of(record);
    let lists = |only: &Selection<Category>| match only {
        Selection::All {} => true,
        Selection::Only(some) => some.contains(&category),
    };
    let names = match &terms.records {
        Selection::All {} => true,
        Selection::Only(some) => some.contains(&ContentHash([record; 32])),
    };
    lists(&terms.categories) && names && confidentiality <= terms.max_confidentiality
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn it_decides_as_the_model_does(steps in vec(any_step(), 1..60)) {
        let mut model = Model::new();
        for step in steps {
            model.step(step);
        }
        model.assert_tickets();
    }

    /// Mostly grants, so that rows fill up and are pruned.
    #[test]
    fn full_rows_decide_as_the_model_does(
        drafts in vec(any_draft(), 60..90),
        steps in vec(any_step(), 1..30),
    ) {
        let mut model = Model::new();
        for draft in drafts {
            model.step(Step::Grant(Draft { grantee: draft.grantee % 2, ..draft }));
        }
        for step in steps {
            model.step(step);
            model.assert_tickets();
        }
    }
}
