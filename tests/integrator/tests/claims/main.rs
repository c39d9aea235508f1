//! The claims contract, tested as an outsider tests it: with a whole consortium of `chartseal-testing`.

mod accepted;
mod insurer;
mod other_tickets;
mod withdrawn;
