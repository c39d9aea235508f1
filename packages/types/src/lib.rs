//! Messages, domain types, events and contract handles: what contracts and clients share.
