//! Reproducible randomness: SHA-256 in counter mode. For test data only, never for keys.

use sha2::{Digest, Sha256};

pub(super) struct Random {
    seed: u64,
    index: u32,
    block: u64,
    left: Vec<u64>,
}

impl Random {
    pub fn new(seed: u64, index: u32) -> Self {
        Self { seed, index, block: 0, left: Vec::new() }
    }

    fn next(&mut self) -> u64 {
        loop {
            if let Some(number) = self.left.pop() {
                return number;
            }
            let mut hash = Sha256::new();
            hash.update(b"chartseal synthetic patient 1");
            hash.update(self.seed.to_be_bytes());
            hash.update(self.index.to_be_bytes());
            hash.update(self.block.to_be_bytes());
            self.block += 1;
            let hash: [u8; 32] = hash.finalize().into();
            let (numbers, _) = hash.as_chunks::<8>();
            self.left.extend(numbers.iter().map(|bytes| u64::from_be_bytes(*bytes)));
        }
    }

    /// A number from `low` to `high`, both included. Test data can do with the tiny bias.
    pub fn between(&mut self, low: u32, high: u32) -> u32 {
        let span = u64::from(high.saturating_sub(low)) + 1;
        low + u32::try_from(self.next() % span).unwrap_or(0)
    }

    /// One of the choices.
    pub fn pick<'c, T, const N: usize>(&mut self, choices: &'c [T; N]) -> &'c T {
        const { assert!(N > 0) };
        let position = usize::try_from(self.next() % N as u64).unwrap_or(0);
        // The remainder of a division by N is always within the array.
        &choices[position]
    }

    /// A UUID of version 4 (RFC 9562).
    pub fn uuid(&mut self) -> String {
        let (high, low) = (self.next(), self.next());
        format!(
            "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
            high >> 32,
            (high >> 16) & 0xffff,
            high & 0x0fff,
            (low >> 48) & 0x3fff | 0x8000,
            low & 0xffff_ffff_ffff
        )
    }
}
