//! Access: authentication, roles and permissions, scopes, and which fields of a person each role sees. Every slice uses
//! it; it knows no slice and not `audit`.

mod authenticator;
mod caller;
mod confirmation;
pub mod idempotency;
pub mod last_used;
mod permissions;
mod person_fields;
pub mod read_log;
mod scope;
pub mod sessions;
mod store;
mod token;
mod visitor;

pub use crate::config::{House, Secret};
pub use authenticator::{Authenticated, Authenticator, BootstrapKey};
pub use caller::Caller;
pub use permissions::*;
pub use person_fields::PersonField;
pub(crate) use scope::owned_by;
pub use scope::{Credential, Owner, Scope, officers_matter};
pub use token::{KEY_PREFIX, derived, digest, digest_of, random_token};
pub use visitor::{Actor, Visitor};

/// A connection with the scope of an authenticated caller.
pub type Tx<'c> = crate::db::Tx<'c, Scope>;
/// A writing transaction with the scope of an authenticated caller.
pub type WriteTx<'c> = crate::db::WriteTx<'c, Scope>;
