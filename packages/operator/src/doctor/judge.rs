//! What is good and what is wrong: rules over what was gathered.

use chartseal_ledger::{Deployment, DeploymentFile};
use chartseal_types::certificate::CertificateStatus;
use chartseal_types::governance::{Contracts, GovernanceResponse};

use crate::doctor::facts::{ContractFacts, Deployed, Facts, Uploads};
use crate::doctor::finding::Finding;
use crate::{Artifacts, proposal};

const DAY: u64 = 86_400;
/// A block is this much older or newer than this clock at most, seconds.
const SKEW: u64 = 60;
/// What takes records' keys away from patients must be announced this long.
const VOTING: u64 = 7 * DAY;
/// A trust anchor is replaced before its last months.
const SOON: u64 = 90 * DAY;
/// What patients revoke by.
const EXECUTE: &str = "/cosmwasm.wasm.v1.MsgExecuteContract";
/// Ways past the members: to act for others, to make accounts, to speak with other chains. The genesis of `scripts/localnet`
/// and of `scripts/operate` closes these and more (`scripts/lib/messages.mjs`).
const DOORS: [&str; 11] = [
    "/cosmos.authz.v1beta1.MsgExec",
    "/cosmos.authz.v1beta1.MsgGrant",
    "/cosmos.distribution.v1beta1.MsgSetWithdrawAddress",
    "/cosmos.vesting.v1beta1.MsgCreatePeriodicVestingAccount",
    "/cosmos.vesting.v1beta1.MsgCreatePermanentLockedAccount",
    "/cosmos.vesting.v1beta1.MsgCreateVestingAccount",
    "/ibc.applications.interchain_accounts.controller.v1.MsgRegisterInterchainAccount",
    "/ibc.applications.transfer.v1.MsgTransfer",
    "/ibc.core.channel.v1.MsgChannelOpenInit",
    "/ibc.core.channel.v1.MsgChannelOpenTry",
    "/ibc.core.client.v1.MsgCreateClient",
];

/// Judges. With the released artifacts at hand, what runs is compared with them as well. On a chain of `scripts/localnet`
/// (`local`) time is a toy.
pub fn judge(
    facts: &Facts,
    file: &DeploymentFile,
    artifacts: Option<&Artifacts>,
    local: bool,
) -> Vec<Finding> {
    let mut findings = vec![clock(facts, local), governance(file)];
    for (at, contract) in facts.contracts.iter().enumerate() {
        match &contract.deployed {
            None => findings.push(Finding::wrong(
                contract.name,
                format!("no contract at {}; is this the chain of the deployment file?", contract.address),
            )),
            Some(deployed) => {
                findings.push(code(at, contract, deployed, facts, file, artifacts));
                findings.push(admins(contract, deployed));
                match &deployed.governance {
                    None => findings.push(Finding::wrong(
                        contract.name,
                        format!(
                            "what is at {} does not say who governs it: it is another contract",
                            contract.address
                        ),
                    )),
                    Some(governance) => {
                        findings.push(obeys(contract, governance, &file.deployment));
                        findings.push(governed(contract, governance, facts));
                    }
                }
            }
        }
    }
    findings.extend([
        uploads(facts),
        instantiation(facts),
        voting(facts, local),
        coins(facts),
        memos(facts),
        breaker(facts),
        policy(facts),
    ]);
    findings.extend(anchors(facts));
    findings
}

fn clock(facts: &Facts, local: bool) -> Finding {
    let ahead = facts.block_time.saturating_sub(facts.here);
    let behind = facts.here.saturating_sub(facts.block_time);
    if ahead.max(behind) <= SKEW {
        return Finding::good("clock", "block time and this machine's agree within a minute");
    }
    let (seconds, side) = if ahead > 0 { (ahead, "ahead of") } else { (behind, "behind") };
    let found = format!(
        "the latest block is {seconds} s {side} this machine's clock; set both by NTP, and see whether the chain makes blocks"
    );
    // The local chain's clock may be set ahead on purpose.
    if local { Finding::warning("clock", found) } else { Finding::wrong("clock", found) }
}

/// The file does not say who governance is: that is the same on every chain.
fn governance(file: &DeploymentFile) -> Finding {
    let account = proposal::account();
    if file.governance == account {
        return Finding::good("governance", account);
    }
    Finding::wrong(
        "governance",
        format!("expected {account}, the file names {}; ask who wrote the file", file.governance),
    )
}

fn code(
    at: usize,
    contract: &ContractFacts,
    deployed: &Deployed,
    facts: &Facts,
    file: &DeploymentFile,
    artifacts: Option<&Artifacts>,
) -> Finding {
    let subject = format!("{}: code", contract.name);
    let approved = file.deployment.codes.get(at);
    let runs = deployed.code_id;
    let checksum = deployed.checksum.as_ref().map(|checksum| checksum.to_hex()).unwrap_or_default();
    if approved.is_none_or(|approved| approved.id != runs) {
        let approved = approved.map_or(0, |approved| approved.id);
        return Finding::wrong(
            subject,
            format!(
                "it runs code {runs}, the deployment file approves {approved}; find the proposal that moved it"
            ),
        );
    }
    if approved.and_then(|approved| approved.checksum.as_ref()).is_some_and(|approved| *approved != checksum)
    {
        return Finding::wrong(
            subject,
            format!("code {runs} has checksum {checksum}, which the deployment file does not approve"),
        );
    }
    if let Some(artifact) = artifacts.and_then(|artifacts| artifacts.0.get(at))
        && artifact.checksum.to_hex() != checksum
    {
        return Finding::wrong(
            subject,
            format!(
                "code {runs} has checksum {checksum}, the artifact at hand {}; upgrade the contract, or compare with the artifacts of its release",
                artifact.checksum.to_hex()
            ),
        );
    }
    if approved.is_none_or(|approved| approved.checksum.is_none()) {
        return Finding::warning(
            subject,
            format!("code {runs}, {checksum}; the deployment file approves a number and no checksum: add it"),
        );
    }
    if !facts.pinned.contains(&runs) {
        return Finding::warning(
            subject,
            format!("code {runs} is not pinned: every call costs twice the gas; pin it by a proposal"),
        );
    }
    Finding::good(subject, format!("{runs}, {checksum}, pinned"))
}

fn admins(contract: &ContractFacts, deployed: &Deployed) -> Finding {
    let governance = proposal::account();
    let subject = format!("{}: who can replace it", contract.name);
    match deployed.wasm_admin.as_str() {
        "" => Finding::warning(subject, "nobody: a fault in it could never be mended"),
        admin if admin == governance => Finding::good(subject, "governance alone"),
        admin => Finding::wrong(
            subject,
            format!(
                "{admin}, expected governance ({governance}): whoever holds that key can open every record's access"
            ),
        ),
    }
}

fn obeys(contract: &ContractFacts, governance: &GovernanceResponse, deployment: &Deployment) -> Finding {
    let subject = format!("{}: the other contracts", contract.name);
    let Contracts { identity_registry, certificate_authority, access_control, record_anchor } =
        &governance.contracts;
    let known = [identity_registry, certificate_authority, access_control, record_anchor];
    if known.into_iter().zip(deployment.in_order()).all(|(known, expected)| known.as_str() == expected) {
        Finding::good(subject, "those of the deployment file")
    } else {
        Finding::wrong(subject, "others than the deployment file names; it is of another deployment")
    }
}

fn governed(contract: &ContractFacts, governance: &GovernanceResponse, facts: &Facts) -> Finding {
    let subject = format!("{}: who governs it", contract.name);
    let deployed = facts.contracts.iter().filter_map(|contract| contract.deployed.as_ref());
    let mut others = deployed.filter_map(|deployed| deployed.governance.as_ref());
    let admin = &governance.admin;
    if others.any(|other| other.admin != *admin) {
        return Finding::warning(subject, format!("{admin}, and not every contract the same account"));
    }
    if let Some(successor) = &governance.proposed_admin {
        return Finding::warning(
            subject,
            format!("{admin}, to be followed by {successor}; make sure that this is meant"),
        );
    }
    if let Some(until) = governance.paused_until {
        return Finding::warning(subject, format!("{admin}; it is paused until {until} (Unix seconds)"));
    }
    Finding::good(subject, format!("{admin}; {} may pause it", governance.pausers.len()))
}

fn uploads(facts: &Facts) -> Finding {
    match &facts.uploads {
        Uploads::Nobody => Finding::good("uploads", "by governance alone"),
        Uploads::Only(accounts) => {
            Finding::good("uploads", format!("by {} accounts: {}", accounts.len(), accounts.join(", ")))
        }
        Uploads::Everybody => Finding::wrong(
            "uploads",
            "by everybody: anybody's contract can call these; name the members in wasm's code_upload_access by a proposal",
        ),
    }
}

fn instantiation(facts: &Facts) -> Finding {
    if facts.anybody_instantiates {
        return Finding::wrong(
            "instantiation",
            "by everybody, of codes that do not say otherwise; set wasm's instantiate_default_permission by a proposal",
        );
    }
    Finding::good("instantiation", "by those whom a code names")
}

fn voting(facts: &Facts, local: bool) -> Finding {
    let period = facts.voting_period;
    if period >= VOTING {
        return Finding::good("voting period", format!("{} days", period / DAY));
    }
    let found = format!(
        "{period} s, expected at least 7 days: members must have time to see what a proposal would change"
    );
    if local { Finding::warning("voting period", found) } else { Finding::wrong("voting period", found) }
}

fn coins(facts: &Facts) -> Finding {
    if facts.send_enabled {
        return Finding::wrong(
            "coins",
            "can be sent: whoever has some can admit accounts; set bank's default_send_enabled to false by a proposal",
        );
    }
    Finding::good("coins", "can't be sent: members alone admit accounts")
}

fn memos(facts: &Facts) -> Finding {
    if facts.memo > 1 {
        return Finding::wrong(
            "memos",
            format!(
                "of up to {} characters: room for what identifies a patient; set auth's max_memo_characters to 1 by a proposal",
                facts.memo
            ),
        );
    }
    Finding::good("memos", "of one character at most")
}

fn breaker(facts: &Facts) -> Finding {
    let refused = |url: &str| facts.refused.iter().any(|refused| refused == url);
    if refused(EXECUTE) {
        return Finding::wrong(
            "circuit breaker",
            format!("it refuses {EXECUTE}: no patient can revoke; reset it by a proposal"),
        );
    }
    let ajar: Vec<_> = DOORS.into_iter().filter(|url| !refused(url)).collect();
    if ajar.is_empty() {
        let count = facts.refused.len();
        return Finding::good(
            "circuit breaker",
            format!("refuses {count} kinds of message that go past members"),
        );
    }
    Finding::warning(
        "circuit breaker",
        format!(
            "it does not refuse {}; if this chain's program knows them, trip the breaker for them by a proposal",
            ajar.join(", ")
        ),
    )
}

fn policy(facts: &Facts) -> Finding {
    let Some(policy) = &facts.policy else {
        return Finding::wrong("policy", "access control does not say; see what is wrong with that contract");
    };
    let version = &policy.current;
    let asked = version.policy.second_factor.len();
    let current = format!(
        "version {}; a second factor at {asked} kinds of message, beside those that always take one",
        version.version
    );
    match &policy.pending {
        None => Finding::good("policy", current),
        Some(pending) => Finding::warning(
            "policy",
            format!(
                "{current}; version {} follows at {} (Unix seconds): make sure that this is meant",
                pending.version, pending.effective_at
            ),
        ),
    }
}

fn anchors(facts: &Facts) -> Vec<Finding> {
    let Some(authorities) = &facts.authorities else {
        let found = "the certificate authority does not say; see what is wrong with that contract";
        return vec![Finding::wrong("trust anchors", found)];
    };
    let anchors: Vec<_> = authorities.iter().filter(|authority| authority.issuer.is_none()).collect();
    let standing: Vec<_> = anchors.iter().filter(|anchor| anchor.status == CertificateStatus::Good).collect();
    if standing.is_empty() {
        return vec![Finding::warning(
            "trust anchors",
            "none that is good: no certificate counts; add one with `chartseal ca anchor`",
        )];
    }
    let each = standing.into_iter().map(|anchor| {
        let subject = format!("trust anchor {}", anchor.certificate);
        let left = anchor.not_after.saturating_sub(facts.block_time);
        let issuing = authorities.iter().filter(|ca| ca.issuer == Some(anchor.certificate)).count();
        if left < SOON {
            Finding::warning(
                subject,
                format!("ends in {} days; replace it, {issuing} CAs hang on it", left / DAY),
            )
        } else {
            Finding::good(subject, format!("good for {} days, {issuing} CAs below it", left / DAY))
        }
    });
    each.collect()
}
