//! Use cases of the audit chain: the service seals, callers list and verify.

mod list;
mod seal;
mod verify;

pub use list::list;
pub use seal::{Reach, head, seal, seal_as_found};
pub use verify::verify;
