//! The log: one JSON line per event on standard error, without personal data or secrets. Events wait in a bounded queue
//! for a thread that writes them. Where standard error is full, gone or not read, lines are lost and counted, and the
//! service goes on.

use std::io::{self, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::thread;
use std::time::Duration;

use anyhow::Context as _;
use clauses::http::Metrics;
use tracing_appender::non_blocking::{ErrorCounter, NonBlockingBuilder, WorkerGuard};

use super::patience::run_within_patience;

/// How many lines the queue holds: some megabytes. Further ones are lost.
const QUEUED_LINES: usize = 16_384;

/// The pause before a non-blocking output is tried again.
const PAUSE: Duration = Duration::from_millis(10);

/// The running log. Dropping this writes the lines that are queued, as far as standard error takes them.
pub(super) struct Log {
    lost: LostLines,
    worker: Option<WorkerGuard>,
}

/// Starts the log. `RUST_LOG` sets its filter; by default the HTTP framework's own lines are off, since every malformed
/// request causes one.
///
/// # Errors
/// When `RUST_LOG` is malformed.
pub(super) fn begin() -> anyhow::Result<Log> {
    let filter = std::env::var("RUST_LOG").ok().filter(|filter| !filter.is_empty());
    let filter = filter.unwrap_or_else(|| "info,actix_http=off".to_owned());
    let filter = tracing_subscriber::EnvFilter::try_new(&filter).with_context(|| format!("RUST_LOG {filter}"))?;
    let lost = LostLines::default();
    let output = Output { lost: lost.clone(), fails: false, torn: false, reported: 0 };
    let (queue, worker) = NonBlockingBuilder::default().buffered_lines_limit(QUEUED_LINES).lossy(true).finish(output);
    // Nobody else sets it.
    let _ = lost.not_queued.set(queue.error_counter());
    tracing_subscriber::fmt().json().with_env_filter(filter).with_writer(queue).init();
    std::panic::set_hook(Box::new(|panic| {
        // Without the message, which may quote data.
        let location = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(location, "panicked");
    }));
    Ok(Log { lost, worker: Some(worker) })
}

impl Log {
    /// Adds the number of lost lines to the metrics.
    pub(super) fn count_lost_lines(&self, metrics: &Metrics) {
        let (lost, help) = (self.lost.clone(), "Lines of the log that standard error did not take.");
        metrics.register("clauses_log_lines_lost_total", help, move || lost.count());
    }
}

impl Drop for Log {
    fn drop(&mut self) {
        let worker = self.worker.take();
        // The guard prints on standard output when it gives up, and that may be the pipe that nobody reads.
        run_within_patience(move || drop(worker));
    }
}

/// How many lines were lost since the start; clones share the numbers.
#[derive(Clone, Default)]
struct LostLines {
    not_queued: Arc<OnceLock<ErrorCounter>>,
    not_written: Arc<AtomicU64>,
}

impl LostLines {
    fn count(&self) -> u64 {
        let not_queued = self.not_queued.get().map_or(0, ErrorCounter::dropped_lines);
        let not_queued = u64::try_from(not_queued).unwrap_or(u64::MAX);
        self.not_written.load(Ordering::Relaxed).saturating_add(not_queued)
    }
}

/// Standard error, as the thread that writes sees it: the thread calls `flush` when no line is queued.
struct Output {
    lost: LostLines,
    /// Whether the last line was lost.
    fails: bool,
    /// Whether a line was written in part.
    torn: bool,
    /// How many lost lines the log has reported.
    reported: u64,
}

impl Output {
    fn write_line(&mut self, line: &[u8]) -> io::Result<()> {
        let line = [if self.torn { b"\n".as_slice() } else { b"" }, line].concat();
        let mut rest = line.as_slice();
        while !rest.is_empty() {
            match io::stderr().write(rest) {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(written) => {
                    rest = rest.get(written..).unwrap_or_default();
                    self.torn = !rest.is_empty();
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                // A pipe can be non-blocking if another process shares it.
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => thread::sleep(PAUSE),
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

impl Write for Output {
    /// Takes a whole line. A failure is counted and not returned: the thread would drop the error.
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.fails = self.write_line(line).is_err();
        self.lost.not_written.fetch_add(u64::from(self.fails), Ordering::Relaxed);
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let lines = self.lost.count();
        if !self.fails && lines > self.reported {
            self.reported = lines;
            tracing::warn!(lines, "lines of the log were lost; the number counts from the start");
        }
        Ok(())
    }
}
