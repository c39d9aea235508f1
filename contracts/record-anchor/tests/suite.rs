//! The record anchor on a chain in one process: one module a behaviour, adversaries in one of their own.

mod clinic;

mod abi;
mod adversaries;
mod anchoring;
mod batches;
mod erasure;
mod governance;
mod hold;
mod merged;
mod merkle;
mod model;
mod queries;
mod retraction;
mod second_factor;
mod standing;
mod ticket;
mod versions;
