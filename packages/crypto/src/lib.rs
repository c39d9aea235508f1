//! Sealing, envelopes, key shares, key ring and Merkle trees: pure functions, no I/O.
