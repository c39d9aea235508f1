//! The admin changes in two steps.

mod common;

use chartseal_governance::{GovernanceError, ensure_admin, is_admin};
use chartseal_types::governance::GovernanceMsg;
use common::{Governed, account};

fn propose(name: &str) -> GovernanceMsg {
    GovernanceMsg::ProposeAdmin { admin: account(name).into() }
}

#[test]
fn a_proposal_alone_changes_nothing() {
    let mut governed = Governed::new();
    governed.send("admin", propose("eve")).unwrap();
    let told = governed.ask();
    assert_eq!((told.admin, told.proposed_admin), (account("admin"), Some(account("eve"))));
    assert!(is_admin(&governed.deps.storage, &account("admin")).unwrap());
    assert!(!is_admin(&governed.deps.storage, &account("eve")).unwrap());
    // Who is proposed has no say before accepting.
    let refused = governed.send("eve", GovernanceMsg::AppointPauser { pauser: account("eve").into() });
    assert!(matches!(refused, Err(GovernanceError::NotAdmin { .. })));
}

#[test]
fn who_is_proposed_accepts_and_the_one_before_is_out() {
    let mut governed = Governed::new();
    governed.send("admin", propose("eve")).unwrap();
    governed.send("eve", GovernanceMsg::AcceptAdmin {}).unwrap();
    let told = governed.ask();
    assert_eq!((told.admin, told.proposed_admin), (account("eve"), None));
    let refused = ensure_admin(&governed.deps.storage, &account("admin"));
    assert!(matches!(refused, Err(GovernanceError::NotAdmin { admin, .. }) if admin == account("eve")));
    // A proposal serves once.
    let refused = governed.send("eve", GovernanceMsg::AcceptAdmin {});
    assert!(matches!(refused, Err(GovernanceError::NoProposal)));
}

#[test]
fn nobody_else_accepts() {
    let mut governed = Governed::new();
    governed.send("admin", propose("eve")).unwrap();
    for sender in ["mallory", "pauser", "admin"] {
        let refused = governed.send(sender, GovernanceMsg::AcceptAdmin {});
        assert!(
            matches!(refused, Err(GovernanceError::NotProposed { proposed, .. }) if proposed == account("eve"))
        );
    }
    assert_eq!(governed.ask().admin, account("admin"));
}

#[test]
fn a_proposal_that_is_cancelled_or_replaced_is_void() {
    let mut governed = Governed::new();
    let refused = governed.send("admin", GovernanceMsg::CancelAdminProposal {});
    assert!(matches!(refused, Err(GovernanceError::NoProposal)));

    governed.send("admin", propose("eve")).unwrap();
    governed.send("admin", GovernanceMsg::CancelAdminProposal {}).unwrap();
    assert_eq!(governed.ask().proposed_admin, None);
    let refused = governed.send("eve", GovernanceMsg::AcceptAdmin {});
    assert!(matches!(refused, Err(GovernanceError::NoProposal)));

    governed.send("admin", propose("eve")).unwrap();
    governed.send("admin", propose("frank")).unwrap();
    let refused = governed.send("eve", GovernanceMsg::AcceptAdmin {});
    assert!(matches!(refused, Err(GovernanceError::NotProposed { .. })));
    governed.send("frank", GovernanceMsg::AcceptAdmin {}).unwrap();
}

#[test]
fn only_the_admin_governs() {
    let mut governed = Governed::new();
    governed.send("admin", propose("eve")).unwrap();
    for sender in ["mallory", "pauser", "eve"] {
        let of_the_admin = [
            propose(sender),
            GovernanceMsg::CancelAdminProposal {},
            GovernanceMsg::AppointPauser { pauser: account(sender).into() },
            GovernanceMsg::DismissPauser { pauser: account("pauser").into() },
            GovernanceMsg::Resume {},
        ];
        for msg in of_the_admin {
            let refused = governed.send(sender, msg);
            assert!(matches!(refused, Err(GovernanceError::NotAdmin { .. })), "{sender}");
        }
    }
    let told = governed.ask();
    assert_eq!((told.proposed_admin, told.pausers), (Some(account("eve")), vec![account("pauser")]));
}

#[test]
fn an_address_that_is_none_is_refused() {
    let mut governed = Governed::new();
    for address in ["", "eve", "cosmwasm1", "COSMWASM1QQQQ"] {
        let messages = [
            GovernanceMsg::ProposeAdmin { admin: address.into() },
            GovernanceMsg::AppointPauser { pauser: address.into() },
            GovernanceMsg::DismissPauser { pauser: address.into() },
        ];
        for msg in messages {
            assert!(matches!(governed.send("admin", msg), Err(GovernanceError::Std(_))), "{address:?}");
        }
    }
    assert_eq!(governed.ask().proposed_admin, None);
}
