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
    /// A certificate is good for the identity it was issued to.
    CertificateHolder,
}
