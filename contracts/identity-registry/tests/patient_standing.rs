//! What is still possible about a patient who is frozen, suspended, revoked, dead, merged, unclaimed: the table of
//! docs/contracts.md, row by row.

use chartseal_testing::{Actor, Suite, claim};
use chartseal_types::IdentityId;
use chartseal_types::identity::{ActUnchecked, ExecuteMsg, Kind};
use cosmwasm_std::Addr;

/// What a row of the table answers.
#[derive(Debug, PartialEq, Eq)]
struct Possible {
    appointed: bool,
    ends: bool,
    vetoes: bool,
    claimed: bool,
    gives_way: bool,
    survives: bool,
    dies: bool,
}

const ALIVE: Possible = Possible {
    appointed: true,
    ends: true,
    vetoes: true,
    claimed: false,
    gives_way: true,
    survives: true,
    dies: true,
};

/// A patient represented by Ben, about whom an appointment of Carl waits.
struct Case {
    suite: Suite,
    patient: IdentityId,
    /// Her account, or one that is to be.
    account: Addr,
    ben: Actor,
    waiting: u32,
}

impl Case {
    fn new(patient: impl FnOnce(&mut Suite) -> (IdentityId, Addr)) -> Self {
        let mut suite = Suite::new();
        let (patient, account) = patient(&mut suite);
        let (ben, carl) = (suite.patient("ben"), suite.patient("carl"));
        suite.appoint_by_registrars(patient, ben.id, suite.appointment());
        let appointment = suite.appointment();
        let representative = carl.id;
        let waiting = suite.act(ActUnchecked::AppointRepresentative { patient, representative, appointment });
        Self { suite, patient, account, ben, waiting }
    }

    fn claimed() -> Self {
        Self::new(|suite| {
            let ana = suite.patient("ana");
            (ana.id, ana.account)
        })
    }

    fn possible(mut self) -> Possible {
        let (patient, account, registrar) = (self.patient, self.account, self.suite.registrar.clone());
        let (dan, other) = (self.suite.patient("dan"), self.suite.patient("other"));
        let (representative, appointment) = (dan.id, self.suite.appointment());
        let mut proposes = |act| self.suite.try_propose_act(&registrar, act).is_ok();
        let appointed =
            proposes(ActUnchecked::AppointRepresentative { patient, representative, appointment });
        let claimed = proposes(claim(patient, &account));
        let gives_way = proposes(ActUnchecked::Merge { duplicate: patient, survivor: other.id });
        let survives = proposes(ActUnchecked::Merge { duplicate: other.id, survivor: patient });
        let dies = proposes(ActUnchecked::Death { patient });
        let veto = ExecuteMsg::VetoAct { number: self.waiting };
        let vetoes = self.suite.try_identity(&account, veto).is_ok();
        let end = ExecuteMsg::EndRepresentative { patient, representative: self.ben.id };
        let ends = self.suite.try_identity(&account, end).is_ok();
        Possible { appointed, ends, vetoes, claimed, gives_way, survives, dies }
    }
}

#[test]
fn frozen_suspended_or_not_verified_everything_goes_on() {
    assert_eq!(Case::claimed().possible(), ALIVE);
    let mut frozen = Case::claimed();
    frozen.suite.freeze(&frozen.account.clone());
    assert_eq!(frozen.possible(), ALIVE);
    let mut suspended = Case::claimed();
    suspended.suite.suspend(suspended.patient);
    assert_eq!(suspended.possible(), ALIVE);
    let pending = Case::new(|suite| {
        let ana = suite.register("ana", Kind::Patient);
        (ana.id, ana.account)
    });
    assert_eq!(pending.possible(), ALIVE);
}

#[test]
fn revoked_only_what_closes_goes_on() {
    let mut case = Case::claimed();
    case.suite.revoke_identity(case.patient);
    let expected = Possible { appointed: false, gives_way: false, survives: false, ..ALIVE };
    assert_eq!(case.possible(), expected);
}

#[test]
fn dead_only_the_estate_is_appointed() {
    let mut case = Case::claimed();
    case.suite.deceased(case.patient);
    let expected =
        Possible { ends: false, vetoes: false, gives_way: false, survives: false, dies: false, ..ALIVE };
    assert_eq!(case.possible(), expected);
}

#[test]
fn merged_nothing_is_left_but_taking_it_back() {
    let mut case = Case::claimed();
    let survivor = case.suite.patient("survivor");
    case.suite.merge(case.patient, survivor.id);
    let expected = Possible {
        appointed: false,
        ends: false,
        vetoes: false,
        claimed: false,
        gives_way: false,
        survives: false,
        dies: false,
    };
    assert_eq!(case.possible(), expected);
}

#[test]
fn unclaimed_it_is_claimed_and_gives_way_to_an_owner() {
    let case = Case::new(|suite| {
        let north = suite.hospital("north");
        (suite.unclaimed(&north), suite.account("owner"))
    });
    let expected = Possible { claimed: true, ends: false, vetoes: false, survives: false, ..ALIVE };
    assert_eq!(case.possible(), expected);
}
