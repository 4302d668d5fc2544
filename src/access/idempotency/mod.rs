//! Idempotency: a POST with an `Idempotency-Key` runs once and then replays its stored response for a day. The response
//! is stored in the transaction of the work. `Caller::create` calls it.

mod key;
mod store;

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};

use serde::Deserialize;
use serde::de::DeserializeOwned;

pub use key::{IdempotencyKey, InFlight};

use super::WriteTx;
use crate::db::Db;
use crate::error::{AppError, Result};
use crate::values::Resource;

/// How long a response is stored.
const KEPT: TimeDelta = TimeDelta::hours(24);

/// The result of a POST.
#[derive(Debug)]
pub enum Idempotent<T> {
    /// The work ran now.
    Executed(T, StoredResponse),
    /// The work ran before; its stored response.
    Replayed(StoredResponse),
}

/// A response as it is sent and stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredResponse {
    /// The JSON body, byte for byte.
    pub body: String,
    /// The path of the resource; none if the work created no single resource.
    pub location: Option<String>,
    /// The version of the resource.
    pub version: Option<i64>,
}

impl<T> Idempotent<T> {
    /// The result of work without a key, which is never replayed.
    ///
    /// # Errors
    /// `internal` for a replay.
    pub fn executed(self) -> Result<T> {
        match self {
            Self::Executed(thing, _) => Ok(thing),
            Self::Replayed(_) => Err(AppError::internal(anyhow::anyhow!("work without a key was replayed"))),
        }
    }

    /// The id of the resource, now or when the same form was sent before.
    ///
    /// # Errors
    /// `internal` if the stored response has none.
    pub fn id<I: From<i64>>(&self) -> Result<I> {
        let (Self::Executed(_, response) | Self::Replayed(response)) = self;
        let Identified { id } = serde_json::from_str(&response.body).map_err(AppError::internal)?;
        Ok(id.into())
    }
}

/// What every stored response about a resource says.
#[derive(Deserialize)]
struct Identified {
    id: i64,
}

impl<T: DeserializeOwned> Idempotent<T> {
    /// The result of the work, now or when the same form was sent before.
    ///
    /// # Errors
    /// `internal` if the stored response cannot be read.
    pub fn value(self) -> Result<T> {
        match self {
            Self::Executed(thing, _) => Ok(thing),
            Self::Replayed(StoredResponse { body, .. }) => serde_json::from_str(&body).map_err(AppError::internal),
        }
    }
}

impl StoredResponse {
    /// # Errors
    /// `internal` when the resource cannot be serialised.
    fn of(thing: &impl Resource) -> Result<Self> {
        let body = serde_json::to_string(thing).map_err(AppError::internal)?;
        Ok(Self { body, location: thing.address(), version: thing.resource_version() })
    }
}

/// Runs the work and serialises its response inside the transaction, so that a failure of either rolls both back.
pub(super) fn run<T: Resource>(
    tx: &mut WriteTx<'_>,
    work: &mut impl FnMut(&mut WriteTx<'_>) -> Result<T>,
) -> Result<Idempotent<T>> {
    let thing = work(tx)?;
    let response = StoredResponse::of(&thing)?;
    Ok(Idempotent::Executed(thing, response))
}

/// Runs the work and stores its response, or returns the stored one. The retry after a lost race looks it up again.
pub(super) fn run_once<T: Resource>(
    tx: &mut WriteTx<'_>,
    key: &IdempotencyKey,
    work: &mut impl FnMut(&mut WriteTx<'_>) -> Result<T>,
) -> Result<Idempotent<T>> {
    if let Some(response) = store::claim(tx, key)? {
        return Ok(Idempotent::Replayed(response));
    }
    let thing = work(tx)?;
    let response = StoredResponse::of(&thing)?;
    store::insert(tx, key, &response, thing.person())?;
    Ok(Idempotent::Executed(thing, response))
}

/// Deletes expired responses, a bounded number in each transaction, and returns how many.
///
/// # Errors
/// `unavailable` when the database cannot be reached; earlier deletions remain.
pub fn purge(db: &Db, now: DateTime<Utc>) -> Result<usize> {
    let mut purged = 0;
    loop {
        match db.write(&(), now, store::delete_some_expired)? {
            0 => return Ok(purged),
            some => purged += some,
        }
    }
}

/// Responses stored at or before this moment have expired.
fn oldest(now: NaiveDateTime) -> NaiveDateTime {
    now - KEPT
}
