//! Somebody who has the right to do one thing, with the means to do it.

use std::marker::PhantomData;

use chrono::{DateTime, NaiveDate, Utc};

use super::idempotency::{self, IdempotencyKey, Idempotent};
use super::read_log::ReadLog;
use super::{Permission, Scope, Tx, WriteTx};
use crate::clock::Clock;
use crate::db::Db;
use crate::error::{ProblemCode, Result};
use crate::values::{CandidateId, Resource};

/// A caller who holds the permission `P`: actions take one, so that none is done without its right.
#[derive(Clone)]
pub struct Caller<P> {
    db: Db,
    clock: Clock,
    scope: Scope,
    key: Option<IdempotencyKey>,
    readings: Option<ReadLog>,
    right: PhantomData<P>,
}

impl<P: Permission> Caller<P> {
    /// Lets somebody in who has the right.
    ///
    /// # Errors
    /// `forbidden` when their role does not have it.
    pub fn admit(db: Db, clock: Clock, scope: Scope) -> Result<Self> {
        if P::ROLES.contains(&scope.role) {
            Ok(Self { db, clock, scope, key: None, readings: None, right: PhantomData })
        } else {
            Err(ProblemCode::Forbidden.into())
        }
    }

    /// The same person about to do something else.
    ///
    /// # Errors
    /// `forbidden` when their role may not do that.
    pub fn with_right<Q: Permission>(&self) -> Result<Caller<Q>> {
        let other = Caller::admit(self.db.clone(), self.clock, self.scope.clone())?;
        Ok(Caller { readings: self.readings.clone(), ..other })
    }

    /// The same, of whom is noted whose files they open.
    #[must_use]
    pub fn with_read_log(self, readings: ReadLog) -> Self {
        Self { readings: Some(readings), ..self }
    }

    /// Notes that they read something of a person, before it is shown; of none in particular where they look through
    /// many. An operator at the command line reads no files.
    ///
    /// # Errors
    /// `unavailable` when that cannot be noted: nobody reads unseen.
    pub fn log_read(&self, what: &'static str, person: impl Into<Option<CandidateId>>) -> Result<()> {
        let Some(readings) = &self.readings else { return Ok(()) };
        readings.note(&self.db, &self.scope, self.now(), what, person.into())
    }

    /// The same of a page of a list: of the person on it if there is one only.
    ///
    /// # Errors
    /// `unavailable`.
    pub fn log_list_read<T>(&self, what: &'static str, page: &[T], whose: impl Fn(&T) -> CandidateId) -> Result<()> {
        let Some(first) = page.first().map(&whose) else { return Ok(()) };
        self.log_read(what, page.iter().all(|item| whose(item) == first).then_some(first))
    }

    /// The same, under a key of theirs if they gave one: what they [`Self::create`] is made once.
    #[must_use]
    pub fn with_idempotency_key(self, key: Option<IdempotencyKey>) -> Self {
        Self { key, ..self }
    }

    /// The same person, whose reading from now on takes long.
    #[must_use]
    pub fn at_length(self) -> Self {
        Self { db: self.db.for_long_reads(), ..self }
    }

    /// What they may see.
    pub fn scope(&self) -> &Scope {
        &self.scope
    }

    /// The present moment.
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// The present day, in France.
    pub fn today(&self) -> NaiveDate {
        self.clock.today()
    }

    /// Reads.
    ///
    /// # Errors
    /// Those of the work itself; `unavailable` when the database is out of reach.
    pub fn read<T>(&self, work: impl FnOnce(&mut Tx<'_>) -> Result<T>) -> Result<T> {
        self.db.read(&self.scope, self.now(), work)
    }

    /// Reads one and the same state with several queries.
    ///
    /// # Errors
    /// Those of the work itself; `unavailable` when the database is out of reach.
    pub fn snapshot<T>(&self, work: impl FnOnce(&mut Tx<'_>) -> Result<T>) -> Result<T> {
        self.db.snapshot(&self.scope, self.now(), work)
    }

    /// Changes something, whole or not at all; may run the work again after losing a race.
    ///
    /// # Errors
    /// Those of the work itself; `unavailable` when the database is out of reach.
    pub fn write<T>(&self, work: impl FnMut(&mut WriteTx<'_>) -> Result<T>) -> Result<T> {
        if P::LOCKS_SETTINGS {
            self.db.write_with_settings(&self.scope, self.now(), work)
        } else {
            self.db.write(&self.scope, self.now(), work)
        }
    }

    /// Makes something by a POST, whole or not at all. Under a key the answer is kept with it, and found instead of the
    /// work being done again.
    ///
    /// # Errors
    /// Those of the work itself; `idempotency_in_progress`, `idempotency_key_reused`; `unavailable` when the database
    /// is out of reach.
    pub fn create<T: Resource>(&self, mut work: impl FnMut(&mut WriteTx<'_>) -> Result<T>) -> Result<Idempotent<T>> {
        let Some(key) = &self.key else { return self.write(|tx| idempotency::run(tx, &mut work)) };
        // Before a lane is waited for: a twin is told so at once, and keeps nobody else waiting.
        let _under_way = key.begin(&self.scope)?;
        self.write(|tx| idempotency::run_once(tx, key, &mut work))
    }
}

impl Caller<super::LoadDemo> {
    /// Somebody else, as the demonstration plays them.
    ///
    /// # Errors
    /// `forbidden` when they may not do that.
    pub fn speaking_for<Q: Permission>(&self, scope: Scope) -> Result<Caller<Q>> {
        Caller::admit(self.db.clone(), self.clock, scope)
    }
}
