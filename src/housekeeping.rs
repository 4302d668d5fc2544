//! Background jobs: threads that repeat chores until the service ends. `app` lists the chores.

use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::JoinHandle;
use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::clock::Clock;
use crate::db::Db;
use crate::error::{AppError, Result};

/// The least time between two rounds. Up to half of it is added at random, so that several processes on one database do
/// not run in step.
pub const PAUSE: Duration = Duration::from_secs(300);

/// A repeated job.
#[derive(Debug, Clone, Copy)]
pub struct Chore {
    /// The name in the log.
    pub name: &'static str,
    /// Runs it as of a time.
    pub run: fn(&Db, DateTime<Utc>) -> Result<()>,
}

/// A running thread. Dropping this ends the thread after its current job.
#[derive(Debug)]
pub struct Housekeeping {
    /// Never sends: dropping it signals the end.
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Housekeeping {
    /// Runs the chores in rounds, the first after one pause.
    pub fn begin(db: Db, clock: Clock, chores: &'static [Chore], pause: Duration) -> Self {
        let (stop, stopped) = mpsc::channel::<()>();
        let thread = std::thread::spawn(move || {
            while let Err(RecvTimeoutError::Timeout) = stopped.recv_timeout(jittered(pause)) {
                chores.iter().for_each(|chore| round(chore, &db, clock.now()));
            }
        });
        Self { stop: Some(stop), thread: Some(thread) }
    }

    /// Runs one job at a steady pace: first at once and, with the argument `true`, a last time at the end.
    pub fn at_pace(
        name: &'static str,
        pace: Duration,
        mut work: impl FnMut(bool) -> Result<()> + Send + 'static,
    ) -> Self {
        let (stop, stopped) = mpsc::channel::<()>();
        let thread = std::thread::spawn(move || {
            let mut fails = false;
            loop {
                let done = work(false);
                // Log only the first failure of an outage.
                if let (Err(error), false) = (&done, fails) {
                    log_failure(name, error);
                }
                fails = done.is_err();
                if stopped.recv_timeout(pace) != Err(RecvTimeoutError::Timeout) {
                    break;
                }
            }
            let _ = work(true).inspect_err(|error| log_failure(name, error));
        });
        Self { stop: Some(stop), thread: Some(thread) }
    }
}

impl Drop for Housekeeping {
    fn drop(&mut self) {
        drop(self.stop.take());
        if self.thread.take().is_some_and(|thread| thread.join().is_err()) {
            tracing::error!("a housekeeping thread panicked");
        }
    }
}

/// A chore that fails runs again in the next round.
fn round(chore: &Chore, db: &Db, now: DateTime<Utc>) {
    if let Err(error) = (chore.run)(db, now) {
        log_failure(chore.name, &error);
    }
}

fn log_failure(chore: &str, error: &AppError) {
    let cause = error.cause.as_ref().map(|cause| format!("{cause:#}"));
    tracing::error!(chore, code = error.code.as_str(), cause, "a chore failed");
}

fn jittered(pause: Duration) -> Duration {
    let mut byte = [0_u8; 1];
    // Without randomness there is no jitter, but the chores still run.
    let _ = getrandom::fill(&mut byte);
    pause.saturating_add(pause.saturating_mul(u32::from(byte[0])) / 512)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;
    use crate::config::Config;
    use crate::error::ProblemCode;

    static DONE: AtomicU32 = AtomicU32::new(0);

    const CHORES: &[Chore] = &[
        Chore { name: "fails", run: |_, _| Err(ProblemCode::Internal.into()) },
        Chore {
            name: "counts",
            run: |_, _| {
                DONE.fetch_add(1, Ordering::SeqCst);
                Ok(())
            },
        },
    ];

    #[test]
    fn chores_are_done_again_and_again_whatever_the_others_do_until_the_end() {
        let db = Db::open(&Config::from_lookup(|_| None, "sqlite://nowhere.db").unwrap());
        let housekeeping = Housekeeping::begin(db, Clock::System, CHORES, Duration::from_millis(1));
        while DONE.load(Ordering::SeqCst) < 3 {
            std::thread::yield_now();
        }
        drop(housekeeping);
        let done = DONE.load(Ordering::SeqCst);
        std::thread::sleep(Duration::from_millis(20));
        assert_eq!(DONE.load(Ordering::SeqCst), done);
    }

    #[test]
    fn work_at_a_pace_is_done_at_once_and_once_more_at_the_end_though_it_fails() {
        let (sender, receiver) = mpsc::channel();
        let work = Housekeeping::at_pace("fails", Duration::from_secs(3600), move |last| {
            sender.send(last).unwrap();
            Err(ProblemCode::Internal.into())
        });
        assert_eq!(receiver.recv(), Ok(false));
        drop(work);
        assert_eq!(receiver.iter().collect::<Vec<_>>(), [true]);
    }

    #[test]
    fn a_pause_grows_by_half_at_most() {
        for _ in 0..100 {
            let pause = jittered(Duration::from_secs(300));
            assert!((300..=450).contains(&pause.as_secs()), "{pause:?}");
        }
    }
}
