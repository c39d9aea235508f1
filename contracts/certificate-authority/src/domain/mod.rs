//! X.509 without a chain: parsing, signatures, paths and profiles as plain functions over plain data.
//!
//! RFC 5280 (certificates), RFC 2986 (requests), RFC 4055, 5480, 8410 and 8017 (algorithms). Stricter than they
//! are wherever leniency buys nothing: what is not understood is refused.

pub mod algorithm;
pub mod certificate;
mod der;
pub mod error;
pub mod extensions;
pub mod name;
pub mod path;
pub mod profile;
pub mod request;
pub mod signature;
pub mod status;

pub use algorithm::{HashAlgorithm, PublicKey, SignatureAlgorithm};
pub use certificate::{Certificate, Serial, Validity};
pub use error::{ParseError, PathError, ProfileError, RequestError, SignatureError};
pub use name::{DistinguishedName, SubjectName};
pub use request::SigningRequest;
