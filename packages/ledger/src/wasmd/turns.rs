//! Whose turn it is: the sequence numbers of the accounts that send through this client.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use tokio::sync::OwnedMutexGuard;

use crate::wasmd::held;
use crate::wasmd::node::ChainAccount;

/// The account as this client has it: its number, and the sequence number of its next transaction. None if the chain must
/// be asked.
pub(super) type Slot = Option<ChainAccount>;

/// One lock an account: held from reading its sequence number until a node has the transaction, so that senders in this
/// process do not take each other's numbers and need not wait for each other's blocks.
#[derive(Default)]
pub(super) struct Turns {
    slots: Mutex<HashMap<String, Arc<tokio::sync::Mutex<Slot>>>>,
}

impl Turns {
    pub async fn take(&self, account: &str) -> OwnedMutexGuard<Slot> {
        self.slot(account).lock_owned().await
    }

    fn slot(&self, account: &str) -> Arc<tokio::sync::Mutex<Slot>> {
        let mut slots = held(&self.slots);
        slots.entry(account.into()).or_default().clone()
    }
}
