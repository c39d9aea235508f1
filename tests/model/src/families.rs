//! The contracts' own errors, by family.

use access_control::{
    CareError, ConsentError, ContractError as Access, DocketError, EmergencyError, OnBehalfError, PartyError,
    RequestError,
};
use certificate_authority::ContractError as Certificate;
use chartseal_governance::GovernanceError;
use chartseal_types::access::TermsError;
use chartseal_types::identity::{AppointmentError, GuardiansError};
use cosmwasm_std::StdError;
use identity_registry::{
    ActError, AffiliationError, ChangeError, ContractError as Registry, PatientError, RecoveryError,
    RegistrarError, RepresentativeError, StandingError, StatusError, VerificationError,
};
use record_anchor::ContractError as Anchor;
use record_anchor::domain::{
    BatchError, DescriptorError, ErasureError, HoldError, StandingError as AnchorStanding, TicketError,
    VersionError,
};

use crate::call::Contract;
use crate::model::Refused;

/// The family of a contract's refusal. None for an error that is no contract's own: bytes that are no message.
pub fn family(contract: Contract, error: StdError) -> Option<Refused> {
    let error = Err::<(), _>(error);
    let error = cosmwasm_std::StdResultExt::unwrap_std_error(error).err()?;
    match contract {
        Contract::Identity => error.downcast_ref().map(registry),
        Contract::Certificate => error.downcast_ref().map(certificate),
        Contract::Access => error.downcast_ref().map(access),
        Contract::Anchor => error.downcast_ref().map(anchor),
    }
}

fn governance(error: &GovernanceError) -> Refused {
    match error {
        GovernanceError::Funds { .. } => Refused::Funds,
        GovernanceError::Paused { .. } => Refused::Paused,
        GovernanceError::NotAdmin { .. }
        | GovernanceError::NotProposed { .. }
        | GovernanceError::NotPauser { .. } => Refused::Sender,
        GovernanceError::NoProposal
        | GovernanceError::NotPaused
        | GovernanceError::DuplicatePauser { .. } => Refused::State,
        GovernanceError::UnknownPauser { .. } => Refused::Unknown,
        GovernanceError::TooManyPausers { .. } => Refused::Limit,
        _ => Refused::Malformed,
    }
}

fn registry(error: &Registry) -> Refused {
    match error {
        Registry::Governance(error) => governance(error),
        Registry::Standing(error) => match error {
            StandingError::NoIdentity { .. }
            | StandingError::NotOwner { .. }
            | StandingError::NotRegistrar { .. }
            | StandingError::RegistrarOfAdmin { .. }
            | StandingError::OwnIdentity { .. } => Refused::Sender,
            StandingError::Unknown { .. } => Refused::Unknown,
            StandingError::FrozeBefore { .. } => Refused::Time,
            _ => Refused::Standing,
        },
        Registry::Registration(_) => Refused::State,
        Registry::Verification(VerificationError::Expiry { .. }) => Refused::Time,
        Registry::Verification(VerificationError::AdminVerifiesOrganizations { .. }) => Refused::Standing,
        Registry::Status(StatusError::Reason { .. }) => Refused::Malformed,
        Registry::Status(_) => Refused::State,
        Registry::Registrar(error) => match error {
            RegistrarError::Already { .. } | RegistrarError::Distrusted { .. } => Refused::State,
            RegistrarError::Unknown { .. } => Refused::Unknown,
            RegistrarError::Since { .. } => Refused::Time,
            RegistrarError::TooManyDistrusted => Refused::Limit,
            RegistrarError::RepeatedRole { .. } => Refused::Malformed,
        },
        Registry::Change(error) => change(error),
        Registry::Recovery(error) => recovery(error),
        Registry::Affiliation(error) => match error {
            AffiliationError::NotAccredited { .. } => Refused::Standing,
            AffiliationError::Already { .. } => Refused::State,
            AffiliationError::TooMany => Refused::Limit,
            AffiliationError::NotOffered { .. } | AffiliationError::NotOpen { .. } => Refused::Unknown,
        },
        Registry::SecondFactor(_) => Refused::SecondFactor,
        Registry::Act(error) => act(error),
        Registry::Appointment(AppointmentError::Selection(_)) => Refused::Malformed,
        Registry::Appointment(_) => Refused::Time,
        Registry::Representative(error) => match error {
            RepresentativeError::NeitherSide { .. } => Refused::Sender,
            RepresentativeError::NotRepresented { .. } => Refused::Unknown,
            RepresentativeError::TooMany => Refused::Limit,
            _ => Refused::State,
        },
        Registry::Patient(error) => patient(error),
        Registry::Guardians(GuardiansError::TooMany { .. }) => Refused::Limit,
        _ => Refused::Malformed,
    }
}

fn change(error: &ChangeError) -> Refused {
    match error {
        ChangeError::TooManyPending | ChangeError::TooManyAccounts | ChangeError::TooManyPasskeys => {
            Refused::Limit
        }
        ChangeError::Unknown { .. } | ChangeError::NotAnAccount { .. } | ChangeError::NotAPasskey { .. } => {
            Refused::Unknown
        }
        ChangeError::TooEarly { .. } | ChangeError::Lapsed { .. } | ChangeError::TooNew { .. } => {
            Refused::Time
        }
        ChangeError::NotNewAccount { .. } | ChangeError::OwnProposal { .. } => Refused::Sender,
        ChangeError::Unconfirmed { .. } | ChangeError::OwnRemoval { .. } => Refused::SecondFactor,
        _ => Refused::State,
    }
}

fn recovery(error: &RecoveryError) -> Refused {
    match error {
        RecoveryError::NotGuardian { .. }
        | RecoveryError::NotApprover { .. }
        | RecoveryError::Related { .. }
        | RecoveryError::NotNewAccount { .. } => Refused::Sender,
        RecoveryError::Ended { .. }
        | RecoveryError::NotBacked { .. }
        | RecoveryError::RegistrarLost { .. } => Refused::Standing,
        RecoveryError::Unknown { .. } => Refused::Unknown,
        RecoveryError::TooEarly { .. } | RecoveryError::FrozeBefore { .. } => Refused::Time,
        _ => Refused::State,
    }
}

fn act(error: &ActError) -> Refused {
    match error {
        ActError::Unknown { .. } => Refused::Unknown,
        ActError::TooManyOpen { .. } => Refused::Limit,
        ActError::SameRegistrar { .. }
        | ActError::NotItsRegistrar { .. }
        | ActError::NotNewAccount { .. }
        | ActError::NotSubject { .. } => Refused::Sender,
        ActError::RegistrarLost { .. } => Refused::Standing,
        ActError::TooEarly { .. } => Refused::Time,
        _ => Refused::State,
    }
}

fn patient(error: &PatientError) -> Refused {
    match error {
        PatientError::NotCareOrganization { .. }
        | PatientError::NotPerson { .. }
        | PatientError::Standing(_) => Refused::Standing,
        PatientError::RepresentsItself { .. } | PatientError::WithItself { .. } => Refused::Malformed,
        PatientError::TooManyDuplicates { .. } => Refused::Limit,
        _ => Refused::State,
    }
}

fn certificate(error: &Certificate) -> Refused {
    match error {
        Certificate::Governance(error) => governance(error),
        Certificate::SecondFactor(_) => Refused::SecondFactor,
        Certificate::Parse(_) | Certificate::Path(_) | Certificate::Profile(_) | Certificate::Request(_) => {
            Refused::Proof
        }
        Certificate::NoIdentity { .. }
        | Certificate::NotOperator { .. }
        | Certificate::MayNotRevoke { .. }
        | Certificate::MayNotRevokeCa { .. }
        | Certificate::MayNotRelease { .. } => Refused::Sender,
        Certificate::InactiveIdentity { .. }
        | Certificate::NotOrganization { .. }
        | Certificate::NotIssuingCa { .. }
        | Certificate::AuthorityNotGood { .. } => Refused::Standing,
        Certificate::UnknownAuthority { .. }
        | Certificate::UnknownCertificate { .. }
        | Certificate::UnknownRequest { .. } => Refused::Unknown,
        Certificate::Std(_) => Refused::Malformed,
        _ => Refused::State,
    }
}

fn access(error: &Access) -> Refused {
    match error {
        Access::Governance(error) => governance(error),
        Access::Party(PartyError::UnknownAccount { .. }) => Refused::Sender,
        Access::Party(PartyError::UnknownIdentity { .. }) => Refused::Unknown,
        Access::Party(_) => Refused::Standing,
        Access::OnBehalf(error) => match error {
            OnBehalfError::NotForPatient { .. } => Refused::Sender,
            OnBehalfError::BeyondScope
            | OnBehalfError::ToOneself
            | OnBehalfError::Outlives { .. }
            | OnBehalfError::PatientsOwn { .. } => Refused::Scope,
            _ => Refused::Standing,
        },
        Access::PolicyChange(_) => Refused::State,
        Access::Consent(error) => match error {
            ConsentError::Terms(TermsError::Period { .. }) => Refused::Time,
            ConsentError::Terms(_) | ConsentError::Std(_) => Refused::Malformed,
            ConsentError::Unknown { .. } => Refused::Unknown,
            ConsentError::Ended { .. } | ConsentError::EffectChanged { .. } => Refused::State,
            _ => Refused::Limit,
        },
        Access::Care(error) => match error {
            CareError::Period { .. } => Refused::Time,
            CareError::EndedByPatient { .. } | CareError::NotOpen { .. } => Refused::State,
            CareError::NotClinician { .. } | CareError::NotParty { .. } => Refused::Sender,
        },
        Access::Request(error) => match error {
            RequestError::Docket(DocketError::Expiry { .. }) => Refused::Time,
            RequestError::Docket(_) => Refused::Limit,
            RequestError::NoClaim { .. } => Refused::Malformed,
            RequestError::PolicyDenies { .. } => Refused::Policy,
            RequestError::Unknown { .. } => Refused::Unknown,
            RequestError::NotOpen { .. } => Refused::State,
            RequestError::Wider { .. } => Refused::Scope,
            RequestError::NotRequester { .. } => Refused::Sender,
        },
        Access::Emergency(error) => emergency(error),
        Access::SecondFactor(_) => Refused::SecondFactor,
        Access::DailyLimit(_) => Refused::Limit,
        Access::Question(access_control::QuestionError::NotThePatient { .. }) => Refused::Sender,
        Access::UnknownRecord { .. } | Access::UnknownAccess { .. } | Access::UnknownPolicyVersion { .. } => {
            Refused::Unknown
        }
        _ => Refused::Malformed,
    }
}

fn emergency(error: &EmergencyError) -> Refused {
    match error {
        EmergencyError::Role { .. } => Refused::Policy,
        EmergencyError::Deceased { .. } => Refused::Standing,
        EmergencyError::TooManyOpen | EmergencyError::TooManyToday { .. } => Refused::Limit,
        EmergencyError::Unknown { .. } => Refused::Unknown,
        EmergencyError::NotLate { .. } => Refused::Time,
        EmergencyError::NotParty { .. }
        | EmergencyError::NotClinician { .. }
        | EmergencyError::NotOfficer { .. }
        | EmergencyError::OtherOrganization { .. }
        | EmergencyError::NotIndependent { .. }
        | EmergencyError::Turn { .. } => Refused::Sender,
        _ => Refused::State,
    }
}

fn anchor(error: &Anchor) -> Refused {
    match error {
        Anchor::Governance(error) => governance(error),
        Anchor::Standing(error) => match error {
            AnchorStanding::Frozen { .. }
            | AnchorStanding::Merged { .. }
            | AnchorStanding::Deceased { .. }
            | AnchorStanding::NotActive { .. }
            | AnchorStanding::NotOrganization { .. }
            | AnchorStanding::NoCertificate
            | AnchorStanding::BadCertificate { .. } => Refused::Standing,
            _ => Refused::Sender,
        },
        Anchor::SecondFactor(_) => Refused::SecondFactor,
        Anchor::Ticket(error) => match error {
            TicketError::Unknown { .. } => Refused::Unknown,
            TicketError::OtherRequester { .. } => Refused::Sender,
            TicketError::Dead { .. } => Refused::State,
            _ => Refused::Scope,
        },
        Anchor::Descriptor(error) => match error {
            DescriptorError::Known { .. } | DescriptorError::Tombstone { .. } => Refused::State,
            DescriptorError::Retention { .. } => Refused::Time,
            _ => Refused::Malformed,
        },
        Anchor::Version(error) => match error {
            VersionError::Unknown { .. } => Refused::Unknown,
            VersionError::OtherAuthor { .. } => Refused::Sender,
            _ => Refused::State,
        },
        Anchor::Batch(error) => match error {
            BatchError::Size { .. } => Refused::Malformed,
            BatchError::Unknown { .. } => Refused::Unknown,
            BatchError::OtherOrganization { .. } => Refused::Scope,
        },
        Anchor::Proof(_) => Refused::Proof,
        Anchor::Hold(error) => match error {
            HoldError::Until { .. } => Refused::Time,
            HoldError::HeldByAdmin { .. } => Refused::Sender,
            _ => Refused::State,
        },
        Anchor::Erasure(error) => match error {
            ErasureError::NotRequested { .. } => Refused::Unknown,
            ErasureError::NotDue { .. } => Refused::Time,
            ErasureError::TooManyReceipts { .. } => Refused::Limit,
            _ => Refused::State,
        },
        Anchor::UnknownRecord { .. } => Refused::Unknown,
        Anchor::Std(_) => Refused::Malformed,
    }
}
