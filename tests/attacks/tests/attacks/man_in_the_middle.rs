//! Man in the middle: who stands between a person and the chain changes, redirects or makes up what they sign.

use certificate_authority::ContractError as AuthorityError;
use certificate_authority::domain::RequestError;
use chartseal_second_factor::SecondFactorError;
use chartseal_testing::certificate::{new_key, signing_request};
use chartseal_testing::{DAY, Suite};
use chartseal_types::Role;
use chartseal_types::certificate;
use chartseal_types::identity::{ChangeUnchecked, ExecuteMsg};
use cosmwasm_std::{Binary, to_json_binary};
use identity_registry::ContractError;

use crate::device::{Device, Said};
use crate::harness::Stopped::{Authority, Registry};
use crate::harness::{Attempt, attacks, goal};
use crate::told::{appointment_of, represents};

attacks! {
    "man in the middle";
    another_message_under_the_confirmation: [Challenge] =>
        Registry(ContractError::SecondFactor(SecondFactorError::Challenge { .. })),
    a_confirmation_sent_by_another_account: [Challenge] =>
        Registry(ContractError::SecondFactor(SecondFactorError::Challenge { .. })),
    a_page_on_a_forgotten_subdomain: [Origin] =>
        Registry(ContractError::SecondFactor(SecondFactorError::Origin { .. })),
    a_portal_in_a_hostile_frame: [CrossOrigin] =>
        Registry(ContractError::SecondFactor(SecondFactorError::CrossOrigin)),
    a_registration_that_passes_for_a_confirmation: [Ceremony] =>
        Registry(ContractError::SecondFactor(SecondFactorError::Ceremony)),
    a_key_asked_for_another_site: [RpId] =>
        Registry(ContractError::SecondFactor(SecondFactorError::RpIdHash { .. })),
    a_key_that_nobody_touched: [UserPresence] =>
        Registry(ContractError::SecondFactor(SecondFactorError::UserPresence)),
    a_key_that_did_not_ask_who_touched_it: [UserVerification] =>
        Registry(ContractError::SecondFactor(SecondFactorError::UserVerification)),
    a_key_that_is_not_hers: [AssertionSignature] =>
        Registry(ContractError::SecondFactor(SecondFactorError::Signature)),
    a_confirmation_good_for_a_year: [AssertionValidity] =>
        Registry(ContractError::SecondFactor(SecondFactorError::TooFarAhead { .. })),
    a_request_for_a_key_of_somebody_else: [Possession] =>
        Authority(AuthorityError::Request(RequestError::Signature(_))),
}

/// A poisoned page shows Ana her new phone and has her confirm that; it sends another account with her confirmation.
fn another_message_under_the_confirmation() -> Attempt {
    let mut suite = Suite::new();
    let ana = suite.patient("ana");
    let registry = suite.contracts.identity_registry.clone();
    let add = |account: &str| {
        let account = account.to_string();
        ExecuteMsg::ProposeChange { change: ChangeUnchecked::AddAccount { account } }
    };
    let (phone, eve) = (suite.account("ana's new phone"), suite.account("eve"));
    let (_, assertion) = suite.confirmation(&ana.account, &registry, &add(phone.as_str()));

    let message = to_json_binary(&add(eve.as_str()))?;
    suite.try_assertion(&ana.account, &registry, message, assertion)?;
    goal(suite.pending_changes(ana.id).len() == 1)
}

/// Ana confirms on her phone, then thinks better of it and sends nothing. Ben has the account on her tablet, read what she
/// confirmed, and sends it from there.
fn a_confirmation_sent_by_another_account() -> Attempt {
    let mut suite = Suite::new();
    let (ana, ben) = (suite.patient("ana"), suite.patient("ben"));
    let tablet = suite.add_account(&ana, "ana's tablet");
    let registry = suite.contracts.identity_registry.clone();
    let appoint = appointment_of(&suite, ben.id);
    let (message, assertion) = suite.confirmation(&ana.account, &registry, &appoint);

    suite.try_assertion(&tablet, &registry, message, assertion)?;
    goal(represents(&suite, ben.id, ana.id))
}

/// Eve took over a subdomain that the portal forgot. Browsers offer Ana's passkey there, and she confirms what she sees.
fn a_page_on_a_forgotten_subdomain() -> Attempt {
    appointed_by(&Said { origin: "https://old.portal.example.org", ..Said::default() })
}

/// Eve's site shows the portal in a frame, with a button of her own above it, and Ana's account signs what her wallet shows.
fn a_portal_in_a_hostile_frame() -> Attempt {
    appointed_by(&Said { cross_origin: true, ..Said::default() })
}

/// Eve's script on the portal has Ana make "one more passkey", whose challenge is a message of Eve's choice.
fn a_registration_that_passes_for_a_confirmation() -> Attempt {
    appointed_by(&Said { ceremony: "webauthn.create", ..Said::default() })
}

/// An authenticator of Ana's signs with one key for every site, and Eve's site asked it.
fn a_key_asked_for_another_site() -> Attempt {
    appointed_by(&Said { rp_id: "eve.example.com", ..Said::default() })
}

/// Malware on Ana's computer asks the key that is always plugged in while she sleeps.
fn a_key_that_nobody_touched() -> Attempt {
    appointed_by(&Said { flags: 0x04, ..Said::default() })
}

/// Eve found Ana's security key beside her laptop, and touches it; she has no PIN.
fn a_key_that_did_not_ask_who_touched_it() -> Attempt {
    appointed_by(&Said { flags: 0x01, ..Said::default() })
}

/// Eve has Ana's account and her credential id, which is public, and signs with a key of her own.
fn a_key_that_is_not_hers() -> Attempt {
    let mut suite = Suite::new();
    let ana = Device::new(b"credential").patient(&mut suite, "ana");
    let eve = suite.patient("eve");
    let msg = appointment_of(&suite, eve.id);
    Device::new(b"credential").try_confirm(&mut suite, &ana.account, &msg, &Said::default())?;
    goal(represents(&suite, eve.id, ana.id))
}

/// Eve's page let Ana confirm with an expiry in a year; Eve keeps it until she has Ana's account.
fn a_confirmation_good_for_a_year() -> Attempt {
    let (mut suite, device) = (Suite::new(), Device::new(b"credential"));
    let (ana, eve) = (device.patient(&mut suite, "ana"), suite.patient("eve"));
    let msg = appointment_of(&suite, eve.id);
    let said = Said { validity: 365 * DAY, ..Said::default() };
    let (message, assertion) = device.sign(&suite, &ana.account, &msg, &said);
    suite.wait(90 * DAY);
    let registry = suite.contracts.identity_registry.clone();
    suite.try_assertion(&ana.account, &registry, message, assertion)?;
    goal(represents(&suite, eve.id, ana.id))
}

/// Mallory copies the request of Dora, puts her own DID in, and has Dora's key certified as hers: what Dora signs would be
/// Mallory's.
fn a_request_for_a_key_of_somebody_else() -> Attempt {
    let mut suite = Suite::new();
    let north = suite.hospital("north");
    let ca = suite.ca(&north);
    let [dora, mallory] = ["dora", "mallory"].map(|name| suite.practitioner(name, Role::Doctor, &north));
    let request = signing_request(&suite.did(dora.id), &new_key());
    let copied = replaced(&request, suite.did(dora.id).as_bytes(), suite.did(mallory.id).as_bytes());
    let msg = certificate::ExecuteMsg::RequestCertificate { ca: ca.fingerprint, csr: copied };
    let response = suite.try_certificate(&mallory.account, msg)?;
    goal(response.data.is_some())
}

/// Eve has Ana's account, and of Ana's passkey what is said here.
fn appointed_by(said: &Said<'_>) -> Attempt {
    let (mut suite, device) = (Suite::new(), Device::new(b"credential"));
    let (ana, eve) = (device.patient(&mut suite, "ana"), suite.patient("eve"));
    let msg = appointment_of(&suite, eve.id);
    device.try_confirm(&mut suite, &ana.account, &msg, said)?;
    goal(represents(&suite, eve.id, ana.id))
}

/// Bytes with others of the same length in the place of some.
fn replaced(bytes: &[u8], from: &[u8], to: &[u8]) -> Binary {
    assert_eq!(from.len(), to.len());
    let place = bytes.windows(from.len()).position(|window| window == from).expect("it is there");
    [&bytes[..place], to, &bytes[place + from.len()..]].concat().into()
}
