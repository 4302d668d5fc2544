//! Who comes in, what they may do, and what they may see.

mod authenticator;
mod caller;
pub mod idempotency;
pub mod last_used;
mod permissions;
mod person_fields;
pub mod read_log;
mod scope;
pub mod sessions;
mod store;
mod token;

pub use crate::config::Secret;
pub use authenticator::{Authenticated, Authenticator, BootstrapKey};
pub use caller::Caller;
pub use permissions::*;
pub use person_fields::PersonField;
pub(crate) use scope::owned_by;
pub use scope::{OWN_SOURCE, Owner, Scope, is_own_name, officers_matter};
pub use token::{derived, digest, digest_of, random_token};

/// A connection in the hands of somebody whose scope is known.
pub type Tx<'c> = crate::db::Tx<'c, Scope>;
/// The same, inside a transaction that may change things.
pub type WriteTx<'c> = crate::db::WriteTx<'c, Scope>;
