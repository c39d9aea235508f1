//! The DER that certificates and requests have in common.

use der::asn1::BitStringRef;
use der::{Reader, SliceReader};
use x509_cert_contract::spki::AlgorithmIdentifierRef;

use super::error::ParseError;

/// `SEQUENCE { body, AlgorithmIdentifier, BIT STRING }`: a certificate or a request, signed.
pub(super) struct Signed<'a> {
    /// The signed bytes, tag and length included.
    pub body: &'a [u8],
    pub algorithm: AlgorithmIdentifierRef<'a>,
    pub signature: &'a [u8],
}

impl<'a> Signed<'a> {
    /// Reads the outer sequence; nothing may follow it.
    pub fn parse(what: &'static str, max: usize, bytes: &'a [u8]) -> Result<Self, ParseError> {
        if bytes.len() > max {
            return Err(ParseError::TooLarge { what, max, got: bytes.len() });
        }
        let (body, algorithm, signature) = read(what, bytes, |reader| {
            reader.sequence(|reader| {
                Ok((reader.tlv_bytes()?, reader.decode()?, reader.decode::<BitStringRef<'a>>()?))
            })
        })?;
        let signature = whole_bytes("signature", signature)?;
        Ok(Self { body, algorithm, signature })
    }
}

/// Runs a reader over all of `bytes`; what is left over is an error.
pub(super) fn read<'a, T>(
    what: &'static str,
    bytes: &'a [u8],
    parse: impl FnOnce(&mut SliceReader<'a>) -> der::Result<T>,
) -> Result<T, ParseError> {
    let run = || {
        let mut reader = SliceReader::new(bytes)?;
        let value = parse(&mut reader)?;
        reader.finish(value)
    };
    run().map_err(|reason| ParseError::Der { what, reason })
}

/// Decodes one value that fills `bytes`.
pub(super) fn decode<'a, T: der::Decode<'a>>(what: &'static str, bytes: &'a [u8]) -> Result<T, ParseError> {
    read(what, bytes, |reader| reader.decode())
}

/// The bytes of a BIT STRING that has no unused bits.
pub(super) fn whole_bytes<'a>(what: &'static str, bits: BitStringRef<'a>) -> Result<&'a [u8], ParseError> {
    bits.as_bytes().ok_or(ParseError::UnusedBits { what })
}
