//! The extensions of RFC 5280 §4.2.1 that decide anything here.

use const_oid::ObjectIdentifier;
use const_oid::db::rfc5280::{
    ANY_EXTENDED_KEY_USAGE, ID_CE_AUTHORITY_KEY_IDENTIFIER, ID_CE_BASIC_CONSTRAINTS, ID_CE_EXT_KEY_USAGE,
    ID_CE_KEY_USAGE, ID_CE_NAME_CONSTRAINTS, ID_CE_SUBJECT_ALT_NAME, ID_CE_SUBJECT_KEY_IDENTIFIER,
    ID_KP_CLIENT_AUTH,
};
use der::asn1::{BitStringRef, OctetStringRef};
use der::{Decode, Encode, Reader, SliceReader, Tag, TagMode, TagNumber};
use x509_cert_contract::ext::Extension;
use x509_cert_contract::ext::pkix;

use super::error::ParseError;
use super::name::{NameConstraints, SubjectName};

/// Most extensions a certificate may have.
pub const MAX_EXTENSIONS: usize = 32;

/// What the extensions of a certificate or request say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Extensions {
    /// Whether it is a CA, and how many CAs may follow.
    pub basic_constraints: Option<BasicConstraints>,
    /// What the key may be used for.
    pub key_usage: Option<KeyUsage>,
    /// For which protocols.
    pub extended_key_usage: Option<Vec<ObjectIdentifier>>,
    /// Identifies this key.
    pub subject_key_id: Option<Vec<u8>>,
    /// Identifies the issuer's key.
    pub authority_key_id: Option<AuthorityKeyId>,
    /// Further names of the subject.
    pub alternative_names: Option<AlternativeNames>,
    /// Limits on the names of certificates below.
    pub name_constraints: Option<NameConstraints>,
    /// Extensions, not critical, that nothing here reads.
    pub unread: Vec<ObjectIdentifier>,
}

/// BasicConstraints (RFC 5280 §4.2.1.9).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BasicConstraints {
    /// It may issue certificates.
    pub ca: bool,
    /// How many CAs may stand between it and an end entity.
    pub path_length: Option<u8>,
}

/// KeyUsage (RFC 5280 §4.2.1.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyUsage {
    /// Whether the extension is critical.
    pub critical: bool,
    /// Bit `n` of the standard's list is `1 << n`.
    bits: u16,
}

impl KeyUsage {
    const DIGITAL_SIGNATURE: u16 = 1;
    const CERT_SIGN: u16 = 1 << 5;
    const CRL_SIGN: u16 = 1 << 6;

    /// Signs other things than certificates and CRLs.
    pub fn digital_signature(self) -> bool {
        self.bits & Self::DIGITAL_SIGNATURE != 0
    }

    /// Signs certificates.
    pub fn cert_sign(self) -> bool {
        self.bits & Self::CERT_SIGN != 0
    }

    /// Signs revocation lists.
    pub fn crl_sign(self) -> bool {
        self.bits & Self::CRL_SIGN != 0
    }

    fn parse(critical: bool, value: &[u8]) -> Option<Self> {
        let bits = BitStringRef::from_der(value).ok()?;
        if bits.bit_len() > 9 {
            return None;
        }
        let bits = bits.bits().enumerate().fold(0, |set, (n, bit)| set | u16::from(bit) << n);
        (bits != 0).then_some(Self { critical, bits })
    }
}

/// AuthorityKeyIdentifier (RFC 5280 §4.2.1.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthorityKeyId {
    /// The issuer's subject key identifier.
    pub key_id: Option<Vec<u8>>,
    /// Whether it says more, as the name and serial of the issuer's certificate do; nobody looks at those.
    pub names_certificate: bool,
}

impl AuthorityKeyId {
    fn parse(value: &[u8]) -> der::Result<Self> {
        let mut reader = SliceReader::new(value)?;
        let read = reader.sequence(|reader| {
            let key_id = reader.context_specific::<OctetStringRef<'_>>(TagNumber::N0, TagMode::Implicit)?;
            let key_id = key_id.map(|id| id.as_bytes().to_vec());
            let names_certificate = !reader.is_finished();
            if names_certificate {
                let tag = reader.peek_header()?.tag;
                if !matches!(tag, Tag::ContextSpecific { number: TagNumber::N1 | TagNumber::N2, .. }) {
                    return Err(tag.value_error());
                }
                reader.read_slice(reader.remaining_len())?;
            }
            Ok(Self { key_id, names_certificate })
        })?;
        reader.finish(read)
    }
}

/// SubjectAltName (RFC 5280 §4.2.1.6).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlternativeNames {
    /// Whether the extension is critical.
    pub critical: bool,
    /// The names.
    pub names: Vec<SubjectName>,
}

impl Extensions {
    /// Reads a list of extensions: no repeats, nothing critical that is not processed.
    pub(super) fn parse(list: &[Extension]) -> Result<Self, ParseError> {
        if list.len() > MAX_EXTENSIONS {
            return Err(ParseError::TooManyExtensions { max: MAX_EXTENSIONS });
        }
        list.iter().enumerate().try_fold(Self::default(), |mut extensions, (n, extension)| {
            let oid = extension.extn_id;
            if list.iter().take(n).any(|earlier| earlier.extn_id == oid) {
                return Err(ParseError::DuplicateExtension { oid });
            }
            extensions.add(oid, extension.critical, extension.extn_value.as_bytes())?;
            Ok(extensions)
        })
    }

    fn add(&mut self, oid: ObjectIdentifier, critical: bool, value: &[u8]) -> Result<(), ParseError> {
        let must_be = |expected| {
            if critical == expected {
                Ok(())
            } else {
                Err(ParseError::Criticality { oid, critical: expected })
            }
        };
        match oid {
            ID_CE_BASIC_CONSTRAINTS => {
                let read = pkix::BasicConstraints::from_der(value).ok();
                let constraints =
                    read.map(|read| BasicConstraints { ca: read.ca, path_length: read.path_len_constraint });
                let constraints = constraints.filter(|read| read.ca || read.path_length.is_none());
                let constraints = constraints.ok_or(ParseError::ExtensionValue { oid })?;
                if constraints.ca {
                    must_be(true)?;
                }
                self.basic_constraints = Some(constraints);
            }
            ID_CE_KEY_USAGE => {
                self.key_usage =
                    Some(KeyUsage::parse(critical, value).ok_or(ParseError::ExtensionValue { oid })?);
            }
            ID_CE_EXT_KEY_USAGE => {
                let uses: Vec<ObjectIdentifier> = canonical(oid, value)?;
                if uses.is_empty() {
                    return Err(ParseError::ExtensionValue { oid });
                }
                self.extended_key_usage = Some(uses);
            }
            ID_CE_SUBJECT_KEY_IDENTIFIER => {
                must_be(false)?;
                let id: OctetStringRef<'_> = canonical(oid, value)?;
                self.subject_key_id = Some(id.as_bytes().to_vec());
            }
            ID_CE_AUTHORITY_KEY_IDENTIFIER => {
                must_be(false)?;
                let read = AuthorityKeyId::parse(value);
                self.authority_key_id = Some(read.map_err(|_| ParseError::ExtensionValue { oid })?);
            }
            ID_CE_SUBJECT_ALT_NAME => {
                let names = SubjectName::parse_all(oid, value)?;
                self.alternative_names = Some(AlternativeNames { critical, names });
            }
            ID_CE_NAME_CONSTRAINTS => {
                must_be(true)?;
                self.name_constraints = Some(NameConstraints::parse(oid, value)?);
            }
            _ if critical => return Err(ParseError::UnknownCriticalExtension { oid }),
            _ => self.unread.push(oid),
        }
        Ok(())
    }

    /// Whether it is a CA certificate.
    pub fn is_ca(&self) -> bool {
        self.basic_constraints.is_some_and(|constraints| constraints.ca)
    }

    /// Whether its extended key usage, if any, lets it or those below it authenticate clients.
    pub fn permit_client_auth(&self) -> bool {
        self.extended_key_usage.as_ref().is_none_or(|uses| {
            uses.iter().any(|usage| [ID_KP_CLIENT_AUTH, ANY_EXTENDED_KEY_USAGE].contains(usage))
        })
    }

    /// The alternative names, whether critical or not.
    pub fn names(&self) -> &[SubjectName] {
        self.alternative_names.as_ref().map_or(&[], |names| &names.names)
    }
}

/// Decodes a value and refuses any that would not be encoded so again: the decoder skips fields it does not
/// know, and a certificate must hold no bytes that nobody looks at.
///
/// Never inlined: a chain takes no function with more than 100 locals.
#[inline(never)]
fn canonical<'a, T: Decode<'a> + Encode>(oid: ObjectIdentifier, value: &'a [u8]) -> Result<T, ParseError> {
    let error = |_| ParseError::ExtensionValue { oid };
    let read = T::from_der(value).map_err(error)?;
    if read.to_der().map_err(error)? == value { Ok(read) } else { Err(ParseError::ExtensionValue { oid }) }
}
