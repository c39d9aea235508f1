//! What always holds, said without the model's rules wherever it can be: SECURITY.md's list, as far as a chain shows it.

use chartseal_types::access::{Effect, ExecuteMsg as Access, Rule};
use chartseal_types::anchor::ExecuteMsg as Anchor;
use chartseal_types::certificate::ExecuteMsg as Certificate;
use chartseal_types::governance::GovernanceMsg;
use chartseal_types::identity::{ExecuteMsg as Registry, Right, Status};
use chartseal_types::{Hat, IdentityId};

use crate::call::{Call, Message};
use crate::model::{Answer, Model, Refused};

/// Of an accepted message.
pub fn accepted(before: &Model, after: &Model, call: &Call, answer: &Answer) -> Result<(), String> {
    nobody_acts_for_another(before, call)?;
    admins_and_pausers_do_no_more(before, call)?;
    the_log_only_grows(before, after)?;
    if let Answer::Opened(opened) = answer {
        let entry = after.access.log.last().ok_or("what was opened is not in the log")?;
        if entry.answer != **opened || after.access.log.len() != before.access.log.len() + 1 {
            return Err("an opening is not the last entry of the log".into());
        }
        permitted_access_is_sound(before, after)?;
    }
    Ok(())
}

/// Of a refused message: a pause, a missing second factor or a freeze never stops what closes.
pub fn refused(before: &Model, call: &Call, family: Refused) -> Result<(), String> {
    let closes = match &call.message {
        // The account that a change removes is asked for a passkey: what it would close is its own removal.
        Message::Identity(Registry::CancelChange { number }) => {
            let own = before.registry.owner(&call.sender).and_then(|own| before.registry.get(own));
            !own.is_some_and(|own| own.changes.iter().any(|c| c.number == *number && c.removes(&call.sender)))
        }
        Message::Identity(msg) => matches!(
            msg,
            Registry::Freeze { .. }
                | Registry::EndAffiliation { .. }
                | Registry::EndRepresentative { .. }
                | Registry::VetoAct { .. }
                | Registry::WithdrawAct { .. }
                | Registry::VetoRecovery {}
                | Registry::WithdrawApproval { .. }
                | Registry::WithdrawRecovery { .. }
                | Registry::DismissRegistrar { .. }
                | Registry::DistrustRegistrar { .. }
                | Registry::SetStatus { status: Status::Suspended | Status::Revoked, .. }
        ),
        Message::Certificate(msg) => matches!(
            msg,
            Certificate::RevokeCertificate { .. }
                | Certificate::HoldCertificate { .. }
                | Certificate::RevokeCa { .. }
                | Certificate::DeclineRequest { .. }
        ),
        Message::Access(msg) => match msg {
            Access::GrantConsent { terms, .. } => terms.effect == Effect::Deny,
            Access::EndCare { .. }
            | Access::RefuseRequest { .. }
            | Access::WithdrawRequest { .. }
            | Access::CloseEmergency { .. }
            | Access::JustifyEmergency { .. } => true,
            Access::Open(question) => matches!(question.hat, Hat::Own {}),
            _ => false,
        },
        Message::Anchor(msg) => matches!(msg, Anchor::CancelErasure { .. } | Anchor::CompleteErasure { .. }),
    };
    let stopped = family == Refused::Paused
        || (family == Refused::SecondFactor && call.factor == crate::call::Factor::First);
    if closes && stopped {
        return Err(format!("{family:?} stops what closes"));
    }
    Ok(())
}

/// Rules 2, 3 and 4: a permitted access of another than the patient has an active identity and a good certificate, and
/// neither policy nor a denial is passed over.
fn permitted_access_is_sound(before: &Model, after: &Model) -> Result<(), String> {
    let Some(entry) = after.access.log.last() else { return Ok(()) };
    let question = &entry.question;
    for decision in entry.answer.decisions.iter().filter(|one| one.permitted) {
        if !decision.rule.permits() {
            return Err(format!("permitted by {:?}", decision.rule));
        }
        if decision.rule == Rule::Own {
            let patient = before.registry.get(question.patient);
            let holder = patient.and_then(|one| one.merged_into).unwrap_or(question.patient);
            if entry.requester != holder {
                return Err("somebody else opened as the patient".into());
            }
            continue;
        }
        if !before.registry.is_active(entry.requester, after.now) {
            return Err("permitted to who is not active".into());
        }
        let good = question.certificate.is_some_and(|one| before.certifies(one, entry.requester));
        if !good {
            return Err("permitted without a good certificate".into());
        }
        let passes =
            decision.rule == Rule::Emergency && before.access.policy(after.now).1.emergencies_pass_denials;
        let denies_all = |id: IdentityId| {
            before.consents(id).any(|(_, deny)| {
                let terms = &deny.terms;
                let everyone = terms.grantee == chartseal_types::access::Grantee::Everyone {};
                let all = terms.records.is_none() && terms.clinical_period.is_none();
                let wide = terms.max_confidentiality == chartseal_types::Confidentiality::V;
                terms.effect == Effect::Deny
                    && everyone
                    && all
                    && wide
                    && terms.categories == chartseal_types::CodeSet::ALL
                    && terms.compartments == chartseal_types::CodeSet::ALL
                    && terms.purposes.contains(question.purpose)
                    && terms.actions.contains(question.action)
                    && terms.valid_from <= after.now
                    && deny.stands(after.now)
            })
        };
        if !passes && denies_all(question.patient) {
            return Err("permitted against a denial of everybody".into());
        }
    }
    Ok(())
}

/// Rule 5. Who acts for a patient is one of its accounts, of its survivor's, or a representative with that right.
fn nobody_acts_for_another(before: &Model, call: &Call) -> Result<(), String> {
    let own = before.registry.owner(&call.sender);
    let (patient, right) = match &call.message {
        Message::Access(
            Access::GrantConsent { patient, .. }
            | Access::AmendConsent { patient, .. }
            | Access::RevokeConsent { patient, .. }
            | Access::OpenCare { patient, .. }
            | Access::AnswerRequest { patient, .. }
            | Access::RefuseRequest { patient, .. },
        ) => (patient.or(own), Some(Right::Consent)),
        Message::Anchor(Anchor::Erase { patient, .. } | Anchor::CancelErasure { patient, .. }) => {
            (Some(*patient), None)
        }
        _ => return Ok(()),
    };
    let (Some(own), Some(patient)) = (own, patient) else {
        return Err("accepted from an account without an identity".into());
    };
    let survivor = before.registry.get(patient).and_then(|one| one.merged_into);
    let holder = survivor.unwrap_or(patient);
    let represents = right.is_some_and(|right| {
        let representative = before.registry.representative(holder, own);
        representative.is_some_and(|one| one.may(right, before.now))
    });
    if own == patient || survivor == Some(own) || represents {
        return Ok(());
    }
    Err("somebody acted for a patient who may not".into())
}

/// The admin governs and looks after registrars, policy and trust anchors; a pauser pauses. Neither opens, consents,
/// writes or erases by that.
fn admins_and_pausers_do_no_more(before: &Model, call: &Call) -> Result<(), String> {
    let contract = call.message.contract();
    if let Some(msg) = call.message.governance() {
        let governance = &before.governance[&contract];
        let entitled = match msg {
            GovernanceMsg::Pause {} => governance.pausers.contains(&call.sender),
            GovernanceMsg::AcceptAdmin {} => governance.proposed.as_ref() == Some(&call.sender),
            _ => governance.admin == call.sender,
        };
        return if entitled { Ok(()) } else { Err("somebody governed who may not".into()) };
    }
    let for_all = match &call.message {
        Message::Identity(msg) => matches!(
            msg,
            Registry::Register { .. }
                | Registry::ApplyChange { .. }
                | Registry::ApplyAct { .. }
                | Registry::CompleteRecovery { .. }
        ),
        Message::Access(msg) => matches!(msg, Access::EscalateEmergency { .. }),
        Message::Anchor(msg) => matches!(msg, Anchor::CompleteErasure { .. }),
        Message::Certificate(_) => false,
    };
    let by_admin = match &call.message {
        Message::Identity(msg) => matches!(
            msg,
            Registry::Verify { .. }
                | Registry::SetStatus { .. }
                | Registry::AppointRegistrar { .. }
                | Registry::DismissRegistrar { .. }
                | Registry::DistrustRegistrar { .. }
                | Registry::Accredit { .. }
                | Registry::SetRelyingParties { .. }
        ),
        Message::Certificate(msg) => matches!(
            msg,
            Certificate::AddTrustAnchor { .. }
                | Certificate::AddIssuingCa { .. }
                | Certificate::RevokeCertificate { .. }
                | Certificate::HoldCertificate { .. }
                | Certificate::ReleaseCertificate { .. }
                | Certificate::RevokeCa { .. }
        ),
        Message::Access(msg) => matches!(msg, Access::ProposePolicy { .. } | Access::WithdrawPolicy {}),
        Message::Anchor(msg) => matches!(msg, Anchor::Hold { .. } | Anchor::ReleaseHold { .. }),
    };
    let known = before.registry.owner(&call.sender).is_some();
    let admin = before.is_admin(contract, &call.sender);
    if known || for_all || (admin && by_admin) {
        return Ok(());
    }
    Err("an account without an identity did what takes one".into())
}

/// Rule 7. No message edits or removes an entry.
fn the_log_only_grows(before: &Model, after: &Model) -> Result<(), String> {
    if after.access.log.len() >= before.access.log.len() {
        return Ok(());
    }
    Err("the log became shorter".into())
}
