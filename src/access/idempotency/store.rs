//! Kept answers in the database.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::{Answer, IdempotencyKey, oldest};
use crate::access::WriteTx;
use crate::db::schema::idempotent_answers::dsl;
use crate::db::{self, schema::idempotent_answers};
use crate::error::{ProblemCode, Result};
use crate::values::CandidateId;

/// How many answers are deleted in one transaction; each may hold some megabytes.
const AT_ONCE: i64 = 100;

type Row = (String, String, Option<String>, Option<i64>, NaiveDateTime);

/// Makes the caller's key this transaction's own; the answer that was kept for the same request, if it was.
///
/// # Errors
/// `idempotency_in_progress` when another process works under the key, `idempotency_key_reused` when it was another
/// request's.
pub(super) fn claim(tx: &mut WriteTx<'_>, key: &IdempotencyKey) -> Result<Option<Answer>> {
    let scope = tx.scope();
    if !db::try_lock_key(tx.conn(), key.number(scope))? {
        return Err(ProblemCode::IdempotencyInProgress.into());
    }
    let oldest = oldest(tx.now());
    let own = idempotent_answers::table.filter(dsl::actor.eq(&scope.actor)).filter(dsl::key.eq(key.text()));
    let columns = (dsl::digest, dsl::body, dsl::location, dsl::version, dsl::kept_at);
    let kept: Option<Row> = own.select(columns).first(tx.conn()).optional()?;
    match kept {
        None => Ok(None),
        Some((.., kept_at)) if kept_at <= oldest => {
            diesel::delete(own).execute(tx.conn())?;
            Ok(None)
        }
        Some((digest, body, location, version, _)) if digest == key.digest(scope) => {
            Ok(Some(Answer { body, location, version }))
        }
        Some(_) => Err(ProblemCode::IdempotencyKeyReused.into()),
    }
}

/// Keeps an answer for the key that was claimed.
pub(super) fn keep(
    tx: &mut WriteTx<'_>,
    key: &IdempotencyKey,
    answer: &Answer,
    candidate: Option<CandidateId>,
) -> Result<()> {
    let (now, scope) = (tx.now(), tx.scope());
    diesel::insert_into(idempotent_answers::table)
        .values((
            dsl::actor.eq(&scope.actor),
            dsl::key.eq(key.text()),
            dsl::digest.eq(key.digest(scope)),
            dsl::location.eq(answer.location.as_deref()),
            dsl::version.eq(answer.version),
            dsl::body.eq(&answer.body),
            dsl::candidate_id.eq(candidate),
            dsl::kept_at.eq(now),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Deletes the oldest answers that have expired, whoever's they are: this is nobody's request and has no scope.
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
