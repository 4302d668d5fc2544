//! Who opened which person's file: kept in mind until it is written down, in groups, never a commit for each. Nobody's
//! reading is forgotten for want of room: whoever finds none writes down what waits first, and is refused if that fails.

mod store;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, NaiveDateTime, SubsecRound as _, Utc};

use super::Scope;
use crate::db::Db;
use crate::error::Result;
use crate::values::CandidateId;

/// How often they are written down: what a crash may take with it.
pub const PACE: Duration = Duration::from_secs(1);

/// How many wait at most; some two mebibytes.
const MOST: usize = 10_000;

/// Somebody read something of a person, or of many.
#[derive(Debug, Clone)]
struct Reading {
    at: NaiveDateTime,
    actor: String,
    what: &'static str,
    person: Option<CandidateId>,
    request_id: Option<String>,
}

/// What waits to be written down; all clones are one.
#[derive(Debug, Clone, Default)]
pub struct ReadLog(Arc<Waiting>);

#[derive(Debug, Default)]
struct Waiting {
    readings: Mutex<VecDeque<Reading>>,
    /// Held by whoever writes, so that not everybody does who finds no room.
    writing: Mutex<()>,
}

impl ReadLog {
    /// Notes that somebody read something of a person; of none in particular where they looked through many.
    ///
    /// # Errors
    /// `unavailable` when there is no room and what waits cannot be written down.
    pub(super) fn note(
        &self,
        db: &Db,
        scope: &Scope,
        now: DateTime<Utc>,
        what: &'static str,
        person: Option<CandidateId>,
    ) -> Result<()> {
        let at = now.naive_utc().trunc_subsecs(6);
        let (actor, request_id) = (scope.actor.clone(), scope.request_id.clone());
        let mut reading = Some(Reading { at, actor, what, person, request_id });
        while !self.took(&mut reading) {
            self.make_room(db, now)?;
        }
        Ok(())
    }

    /// Takes it if there is room.
    fn took(&self, reading: &mut Option<Reading>) -> bool {
        let mut waiting = self.waiting();
        if waiting.len() < MOST {
            waiting.extend(reading.take());
        }
        reading.is_none()
    }

    fn make_room(&self, db: &Db, now: DateTime<Utc>) -> Result<()> {
        let _writing = locked(&self.0.writing);
        // Somebody else may have made it meanwhile.
        if self.waiting().len() < MOST { Ok(()) } else { self.write(db, now) }
    }

    /// Writes down what waits. What cannot be written goes on waiting.
    ///
    /// # Errors
    /// `unavailable`.
    pub fn write_down(&self, db: &Db, now: DateTime<Utc>) -> Result<()> {
        let _writing = locked(&self.0.writing);
        self.write(db, now)
    }

    fn write(&self, db: &Db, now: DateTime<Utc>) -> Result<()> {
        let taken: Vec<Reading> = self.waiting().drain(..).collect();
        if taken.is_empty() {
            return Ok(());
        }
        let written = db.write(&(), now, |tx| store::append(tx, &taken));
        if written.is_err() {
            let mut waiting = self.waiting();
            taken.into_iter().rev().for_each(|reading| waiting.push_front(reading));
        }
        written
    }

    fn waiting(&self) -> MutexGuard<'_, VecDeque<Reading>> {
        locked(&self.0.readings)
    }
}

/// What a panic left behind is as good as before: nothing is half done while a lock is held.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
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
        let (readings, scope, now) = (ReadLog::default(), Scope::operator(), Utc::now());
        for person in 0..i64::try_from(MOST).unwrap() {
            readings.note(&db, &scope, now, "candidate", Some(CandidateId(person))).unwrap();
        }
        let refused = readings.note(&db, &scope, now, "candidate", Some(CandidateId(-1))).unwrap_err();
        assert_eq!(refused.code, ProblemCode::Unavailable);
        let people: Vec<_> = readings.waiting().iter().filter_map(|reading| Some(reading.person?.0)).collect();
        assert_eq!(people, (0..i64::try_from(MOST).unwrap()).collect::<Vec<_>>());
    }
}
