//! What merges cost: the survivor's row, the list of duplicates, and the denials of each.

use chartseal_types::IdentityId;
use chartseal_types::access::{ExecuteMsg, Rule};
use chartseal_types::identity::Kind;
use chartseal_types::identity::abi::{DUPLICATES, IDENTITIES, MAX_DUPLICATES};

use crate::cost::chain::Cost;
use crate::cost::{ANA, HOSPITAL, ONE_RECORD, World, put_identity, put_record, reading};

fn duplicate(number: u8) -> IdentityId {
    IdentityId([0xd0 + number; 16])
}

/// Ana with that many duplicates, each with a record.
fn merged(duplicates: u8) -> World {
    let mut world = World::new();
    let registry = world.chain.registry.clone();
    for number in 0..duplicates {
        let id = duplicate(number);
        put_identity(&mut world.chain, id, Kind::Patient, None);
        put_record(&mut world.chain, id, 1);
        let storage = world.chain.storage_of(&registry);
        let mut row = IDENTITIES.load(storage, id).unwrap();
        row.merged_into = Some(ANA);
        row.generation = 1;
        IDENTITIES.save(storage, id, &row).unwrap();
    }
    let storage = world.chain.storage_of(&registry);
    let mut row = IDENTITIES.load(storage, ANA).unwrap();
    row.has_duplicates = true;
    IDENTITIES.save(storage, ANA, &row).unwrap();
    DUPLICATES.save(storage, ANA, &(0..duplicates).map(duplicate).collect()).unwrap();
    world
}

/// How each duplicate ended its care with the organization is looked up only while the survivor's is open.
#[test]
fn open_care_costs_one_read_more_for_each_duplicate() {
    for duplicates in 1..=MAX_DUPLICATES as u8 {
        let (mut world, each) = (merged(duplicates), u32::from(duplicates));
        let until = world.chain.metered.env.block.time.seconds() + 3600;
        let ana = world.ana.clone();
        let opening = ExecuteMsg::OpenCare { patient: None, organization: HOSPITAL, until };
        world.chain.execute(&ana, opening);
        let open = Cost { reads: ONE_RECORD.reads + 1 + 2 * each, ..ONE_RECORD };
        assert_eq!(world.opens(1), (Rule::Consent, open));
    }
}

#[test]
fn merges_cost_a_bounded_number_of_reads() {
    for duplicates in 1..=MAX_DUPLICATES as u8 {
        let each = u32::from(duplicates);
        let survivors = Cost { reads: ONE_RECORD.reads + 1 + each, ..ONE_RECORD };
        assert_eq!(merged(duplicates).opens(1), (Rule::Consent, survivors));
        let mut world = merged(duplicates);
        let dora = world.dora.clone();
        // Not the first of the duplicate's log.
        world.chain.open(&dora, reading(duplicate(0), 1));
        let (answer, cost) = world.chain.open(&dora, reading(duplicate(0), 1));
        assert_eq!(answer.decisions[0].rule, Rule::Consent);
        assert_eq!(cost, Cost { reads: ONE_RECORD.reads + 2 + each, ..ONE_RECORD });
    }
}
