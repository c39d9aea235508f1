//! Names: distinguished names, the other forms of GeneralName, and constraints on them (RFC 5280 §4.2.1.10, §7.1).

use const_oid::ObjectIdentifier;
use const_oid::db::rfc3280::EMAIL_ADDRESS;
use const_oid::db::rfc4519::COMMON_NAME;
use der::asn1::AnyRef;
use der::{Decode, Encode, Reader, SliceReader, Tag, TagNumber, Tagged};
use sha2::{Digest, Sha256};
use x509_cert_contract::attr::AttributeTypeAndValue;
use x509_cert_contract::ext::pkix::name::GeneralName;
use x509_cert_contract::name::Name;

use super::der::decode;
use super::error::ParseError;

/// An X.501 distinguished name.
///
/// Issuers are matched byte for byte; constraints are matched as RFC 5280 §7.1 says, without regard to case,
/// white space and string type, so that an excluded name is not let through by writing it otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DistinguishedName {
    der: Vec<u8>,
    components: Vec<Component>,
}

/// One relative distinguished name, its attributes sorted.
type Component = Vec<Attribute>;

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Attribute {
    oid: ObjectIdentifier,
    normalized: Vec<u8>,
}

impl DistinguishedName {
    /// Reads a Name that fills `bytes` and is in canonical DER.
    pub(super) fn parse(what: &'static str, bytes: &[u8]) -> Result<Self, ParseError> {
        let name = Self::from_name(what, &decode(what, bytes)?)?;
        if name.der == bytes { Ok(name) } else { Err(ParseError::NameEncoding { what }) }
    }

    fn from_name(what: &'static str, name: &Name) -> Result<Self, ParseError> {
        let der = name.to_der().map_err(|reason| ParseError::Der { what, reason })?;
        let components = name.0.iter().map(|rdn| component(rdn.0.iter())).collect();
        Ok(Self { der, components })
    }

    /// SHA-256 of the name in DER.
    pub fn digest(&self) -> [u8; 32] {
        Sha256::digest(&self.der).into()
    }

    /// Whether it has no component.
    pub fn is_empty(&self) -> bool {
        self.components.is_empty()
    }

    /// Whether it consists of one common name with exactly this value, as UTF8String or PrintableString.
    pub fn is_common_name(&self, value: &str) -> bool {
        let expected = |tag| {
            let value = AttributeTypeAndValue {
                oid: COMMON_NAME,
                value: der::asn1::Any::new(tag, value.as_bytes()).ok()?,
            };
            let rdn = der::asn1::SetOfVec::try_from(vec![value]).ok()?;
            Name::from(vec![rdn.into()]).to_der().ok()
        };
        [Tag::Utf8String, Tag::PrintableString]
            .into_iter()
            .any(|tag| expected(tag).as_ref() == Some(&self.der))
    }

    /// Whether it lies in the subtree of `base`: its first components equal those of the base.
    fn within(&self, base: &Self) -> bool {
        self.components.starts_with(&base.components)
    }

    fn has_email(&self) -> bool {
        self.components.iter().flatten().any(|attribute| attribute.oid == EMAIL_ADDRESS)
    }
}

fn component<'a>(attributes: impl Iterator<Item = &'a AttributeTypeAndValue>) -> Component {
    let mut attributes: Component = attributes
        .map(|attribute| Attribute { oid: attribute.oid, normalized: normalized(&attribute.value) })
        .collect();
    attributes.sort();
    attributes
}

/// The value for comparison: strings as text, lower case, white space trimmed and collapsed; the rest as it is.
fn normalized(value: &der::asn1::Any) -> Vec<u8> {
    let bytes = value.value();
    let text = match value.tag() {
        Tag::Utf8String | Tag::PrintableString | Tag::Ia5String => String::from_utf8(bytes.to_vec()).ok(),
        Tag::TeletexString => Some(bytes.iter().map(|byte| char::from(*byte)).collect()),
        Tag::BmpString => {
            let units =
                bytes.chunks(2).map(|pair| pair.iter().fold(0, |unit, byte| unit << 8 | u16::from(*byte)));
            char::decode_utf16(units).collect::<Result<String, _>>().ok()
        }
        _ => None,
    };
    match text {
        Some(text) => text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase().into_bytes(),
        None => bytes.to_vec(),
    }
}

/// The forms of GeneralName that are not read further.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameForm {
    /// An e-mail address.
    Email,
    /// A host name.
    Dns,
    /// A distinguished name.
    Directory,
    /// A URI.
    Uri,
    /// An IP address or range.
    Ip,
    /// Any other: otherName, ediPartyName, registeredID.
    Other,
}

/// A GeneralName.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SubjectName {
    /// A URI: for end entities the DID.
    Uri(String),
    /// A distinguished name.
    Directory(DistinguishedName),
    /// A name of another form, whose content nothing here depends on.
    Unread(NameForm),
}

impl SubjectName {
    /// Reads GeneralNames, which has one name at least.
    pub(super) fn parse_all(oid: ObjectIdentifier, value: &[u8]) -> Result<Vec<Self>, ParseError> {
        let read = |bytes| {
            let mut reader = SliceReader::new(bytes)?;
            let names = reader.sequence(|reader| {
                let mut names = vec![reader.tlv_bytes()?];
                while !reader.is_finished() {
                    names.push(reader.tlv_bytes()?);
                }
                Ok(names)
            })?;
            reader.finish(names)
        };
        let names = read(value).map_err(|_| ParseError::ExtensionValue { oid })?;
        names.into_iter().map(|name| Self::parse(oid, name)).collect()
    }

    /// Reads a GeneralName that would be encoded so again.
    fn parse(oid: ObjectIdentifier, bytes: &[u8]) -> Result<Self, ParseError> {
        let name = decode_name(bytes).map_err(|_| ParseError::ExtensionValue { oid })?;
        if !is_written(&name, bytes) {
            return Err(ParseError::ExtensionValue { oid });
        }
        Self::from_general(&name)
    }

    fn from_general(name: &GeneralName) -> Result<Self, ParseError> {
        Ok(match name {
            GeneralName::UniformResourceIdentifier(uri) => Self::Uri(uri.as_str().into()),
            GeneralName::DirectoryName(name) => {
                Self::Directory(DistinguishedName::from_name("directory name", name)?)
            }
            GeneralName::Rfc822Name(_) => Self::Unread(NameForm::Email),
            GeneralName::DnsName(_) => Self::Unread(NameForm::Dns),
            GeneralName::IpAddress(_) => Self::Unread(NameForm::Ip),
            GeneralName::OtherName(_) | GeneralName::EdiPartyName(_) | GeneralName::RegisteredId(_) => {
                Self::Unread(NameForm::Other)
            }
        })
    }

    fn form(&self) -> NameForm {
        match self {
            Self::Uri(_) => NameForm::Uri,
            Self::Directory(_) => NameForm::Directory,
            Self::Unread(form) => *form,
        }
    }
}

// Never inlined, the two: a chain takes no function with more than 100 locals, and a GeneralName has many forms.

#[inline(never)]
fn decode_name(bytes: &[u8]) -> der::Result<GeneralName> {
    GeneralName::from_der(bytes)
}

#[inline(never)]
fn is_written(name: &GeneralName, bytes: &[u8]) -> bool {
    name.to_der().is_ok_and(|written| written == bytes)
}

/// The bases of GeneralSubtrees under an implicit tag, if they are there.
fn subtrees<'a>(reader: &mut impl Reader<'a>, number: TagNumber) -> der::Result<Vec<&'a [u8]>> {
    let tag = Tag::ContextSpecific { constructed: true, number };
    if reader.is_finished() || reader.peek_header()?.tag != tag {
        return Ok(Vec::new());
    }
    let mut trees = SliceReader::new(reader.decode::<AnyRef<'a>>()?.value())?;
    let mut bases = Vec::new();
    while !trees.is_finished() {
        bases.push(trees.sequence(|tree| tree.tlv_bytes())?);
    }
    if bases.is_empty() { Err(tag.value_error()) } else { Ok(bases) }
}

/// The name constraints of one CA.
///
/// Subtrees of distinguished names are applied. For the other forms RFC 5280 §4.2.1.10 lets one apply the
/// constraint or refuse the certificate, and asks to refuse a URI without a host, as a DID is: so a name of a
/// constrained form is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameConstraints {
    permitted: Vec<SubjectName>,
    excluded: Vec<SubjectName>,
}

impl NameConstraints {
    /// Reads subtrees of known name forms, with the bounds that RFC 5280 prescribes: these are not written out.
    pub(super) fn parse(oid: ObjectIdentifier, value: &[u8]) -> Result<Self, ParseError> {
        let read = |bytes| {
            let mut reader = SliceReader::new(bytes)?;
            let trees = reader.sequence(|reader| {
                Ok([subtrees(reader, TagNumber::N0)?, subtrees(reader, TagNumber::N1)?])
            })?;
            reader.finish(trees)
        };
        let [permitted, excluded] = read(value).map_err(|_| ParseError::ExtensionValue { oid })?;
        let names = |trees: Vec<&[u8]>| {
            trees.into_iter().map(|base| SubjectName::parse(oid, base)).collect::<Result<Vec<_>, _>>()
        };
        let constraints = Self { permitted: names(permitted)?, excluded: names(excluded)? };
        let known = constraints.all().all(|name| name.form() != NameForm::Other);
        let empty = constraints.all().next().is_none();
        if known && !empty { Ok(constraints) } else { Err(ParseError::ExtensionValue { oid }) }
    }

    fn all(&self) -> impl Iterator<Item = &SubjectName> {
        self.permitted.iter().chain(&self.excluded)
    }

    /// Whether a certificate with this subject and these alternative names is allowed.
    pub fn allow(&self, subject: &DistinguishedName, alternatives: &[SubjectName]) -> bool {
        let subject_fits = subject.is_empty() || self.allow_directory(subject);
        let email_fits = !subject.has_email() || !self.constrains(NameForm::Email);
        subject_fits
            && email_fits
            && alternatives.iter().all(|name| match name {
                SubjectName::Directory(name) => self.allow_directory(name),
                name => !self.constrains(name.form()),
            })
    }

    fn constrains(&self, form: NameForm) -> bool {
        self.all().any(|name| name.form() == form)
    }

    fn allow_directory(&self, name: &DistinguishedName) -> bool {
        let directories = |names: &[SubjectName]| {
            names
                .iter()
                .filter_map(|tree| match tree {
                    SubjectName::Directory(base) => Some(name.within(base)),
                    _ => None,
                })
                .collect::<Vec<_>>()
        };
        let (permitted, excluded) = (directories(&self.permitted), directories(&self.excluded));
        (permitted.is_empty() || permitted.contains(&true)) && !excluded.contains(&true)
    }
}
