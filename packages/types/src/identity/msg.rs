//! Messages of the identity registry.

use cosmwasm_schema::{QueryResponses, cw_serde};
use cosmwasm_std::{Addr, Binary};

use super::abi::{Affiliation, Distrusted};
use super::act::{ActResponse, ActUnchecked};
use super::change::{ChangeUnchecked, PendingChange};
use super::domain::{
    AccountPeriod, AffiliationPeriod, AssuranceLevel, EncryptionKeyUnchecked, KeyVersion, Kind,
    RegistrarPeriod, Status, StatusChange, StatusReason, Verification,
};
use super::passkey::PasskeyPeriod;
use super::recovery::{Guardians, GuardiansVersion, Recovery};
use super::representative::{Appointment, Representation, RepresentativeResponse};
use crate::governance::{GovernanceMsg, GovernanceResponse};
use crate::second_factor::{Assertion, Confirmable, PasskeyUnchecked, RelyingParty, RelyingPartyUnchecked};
use crate::{Commitment, IdentityId, Role};

pub use crate::governance::{InstantiateMsg, MigrateMsg};

/// What the identity registry does.
#[cw_serde]
pub enum ExecuteMsg {
    /// The sender registers itself. The response data is the new [`IdentityId`] as JSON.
    Register {
        /// What kind of subject.
        kind: Kind,
        /// The public half of a key made on the client.
        encryption_key: EncryptionKeyUnchecked,
        /// Salted commitment to the evidence that a registrar will be shown.
        evidence: Commitment,
        /// A passkey that confirms the identity's messages from the beginning. Later ones are changes.
        passkey: Option<PasskeyUnchecked>,
    },
    /// A registrar verifies a pending identity, or verifies an active one anew. The admin may verify organizations
    /// too, because nobody else could verify the first registrar; registrars are verified by the admin alone. Nobody
    /// verifies their own identity.
    Verify {
        /// Whom.
        identity: IdentityId,
        /// How well proofed.
        level: AssuranceLevel,
        /// Salted commitment to the evidence seen.
        evidence: Commitment,
        /// Until when it counts, Unix seconds; at most 3 years ahead.
        expires_at: u64,
    },
    /// A registrar or the admin suspends, reinstates or revokes an identity, never one of its own accounts: an owner
    /// freezes at once and asks a registrar for the rest. About a registrar only the admin decides. What is revoked
    /// stays revoked: so a registrar revokes only what another one, or the admin, has suspended, and what registered
    /// itself and was never verified, claimed or merged.
    SetStatus {
        /// Whose.
        identity: IdentityId,
        /// The new status: active (from suspended), suspended or revoked.
        status: Status,
        /// Why.
        reason: StatusReason,
    },
    /// The admin appoints an active organization as registrar.
    AppointRegistrar {
        /// Which.
        organization: IdentityId,
    },
    /// The admin dismisses a registrar. What it verified goes on to count.
    DismissRegistrar {
        /// Which.
        organization: IdentityId,
    },
    /// The admin finds that a registrar, or one that was, went bad at a time: its verifications from then on count for
    /// nothing, acts that wait with its hand in them lapse, it is dismissed, and never appointed again.
    DistrustRegistrar {
        /// Which.
        registrar: IdentityId,
        /// Since when, Unix seconds, not ahead. Sent again, it may only become earlier.
        since: u64,
    },
    /// A registrar, not the organization itself, or the admin says which roles an organization may offer. Replaces
    /// the list before; affiliations in a role that is no longer there end for decisions at once.
    Accredit {
        /// Which organization.
        organization: IdentityId,
        /// The roles, without repeats.
        roles: Vec<Role>,
    },
    /// Any account, or an active guardian, freezes an identity for 14 days: nothing can be done in its name meanwhile.
    /// The same account or guardian does so once in 28 days.
    Freeze {
        /// Which; the sender's own unless told.
        identity: Option<IdentityId>,
    },
    /// Any account proposes a change, which waits 72 h. It needs a second factor, but for the first passkey of an
    /// identity that has none. The response data is its number as JSON.
    ProposeChange {
        /// What.
        change: ChangeUnchecked,
    },
    /// Another account than the one that proposed a change, and one that has controlled the identity for 30 days,
    /// approves it: it can be applied at once.
    ApproveChange {
        /// Its number.
        number: u32,
    },
    /// Any account withdraws a change that waits. The account that a change would remove does so only inside `confirmed`:
    /// who stole the account and not the passkey does not stay by it.
    CancelChange {
        /// Its number.
        number: u32,
    },
    /// Applies a change whose time has come, within 30 days: by the new account for `add_account`, by any account otherwise. Removing
    /// an account drops the waiting changes that it proposed.
    ApplyChange {
        /// Of which identity.
        identity: IdentityId,
        /// Its number.
        number: u32,
    },
    /// An active guardian starts a recovery, which is its first approval. The response data is its number as JSON.
    StartRecovery {
        /// Whose owner lost every account.
        identity: IdentityId,
        /// The account that is to control it: one that controls no identity.
        account: String,
        /// The encryption key that is to count.
        encryption_key: EncryptionKeyUnchecked,
        /// The passkey that is to confirm messages.
        passkey: Option<PasskeyUnchecked>,
    },
    /// Another active guardian approves a recovery. When enough have, its delay of 7 days begins.
    ApproveRecovery {
        /// Of which identity.
        identity: IdentityId,
        /// Its number.
        recovery: u32,
    },
    /// Any account of the sender's identity stops all recoveries of it that stand.
    VetoRecovery {},
    /// An active guardian, or an active registrar who is none, overrides the veto against a recovery. When enough
    /// guardians and one registrar have, a new delay of 7 days begins, which nobody vetoes.
    OverrideVeto {
        /// Of which identity.
        identity: IdentityId,
        /// Its number.
        recovery: u32,
    },
    /// A guardian takes back that it approved a recovery or overrode a veto, or a registrar that it overrode one. If too
    /// few are left, the delay is over, and begins anew when enough are behind it again.
    WithdrawApproval {
        /// Of which identity.
        identity: IdentityId,
        /// Its number.
        recovery: u32,
    },
    /// The guardian who started a recovery withdraws it.
    WithdrawRecovery {
        /// Of which identity.
        identity: IdentityId,
    },
    /// The new account takes an identity over after the delay, within 30 days: every other account and passkey goes, the
    /// new key counts, what waited is dropped, representatives whom the patient appointed end, a freeze is lifted. Those
    /// who are behind it count if they still could act: enough guardians, and the registrar that overrode a veto.
    CompleteRecovery {
        /// Which.
        identity: IdentityId,
        /// The number of the recovery.
        recovery: u32,
    },
    /// An organization offers a practitioner a role it is accredited for.
    OfferAffiliation {
        /// To whom.
        practitioner: IdentityId,
        /// As what.
        role: Role,
    },
    /// The practitioner accepts.
    AcceptAffiliation {
        /// From whom.
        organization: IdentityId,
        /// As what.
        role: Role,
    },
    /// Either side ends an affiliation or an offer, at once.
    EndAffiliation {
        /// Who.
        practitioner: IdentityId,
        /// Where.
        organization: IdentityId,
        /// As what.
        role: Role,
    },
    /// An active organization registers a patient who cannot: a newborn, somebody unconscious. No account controls it
    /// until it is claimed. The response data is the new [`IdentityId`] as JSON.
    RegisterUnclaimed {
        /// The public half of a key whose private half the client destroys: what is written is read through trustees.
        encryption_key: EncryptionKeyUnchecked,
        /// Salted commitment to what is known of who it is.
        evidence: Commitment,
    },
    /// A patient appoints a representative, at once. Always with a second factor.
    AppointRepresentative {
        /// Whom: an active patient or practitioner.
        representative: IdentityId,
        /// By what authority, for what, until when.
        appointment: Appointment,
    },
    /// The patient or the representative ends a representation, at once.
    EndRepresentative {
        /// Whose representative.
        patient: IdentityId,
        /// Who.
        representative: IdentityId,
    },
    /// A registrar proposes what takes two. The response data is its number as JSON.
    ProposeAct {
        /// What.
        act: ActUnchecked,
        /// Salted commitment to what the registrar was shown, and to its reasons.
        evidence: Commitment,
    },
    /// Another registrar confirms it. Many acts take effect then; others wait for `apply_act`.
    ConfirmAct {
        /// Its number.
        number: u32,
    },
    /// Applies a confirmed act whose time has come: by either of its registrars, or for a claim by the new account.
    ApplyAct {
        /// Its number.
        number: u32,
    },
    /// An account of a patient it is about refuses an appointment or a merge.
    VetoAct {
        /// Its number.
        number: u32,
    },
    /// Either of its registrars takes an open act back.
    WithdrawAct {
        /// Its number.
        number: u32,
    },
    /// The admin says of which relying parties passkeys count. Replaces the list before; a passkey of one that is left
    /// out confirms nothing from then on.
    SetRelyingParties {
        /// At most 8.
        relying_parties: Vec<RelyingPartyUnchecked>,
    },
    /// Another message of this contract, confirmed by a passkey of the sender's identity.
    Confirmed {
        /// The message as JSON: the very bytes that the assertion is over. Neither `confirmed` nor `governance`.
        message: Binary,
        /// What the passkey signed.
        assertion: Assertion,
    },
    /// What every contract does alike.
    Governance(GovernanceMsg),
}

impl Confirmable for ExecuteMsg {
    fn is_confirmable(&self) -> bool {
        !matches!(self, Self::Confirmed { .. } | Self::Governance(_))
    }
}

/// What the identity registry tells.
#[cw_serde]
#[derive(QueryResponses)]
pub enum QueryMsg {
    /// An identity.
    #[returns(IdentityResponse)]
    Identity {
        /// Which.
        id: IdentityId,
    },
    /// The identity that an account controls.
    #[returns(Option<IdentityId>)]
    IdentityOf {
        /// The account.
        account: String,
    },
    /// The accounts of an identity.
    #[returns(Vec<Addr>)]
    Accounts {
        /// Whose.
        id: IdentityId,
    },
    /// Every account that controls or controlled an identity, in the order they were added.
    #[returns(Vec<AccountPeriod>)]
    AccountHistory {
        /// Whose.
        id: IdentityId,
        /// Skip this many.
        start_after: Option<u32>,
        /// At most 100, 10 unless told.
        limit: Option<u32>,
    },
    /// Every verification, oldest first.
    #[returns(Vec<Verification>)]
    VerificationHistory {
        /// Whose.
        id: IdentityId,
        /// Skip this many.
        start_after: Option<u32>,
        /// At most 100, 10 unless told.
        limit: Option<u32>,
    },
    /// Every change of status, oldest first.
    #[returns(Vec<StatusChange>)]
    StatusHistory {
        /// Whose.
        id: IdentityId,
        /// Skip this many.
        start_after: Option<u32>,
        /// At most 100, 10 unless told.
        limit: Option<u32>,
    },
    /// A version of the encryption key; the one that counts unless told.
    #[returns(KeyVersion)]
    EncryptionKey {
        /// Whose.
        id: IdentityId,
        /// Which version.
        version: Option<u32>,
    },
    /// Every version of the encryption key, oldest first.
    #[returns(Vec<KeyVersion>)]
    EncryptionKeyHistory {
        /// Whose.
        id: IdentityId,
        /// Skip this many.
        start_after: Option<u32>,
        /// At most 100, 10 unless told.
        limit: Option<u32>,
    },
    /// Changes that wait and have not lapsed, oldest first.
    #[returns(Vec<PendingChange>)]
    PendingChanges {
        /// Whose.
        id: IdentityId,
    },
    /// The passkeys of an identity that count, but for those of a relying party that is no longer listed.
    #[returns(Vec<PasskeyPeriod>)]
    Passkeys {
        /// Whose.
        id: IdentityId,
    },
    /// Every passkey that an identity has or had, in the order they were added.
    #[returns(Vec<PasskeyPeriod>)]
    PasskeyHistory {
        /// Whose.
        id: IdentityId,
        /// Skip this many.
        start_after: Option<u32>,
        /// At most 100, 10 unless told.
        limit: Option<u32>,
    },
    /// The guardians of an identity.
    #[returns(Guardians)]
    Guardians {
        /// Whose.
        id: IdentityId,
    },
    /// Every list of guardians that an identity has or had, oldest first.
    #[returns(Vec<GuardiansVersion>)]
    GuardianHistory {
        /// Whose.
        id: IdentityId,
        /// Skip this many.
        start_after: Option<u32>,
        /// At most 100, 10 unless told.
        limit: Option<u32>,
    },
    /// The recoveries of an identity that stand, oldest first: one from each guardian at most.
    #[returns(Vec<Recovery>)]
    Recoveries {
        /// Whose.
        id: IdentityId,
    },
    /// Every recovery of an identity, oldest first.
    #[returns(Vec<Recovery>)]
    RecoveryHistory {
        /// Whose.
        id: IdentityId,
        /// Skip this many.
        start_after: Option<u32>,
        /// At most 100, 10 unless told.
        limit: Option<u32>,
    },
    /// The relying parties whose passkeys count.
    #[returns(Vec<RelyingParty>)]
    RelyingParties {},
    /// The nonce that an identity's next assertion for this contract has to carry.
    #[returns(u64)]
    SecondFactorNonce {
        /// Whose.
        identity: IdentityId,
    },
    /// The affiliations in force of a practitioner.
    #[returns(Vec<Affiliation>)]
    Affiliations {
        /// Whose.
        practitioner: IdentityId,
    },
    /// Every period, offers and ended ones too, oldest first.
    #[returns(Vec<AffiliationPeriod>)]
    AffiliationHistory {
        /// Whose.
        practitioner: IdentityId,
        /// Skip this many.
        start_after: Option<u32>,
        /// At most 100, 10 unless told.
        limit: Option<u32>,
    },
    /// The registrars.
    #[returns(Vec<IdentityId>)]
    Registrars {
        /// After this one.
        start_after: Option<IdentityId>,
        /// At most 100, 10 unless told.
        limit: Option<u32>,
    },
    /// When an organization was a registrar, oldest first.
    #[returns(Vec<RegistrarPeriod>)]
    RegistrarHistory {
        /// Which.
        organization: IdentityId,
        /// Skip this many.
        start_after: Option<u32>,
        /// At most 100, 10 unless told.
        limit: Option<u32>,
    },
    /// The registrars whose verifications count for nothing since a time.
    #[returns(Vec<Distrusted>)]
    Distrusted {},
    /// The representatives of a patient that were not ended, at most 8.
    #[returns(Vec<RepresentativeResponse>)]
    Representatives {
        /// Whose.
        patient: IdentityId,
    },
    /// Every representation of a patient, oldest first.
    #[returns(Vec<Representation>)]
    RepresentativeHistory {
        /// Whose.
        patient: IdentityId,
        /// Skip this many.
        start_after: Option<u32>,
        /// At most 100, 10 unless told.
        limit: Option<u32>,
    },
    /// The patients whom somebody represents, by representations that were not ended.
    #[returns(Vec<RepresentativeResponse>)]
    Represented {
        /// Who represents.
        representative: IdentityId,
        /// After this patient.
        start_after: Option<IdentityId>,
        /// At most 100, 10 unless told.
        limit: Option<u32>,
    },
    /// An act of two registrars.
    #[returns(ActResponse)]
    Act {
        /// Its number.
        number: u32,
    },
    /// The acts of registrars, oldest first.
    #[returns(Vec<ActResponse>)]
    Acts {
        /// About whom; about everybody unless told.
        subject: Option<IdentityId>,
        /// After this number.
        start_after: Option<u32>,
        /// At most 100, 10 unless told.
        limit: Option<u32>,
    },
    /// The duplicates merged into a survivor, at most 4.
    #[returns(Vec<IdentityId>)]
    Duplicates {
        /// Whose.
        survivor: IdentityId,
    },
    /// Who governs the contract.
    #[returns(GovernanceResponse)]
    Governance {},
}

/// An identity as it stands now.
#[cw_serde]
pub struct IdentityResponse {
    /// Which.
    pub id: IdentityId,
    /// As a decentralized identifier.
    pub did: String,
    /// What kind of subject.
    pub kind: Kind,
    /// Where it stands.
    pub status: Status,
    /// Until when its verification counts, Unix seconds, exclusive; 0 before the first.
    pub verified_until: u64,
    /// Until when it is frozen, Unix seconds, exclusive; 0 when it never was.
    pub frozen_until: u64,
    /// The version of the encryption key that counts.
    pub key_version: u32,
    /// The roles it may offer, when it is an organization.
    pub roles: Vec<Role>,
    /// Whether it counts now.
    pub active: bool,
    /// Whether an account controls it, or controlled it once.
    pub claimed: bool,
    /// How often everything that was permitted in its name has ended: at a claim, a merge, a death.
    pub generation: u32,
    /// The survivor that it was merged into, and that acts for it.
    pub merged_into: Option<IdentityId>,
    /// Whether two registrars marked its death.
    pub deceased: bool,
    /// Commitment given at registration.
    pub evidence: Commitment,
    /// Unix seconds.
    pub registered_at: u64,
    /// The verification that counts or counted last.
    pub verification: Option<Verification>,
}
