//! Stored responses in the database.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::{IdempotencyKey, StoredResponse, oldest};
use crate::access::WriteTx;
use crate::db::schema::idempotent_answers::dsl;
use crate::db::{self, schema::idempotent_answers};
use crate::error::{ProblemCode, Result};
use crate::values::CandidateId;

/// How many responses one transaction deletes; each may hold some megabytes.
const AT_ONCE: i64 = 100;

/// Digest, body, location, version and time of storage.
type ResponseRow = (String, String, Option<String>, Option<i64>, NaiveDateTime);

/// Locks the caller's key for this transaction and returns the response stored for this request, if there is one.
///
/// # Errors
/// `idempotency_in_progress` when another process holds the key, `idempotency_key_reused` when the key belongs to
/// another request.
pub(super) fn claim(tx: &mut WriteTx<'_>, key: &IdempotencyKey) -> Result<Option<StoredResponse>> {
    let scope = tx.scope();
    if !db::try_lock_key(tx.conn(), key.number(scope))? {
        return Err(ProblemCode::IdempotencyInProgress.into());
    }
    let oldest = oldest(tx.now());
    let of_key = idempotent_answers::table.filter(dsl::actor.eq(&scope.actor)).filter(dsl::key.eq(key.text()));
    let columns = (dsl::digest, dsl::body, dsl::location, dsl::version, dsl::kept_at);
    let stored: Option<ResponseRow> = of_key.select(columns).first(tx.conn()).optional()?;
    match stored {
        None => Ok(None),
        Some((.., kept_at)) if kept_at <= oldest => {
            diesel::delete(of_key).execute(tx.conn())?;
            Ok(None)
        }
        Some((digest, body, location, version, _)) if digest == key.digest(scope) => {
            Ok(Some(StoredResponse { body, location, version }))
        }
        Some(_) => Err(ProblemCode::IdempotencyKeyReused.into()),
    }
}

/// Stores the response of a claimed key.
pub(super) fn insert(
    tx: &mut WriteTx<'_>,
    key: &IdempotencyKey,
    response: &StoredResponse,
    candidate: Option<CandidateId>,
) -> Result<()> {
    let (now, scope) = (tx.now(), tx.scope());
    diesel::insert_into(idempotent_answers::table)
        .values((
            dsl::actor.eq(&scope.actor),
            dsl::key.eq(key.text()),
            dsl::digest.eq(key.digest(scope)),
            dsl::location.eq(response.location.as_deref()),
            dsl::version.eq(response.version),
            dsl::body.eq(&response.body),
            dsl::candidate_id.eq(candidate),
            dsl::kept_at.eq(now),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Deletes the oldest expired responses of all callers. A background job: no request, so no scope.
pub(super) fn delete_some_expired(tx: &mut crate::db::WriteTx<'_, ()>) -> Result<usize> {
    let oldest = oldest(tx.now());
    let some: Vec<NaiveDateTime> = idempotent_answers::table
        .filter(dsl::kept_at.le(oldest))
        .order(dsl::kept_at)
        .limit(AT_ONCE)
        .select(dsl::kept_at)
        .load(tx.conn())?;
    let Some(last) = some.last() else { return Ok(0) };
    Ok(diesel::delete(idempotent_answers::table.filter(dsl::kept_at.le(last))).execute(tx.conn())?)
}
