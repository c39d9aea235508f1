//! A hospital, its doctor, and many patients of one consent, one record and one access in the log each.

use std::error::Error;
use std::time::{Duration, Instant};

use chartseal_testing::permit;
use chartseal_types::access::{ExecuteMsg, Grantee, OpenResponse, Question, Rule, Target};
use chartseal_types::anchor::abi::RECORDS;
use chartseal_types::anchor::{Author, RecordRow, RecordStatus};
use chartseal_types::certificate::abi::{AUTHORITIES, CERTIFICATES};
use chartseal_types::certificate::{AuthorityRow, CertificateRow, Standing};
use chartseal_types::identity::abi::{ACCOUNTS, AFFILIATIONS, IDENTITIES};
use chartseal_types::identity::{Affiliation, IdentityRow, Kind, Status};
use chartseal_types::{Action, CodeSet, ContentHash, Fingerprint, Hat, IdentityId, Purpose, Role};
use cosmwasm_std::{Addr, from_json};

use super::chain::Chain;
use crate::fixture::label;

const HOSPITAL: IdentityId = IdentityId([1; IdentityId::LEN]);
const DOCTOR: IdentityId = IdentityId([2; IdentityId::LEN]);
const CERTIFICATE: Fingerprint = Fingerprint([4; Fingerprint::LEN]);
const ISSUING_CA: Fingerprint = Fingerprint([5; Fingerprint::LEN]);
const ROOT: Fingerprint = Fingerprint([6; Fingerprint::LEN]);
/// How many the doctor opens a day.
const A_DAY: u32 = 1_000;
const RECORD: ContentHash = ContentHash([7; ContentHash::LEN]);

/// What an opening took.
pub struct Opening {
    pub time: Duration,
    pub reads: u32,
}

pub struct World {
    chain: Chain,
    doctor: Addr,
    pub patients: u32,
}

impl World {
    /// Consents and log entries come from messages; the other contracts' rows are written by their storage ABI.
    pub fn new(patients: u32) -> Result<Self, Box<dyn Error>> {
        let chain = Chain::new()?;
        let doctor = chain.account("doctor");
        let mut world = Self { chain, doctor: doctor.clone(), patients };
        world.put_identity(HOSPITAL, Kind::Organization, None)?;
        world.put_identity(DOCTOR, Kind::Practitioner, Some(&doctor))?;
        world.put_affiliation()?;
        world.put_certificates()?;
        for number in 0..patients {
            // Nobody opens as many in one day.
            if number % A_DAY == 0 {
                world.chain.next_day();
            }
            let (id, account) = (patient(number), world.chain.account(&format!("patient {number}")));
            world.put_identity(id, Kind::Patient, Some(&account))?;
            world.put_record(id)?;
            let terms = permit(Grantee::Identity { identity: DOCTOR });
            world.chain.execute(&account, ExecuteMsg::GrantConsent { patient: None, terms })?;
            world.open(number)?;
        }
        world.chain.next_day();
        Ok(world)
    }

    /// The doctor opens that patient's record by the consent, or it is an error.
    pub fn open(&mut self, number: u32) -> Result<Opening, Box<dyn Error>> {
        let msg = ExecuteMsg::Open(Question {
            patient: patient(number),
            hat: Hat::Organization { organization: HOSPITAL, role: Role::Doctor },
            target: Target::Records(vec![RECORD]),
            purpose: Purpose::TREAT,
            action: Action::Read,
            certificate: Some(CERTIFICATE),
        });
        let began = Instant::now();
        let (response, cost) = self.chain.execute(&self.doctor, msg)?;
        let time = began.elapsed();
        let answer: OpenResponse =
            from_json(response.data.ok_or("expected an answer")?).map_err(|error| error.to_string())?;
        match answer.decisions[..] {
            [decision] if decision.rule == Rule::Consent => Ok(Opening { time, reads: cost.reads }),
            _ => Err(format!("expected a consent to permit, got {:?}", answer.decisions).into()),
        }
    }

    fn put_identity(
        &mut self,
        id: IdentityId,
        kind: Kind,
        account: Option<&Addr>,
    ) -> Result<(), Box<dyn Error>> {
        let row = IdentityRow {
            status: Status::Active,
            verified_until: u64::MAX,
            roles: CodeSet::ALL,
            ..IdentityRow::pending(kind)
        };
        let registry = self.chain.registry.clone();
        self.chain.write(&registry, |storage| {
            IDENTITIES.save(storage, id, &row)?;
            account.map_or(Ok(()), |account| ACCOUNTS.save(storage, account, &id))
        })
    }

    fn put_affiliation(&mut self) -> Result<(), Box<dyn Error>> {
        let affiliation = Affiliation { organization: HOSPITAL, role: Role::Doctor, since: 0 };
        let registry = self.chain.registry.clone();
        self.chain.write(&registry, |storage| AFFILIATIONS.save(storage, DOCTOR, &vec![affiliation]))
    }

    fn put_certificates(&mut self) -> Result<(), Box<dyn Error>> {
        let (not_before, not_after, standing) = (0, u64::MAX, Standing::Good);
        let leaf = CertificateRow { identity: DOCTOR, issuer: ISSUING_CA, not_before, not_after, standing };
        let root = AuthorityRow { issuer: None, organization: None, not_before, not_after, standing };
        let issuing = AuthorityRow { issuer: Some(ROOT), organization: Some(HOSPITAL), ..root };
        let authority = self.chain.authority.clone();
        self.chain.write(&authority, |storage| {
            CERTIFICATES.save(storage, CERTIFICATE, &leaf)?;
            AUTHORITIES.save(storage, ISSUING_CA, &issuing)?;
            AUTHORITIES.save(storage, ROOT, &root)
        })
    }

    fn put_record(&mut self, patient: IdentityId) -> Result<(), Box<dyn Error>> {
        let row = RecordRow {
            number: 1,
            label: label(),
            quarter: None,
            author: Author {
                identity: DOCTOR,
                hat: Hat::Organization { organization: HOSPITAL, role: Role::Doctor },
            },
            status: RecordStatus::Current,
            erased_from: None,
            asked_under: None,
        };
        let anchor = self.chain.anchor.clone();
        self.chain.write(&anchor, |storage| RECORDS.save(storage, (patient, RECORD), &row))
    }
}

/// Identities are random on a chain, so neighbours in time are no neighbours in the store: an odd factor spreads them.
fn patient(number: u32) -> IdentityId {
    let mut bytes = [9; IdentityId::LEN];
    let spread = number.wrapping_mul(0x9e37_79b1).to_be_bytes();
    bytes[..spread.len()].copy_from_slice(&spread);
    IdentityId(bytes)
}
