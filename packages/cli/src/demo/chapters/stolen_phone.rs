//! A stolen phone: frozen by a guardian, useless without the passkey, and the identity given back to its owner.

use chartseal_types::access::{Effect, ExecuteMsg as Access, Grantee, TermsUnchecked};
use chartseal_types::identity::{ChangeUnchecked, ExecuteMsg, Kind};
use chartseal_types::{Confidentiality, IdentityId, Selection};

use crate::commands::values::DAY;
use crate::demo::crew::{Crew, change};
use crate::demo::story::{Refused, Story};
use crate::error::Result;
use crate::home::Person;
use crate::records::Asked;
use crate::session::Session;

pub(super) async fn play(crew: &Crew<'_>, story: &mut Story) -> Result<()> {
    story.heading("A stolen phone")?;
    let (session, registry) = (crew.session, &crew.session.contracts().identity_registry);
    let set = async {
        let (eva, records) = crew.patient("eva", 11).await?;
        let omar = crew.somebody("omar", Kind::Patient, false).await?;
        let nina = crew.somebody("nina", Kind::Patient, false).await?;
        let paul = crew.somebody("paul", Kind::Patient, false).await?;
        let guardians = vec![omar.identity()?, nina.identity()?, paul.identity()?];
        change(session, &eva, ChangeUnchecked::SetGuardians { guardians, threshold: 2 }).await?;
        Ok((eva, records, omar, nina))
    };
    let (eva, records, omar, nina) = story.works(
        "Eva",
        "names Omar, Nina and Paul as guardians, any two of whom can give her identity back to her",
        set.await,
        |_| "confirmed with her passkey, and in force after 72 hours in which she could have objected".into(),
    )?;
    let id = eva.identity()?;

    // The thief has the phone with Eva's account, but not the passkey, which was elsewhere.
    let account = ChangeUnchecked::AddAccount { account: crew.admin.profile.address.clone() };
    story.refused(
        "The thief, with Eva's phone,",
        "tries to add an account of their own",
        session.send(&eva, registry, &ExecuteMsg::ProposeChange { change: account }).await,
        Refused::Contract("second factor"),
    )?;
    let frozen = session.send(&omar, registry, &ExecuteMsg::Freeze { identity: Some(id) }).await;
    story.works("Omar, whom Eva has called,", "freezes her identity", frozen, |outcome| {
        format!("for 14 days, from block {} on", outcome.height)
    })?;
    story.refused(
        "The thief",
        "tries to let everybody read her records",
        share_with_everybody(session, &eva).await,
        Refused::Contract("is frozen"),
    )?;
    recover(session, story, id, (&omar, &nina)).await?;

    story.refused(
        "The thief",
        "tries the old account again",
        share_with_everybody(session, &eva).await,
        Refused::Contract("expected an account that controls an identity"),
    )?;
    let gone = session.identity_of_account(&eva.profile.address).await?.is_none();
    let outcome = if gone { "it controls none" } else { "it still controls one" };
    story.holds("The registry", "is asked whose the stolen account is", "nobody's", gone, outcome.into())?;
    let back = session.unlock(&"eva-new".parse()?)?;
    let why = "two trustees released their shares to her new key, since the old one went with the phone";
    story
        .opens(session, "Eva", "opens a record from before", (&Asked::own(&back)?, records.ordinary), why)
        .await
        .map(drop)
}

/// Two guardians start and approve; seven days later the new account takes over.
async fn recover(
    session: &Session,
    story: &mut Story,
    identity: IdentityId,
    (omar, nina): (&Person, &Person),
) -> Result<()> {
    let registry = &session.contracts().identity_registry;
    let started = async {
        let new = session.prepare(&"eva-new".parse()?, chartseal_crypto::keys::Suite::XWing, true).await?;
        let start = ExecuteMsg::StartRecovery {
            identity,
            account: new.account,
            encryption_key: new.encryption_key,
            passkey: new.passkey,
        };
        let recovery: u32 = crate::session::answer(&session.send(omar, registry, &start).await?)?;
        let approve = ExecuteMsg::ApproveRecovery { identity, recovery };
        session.send(nina, registry, &approve).await?;
        Ok(recovery)
    };
    let recovery = story.works(
        "Eva, on a new phone,",
        "makes new keys; Omar starts her recovery and Nina approves it",
        started.await,
        |number| format!("recovery {number}: seven days in which any account of hers could veto"),
    )?;
    let complete = ExecuteMsg::CompleteRecovery { identity, recovery };
    let mut back = session.unlock(&"eva-new".parse()?)?;
    story.refused(
        "The new phone",
        "tries to take the identity over at once",
        session.send(&back, registry, &complete).await,
        Refused::Contract("can be completed from"),
    )?;
    session.ledger.advance(7 * DAY).await?;
    let completed = session.send(&back, registry, &complete).await;
    story.works("Seven days later, the new phone", "takes the identity over", completed, |outcome| {
        format!("in block {}: every other account and passkey is gone, the freeze is lifted", outcome.height)
    })?;
    back.profile.identity = Some(identity);
    session.home.save_person(&back)
}

async fn share_with_everybody(session: &Session, who: &Person) -> Result<()> {
    let terms = TermsUnchecked {
        effect: Effect::Permit,
        grantee: Grantee::Everyone {},
        categories: Selection::All {},
        compartments: Selection::All {},
        max_confidentiality: Confidentiality::V,
        purposes: Selection::All {},
        actions: Selection::All {},
        records: Selection::All {},
        valid_from: None,
        valid_until: None,
        clinical_period: None,
        uses: None,
        claim: None,
    };
    let msg = Access::GrantConsent { patient: None, terms };
    session.send(who, &session.contracts().access_control, &msg).await.map(drop)
}
