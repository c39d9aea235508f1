//! A patient's open representations, without a chain: who is in the list, and from which second on there is room.

use chartseal_types::IdentityId;
use chartseal_types::identity::MAX_REPRESENTATIVES;
use identity_registry::RepresentativeError;
use identity_registry::domain::OpenRepresentatives;
use identity_registry::domain::representatives::{Appointer, Open};

const T: u64 = 1_000;

fn id(byte: usize) -> IdentityId {
    IdentityId([byte as u8; 16])
}

fn open(byte: usize, until: u64) -> Open {
    Open { representative: id(byte), period: byte as u32, until, appointer: Appointer::Registrars }
}

#[test]
fn one_who_has_run_out_leaves_with_the_next_appointment() {
    for (now, leaves) in [(T - 1, false), (T, true)] {
        let mut list = OpenRepresentatives::default();
        assert_eq!(list.appoint(open(1, T), 0), Ok(vec![]));
        let run_out = list.appoint(open(2, 9_000), now).unwrap();
        assert_eq!(run_out, if leaves { vec![open(1, T)] } else { vec![] });
        assert_eq!(list.list().len(), if leaves { 1 } else { 2 });
    }
}

#[test]
fn the_same_one_is_appointed_again_once_it_has_run_out() {
    let mut list = OpenRepresentatives::default();
    list.appoint(open(1, T), 0).unwrap();
    let already = RepresentativeError::Already { representative: id(1) };
    assert_eq!(list.ensure_room(id(1), T - 1), Err(already.clone()));
    assert_eq!(list.appoint(open(1, 9_000), T - 1), Err(already));
    assert_eq!(list.appoint(open(1, 9_000), T), Ok(vec![open(1, T)]));
    assert_eq!(list.list(), [open(1, 9_000)]);
}

#[test]
fn eight_in_force_leave_no_room() {
    let mut list = OpenRepresentatives::default();
    for byte in 1..=MAX_REPRESENTATIVES {
        list.appoint(open(byte, T + byte as u64), 0).unwrap();
    }
    let ninth = open(9, 9_000);
    assert_eq!(list.appoint(ninth, T), Err(RepresentativeError::TooMany));
    assert_eq!(list.list().len(), MAX_REPRESENTATIVES);
    // The first runs out at T + 1.
    assert_eq!(list.appoint(ninth, T + 1), Ok(vec![open(1, T + 1)]));
}

#[test]
fn only_who_is_in_the_list_is_found() {
    let mut list = OpenRepresentatives::default();
    for byte in [1, 2] {
        list.appoint(open(byte, T), 0).unwrap();
    }
    assert_eq!(list.of(id(2)), Ok(open(2, T)));
    assert_eq!(list.take(|open| open.representative == id(2)), [open(2, T)]);
    assert_eq!(list.of(id(2)), Err(RepresentativeError::NotRepresented { representative: id(2) }));
    assert_eq!(list.list(), [open(1, T)]);
}

#[test]
fn those_of_one_appointer_are_taken_out_together() {
    let mut list = OpenRepresentatives::default();
    let of = |byte, appointer| Open { appointer, ..open(byte, T) };
    let [own, estate, registrars] =
        [of(1, Appointer::Patient), of(2, Appointer::Estate), of(3, Appointer::Registrars)];
    for open in [own, estate, registrars] {
        list.appoint(open, 0).unwrap();
    }
    assert_eq!(list.take(|open| open.appointer == Appointer::Patient), [own]);
    assert_eq!(list.list(), [estate, registrars]);
    assert_eq!(list.take(|_| true), [estate, registrars]);
    assert!(list.list().is_empty());
}
