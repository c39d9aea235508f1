//! Every backend passes the one suite.

use std::sync::Arc;

use chartseal_vault::{Vault, conformance};
use object_store::memory::InMemory;
use object_store::prefix::PrefixStore;

#[tokio::test]
async fn memory() {
    conformance::all(&Vault::open("memory://").await.unwrap()).await;
}

#[tokio::test]
async fn local_disk() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("vault");
    conformance::all(&Vault::create(path.to_str().unwrap()).await.unwrap()).await;
}

#[tokio::test]
async fn file_address() {
    let directory = tempfile::tempdir().unwrap();
    let address = format!("file://{}/a%20vault", directory.path().display());
    conformance::all(&Vault::create(&address).await.unwrap()).await;
    assert!(directory.path().join("a vault").join("vault.json").is_file());
}

#[tokio::test]
async fn a_part_of_a_shared_store() {
    let store = Arc::new(PrefixStore::new(InMemory::new(), "member/vault"));
    conformance::all(&Vault::with_store(store).await.unwrap()).await;
}
