//! What the extensions of a Consent tell besides its terms.

use super::read::time;
use super::{REPRESENTATIVE, ReadError};
use crate::datatype::{Extension, ExtensionValue as Value, Identifier};
use crate::{naming, vocabulary};
use chartseal_types::access::{ConsentEnd, SetBy};
use cosmwasm_std::Addr;

/// Uses left, the end, for whom it was set, what it answers, whether it was in force.
#[derive(Default)]
pub(super) struct State {
    pub uses_left: Option<u32>,
    pub ended: Option<ConsentEnd>,
    pub set_by: SetBy,
    pub request: Option<u32>,
    pub in_force: Option<bool>,
}

impl State {
    pub fn read(extensions: &[Extension]) -> Result<Self, ReadError> {
        let mut state = Self::default();
        for (place, extension) in extensions.iter().enumerate() {
            let path = format!("Consent.extension[{place}]");
            match (extension.url.as_str(), &extension.value) {
                (vocabulary::IN_FORCE, Value::Boolean(is)) if state.in_force.is_none() => {
                    state.in_force = Some(*is);
                }
                (vocabulary::USES_LEFT, Value::UnsignedInt(left)) if state.uses_left.is_none() => {
                    state.uses_left = Some(*left);
                }
                (vocabulary::SET_BY, Value::Code(code))
                    if code == REPRESENTATIVE && state.set_by == SetBy::Patient =>
                {
                    state.set_by = SetBy::Representative;
                }
                (vocabulary::ANSWERS, Value::PositiveInt(request)) if state.request.is_none() => {
                    state.request = Some(*request);
                }
                (vocabulary::ENDED, Value::Extensions(parts)) if state.ended.is_none() => {
                    state.ended = Some(ended(parts, path)?);
                }
                _ => return Err(ReadError::NotRepresentable { path }),
            }
        }
        Ok(state)
    }
}

fn ended(parts: &[Extension], path: String) -> Result<ConsentEnd, ReadError> {
    match parts {
        [
            Extension { url: by, value: Value::Identifier(account_id) },
            Extension { url: at, value: Value::DateTime(when) },
        ] if by == "by" && at == "at" => {
            Ok(ConsentEnd { by: account(account_id, &path)?, at: time(when, &path)? })
        }
        _ => Err(ReadError::NotRepresentable { path }),
    }
}

/// An address is told as it was; nothing is done with it here, and the chain validates what it is sent.
pub(super) fn account(known: &Identifier, path: &str) -> Result<Addr, ReadError> {
    if known.system != naming::ACCOUNT {
        return Err(ReadError::Identifier { path: path.to_owned(), expected: "an account of the chain" });
    }
    Ok(Addr::unchecked(known.value.as_str()))
}
