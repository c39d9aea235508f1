//! Policy, consents, care relationships, access decisions and the access log.
