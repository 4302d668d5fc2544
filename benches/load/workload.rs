//! Workloads that are compared run in turns, round after round, so that other load on the machine falls on all of them.
//! Every second round runs in reverse order, so that none always finds what another has just brought into memory.

use std::fs;
use std::sync::Barrier;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};

/// Performs one operation; `false` when there is nothing left to do.
pub type Step = Box<dyn FnMut() -> Result<bool> + Send>;
type Maker<'a> = Box<dyn Fn() -> Result<Step> + Sync + 'a>;

/// An operation that some clients repeat at the same time.
pub struct Workload<'a> {
    pub name: String,
    pub clients: usize,
    server: Option<u32>,
    most: usize,
    warm_up: usize,
    make: Maker<'a>,
    rates: Vec<f64>,
    /// How long each operation took, turn by turn.
    micros: Vec<Vec<u32>>,
    client_cpu: Duration,
    server_cpu: Duration,
}

impl<'a> Workload<'a> {
    /// `server` is the server's process, where there is one: its CPU time is measured.
    pub fn new(name: &str, clients: usize, server: Option<u32>, make: impl Fn() -> Result<Step> + Sync + 'a) -> Self {
        let nothing = Duration::ZERO;
        Self {
            name: name.to_owned(),
            clients,
            server,
            most: usize::MAX,
            warm_up: 3,
            make: Box::new(make),
            rates: Vec::new(),
            micros: Vec::new(),
            client_cpu: nothing,
            server_cpu: nothing,
        }
    }

    /// Limits the operations of a client in a round, after so many to warm up.
    pub fn limited(self, most: usize, warm_up: usize) -> Self {
        Self { most, warm_up, ..self }
    }

    /// Renames it.
    pub fn named(self, name: String) -> Self {
        Self { name, ..self }
    }

    fn round(&mut self, length: Duration) -> Result<()> {
        let steps = (0..self.clients).map(|_| self.warmed_up()).collect::<Result<Vec<_>>>()?;
        let before = (cpu("self")?, self.server_cpu_now()?);
        let (barrier, failed) = (Barrier::new(self.clients), AtomicBool::new(false));
        let most = self.most;
        let began = Instant::now();
        let done = std::thread::scope(|scope| {
            let run = |mut step: Step| {
                let (barrier, failed) = (&barrier, &failed);
                scope.spawn(move || {
                    barrier.wait();
                    let outcome = repeat(&mut step, (length, most), failed);
                    failed.fetch_or(outcome.is_err(), Ordering::Relaxed);
                    outcome
                })
            };
            let threads: Vec<_> = steps.into_iter().map(run).collect();
            threads.into_iter().map(|thread| thread.join().map_err(|_| anyhow::anyhow!("a client panicked"))?).collect()
        });
        let done: Result<Vec<Vec<u32>>> = done;
        let micros: Vec<u32> = done.with_context(|| self.name.clone())?.into_iter().flatten().collect();
        anyhow::ensure!(!micros.is_empty(), "{}: nothing was left to do", self.name);
        self.rates.push(count(micros.len()) / began.elapsed().as_secs_f64());
        self.micros.push(micros);
        self.client_cpu += cpu("self")?.saturating_sub(before.0);
        self.server_cpu += self.server_cpu_now()?.saturating_sub(before.1);
        Ok(())
    }

    /// A client that has sent requests already: the server closes new connections that send none for long.
    fn warmed_up(&self) -> Result<Step> {
        let mut step = (self.make)()?;
        for _ in 0..self.warm_up {
            step().with_context(|| self.name.clone())?;
        }
        Ok(step)
    }

    fn server_cpu_now(&self) -> Result<Duration> {
        self.server.map_or(Ok(Duration::ZERO), |pid| cpu(&pid.to_string()))
    }

    /// Operations a second: the median of the rounds.
    pub fn rate(&self) -> f64 {
        median(self.rates.clone())
    }

    /// The time, in milliseconds, within which this share of the operations was done.
    pub fn quantile(&self, share: f64) -> f64 {
        quantile(&self.micros.concat(), share) / 1000.0
    }

    /// How many times as long this takes as the other: the mean of each turn over the other's mean in the same turn,
    /// and the median of these ratios. The machine is fast for some seconds and slow for others; both sides of a turn
    /// meet the same.
    pub fn time_ratio(&self, other: &Self) -> f64 {
        let pairs = self.micros.iter().zip(&other.micros);
        median(pairs.map(|(own, other)| mean(own) / mean(other)).collect())
    }

    /// CPU time of an operation, in microseconds: the client's, and the server process's (not the database's).
    pub fn cpu_each(&self) -> (f64, f64) {
        let each = |cpu: Duration| cpu.as_secs_f64() * 1e6 / count(self.micros.iter().map(Vec::len).sum()).max(1.0);
        (each(self.client_cpu), each(self.server_cpu))
    }
}

/// Runs all workloads in turns, forwards and backwards.
pub fn interleave(workloads: &mut [&mut Workload<'_>], rounds: usize, length: Duration) -> Result<()> {
    for round in 0..rounds {
        let all = workloads.iter_mut();
        let turns: Vec<_> = if round % 2 == 0 { all.collect() } else { all.rev().collect() };
        for workload in turns {
            workload.round(length)?;
        }
    }
    Ok(())
}

fn repeat(step: &mut Step, (length, most): (Duration, usize), failed: &AtomicBool) -> Result<Vec<u32>> {
    let mut micros = Vec::new();
    let end = Instant::now() + length;
    while micros.len() < most && !failed.load(Ordering::Relaxed) {
        let began = Instant::now();
        if began >= end || !step()? {
            break;
        }
        micros.push(u32::try_from(began.elapsed().as_micros()).unwrap_or(u32::MAX));
    }
    Ok(micros)
}

/// The value below which this share of the values lies.
pub fn quantile(values: &[u32], share: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    let place = (count(sorted.len()) * share).min(count(sorted.len().saturating_sub(1)));
    sorted.get(place as usize).copied().map_or(0.0, f64::from)
}

fn mean(values: &[u32]) -> f64 {
    values.iter().copied().map(f64::from).sum::<f64>() / count(values.len())
}

/// The middle value, or the mean of the two middle ones; 0 where there is none.
fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    match (values.get(middle), values.len() % 2) {
        (Some(upper), 0) => (values[middle - 1] + upper) / 2.0,
        (Some(middle), _) => *middle,
        (None, _) => 0.0,
    }
}

/// A count as a float, for rates.
fn count(things: usize) -> f64 {
    f64::from(u32::try_from(things).unwrap_or(u32::MAX))
}

/// The CPU time that all threads of a process have used. A tick is 10 ms on Linux.
fn cpu(process: &str) -> Result<Duration> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat"))?;
    let after = stat.rsplit_once(") ").context("no process")?.1;
    let ticks = after.split(' ').skip(11).take(2).map(str::parse::<u64>).sum::<Result<u64, _>>()?;
    Ok(Duration::from_millis(ticks * 10))
}
