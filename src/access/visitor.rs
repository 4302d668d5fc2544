//! The actor of an audit event, and the scope of visitors who have not signed in.

use super::Scope;
use crate::values::UserId;

/// A scope whose transactions may write audit events.
pub trait Actor {
    /// The actor: a kind and a number such as `key:3`, never a person's name.
    fn actor(&self) -> &str;
    /// The id of the request, if there is one.
    fn request_id(&self) -> Option<&str>;
}

impl Actor for Scope {
    fn actor(&self) -> &str {
        &self.actor
    }

    fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }
}

/// The empty scope: an actor without a role, sectors or organisation. Signing in, one-time links and the first set-up
/// write with it. A store that needs rights takes a `Tx<'_, Scope>`, so the compiler refuses it a visitor's
/// transaction.
#[derive(Debug, Clone)]
pub struct Visitor {
    actor: String,
    request_id: Option<String>,
}

impl Visitor {
    /// A visitor of whom only the request is known.
    pub fn anonymous(request_id: Option<String>) -> Self {
        // Stored events carry this name.
        Self { actor: "stranger".to_owned(), request_id }
    }

    /// A visitor who has proved to own this account, by a password or a one-time link.
    pub fn owner_of(user: UserId, request_id: Option<String>) -> Self {
        Self { actor: format!("user:{user}"), request_id }
    }
}

impl Actor for Visitor {
    fn actor(&self) -> &str {
        &self.actor
    }

    fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }
}
