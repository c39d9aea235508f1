//! The registry held against models in plain Rust: whatever accounts try in whatever order, contract and model say
//! yes and no alike and end in the same state.

use std::collections::{BTreeMap, BTreeSet};

use crate::common::*;
use chartseal_testing::{Actor, HOUR, Suite};
use chartseal_types::identity::{
    CHANGE_DELAY, CHANGE_LAPSES_AFTER, ChangeUnchecked, ExecuteMsg, FREEZE_INTERVAL, FREEZE_SECONDS, Kind,
    MAX_ACCOUNTS, MAX_AFFILIATIONS, MAX_PENDING_CHANGES,
};
use chartseal_types::{IdentityId, Role};
use cosmwasm_std::Addr;
use proptest::prelude::*;
use proptest::sample::select;

/// Accounts take part by number; 0 is the one that registered.
const DEVICES: usize = 10;

#[derive(Debug, Clone)]
enum AccountStep {
    Add { by: usize, device: usize },
    Remove { by: usize, device: usize },
    Cancel { by: usize, number: u32 },
    Apply { by: usize, number: u32 },
    Freeze { by: usize },
    Wait { hours: u64 },
}

fn account_step() -> impl Strategy<Value = AccountStep> {
    let (by, device, number) = (0..DEVICES, 0..DEVICES, 1..12_u32);
    prop_oneof![
        3 => (by.clone(), device.clone()).prop_map(|(by, device)| AccountStep::Add { by, device }),
        2 => (by.clone(), device).prop_map(|(by, device)| AccountStep::Remove { by, device }),
        1 => (by.clone(), number.clone()).prop_map(|(by, number)| AccountStep::Cancel { by, number }),
        5 => (by.clone(), number).prop_map(|(by, number)| AccountStep::Apply { by, number }),
        1 => by.prop_map(|by| AccountStep::Freeze { by }),
        3 => select(vec![1, 71, 72, 73, 336]).prop_map(|hours| AccountStep::Wait { hours }),
    ]
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Wanted {
    Add(usize),
    Remove(usize),
}

/// One identity, without a chain.
struct AccountModel {
    now: u64,
    frozen_until: u64,
    /// When each account froze it last.
    froze: BTreeMap<usize, u64>,
    accounts: BTreeSet<usize>,
    last: u32,
    /// What waits by number: what is wanted, from when it may be applied, who proposed it.
    waiting: BTreeMap<u32, (Wanted, u64, usize)>,
}

impl AccountModel {
    fn possible(&self, wanted: Wanted) -> bool {
        match wanted {
            Wanted::Add(device) => !self.accounts.contains(&device) && self.accounts.len() < MAX_ACCOUNTS,
            Wanted::Remove(device) => self.accounts.contains(&device) && self.accounts.len() > 1,
        }
    }

    fn has_lapsed(&self, applies_at: u64) -> bool {
        self.now >= applies_at + CHANGE_LAPSES_AFTER
    }

    fn propose(&mut self, by: usize, wanted: Wanted) -> bool {
        let now = self.now;
        let standing = |applies_at: u64| now < applies_at + CHANGE_LAPSES_AFTER;
        let accepted = self.accounts.contains(&by)
            && self.now >= self.frozen_until
            && self.possible(wanted)
            && self.waiting.values().filter(|(_, at, _)| standing(*at)).count() < MAX_PENDING_CHANGES
            && !self.waiting.values().any(|(other, at, _)| *other == wanted && standing(*at));
        if accepted {
            self.waiting.retain(|_, (_, at, _)| standing(*at));
            self.last += 1;
            self.waiting.insert(self.last, (wanted, self.now + CHANGE_DELAY, by));
        }
        accepted
    }

    fn apply(&mut self, by: usize, number: u32) -> bool {
        let Some((wanted, applies_at, _)) = self.waiting.get(&number).copied() else { return false };
        let may = match wanted {
            Wanted::Add(device) => by == device,
            Wanted::Remove(_) => self.accounts.contains(&by),
        };
        let accepted = may
            && self.now >= self.frozen_until
            && self.now >= applies_at
            && !self.has_lapsed(applies_at)
            && self.possible(wanted);
        if accepted {
            self.waiting.remove(&number);
            match wanted {
                Wanted::Add(device) => self.accounts.insert(device),
                Wanted::Remove(device) => {
                    self.waiting.retain(|_, (_, _, proposer)| *proposer != device);
                    self.accounts.remove(&device)
                }
            };
        }
        accepted
    }

    /// Whether the contract must accept the step.
    fn take(&mut self, step: &AccountStep) -> bool {
        match *step {
            AccountStep::Add { by, device } => self.propose(by, Wanted::Add(device)),
            AccountStep::Remove { by, device } => self.propose(by, Wanted::Remove(device)),
            AccountStep::Cancel { by, number } => {
                let own_removal = self.waiting.get(&number).is_some_and(|one| one.0 == Wanted::Remove(by));
                self.accounts.contains(&by) && !own_removal && self.waiting.remove(&number).is_some()
            }
            AccountStep::Apply { by, number } => self.apply(by, number),
            AccountStep::Freeze { by } => {
                let again = self.froze.get(&by).is_some_and(|last| self.now < last + FREEZE_INTERVAL);
                let accepted = self.accounts.contains(&by) && !again;
                if accepted {
                    self.froze.insert(by, self.now);
                    self.frozen_until = self.frozen_until.max(self.now + FREEZE_SECONDS);
                }
                accepted
            }
            AccountStep::Wait { hours } => {
                self.now += hours * HOUR;
                true
            }
        }
    }
}

/// Whether the contract accepted the step.
fn take_account_step(suite: &mut Suite, id: IdentityId, devices: &[Addr], step: &AccountStep) -> bool {
    let name = |device: usize| devices[device].to_string();
    let (by, msg) = match *step {
        AccountStep::Add { by, device } => {
            let change = ChangeUnchecked::AddAccount { account: name(device) };
            (by, ExecuteMsg::ProposeChange { change })
        }
        AccountStep::Remove { by, device } => {
            let change = ChangeUnchecked::RemoveAccount { account: name(device) };
            (by, ExecuteMsg::ProposeChange { change })
        }
        AccountStep::Cancel { by, number } => (by, ExecuteMsg::CancelChange { number }),
        AccountStep::Apply { by, number } => (by, ExecuteMsg::ApplyChange { identity: id, number }),
        AccountStep::Freeze { by } => (by, ExecuteMsg::Freeze { identity: None }),
        AccountStep::Wait { hours } => {
            suite.wait(hours * HOUR);
            return true;
        }
    };
    match msg {
        ExecuteMsg::ProposeChange { .. } => suite.try_identity_confirmed(&devices[by], &msg).is_ok(),
        msg => suite.try_identity(&devices[by], msg).is_ok(),
    }
}

const ORGANIZATIONS: usize = 3;

#[derive(Debug, Clone)]
enum AffiliationStep {
    Offer { at: usize, role: Role },
    Accept { at: usize, role: Role },
    EndByPractitioner { at: usize, role: Role },
    EndByOrganization { by: usize, at: usize, role: Role },
    Suspend { at: usize },
    Reinstate { at: usize },
    Accredit { at: usize, roles: Vec<Role> },
}

fn affiliation_step() -> impl Strategy<Value = AffiliationStep> {
    use AffiliationStep::*;
    let (at, role) = (0..ORGANIZATIONS, select(Role::ALL[..4].to_vec()));
    let roles = prop::sample::subsequence(Role::ALL[..4].to_vec(), 2..=4);
    prop_oneof![
        6 => (at.clone(), role.clone()).prop_map(|(at, role)| Offer { at, role }),
        6 => (at.clone(), role.clone()).prop_map(|(at, role)| Accept { at, role }),
        1 => (at.clone(), role.clone()).prop_map(|(at, role)| EndByPractitioner { at, role }),
        1 => (at.clone(), at.clone(), role).prop_map(|(by, at, role)| EndByOrganization { by, at, role }),
        1 => at.clone().prop_map(|at| Suspend { at }),
        1 => at.clone().prop_map(|at| Reinstate { at }),
        1 => (at, roles).prop_map(|(at, roles)| Accredit { at, roles }),
    ]
}

/// One practitioner among organizations, without a chain.
struct AffiliationModel {
    suspended: [bool; ORGANIZATIONS],
    accredited: [Vec<Role>; ORGANIZATIONS],
    /// What is open, and whether it is in force.
    open: BTreeMap<(usize, Role), bool>,
    periods: usize,
}

impl AffiliationModel {
    fn may(&self, at: usize, role: Role) -> bool {
        !self.suspended[at] && self.accredited[at].contains(&role)
    }

    /// Whether the contract must accept the step.
    fn take(&mut self, step: &AffiliationStep) -> bool {
        match step {
            AffiliationStep::Offer { at, role } => {
                let accepted = self.may(*at, *role)
                    && self.open.len() < MAX_AFFILIATIONS
                    && !self.open.contains_key(&(*at, *role));
                if accepted {
                    self.periods += 1;
                    self.open.insert((*at, *role), false);
                }
                accepted
            }
            AffiliationStep::Accept { at, role } => {
                let accepted = self.may(*at, *role) && self.open.get(&(*at, *role)) == Some(&false);
                if accepted {
                    self.open.insert((*at, *role), true);
                }
                accepted
            }
            AffiliationStep::EndByPractitioner { at, role } => self.open.remove(&(*at, *role)).is_some(),
            AffiliationStep::EndByOrganization { by, at, role } => {
                by == at && self.open.remove(&(*at, *role)).is_some()
            }
            AffiliationStep::Suspend { at } => !std::mem::replace(&mut self.suspended[*at], true),
            AffiliationStep::Reinstate { at } => std::mem::replace(&mut self.suspended[*at], false),
            AffiliationStep::Accredit { at, roles } => {
                self.accredited[*at].clone_from(roles);
                true
            }
        }
    }
}

/// Whether the contract accepted the step.
fn take_affiliation_step(
    suite: &mut Suite,
    dana: &Actor,
    organizations: &[Actor],
    step: AffiliationStep,
) -> bool {
    use chartseal_types::identity::{Status, StatusReason};
    let (practitioner, registrar) = (dana.id, suite.registrar.clone());
    let end = |at: usize, role| {
        let organization = organizations[at].id;
        ExecuteMsg::EndAffiliation { practitioner, organization, role }
    };
    let set = |at: usize, status, reason| {
        let identity = organizations[at].id;
        ExecuteMsg::SetStatus { identity, status, reason }
    };
    let (by, msg) = match step {
        AffiliationStep::Offer { at, role } => {
            (&organizations[at].account, ExecuteMsg::OfferAffiliation { practitioner, role })
        }
        AffiliationStep::Accept { at, role } => {
            let organization = organizations[at].id;
            (&dana.account, ExecuteMsg::AcceptAffiliation { organization, role })
        }
        AffiliationStep::EndByPractitioner { at, role } => (&dana.account, end(at, role)),
        AffiliationStep::EndByOrganization { by, at, role } => (&organizations[by].account, end(at, role)),
        AffiliationStep::Suspend { at } => {
            (&registrar, set(at, Status::Suspended, StatusReason::Investigation))
        }
        AffiliationStep::Reinstate { at } => (&registrar, set(at, Status::Active, StatusReason::Cleared)),
        AffiliationStep::Accredit { at, roles } => {
            (&registrar, ExecuteMsg::Accredit { organization: organizations[at].id, roles })
        }
    };
    suite.try_identity(by, msg).is_ok()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn accounts_come_and_go_as_the_model_says(steps in prop::collection::vec(account_step(), 1..60)) {
        let mut suite = Suite::new();
        let ana = suite.patient("device 0");
        let devices: Vec<_> = (0..DEVICES).map(|device| suite.account(&format!("device {device}"))).collect();
        let mut model = AccountModel {
            now: suite.now(),
            frozen_until: 0,
            froze: BTreeMap::new(),
            accounts: BTreeSet::from([0]),
            last: 0,
            waiting: BTreeMap::new(),
        };
        for step in steps {
            let accepted = take_account_step(&mut suite, ana.id, &devices, &step);
            prop_assert_eq!(accepted, model.take(&step), "{:?}", step);

            let accounts: BTreeSet<_> = suite.accounts(ana.id).into_iter().collect();
            let expected: BTreeSet<_> = model.accounts.iter().map(|device| devices[*device].clone()).collect();
            prop_assert_eq!(accounts, expected);
            for (device, account) in devices.iter().enumerate() {
                let controls = model.accounts.contains(&device).then_some(ana.id);
                prop_assert_eq!(identity_of(&suite, account), controls);
            }
            let waiting: Vec<_> =
                suite.pending_changes(ana.id).iter().map(|change| (change.number, change.applies_at)).collect();
            let expected: Vec<_> = model
                .waiting
                .iter()
                .map(|(number, (_, applies_at, _))| (*number, *applies_at))
                .filter(|(_, applies_at)| !model.has_lapsed(*applies_at))
                .collect();
            prop_assert_eq!(waiting, expected);
            prop_assert_eq!(suite.identity(ana.id).frozen_until, model.frozen_until);
        }
        let open = account_history(&suite, ana.id).iter().filter(|period| period.removed_at.is_none()).count();
        prop_assert_eq!(open, model.accounts.len());
    }

    #[test]
    fn affiliations_come_and_go_as_the_model_says(
        steps in prop::collection::vec(affiliation_step(), 1..60),
    ) {
        let mut suite = Suite::new();
        let dana = suite.register("dana", Kind::Practitioner);
        suite.verify(dana.id);
        let organizations: Vec<_> =
            (0..ORGANIZATIONS).map(|number| suite.hospital(&format!("hospital {number}"))).collect();
        let mut model = AffiliationModel {
            suspended: [false; ORGANIZATIONS],
            accredited: [(); ORGANIZATIONS].map(|()| Role::ALL.to_vec()),
            open: BTreeMap::new(),
            periods: 0,
        };
        for step in steps {
            suite.next_block();
            let expected = model.take(&step);
            let told = format!("{step:?}");
            prop_assert_eq!(take_affiliation_step(&mut suite, &dana, &organizations, step), expected, "{}", told);

            let in_force: BTreeSet<_> = affiliations(&suite, dana.id)
                .into_iter()
                .map(|affiliation| (affiliation.organization, affiliation.role))
                .collect();
            let expected: BTreeSet<_> = model
                .open
                .iter()
                .filter(|(_, in_force)| **in_force)
                .map(|((at, role), _)| (organizations[*at].id, *role))
                .collect();
            prop_assert_eq!(in_force, expected);
            let history = affiliation_history(&suite, dana.id);
            prop_assert_eq!(history.len(), model.periods.min(100));
            let open = history.iter().filter(|period| period.ended_at.is_none()).count();
            prop_assert_eq!(open, model.open.len());
        }
    }
}
