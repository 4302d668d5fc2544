//! API keys: who a program is, and the secrets that let it in. A secret is 256 random bits, of which only a digest is
//! stored; a key keeps its id, and with it everything that is its own, when its secret is rotated.

mod actions;
mod model;
mod secret;
mod store;

pub use actions::{create, list, make, revoke, rotate, show};
pub use model::{ApiKey, CreatedKey, KeySecret, LONGEST_OVERLAP, Made, NewKey};
pub(super) use secret::digest;
pub(super) use store::note_uses;
