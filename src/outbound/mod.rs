//! What this program asks of others over the network.

mod probe;

pub use probe::is_ready;
