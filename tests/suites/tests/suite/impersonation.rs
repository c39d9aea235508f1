//! Nobody acts for an identity but its own accounts: each message there is, sent by somebody else.

use chartseal_testing::{Actor, response_data};
use chartseal_types::access::{self, OpenResponse};
use chartseal_types::{Hat, IdentityId, Role, anchor};
use cw_multi_test::AppResponse;

use crate::clinic::Clinic;
use crate::messages::{Message, rows, send};

/// Somebody without an identity, a patient, and a doctor with a good certificate at another hospital.
fn strangers(clinic: &mut Clinic) -> [Actor; 3] {
    let suite = &mut clinic.suite;
    let nobody = Actor { account: suite.account("nobody"), id: IdentityId([0; 16]) };
    let patient = suite.patient("mallory");
    let south = suite.hospital("south");
    let ca = suite.issuing_ca(&clinic.root, &south);
    let doctor = suite.practitioner("mike", Role::Doctor, &south);
    suite.certify(&doctor, &ca, &south);
    [nobody, patient, doctor]
}

/// Where somebody's id or account first stands in a key.
fn place(key: &[u8], whose: &Actor) -> Option<usize> {
    let names: [&[u8]; 2] = [whose.id.as_ref(), whose.account.as_bytes()];
    names.iter().filter_map(|name| key.windows(name.len()).position(|part| part == *name)).min()
}

/// Every row that any contract keeps about Ana, Dora or their hospital: those with their id or account in the key, but for
/// those that are the stranger's own and come to name them later on, as a stranger's own care relationship does.
fn kept_about_them(clinic: &Clinic, stranger: Option<&Actor>) -> Vec<(Vec<u8>, Vec<u8>)> {
    let contracts = clinic.suite.all_contracts();
    let rows = contracts.iter().flat_map(|contract| clinic.suite.app.dump_wasm_raw(contract));
    rows.filter(|(key, _)| {
        let them = [&clinic.ana, &clinic.dora.actor, &clinic.hospital];
        let first = them.iter().filter_map(|whose| place(key, whose)).min();
        let own = stranger.and_then(|stranger| place(key, stranger));
        first.is_some_and(|first| own.is_none_or(|own| first < own))
    })
    .collect()
}

/// What a stranger's message comes to.
enum Outcome {
    /// Refused, or done about the stranger alone: nothing about the others may change.
    Own,
    /// Recorded as a denial in the patient's log.
    Denial,
    /// Done: it is anybody's to do.
    Anybody,
}

fn outcome(message: &Message) -> Outcome {
    match message {
        // Opening as somebody else is denied, and the patient sees it. Opening as the patient is refused.
        Message::Access(access::ExecuteMsg::Open(question)) if question.hat != (Hat::Own {}) => {
            Outcome::Denial
        }
        // A late review goes to the auditors, whoever notices.
        Message::Access(access::ExecuteMsg::EscalateEmergency { .. }) => Outcome::Anybody,
        // What is due to go goes, whoever says so.
        Message::Anchor(anchor::ExecuteMsg::CompleteErasure { .. }) => Outcome::Anybody,
        _ => Outcome::Own,
    }
}

fn is_ticket(response: &AppResponse) -> bool {
    response_data::<OpenResponse>(response).expires_at.is_some()
}

#[test]
fn no_message_of_a_stranger_changes_anything_about_others() {
    for (_, prepare) in rows() {
        let mut clinic = Clinic::new();
        let strangers = strangers(&mut clinic);
        let (by, message) = prepare(&mut clinic);
        let office = [&clinic.suite.admin, &clinic.suite.registrar].contains(&&by);
        for stranger in strangers {
            let before = kept_about_them(&clinic, Some(&stranger));
            let sent = send(&mut clinic, &stranger.account, &message);
            let changed = kept_about_them(&clinic, Some(&stranger)) != before;
            let stranger = &stranger.account;
            match outcome(&message) {
                Outcome::Own => {
                    assert!(!changed, "{stranger} changed what is not theirs: {message:?}");
                    assert!(!(office && sent.is_ok()), "{stranger} acted for an office: {message:?}");
                }
                Outcome::Denial => {
                    assert!(!sent.is_ok_and(|response| is_ticket(&response)), "{message:?}");
                }
                Outcome::Anybody => (),
            }
        }
        // Control: its sender has it done, unless somebody else already had.
        if !matches!(outcome(&message), Outcome::Anybody) {
            send(&mut clinic, &by, &message).unwrap_or_else(|error| panic!("{message:?}: {error}"));
        }
    }
}

#[test]
fn the_rows_that_are_watched_are_those_that_the_messages_change() {
    // The control of the test above: sent by its own sender, most messages change a row that it watches.
    let mut changing = 0;
    for (_, prepare) in rows() {
        let mut clinic = Clinic::new();
        let (by, message) = prepare(&mut clinic);
        let before = kept_about_them(&clinic, None);
        send(&mut clinic, &by, &message).unwrap_or_else(|error| panic!("{message:?}: {error}"));
        changing += usize::from(kept_about_them(&clinic, None) != before);
    }
    assert!(changing * 2 > rows().count(), "{changing} of {}", rows().count());
}
