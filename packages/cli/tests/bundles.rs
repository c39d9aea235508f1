//! Four bundles of a tool's making in and out: every resource comes back, equal as JSON.

mod common;

use std::fs;

use common::{Home, resources, synthea};

#[test]
fn every_resource_comes_back() {
    let bundles = synthea();
    if bundles.is_empty() {
        return;
    }
    let base = Home::new();
    base.in_care();
    for bundle in bundles {
        let home = base.copy();
        let records = home.import(&bundle);
        let opened = home.json(&[
            "record",
            "open",
            "--patient",
            "ana",
            "--as",
            "ana",
            "--purpose",
            "PATRQT",
            "--out",
            "out",
            "--bundle",
            "back.json",
        ]);
        assert_eq!(opened["opened"].as_array().unwrap().len(), records.len());
        assert_eq!(home.entries("out").len(), records.len());
        let back = resources(&fs::read(home.at("back.json")).unwrap());
        let sent = resources(&fs::read(&bundle).unwrap());
        assert_eq!(back.len(), sent.len(), "{}", bundle.display());
        assert!(back == sent, "{}: a resource came back changed", bundle.display());
        let verified = home.json(&["record", "verify", "ana"]);
        assert_eq!(verified["good"], records.len() + 1, "the records and the directory");
    }
}
