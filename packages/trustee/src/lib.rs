//! Releases a share of a record key, sealed to the requester, for a live ticket only.
