//! Cobblestone-256 for messages in memory: from one buffer into another, each byte touched once.

use zeroize::Zeroize;

use super::cobblestone::{CHUNK, Chunks, HEADER, SEALED_CHUNK, TAG, sealed_len};
use super::error::{OpenError, SealError};

/// How many bytes the message in `sealed` sealed bytes has; `None` if no message has that sealed length.
pub const fn message_len(sealed: usize) -> Option<usize> {
    let Some(body) = sealed.checked_sub(HEADER) else { return None };
    match (body % SEALED_CHUNK).checked_sub(TAG) {
        Some(rest) => Some(body / SEALED_CHUNK * CHUNK + rest),
        None => None,
    }
}

/// Seals a message into `sealed`, which is as long as [`sealed_len`] says.
pub fn seal_into(key: &[u8; 32], context: &[u8], message: &[u8], sealed: &mut [u8]) -> Result<(), SealError> {
    let (expected, got) = (sealed_len(message.len() as u64), sealed.len());
    let (header, body) = sealed
        .split_first_chunk_mut::<HEADER>()
        .filter(|_| expected == got as u64)
        .ok_or(SealError::Buffer { expected, got })?;
    let (chunks, started) = Chunks::start(key, context)?;
    *header = started;
    // A message of whole chunks ends in an empty one, which the sealed chunks have and the message has not.
    let plain = message.chunks(CHUNK).chain(std::iter::repeat(&[][..]));
    for ((index, sealed), plain) in (0..).zip(body.chunks_mut(SEALED_CHUNK)).zip(plain) {
        chunks.seal_into(index, plain, sealed)?;
    }
    Ok(())
}

/// Opens a message into `message`, which is as long as [`message_len`] says: all of it, or an error and zeros.
pub fn open_into(key: &[u8; 32], context: &[u8], sealed: &[u8], message: &mut [u8]) -> Result<(), OpenError> {
    let opened = open_chunks(key, context, sealed, message);
    if opened.is_err() {
        message.zeroize();
    }
    opened
}

fn open_chunks(key: &[u8; 32], context: &[u8], sealed: &[u8], message: &mut [u8]) -> Result<(), OpenError> {
    let (header, body) = sealed.split_first_chunk().ok_or(OpenError::Truncated)?;
    let chunks = Chunks::resume(key, context, header)?;
    let (expected, got) = (message_len(sealed.len()).ok_or(OpenError::Truncated)?, message.len());
    if expected != got {
        return Err(OpenError::Buffer { expected, got });
    }
    let mut rest = message;
    for (index, sealed) in (0..).zip(body.chunks(SEALED_CHUNK)) {
        let (plain, after) = rest
            .split_at_mut_checked(sealed.len().saturating_sub(TAG))
            .ok_or(OpenError::Buffer { expected, got })?;
        chunks.open_into(index, sealed, plain)?;
        rest = after;
    }
    Ok(())
}
