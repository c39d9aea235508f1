//! Content-addressed storage of ciphertext and envelopes over object_store.
