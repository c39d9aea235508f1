//! ES256 signatures as WebAuthn carries them.

const SEQUENCE: u8 = 0x30;
const INTEGER: u8 = 0x02;

/// `Ecdsa-Sig-Value ::= SEQUENCE { r INTEGER, s INTEGER }` (RFC 3279 section 2.2.3) in DER, as r ‖ s of 32 bytes each.
/// Nothing but the one encoding that DER has for two positive numbers of at most 256 bit is read.
pub fn signature(der: &[u8]) -> Option<[u8; 64]> {
    let (content, rest) = element(SEQUENCE, der)?;
    let (r, content_rest) = element(INTEGER, content)?;
    let (s, content_end) = element(INTEGER, content_rest)?;
    if !rest.is_empty() || !content_end.is_empty() {
        return None;
    }
    let mut joined = [0; 64];
    let (to_r, to_s) = joined.split_at_mut(32);
    write(positive(r)?, to_r)?;
    write(positive(s)?, to_s)?;
    Some(joined)
}

/// The content of an element of this tag, and what follows it. A length is one byte: DER's long form begins at 0x80, which
/// is more than two numbers fill, so what is written in it is refused whatever this makes of it.
fn element(tag: u8, bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (found, bytes) = bytes.split_first()?;
    let (length, bytes) = bytes.split_first()?;
    if *found == tag { bytes.split_at_checked(usize::from(*length)) } else { None }
}

/// The digits of a positive number: DER leads with a zero byte if, and only if, the first digit would look like a sign.
fn positive(integer: &[u8]) -> Option<&[u8]> {
    match integer {
        [0, digits @ ..] if matches!(digits, [0x80..=0xff, ..]) => Some(digits),
        [0x01..=0x7f, ..] => Some(integer),
        _ => None,
    }
}

/// Writes the digits to the end; none if they are too many.
fn write(digits: &[u8], to: &mut [u8]) -> Option<()> {
    let start = to.len().checked_sub(digits.len())?;
    to.get_mut(start..)?.copy_from_slice(digits);
    Some(())
}
