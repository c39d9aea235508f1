//! Making and opening vaults.

use chartseal_vault::{Vault, VaultError};

#[tokio::test]
async fn a_vault_is_made_once_and_keeps_its_name() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("deep").join("vault");
    let address = path.to_str().unwrap();
    assert!(matches!(Vault::open(address).await, Err(VaultError::Missing { .. })));
    assert!(!path.exists());
    let made = Vault::create(address).await.unwrap();
    assert!(matches!(Vault::create(address).await, Err(VaultError::Exists { .. })));
    assert_eq!(Vault::open(address).await.unwrap().id(), made.id());
    assert_eq!(Vault::open_or_create(address).await.unwrap().id(), made.id());
    let other = directory.path().join("other");
    let other = Vault::open_or_create(other.to_str().unwrap()).await.unwrap();
    assert_ne!(other.id(), made.id());
}

#[tokio::test]
async fn a_directory_that_is_no_vault_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let address = directory.path().to_str().unwrap();
    assert!(matches!(Vault::open(address).await, Err(VaultError::Missing { .. })));
    let marker = directory.path().join("vault.json");
    for content in
        ["", "{}", "no JSON", r#"{"format":1}"#, r#"{"format":1,"id":"zz"}"#, r#"{"format":-1,"id":""}"#]
    {
        std::fs::write(&marker, content).unwrap();
        let error = Vault::open(address).await.unwrap_err();
        assert!(matches!(error, VaultError::BadFile { .. }), "{content}: {error:?}");
    }
    std::fs::write(&marker, r#"{"format":2,"what":"is new"}"#).unwrap();
    let error = Vault::open(address).await.unwrap_err();
    assert!(matches!(error, VaultError::NewerFormat { found: 2, supported: 1 }), "{error:?}");
    std::fs::write(&marker, vec![b' '; 10 << 20]).unwrap();
    assert!(Vault::open(address).await.is_err());
}

#[tokio::test]
async fn other_addresses_are_refused() {
    for address in ["ftp://host/path", "://", "file://other-host-not-local/x", "http://[::1", "nonsense://"] {
        let error = Vault::create(address).await.unwrap_err();
        assert!(matches!(error, VaultError::Address { .. }), "{address}: {error:?}");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn only_the_owner_may_look_into_it() {
    use std::os::unix::fs::PermissionsExt;
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("vault");
    std::fs::create_dir(&path).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    Vault::create(path.to_str().unwrap()).await.unwrap();
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o700);
}

#[cfg(unix)]
#[tokio::test]
async fn a_place_that_cannot_be_written_is_an_error() {
    let error = Vault::create("/dev/null/vault").await.unwrap_err();
    assert!(matches!(error, VaultError::Io(_)), "{error:?}");
}
