//! The peer under measure: Django REST Framework over a copy of the same rows in the same PostgreSQL.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::net::{SocketAddr, TcpListener};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};

use super::client::{Client, request};
use super::server::memory;

const SERVE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/peers/drf/serve");

/// A running peer; it is stopped, and its copy taken away, when dropped.
pub struct Peer {
    child: Child,
    url: String,
    pub address: SocketAddr,
    /// What its `Authorization` header says.
    pub key: String,
}

impl Peer {
    pub fn start(url: &str) -> Result<Self> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let mut child = Command::new(SERVE).args([url, &port.to_string()]).stdout(Stdio::piped()).spawn()?;
        let mut lines = BufReader::new(child.stdout.take().context("no output")?).lines();
        let token = lines.find_map(|line| line.ok()?.strip_prefix("token ").map(str::to_owned));
        let token = token.context("the peer did not start: see above")?;
        let peer = Self {
            child,
            url: url.to_owned(),
            address: SocketAddr::from(([127, 0, 0, 1], port)),
            key: format!("Token {token}"),
        };
        let patience = Instant::now() + Duration::from_secs(30);
        while !peer.answers() {
            anyhow::ensure!(Instant::now() < patience, "the peer does not answer");
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(peer)
    }

    /// The first who connects may still meet a worker that fails to start.
    fn answers(&self) -> bool {
        let asked = request("GET", "/totals/?year=2023", &self.key, "", "");
        Client::connect(self.address).and_then(|mut client| client.send(&asked)).is_ok_and(|head| head.status == 200)
    }

    /// Resident memory of all its processes, in MiB.
    pub fn memory(&self) -> Result<f64> {
        let pid = self.child.id();
        let children = fs::read_to_string(format!("/proc/{pid}/task/{pid}/children"))?;
        let workers = children.split_whitespace().filter_map(|pid| pid.parse().ok());
        std::iter::once(pid).chain(workers).map(|pid| Ok(memory(pid)?.0)).sum()
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        let _ = Command::new("kill").arg(self.child.id().to_string()).status();
        let _ = self.child.wait();
        let _ = Command::new(SERVE).args([self.url.as_str(), "--remove"]).status();
    }
}
