//! Somebody who has signed in and looks after their own account.

use super::Context;
use crate::access::sessions::Session;
use crate::access::{Caller, UseOwnAccount};

/// Somebody who has signed in, with all it takes to look after their account.
#[derive(Clone)]
pub struct CurrentUser {
    /// Who they are.
    pub caller: Caller<UseOwnAccount>,
    /// Who knows passwords and codes.
    pub context: Context,
    /// The session that they come with.
    pub session: Session,
}
