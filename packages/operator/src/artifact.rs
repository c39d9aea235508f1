//! The contracts' Wasm, as it was released.

use std::fs;
use std::io::Write;
use std::path::Path;

use chartseal_ledger::consortium;
use cosmwasm_std::HexBinary;
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};

use crate::{OperatorError, Result};

/// The Wasm of one contract.
#[derive(Debug, Clone)]
pub struct Artifact {
    /// The contract's name: `identity-registry`, ….
    pub name: &'static str,
    /// SHA-256 of the Wasm.
    pub checksum: HexBinary,
    /// The Wasm as the chain takes it, compressed by gzip.
    pub compressed: Vec<u8>,
}

/// The Wasm of the four contracts, in the order of a deployment's codes.
#[derive(Debug, Clone)]
pub struct Artifacts(pub [Artifact; 4]);

impl Artifacts {
    /// Reads them from a folder that has `checksums.txt` beside them, and checks each against it.
    pub fn read(folder: &Path) -> Result<Self> {
        let path = folder.join("checksums.txt");
        let list = fs::read_to_string(&path).map_err(OperatorError::file(&path))?;
        let [registry, authority, access, anchor] =
            consortium::CODES.map(|code| read(folder, &list, code.name));
        Ok(Self([registry?, authority?, access?, anchor?]))
    }
}

impl Artifact {
    /// The Wasm of a contract.
    pub fn new(name: &'static str, wasm: &[u8]) -> std::io::Result<Self> {
        let checksum = HexBinary::from(<[u8; 32]>::from(Sha256::digest(wasm)));
        let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
        gzip.write_all(wasm)?;
        Ok(Self { name, checksum, compressed: gzip.finish()? })
    }
}

fn read(folder: &Path, list: &str, name: &'static str) -> Result<Artifact> {
    let file = format!("{}.wasm", name.replace('-', "_"));
    let path = folder.join(&file);
    let listed = list.lines().filter_map(|line| line.split_once("  ")).find(|(_, listed)| *listed == file);
    let (expected, _) = listed.ok_or_else(|| OperatorError::file(&path)("checksums.txt does not name it"))?;
    let wasm = fs::read(&path).map_err(OperatorError::file(&path))?;
    let artifact = Artifact::new(name, &wasm).map_err(OperatorError::file(&path))?;
    let got = artifact.checksum.to_hex();
    if got != expected {
        return Err(OperatorError::Artifact { artifact: file, expected: expected.into(), got });
    }
    Ok(artifact)
}
