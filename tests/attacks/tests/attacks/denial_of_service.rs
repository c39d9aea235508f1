//! Denial of service by state growth: who fills what is bounded, so that others find it full or pay for it for ever.

use access_control::{
    ConsentError, ContractError as AccessError, DailyLimitError, DocketError, PartyError, QuestionError,
    RequestError,
};
use certificate_authority::ContractError as AuthorityError;
use chartseal_testing::certificate::{new_key, signing_request};
use chartseal_testing::{DAY, content_hash, deny, descriptor, permit};
use chartseal_types::access::{ExecuteMsg, MAX_DENIALS, MAX_PERMITS, MAX_TARGETS, PolicyUnchecked};
use chartseal_types::anchor::{self, ERASURE_DELAY, ErasureBasis, MAX_BATCH, MAX_DESCRIPTORS, MAX_RECEIPTS};
use chartseal_types::identity::{
    self, ACT_DELAY, ActUnchecked, CHANGE_DELAY, ChangeUnchecked, Kind, MAX_ACCOUNTS, MAX_AFFILIATIONS,
    MAX_OPEN_ACTS, MAX_PASSKEYS, MAX_PENDING_CHANGES, MAX_REPRESENTATIVES, abi::MAX_DUPLICATES,
};
use chartseal_types::{
    Category, Commitment, Compartment, Confidentiality, Label, MerkleHash, Role, certificate,
};
use chartseal_vault::{MAX_SMALL, ObjectId, Vault, VaultError};
use cosmwasm_std::StdError;
use futures::executor::block_on;
use identity_registry::{
    ActError, AffiliationError, ChangeError, ContractError as RegistryError, PatientError, RecoveryError,
    RepresentativeError,
};
use record_anchor::ContractError as AnchorError;
use record_anchor::domain::{BatchError, DescriptorError, ErasureError};

use crate::harness::Stopped::{Access, Anchor, Authority, Registry, Vault as Stored};
use crate::harness::{Attempt, attacks, goal};
use crate::scene::{Scene, laboratory};

attacks! {
    "denial of service by state growth";
    no_room_for_the_patients_own_denials: [OwnDenials] => Access(AccessError::Consent(ConsentError::DenialsKept)),
    denials_without_end: [Denials] => Access(AccessError::Consent(ConsentError::TooManyDenials)),
    permits_without_end: [Permits] => Access(AccessError::Consent(ConsentError::TooManyPermits)),
    a_flood_of_requests: [OpenRequests] =>
        Access(AccessError::Request(RequestError::Docket(DocketError::TooManyOpen { .. }))),
    asking_until_the_patient_gives_in: [RecentRequests] =>
        Access(AccessError::Request(RequestError::Docket(DocketError::TooManyRecent { .. }))),
    reading_a_whole_hospital: [DailyOpenings] =>
        Access(AccessError::DailyLimit(DailyLimitError::Openings { .. })),
    filling_a_log_with_denials: [DailyDenials] =>
        Access(AccessError::DailyLimit(DailyLimitError::Denials { .. })),
    a_crowd_that_nobody_verified: [OnceVerified] => Access(AccessError::Party(PartyError::NeverVerified { .. })),
    a_question_without_end: [Targets] => Access(AccessError::Question(QuestionError::Targets { .. })),
    proposals_without_end: [OpenActs] => Registry(RegistryError::Act(ActError::TooManyOpen { .. })),
    changes_without_end: [PendingChanges] => Registry(RegistryError::Change(ChangeError::TooManyPending)),
    accounts_without_end: [Accounts] => Registry(RegistryError::Change(ChangeError::TooManyAccounts)),
    passkeys_without_end: [Passkeys] => Registry(RegistryError::Change(ChangeError::TooManyPasskeys)),
    duplicates_without_end: [Duplicates] => Registry(RegistryError::Patient(PatientError::TooManyDuplicates { .. })),
    recoveries_without_end: [OneRecoveryEach] =>
        Registry(RegistryError::Recovery(RecoveryError::AlreadyStarted { .. })),
    offers_without_end: [Affiliations] => Registry(RegistryError::Affiliation(AffiliationError::TooMany)),
    representatives_without_end: [Representatives] =>
        Registry(RegistryError::Representative(RepresentativeError::TooMany)),
    a_thousand_records_in_a_message: [Descriptors] =>
        Anchor(AnchorError::Descriptor(DescriptorError::Count { .. })),
    a_batch_that_nobody_can_prove_from: [BatchSize] => Anchor(AnchorError::Batch(BatchError::Size { .. })),
    receipts_without_end: [Receipts] => Anchor(AnchorError::Erasure(ErasureError::TooManyReceipts { .. })),
    a_receipt_exchanged_for_another: [OneReceiptEach] =>
        Anchor(AnchorError::Erasure(ErasureError::ReportedBefore { .. })),
    a_cas_list_filled_by_strangers: [ActiveParty] => Authority(AuthorityError::InactiveIdentity { .. }),
    an_envelope_as_large_as_the_disk: [EnvelopeSize] => Stored(VaultError::TooLarge { .. }),
    an_envelope_put_over_another: [FirstEnvelope] => Stored(VaultError::AlreadyExists { .. }),
}

/// Ben represents Ana and wants nobody denied: he fills her row with denials of nobody, so that hers find no room.
fn no_room_for_the_patients_own_denials() -> Attempt {
    let mut scene = Scene::new();
    let ben = scene.suite.patient("ben");
    let appointment = scene.suite.appointment();
    scene.suite.appoint(&scene.ana, ben.id, appointment);
    let terms = deny(chartseal_types::access::Grantee::Identity { identity: ben.id });
    for _ in 0..MAX_DENIALS {
        let patient = Some(scene.ana.id);
        scene.suite.try_access(&ben.account, ExecuteMsg::GrantConsent { patient, terms: terms.clone() })?;
    }
    goal(scene.suite.try_grant(&scene.ana, deny(scene.dora_herself())).is_err())
}

/// A thief of Ana's account lengthens the row of denials that every decision about her reads.
fn denials_without_end() -> Attempt {
    let mut scene = Scene::new();
    for _ in 0..=MAX_DENIALS {
        scene.suite.try_grant(&scene.ana, deny(scene.dora_herself()))?;
    }
    Ok(())
}

/// A thief of Ana's account lengthens the row of permits that every decision about Dora reads.
fn permits_without_end() -> Attempt {
    let mut scene = Scene::new();
    for _ in 0..=MAX_PERMITS {
        scene.suite.try_grant(&scene.ana, permit(scene.dora_herself()))?;
    }
    Ok(())
}

/// A hospital that was told no buries Ana in requests.
fn a_flood_of_requests() -> Attempt {
    let mut scene = Scene::new();
    for _ in 0..3 {
        let terms = chartseal_testing::asking(scene.suite.now() + 30 * DAY);
        scene.suite.try_request(&scene.dora, &scene.ana, terms)?;
    }
    Ok(())
}

/// A hospital asks, withdraws and asks again, so that Ana's phone rings all day until she gives in.
fn asking_until_the_patient_gives_in() -> Attempt {
    let mut scene = Scene::new();
    for _ in 0..9 {
        let terms = chartseal_testing::asking(scene.suite.now() + 30 * DAY);
        let response = scene.suite.try_request(&scene.dora, &scene.ana, terms)?;
        let request = chartseal_testing::response_data(&response);
        scene.suite.try_withdraw_request(&scene.dora.actor.clone(), scene.ana.id, request)?;
        scene.suite.next_block();
    }
    Ok(())
}

/// A thief of Dora's laptop reads whatever she may read, as fast as it goes.
fn reading_a_whole_hospital() -> Attempt {
    let mut scene = Scene::new();
    scene.limit(10, 5)?;
    scene.care();
    let question = scene.dora.to_read(&scene.ana, &[scene.result]);
    for _ in 0..11 {
        scene.suite.try_open(&scene.dora.actor, question.clone())?;
    }
    goal(scene.suite.patient_log(&scene.ana).total > 11)
}

/// Dora, who may read nothing, asks again and again, so that Ana does not find in her log who read.
fn filling_a_log_with_denials() -> Attempt {
    let mut scene = Scene::new();
    scene.limit(10, 5)?;
    let question = scene.dora.to_read(&scene.ana, &[scene.result]);
    for _ in 0..6 {
        scene.suite.try_open(&scene.dora.actor, question.clone())?;
    }
    goal(scene.suite.patient_log(&scene.ana).total > 6)
}

/// Mallory registers as many identities as it takes, each with a day of denials of its own, to fill Ana's log.
fn a_crowd_that_nobody_verified() -> Attempt {
    let mut scene = Scene::new();
    let before = scene.suite.patient_log(&scene.ana).total;
    for name in ["one", "two", "three"] {
        let one = scene.suite.register(name, Kind::Practitioner);
        let question = scene.dora.to_read(&scene.ana, &[scene.result]);
        scene.suite.try_open(&one, question)?;
    }
    goal(scene.suite.patient_log(&scene.ana).total == before + 3)
}

/// Dora asks for more labels in one message than a block has gas for, and pays for one message.
fn a_question_without_end() -> Attempt {
    let mut scene = Scene::new();
    let of = |category| {
        (0..16).filter_map(move |number| {
            let compartment = Compartment::new(number).ok()?;
            Some(Label { category, confidentiality: Confidentiality::N, compartment })
        })
    };
    let labels: Vec<_> = Category::ALL.into_iter().flat_map(of).collect();
    let asked = labels.len();
    let answer = scene.suite.try_open(&scene.dora.actor, scene.dora.to_write(&scene.ana, &labels))?;
    let answer: chartseal_types::access::OpenResponse = chartseal_testing::response_data(&answer);
    goal(answer.decisions.len() == asked && asked > MAX_TARGETS)
}

/// A registrar gone bad proposes deaths and claims by the thousand, for its victims to object to each.
fn proposals_without_end() -> Attempt {
    let mut scene = Scene::new();
    let registrar = scene.suite.registrar.clone();
    for _ in 0..=MAX_OPEN_ACTS {
        scene.suite.try_propose_act(&registrar, ActUnchecked::Death { patient: scene.ana.id })?;
    }
    Ok(())
}

/// A thief of Ana's phone hides the change that matters among so many that she finds it too late.
fn changes_without_end() -> Attempt {
    let mut scene = Scene::new();
    for number in 0..=MAX_PENDING_CHANGES {
        let account = scene.suite.account(&format!("decoy {number}")).to_string();
        scene.suite.try_propose_change(&scene.ana.account, ChangeUnchecked::AddAccount { account })?;
    }
    Ok(())
}

/// A thief with account and passkey adds accounts as long as nobody looks: she would have to remove each, for 72 h.
fn accounts_without_end() -> Attempt {
    let mut scene = Scene::new();
    for number in 0..MAX_ACCOUNTS {
        let account = scene.suite.account(&format!("thief's {number}"));
        let change = ChangeUnchecked::AddAccount { account: account.to_string() };
        let response = scene.suite.try_propose_change(&scene.ana.account, change)?;
        scene.suite.wait(CHANGE_DELAY);
        let number = chartseal_testing::response_data(&response);
        scene.suite.try_apply_change(&account, scene.ana.id, number)?;
    }
    goal(scene.suite.accounts(scene.ana.id).len() > MAX_ACCOUNTS)
}

/// The same with passkeys.
fn passkeys_without_end() -> Attempt {
    let mut scene = Scene::new();
    for _ in 0..MAX_PASSKEYS {
        let passkey = scene.suite.passkey();
        let change = ChangeUnchecked::AddPasskey { passkey };
        let response = scene.suite.try_propose_change(&scene.ana.account, change)?;
        scene.suite.wait(CHANGE_DELAY);
        let number = chartseal_testing::response_data(&response);
        scene.suite.try_apply_change(&scene.ana.account, scene.ana.id, number)?;
    }
    goal(scene.suite.passkeys(scene.ana.id).len() > MAX_PASSKEYS)
}

/// Two registrars merge empty identities into a patient whom they want to be dear to treat: every decision about her
/// reads the denials of each.
fn duplicates_without_end() -> Attempt {
    let mut scene = Scene::new();
    let registrar = scene.suite.registrar.clone();
    for number in 0..=MAX_DUPLICATES {
        let empty = scene.suite.patient(&format!("empty {number}"));
        let merge = ActUnchecked::Merge { duplicate: empty.id, survivor: scene.ana.id };
        let number = chartseal_testing::response_data(&scene.suite.try_propose_act(&registrar, merge)?);
        scene.suite.try_confirm_act(number)?;
        scene.suite.wait(ACT_DELAY);
        scene.suite.try_apply_act(&registrar, number)?;
    }
    Ok(())
}

/// A guardian gone bad starts recoveries to one account after the other, so that the others approve the wrong one.
fn recoveries_without_end() -> Attempt {
    let mut scene = Scene::new();
    let ana = scene.ana.clone();
    let guardians = scene.suite.guarded(&ana, ["gil", "gus", "gwen"], 2);
    for name in ["one", "two"] {
        let account = scene.suite.account(name);
        scene.suite.try_start_recovery(&guardians[0], ana.id, &account)?;
    }
    goal(scene.suite.recoveries(ana.id).len() == 2)
}

/// Two hospitals offer a doctor one role after the other: every decision about the doctor reads the list.
fn offers_without_end() -> Attempt {
    let mut scene = Scene::new();
    let kim = scene.suite.register("kim", Kind::Practitioner);
    let hospitals = [scene.north.clone(), scene.south.clone()];
    let offers = hospitals.iter().flat_map(|hospital| Role::ALL.map(|role| (hospital, role)));
    for (hospital, role) in offers.take(MAX_AFFILIATIONS + 1) {
        let offer = identity::ExecuteMsg::OfferAffiliation { practitioner: kim.id, role };
        scene.suite.try_identity(&hospital.account, offer)?;
    }
    Ok(())
}

/// A thief of Ana's phone and passkey appoints everybody he knows, so that she never ends them all.
fn representatives_without_end() -> Attempt {
    let mut scene = Scene::new();
    for number in 0..=MAX_REPRESENTATIVES {
        let friend = scene.suite.patient(&format!("friend {number}"));
        let appointment = scene.suite.appointment();
        scene.suite.try_appoint(&scene.ana, friend.id, appointment)?;
    }
    Ok(())
}

/// A hospital's import sends everything in one message, which keeps others out of the block.
fn a_thousand_records_in_a_message() -> Attempt {
    let mut scene = Scene::new();
    let ticket = scene.suite.write_ticket(&scene.sam, &scene.ana, &[laboratory()]);
    let names = (0..=MAX_DESCRIPTORS).map(|number| format!("record {number}"));
    let records: Vec<_> = names.map(|name| descriptor(&name, laboratory())).collect();
    let msg = anchor::ExecuteMsg::Anchor { patient: scene.ana.id, ticket, records };
    scene.suite.try_record_anchor(&scene.sam.actor.account.clone(), msg)?;
    goal(scene.knows(scene.ana.id, &format!("record {MAX_DESCRIPTORS}")))
}

/// A hospital commits to a batch of which every proof is longer than the chain is meant to check.
fn a_batch_that_nobody_can_prove_from() -> Attempt {
    let mut scene = Scene::new();
    let (organization, root, size) = (scene.north.id, MerkleHash([7; 32]), MAX_BATCH + 1);
    let msg = anchor::ExecuteMsg::AnchorBatch { organization, role: None, certificate: None, root, size };
    scene.suite.try_record_anchor(&scene.north.account.clone(), msg).map(drop)
}

/// Services that never had a copy report its deletion, so that who reads the record has receipts without end to read.
fn receipts_without_end() -> Attempt {
    let mut scene = Scene::new();
    scene.erased("erased")?;
    for number in 0..=MAX_RECEIPTS {
        let service = scene.suite.register(&format!("service {number}"), Kind::Service);
        scene.suite.verify(service.id);
        scene.reports(&service, number as u8)?;
    }
    Ok(())
}

/// A vault reported a deletion that it had not made; asked for the document, it exchanges the receipt.
fn a_receipt_exchanged_for_another() -> Attempt {
    let mut scene = Scene::new();
    scene.erased("erased")?;
    let south = scene.south.clone();
    scene.reports(&south, 1)?;
    scene.reports(&south, 2)?;
    let query = anchor::QueryMsg::Erasure { patient: scene.ana.id, record: content_hash("erased") };
    let erasure: Option<anchor::ErasureResponse> =
        scene.suite.query(&scene.suite.contracts.record_anchor, &query);
    let receipts = erasure.map(|erasure| erasure.receipts).unwrap_or_default();
    goal(receipts.iter().any(|receipt| receipt.receipt == Commitment([2; 32])))
}

/// Mallory registers as many identities as it takes, each with a request to the hospital's CA, so that its operator does
/// not find those of the staff.
fn a_cas_list_filled_by_strangers() -> Attempt {
    let mut scene = Scene::new();
    for name in ["one", "two", "three"] {
        let one = scene.suite.register(name, Kind::Practitioner);
        let csr = signing_request(&scene.suite.did(one.id), &new_key());
        let msg = certificate::ExecuteMsg::RequestCertificate { ca: scene.ca.fingerprint, csr };
        scene.suite.try_certificate(&one.account, msg)?;
    }
    Ok(())
}

/// Whoever may write to a vault stores an "envelope" that fills it.
fn an_envelope_as_large_as_the_disk() -> Attempt {
    block_on(async {
        let (vault, record) = (Vault::open("memory://").await?, content_hash("record"));
        vault.put_envelope(record, &vec![0; MAX_SMALL + 1]).await?;
        vault.contains(ObjectId::Envelope(record)).await
    })
    .map_err(StdError::from)
    .and_then(goal)
}

/// Whoever may write to a vault puts an envelope of noise in the place of a record's: nobody reads the record again.
fn an_envelope_put_over_another() -> Attempt {
    block_on(async {
        let (vault, record) = (Vault::open("memory://").await?, content_hash("record"));
        vault.put_envelope(record, b"the way to the key").await?;
        vault.put_envelope(record, b"noise").await?;
        Ok::<_, VaultError>(vault.get_envelope(record).await? == b"noise".as_slice())
    })
    .map_err(StdError::from)
    .and_then(goal)
}

impl Scene {
    /// Policy allows that many accesses and denials a day.
    fn limit(&mut self, daily_openings: u32, daily_denials: u32) -> Attempt {
        let policy = PolicyUnchecked::from(self.suite.policy().current.policy);
        let policy = PolicyUnchecked { daily_openings, daily_denials, ..policy };
        self.suite.try_propose_policy(policy).map(drop)
    }

    /// Ana had a record erased.
    fn erased(&mut self, name: &str) -> Attempt {
        let (patient, record) = (self.ana.id, content_hash(name));
        let erase = anchor::ExecuteMsg::Erase { patient, record, basis: ErasureBasis::PatientRequest };
        let contract = self.suite.contracts.record_anchor.clone();
        self.suite.try_confirmed(&self.ana.account.clone(), &contract, &erase)?;
        self.suite.wait(ERASURE_DELAY);
        Ok(())
    }

    fn reports(&mut self, reporter: &chartseal_testing::Actor, receipt: u8) -> Attempt {
        let (patient, record) = (self.ana.id, content_hash("erased"));
        let msg = anchor::ExecuteMsg::ReportDeletion { patient, record, receipt: Commitment([receipt; 32]) };
        self.suite.try_record_anchor(&reporter.account, msg).map(drop)
    }
}
