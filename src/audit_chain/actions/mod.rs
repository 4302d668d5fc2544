//! What is done with the trail: sealed by the service itself, read and verified by those who may.

mod list;
mod seal;
mod verify;

pub use list::list;
pub use seal::{Reach, head, seal};
pub use verify::verify;
