//! Work that is done once however often it is asked for: a POST with an `Idempotency-Key` is answered again with what
//! it was answered first. The answer is kept for a day, in the transaction of the work itself.

mod key;
mod store;

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};

pub use key::{IdempotencyKey, InFlight};

use super::WriteTx;
use crate::db::Db;
use crate::error::{AppError, Result};
use crate::values::Resource;

/// How long an answer is kept.
const KEPT: TimeDelta = TimeDelta::hours(24);

/// What a POST came to.
#[derive(Debug)]
pub enum Idempotent<T> {
    /// The work was done now: what it made, and how that is told.
    Executed(T, Answer),
    /// It had been done before: how that was told.
    Replayed(Answer),
}

/// An answer, byte for byte as it is sent, and as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The JSON.
    pub body: String,
    /// Where the thing is found; none if the work left nothing at one address.
    pub location: Option<String>,
    /// The version the thing stood at.
    pub version: Option<i64>,
}

impl<T> Idempotent<T> {
    /// What was made by somebody who asked without a key, and so cannot have asked before.
    ///
    /// # Errors
    /// `internal` when it was done before after all.
    pub fn made(self) -> Result<T> {
        match self {
            Self::Executed(thing, _) => Ok(thing),
            Self::Replayed(_) => {
                Err(AppError::internal(anyhow::anyhow!("work without a key was answered from memory")))
            }
        }
    }
}

impl Answer {
    /// # Errors
    /// `internal` when the thing cannot be written as JSON.
    fn about(thing: &impl Resource) -> Result<Self> {
        let body = serde_json::to_string(thing).map_err(AppError::internal)?;
        Ok(Self { body, location: thing.address(), version: thing.resource_version() })
    }
}

/// Does the work, and tells it inside its transaction: what cannot be told is not done.
pub(super) fn run<T: Resource>(
    tx: &mut WriteTx<'_>,
    work: &mut impl FnMut(&mut WriteTx<'_>) -> Result<T>,
) -> Result<Idempotent<T>> {
    let thing = work(tx)?;
    let answer = Answer::about(&thing)?;
    Ok(Idempotent::Executed(thing, answer))
}

/// Does the work and keeps its answer, or finds the answer that was kept. Run again after a lost race it looks again.
pub(super) fn run_once<T: Resource>(
    tx: &mut WriteTx<'_>,
    key: &IdempotencyKey,
    work: &mut impl FnMut(&mut WriteTx<'_>) -> Result<T>,
) -> Result<Idempotent<T>> {
    if let Some(answer) = store::claim(tx, key)? {
        return Ok(Idempotent::Replayed(answer));
    }
    let thing = work(tx)?;
    let answer = Answer::about(&thing)?;
    store::keep(tx, key, &answer, thing.person())?;
    Ok(Idempotent::Executed(thing, answer))
}

/// Deletes the answers that are no longer given again, a bounded number in each transaction, and says how many.
///
/// # Errors
/// `unavailable` when the database is out of reach; what was deleted until then stays so.
pub fn purge(db: &Db, now: DateTime<Utc>) -> Result<usize> {
    let mut purged = 0;
    loop {
        match db.write(&(), now, store::delete_some_expired)? {
            0 => return Ok(purged),
            some => purged += some,
        }
    }
}

/// The moment from which on answers are given again.
fn oldest(now: NaiveDateTime) -> NaiveDateTime {
    now - KEPT
}
