//! The service's own binary, started on a database and asked over HTTP.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};

use super::client::{Client, request};

/// The program under measure: the one built with this, unless `CLAUSES_BINARY` names another build.
pub fn binary() -> String {
    std::env::var("CLAUSES_BINARY").unwrap_or_else(|_| env!("CARGO_BIN_EXE_clauses").to_owned())
}

/// A running service; it is stopped when dropped.
pub struct Server {
    child: Child,
    pub address: SocketAddr,
    /// What its `Authorization` header says: an officer's key, looked up in the database like anybody's.
    pub key: String,
}

impl Server {
    pub fn start(url: &str) -> Result<Self> {
        Self::start_with(url, &format!("Bearer {}", officer_key(url)?))
    }

    pub fn start_with(url: &str, key: &str) -> Result<Self> {
        let mut child = Command::new(binary())
            .arg("serve")
            .env("DATABASE_URL", url)
            .env("BIND", "127.0.0.1:0")
            .env("RUST_LOG", "warn")
            // As the image has it.
            .env("MALLOC_ARENA_MAX", "2")
            // Requests are counted against a limit, which is never reached.
            .env("CLAUSES_RATE_PER_SECOND", "1000000")
            .env("CLAUSES_BOOTSTRAP_KEY", "a-key-that-only-keeps-the-first-start-quiet")
            .stdout(Stdio::piped())
            .spawn()?;
        let mut lines = BufReader::new(child.stdout.take().context("no output")?).lines();
        let address = lines.find_map(|line| line.ok()?.strip_prefix("listening on http://").map(str::to_owned));
        let address = address.context("the service did not start")?.parse()?;
        Ok(Self { child, address, key: key.to_owned() })
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    pub fn client(&self) -> Result<Client> {
        Client::connect(self.address)
    }

    pub fn get(&self, path: &str) -> Vec<u8> {
        request("GET", path, &self.key, "", "")
    }

    /// Resident memory now and at its highest, in MiB.
    pub fn memory(&self) -> Result<(f64, f64)> {
        memory(self.pid())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Resident memory of a process now and at its highest, in MiB.
pub fn memory(pid: u32) -> Result<(f64, f64)> {
    let status = fs::read_to_string(format!("/proc/{pid}/status"))?;
    let mebibytes = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap_or("0");
        line.trim().trim_end_matches(" kB").parse().unwrap_or(0.0) / 1024.0
    };
    Ok((mebibytes("VmRSS:"), mebibytes("VmHWM:")))
}

/// How long it takes from the start of the process to its first answer, each time.
pub fn starts(url: &str, times: usize) -> Result<Vec<Duration>> {
    let key = format!("Bearer {}", officer_key(url)?);
    let once = |_| {
        let began = Instant::now();
        let server = Server::start_with(url, &key)?;
        let head = server.client()?.send(&server.get("/v1/hours?limit=1"))?;
        anyhow::ensure!(head.status == 200, "the first answer was {}", head.status);
        Ok(began.elapsed())
    };
    (0..times).map(once).collect()
}

fn officer_key(url: &str) -> Result<String> {
    let made = Command::new(binary())
        .args(["key", "create", "--role", "officer", "--name", "load"])
        .env("DATABASE_URL", url)
        .output()?;
    let said = String::from_utf8_lossy(&made.stdout).into_owned();
    let secret = said.rsplit_once(": ").map(|(_, secret)| secret.trim().to_owned());
    secret.with_context(|| format!("no key: {}", String::from_utf8_lossy(&made.stderr)))
}
