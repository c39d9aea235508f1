//! What takes a whole chain of validators: senders over several nodes, and a node that is killed. Needs `CHARTSEAL_NETWORK`,
//! the `network.json` of a running local chain (`scripts/localnet up`), for itself: `tests/localnet/run` gives it one.

#[path = "../common/http.rs"]
mod http;
mod killed;
#[allow(dead_code, reason = "the conformance suite uses the rest")]
#[path = "../conformance/network.rs"]
mod network;
#[allow(dead_code, reason = "the conformance suite uses the rest")]
#[path = "../conformance/place.rs"]
mod place;
mod senders;
