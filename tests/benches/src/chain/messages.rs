//! The messages that goals are set for, sent once or more each, so that their blocks can be read.

use chartseal_ledger::{Deployment, WasmdLedger};
use chartseal_types::access::{self, Effect, Grantee, OpenResponse, Question, Target, TermsUnchecked};
use chartseal_types::anchor::{self, Descriptor};
use chartseal_types::{Action, Category, Confidentiality, ContentHash, MerkleHash, Purpose, Selection};
use cosmwasm_std::Binary;
use serde::de::DeserializeOwned;

use crate::chain::Result;
use crate::chain::scene::Scene;
use crate::chain::yardstick::Yardstick;

/// How often what is measured once more is sent.
const TIMES: usize = 3;

/// Sends them.
pub async fn send(
    ledger: &WasmdLedger,
    deployment: &Deployment,
    scene: &Scene,
    yardstick: &Yardstick,
) -> Result<()> {
    let access = &deployment.access_control;
    let [doctor, other, ..] = scene.doctors.as_slice() else { return Err("too few doctors".into()) };
    for _ in 0..TIMES {
        doctor.send(ledger, &yardstick.contract, &Yardstick::transfer(other.address())).await?;
    }
    writing(ledger, deployment, scene).await?;
    // From here on the consent alone lets the doctors read.
    let end = access::ExecuteMsg::EndCare { patient: scene.ana.identity, organization: scene.north.identity };
    scene.ana.send(ledger, access, &end).await?;
    consents(ledger, access, scene).await?;
    let all: Vec<_> = scene.records.iter().map(|row| row.record).take(20).collect();
    for count in [1, 20] {
        for _ in 0..TIMES {
            let records = all.iter().copied().take(count).collect();
            let opened: OpenResponse = answer(&doctor.send(ledger, access, &open(scene, 0, records)).await?)?;
            if !opened.decisions.iter().all(|decision| decision.permitted && decision.consent.is_some()) {
                return Err("an opening was not permitted by the consent".into());
            }
        }
    }
    Ok(())
}

/// A doctor asks to read records.
pub fn open(scene: &Scene, doctor: usize, records: Vec<ContentHash>) -> access::ExecuteMsg {
    access::ExecuteMsg::Open(Question {
        patient: scene.ana.identity,
        hat: scene.hat(),
        target: Target::Records(records),
        purpose: Purpose::TREAT,
        action: Action::Read,
        certificate: scene.doctors.get(doctor).and_then(|doctor| doctor.certificate),
    })
}

/// The data that a message was answered with.
pub fn answer<T: DeserializeOwned>(outcome: &chartseal_ledger::Outcome) -> Result<T> {
    Ok(serde_json::from_slice(outcome.data.as_ref().map(Binary::as_slice).unwrap_or_default())?)
}

/// Anchors one record, twenty, and a batch of 10,000. What they hash to is made up: the chain never sees content.
async fn writing(ledger: &WasmdLedger, deployment: &Deployment, scene: &Scene) -> Result<()> {
    let [doctor, ..] = scene.doctors.as_slice() else { return Err("too few doctors".into()) };
    let observed = scene.records.iter().find(|row| row.label.category == Category::Observation);
    let label = observed.ok_or("no observation among the records")?.label;
    let write = access::ExecuteMsg::Open(Question {
        patient: scene.ana.identity,
        hat: scene.hat(),
        target: Target::Labels(vec![label]),
        purpose: Purpose::TREAT,
        action: Action::Write,
        certificate: doctor.certificate,
    });
    let ticket: OpenResponse = answer(&doctor.send(ledger, &deployment.access_control, &write).await?)?;
    for count in [1, 20] {
        for _ in 0..TIMES {
            let records = (0..count)
                .map(|_| {
                    Ok(Descriptor {
                        record: ContentHash(random()?),
                        size: 4096,
                        label,
                        quarter: None,
                        supersedes: None,
                        retain_until: None,
                    })
                })
                .collect::<Result<_>>()?;
            let msg =
                anchor::ExecuteMsg::Anchor { patient: scene.ana.identity, ticket: ticket.access, records };
            doctor.send(ledger, &deployment.record_anchor, &msg).await?;
        }
    }
    for _ in 0..TIMES {
        let batch = anchor::ExecuteMsg::AnchorBatch {
            organization: scene.north.identity,
            role: None,
            certificate: None,
            root: MerkleHash(random()?),
            size: 10_000,
        };
        scene.north.send(ledger, &deployment.record_anchor, &batch).await?;
    }
    Ok(())
}

/// Grants and revokes a further consent.
async fn consents(ledger: &WasmdLedger, contract: &str, scene: &Scene) -> Result<()> {
    let [_, other, ..] = scene.doctors.as_slice() else { return Err("too few doctors".into()) };
    for _ in 0..TIMES {
        let terms = TermsUnchecked {
            effect: Effect::Permit,
            grantee: Grantee::Identity { identity: other.identity },
            categories: Selection::All {},
            compartments: Selection::All {},
            max_confidentiality: Confidentiality::N,
            purposes: Selection::Only(vec![Purpose::TREAT]),
            actions: Selection::Only(vec![Action::Read]),
            records: Selection::All {},
            valid_from: None,
            valid_until: None,
            clinical_period: None,
            uses: None,
            claim: None,
        };
        let grant = access::ExecuteMsg::GrantConsent { patient: None, terms };
        let consent: u32 = answer(&scene.ana.send(ledger, contract, &grant).await?)?;
        let revoke = access::ExecuteMsg::RevokeConsent { patient: None, consent };
        scene.ana.send(ledger, contract, &revoke).await?;
    }
    Ok(())
}

fn random() -> Result<[u8; 32]> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|error| error.to_string())?;
    Ok(bytes)
}
