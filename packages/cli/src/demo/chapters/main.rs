//! The main story: a patient, two hospitals, what is read and what is refused.

use chartseal_fhir::{Bundle as Fhir, join};
use chartseal_types::access::{Effect, ExecuteMsg, Grantee, QueryMsg, Rule, Target, TermsUnchecked};
use chartseal_types::certificate::{self, RevocationReason};
use chartseal_types::identity::Kind;
use chartseal_types::{Action, Confidentiality, ContentHash, Purpose, Role, Selection};

use crate::commands::values::DAY;
use crate::demo::cast::{Bundle, Cast, Records};
use crate::demo::crew::{Crew, certify, open_care};
use crate::demo::reading::read;
use crate::demo::story::{Refused, Story};
use crate::error::{CliError, Result};
use crate::pki::Algorithm;
use crate::records::Asked;
use crate::session::Session;

/// Plays it.
pub(super) async fn play(crew: &Crew<'_>, story: &mut Story, bundle: &Bundle) -> Result<()> {
    let session = crew.session;
    let mut cast = people(crew, story).await?;
    let records = import(session, story, &cast, bundle).await?;
    care(session, story, &cast, &records).await?;
    second_opinion(session, story, &cast, &records, bundle).await?;
    certificate(session, story, &mut cast, &records).await?;
    tampering(session, story, &cast, &records).await?;
    account_for_it(session, story, &cast).await
}

/// Hospitals, their certificate authorities, clinicians, the patient.
async fn people(crew: &Crew<'_>, story: &mut Story) -> Result<Cast> {
    story.heading("Who is who")?;
    let hospitals = async { Ok((crew.hospital("north").await?, crew.hospital("south").await?)) };
    let (mut north, mut south) = story.works(
        "The registrar",
        "verifies two hospitals, North and South, and accredits them for roles",
        hospitals.await,
        |_| "on the ledger: pseudonyms, and salted commitments to the evidence".into(),
    )?;
    let authorities = async {
        crew.authority(&mut north, Algorithm::P256).await?;
        crew.authority(&mut south, Algorithm::Rsa3072).await
    };
    story.works(
        "Each hospital",
        "sets up its certificate authority below the consortium's root, North's with ECDSA, South's with RSA",
        authorities.await,
        |()| "the contract verified both X.509 chains itself".into(),
    )?;
    let ana = story.works(
        "Ana",
        "registers as a patient, with keys made on her own device",
        crew.somebody("ana", Kind::Patient, true).await,
        |_| "no private key ever leaves the device; a passkey, kept apart, confirms what a stolen account must not do".into(),
    )?;
    let staff = async {
        let bea = crew.employee("dr-bea", Role::Doctor, &north).await?;
        let carl = crew.employee("dr-carl", Role::Doctor, &south).await?;
        let clerk = crew.employee("clerk", Role::RecordsClerk, &north).await?;
        Ok((bea, carl, clerk))
    };
    let (bea, mut carl, mut clerk) = story.works(
        "Staff",
        "register, are verified and accept their roles: Dr Bea and a records clerk at North, Dr Carl at South",
        staff.await,
        |_| "each role was offered by the hospital and accepted by the person".into(),
    )?;
    let issued = async {
        certify(crew.session, &mut clerk, &north).await?;
        certify(crew.session, &mut carl, &south).await
    };
    story.works("The clerk and Dr Carl", "ask their hospitals for certificates", issued.await, |()| {
        "issued: subject empty, the pseudonym as sole name; the contract checked every field".into()
    })?;
    Ok(Cast { ana, north, south, bea, carl, clerk })
}

/// The records come in: first refused, then with the patient in care.
async fn import(session: &Session, story: &mut Story, cast: &Cast, bundle: &Bundle) -> Result<Records> {
    story.heading("The records come in")?;
    let clerk = cast.clerk()?;
    story.refused(
        "The clerk",
        "tries to write into Ana's record although she is not in care at North",
        session.import(&clerk, bundle.split()?).await,
        Refused::Rule(Rule::Default),
    )?;
    let opened = open_care(session, &cast.ana, &cast.north).await;
    story.works("Ana", "is admitted and opens a care relationship with North for 30 days", opened, |()| {
        "it lets policy permit treatment, until she or North ends it".into()
    })?;
    let imported = session.import(&clerk, bundle.split()?).await;
    let imported = story.works("The clerk", "imports Ana's FHIR bundle", imported, |done| {
        let groups: Vec<_> =
            done.groups.iter().map(|(group, records)| format!("{records} {group}")).collect();
        let split =
            format!("{} resources in {} records ({})", done.resources, done.records.len(), groups.join(", "));
        format!("{split}, each sealed under a key of its own; on the ledger only hashes and coarse labels")
    })?;
    Records::choose(imported.records)
}

/// The treating doctor reads, as far as policy goes.
async fn care(session: &Session, story: &mut Story, cast: &Cast, records: &Records) -> Result<()> {
    story.heading("Treatment")?;
    let bea = cast.bea()?;
    story
        .denied(
            session,
            "Dr Bea",
            "asks for a record without a certificate",
            (&bea, records.ordinary),
            Rule::Standing,
        )
        .await?;
    let mut person = session.unlock(&cast.bea.name)?;
    let issued = certify(session, &mut person, &cast.north).await;
    story.works("Dr Bea", "gets her certificate from North's CA", issued, |()| {
        "her key signed the request, so nobody else could have asked in her name".into()
    })?;
    let bea = Asked { who: &person, ..bea };
    story.works("Dr Bea", "asks for an ordinary record of Ana's and opens it", read(session, &bea, records.ordinary).await, |(access, bytes)| {
        format!("permitted by policy, as Ana is in care there: access {access} in the log, two trustees released their share, {bytes} bytes opened")
    })?;
    if let Some(sensitive) = records.sensitive {
        story
            .denied(session, "Dr Bea", "asks for a sensitive record", (&bea, sensitive), Rule::Default)
            .await?;
        let grantee = Grantee::Identity { identity: person.identity()? };
        let granted =
            grant(session, cast, Effect::Permit, grantee, Selection::Only(vec![sensitive]), Some(1)).await;
        story.works("Ana", "lets Dr Bea open that one record, once", granted, |number| {
            format!("consent {number}: this record, to read, for treatment, a single use")
        })?;
        story.works("Dr Bea", "opens it", read(session, &bea, sensitive).await, |(access, bytes)| {
            format!("permitted by that consent: access {access}, {bytes} bytes opened; its one use is spent")
        })?;
        story.denied(session, "Dr Bea", "asks for it once more", (&bea, sensitive), Rule::Default).await?;
    }
    let marketing = Asked { purpose: Purpose::HMARKT, ..bea };
    story
        .denied(
            session,
            "Dr Bea",
            "asks for the ordinary record for marketing",
            (&marketing, records.ordinary),
            Rule::PolicyDeny,
        )
        .await
}

async fn grant(
    session: &Session,
    cast: &Cast,
    effect: Effect,
    grantee: Grantee,
    records: Selection<ContentHash>,
    uses: Option<u32>,
) -> Result<u32> {
    let terms = TermsUnchecked {
        effect,
        grantee,
        categories: Selection::All {},
        compartments: Selection::All {},
        max_confidentiality: Confidentiality::V,
        purposes: Selection::Only(vec![Purpose::TREAT]),
        actions: Selection::Only(vec![Action::Read]),
        records,
        valid_from: None,
        valid_until: Some(session.now().await?.saturating_add(30 * DAY)),
        clinical_period: None,
        uses,
        claim: None,
    };
    session.grant(&cast.ana, None, terms).await
}

/// A doctor elsewhere: refused, consented to, and refused again one block after the consent is gone.
async fn second_opinion(
    session: &Session,
    story: &mut Story,
    cast: &Cast,
    records: &Records,
    bundle: &Bundle,
) -> Result<()> {
    story.heading("A second opinion")?;
    let carl = cast.carl()?;
    story
        .denied(
            session,
            "Dr Carl at South",
            "asks for Ana's record; she is not in care there",
            (&carl, records.ordinary),
            Rule::Default,
        )
        .await?;
    let grantee = Grantee::Role { organization: cast.south.identity()?, role: Role::Doctor };
    let granted = grant(session, cast, Effect::Permit, grantee, Selection::All {}, None).await;
    let consent = story.works(
        "Ana",
        "consents: doctors at South may read her records for 30 days",
        granted,
        |number| format!("consent {number}; no key was touched, nothing was encrypted again"),
    )?;
    let opened = read(session, &carl, records.ordinary).await;
    let (access, _) = story.works("Dr Carl", "asks again and opens it", opened, |(access, bytes)| {
        format!("permitted by consent {consent}: access {access}, {bytes} bytes opened")
    })?;
    let revoke = ExecuteMsg::RevokeConsent { patient: None, consent };
    let revoked = session.send(&cast.ana, &session.contracts().access_control, &revoke).await;
    story.works("Ana", "revokes the consent", revoked, |outcome| format!("in block {}", outcome.height))?;
    let row = session.record(carl.patient, records.ordinary).await?;
    story.refused(
        "Dr Carl",
        "tries the ticket he still holds, one block later",
        session.open_bytes(&carl, access, &row).await,
        Refused::Trustees,
    )?;
    story.denied(session, "Dr Carl", "asks anew", (&carl, records.ordinary), Rule::Default).await?;
    everything(session, story, cast, records, bundle).await
}

/// The patient reads all of it, and it is what came in.
async fn everything(
    session: &Session,
    story: &mut Story,
    cast: &Cast,
    records: &Records,
    bundle: &Bundle,
) -> Result<()> {
    let opened = async {
        let hashes: Vec<_> = records.all.iter().map(|written| written.record).collect();
        let (ana, mut contents) = (cast.ana()?, Vec::new());
        for ticket in session.ask_to_read(&ana, &hashes).await? {
            for record in ticket.permitted {
                let row = session.record(ana.patient, record).await?;
                contents.push(session.open_bytes(&ana, ticket.access, &row).await?);
            }
        }
        let joined = join(contents.iter().map(|content| content.as_slice()))?;
        let mut back: Vec<_> = joined.entries().iter().map(|entry| entry.resource().to_owned()).collect();
        let json =
            Fhir::parse(&bundle.json).map_err(|source| CliError::Bundle { path: "bundle".into(), source })?;
        let mut sent: Vec<_> = json.entries().iter().map(|entry| entry.resource().to_owned()).collect();
        back.sort();
        sent.sort();
        Ok::<_, CliError>((back == sent, back.len(), sent.len()))
    };
    let (same, back, sent) = opened.await?;
    story.holds(
        "Ana",
        "opens all her records with her own key, no trustee needed",
        "every resource comes back as it went in",
        same,
        format!("{back} of {sent} resources came back, byte for byte"),
    )
}

/// A certificate that is revoked takes what was permitted with it.
async fn certificate(session: &Session, story: &mut Story, cast: &mut Cast, records: &Records) -> Result<()> {
    story.heading("A stolen laptop")?;
    cast.bea = session.unlock(&cast.bea.name)?;
    let stolen =
        cast.bea.profile.certificate.ok_or_else(|| CliError::Input("Dr Bea has no certificate".into()))?;
    let msg = certificate::ExecuteMsg::RevokeCertificate {
        certificate: stolen,
        reason: RevocationReason::KeyCompromise,
    };
    let revoked = session.send(&cast.north, &session.contracts().certificate_authority, &msg).await;
    story.works("North", "revokes Dr Bea's certificate after her laptop was stolen", revoked, |outcome| {
        format!("reason key compromise, in block {}", outcome.height)
    })?;
    let bea = cast.bea()?;
    story
        .denied(
            session,
            "Whoever has the laptop",
            "asks for Ana's record",
            (&bea, records.ordinary),
            Rule::Standing,
        )
        .await
}

/// Nobody reads an altered record.
async fn tampering(session: &Session, story: &mut Story, cast: &Cast, records: &Records) -> Result<()> {
    story.heading("A careless vault")?;
    let ana = cast.ana()?;
    let altered = alter(session, records.ordinary).await?;
    let opened = read(session, &ana, records.ordinary).await;
    altered.restore()?;
    story.refused(
        "Ana",
        "opens a record in which the vault's disk has flipped one bit",
        opened,
        Refused::Damaged,
    )?;
    let again = read(session, &ana, records.ordinary).await;
    story.works("Ana", "opens it after the vault has restored its copy", again, |(_, bytes)| {
        format!("{bytes} bytes, verified")
    })?;
    Ok(())
}

/// A file with one bit flipped, and what was in it.
struct Altered {
    path: std::path::PathBuf,
    before: Vec<u8>,
}

impl Altered {
    fn restore(self) -> Result<()> {
        std::fs::write(&self.path, &self.before).map_err(CliError::file(&self.path))
    }
}

async fn alter(session: &Session, record: ContentHash) -> Result<Altered> {
    let root = crate::session::vault_address(&session.home, &session.config.vault);
    let path = std::path::Path::new(&root).join(chartseal_vault::ObjectId::Record(record).location());
    let before = std::fs::read(&path).map_err(CliError::file(&path))?;
    let mut after = before.clone();
    let middle = after.len() / 2;
    if let Some(byte) = after.get_mut(middle) {
        *byte ^= 1;
    }
    std::fs::write(&path, &after).map_err(CliError::file(&path))?;
    Ok(Altered { path, before })
}

/// The log, complete; and the past, as it was.
async fn account_for_it(session: &Session, story: &mut Story, cast: &Cast) -> Result<()> {
    story.heading("Who read what")?;
    let (contract, patient) = (&session.contracts().access_control, cast.ana.identity()?);
    let mut numbers = Vec::new();
    let (mut permitted, mut total) = (0, 0);
    loop {
        let start_after = numbers.last().copied();
        let query = QueryMsg::PatientLog { patient, start_after, limit: Some(100), newest_first: None };
        let page: chartseal_types::access::LogResponse = session.ask(contract, &query).await?;
        if page.entries.is_empty() {
            break;
        }
        total = page.total;
        permitted += page.entries.iter().filter(|entry| entry.expires_at.is_some()).count();
        numbers.extend(page.entries.iter().map(|entry| entry.number));
    }
    let complete = numbers.iter().copied().eq(1..=total);
    let outcome =
        format!("{total} accesses, {permitted} permitted, the rest refused, numbered without a gap");
    story.holds(
        "Ana",
        "reads her access log",
        "every access of this story, without a gap",
        complete,
        outcome,
    )?;
    past(session, story, cast).await
}

/// "Who could read this on that day, and why": the first permitted access is asked again at its own height.
async fn past(session: &Session, story: &mut Story, cast: &Cast) -> Result<()> {
    use chartseal_ledger::LedgerExt;
    let contract = &session.contracts().access_control;
    let patient = cast.ana.identity()?;
    let query = QueryMsg::PatientLog { patient, start_after: None, limit: Some(100), newest_first: None };
    let log: chartseal_types::access::LogResponse = session.ask(contract, &query).await?;
    let bea = cast.bea.identity()?;
    let entry = log
        .entries
        .into_iter()
        .find(|entry| {
            entry.requester == bea && entry.expires_at.is_some() && matches!(entry.target, Target::Records(_))
        })
        .ok_or_else(|| CliError::Input("Dr Bea has no permitted access in the log".into()))?;
    let question = chartseal_types::access::Question {
        patient,
        hat: entry.hat,
        target: entry.target,
        purpose: entry.purpose,
        action: entry.action,
        certificate: entry.certificate,
    };
    let query = QueryMsg::Explain { account: cast.bea.profile.address.clone(), question };
    let then: chartseal_types::access::ExplainResponse =
        session.ledger.query_at(contract, &query, Some(entry.height)).await?;
    let now: chartseal_types::access::ExplainResponse = session.ask(contract, &query).await?;
    let verdict = |answer: &chartseal_types::access::ExplainResponse| {
        answer.explanations.first().is_some_and(|explanation| explanation.decision.permitted)
    };
    let outcome = format!("permitted at height {}, denied today", entry.height);
    story.holds(
        "A compliance officer",
        "asks whether Dr Bea could read the record on the day she did, and today",
        "permitted then, denied now",
        verdict(&then) && !verdict(&now),
        outcome,
    )
}
