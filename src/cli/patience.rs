//! Bounded waiting at the end of the process, for outputs that may hold their writer up for ever.

use std::sync::mpsc;
use std::time::Duration;

/// How long the end of the process waits.
const PATIENCE: Duration = Duration::from_secs(2);

/// Runs the work on another thread, and gives up waiting for it after two seconds.
pub fn run_within_patience(work: impl FnOnce() + Send + 'static) {
    let (done, end) = mpsc::channel::<()>();
    std::thread::spawn(move || {
        work();
        drop(done);
    });
    // Disconnected when the work is done or has panicked.
    let _ = end.recv_timeout(PATIENCE);
}
