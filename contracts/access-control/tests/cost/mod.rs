//! Rule 10: what a decision costs in storage reads and writes, to the last one, whatever else the chain holds.

mod chain;
mod emergency;
mod merged;

use chain::{Chain, Cost};
use chartseal_testing::{DAY, deny, permit};
use chartseal_types::access::{
    Decision, Effect, ExecuteMsg, Grantee, Question, Rule, Target, TermsUnchecked,
};
use chartseal_types::anchor::abi::RECORDS;
use chartseal_types::anchor::{Author, RecordRow, RecordStatus};
use chartseal_types::certificate::abi::{AUTHORITIES, CERTIFICATES};
use chartseal_types::certificate::{AuthorityRow, CertificateRow, Standing};
use chartseal_types::identity::abi::{ACCOUNTS, AFFILIATIONS, IDENTITIES, REPRESENTATIVES};
use chartseal_types::identity::{Affiliation, IdentityRow, Kind, RepresentativeRow, Status};
use chartseal_types::{
    Action, Category, CodeSet, Compartment, Confidentiality, ContentHash, Fingerprint, Hat, IdentityId,
    Label, Purpose, Role, Selection,
};
use cosmwasm_std::{Addr, from_json};

const HOSPITAL: IdentityId = IdentityId([1; 16]);
const DORA: IdentityId = IdentityId([2; 16]);
const ANA: IdentityId = IdentityId([3; 16]);
const CERTIFICATE: Fingerprint = Fingerprint([4; 32]);
const ISSUING_CA: Fingerprint = Fingerprint([5; 32]);
const ROOT: Fingerprint = Fingerprint([6; 32]);

/// What Dora's opening of one record costs by a consent: a read each for the pause, the addresses, account, patient,
/// policy version, record, distrusted registrars, her identity, the hospital, her affiliations, care, policy row,
/// denials, what she recorded today, and the last entry of both logs; three for the certificate and its chain; four rows
/// of permits. Two writes of the log, one of what she recorded today.
const ONE_RECORD: Cost = Cost { reads: 23, writes: 3 };

struct World {
    chain: Chain,
    dora: Addr,
    ana: Addr,
}

impl World {
    /// Ana consents to Dora's reading; twenty records of Ana's are known, and Dora opened one before.
    fn new() -> Self {
        let mut chain = Chain::new();
        let (dora, ana) = (chain.account("dora"), chain.account("ana"));
        put_identity(&mut chain, HOSPITAL, Kind::Organization, None);
        put_identity(&mut chain, DORA, Kind::Practitioner, Some(&dora));
        put_identity(&mut chain, ANA, Kind::Patient, Some(&ana));
        put_certificates(&mut chain);
        let registry = chain.registry.clone();
        let affiliation = Affiliation { organization: HOSPITAL, role: Role::Doctor, since: 0 };
        AFFILIATIONS.save(chain.storage_of(&registry), DORA, &vec![affiliation]).unwrap();
        (1..=20).for_each(|number| put_record(&mut chain, ANA, number));
        let mut world = Self { chain, dora, ana };
        world.grant(consent(Effect::Permit, Grantee::Identity { identity: DORA }));
        world.opens(1);
        world
    }

    fn grant(&mut self, terms: TermsUnchecked) -> u32 {
        let ana = self.ana.clone();
        let response = self.chain.execute(&ana, ExecuteMsg::GrantConsent { patient: None, terms }).0;
        from_json(response.data.unwrap()).unwrap()
    }

    /// A representative of Ana's who may consent to everything; gives the account.
    fn represented_by(&mut self, name: &str, id: IdentityId) -> Addr {
        let account = self.chain.account(name);
        put_identity(&mut self.chain, id, Kind::Patient, Some(&account));
        let row = RepresentativeRow {
            from: 0,
            until: u64::MAX,
            compartments: CodeSet::ALL,
            rights: CodeSet::ALL,
            disputed: false,
        };
        let registry = self.chain.registry.clone();
        REPRESENTATIVES.save(self.chain.storage_of(&registry), (ANA, id), &row).unwrap();
        account
    }

    fn grant_as(&mut self, representative: &Addr, terms: TermsUnchecked) {
        let msg = ExecuteMsg::GrantConsent { patient: Some(ANA), terms };
        self.chain.execute(representative, msg);
    }

    fn amend(&mut self, consent: u32, terms: TermsUnchecked) {
        let ana = self.ana.clone();
        self.chain.execute(&ana, ExecuteMsg::AmendConsent { patient: None, consent, terms });
    }

    /// Dora opens that many records; gives the rule that decided, and the cost.
    fn opens(&mut self, records: u8) -> (Rule, Cost) {
        let (answer, cost) = self.chain.open(&self.dora.clone(), reading(ANA, records));
        assert_eq!(answer.decisions.len(), usize::from(records));
        (answer.decisions[0].rule, cost)
    }

    /// That many other patients, each with a permit, a denial and an access in the log; and as many more accesses to
    /// Ana's.
    fn crowd(&mut self, size: u32) {
        for number in 0..size {
            // Nobody is denied as often in one day.
            if number % 200 == 0 {
                self.chain.wait(DAY);
            }
            let mut bytes = [9; 16];
            bytes[..4].copy_from_slice(&number.to_be_bytes());
            let (id, account) = (IdentityId(bytes), self.chain.account(&format!("patient {number}")));
            put_identity(&mut self.chain, id, Kind::Patient, Some(&account));
            put_record(&mut self.chain, id, 1);
            let grantees = [
                (Effect::Permit, Grantee::Everyone {}),
                (Effect::Deny, Grantee::Identity { identity: DORA }),
            ];
            for (effect, grantee) in grantees {
                let terms = consent(effect, grantee);
                self.chain.execute(&account, ExecuteMsg::GrantConsent { patient: None, terms });
            }
            self.chain.open(&self.dora.clone(), reading(id, 1));
            self.chain.open(&self.dora.clone(), reading(ANA, 1));
        }
    }
}

fn put_identity(chain: &mut Chain, id: IdentityId, kind: Kind, account: Option<&Addr>) {
    let row = IdentityRow {
        status: Status::Active,
        verified_until: u64::MAX,
        roles: CodeSet::ALL,
        ..IdentityRow::pending(kind)
    };
    let registry = chain.registry.clone();
    IDENTITIES.save(chain.storage_of(&registry), id, &row).unwrap();
    if let Some(account) = account {
        ACCOUNTS.save(chain.storage_of(&registry), account, &id).unwrap();
    }
}

fn put_certificates(chain: &mut Chain) {
    let (not_before, not_after, standing) = (0, u64::MAX, Standing::Good);
    let authority = chain.authority.clone();
    let storage = chain.storage_of(&authority);
    let row = CertificateRow { identity: DORA, issuer: ISSUING_CA, not_before, not_after, standing };
    CERTIFICATES.save(storage, CERTIFICATE, &row).unwrap();
    let root = AuthorityRow { issuer: None, organization: None, not_before, not_after, standing };
    AUTHORITIES.save(storage, ROOT, &root).unwrap();
    let issuing = AuthorityRow { issuer: Some(ROOT), organization: Some(HOSPITAL), ..root };
    AUTHORITIES.save(storage, ISSUING_CA, &issuing).unwrap();
}

fn put_record(chain: &mut Chain, patient: IdentityId, number: u8) {
    let row = RecordRow {
        number: number.into(),
        label: Label {
            category: Category::Laboratory,
            confidentiality: Confidentiality::N,
            compartment: Compartment::new(3).unwrap(),
        },
        quarter: None,
        author: Author {
            identity: DORA,
            hat: Hat::Organization { organization: HOSPITAL, role: Role::Doctor },
        },
        status: RecordStatus::Current,
        erased_from: None,
        asked_under: None,
    };
    let anchor = chain.anchor.clone();
    RECORDS.save(chain.storage_of(&anchor), (patient, ContentHash([number; 32])), &row).unwrap();
}

fn consent(effect: Effect, grantee: Grantee) -> TermsUnchecked {
    match effect {
        Effect::Permit => permit(grantee),
        Effect::Deny => deny(grantee),
    }
}

fn reading(patient: IdentityId, records: u8) -> Question {
    Question {
        patient,
        hat: Hat::Organization { organization: HOSPITAL, role: Role::Doctor },
        target: Target::Records((1..=records).map(|number| ContentHash([number; 32])).collect()),
        purpose: Purpose::TREAT,
        action: Action::Read,
        certificate: Some(CERTIFICATE),
    }
}

#[test]
fn what_one_record_costs_is_known() {
    assert_eq!(World::new().opens(1), (Rule::Consent, ONE_RECORD));
}

#[test]
fn each_further_record_costs_one_read() {
    let twenty = Cost { reads: ONE_RECORD.reads + 19, ..ONE_RECORD };
    assert_eq!(World::new().opens(20), (Rule::Consent, twenty));
}

#[test]
fn the_cost_does_not_grow_with_patients_consents_or_log_entries() {
    let mut world = World::new();
    world.crowd(10);
    assert_eq!(world.opens(1), (Rule::Consent, ONE_RECORD));
    world.crowd(10_000);
    assert_eq!(world.opens(1), (Rule::Consent, ONE_RECORD));
}

#[test]
fn full_rows_of_the_patient_cost_no_read_more() {
    let mut world = World::new();
    let imaging = |effect, grantee| TermsUnchecked {
        categories: Selection::Only(vec![Category::Imaging]),
        ..consent(effect, grantee)
    };
    for grantee in [Grantee::Everyone {}, Grantee::Organization { organization: HOSPITAL }] {
        for _ in 0..16 {
            world.grant(imaging(Effect::Permit, grantee));
        }
    }
    for _ in 0..32 {
        world.grant(imaging(Effect::Deny, Grantee::Everyone {}));
    }
    assert_eq!(world.opens(1), (Rule::Consent, ONE_RECORD));
}

#[test]
fn a_use_costs_two_reads_and_a_write() {
    let mut world = World::new();
    let bounded = TermsUnchecked { uses: Some(9), ..consent(Effect::Permit, Grantee::Everyone {}) };
    world.grant(bounded);
    // The unbounded consent decides, so that the bounded one is looked up and not taken.
    let looked_up = Cost { reads: ONE_RECORD.reads + 1, ..ONE_RECORD };
    assert_eq!(world.opens(1), (Rule::Consent, looked_up));

    let mut world = World::new();
    let bounded =
        TermsUnchecked { uses: Some(9), ..consent(Effect::Permit, Grantee::Identity { identity: DORA }) };
    world.amend(1, bounded);
    let taken = Cost { reads: ONE_RECORD.reads + 2, writes: ONE_RECORD.writes + 1 };
    assert_eq!(world.opens(1), (Rule::Consent, taken));
}

#[test]
fn named_records_cost_one_read_a_consent_that_would_decide() {
    let mut world = World::new();
    let names = |number| TermsUnchecked {
        records: Selection::Only(vec![ContentHash([number; 32])]),
        ..consent(Effect::Deny, Grantee::Everyone {})
    };
    world.grant(names(7));
    let elsewhere = TermsUnchecked { purposes: Selection::Only(vec![Purpose::HRESCH]), ..names(8) };
    world.grant(elsewhere);
    assert_eq!(world.opens(1), (Rule::Consent, Cost { reads: ONE_RECORD.reads + 1, ..ONE_RECORD }));
    let ten = Cost { reads: ONE_RECORD.reads + 1 + 9, ..ONE_RECORD };
    assert_eq!(world.opens(10), (Rule::Consent, ten));
}

/// A representative's permits and care cost a read more, and those of the patient nothing.
#[test]
fn what_a_representative_set_costs_one_read_for_each_who_did() {
    let mut world = World::new();
    let all = consent(Effect::Permit, Grantee::Identity { identity: DORA });
    let research = TermsUnchecked { purposes: Selection::Only(vec![Purpose::HRESCH]), ..all.clone() };
    let ruth = world.represented_by("ruth", IdentityId([7; 16]));
    let sam = world.represented_by("sam", IdentityId([8; 16]));
    world.grant_as(&ruth, research);
    assert_eq!(world.opens(1), (Rule::Consent, ONE_RECORD), "one that does not answer is not looked into");
    world.grant_as(&ruth, all.clone());
    world.grant_as(&ruth, all.clone());
    let looked_into = Cost { reads: ONE_RECORD.reads + 1, ..ONE_RECORD };
    assert_eq!(world.opens(1), (Rule::Consent, looked_into));
    world.grant_as(&sam, all);
    assert_eq!(world.opens(20), (Rule::Consent, Cost { reads: ONE_RECORD.reads + 2 + 19, ..ONE_RECORD }));
    let (organization, until) = (HOSPITAL, world.chain.metered.env.block.time.seconds() + DAY);
    let opening = ExecuteMsg::OpenCare { patient: Some(ANA), organization, until };
    world.chain.execute(&sam, opening);
    assert_eq!(world.opens(1), (Rule::Consent, Cost { reads: ONE_RECORD.reads + 3, ..ONE_RECORD }));
}

#[test]
fn a_ticket_is_asked_without_a_write() {
    let mut world = World::new();
    let (answer, _) = world.chain.open(&world.dora.clone(), reading(ANA, 1));
    let (ticket, cost) = world.chain.ticket(answer.access);
    assert!(ticket.alive);
    // Without the pause, the account, today's row and the last entries, but with its own.
    assert_eq!(cost, Cost { reads: ONE_RECORD.reads - 4, writes: 0 });
    world.crowd(100);
    assert_eq!(world.chain.ticket(answer.access).1, cost);
}

#[test]
fn what_a_patients_own_opening_costs_is_known() {
    let mut world = World::new();
    let question =
        Question { hat: Hat::Own {}, certificate: None, purpose: Purpose::PATRQT, ..reading(ANA, 1) };
    let (answer, cost) = world.chain.open(&world.ana.clone(), question);
    assert_eq!(answer.decisions, [Decision::by(Rule::Own)]);
    assert_eq!(cost, Cost { reads: 8, writes: 2 });
}
