//! A dispute outlives the representation: neither ending it nor letting it run out is a way around who settles it.

use crate::common::*;
use chartseal_testing::{Actor, DAY, Suite};
use chartseal_types::identity::{ActUnchecked, Appointment, ExecuteMsg};
use identity_registry::{ContractError, RepresentativeError};

/// Ana with Ben as her representative, in dispute.
fn disputed(suite: &mut Suite) -> (Actor, Actor) {
    let (ana, ben) = (suite.patient("ana"), suite.patient("ben"));
    suite.appoint(&ana, ben.id, suite.appointment());
    suite.dispute(ana.id, ben.id);
    (ana, ben)
}

/// Neither the patient nor two registrars appoint him.
fn refused(suite: &mut Suite, ana: &Actor, ben: &Actor) {
    let appointment = suite.appointment();
    assert_refused!(
        suite.try_appoint(ana, ben.id, appointment.clone()),
        ContractError::Representative(RepresentativeError::InDispute { representative })
            if representative == ben.id,
    );
    let registrar = suite.registrar.clone();
    let act = ActUnchecked::AppointRepresentative { patient: ana.id, representative: ben.id, appointment };
    assert_refused!(
        suite.try_propose_act(&registrar, act),
        ContractError::Representative(RepresentativeError::InDispute { .. }),
    );
}

#[test]
fn whoever_ends_it_does_not_appoint_the_disputed_one_anew() {
    let sides: [fn(&Actor, &Actor) -> Actor; 2] = [|ana, _| ana.clone(), |_, ben| ben.clone()];
    for side in sides {
        let mut suite = Suite::new();
        let (ana, ben) = disputed(&mut suite);
        let by = side(&ana, &ben);
        suite.try_end_representative(&by, ana.id, ben.id).unwrap();
        refused(&mut suite, &ana, &ben);
        // Somebody else is appointed as ever.
        let carl = suite.patient("carl");
        suite.appoint(&ana, carl.id, suite.appointment());
    }
}

#[test]
fn what_has_run_out_is_in_dispute_still() {
    let mut suite = Suite::new();
    let (ana, ben) = (suite.patient("ana"), suite.patient("ben"));
    let expires_at = suite.now() + 10 * DAY;
    suite.appoint(&ana, ben.id, Appointment { expires_at, ..suite.appointment() });
    suite.dispute(ana.id, ben.id);
    suite.wait(10 * DAY);
    refused(&mut suite, &ana, &ben);
}

#[test]
fn two_registrars_settle_what_has_ended_and_then_he_is_appointed() {
    let mut suite = Suite::new();
    let (ana, ben) = disputed(&mut suite);
    suite.try_end_representative(&ana, ana.id, ben.id).unwrap();
    let settle = ActUnchecked::SettleDispute { patient: ana.id, representative: ben.id };
    suite.act(settle.clone());
    let registrar = suite.registrar.clone();
    assert_refused!(
        suite.try_propose_act(&registrar, settle),
        ContractError::Representative(RepresentativeError::NotDisputed { .. }),
    );
    suite.appoint(&ana, ben.id, suite.appointment());
    assert!(!suite.representatives(ana.id)[0].disputed);
}

#[test]
fn a_dispute_that_waits_for_its_second_registrar_is_no_dispute() {
    let mut suite = Suite::new();
    let (ana, ben) = (suite.patient("ana"), suite.patient("ben"));
    suite.appoint(&ana, ben.id, suite.appointment());
    let number =
        suite.propose_act(ActUnchecked::DisputeRepresentative { patient: ana.id, representative: ben.id });
    let end = ExecuteMsg::EndRepresentative { patient: ana.id, representative: ben.id };
    suite.try_identity(&ana.account, end).unwrap();
    assert_refused!(
        suite.try_confirm_act(number),
        ContractError::Representative(RepresentativeError::NotRepresented { .. }),
    );
    suite.appoint(&ana, ben.id, suite.appointment());
}
