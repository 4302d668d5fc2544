//! What is done every few minutes beside the requests: each chore on its own, on a thread that ends with the service.

use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::JoinHandle;
use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::clock::Clock;
use crate::db::Db;
use crate::error::{AppError, Result};

/// How long there is between two rounds at least; up to half as much again is added, so that several processes on one
/// database do not keep step.
pub const PAUSE: Duration = Duration::from_secs(300);

/// Something to be done again and again.
#[derive(Debug, Clone, Copy)]
pub struct Chore {
    /// What it is called in the log.
    pub name: &'static str,
    /// Does it, as of a moment.
    pub run: fn(&Db, DateTime<Utc>) -> Result<()>,
}

/// The chores at work. They end when this is dropped, the one that is running first.
#[derive(Debug)]
pub struct Housekeeping {
    /// Never used to send: that it is gone is the sign to end.
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Housekeeping {
    /// Begins, with the first round after one pause.
    pub fn begin(db: Db, clock: Clock, chores: &'static [Chore], pause: Duration) -> Self {
        let (stop, stopped) = mpsc::channel::<()>();
        let thread = std::thread::spawn(move || {
            while let Err(RecvTimeoutError::Timeout) = stopped.recv_timeout(jittered(pause)) {
                chores.iter().for_each(|chore| round(chore, &db, clock.now()));
            }
        });
        Self { stop: Some(stop), thread: Some(thread) }
    }

    /// Begins one piece of work at a steady pace, at once for the first time and, told that it is the last, once more at
    /// the end.
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
                // At such a pace an outage is told where it begins, and not each time.
                if let (Err(error), false) = (&done, fails) {
                    tell(name, error);
                }
                fails = done.is_err();
                if stopped.recv_timeout(pace) != Err(RecvTimeoutError::Timeout) {
                    break;
                }
            }
            let _ = work(true).inspect_err(|error| tell(name, error));
        });
        Self { stop: Some(stop), thread: Some(thread) }
    }
}

impl Drop for Housekeeping {
    fn drop(&mut self) {
        drop(self.stop.take());
        if self.thread.take().is_some_and(|thread| thread.join().is_err()) {
            tracing::error!("the housekeeping broke off");
        }
    }
}

/// A chore that fails is tried again in the next round.
fn round(chore: &Chore, db: &Db, now: DateTime<Utc>) {
    if let Err(error) = (chore.run)(db, now) {
        tell(chore.name, &error);
    }
}

fn tell(chore: &str, error: &AppError) {
    let cause = error.cause.as_ref().map(|cause| format!("{cause:#}"));
    tracing::error!(chore, code = error.code.as_str(), cause, "a chore failed");
}

fn jittered(pause: Duration) -> Duration {
    let mut byte = [0_u8; 1];
    // Without randomness there is no jitter, and the chores are done all the same.
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
        let (tell, told) = mpsc::channel();
        let work = Housekeeping::at_pace("fails", Duration::from_secs(3600), move |last| {
            tell.send(last).unwrap();
            Err(ProblemCode::Internal.into())
        });
        assert_eq!(told.recv(), Ok(false));
        drop(work);
        assert_eq!(told.iter().collect::<Vec<_>>(), [true]);
    }

    #[test]
    fn a_pause_grows_by_half_at_most() {
        for _ in 0..100 {
            let pause = jittered(Duration::from_secs(300));
            assert!((300..=450).contains(&pause.as_secs()), "{pause:?}");
        }
    }
}
