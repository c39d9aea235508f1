//! The checks.

macro_rules! checks {
    ($($(#[$doc:meta])+ $name:ident,)+) => {
        /// A rule that stops an attack.
        ///
        /// `tests/attacks` has at least one attack for each: its test `every_check_has_an_attack` sees to that.
        #[derive(Clone, Copy)]
        #[cfg_attr(feature = "controls", derive(Debug, PartialEq, Eq, Hash))]
        pub enum Check {
            $($(#[$doc])+ $name,)+
        }

        #[cfg(feature = "controls")]
        impl Check {
            /// All of them.
            pub const ALL: &[Check] = &[$(Check::$name),+];
        }
    };
}

checks! {
    // Second factor, in every contract.
    /// An assertion carries the next nonce of its identity in this contract.
    Nonce,
    /// An assertion is used before it expires.
    AssertionExpiry,
    /// An assertion expires 300 seconds ahead at most.
    AssertionValidity,
    /// The challenge that the browser was given names this chain, contract, sender, message, expiry and nonce.
    Challenge,
    /// The client data are those of an assertion, not of a registration.
    Ceremony,
    /// The page that asked is of a listed origin.
    Origin,
    /// The page that asked stood in no frame of another site.
    CrossOrigin,
    /// The authenticator was asked for the passkey's own site.
    RpId,
    /// Somebody was there.
    UserPresence,
    /// The authenticator knew who was there, by a PIN or a finger.
    UserVerification,
    /// The passkey signed it.
    AssertionSignature,

    // Governance, in every contract.
    /// The admin is the sender.
    Admin,
    /// The proposed admin accepts, nobody else.
    ProposedAdmin,
    /// A pauser pauses.
    Pauser,
    /// What opens waits for the end of a pause.
    Pause,

    // Identity registry: who may speak.
    /// Who acts is verified, not suspended or revoked.
    Active,
    /// A frozen identity does nothing.
    Freeze,
    /// An account acts for its own identity only.
    Owner,
    /// An account controls one identity at most.
    OneIdentity,
    /// A registrar is appointed, and active.
    Registrar,
    /// Nobody decides about their own identity.
    NotOneself,
    /// About registrars the admin decides.
    RegistrarsOfAdmin,
    /// The admin verifies organizations, never persons.
    AdminVerifiesOrganizations,
    /// Who was distrusted never becomes registrar again.
    Trusted,
    /// Who was suspended or revoked is not verified anew.
    NotRevived,
    /// A registrar revokes what another one, or the admin, suspended.
    TwoRevoke,
    /// An organization gives roles that it is accredited for.
    Accredited,
    /// An affiliation is ended by one of its two sides.
    AffiliationParty,

    // Identity registry: changes of accounts, keys, passkeys and guardians.
    /// A change is proposed with a second factor.
    ChangeConfirmed,
    /// A change that was proposed without a second factor is not applied to an identity that has one by then.
    ChangeStillConfirmed,
    /// A change waits 72 hours.
    ChangeDelay,
    /// A change that nobody applied in 30 days is none any more.
    ChangeLapse,
    /// A change is approved by another account than proposed it.
    AnotherApproves,
    /// Who approves a change has controlled the identity for 30 days.
    ApproverAge,
    /// The account that a change removes does not cancel it without a second factor.
    OwnRemoval,
    /// A new account applies its own addition.
    NewAccountSigns,
    /// A patient appoints a representative with a second factor.
    AppointmentConfirmed,

    // Identity registry: guardians and recovery.
    /// A guardian starts and approves recoveries.
    Guardian,
    /// As many guardians approve as it takes.
    EnoughGuardians,
    /// A guardian approves a recovery once.
    ApprovesOnce,
    /// An approved recovery waits 7 days.
    RecoveryDelay,
    /// A recovery that was vetoed is not approved further.
    VetoStands,
    /// Guardians alone do not override a veto: it takes a registrar.
    RegistrarOverrides,
    /// The registrar who overrode a veto still is one when the recovery is completed.
    OverriderStands,
    /// A recovery that ended or lapsed does nothing.
    RecoveryStands,
    /// The account that an identity is recovered to takes it over itself.
    RecoveredAccountSigns,
    /// Guardians are not replaced while a recovery of theirs stands against a veto.
    OverriddenStands,
    /// An account or a guardian freezes an identity once in 28 days.
    FreezeInterval,

    // Identity registry: what two registrars do.
    /// A joint act is confirmed by another registrar than proposed it.
    TwoRegistrars,
    /// Both registrars of an act still are registrars when it goes on.
    RegistrarsOfAct,
    /// Appointments and merges wait 72 hours for the patient's veto.
    ActDelay,
    /// An act that was applied, vetoed, withdrawn or has lapsed does nothing.
    ActOpen,
    /// Only a patient whom no account controls is claimed.
    Unclaimed,
    /// The account that a patient is given to applies the claim itself.
    ClaimantSigns,
    /// A representative is a person.
    RepresentativeIsPerson,

    // Certificates: requests.
    /// A request is signed with the key that it asks to certify.
    Possession,
    /// A request names the sender's DID.
    RequestNames,
    /// A key that was reported compromised is never certified again.
    KeyNotCompromised,

    // Certificates: issuing.
    /// The organization that operates a CA answers the requests to it.
    CaOperator,
    /// Operator and subject are active.
    ActiveParty,
    /// A CA that issues is good, and all above it.
    AuthorityGood,
    /// A certificate is logged once.
    NewCertificate,
    /// A CA uses a serial number once.
    NewSerial,
    /// A certificate names the DID of who asked.
    CertificateNames,
    /// A certificate is for the key of the request.
    RequestedKey,
    /// A person's certificate is no CA's.
    EndEntityIsNoCa,
    /// A person's key is for digital signatures, not for signing certificates.
    EndEntityKeyUsage,
    /// A person's certificate is for authentication.
    EndEntityUses,
    /// A person's certificate carries no other data.
    NoOtherData,
    /// A person's certificate lasts two years at most.
    Lifetime,
    /// A certificate does not outlast its issuer's.
    WithinIssuer,
    /// No more CAs stand below a CA than its certificate allows.
    PathLength,
    /// A name lies within the name constraints of all CAs above.
    NameConstraints,
    /// The CA's key signed the certificate.
    IssuerSignature,
    /// An RSA key has 2048 bits or more.
    RsaLength,

    // Certificates: afterwards.
    /// Who placed a hold releases it.
    HolderReleases,
    /// A certificate is revoked by its subject, its issuer, a registrar or the admin.
    MayRevoke,
    /// A CA is revoked by its organization, that of the CA above or the admin.
    MayRevokeCa,
    /// A certificate is good for the identity it was issued to.
    CertificateHolder,

    // Decisions.
    /// What is erased is denied to everybody, carried out or not (rule 1).
    Erased,
    /// What was retracted is denied but to its author's organization and auditors (rule 3).
    Retracted,
    /// Who wears the hat of an organization has that role there (rule 4).
    Affiliation,
    /// What policy denies a role for a purpose is denied, whatever else permits it (rule 5).
    PolicyDeny,
    /// A patient's denial beats every permit, and an emergency unless policy lets it pass (rule 6).
    Denial,
    /// A consent counts from its beginning on.
    ConsentStart,
    /// A consent counts until its end, and not at it.
    ConsentEnd,
    /// A consent with a bound of uses gives no more tickets than that.
    UsesLeft,
    /// A bounded consent keeps the tickets alive that took a use of it, and no others.
    UseOfTicket,
    /// Care permits until its end, and not at it.
    CarePeriod,
    /// Care that was opened before a claim, a merge or a death is over.
    CareGeneration,
    /// What a ticket permitted is decided again whenever it is asked about.
    DecidedAgain,
    /// A ticket lives until it expires, and no longer than policy lets tickets last today.
    TicketExpiry,
    /// Who was never verified gets no access decided, so that nothing is recorded.
    OnceVerified,

    // What is done in a patient's name.
    /// Who acts for a patient is the patient, or a representative.
    ActsForPatient,
    /// A frozen identity opens nothing.
    FrozenOpensNothing,
    /// A representative changes and lifts no rule that the patient set.
    PatientsOwnRules,
    /// A consent that ended is neither amended nor revoked.
    ConsentStands,
    /// A request is answered, refused or withdrawn while it is open.
    RequestOpen,
    /// A request is answered by a permit no wider than was asked.
    AnswerWithin,
    /// A request is withdrawn by who made it, or the organization.
    WithdrawnByAsker,
    /// After the patient ended care, nobody attests it again.
    EndedByPatient,
    /// Care is attested by two.
    TwoAttest,
    /// The second attests within 24 h of the first.
    AttestedLately,

    // Bounds of state.
    /// A patient has a bound of denials.
    Denials,
    /// Some denials are kept for the patient's own.
    OwnDenials,
    /// A patient has a bound of permits for one grantee.
    Permits,
    /// An organization has a bound of requests open to a patient.
    OpenRequests,
    /// An organization has a bound of requests to a patient within 30 days.
    RecentRequests,
    /// A requester has a bound of accesses a day.
    DailyOpenings,
    /// A requester has a bound of denied accesses a day.
    DailyDenials,
    /// A question has a bound of targets.
    Targets,
    /// An identity has a bound of accounts.
    Accounts,
    /// An identity has a bound of passkeys.
    Passkeys,
    /// A survivor has a bound of duplicates.
    Duplicates,
    /// A guardian has one recovery of an identity under way.
    OneRecoveryEach,
    /// A registrar has a bound of open proposals.
    OpenActs,
    /// An identity has a bound of changes that wait.
    PendingChanges,
    /// A practitioner has a bound of affiliations and offers.
    Affiliations,
    /// A patient has a bound of representatives.
    Representatives,
    /// An `Anchor` has a bound of records.
    Descriptors,
    /// A batch has a bound of leaves.
    BatchSize,
    /// A record has a bound of receipts.
    Receipts,
    /// A reporter gives one receipt for a record.
    OneReceiptEach,
    /// An envelope has a bound of bytes.
    EnvelopeSize,

    // Emergencies.
    /// Policy names the roles that open emergencies.
    EmergencyRole,
    /// An emergency is about a living patient.
    EmergencyOfTheLiving,
    /// A clinician has a bound of open emergencies.
    OpenEmergencies,
    /// A clinician has a bound of emergencies within a day.
    DailyEmergencies,
    /// What is missing or was misused of one emergency bars from the next.
    EmergencyBar,
    /// A justification after its time does not lift the bar.
    JustifiedInTime,
    /// Each written reason, justification and report serves once.
    CommitmentOnce,
    /// An emergency opens for the purpose `BTG` and no other.
    EmergencyPurpose,
    /// An emergency opens for its patient, in the hat that opened it.
    EmergencyScope,
    /// A ticket lives by the emergency that gave it and by no other.
    EmergencyOfTicket,
    /// A ticket of an emergency expires with it.
    TicketWithinEmergency,
    /// An emergency is reviewed by an active compliance officer.
    ReviewedByOfficer,
    /// An emergency is reviewed at the clinician's organization, or by an auditor.
    ReviewedAtHome,
    /// Nobody reviews an emergency of their own.
    ReviewedByAnother,
    /// Who opened one about the same patient reviews none about them.
    ReviewerUninvolved,
    /// An auditor who works at the clinician's organization reviews nothing of its.
    AuditorImpartial,
    /// The organization reviews in time, the auditors once it is late.
    ReviewTurn,
    /// What is found justified was justified.
    JustifiedFirst,
    /// What is found justified is over.
    JustifiedWhenOver,
    /// Only an auditor overturns a finding.
    OverturnedByAuditor,
    /// A review goes to the auditors when it is late.
    EscalatedLate,

    // Records.
    /// A ticket is used by who opened it.
    TicketOfSender,
    /// A ticket lets its holder write what it covers.
    TicketCovers,
    /// A record becomes known once.
    NewRecord,
    /// What was erased does not become known again.
    Tombstone,
    /// Only the author's side replaces a record.
    SameSide,
    /// Only the latest version is replaced.
    HeadOnly,
    /// A leaf is proven by its patient, or under a ticket of the organization that committed to it.
    BatchOrganization,
    /// A leaf hashes to no node.
    LeafPrefix,
    /// A leaf's place lies within its batch.
    ProofIndex,
    /// A proof has as many hashes as its place in a tree of that size takes.
    ProofLength,
    /// A proof leads to the batch's root.
    ProofRoot,

    // Keys and bytes.
    /// A trustee releases shares of the records of the ticket's patient.
    EnvelopePatient,
    /// A trustee releases a share for an access that was permitted.
    ShareForTicket,
    /// A trustee releases a share before the ticket expires.
    ShareInTime,
    /// A trustee releases a share of a record that the ticket names.
    ShareNamed,
    /// A trustee releases a share of what is still permitted.
    ShareAlive,
    /// A trustee releases a share for a ticket to read.
    ShareToRead,
    /// The directory that every ticket opens is one that the patient wrote.
    OwnDirectory,
    /// A directory that is erased stays closed.
    DirectoryStands,
    /// What is read from a vault hashes to the record's name.
    ReadBytes,
    /// What is put into a vault hashes to the record's name.
    StoredBytes,
    /// What a vault erased is not stored again.
    StaysErased,
    /// A vault keeps the envelope that it has.
    FirstEnvelope,
    /// What is opened hashes to the record that was asked for.
    OpenedBytes,
}
