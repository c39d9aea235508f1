//! What a ticket has to be for a claim: plain rules over what access control says of it.

use std::collections::BTreeSet;

use chartseal_types::access::{Rule, TicketResponse};
use chartseal_types::{Hat, IdentityId, Purpose, Role};

use crate::TicketError;

/// The consents by which a ticket lives, if it is live, the examiner's own as such at the insurer, about the patient and
/// for payment. Targets that are denied now bear nothing out, and do no harm.
pub fn consents(
    ticket: &TicketResponse,
    examiner: IdentityId,
    payer: IdentityId,
    patient: IdentityId,
) -> Result<BTreeSet<u32>, TicketError> {
    let entry = &ticket.entry;
    if entry.requester != examiner {
        return Err(TicketError::OtherRequester { requester: entry.requester });
    }
    if entry.hat != (Hat::Organization { organization: payer, role: Role::ClaimsExaminer }) {
        return Err(TicketError::OtherHat { payer });
    }
    if entry.patient != patient {
        return Err(TicketError::OtherPatient { expected: patient, got: entry.patient });
    }
    if entry.purpose != Purpose::HPAYMT {
        return Err(TicketError::OtherPurpose { got: entry.purpose });
    }
    if ticket.expired {
        return Err(TicketError::Expired { access: entry.access });
    }
    if !ticket.alive {
        let rules = ticket.decisions.iter().map(|decision| decision.rule).collect();
        return Err(TicketError::Dead { access: entry.access, rules });
    }
    let permitted = ticket.decisions.iter().filter(|decision| decision.permitted);
    permitted
        .map(|decision| match (decision.rule, decision.consent) {
            (Rule::Consent, Some(consent)) => Ok(consent),
            (rule, _) => Err(TicketError::NoConsent { rule }),
        })
        .collect()
}
