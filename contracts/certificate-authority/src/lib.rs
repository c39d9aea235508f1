//! Trust anchors, issuing CAs and certificates, verified on-chain by RFC 5280.

pub mod domain;
