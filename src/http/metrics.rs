//! Metrics in the Prometheus text format: requests by route, connection pools, and what the application counts. No label
//! comes from client input.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};

use crate::db::Db;
use crate::error::Result;

/// Upper bounds of the histogram of durations, in microseconds.
const BOUNDS: [u64; 13] =
    [500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 3_000_000, 10_000_000];

/// The methods with a label of their own; any other counts as `other`.
const METHODS: [&str; 7] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];

/// A number that is read from the database at each scrape.
#[derive(Debug, Clone, Copy)]
pub struct Gauge {
    /// The metric's name, such as `clauses_data_version`.
    pub name: &'static str,
    /// The metric's help text.
    pub help: &'static str,
    /// Reads the number.
    pub read: fn(&Db, DateTime<Utc>) -> Result<i64>,
}

/// A counter with one label, whose values the slice that counts defines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Counter {
    /// The metric's name, such as `clauses_batches_total`.
    pub name: &'static str,
    /// The metric's help text.
    pub help: &'static str,
    /// The label's name.
    pub label: &'static str,
}

/// The metrics of the process; all clones share them.
#[derive(Clone)]
pub struct Metrics {
    routes: Arc<Mutex<BTreeMap<String, Route>>>,
    counters: Arc<Mutex<BTreeMap<Counter, BTreeMap<&'static str, u64>>>>,
    started: Instant,
    started_at: DateTime<Utc>,
    shared_counters: Arc<Mutex<Vec<SharedCounter>>>,
    gauges: &'static [Gauge],
}

/// A number that its owner changes.
struct SharedCounter {
    name: &'static str,
    kind: &'static str,
    help: &'static str,
    read: Box<dyn Fn() -> u64 + Send + Sync>,
}

/// The requests of one route.
#[derive(Debug, Default)]
struct Route {
    responses: BTreeMap<(&'static str, u16), u64>,
    within: [u64; BOUNDS.len()],
    micros: u64,
}

impl Metrics {
    /// All counters at zero.
    pub fn new(gauges: &'static [Gauge]) -> Self {
        Self {
            routes: Arc::default(),
            counters: Arc::default(),
            shared_counters: Arc::default(),
            started: Instant::now(),
            started_at: Utc::now(),
            gauges,
        }
    }

    /// Registers a counter that the caller increments.
    pub fn counter(&self, name: &'static str, help: &'static str) -> Arc<AtomicU64> {
        let count = Arc::<AtomicU64>::default();
        let read = count.clone();
        self.register(name, help, move || read.load(Ordering::Relaxed));
        count
    }

    /// Registers a counter that is read at each scrape.
    pub fn register(&self, name: &'static str, help: &'static str, read: impl Fn() -> u64 + Send + Sync + 'static) {
        self.share(SharedCounter { name, kind: "counter", help, read: Box::new(read) });
    }

    /// Registers a number that may fall, and is read at each scrape.
    pub fn register_gauge(
        &self,
        name: &'static str,
        help: &'static str,
        read: impl Fn() -> u64 + Send + Sync + 'static,
    ) {
        self.share(SharedCounter { name, kind: "gauge", help, read: Box::new(read) });
    }

    fn share(&self, counter: SharedCounter) {
        self.shared_counters.lock().unwrap_or_else(PoisonError::into_inner).push(counter);
    }

    /// Counts a response. The route is the pattern of the address, or `unknown`.
    pub fn record_response(&self, route: &str, method: &str, status: u16, elapsed: Duration) {
        let method = METHODS.into_iter().find(|name| *name == method).unwrap_or("other");
        let micros = u64::try_from(elapsed.as_micros()).unwrap_or(u64::MAX);
        let mut routes = self.routes.lock().unwrap_or_else(PoisonError::into_inner);
        if !routes.contains_key(route) {
            routes.insert(route.to_owned(), Route::default());
        }
        let Some(counts) = routes.get_mut(route) else { return };
        *counts.responses.entry((method, status)).or_default() += 1;
        counts.micros = counts.micros.saturating_add(micros);
        for (count, _) in counts.within.iter_mut().zip(BOUNDS).filter(|(_, bound)| micros <= *bound) {
            *count += 1;
        }
    }

    /// Adds to the counter with this value of its label.
    pub fn count(&self, counter: Counter, value: &'static str, increment: u64) {
        let mut counters = self.counters.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counters.entry(counter).or_default().entry(value).or_default();
        *count = count.saturating_add(increment);
    }

    /// All metrics in the Prometheus text format. Takes a connection only if there are gauges.
    pub fn text(&self, db: &Db, now: DateTime<Utc>) -> String {
        let mut text = String::new();
        self.requests(&mut text);
        self.labelled_counters(&mut text);
        pools(&mut text, db);
        for Gauge { name, help, read } in self.gauges {
            // A gauge that cannot be read is left out: monitoring sees a gap, and all other metrics.
            if let Ok(value) = read(db, now) {
                head(&mut text, name, "gauge", help);
                line(&mut text, name, "", value);
            }
        }
        for SharedCounter { name, kind, help, read } in
            self.shared_counters.lock().unwrap_or_else(PoisonError::into_inner).iter()
        {
            head(&mut text, name, kind, help);
            line(&mut text, name, "", read());
        }
        let help = "Seconds since the process began to serve.";
        head(&mut text, "clauses_uptime_seconds", "gauge", help);
        line(&mut text, "clauses_uptime_seconds", "", self.started.elapsed().as_secs());
        head(&mut text, "process_start_time_seconds", "gauge", "When the process began, in seconds since 1970.");
        line(&mut text, "process_start_time_seconds", "", self.started_at.timestamp());
        text
    }

    fn labelled_counters(&self, text: &mut String) {
        let counters = self.counters.lock().unwrap_or_else(PoisonError::into_inner);
        for (Counter { name, help, label }, counts) in counters.iter() {
            head(text, name, "counter", help);
            for (value, count) in counts {
                line(text, name, &format!("{{{label}=\"{value}\"}}"), count);
            }
        }
    }

    fn requests(&self, text: &mut String) {
        let routes = self.routes.lock().unwrap_or_else(PoisonError::into_inner);
        head(text, "clauses_requests_total", "counter", "Requests answered.");
        for (route, counts) in routes.iter() {
            for ((method, status), count) in &counts.responses {
                let labels = format!("{{route=\"{route}\",method=\"{method}\",status=\"{status}\"}}");
                line(text, "clauses_requests_total", &labels, count);
            }
        }
        head(text, "clauses_request_duration_seconds", "histogram", "How long requests took until their answer began.");
        for (route, counts) in routes.iter() {
            counts.histogram(text, route);
        }
    }
}

impl Route {
    fn histogram(&self, text: &mut String, route: &str) {
        const NAME: &str = "clauses_request_duration_seconds";
        let total: u64 = self.responses.values().sum();
        for (count, bound) in self.within.iter().zip(BOUNDS) {
            let labels = format!("{{route=\"{route}\",le=\"{}\"}}", seconds(bound));
            line(text, &format!("{NAME}_bucket"), &labels, count);
        }
        line(text, &format!("{NAME}_bucket"), &format!("{{route=\"{route}\",le=\"+Inf\"}}"), total);
        line(text, &format!("{NAME}_sum"), &format!("{{route=\"{route}\"}}"), seconds(self.micros));
        line(text, &format!("{NAME}_count"), &format!("{{route=\"{route}\"}}"), total);
    }
}

fn pools(text: &mut String, db: &Db) {
    let pools = db.pools();
    let mut each = |name: &str, kind: &str, help: &str, value: fn(&crate::db::PoolFigures) -> u64| {
        head(text, name, kind, help);
        for pool in &pools {
            line(text, name, &format!("{{lane=\"{}\"}}", pool.name), value(pool));
        }
    };
    each("clauses_lane_size", "gauge", "Connections to the database that the pool may have.", |pool| pool.size);
    each("clauses_lane_open", "gauge", "Connections that are open.", |pool| pool.open);
    each("clauses_lane_in_use", "gauge", "Connections at work.", |pool| pool.in_use);
    each("clauses_lane_waiting", "gauge", "Requests that wait for a connection.", |pool| pool.waiting);
    each("clauses_lane_timeouts_total", "counter", "Requests that got no connection in time.", |pool| pool.timeouts);
    let name = "clauses_transactions_retried_total";
    head(text, name, "counter", "Transactions run again because another writer was faster.");
    line(text, name, "", db.retried());
    let name = "clauses_statements_total";
    head(text, name, "counter", "Statements sent to the database.");
    line(text, name, "", db.statements());
}

/// Microseconds as seconds, exactly.
fn seconds(micros: u64) -> String {
    let text = format!("{}.{:06}", micros / 1_000_000, micros % 1_000_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn head(text: &mut String, name: &str, kind: &str, help: &str) {
    // Writing into a String cannot fail.
    let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} {kind}");
}

fn line(text: &mut String, name: &str, labels: &str, value: impl std::fmt::Display) {
    let _ = writeln!(text, "{name}{labels} {value}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn microseconds_are_written_as_seconds() {
        for (micros, text) in [(0, "0"), (500, "0.0005"), (1_000_000, "1"), (10_250_000, "10.25"), (7, "0.000007")] {
            assert_eq!(seconds(micros), text);
        }
    }

    #[test]
    fn an_invented_method_is_no_label() {
        let metrics = Metrics::new(&[]);
        metrics.record_response("unknown", "BREW\"", 404, Duration::from_micros(600));
        let mut text = String::new();
        metrics.requests(&mut text);
        assert!(text.contains("{route=\"unknown\",method=\"other\",status=\"404\"} 1"), "{text}");
        assert!(text.contains("_bucket{route=\"unknown\",le=\"0.0005\"} 0"), "{text}");
        assert!(text.contains("_bucket{route=\"unknown\",le=\"0.001\"} 1"), "{text}");
    }
}
