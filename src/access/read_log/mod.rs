//! Write-behind of the read log (who read which person's data): `Caller::log_read` records reads in memory, a
//! background job writes them in groups. No read is lost for lack of room: a request that finds the buffer full writes
//! it first, and fails if that fails. `crate::read_log` lists the log.

mod store;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, NaiveDateTime, SubsecRound as _, Utc};

use super::Scope;
use crate::db::Db;
use crate::error::Result;
use crate::values::CandidateId;

/// How often reads are written, and so how much a crash may lose.
pub const PACE: Duration = Duration::from_secs(1);

/// The capacity of the buffer; some two mebibytes.
const MOST: usize = 10_000;

/// One read of a person's data, or of a list.
#[derive(Debug, Clone)]
struct Read {
    at: NaiveDateTime,
    actor: String,
    what: &'static str,
    person: Option<CandidateId>,
    request_id: Option<String>,
}

/// The buffer of reads; clones share it.
#[derive(Debug, Clone, Default)]
pub struct ReadLog(Arc<Buffer>);

#[derive(Debug, Default)]
struct Buffer {
    pending: Mutex<VecDeque<Read>>,
    /// Serialises writers, so that of the requests that find the buffer full only one writes it.
    writing: Mutex<()>,
}

impl ReadLog {
    /// Records a read; without a person for a list of several.
    ///
    /// # Errors
    /// `unavailable` when the buffer is full and cannot be written.
    pub fn record(
        &self,
        db: &Db,
        scope: &Scope,
        now: DateTime<Utc>,
        what: &'static str,
        person: Option<CandidateId>,
    ) -> Result<()> {
        let at = now.naive_utc().trunc_subsecs(6);
        let (actor, request_id) = (scope.actor.clone(), scope.request_id.clone());
        let mut read = Some(Read { at, actor, what, person, request_id });
        while !self.try_push(&mut read) {
            self.make_room(db, now)?;
        }
        Ok(())
    }

    /// Takes the read if there is room.
    fn try_push(&self, read: &mut Option<Read>) -> bool {
        let mut pending = self.pending();
        if pending.len() < MOST {
            pending.extend(read.take());
        }
        read.is_none()
    }

    fn make_room(&self, db: &Db, now: DateTime<Utc>) -> Result<()> {
        let _writing = lock(&self.0.writing);
        // Another request may have written the buffer meanwhile.
        if self.pending().len() < MOST { Ok(()) } else { self.write(db, now) }
    }

    /// Writes the pending reads. Those that cannot be written remain.
    ///
    /// # Errors
    /// `unavailable`.
    pub fn write_down(&self, db: &Db, now: DateTime<Utc>) -> Result<()> {
        let _writing = lock(&self.0.writing);
        self.write(db, now)
    }

    fn write(&self, db: &Db, now: DateTime<Utc>) -> Result<()> {
        let taken: Vec<Read> = self.pending().drain(..).collect();
        if taken.is_empty() {
            return Ok(());
        }
        let written = db.write(&(), now, |tx| store::append(tx, &taken));
        if written.is_err() {
            let mut pending = self.pending();
            taken.into_iter().rev().for_each(|read| pending.push_front(read));
        }
        written
    }

    fn pending(&self) -> MutexGuard<'_, VecDeque<Read>> {
        lock(&self.0.pending)
    }
}

/// A poisoned lock is usable: no code panics between two related changes.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::error::ProblemCode;

    #[test]
    fn without_room_and_without_a_database_nobody_reads_and_nothing_is_forgotten() {
        let db = Db::open(&Config::from_lookup(|_| None, "sqlite:///nowhere/at/all.db").unwrap());
        let (read_log, scope, now) = (ReadLog::default(), Scope::operator(&Arc::default()), Utc::now());
        for person in 0..i64::try_from(MOST).unwrap() {
            read_log.record(&db, &scope, now, "candidate", Some(CandidateId(person))).unwrap();
        }
        let refused = read_log.record(&db, &scope, now, "candidate", Some(CandidateId(-1))).unwrap_err();
        assert_eq!(refused.code, ProblemCode::Unavailable);
        let people: Vec<_> = read_log.pending().iter().filter_map(|read| Some(read.person?.0)).collect();
        assert_eq!(people, (0..i64::try_from(MOST).unwrap()).collect::<Vec<_>>());
    }
}
