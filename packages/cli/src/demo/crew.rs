//! Who sets the scene of every chapter: people, hospitals and records, made once for those that share them.

use std::path::PathBuf;

use chartseal_crypto::keys::Suite;
use chartseal_fhir::synthetic;
use chartseal_types::access::{self, EmergencyReason};
use chartseal_types::identity::{AssuranceLevel, ChangeUnchecked, ExecuteMsg, Kind};
use chartseal_types::second_factor::Sensitive;
use chartseal_types::{Hat, IdentityId, Purpose, Role};

use super::cast::Records;
use crate::commands::values::DAY;
use crate::consortium::{ADMIN, REGISTRAR};
use crate::error::{CliError, Result};
use crate::home::{Name, Person};
use crate::pki::Algorithm;
use crate::records::{Asked, Import};
use crate::session::{Session, answer};

/// The consortium's own people, with their key files unlocked.
pub(super) struct Crew<'a> {
    pub session: &'a Session,
    pub admin: Person,
    pub registrar: Person,
}

impl<'a> Crew<'a> {
    pub fn gather(session: &'a Session) -> Result<Self> {
        let (admin, registrar) = (session.unlock(&ADMIN.parse()?)?, session.unlock(&REGISTRAR.parse()?)?);
        Ok(Self { session, admin, registrar })
    }

    /// Somebody of an earlier chapter, if there is one of that name.
    fn known(&self, name: &Name) -> Result<Option<Person>> {
        self.session.home.profile(name).ok().map(|_| self.session.unlock(name)).transpose()
    }

    /// Somebody who is registered and verified.
    pub async fn somebody(&self, name: &str, kind: Kind, passkey: bool) -> Result<Person> {
        let name = name.parse()?;
        if let Some(known) = self.known(&name)? {
            return Ok(known);
        }
        let person = self.session.register(&name, kind, Suite::XWing, b"", passkey).await?;
        self.session.verify(&self.registrar, person.identity()?, AssuranceLevel::Ial2, 365, b"").await?;
        Ok(person)
    }

    /// A verified hospital, accredited for the roles of the story.
    pub async fn hospital(&self, name: &str) -> Result<Person> {
        use Role::{ComplianceOfficer, Doctor, Nurse, RecordsClerk};
        self.organization(name, Kind::Organization, vec![Doctor, Nurse, RecordsClerk, ComplianceOfficer])
            .await
    }

    /// A verified organization, accredited for roles.
    pub async fn organization(&self, name: &str, kind: Kind, roles: Vec<Role>) -> Result<Person> {
        if let Some(known) = self.known(&name.parse()?)? {
            return Ok(known);
        }
        let organization = self.somebody(name, kind, false).await?;
        let msg = ExecuteMsg::Accredit { organization: organization.identity()?, roles };
        self.session.send(&self.registrar, &self.session.contracts().identity_registry, &msg).await?;
        Ok(organization)
    }

    /// Its certificate authority.
    pub async fn authority(&self, organization: &mut Person, algorithm: Algorithm) -> Result<()> {
        if organization.profile.ca.is_none() {
            let name = format!("{} CA", organization.name);
            self.session.create_ca(&self.admin, organization, &name, algorithm, 1825).await?;
        }
        Ok(())
    }

    /// Somebody with a role, without a certificate.
    pub async fn employee(&self, name: &str, role: Role, at: &Person) -> Result<Person> {
        if let Some(known) = self.known(&name.parse()?)? {
            return Ok(known);
        }
        let person = self.somebody(name, Kind::Practitioner, role == Role::Doctor).await?;
        self.session.affiliate(at, &person, role).await?;
        Ok(person)
    }

    /// Somebody with a role and a certificate.
    pub async fn staff(&self, name: &str, role: Role, at: &Person) -> Result<Person> {
        let mut person = self.employee(name, role, at).await?;
        if person.profile.certificate.is_none() {
            certify(self.session, &mut person, at).await?;
        }
        Ok(person)
    }

    /// A hospital with a certificate authority and a records clerk.
    pub async fn clinic(&self, name: &str) -> Result<(Person, Person)> {
        let mut hospital = self.hospital(name).await?;
        self.authority(&mut hospital, Algorithm::P256).await?;
        let clerk = if name == "north" { "clerk".to_owned() } else { format!("clerk-{name}") };
        let clerk = self.staff(&clerk, Role::RecordsClerk, &hospital).await?;
        Ok((hospital, clerk))
    }

    /// A patient of North with records there, whose care there has ended.
    pub async fn patient(&self, name: &str, seed: u64) -> Result<(Person, Records)> {
        let (north, clerk) = self.clinic("north").await?;
        let patient = self.somebody(name, Kind::Patient, true).await?;
        open_care(self.session, &patient, &north).await?;
        let asked = acting(&clerk, (&north, Role::RecordsClerk), patient.identity()?, Purpose::TREAT)?;
        let bundle = synthetic::generate(seed, 0);
        let import = Import::parse(bundle.as_bytes(), &PathBuf::from("synthetic patient"))?;
        let imported = self.session.import(&asked, import).await?;
        let end =
            access::ExecuteMsg::EndCare { patient: patient.identity()?, organization: north.identity()? };
        self.session.send(&patient, &self.session.contracts().access_control, &end).await?;
        Ok((patient, Records::choose(imported.records)?))
    }
}

/// Somebody asks about a patient, in a role.
pub(super) fn acting<'a>(
    who: &'a Person,
    (at, role): (&Person, Role),
    patient: IdentityId,
    purpose: Purpose,
) -> Result<Asked<'a>> {
    Ok(Asked { who, hat: Hat::Organization { organization: at.identity()?, role }, patient, purpose })
}

/// A certificate from the CA of an organization.
pub(super) async fn certify(session: &Session, person: &mut Person, at: &Person) -> Result<()> {
    let ca = at.profile.ca.ok_or_else(|| CliError::Input(format!("{} runs no CA", at.name)))?;
    let request = session.request_certificate(person, ca, Algorithm::P256).await?;
    person.profile.certificate = Some(session.issue_certificate(at, request, 365).await?);
    session.home.save_person(person)
}

/// A patient is admitted for 30 days.
pub(super) async fn open_care(session: &Session, patient: &Person, organization: &Person) -> Result<()> {
    let until = session.now().await?.saturating_add(30 * DAY);
    let msg = access::ExecuteMsg::OpenCare { patient: None, organization: organization.identity()?, until };
    session.send(patient, &session.contracts().access_control, &msg).await.map(drop)
}

/// A change is proposed with a passkey, waited for and applied.
pub(super) async fn change(session: &Session, who: &Person, change: ChangeUnchecked) -> Result<()> {
    let registry = &session.contracts().identity_registry;
    let msg = ExecuteMsg::ProposeChange { change };
    let number: u32 = answer(&session.send_sensitive(who, registry, Sensitive::ProposeChange, &msg).await?)?;
    session.ledger.advance(3 * DAY).await?;
    let apply = ExecuteMsg::ApplyChange { identity: who.identity()?, number };
    session.send(who, registry, &apply).await.map(drop)
}

/// A doctor breaks the glass.
pub(super) async fn break_glass(
    session: &Session,
    doctor: &Person,
    at: &Person,
    patient: IdentityId,
) -> Result<u32> {
    let (hat, why) = ((at.identity()?, Role::Doctor), EmergencyReason::UnableToConsent);
    session.open_emergency(doctor, patient, hat, why, b"brought in unconscious").await
}
