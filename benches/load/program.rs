//! The measured program: its file, its commands, and a server process that it runs on a database.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};

use super::client::request;
use super::endpoint::Endpoint;

/// A `clauses` executable.
#[derive(Debug, Clone)]
pub struct Program(PathBuf);

impl Program {
    /// The program at this path, or the one that cargo built along with the bench.
    pub fn new(path: Option<&Path>) -> Self {
        Self(path.map_or_else(|| env!("CARGO_BIN_EXE_clauses").into(), Path::to_path_buf))
    }

    pub fn name(&self) -> String {
        self.0.display().to_string()
    }

    /// One of its commands on a database.
    pub fn command(&self, name: &str, url: &str) -> Command {
        let mut command = Command::new(&self.0);
        command.arg(name).env("DATABASE_URL", url);
        command
    }

    /// Makes an officer's API key and gives the `Authorization` header that carries it.
    fn officer_key(&self, url: &str) -> Result<String> {
        let made = self.command("key", url).args(["create", "--role", "officer", "--name", "load"]).output()?;
        let printed = String::from_utf8_lossy(&made.stdout).into_owned();
        let secret = printed.rsplit_once(": ").map(|(_, secret)| format!("Bearer {}", secret.trim()));
        secret.with_context(|| format!("no key: {}", String::from_utf8_lossy(&made.stderr)))
    }

    /// How long it takes from the start of the process to its first answer, each time.
    pub fn start_times(&self, url: &str, times: usize) -> Result<Vec<Duration>> {
        let key = self.officer_key(url)?;
        let start = |_| {
            let began = Instant::now();
            let server = Server::start_with(self, url, &key)?;
            let head = server.endpoint.client()?.send(&request("GET", "/v1/hours?limit=1", &key, "", ""))?;
            anyhow::ensure!(head.status == 200, "the first answer was {}", head.status);
            Ok(began.elapsed())
        };
        (0..times).map(start).collect()
    }
}

/// A running server; it is stopped when dropped.
pub struct Server {
    child: Child,
    pub endpoint: Endpoint,
}

impl Server {
    pub fn start(program: &Program, url: &str) -> Result<Self> {
        Self::start_with(program, url, &program.officer_key(url)?)
    }

    fn start_with(program: &Program, url: &str, key: &str) -> Result<Self> {
        let mut child = program
            .command("serve", url)
            .env("BIND", "127.0.0.1:0")
            .env("RUST_LOG", "warn")
            // As in the container image.
            .env("MALLOC_ARENA_MAX", "2")
            // Requests are counted against a limit that is never reached.
            .env("CLAUSES_RATE_PER_SECOND", "1000000")
            .env("CLAUSES_BOOTSTRAP_KEY", "a-key-that-only-keeps-the-first-start-quiet")
            .stdout(Stdio::piped())
            .spawn()?;
        let mut lines = BufReader::new(child.stdout.take().context("no output")?).lines();
        let address = lines.find_map(|line| line.ok()?.strip_prefix("listening on http://").map(str::to_owned));
        let address: SocketAddr = address.context("the server did not start")?.parse()?;
        let endpoint = Endpoint { address, key: key.to_owned(), pid: Some(child.id()) };
        Ok(Self { child, endpoint })
    }

    /// Resident memory now and at its highest, in MiB.
    pub fn memory(&self) -> Result<(f64, f64)> {
        memory(self.child.id())
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
