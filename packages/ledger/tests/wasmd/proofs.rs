//! Proofs: what is true passes, whatever is changed does not.

use chartseal_ledger::wasmd::ProofOps;
use chartseal_ledger::wasmd::proof::{ProofError, info_key, state_key, verify};
use cosmrs::proto::traits::Message as _;
use ics23::CommitmentProof;
use ics23::commitment_proof::Proof;
use proptest::prelude::*;

use crate::trees::{Kind, Pair, Tree, nowhere, ops};

/// An application with three stores, and what is in store `wasm`.
struct App {
    wasm: Tree,
    stores: Tree,
}

fn pair(key: &str, value: &str) -> Pair {
    (key.into(), value.into())
}

impl App {
    fn new(pairs: &[Pair]) -> Self {
        let wasm = Tree::new(Kind::Iavl, pairs);
        let other = Tree::new(Kind::Iavl, &[pair("c", "forged")]);
        let stores = [
            (b"auth".to_vec(), other.root.clone()),
            (b"bank".to_vec(), other.root),
            (b"wasm".to_vec(), wasm.root.clone()),
        ];
        Self { stores: Tree::new(Kind::Simple, &stores), wasm }
    }

    fn small() -> Self {
        Self::new(&[pair("b", "1"), pair("d", "2"), pair("f", "3"), pair("h", "4"), pair("j", "5")])
    }

    fn present(&self, key: &str) -> ProofOps {
        ops(&self.wasm.present(key.as_bytes()), &self.stores.present(b"wasm"))
    }

    fn absent(&self, key: &str) -> ProofOps {
        ops(&self.wasm.absent(key.as_bytes()), &self.stores.present(b"wasm"))
    }

    fn verify(&self, ops: &ProofOps, key: &str, value: Option<&str>) -> Result<(), ProofError> {
        verify(ops, &self.stores.root, key.as_bytes(), value.map(str::as_bytes))
    }
}

#[test]
fn keys_are_where_wasmd_puts_them() {
    assert_eq!(state_key(&[7, 7], b"k"), [3, 7, 7, b'k']);
    assert_eq!(info_key(&[7, 7]), [2, 7, 7]);
}

#[test]
fn what_is_stored_is_proven_and_nothing_else_is() {
    let app = App::small();
    for (key, value) in [("b", "1"), ("d", "2"), ("f", "3"), ("h", "4"), ("j", "5")] {
        let ops = app.present(key);
        assert_eq!(app.verify(&ops, key, Some(value)), Ok(()));
        assert_eq!(app.verify(&ops, key, Some("forged")), Err(ProofError::Value));
        assert_eq!(app.verify(&ops, key, None), Err(ProofError::Absence));
        assert_eq!(app.verify(&ops, "c", Some(value)), Err(ProofError::Value));
        assert_eq!(verify(&ops, &[0; 32], key.as_bytes(), Some(value.as_bytes())), Err(ProofError::Store));
        assert_eq!(verify(&ops, &[], key.as_bytes(), Some(value.as_bytes())), Err(ProofError::Store));
    }
}

#[test]
fn what_is_not_stored_is_proven_and_what_is_can_not_be_denied() {
    let app = App::small();
    for key in ["a", "c", "e", "g", "i", "k"] {
        let ops = app.absent(key);
        assert_eq!(app.verify(&ops, key, None), Ok(()), "{key}");
        assert_eq!(app.verify(&ops, key, Some("1")), Err(ProofError::Value), "{key}");
    }
    for key in ["b", "d", "f", "h", "j"] {
        for elsewhere in ["a", "c", "e", "g", "i", "k"] {
            assert_eq!(
                app.verify(&app.absent(elsewhere), key, None),
                Err(ProofError::Absence),
                "{key} {elsewhere}"
            );
        }
    }
}

#[test]
fn leaves_that_are_no_neighbours_do_not_hide_what_is_between() {
    let app = App::small();
    let leaf = |key: &str| match app.wasm.present(key.as_bytes()).proof {
        Some(Proof::Exist(leaf)) => leaf,
        other => panic!("{other:?}"),
    };
    let in_app = app.stores.present(b"wasm");
    let hidden = [
        nowhere(b"d", Some(leaf("b")), Some(leaf("f"))),
        nowhere(b"d", Some(leaf("b")), None),
        nowhere(b"d", None, Some(leaf("f"))),
        nowhere(b"d", None, None),
        // The same leaf on both sides: its paths never part.
        nowhere(b"d", Some(leaf("b")), Some(leaf("b"))),
        nowhere(b"d", Some(leaf("f")), Some(leaf("b"))),
    ];
    for proof in &hidden {
        assert_eq!(app.verify(&ops(proof, &in_app), "d", None), Err(ProofError::Absence), "{proof:?}");
    }
    // Paths that end before they part, or are none.
    for (cut_left, cut_right) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
        let (mut left, mut right) = (leaf("b"), leaf("f"));
        left.path.truncate(cut_left);
        right.path.truncate(cut_right);
        let proof = nowhere(b"d", Some(left), Some(right));
        assert_eq!(app.verify(&ops(&proof, &in_app), "d", None), Err(ProofError::Absence));
    }
}

#[test]
fn a_value_of_another_store_is_not_the_contracts() {
    let app = App::small();
    let other = Tree::new(Kind::Iavl, &[pair("c", "forged")]);
    let forged = ops(&other.present(b"c"), &app.stores.present(b"bank"));
    assert_eq!(app.verify(&forged, "c", Some("forged")), Err(ProofError::Store));
    // Nor is a tree that belongs to no store.
    let forged = ops(&other.present(b"c"), &app.stores.present(b"wasm"));
    assert_eq!(app.verify(&forged, "c", Some("forged")), Err(ProofError::Value));
}

#[test]
fn steps_are_two_of_their_kinds() {
    let app = App::small();
    let good = app.present("d");
    let changes: [fn(&mut ProofOps); 6] = [
        |ops| ops.ops.clear(),
        |ops| drop(ops.ops.pop()),
        |ops| ops.ops.push(ops.ops[0].clone()),
        |ops| ops.ops.reverse(),
        |ops| ops.ops[0].kind = "ics23:smt".into(),
        |ops| ops.ops[1].kind = "simple:v".into(),
    ];
    for change in changes {
        let mut ops = good.clone();
        change(&mut ops);
        assert_eq!(app.verify(&ops, "d", Some("2")), Err(ProofError::Steps));
    }
    for rubbish in [vec![], vec![255, 255], CommitmentProof { proof: None }.encode_to_vec()] {
        let mut ops = good.clone();
        ops.ops[1].data = rubbish.clone().into();
        assert_eq!(app.verify(&ops, "d", Some("2")), Err(ProofError::Malformed));
        let mut ops = good.clone();
        ops.ops[0].data = rubbish.into();
        assert!(matches!(app.verify(&ops, "d", Some("2")), Err(ProofError::Malformed | ProofError::Value)));
    }
}

proptest! {
    /// A proof with any byte changed proves nothing wrong, and no bytes cause a panic.
    #[test]
    fn a_changed_proof_proves_nothing_wrong(
        step in 0usize..2, place in any::<prop::sample::Index>(), byte in any::<u8>(), absent in any::<bool>(),
    ) {
        let app = App::small();
        let (mut ops, key, wrong) = if absent { (app.absent("c"), "c", Some("2")) } else { (app.present("d"), "d", None) };
        let mut data = ops.ops[step].data.to_vec();
        let place = place.index(data.len());
        data[place] = byte;
        ops.ops[step].data = data.into();
        prop_assert!(app.verify(&ops, key, wrong).is_err());
        for other in ["b", "e", "f"] {
            prop_assert!(app.verify(&ops, other, Some("forged")).is_err());
        }
    }

    /// Every key of every tree is proven present or absent, and never both.
    #[test]
    fn every_key_is_present_or_absent(keys in prop::collection::btree_set("[a-p]{1,2}", 1..12), asked in "[a-p]{1,2}") {
        let pairs: Vec<Pair> = keys.iter().map(|key| pair(key, "value")).collect();
        let app = App::new(&pairs);
        if keys.contains(&asked) {
            prop_assert_eq!(app.verify(&app.present(&asked), &asked, Some("value")), Ok(()));
        } else {
            prop_assert_eq!(app.verify(&app.absent(&asked), &asked, None), Ok(()));
        }
    }

    #[test]
    fn rubbish_is_no_proof(first in prop::collection::vec(any::<u8>(), 0..120), second in prop::collection::vec(any::<u8>(), 0..120)) {
        let app = App::small();
        let mut ops = app.present("d");
        ops.ops[0].data = first.into();
        prop_assert!(app.verify(&ops, "d", Some("2")).is_err());
        ops.ops[1].data = second.into();
        prop_assert!(app.verify(&ops, "d", Some("2")).is_err());
    }
}
