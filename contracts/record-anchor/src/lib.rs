//! Content hashes, Merkle batches, versions and tombstones of sealed records.
