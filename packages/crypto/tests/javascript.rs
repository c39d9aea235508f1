//! JavaScript's client, which has this crate as Wasm, and Rust open what the other sealed.
//!
//! `cargo run -p chartseal-crypto --example vectors` writes what Rust shows, `npm run vectors` in `packages/client-js` what JavaScript shows;
//! its tests open Rust's.

#[path = "common/vectors.rs"]
mod vectors;

use std::path::Path;

use vectors::Vectors;

fn read(name: &str) -> Vectors {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../client-js/test/vectors").join(name);
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

#[test]
fn what_javascript_sealed_opens_in_rust() {
    read("javascript.json").check();
}

#[test]
fn what_rust_shows_javascript_opens_in_rust() {
    read("rust.json").check();
}

#[test]
fn what_is_made_now_holds_too() {
    Vectors::make().check();
}
