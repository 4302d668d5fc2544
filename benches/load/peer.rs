//! A peer under measure: other software over a copy of the same rows in the same PostgreSQL.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::net::{SocketAddr, TcpListener};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};

use super::asked::Door;
use super::batches::ROWS;
use super::client::{Client, request};
use super::kind::Kind;
use super::raw::{Cells, Known};
use super::report::Report;
use super::rounds::Work;
use super::server::memory;

/// A running peer; it is stopped, and its copy taken away, when dropped.
pub struct Peer {
    pub kind: Kind,
    child: Child,
    url: String,
    door: Door,
    /// From when the copy stood to the first answer.
    took: Duration,
}

impl Peer {
    pub fn start(kind: Kind, url: &str) -> Result<Self> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let mut child = Command::new(kind.script()).args([url, &port.to_string()]).stdout(Stdio::piped()).spawn()?;
        let mut lines = BufReader::new(child.stdout.take().context("no output")?).lines();
        let token = lines.find_map(|line| line.ok()?.strip_prefix("token ").map(str::to_owned));
        let began = Instant::now();
        let key = kind.key(&token.with_context(|| format!("{} did not start: see above", kind.name()))?);
        let door = Door { address: SocketAddr::from(([127, 0, 0, 1], port)), key, pid: None };
        let mut peer = Self { kind, child, url: url.to_owned(), door, took: Duration::ZERO };
        while !peer.answers() {
            anyhow::ensure!(began.elapsed() < Duration::from_secs(60), "{} does not answer", kind.name());
            std::thread::sleep(Duration::from_millis(50));
        }
        peer.took = began.elapsed();
        Ok(peer)
    }

    /// The first who connects may still meet a worker that fails to start.
    fn answers(&self) -> bool {
        let asked = request("GET", &self.kind.page(1), &self.door.key, "", "");
        Client::connect(self.door.address)
            .and_then(|mut client| client.send(&asked))
            .is_ok_and(|head| head.status == 200)
    }

    /// Resident memory of all its processes, in MiB.
    fn memory(&self) -> Result<f64> {
        let pid = self.child.id();
        let children = fs::read_to_string(format!("/proc/{pid}/task/{pid}/children"))?;
        let workers = children.split_whitespace().filter_map(|pid| pid.parse().ok());
        std::iter::once(pid).chain(workers).map(|pid| Ok(memory(pid)?.0)).sum()
    }

    /// What it has taken to start.
    pub fn tell_start(&self, report: &mut Report) -> Result<()> {
        let name = self.kind.name();
        report.noted(&format!("{name}: start to first answer"), &format!("{} ms", self.took.as_millis()));
        report.noted(&format!("{name}: memory, idle"), &format!("{:.0} MiB", self.memory()?));
        Ok(())
    }

    /// What it holds after all that it was asked.
    pub fn tell_memory(&self, report: &mut Report) -> Result<()> {
        report.noted(&format!("{}: memory, loaded", self.kind.name()), &format!("{:.0} MiB", self.memory()?));
        Ok(())
    }

    /// One known row after the other.
    pub fn rows(&self, clients: usize, known: &Cells<Known>) -> Work<'static> {
        let kind = self.kind;
        self.door.rows(&self.named("row by key"), clients, known, move |known| kind.row(known))
    }

    pub fn page(&self, clients: usize) -> Work<'static> {
        self.door.ask(&self.named("page of 100"), clients, &self.kind.page(100))
    }

    pub fn totals(&self, clients: usize) -> Work<'static> {
        self.door.ask(&self.named("totals"), clients, &self.kind.totals())
    }

    /// A new row each time, from the first of these cells on: its table is its own.
    pub fn writes(&self, clients: usize, free: &Cells) -> Work<'static> {
        let (kind, key, cells) = (self.kind, self.door.key.clone(), free.again());
        let next = move || cells.take().map(|cell| kind.write(&key, cell));
        self.door.sends(&self.named("insert"), clients, kind.created(), next)
    }

    pub fn batches(&self, clients: usize, free: &Cells) -> Work<'static> {
        let (kind, key, cells) = (self.kind, self.door.key.clone(), free.again());
        let next = move || cells.take_many(ROWS).map(|cells| kind.batch(&key, &cells));
        self.door.sends(&self.named("batch of 500"), clients, kind.created(), next).of_few(kind.batches(), 0)
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
