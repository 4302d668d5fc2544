//! A measured peer: other software over a copy of the same rows in the same PostgreSQL.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::net::{SocketAddr, TcpListener};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};

use super::batches::ROWS;
use super::cells::{Cells, KnownCell};
use super::endpoint::Endpoint;
use super::peer_kind::PeerKind;
use super::program::memory;
use super::report::Report;
use super::workload::Workload;

/// A running peer. When dropped it is stopped and its copy is removed.
pub struct Peer {
    pub kind: PeerKind,
    child: Child,
    url: String,
    endpoint: Endpoint,
    /// From the end of the copy to the first answer.
    start_time: Duration,
}

impl Peer {
    /// Whether it can be measured on this database; asked before anything is installed.
    pub fn check(kind: PeerKind, url: &str) -> Result<()> {
        let asked = Command::new(kind.script()).args([url, "--check"]).status()?;
        anyhow::ensure!(asked.success(), "{} cannot be measured on this database: see above", kind.name());
        Ok(())
    }

    pub fn start(kind: PeerKind, url: &str) -> Result<Self> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let mut child = Command::new(kind.script()).args([url, &port.to_string()]).stdout(Stdio::piped()).spawn()?;
        let mut lines = BufReader::new(child.stdout.take().context("no output")?).lines();
        let token = lines.find_map(|line| line.ok()?.strip_prefix("token ").map(str::to_owned));
        let began = Instant::now();
        let key = kind.key(&token.with_context(|| format!("{} did not start: see above", kind.name()))?);
        let endpoint = Endpoint { address: SocketAddr::from(([127, 0, 0, 1], port)), key, pid: None };
        let mut peer = Self { kind, child, url: url.to_owned(), endpoint, start_time: Duration::ZERO };
        while !peer.answers() {
            anyhow::ensure!(began.elapsed() < Duration::from_secs(60), "{} does not answer", kind.name());
            std::thread::sleep(Duration::from_millis(50));
        }
        peer.start_time = began.elapsed();
        Ok(peer)
    }

    /// Whether it answers a request. An error counts as no: the first connections may meet a worker that fails to
    /// start.
    fn answers(&self) -> bool {
        self.endpoint.get_once(&self.kind.page_path(1)).is_ok_and(|head| head.status == 200)
    }

    /// Resident memory of all its processes, in MiB.
    fn memory(&self) -> Result<f64> {
        let pid = self.child.id();
        let children = fs::read_to_string(format!("/proc/{pid}/task/{pid}/children"))?;
        let workers = children.split_whitespace().filter_map(|pid| pid.parse().ok());
        std::iter::once(pid).chain(workers).map(|pid| Ok(memory(pid)?.0)).sum()
    }

    /// Reports how long it took to start and its memory then.
    pub fn report_start(&self, report: &mut Report) -> Result<()> {
        let name = self.kind.name();
        report.note(&format!("{name}: start to first answer"), &format!("{} ms", self.start_time.as_millis()));
        report.note(&format!("{name}: memory, idle"), &format!("{:.0} MiB", self.memory()?));
        Ok(())
    }

    /// Reports its memory after all requests.
    pub fn report_memory(&self, report: &mut Report) -> Result<()> {
        report.note(&format!("{}: memory, loaded", self.kind.name()), &format!("{:.0} MiB", self.memory()?));
        Ok(())
    }

    pub fn rows(&self, clients: usize, known: &Cells<KnownCell>) -> Workload<'static> {
        let kind = self.kind;
        self.endpoint.get_rows(&self.named("row by key"), clients, known, move |known| kind.row_path(known))
    }

    pub fn pages(&self, clients: usize) -> Workload<'static> {
        self.endpoint.get(&self.named("page of 100"), clients, &self.kind.page_path(100))
    }

    pub fn totals(&self, clients: usize) -> Workload<'static> {
        self.endpoint.get(&self.named("totals"), clients, &self.kind.totals_path())
    }

    /// Creates rows of these cells, from the first one on: its table is its own.
    pub fn cells(&self, clients: usize, free: &Cells) -> Workload<'static> {
        let (kind, key, cells) = (self.kind, self.endpoint.key.clone(), free.again());
        let next = move || cells.take().map(|cell| kind.post_cell(&key, cell));
        self.endpoint.send(&self.named("insert"), clients, kind.created(), next)
    }

    /// Creates batches of rows of these cells, from the first one on.
    pub fn batches(&self, clients: usize, free: &Cells) -> Workload<'static> {
        let (kind, key, cells) = (self.kind, self.endpoint.key.clone(), free.again());
        let next = move || cells.take_many(ROWS).map(|cells| kind.post_batch(&key, &cells));
        self.endpoint
            .send(&self.named("batch of 500"), clients, kind.created(), next)
            .limited(kind.batches_a_round(), 0)
    }

    fn named(&self, what: &str) -> String {
        format!("{}: {what}", self.kind.name())
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        let _ = Command::new("kill").arg(self.child.id().to_string()).status();
        let _ = self.child.wait();
        let _ = Command::new(self.kind.script()).args([self.url.as_str(), "--remove"]).status();
    }
}
