//! Who comes in, what they may do, and what they may see.

mod caller;
mod door;
pub mod keys;
pub mod once;
mod permissions;
pub mod readings;
mod scope;
pub mod sessions;
mod sight;
mod store;
mod token;
pub mod uses;

pub use crate::config::Secret;
pub use caller::Caller;
pub use door::{BootstrapKey, Door, Recognised};
pub use permissions::*;
pub(crate) use scope::owned_by;
pub use scope::{OWN_SOURCE, Owner, Scope, officers_matter};
pub use sight::PersonField;
pub use token::{derived, digest_of, random_token};

/// A connection in the hands of somebody whose scope is known.
pub type Tx<'c> = crate::db::Tx<'c, Scope>;
/// The same, inside a transaction that may change things.
pub type WriteTx<'c> = crate::db::WriteTx<'c, Scope>;
