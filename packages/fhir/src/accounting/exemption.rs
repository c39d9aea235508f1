//! Which disclosures need no accounting, and by which paragraph.

use super::Facts;
use chartseal_types::access::{AccessEntry, Decision, Effect, Grantee, Rule, TermsUnchecked};
use chartseal_types::{Hat, Purpose, Selection};
use serde::Serialize;
use std::fmt;

/// A paragraph of 45 CFR 164.528(a)(1). It serializes to its citation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Paragraph {
    /// (i): to carry out treatment, payment and health care operations (164.506).
    #[serde(rename = "45 CFR 164.528(a)(1)(i)")]
    TreatmentPaymentOperations,
    /// (ii): to the individual, or to the personal representative, who is treated as the individual (164.502(g)(1)).
    #[serde(rename = "45 CFR 164.528(a)(1)(ii)")]
    Individual,
    /// (iv): by an authorization (164.508).
    #[serde(rename = "45 CFR 164.528(a)(1)(iv)")]
    Authorization,
}

impl fmt::Display for Paragraph {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TreatmentPaymentOperations => "164.528(a)(1)(i)",
            Self::Individual => "164.528(a)(1)(ii)",
            Self::Authorization => "164.528(a)(1)(iv)",
        })
    }
}

/// What exempts one permitted target of an access; nothing when it must be accounted for.
pub(super) fn exemption(entry: &AccessEntry, decision: &Decision, facts: &Facts<'_>) -> Option<Paragraph> {
    if facts.misuse.contains(&entry.access) {
        return None;
    }
    match entry.hat {
        Hat::Own {} => (entry.requester == entry.patient).then_some(Paragraph::Individual),
        Hat::Representative {} => Some(Paragraph::Individual),
        Hat::Organization { .. } if is_treatment_payment_or_operations(entry.purpose) => {
            Some(Paragraph::TreatmentPaymentOperations)
        }
        Hat::Organization { .. } => {
            let by_consent = decision.consent.filter(|_| decision.rule == Rule::Consent)?;
            let terms = terms_then(entry, by_consent, facts)?;
            is_authorization(terms, entry.purpose).then_some(Paragraph::Authorization)
        }
    }
}

/// A clinical trial is research in HIPAA's words, though HL7 has it below treatment.
fn is_treatment_payment_or_operations(purpose: Purpose) -> bool {
    match purpose {
        Purpose::TREAT
        | Purpose::ETREAT
        | Purpose::BTG
        | Purpose::COC
        | Purpose::HPAYMT
        | Purpose::COVERAGE
        | Purpose::COVAUTH
        | Purpose::HOPERAT => true,
        Purpose::HRESCH
        | Purpose::CLINTRL
        | Purpose::PUBHLTH
        | Purpose::PATRQT
        | Purpose::FAMRQT
        | Purpose::HMARKT => false,
    }
}

/// What the consent said at the time of the access.
fn terms_then<'f>(entry: &AccessEntry, number: u32, facts: &Facts<'f>) -> Option<&'f TermsUnchecked> {
    let versions = facts.consents.iter().filter(|consent| {
        consent.patient == entry.subject() && consent.consent == number && consent.at <= entry.at
    });
    versions.max_by_key(|consent| consent.version).map(|consent| &consent.terms)
}

/// Whether a consent is as specific as an authorization must be (164.508(c)(1)): it names the purpose, names who may
/// receive, and expires, which for research it need not.
fn is_authorization(terms: &TermsUnchecked, purpose: Purpose) -> bool {
    let names_purpose = matches!(&terms.purposes, Selection::Only(purposes) if purposes.contains(&purpose));
    let names_recipient = terms.grantee != Grantee::Everyone {};
    let is_research = matches!(purpose, Purpose::HRESCH | Purpose::CLINTRL);
    let expires = terms.valid_until.is_some() || terms.uses.is_some() || is_research;
    terms.effect == Effect::Permit && names_purpose && names_recipient && expires
}
