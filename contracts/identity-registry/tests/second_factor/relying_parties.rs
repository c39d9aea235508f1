//! Of which portals passkeys count: the admin says.

use chartseal_governance::GovernanceError;
use chartseal_second_factor::SecondFactorError;
use chartseal_testing::{ORIGIN, RP_ID, Suite};
use chartseal_types::identity::{ChangeUnchecked, ExecuteMsg, IdentityRegistry, QueryMsg};
use chartseal_types::second_factor::{
    MAX_RELYING_PARTIES, RelyingParty, RelyingPartyError, RelyingPartyUnchecked,
};
use identity_registry::ContractError;

use crate::common::*;

fn party(rp_id: &str, origins: &[&str]) -> RelyingPartyUnchecked {
    RelyingPartyUnchecked {
        rp_id: rp_id.into(),
        origins: origins.iter().map(|origin| (*origin).into()).collect(),
    }
}

fn set(relying_parties: Vec<RelyingPartyUnchecked>) -> ExecuteMsg {
    ExecuteMsg::SetRelyingParties { relying_parties }
}

fn listed(suite: &Suite) -> Vec<RelyingParty> {
    ask(suite, QueryMsg::RelyingParties {})
}

#[test]
fn the_admin_lists_them_and_others_read_them_raw() {
    let mut suite = Suite::new();
    let other =
        party("other.example.org", &["https://other.example.org", "https://a.other.example.org:8443"]);
    let response = try_as_admin(&mut suite, set(vec![party(RP_ID, &[ORIGIN]), other])).unwrap();
    assert_eq!(attribute(&response, "relying_parties_set", "rp_ids"), format!("other.example.org,{RP_ID}"));
    assert_eq!(
        attribute(&response, "relying_parties_set", "origins"),
        format!("https://a.other.example.org:8443 https://other.example.org {ORIGIN}")
    );
    let expected = listed(&suite);
    assert_eq!(expected.len(), 2);
    let handle = IdentityRegistry(suite.contracts.identity_registry.clone());
    assert_eq!(handle.relying_parties(&suite.app.wrap()).unwrap(), expected);
}

#[test]
fn nobody_else_lists_any() {
    let mut suite = Suite::new();
    let (registrar, before) = (suite.registrar.clone(), listed(&suite));
    for sender in [registrar, suite.pauser.clone(), suite.account("nobody")] {
        assert_refused!(
            suite.try_identity(&sender, set(vec![])),
            ContractError::Governance(GovernanceError::NotAdmin { .. }),
        );
    }
    assert_eq!(listed(&suite), before);
}

#[test]
fn what_no_browser_would_ask_from_is_refused() {
    let mut suite = Suite::new();
    let many = (0..=MAX_RELYING_PARTIES).map(|n| party(&format!("p{n}.example"), &["https://p.example"]));
    let refused = [
        set(many.collect()),
        set(vec![party("Portal.example", &["https://portal.example"])]),
        set(vec![party(RP_ID, &[])]),
        set(vec![party(RP_ID, &["https://evil.example"])]),
    ];
    for msg in refused {
        assert_refused!(
            try_as_admin(&mut suite, msg),
            ContractError::RelyingParty(
                RelyingPartyError::TooMany { .. }
                    | RelyingPartyError::RpId { .. }
                    | RelyingPartyError::Origins { .. }
                    | RelyingPartyError::Origin { .. }
            ),
        );
    }
}

#[test]
fn a_passkey_of_a_site_that_is_listed_no_more_confirms_nothing() {
    let mut suite = Suite::new();
    let ana = suite.patient("ana");
    let change = ChangeUnchecked::AddAccount { account: suite.account("tablet").to_string() };
    try_as_admin(&mut suite, set(vec![])).unwrap();
    assert_refused!(
        suite.try_propose_change(&ana.account, change.clone()),
        ContractError::SecondFactor(SecondFactorError::RelyingParty { .. }),
    );
    // It is still one that the identity has: a thief adds none beside it unconfirmed.
    try_as_admin(&mut suite, set(vec![party("other.example.org", &["https://other.example.org"])])).unwrap();
    let mut passkey = suite.passkey();
    passkey.rp_id = "other.example.org".into();
    assert_refused!(
        suite.try_identity(
            &ana.account,
            ExecuteMsg::ProposeChange { change: ChangeUnchecked::AddPasskey { passkey } }
        ),
        ContractError::SecondFactor(SecondFactorError::Required { .. }),
    );
    try_as_admin(&mut suite, set(vec![party(RP_ID, &[ORIGIN])])).unwrap();
    suite.propose_change(&ana.account, change);
}

#[test]
fn a_pause_stops_what_adds_a_site_and_nothing_else() {
    let mut suite = Suite::new();
    let second = "https://portal.example.org:8443";
    try_as_admin(&mut suite, set(vec![party(RP_ID, &[ORIGIN, second])])).unwrap();
    let registry = suite.contracts.identity_registry.clone();
    suite.pause(&registry);
    for added in [
        vec![party(RP_ID, &[ORIGIN, "https://portal.example.org:9443"])],
        vec![party(RP_ID, &[ORIGIN]), party("other.example.org", &["https://other.example.org"])],
        // The same origin under a wider domain.
        vec![party("example.org", &[ORIGIN])],
    ] {
        assert_refused!(
            try_as_admin(&mut suite, set(added)),
            ContractError::Governance(GovernanceError::Paused { .. }),
        );
    }
    try_as_admin(&mut suite, set(vec![party(RP_ID, &[ORIGIN])])).unwrap();
    try_as_admin(&mut suite, set(vec![])).unwrap();
}
