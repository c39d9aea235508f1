//! Checks that are off, in this thread.

use std::cell::RefCell;

use crate::Check;

thread_local! {
    static OFF: RefCell<Vec<Check>> = const { RefCell::new(Vec::new()) };
}

/// Runs something while checks are off in this thread; they are on again afterwards, also when it panics.
pub fn without<R>(checks: &[Check], run: impl FnOnce() -> R) -> R {
    let before = OFF.with_borrow(Vec::len);
    OFF.with_borrow_mut(|off| off.extend_from_slice(checks));
    let _restored = Restored(before);
    run()
}

pub(crate) fn is_off(check: Check) -> bool {
    OFF.with_borrow(|off| off.contains(&check))
}

/// How many checks were off before.
struct Restored(usize);

impl Drop for Restored {
    fn drop(&mut self) {
        OFF.with_borrow_mut(|off| off.truncate(self.0));
    }
}
