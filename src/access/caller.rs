//! `Caller<P>`: proof that a caller holds the permission `P`, and the way of actions to the database. Handlers receive
//! it as their first argument.

use std::marker::PhantomData;

use chrono::{DateTime, NaiveDate, Utc};

use super::confirmation::confirm;
use super::idempotency::{self, IdempotencyKey, Idempotent};
use super::read_log::ReadLog;
use super::{Permission, Scope, Tx, WriteTx};
use crate::clock::Clock;
use crate::db::{Changes, Db};
use crate::error::{ProblemCode, Result};
use crate::values::{CandidateId, Resource};

/// A caller who holds the permission `P`. Actions take one, so the compiler refuses an action without its permission.
#[derive(Clone)]
pub struct Caller<P> {
    db: Db,
    clock: Clock,
    scope: Scope,
    key: Option<IdempotencyKey>,
    read_log: Option<ReadLog>,
    most_shown: usize,
    permission: PhantomData<P>,
}

impl<P: Permission> Caller<P> {
    /// Checks that the scope's role has the permission.
    ///
    /// # Errors
    /// `forbidden` when it does not.
    pub fn admit(db: Db, clock: Clock, scope: Scope) -> Result<Self> {
        if P::ROLES.contains(&scope.role) {
            Ok(Self { db, clock, scope, key: None, read_log: None, most_shown: usize::MAX, permission: PhantomData })
        } else {
            Err(ProblemCode::Forbidden.into())
        }
    }

    /// The caller with another permission.
    ///
    /// # Errors
    /// `forbidden` when their role does not have it.
    pub fn with_right<Q: Permission>(&self) -> Result<Caller<Q>> {
        let other = Caller::admit(self.db.clone(), self.clock, self.scope.clone())?;
        Ok(Caller { read_log: self.read_log.clone(), ..other })
    }

    /// Records in this log what the caller reads of people.
    #[must_use]
    pub fn with_read_log(self, read_log: ReadLog) -> Self {
        Self { read_log: Some(read_log), ..self }
    }

    /// Records that the caller reads data of a person, before the data is returned; without a person for a list of
    /// several. Without a log (command line) it does nothing.
    ///
    /// # Errors
    /// `unavailable` when the read cannot be recorded: the data must then not be returned.
    pub fn log_read(&self, what: &'static str, person: impl Into<Option<CandidateId>>) -> Result<()> {
        let Some(read_log) = &self.read_log else { return Ok(()) };
        read_log.record(&self.db, &self.scope, self.now(), what, person.into())
    }

    /// Records the read of a page of a list, with the person if all items that are shown of it are of one person.
    ///
    /// # Errors
    /// As [`Self::log_read`].
    pub fn log_list_read<T>(&self, what: &'static str, page: &[T], whose: impl Fn(&T) -> CandidateId) -> Result<()> {
        let Some(first) = page.first().map(&whose) else { return Ok(()) };
        self.log_read(what, page.iter().take(self.most_shown).all(|item| whose(item) == first).then_some(first))
    }

    /// Shows at most so many items of a list from now on; one more may be read to know whether there are others.
    #[must_use]
    pub fn showing(self, items: i64) -> Self {
        Self { most_shown: usize::try_from(items).unwrap_or(usize::MAX), ..self }
    }

    /// Makes [`Self::create`] idempotent under the client's key, if it sent one.
    #[must_use]
    pub fn with_idempotency_key(self, key: Option<IdempotencyKey>) -> Self {
        Self { key, ..self }
    }

    /// Reads from the pool for long queries from now on.
    #[must_use]
    pub fn for_long_reads(self) -> Self {
        Self { db: self.db.for_long_reads(), ..self }
    }

    /// The caller's scope.
    pub fn scope(&self) -> &Scope {
        &self.scope
    }

    /// The current time.
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// The current day in France.
    pub fn today(&self) -> NaiveDate {
        self.clock.today()
    }

    /// Runs queries on a reading connection.
    ///
    /// # Errors
    /// Those of the work; `unavailable` when the database cannot be reached.
    pub fn read<T>(&self, work: impl FnOnce(&mut Tx<'_>) -> Result<T>) -> Result<T> {
        self.db.read(&self.scope, self.now(), work)
    }

    /// Runs several queries on one snapshot of the data.
    ///
    /// # Errors
    /// Those of the work; `unavailable` when the database cannot be reached.
    pub fn snapshot<T>(&self, work: impl FnOnce(&mut Tx<'_>) -> Result<T>) -> Result<T> {
        self.db.snapshot(&self.scope, self.now(), work)
    }

    /// What may be read in the order of change now. A database that came from elsewhere is taken over first.
    ///
    /// # Errors
    /// `unavailable`.
    pub fn changes(&self) -> Result<Changes> {
        if let Some(changes) = self.read(|tx| tx.changes())? {
            return Ok(changes);
        }
        self.db.write(&self.scope, self.now(), |tx| tx.adopt_changes())?;
        self.read(|tx| tx.changes())?.ok_or_else(|| ProblemCode::Unavailable.into())
    }

    /// Runs the work in one transaction, and again after a lost race.
    ///
    /// # Errors
    /// Those of the work; `unavailable` when the database cannot be reached. If the work changes who has access,
    /// `unauthenticated` and `forbidden` when the caller's own has ended or changed.
    pub fn write<T>(&self, mut work: impl FnMut(&mut WriteTx<'_>) -> Result<T>) -> Result<T> {
        if P::LOCKS_SETTINGS {
            self.db.write_with_settings(&self.scope, self.now(), work)
        } else if P::CHANGES_ACCESS {
            self.db.write(&self.scope, self.now(), |tx| confirm(tx, &self.clock).and_then(|()| work(tx)))
        } else {
            self.db.write(&self.scope, self.now(), work)
        }
    }

    /// Runs the work of a POST in one transaction. Under an idempotency key the response is stored in it, and replayed
    /// when the key comes again.
    ///
    /// # Errors
    /// Those of the work; `idempotency_in_progress`, `idempotency_key_reused`; `unavailable` when the database cannot
    /// be reached.
    pub fn create<T: Resource>(&self, mut work: impl FnMut(&mut WriteTx<'_>) -> Result<T>) -> Result<Idempotent<T>> {
        let Some(key) = &self.key else { return self.write(|tx| idempotency::run(tx, &mut work)) };
        // Before a connection is taken: a duplicate fails at once and keeps no other request waiting.
        let _guard = key.begin(&self.scope)?;
        self.write(|tx| idempotency::run_once(tx, key, &mut work))
    }
}

impl Caller<super::LoadDemo> {
    /// A caller with another scope, for the loader of the demonstration.
    ///
    /// # Errors
    /// `forbidden` when the scope's role does not have the permission.
    pub fn speaking_for<Q: Permission>(&self, scope: Scope) -> Result<Caller<Q>> {
        Caller::admit(self.db.clone(), self.clock, scope)
    }
}
