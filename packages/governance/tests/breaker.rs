//! The circuit breaker and who may pull it.

mod common;

use chartseal_governance::{GovernanceError, ensure_running};
use chartseal_types::governance::{GovernanceMsg, MAX_PAUSERS, PAUSE_SECONDS};
use common::{Governed, account};

fn appoint(name: &str) -> GovernanceMsg {
    GovernanceMsg::AppointPauser { pauser: account(name).into() }
}

fn dismiss(name: &str) -> GovernanceMsg {
    GovernanceMsg::DismissPauser { pauser: account(name).into() }
}

fn is_running(governed: &Governed) -> bool {
    match ensure_running(&governed.deps.storage, governed.now()) {
        Ok(()) => {
            assert_eq!(governed.ask().paused_until, None);
            true
        }
        Err(GovernanceError::Paused { until }) => {
            assert_eq!(governed.ask().paused_until, Some(until));
            false
        }
        Err(other) => panic!("{other}"),
    }
}

#[test]
fn a_pauser_pauses_and_nobody_else() {
    let mut governed = Governed::new();
    for sender in ["mallory", "admin"] {
        let refused = governed.send(sender, GovernanceMsg::Pause {});
        assert!(matches!(refused, Err(GovernanceError::NotPauser { sender: who }) if who == account(sender)));
    }
    assert!(is_running(&governed));
    governed.send("pauser", GovernanceMsg::Pause {}).unwrap();
    assert!(!is_running(&governed));
    assert_eq!(governed.ask().paused_until, Some(governed.now() + PAUSE_SECONDS));
}

#[test]
fn a_pause_lapses_by_itself_after_72_hours() {
    let mut governed = Governed::new();
    governed.send("pauser", GovernanceMsg::Pause {}).unwrap();
    governed.wait(72 * 3600 - 1);
    assert!(!is_running(&governed));
    governed.wait(1);
    assert!(is_running(&governed));
}

#[test]
fn the_admin_resumes_and_a_pauser_does_not() {
    let mut governed = Governed::new();
    governed.send("pauser", GovernanceMsg::Pause {}).unwrap();
    let refused = governed.send("pauser", GovernanceMsg::Resume {});
    assert!(matches!(refused, Err(GovernanceError::NotAdmin { .. })));
    governed.send("admin", GovernanceMsg::Resume {}).unwrap();
    assert!(is_running(&governed));
}

#[test]
fn what_runs_cannot_be_resumed() {
    let mut governed = Governed::new();
    assert!(matches!(governed.send("admin", GovernanceMsg::Resume {}), Err(GovernanceError::NotPaused)));
    governed.send("pauser", GovernanceMsg::Pause {}).unwrap();
    governed.wait(PAUSE_SECONDS);
    assert!(matches!(governed.send("admin", GovernanceMsg::Resume {}), Err(GovernanceError::NotPaused)));
}

#[test]
fn a_second_pause_counts_from_its_own_block() {
    let mut governed = Governed::new();
    governed.send("pauser", GovernanceMsg::Pause {}).unwrap();
    governed.wait(3600);
    governed.send("pauser", GovernanceMsg::Pause {}).unwrap();
    assert_eq!(governed.ask().paused_until, Some(governed.now() + PAUSE_SECONDS));
}

#[test]
fn who_is_dismissed_pauses_no_more_and_the_pause_before_goes_on() {
    let mut governed = Governed::new();
    governed.send("pauser", GovernanceMsg::Pause {}).unwrap();
    governed.send("admin", dismiss("pauser")).unwrap();
    let refused = governed.send("pauser", GovernanceMsg::Pause {});
    assert!(matches!(refused, Err(GovernanceError::NotPauser { .. })));
    assert!(!is_running(&governed));
    assert!(governed.ask().pausers.is_empty());
}

#[test]
fn pausers_are_appointed_once_and_up_to_sixteen() {
    let mut governed = Governed::new();
    let refused = governed.send("admin", appoint("pauser"));
    assert!(
        matches!(refused, Err(GovernanceError::DuplicatePauser { pauser }) if pauser == account("pauser"))
    );
    for number in 1..MAX_PAUSERS {
        governed.send("admin", appoint(&format!("pauser {number}"))).unwrap();
    }
    assert_eq!(governed.ask().pausers.len(), MAX_PAUSERS);
    let refused = governed.send("admin", appoint("one more"));
    assert!(matches!(refused, Err(GovernanceError::TooManyPausers { got }) if got == MAX_PAUSERS + 1));
    governed.send("admin", dismiss("pauser 3")).unwrap();
    governed.send("admin", appoint("one more")).unwrap();
    governed.send("one more", GovernanceMsg::Pause {}).unwrap();
}

#[test]
fn who_is_no_pauser_is_not_dismissed() {
    let mut governed = Governed::new();
    let refused = governed.send("admin", dismiss("mallory"));
    assert!(
        matches!(refused, Err(GovernanceError::UnknownPauser { pauser }) if pauser == account("mallory"))
    );
    assert_eq!(governed.ask().pausers, [account("pauser")]);
}
