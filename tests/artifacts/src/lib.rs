//! The contracts of artifacts/ run in the VM of the chain.
