//! Emergencies cost a read where their purpose is named, and nothing anywhere else.

use chartseal_authenticator::SoftwareAuthenticator;
use chartseal_types::access::{EmergencyOpening, EmergencyReason, ExecuteMsg, Question, Rule};
use chartseal_types::identity::abi::{PASSKEYS, RELYING_PARTIES};
use chartseal_types::second_factor::{Challenge, RelyingParty};
use chartseal_types::{Commitment, IdentityId, Purpose, Role};
use cosmwasm_std::{Binary, to_json_binary};

use crate::cost::chain::Cost;
use crate::cost::{ANA, CERTIFICATE, DORA, HOSPITAL, Kind, ONE_RECORD, World, put_identity, reading};

const RP_ID: &str = "portal.example.org";
const ORIGIN: &str = "https://portal.example.org";

/// A world with Dora's passkey.
struct Clinic {
    world: World,
    authenticator: SoftwareAuthenticator,
    credential: Binary,
    confirmed: u64,
}

impl Clinic {
    fn new() -> Self {
        let (mut world, mut authenticator) = (World::new(), SoftwareAuthenticator::new());
        let party = RelyingParty { rp_id: RP_ID.into(), origins: vec![ORIGIN.into()] };
        let passkey = authenticator.create(RP_ID).unwrap().check(std::slice::from_ref(&party)).unwrap();
        let registry = world.chain.registry.clone();
        let storage = world.chain.storage_of(&registry);
        RELYING_PARTIES.save(storage, &vec![party]).unwrap();
        PASSKEYS.save(storage, (DORA, passkey.credential_hash()), &passkey.row(0)).unwrap();
        Self { world, authenticator, credential: passkey.credential, confirmed: 0 }
    }

    /// Dora opens an emergency.
    fn emergency(&mut self, patient: IdentityId) -> Cost {
        let opening = EmergencyOpening {
            patient,
            organization: HOSPITAL,
            role: Role::Doctor,
            certificate: CERTIFICATE,
            reason: EmergencyReason::ImminentDanger,
            statement: Commitment([self.confirmed as u8; 32]),
        };
        let message = to_json_binary(&ExecuteMsg::OpenEmergency(opening)).unwrap();
        let env = self.world.chain.metered.env.clone();
        let challenge = Challenge {
            chain_id: &env.block.chain_id,
            contract: env.contract.address.as_str(),
            sender: self.world.dora.as_str(),
            message: &message,
            expires_at: env.block.time.seconds() + 60,
            nonce: self.confirmed,
        };
        let assertion = self.authenticator.assert(&self.credential, ORIGIN, &challenge).unwrap();
        self.confirmed += 1;
        let dora = self.world.dora.clone();
        self.world.chain.execute(&dora, ExecuteMsg::Confirmed { message, assertion }).1
    }

    fn opens(&mut self, purpose: Purpose) -> (Rule, Cost) {
        let question = Question { purpose, ..reading(ANA, 1) };
        let (answer, cost) = self.world.chain.open(&self.world.dora.clone(), question);
        (answer.decisions[0].rule, cost)
    }

    fn patient(&mut self, number: u8) -> IdentityId {
        let id = IdentityId([number; 16]);
        put_identity(&mut self.world.chain, id, Kind::Patient, None);
        id
    }
}

fn with_reads(more: u32) -> Cost {
    Cost { reads: ONE_RECORD.reads + more, ..ONE_RECORD }
}

#[test]
fn what_is_no_emergency_costs_as_much_as_before() {
    let mut clinic = Clinic::new();
    assert_eq!(clinic.opens(Purpose::TREAT), (Rule::Consent, ONE_RECORD));
    for number in [ANA.0[0], 20, 21] {
        let patient = if number == ANA.0[0] { ANA } else { clinic.patient(number) };
        clinic.emergency(patient);
        assert_eq!(clinic.opens(Purpose::TREAT), (Rule::Consent, ONE_RECORD));
    }
}

#[test]
fn asking_for_the_purpose_costs_one_read_and_an_open_emergency_one_more() {
    let mut clinic = Clinic::new();
    assert_eq!(clinic.opens(Purpose::BTG), (Rule::Consent, with_reads(1)));
    clinic.emergency(ANA);
    // Two more, but neither the pause nor what she recorded today is asked, and the latter is not noted.
    let under_one = Cost { reads: ONE_RECORD.reads, writes: ONE_RECORD.writes - 1 };
    assert_eq!(clinic.opens(Purpose::BTG), (Rule::Consent, under_one));
    let ana = clinic.world.ana.clone();
    clinic.world.chain.execute(&ana, ExecuteMsg::RevokeConsent { patient: None, consent: 1 });
    assert_eq!(clinic.opens(Purpose::BTG), (Rule::Emergency, under_one));
}

#[test]
fn opening_one_costs_as_much_whatever_came_before() {
    let mut clinic = Clinic::new();
    let first = clinic.emergency(ANA);
    // The first had nothing before it that could bar.
    let each = Cost { reads: first.reads + 1, ..first };
    for number in 20..25 {
        let patient = clinic.patient(number);
        clinic.world.chain.wait(4 * 3600);
        assert_eq!(clinic.emergency(patient), each);
    }
}
