//! What names a ticket beyond doubt.

use chartseal_ledger::Deployment;

/// `"chartseal/ticket/v1" ‖ 0 ‖ chain id ‖ 0 ‖ access-control address ‖ 0 ‖ number as u64 BE`: trustee and requester bind a
/// released share to it, so a share for one ticket opens under no other, on no other chain.
pub fn ticket_bytes(deployment: &Deployment, access: u64) -> Vec<u8> {
    [
        b"chartseal/ticket/v1\0".as_slice(),
        deployment.chain_id.as_bytes(),
        b"\0",
        deployment.access_control.as_bytes(),
        b"\0",
        &access.to_be_bytes(),
    ]
    .concat()
}
