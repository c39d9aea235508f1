//! Shamir's secret sharing over GF(2^8), bytewise, for secrets of 32 bytes.
//!
//! The field is that of AES (x^8 + x^4 + x^3 + x + 1). Its arithmetic has no tables and no branches on
//! secrets, so that neither time nor cache tells anything of them. Share number i (from 0) is the polynomial
//! at x = i + 1.

use zeroize::Zeroizing;

use crate::primitives::{BackendError, Secret, random};

/// The most shares a secret is split into.
pub const MAX_SHARES: u8 = 16;

/// Splits a secret into `count` shares, any `threshold` of which give it back and fewer tell nothing.
///
/// `None` unless 1 ≤ `threshold` ≤ `count` ≤ [`MAX_SHARES`].
pub fn split(
    secret: &[u8; 32],
    threshold: u8,
    count: u8,
) -> Result<Option<Vec<Zeroizing<[u8; 32]>>>, BackendError> {
    if threshold == 0 || threshold > count || count > MAX_SHARES {
        return Ok(None);
    }
    let coefficients = (1..threshold).map(|_| random::<32>()).collect::<Result<Vec<_>, _>>()?;
    Ok(Some((1..=count).map(|x| evaluate(secret, &coefficients, x)).collect()))
}

/// Horner's rule from the highest coefficient down to the secret.
fn evaluate(secret: &[u8; 32], coefficients: &[Secret], x: u8) -> Secret {
    let mut value = Zeroizing::new([0; 32]);
    for coefficient in coefficients.iter().map(|c| &**c).rev().chain([secret]) {
        for (byte, added) in value.iter_mut().zip(coefficient) {
            *byte = multiply(*byte, x) ^ added;
        }
    }
    value
}

/// Gives the secret back from at least `threshold` shares, each with its number.
///
/// With fewer shares, or wrong ones, the result is another 32 bytes: whoever needs to know holds it against
/// a commitment, as an envelope does. `None` if there is no share, a number comes twice, or is [`MAX_SHARES`]
/// or more.
pub fn combine(shares: &[(u8, &[u8; 32])]) -> Option<Zeroizing<[u8; 32]>> {
    let numbers = || shares.iter().map(|(number, _)| *number);
    let repeated =
        numbers().enumerate().any(|(at, number)| numbers().skip(at + 1).any(|other| other == number));
    if shares.is_empty() || repeated || numbers().any(|number| number >= MAX_SHARES) {
        return None;
    }
    let mut secret = Zeroizing::new([0; 32]);
    for (number, share) in shares {
        // Lagrange's basis polynomial of this share at zero; in this field minus is plus.
        let (above, below) =
            numbers().filter(|other| other != number).fold((1, 1), |(above, below), other| {
                (multiply(above, other + 1), multiply(below, (other + 1) ^ (number + 1)))
            });
        let weight = multiply(above, invert(below));
        for (byte, value) in secret.iter_mut().zip(share.iter()) {
            *byte ^= multiply(*value, weight);
        }
    }
    Some(secret)
}

/// The product in the field, by shifting and masking.
fn multiply(a: u8, b: u8) -> u8 {
    let (mut a, mut b, mut product) = (a, b, 0);
    for _ in 0..8 {
        product ^= a & (b & 1).wrapping_neg();
        a = (a << 1) ^ (0x1b & (a >> 7).wrapping_neg());
        b >>= 1;
    }
    product
}

/// The inverse, a^254 (zero for zero).
fn invert(a: u8) -> u8 {
    // 254 = 2 + 4 + ... + 128
    let mut square = a;
    let mut product = 1;
    for _ in 0..7 {
        square = multiply(square, square);
        product = multiply(product, square);
    }
    product
}
