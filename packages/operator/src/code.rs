//! Codes on the chain: which are there, which are pinned, and how one is stored.

use chartseal_ledger::wasmd::encode;
use chartseal_ledger::{Signer, WasmdLedger};
use cosmrs::proto::cosmos::base::query::v1beta1::PageRequest;
use cosmrs::proto::cosmwasm::wasm::v1::{
    AccessType, CodeInfoResponse, MsgPinCodes, MsgStoreCode, QueryCodesRequest, QueryCodesResponse,
    QueryPinnedCodesRequest, QueryPinnedCodesResponse,
};
use cosmwasm_std::HexBinary;

use crate::proposal::{self, Decision};
use crate::{Artifact, OperatorError, Result};

/// The number of a code of this checksum that this account may instantiate; the first, if there are more.
pub async fn find(ledger: &WasmdLedger, checksum: &HexBinary, by: &str) -> Result<Option<u64>> {
    let mut codes = all(ledger).await?.into_iter();
    let found = codes.find(|code| code.data_hash == checksum.as_slice() && may_instantiate(code, by));
    Ok(found.map(|code| code.code_id))
}

/// Who stores a code says who instantiates it. Another member's copy of the same Wasm is of no use to whom it does not name.
fn may_instantiate(code: &CodeInfoResponse, account: &str) -> bool {
    let Some(access) = &code.instantiate_permission else { return code.creator == account };
    match access.permission() {
        AccessType::Everybody => true,
        AccessType::AnyOfAddresses => access.addresses.iter().any(|one| one == account),
        AccessType::Nobody | AccessType::Unspecified => false,
    }
}

/// SHA-256 of the Wasm of a code, none if there is no such code.
pub async fn checksum(ledger: &WasmdLedger, code_id: u64) -> Result<Option<HexBinary>> {
    let found = all(ledger).await?.into_iter().find(|code| code.code_id == code_id);
    Ok(found.map(|code| code.data_hash.into()))
}

/// Stores an artifact unless the chain has one that this member may instantiate. Gives its number and whether it was stored now.
pub async fn store(ledger: &WasmdLedger, member: &dyn Signer, artifact: &Artifact) -> Result<(u64, bool)> {
    if let Some(code_id) = find(ledger, &artifact.checksum, member.address()).await? {
        return Ok((code_id, false));
    }
    let message = MsgStoreCode {
        sender: member.address().into(),
        wasm_byte_code: artifact.compressed.clone(),
        instantiate_permission: None,
    };
    ledger.submit_any(member, vec![encode::any(&message)]).await?;
    match find(ledger, &artifact.checksum, member.address()).await? {
        Some(code_id) => Ok((code_id, true)),
        None => {
            Err(OperatorError::NotStored { artifact: artifact.name, checksum: artifact.checksum.to_hex() })
        }
    }
}

/// The codes that every validator keeps in memory.
pub async fn pinned(ledger: &WasmdLedger) -> Result<Vec<u64>> {
    let mut pinned = Vec::new();
    let mut key = Vec::new();
    loop {
        let request = QueryPinnedCodesRequest { pagination: Some(page(key)) };
        let answer: QueryPinnedCodesResponse =
            ledger.ask("/cosmwasm.wasm.v1.Query/PinnedCodes", &request).await?;
        pinned.extend(answer.code_ids);
        key = answer.pagination.unwrap_or_default().next_key;
        if key.is_empty() {
            return Ok(pinned);
        }
    }
}

/// Has governance pin codes, those that are not pinned: calls to them cost half. None if all are.
pub async fn pin(
    ledger: &WasmdLedger,
    members: &[&dyn Signer],
    title: &str,
    code_ids: &[u64],
) -> Result<Option<Decision>> {
    let pinned = pinned(ledger).await?;
    let code_ids: Vec<u64> = code_ids.iter().copied().filter(|id| !pinned.contains(id)).collect();
    if code_ids.is_empty() {
        return Ok(None);
    }
    let message = encode::any(&MsgPinCodes { authority: proposal::account(), code_ids });
    proposal::decide(ledger, members, title, vec![message]).await.map(Some)
}

async fn all(ledger: &WasmdLedger) -> Result<Vec<CodeInfoResponse>> {
    let mut codes = Vec::new();
    let mut key = Vec::new();
    loop {
        let request = QueryCodesRequest { pagination: Some(page(key)) };
        let answer: QueryCodesResponse = ledger.ask("/cosmwasm.wasm.v1.Query/Codes", &request).await?;
        codes.extend(answer.code_infos);
        key = answer.pagination.unwrap_or_default().next_key;
        if key.is_empty() {
            return Ok(codes);
        }
    }
}

fn page(key: Vec<u8>) -> PageRequest {
    PageRequest { key, limit: 100, ..PageRequest::default() }
}
