//! Shamir's sharing: any threshold of shares gives the secret, fewer give nothing.

use chartseal_crypto::shamir::{MAX_SHARES, combine, split};
use proptest::prelude::*;

/// The field's product by long multiplication and division of polynomials: slow, plain, and written apart from the crate's.
fn product(a: u8, b: u8) -> u8 {
    let mut wide = (0..8).filter(|i| b >> i & 1 == 1).fold(0u32, |sum, i| sum ^ u32::from(a) << i);
    for degree in (8..16).rev() {
        if wide >> degree & 1 == 1 {
            wide ^= 0x11b << (degree - 8);
        }
    }
    wide as u8
}

#[test]
fn shares_lie_on_a_line_through_the_secret() {
    // With a threshold of two a share is secret + slope * x; any pair tells the slope, and so the third share.
    for secret in 0..=255u8 {
        let shares = split(&[secret; 32], 2, 3).unwrap().unwrap();
        for (x, share) in (1..=3).zip(&shares) {
            for (byte, first) in share.iter().zip(shares[0].iter()) {
                assert_eq!(*byte, secret ^ product(first ^ secret, x));
            }
        }
    }
}

#[test]
fn a_known_polynomial() {
    // f(x) = 0x42 + 0x17 x + 0x99 x^2 in every byte.
    let f = |x: u8| 0x42 ^ product(0x17, x) ^ product(0x99, product(x, x));
    let share = |number: u8| [f(number + 1); 32];
    for numbers in [[0, 1, 2], [4, 9, 15], [15, 3, 8]] {
        let shares = numbers.map(|number| (number, share(number)));
        let shares: Vec<_> = shares.iter().map(|(number, share)| (*number, share)).collect();
        assert_eq!(*combine(&shares).unwrap(), [0x42; 32]);
    }
}

proptest! {
    #[test]
    fn any_threshold_of_shares_gives_the_secret(
        secret in any::<[u8; 32]>(),
        (threshold, count) in (1..=MAX_SHARES).prop_flat_map(|count| (1..=count, Just(count))),
        order in any::<u64>(),
    ) {
        let shares = split(&secret, threshold, count).unwrap().unwrap();
        prop_assert_eq!(shares.len(), usize::from(count));
        let mut numbers: Vec<u8> = (0..count).collect();
        numbers.sort_by_key(|number| (u64::from(*number) + 1).wrapping_mul(order | 1).rotate_left(17));
        let chosen = |many: u8| -> Vec<_> {
            numbers[..usize::from(many)].iter().map(|n| (*n, &*shares[usize::from(*n)])).collect()
        };
        prop_assert_eq!(*combine(&chosen(threshold)).unwrap(), secret);
        prop_assert_eq!(*combine(&chosen(count)).unwrap(), secret);
        if threshold > 1 {
            // Right with probability 2^-256.
            prop_assert_ne!(*combine(&chosen(threshold - 1)).unwrap_or_default(), secret);
        }
    }
}

#[test]
fn numbers_out_of_bounds() {
    for (threshold, count) in [(0, 0), (0, 3), (4, 3), (2, MAX_SHARES + 1)] {
        assert!(split(&[1; 32], threshold, count).unwrap().is_none());
    }
    let share = [1; 32];
    assert!(combine(&[]).is_none());
    assert!(combine(&[(1, &share), (1, &share)]).is_none());
    assert!(combine(&[(MAX_SHARES, &share)]).is_none());
    assert!(combine(&[(255, &share), (0, &share)]).is_none());
}

#[test]
fn one_share_short_of_the_threshold_says_nothing_of_the_secret() {
    // The first share of a secret of zeros takes every value about as often as that of a secret of ones.
    let mut seen = [[0u32; 256]; 2];
    for _ in 0..400 {
        for (secret, seen) in [0x00, 0xff].into_iter().zip(&mut seen) {
            let shares = split(&[secret; 32], 2, 2).unwrap().unwrap();
            shares[0].iter().for_each(|byte| seen[usize::from(*byte)] += 1);
        }
    }
    // 12 800 bytes, 50 of each value expected, deviation 7: eight deviations off is a fault.
    assert!(seen.as_flattened().iter().all(|count| (1..=106).contains(count)));
}
