//! Use cases of the audit chain: the service seals, callers list and verify.

mod copies;
mod list;
mod seal;
mod verify;

pub use copies::{copy_due_in, note_copy, standing};
pub use list::{latest, list};
pub use seal::{Reach, head, seal, seal_as_found};
pub use verify::verify;
