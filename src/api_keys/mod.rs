//! API keys: credentials of programs, which administrators create, list, rotate and revoke (`/v1/api-keys`, `clauses
//! key`).
//!
//! A key has secrets of 256 random bits, of which only digests are stored. Rotation keeps the key's id, organisation,
//! source and references. `access` authenticates by the secrets.

mod actions;
pub mod api;
mod model;
mod search;
mod secret;
mod store;

pub use actions::{create, issue, list, revoke, rotate, search, show};
pub use model::{ApiKey, CreatedKey, IssuedKey, KeySecret, LONGEST_OVERLAP, NewKey};
pub use search::{KeyFilter, KeyOrder, KeyState};
