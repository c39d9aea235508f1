//! What a pause stops, message by message: all of them, so that a new message has to be thought about here first.

use std::collections::{BTreeMap, BTreeSet};

use chartseal_governance::GovernanceError;
use chartseal_testing::{DAY, content_hash};
use chartseal_types::access::{self, Effect};
use chartseal_types::governance::GovernanceMsg;
use chartseal_types::identity::{self, Kind, Status};
use chartseal_types::{Hat, Purpose, anchor, certificate};
use cosmwasm_std::{StdResult, from_json};
use cw_multi_test::AppResponse;

use crate::alike::governance_error;
use crate::clinic::Clinic;
use crate::messages::Pause::{self, Depends, Spares, Stops};
use crate::messages::{Message, rows, send};

/// No variant is left to a wildcard.
fn expected(message: &Message) -> Pause {
    match message {
        Message::Identity(msg) => of_identity(msg),
        Message::Certificate(msg) => of_certificate(msg),
        Message::Access(msg) => of_access(msg),
        Message::Anchor(msg) => of_anchor(msg),
    }
}

fn of_identity(msg: &identity::ExecuteMsg) -> Pause {
    use identity::ExecuteMsg::*;
    match msg {
        Register { .. }
        | Verify { .. }
        | AppointRegistrar { .. }
        | OfferAffiliation { .. }
        | AcceptAffiliation { .. }
        | CompleteRecovery { .. }
        | RegisterUnclaimed { .. }
        | AppointRepresentative { .. }
        | ApplyAct { .. } => Stops,
        SetStatus { status: Status::Active, .. } => Stops,
        SetStatus { status: Status::Pending | Status::Suspended | Status::Revoked, .. } => Spares,
        // By whether roles or sites are added or only taken away; by what is applied; by what takes effect with the
        // confirmation; by what is confirmed.
        Accredit { .. }
        | SetRelyingParties { .. }
        | ApplyChange { .. }
        | ConfirmAct { .. }
        | Confirmed { .. } => Depends,
        DismissRegistrar { .. }
        | DistrustRegistrar { .. }
        | EndRepresentative { .. }
        | ProposeAct { .. }
        | VetoAct { .. }
        | WithdrawAct { .. }
        | Freeze { .. }
        | ProposeChange { .. }
        | ApproveChange { .. }
        | CancelChange { .. }
        | EndAffiliation { .. }
        | StartRecovery { .. }
        | ApproveRecovery { .. }
        | VetoRecovery {}
        | OverrideVeto { .. }
        | WithdrawApproval { .. }
        | WithdrawRecovery { .. } => Spares,
        Governance(msg) => of_governance(msg),
    }
}

fn of_certificate(msg: &certificate::ExecuteMsg) -> Pause {
    use certificate::ExecuteMsg::*;
    match msg {
        AddTrustAnchor { .. }
        | AddIssuingCa { .. }
        | RequestCertificate { .. }
        | IssueCertificate { .. }
        | ReleaseCertificate { .. } => Stops,
        DeclineRequest { .. } | RevokeCertificate { .. } | HoldCertificate { .. } | RevokeCa { .. } => Spares,
        // By what is confirmed.
        Confirmed { .. } => Depends,
        Governance(msg) => of_governance(msg),
    }
}

fn of_access(msg: &access::ExecuteMsg) -> Pause {
    use access::ExecuteMsg::*;
    match msg {
        // By whether anything gets looser; by the effect of the consent that is ended.
        ProposePolicy { .. } | RevokeConsent { .. } => Depends,
        GrantConsent { terms, .. } => match terms.effect {
            Effect::Permit => Stops,
            Effect::Deny => Spares,
        },
        AmendConsent { .. } | OpenCare { .. } | AttestCare { .. } => Stops,
        RequestAccess { .. } | AnswerRequest { .. } => Stops,
        WithdrawPolicy {} | EndCare { .. } | RefuseRequest { .. } | WithdrawRequest { .. } => Spares,
        Open(question) => match question.hat {
            Hat::Own {} => Spares,
            // By whether an emergency is open.
            Hat::Organization { .. } if question.purpose == Purpose::BTG => Depends,
            Hat::Representative {} | Hat::Organization { .. } => Stops,
        },
        // Who breaks the glass cannot wait, and accounting for it protects.
        OpenEmergency(_)
        | CloseEmergency { .. }
        | JustifyEmergency { .. }
        | ReviewEmergency { .. }
        | EscalateEmergency { .. } => Spares,
        // By what is confirmed.
        Confirmed { .. } => Depends,
        Governance(msg) => of_governance(msg),
    }
}

fn of_anchor(msg: &anchor::ExecuteMsg) -> Pause {
    use anchor::ExecuteMsg::*;
    match msg {
        Anchor { .. } | AnchorBatch { .. } | ProveRecord { .. } => Stops,
        Retract { .. }
        | Hold { .. }
        | ReleaseHold { .. }
        | Erase { .. }
        | CancelErasure { .. }
        | CompleteErasure { .. }
        | ReportDeletion { .. } => Spares,
        // By what is confirmed.
        Confirmed { .. } => Depends,
        Governance(msg) => of_governance(msg),
    }
}

fn of_governance(msg: &GovernanceMsg) -> Pause {
    match msg {
        GovernanceMsg::ProposeAdmin { .. }
        | GovernanceMsg::CancelAdminProposal {}
        | GovernanceMsg::AcceptAdmin {}
        | GovernanceMsg::AppointPauser { .. }
        | GovernanceMsg::DismissPauser { .. }
        | GovernanceMsg::Pause {}
        | GovernanceMsg::Resume {} => Spares,
    }
}

/// Whether a step was refused because of the pause. Any other refusal is a mistake of the table.
fn is_stopped(message: &Message, outcome: StdResult<AppResponse>) -> bool {
    if outcome.is_ok() {
        return false;
    }
    let paused = governance_error(message, outcome);
    assert!(matches!(paused, GovernanceError::Paused { .. }), "{message:?}: {paused}");
    true
}

#[test]
fn a_pause_stops_what_opens_and_spares_what_closes() {
    for (pause, prepare) in rows() {
        let mut clinic = Clinic::new();
        let (by, message) = prepare(&mut clinic);
        let stated = expected(&message);
        assert!(stated == *pause || stated == Depends, "{message:?}: {pause:?} in its row, but {stated:?}");
        let within = expected(&inner(&message));
        assert!(within == *pause || within == Depends, "{message:?}: {pause:?} in its row, but {within:?}");
        clinic.suite.pause_all();
        let outcome = send(&mut clinic, &by, &message);
        assert_eq!(is_stopped(&message, outcome), *pause == Stops, "{message:?}");
        if *pause == Stops {
            // Control: it is the pause that stopped it.
            clinic.suite.resume_all();
            send(&mut clinic, &by, &message).unwrap_or_else(|error| panic!("{message:?}: {error}"));
        }
    }
}

/// The message inside a confirmed one, else the message itself.
fn inner(message: &Message) -> Message {
    let parsed = "what is confirmed is a message";
    match message {
        Message::Identity(identity::ExecuteMsg::Confirmed { message, .. }) => {
            Message::Identity(from_json(message).expect(parsed))
        }
        Message::Certificate(certificate::ExecuteMsg::Confirmed { message, .. }) => {
            Message::Certificate(from_json(message).expect(parsed))
        }
        Message::Access(access::ExecuteMsg::Confirmed { message, .. }) => {
            Message::Access(from_json(message).expect(parsed))
        }
        Message::Anchor(anchor::ExecuteMsg::Confirmed { message, .. }) => {
            Message::Anchor(from_json(message).expect(parsed))
        }
        message => message.clone(),
    }
}

/// The contract and the variant of a message, as JSON names them.
fn name(message: &Message) -> (String, String) {
    let json = serde_json::to_value(message).expect("a message is JSON");
    let (contract, inner) = json.as_object().and_then(|outer| outer.iter().next()).expect("one contract");
    let (variant, _) = inner.as_object().and_then(|inner| inner.iter().next()).expect("one variant");
    (contract.clone(), variant.clone())
}

/// The variants of a message type, by its schema.
fn variants(schema: &serde_json::Value) -> BTreeSet<String> {
    let one_of = schema["oneOf"].as_array().expect("a message is one of its variants");
    let name = |variant: &serde_json::Value| {
        variant["required"][0].as_str().expect("a variant has a name").to_owned()
    };
    one_of.iter().map(name).collect()
}

#[test]
fn the_table_has_every_message_and_what_depends_both_ways() {
    let mut seen: BTreeMap<(String, String), BTreeSet<bool>> = BTreeMap::new();
    let mut depends = BTreeSet::new();
    for (pause, prepare) in rows() {
        let (_, message) = prepare(&mut Clinic::new());
        if expected(&message) == Depends {
            depends.insert(name(&message));
        }
        // Some come only confirmed.
        for message in [inner(&message), message] {
            seen.entry(name(&message)).or_default().insert(*pause == Stops);
        }
    }
    let schemas = [
        ("identity", serde_json::to_value(cosmwasm_schema::schema_for!(identity::ExecuteMsg))),
        ("certificate", serde_json::to_value(cosmwasm_schema::schema_for!(certificate::ExecuteMsg))),
        ("access", serde_json::to_value(cosmwasm_schema::schema_for!(access::ExecuteMsg))),
        ("anchor", serde_json::to_value(cosmwasm_schema::schema_for!(anchor::ExecuteMsg))),
    ];
    for (contract, schema) in schemas {
        for variant in variants(&schema.expect("a schema is JSON")) {
            // Governance has its own test below; what is confirmed is one of the others.
            let elsewhere = ["governance", "confirmed"];
            let known = elsewhere.contains(&variant.as_str())
                || seen.contains_key(&(contract.into(), variant.clone()));
            assert!(known, "{contract} {variant} has no row");
        }
    }
    for message in depends {
        assert_eq!(seen[&message].len(), 2, "{message:?} comes both ways");
    }
}

#[test]
fn governance_goes_on() {
    let mut clinic = Clinic::new();
    let (admin, pauser) = (clinic.suite.admin.clone(), clinic.suite.pauser.clone());
    let successor = clinic.suite.account("successor");
    let propose = GovernanceMsg::ProposeAdmin { admin: successor.to_string() };
    let messages = [
        (&pauser, GovernanceMsg::Pause {}),
        (&admin, propose.clone()),
        (&admin, GovernanceMsg::CancelAdminProposal {}),
        (&admin, GovernanceMsg::AppointPauser { pauser: successor.to_string() }),
        (&admin, GovernanceMsg::DismissPauser { pauser: successor.to_string() }),
        (&admin, propose),
        (&successor, GovernanceMsg::AcceptAdmin {}),
        (&successor, GovernanceMsg::Resume {}),
    ];
    for contract in clinic.suite.all_contracts() {
        clinic.suite.pause(&contract);
        for (by, msg) in &messages {
            assert_eq!(of_governance(msg), Spares);
            clinic.suite.try_govern(by, &contract, msg.clone()).expect("governance goes on");
        }
    }
}

#[test]
fn a_pause_lapses_for_every_contract() {
    let mut clinic = Clinic::new();
    clinic.suite.pause_all();
    clinic.suite.wait(3 * DAY);
    clinic.open_care();
    clinic.suite.register("newcomer", Kind::Patient);
    clinic.suite.trust_anchor();
    let record = clinic.anchored("after the pause");
    assert_eq!(record, content_hash("after the pause"));
    assert!(clinic.decision().permitted);
}
