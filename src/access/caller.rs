//! Somebody who has the right to do one thing, with the means to do it.

use std::marker::PhantomData;

use chrono::{DateTime, NaiveDate, Utc};

use super::{Permission, Scope, Tx, WriteTx};
use crate::clock::Clock;
use crate::db::Db;
use crate::error::{Result, Situation};

/// A caller who holds the permission `P`: actions take one, so that none is done without its right.
#[derive(Clone)]
pub struct Caller<P> {
    db: Db,
    clock: Clock,
    scope: Scope,
    right: PhantomData<P>,
}

impl<P: Permission> Caller<P> {
    /// Lets somebody in who has the right.
    ///
    /// # Errors
    /// `forbidden` when their role does not have it.
    pub fn admit(db: Db, clock: Clock, scope: Scope) -> Result<Self> {
        if P::ROLES.contains(&scope.role) {
            Ok(Self { db, clock, scope, right: PhantomData })
        } else {
            Err(Situation::Forbidden.into())
        }
    }

    /// The same person about to do something else.
    ///
    /// # Errors
    /// `forbidden` when their role may not do that.
    pub fn with_right<Q: Permission>(&self) -> Result<Caller<Q>> {
        Caller::admit(self.db.clone(), self.clock, self.scope.clone())
    }

    /// The same person, whose reading from now on takes long.
    #[must_use]
    pub fn at_length(self) -> Self {
        Self { db: self.db.at_length(), ..self }
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
        self.db.write(&self.scope, self.now(), work)
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
