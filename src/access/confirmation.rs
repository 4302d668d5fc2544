//! Asks again, inside a transaction that changes who has access, whether its caller still has it: what was ended, changed
//! or revoked since the request was authenticated wins. `Caller` calls it.

use super::{Credential, WriteTx, sessions, store};
use crate::clock::Clock;
use crate::error::{AppError, ProblemCode, Result};

/// Locks the changes of access until the transaction ends, and looks the caller up again.
///
/// # Errors
/// `unauthenticated` when the session or key has ended; `forbidden` when its rights are others.
pub(super) fn confirm(tx: &mut WriteTx<'_>, clock: &Clock) -> Result<()> {
    tx.lock_access()?;
    let scope = tx.scope();
    let current = match &scope.credential {
        Credential::Operator => return Ok(()),
        Credential::Link => return Err(ProblemCode::Forbidden.into()),
        Credential::Session(digest) => sessions::lock_scope(tx, &scope.house, digest)?,
        Credential::Key(secret_hash) => {
            let key = store::find(tx, &scope.house, secret_hash)?.filter(|key| key.opens(clock));
            key.ok_or(AppError::new(ProblemCode::Unauthenticated))?.scope
        }
    };
    if current.is_same_caller(scope) { Ok(()) } else { Err(ProblemCode::Forbidden.into()) }
}
