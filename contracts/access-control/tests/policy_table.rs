//! The page that describes the default policy says what the code says.

#[path = "../examples/policy_table/table.rs"]
mod table;

#[test]
fn the_page_is_what_the_code_gives() {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/policy.md");
    let committed = std::fs::read_to_string(page).unwrap();
    let expected = table::render().unwrap();
    assert!(
        committed == expected,
        "docs/policy.md is out of date; cargo run -p access-control --example policy_table -- docs/policy.md"
    );
}
