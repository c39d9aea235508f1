//! Errors as JavaScript gets them.

use std::fmt;

use chartseal_crypto::envelope::EnvelopeError;
use chartseal_crypto::keyring::KeyRingError;
use chartseal_crypto::keys::KeyError;
use chartseal_crypto::seal::{OpenError, SealError};
use chartseal_crypto::{BackendError, DecodeError};
use wasm_bindgen::JsValue;

/// An `Error` whose `name` is the kind of the failure, as in Rust, and whose message says what was expected, what came and how
/// to mend it.
#[derive(Debug)]
pub struct Failure {
    kind: String,
    message: String,
}

impl Failure {
    /// A value is not of the agreed shape.
    pub(crate) fn input(error: impl fmt::Display) -> Self {
        Self { kind: "Input".into(), message: error.to_string() }
    }

    fn of(error: &(impl fmt::Debug + fmt::Display)) -> Self {
        // The variant's name is how its debug form begins.
        let debug = format!("{error:?}");
        let end = debug.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(debug.len());
        Self { kind: debug.get(..end).unwrap_or_default().into(), message: error.to_string() }
    }
}

macro_rules! failures {
    ($($error:ty),+) => {
        $(impl From<$error> for Failure {
            fn from(error: $error) -> Self {
                Self::of(&error)
            }
        })+
    };
}

failures!(BackendError, DecodeError, KeyError, KeyRingError, OpenError, SealError);

impl From<EnvelopeError> for Failure {
    fn from(error: EnvelopeError) -> Self {
        match error {
            EnvelopeError::Decode(error) => error.into(),
            EnvelopeError::Key(error) => error.into(),
            EnvelopeError::Backend(error) => error.into(),
            error => Self::of(&error),
        }
    }
}

impl From<Failure> for JsValue {
    fn from(failure: Failure) -> Self {
        let error = js_sys::Error::new(&failure.message);
        error.set_name(&failure.kind);
        error.into()
    }
}
