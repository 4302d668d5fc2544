//! API keys: programs' credentials, made, listed, rotated and revoked by administrators (`/v1/api-keys`).
//!
//! A secret is 256 random bits, of which only a digest is stored. A key keeps its id when its secret is rotated, and with
//! it its organisation, its source and its references. `access::authenticator` looks secrets up.

mod actions;
pub mod api;
mod model;
mod secret;
mod store;

pub use actions::{create, list, make, revoke, rotate, show};
pub use model::{ApiKey, CreatedKey, KeySecret, LONGEST_OVERLAP, Made, NewKey};
