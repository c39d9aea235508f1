//! PKCS#10 certification requests (RFC 2986).

use chartseal_guard::{Check, ensure, holds};
use const_oid::ObjectIdentifier;
use const_oid::db::rfc5280::{
    ID_CE_AUTHORITY_KEY_IDENTIFIER, ID_CE_EXT_KEY_USAGE, ID_CE_NAME_CONSTRAINTS, ID_CE_SUBJECT_KEY_IDENTIFIER,
};
use const_oid::db::rfc5912::ID_EXTENSION_REQ;
use cosmwasm_std::Api;
use der::asn1::SetOfVec;
use der::{Reader, TagMode, TagNumber};
use x509_cert_contract::attr::Attribute;
use x509_cert_contract::ext::Extension;
use x509_cert_contract::spki::SubjectPublicKeyInfoRef;

use super::algorithm::{PublicKey, SignatureAlgorithm};
use super::der::{Signed, read};
use super::error::{ParseError, RequestError, SignatureError};
use super::extensions::Extensions;
use super::name::DistinguishedName;
use super::{profile, signature};

/// A request for a certificate: a key and the proof that the requester has its private half.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SigningRequest {
    /// The key to certify.
    pub key: PublicKey,
    subject: DistinguishedName,
    extensions: Extensions,
    attributes: Vec<ObjectIdentifier>,
    signed: Vec<u8>,
    algorithm: SignatureAlgorithm,
    signature: Vec<u8>,
}

struct Info<'a> {
    version: u8,
    subject: &'a [u8],
    key: SubjectPublicKeyInfoRef<'a>,
    attributes: SetOfVec<Attribute>,
}

impl SigningRequest {
    /// Longest request in bytes: room for an RSA key and signature of 4096 bits.
    pub const MAX_LEN: usize = 4 * 1024;

    /// Parses a request that fills `bytes`.
    pub fn parse(bytes: &[u8]) -> Result<Self, ParseError> {
        const WHAT: &str = "certification request";
        let outer = Signed::parse(WHAT, Self::MAX_LEN, bytes)?;
        let info = Info::parse(WHAT, outer.body)?;
        if info.version != 0 {
            return Err(ParseError::Version { what: WHAT, expected: 1 });
        }
        Ok(Self {
            key: PublicKey::parse(info.key)?,
            subject: DistinguishedName::parse("subject", info.subject)?,
            extensions: requested_extensions(&info.attributes)?,
            attributes: info.attributes.iter().map(|attribute| attribute.oid).collect(),
            signed: outer.body.to_vec(),
            algorithm: SignatureAlgorithm::parse(outer.algorithm)?,
            signature: outer.signature.to_vec(),
        })
    }

    /// Checks that the requester has the private key, asks for `did`, and puts no other data on the chain.
    pub fn check(&self, api: &dyn Api, did: &str) -> Result<(), RequestError> {
        if let Some(oid) = self.attributes.iter().find(|oid| **oid != ID_EXTENSION_REQ) {
            return Err(RequestError::Attribute { oid: *oid });
        }
        self.check_extensions()?;
        let alternatives = self.extensions.names();
        let by_subject = self.subject.is_common_name(did);
        let by_alternative = profile::is_only_did(alternatives, did);
        let no_other = (by_subject || self.subject.is_empty()) && (by_alternative || alternatives.is_empty());
        if !holds(Check::RequestNames, no_other && (by_subject || by_alternative)) {
            return Err(RequestError::Names);
        }
        Ok(ensure(Check::Possession, || self.verify(api))?)
    }

    fn verify(&self, api: &dyn Api) -> Result<(), SignatureError> {
        signature::verify(api, &self.key, self.algorithm, &self.signed, &self.signature)
    }

    fn check_extensions(&self) -> Result<(), RequestError> {
        let extensions = &self.extensions;
        let unexpected = extensions
            .unread
            .first()
            .copied()
            .or(extensions.name_constraints.as_ref().map(|_| ID_CE_NAME_CONSTRAINTS))
            .or(extensions.authority_key_id.as_ref().map(|_| ID_CE_AUTHORITY_KEY_IDENTIFIER))
            .or(extensions
                .extended_key_usage
                .as_ref()
                .filter(|uses| !profile::permitted_uses(uses))
                .map(|_| ID_CE_EXT_KEY_USAGE))
            .or(profile::long_key_id(extensions).map(|_| ID_CE_SUBJECT_KEY_IDENTIFIER));
        unexpected.map_or(Ok(()), |oid| Err(RequestError::Extension { oid }))
    }
}

impl<'a> Info<'a> {
    fn parse(what: &'static str, bytes: &'a [u8]) -> Result<Self, ParseError> {
        const ATTRIBUTES: u8 = 0xa0;
        read(what, bytes, |reader| {
            reader.sequence(|reader| {
                let (version, subject, key) = (reader.decode()?, reader.tlv_bytes()?, reader.decode()?);
                let attributes = match reader.peek_byte() {
                    Some(ATTRIBUTES) => reader.context_specific(TagNumber::N0, TagMode::Implicit)?,
                    _ => None,
                };
                Ok(Self { version, subject, key, attributes: attributes.unwrap_or_default() })
            })
        })
    }
}

/// The extensions of the extensionRequest attribute (RFC 2985 §5.4.2); none without it.
fn requested_extensions(attributes: &SetOfVec<Attribute>) -> Result<Extensions, ParseError> {
    let mut requests = attributes.iter().filter(|attribute| attribute.oid == ID_EXTENSION_REQ);
    let Some(request) = requests.next() else { return Ok(Extensions::default()) };
    let malformed = ParseError::ExtensionValue { oid: ID_EXTENSION_REQ };
    match (request.values.as_slice(), requests.next()) {
        ([value], None) => {
            let list: Vec<Extension> = value.decode_as().map_err(|_| malformed)?;
            Extensions::parse(&list)
        }
        _ => Err(malformed),
    }
}
