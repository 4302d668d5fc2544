//! The real program in its own process, on the database of an application or on another one.

use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use reqwest::Method;

use super::app::App;
use super::client::{Client, http_client};

/// The administrator's key in the program's settings.
const KEY: &str = "the-administrator-of-the-program-0123456789";

/// A running program. Dropping it kills the process.
pub struct Program {
    pub address: SocketAddr,
    /// What it printed before it listened, line by line.
    pub said: Vec<String>,
    child: Child,
    directory: tempfile::TempDir,
    http: reqwest::Client,
}

/// Runs a command on the database of an application.
pub fn command(app: &App, arguments: &[&str]) -> Output {
    clauses(app.database_url(), Path::new("/"), arguments).output().unwrap()
}

/// A command whose environment has only the database, the address and the key.
pub fn clauses(database_url: &str, directory: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_clauses"));
    command.args(arguments).current_dir(directory).env_clear();
    command.env("DATABASE_URL", database_url).env("BIND", "127.0.0.1:0").env("CLAUSES_BOOTSTRAP_KEY", KEY);
    command
}

impl App {
    /// Starts the program on the same database.
    pub fn program(&self) -> Program {
        Program::beside(self, &[])
    }
}

impl Program {
    /// Serves the database of an application, with additional settings.
    pub fn beside(app: &App, settings: &[(&str, &str)]) -> Self {
        Self::start(app.database_url(), &["serve"], settings)
    }

    /// Serves a database that may have no tables yet.
    pub fn on(database_url: &str, settings: &[(&str, &str)]) -> Self {
        Self::start(database_url, &["serve", "--migrate"], settings)
    }

    fn start(database_url: &str, arguments: &[&str], settings: &[(&str, &str)]) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let mut command = clauses(database_url, directory.path(), arguments);
        Self::logging(command.envs(settings.iter().copied()), directory)
    }

    /// Runs a command that starts the program.
    pub fn spawned(command: &mut Command) -> Self {
        Self::logging(command, tempfile::tempdir().unwrap())
    }

    /// Serves the database of an application with another standard error than its log file.
    pub fn with_stderr(app: &App, settings: &[(&str, &str)], stderr: impl Into<Stdio>) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let mut command = clauses(app.database_url(), directory.path(), &["serve"]);
        Self::running(command.envs(settings.iter().copied()).stderr(stderr), directory)
    }

    fn logging(command: &mut Command, directory: tempfile::TempDir) -> Self {
        let log = File::create(directory.path().join("log")).unwrap();
        Self::running(command.stderr(log), directory)
    }

    /// Runs a command that starts the program with its own standard error.
    pub fn running(command: &mut Command, directory: tempfile::TempDir) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut said = Vec::new();
        let address = lines.map_while(Result::ok).find_map(|line| {
            let address = line.strip_prefix("listening on http://").map(|address| address.parse().unwrap());
            said.push(line);
            address
        });
        let http = http_client().build().unwrap();
        match address {
            Some(address) => Self { address, said, child, directory, http },
            None => panic!("the program does not serve: {}", read(directory.path())),
        }
    }

    /// A client with the administrator's key.
    pub fn admin(&self) -> Client {
        Client::new(self.http.clone(), self.address, Some(KEY.to_owned()))
    }

    /// A client that sends this secret as its bearer token.
    pub fn bearing(&self, secret: &str) -> Client {
        Client::new(self.http.clone(), self.address, Some(secret.to_owned()))
    }

    /// A client without any key.
    pub fn anonymous(&self) -> Client {
        Client::new(self.http.clone(), self.address, None)
    }

    /// The value of `BIND` with which another command finds this program.
    pub fn bind(&self) -> String {
        self.address.to_string()
    }

    /// Its log so far; lines of the last requests may be missing.
    pub fn log(&self) -> String {
        read(self.directory.path())
    }

    /// Its log, with all lines up to now.
    pub async fn complete_log(&self) -> String {
        let mark = self.mark_log().await;
        let begun = Instant::now();
        loop {
            let log = self.log();
            if log.lines().any(|line| line.contains(&mark)) {
                return log;
            }
            assert!(begun.elapsed() < Duration::from_secs(20), "no {mark} in {log}");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// Makes a request and returns its id, which its line in the log contains.
    pub async fn mark_log(&self) -> String {
        static MARKS: AtomicU32 = AtomicU32::new(0);
        let mark = format!("mark-{}", MARKS.fetch_add(1, Ordering::Relaxed));
        let request = self.anonymous().request(Method::GET, "/health/live").header("X-Request-Id", &mark);
        request.send().await.ok();
        mark
    }

    /// The id of its process.
    pub fn process_id(&self) -> u32 {
        self.child.id()
    }

    /// Sends a signal such as `TERM`.
    pub fn signal(&self, signal: &str) {
        let status = Command::new("kill").args(["-s", signal, &self.child.id().to_string()]).status().unwrap();
        assert!(status.success());
    }

    /// Waits until it ends, at most 20 seconds.
    pub async fn ended(&mut self) -> ExitStatus {
        let begun = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(begun.elapsed() < Duration::from_secs(20), "the program does not end: {}", self.log());
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // Fails if the program has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn read(directory: &Path) -> String {
    std::fs::read_to_string(directory.join("log")).unwrap_or_default()
}
