//! What a chain keeps of a transaction, in the ledger's terms.

use cosmrs::Any;
use cosmrs::proto::cosmos::base::abci::v1beta1::TxMsgData;
use cosmrs::proto::cosmos::tx::v1beta1::{AuthInfo, TxBody, TxRaw};
use cosmrs::proto::cosmwasm::wasm::v1::{
    MsgExecuteContract, MsgExecuteContractResponse, MsgInstantiateContract2, MsgInstantiateContract2Response,
    MsgMigrateContract, MsgMigrateContractResponse,
};
use cosmrs::proto::prost::DecodeError;
use cosmrs::proto::traits::{Message as Protobuf, Name};
use cosmwasm_std::Binary;
use thiserror::Error;

use crate::Message;
use crate::wasmd::encode::type_url;

/// What a signed transaction says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// Who sent its messages.
    pub sender: String,
    /// The sender's sequence number.
    pub sequence: u64,
    /// What it asks for.
    pub messages: Vec<Message>,
}

/// Why a transaction can't be told in the ledger's terms.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum DecodeTxError {
    /// The bytes are no transaction.
    #[error("the bytes are no transaction of the Cosmos SDK: {0}")]
    Bytes(#[from] DecodeError),
    /// A message that is none of [`Message`].
    #[error("it holds a {type_url}")]
    Foreign {
        /// The message's type.
        type_url: String,
    },
    /// It lacks a signer or a message.
    #[error("it has no signer or no message")]
    Empty,
}

/// Reads `TxRaw`.
pub fn transaction(bytes: &[u8]) -> Result<Decoded, DecodeTxError> {
    let raw = TxRaw::decode(bytes)?;
    let body = TxBody::decode(raw.body_bytes.as_slice())?;
    let auth_info = AuthInfo::decode(raw.auth_info_bytes.as_slice())?;
    let sequence = auth_info.signer_infos.first().ok_or(DecodeTxError::Empty)?.sequence;
    let mut sender = None;
    let mut messages = Vec::with_capacity(body.messages.len());
    for any in &body.messages {
        let (from, message) = message(any)?;
        sender.get_or_insert(from);
        messages.push(message);
    }
    Ok(Decoded { sender: sender.ok_or(DecodeTxError::Empty)?, sequence, messages })
}

/// Reads one message of a transaction: its sender and what it asks for.
pub fn message(any: &Any) -> Result<(String, Message), DecodeTxError> {
    let bytes = any.value.as_slice();
    if is::<MsgExecuteContract>(any) {
        let MsgExecuteContract { sender, contract, msg, .. } = Protobuf::decode(bytes)?;
        Ok((sender, Message::Execute { contract, msg: msg.into() }))
    } else if is::<MsgInstantiateContract2>(any) {
        let MsgInstantiateContract2 { sender, admin, code_id, label, msg, salt, .. } =
            Protobuf::decode(bytes)?;
        let admin = Some(admin).filter(|admin| !admin.is_empty());
        Ok((sender, Message::Instantiate { code_id, label, admin, salt: salt.into(), msg: msg.into() }))
    } else if is::<MsgMigrateContract>(any) {
        let MsgMigrateContract { sender, contract, code_id, msg } = Protobuf::decode(bytes)?;
        Ok((sender, Message::Migrate { contract, code_id, msg: msg.into() }))
    } else {
        Err(DecodeTxError::Foreign { type_url: any.type_url.clone() })
    }
}

fn is<M: Name>(any: &Any) -> bool {
    any.type_url == type_url::<M>()
}

/// What the contract returned for the last message, without the envelopes that the chain puts around it.
pub fn data(result: &[u8]) -> Option<Binary> {
    let last = TxMsgData::decode(result).ok()?.msg_responses.pop()?;
    let bytes = last.value.as_slice();
    let data = if is::<MsgExecuteContractResponse>(&last) {
        MsgExecuteContractResponse::decode(bytes).ok()?.data
    } else if is::<MsgInstantiateContract2Response>(&last) {
        MsgInstantiateContract2Response::decode(bytes).ok()?.data
    } else if is::<MsgMigrateContractResponse>(&last) {
        MsgMigrateContractResponse::decode(bytes).ok()?.data
    } else {
        return None;
    };
    // Protobuf does not tell nothing from empty, and no answer of a contract is empty.
    Some(data).filter(|data| !data.is_empty()).map(Into::into)
}
