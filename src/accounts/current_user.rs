//! The signed-in user as an argument of handlers and actions that manage one's own account.

use super::context::Context;
use crate::access::sessions::Session;
use crate::access::{Caller, UseOwnAccount};

/// A caller with a session, and the context that checks passwords and codes.
#[derive(Clone)]
pub struct CurrentUser {
    /// The caller.
    pub caller: Caller<UseOwnAccount>,
    /// The context.
    pub context: Context,
    /// The session of the request.
    pub session: Session,
}
