//! A temporary PostgreSQL server for the whole test process, with one database for each test.
//!
//! The first test that needs it starts it, on a unix socket in a temporary directory. A shell waits for the end of a
//! pipe from this process: the pipe closes however the process ends, and the shell then stops the server and removes
//! the directory.

use std::fs;
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, OnceLock};
use std::thread::sleep;
use std::time::{Duration, Instant};

const ADVICE: &str = "run the suite with `tests/run`, which installs what is missing";
const TEMPLATE: &str = "clauses_template";
const TIME_TO_START: Duration = Duration::from_secs(60);

/// The free space that the whole suite needs in /dev/shm: a database takes about 8 MB, and containers often get no more
/// than 64 MB.
const NEEDED_KIB: u64 = 4 * 1024 * 1024;

/// Run as `sh -c HOLD sh BINARIES DIRECTORY`. The signal is repeated because a shell starts background commands with
/// SIGINT ignored: one that came too early would be lost.
const HOLD: &str = r#"
if "$1/initdb" -D "$2/cluster" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync \
    --wal-segsize=1 >"$2/log" 2>&1
then
    "$1/postgres" -D "$2/cluster" -k "$2" -p 5432 -c listen_addresses= \
        -c fsync=off -c full_page_writes=off -c synchronous_commit=off \
        -c wal_level=minimal -c max_wal_senders=0 -c autovacuum=off \
        -c dynamic_shared_memory_type=mmap -c max_connections=200 -c timezone=UTC \
        >>"$2/log" 2>&1 &
    server=$!
    read -r _
    while kill -INT "$server" 2>/dev/null; do sleep 0.05; done
    wait
else
    touch "$2/failed"
    read -r _
fi
rm -rf "$2"
"#;

/// The running server.
pub struct Server {
    binaries: PathBuf,
    directory: PathBuf,
    /// Whether the template is migrated. Also serialises the copies: PostgreSQL refuses to copy a template that has
    /// connections.
    template: Mutex<bool>,
    databases: AtomicU32,
    /// Its open standard input keeps the server running.
    _holder: Child,
}

/// The server of this test process; the first caller starts it and the others wait for it.
///
/// # Panics
/// If PostgreSQL is not installed or does not start.
pub fn server() -> &'static Server {
    static SERVER: OnceLock<Result<Server, String>> = OnceLock::new();
    match SERVER.get_or_init(Server::start) {
        Ok(server) => server,
        Err(why) => panic!("{why}"),
    }
}

impl Server {
    /// The URL of a database of this server.
    pub fn url(&self, database: &str) -> String {
        format!("postgres://postgres@/{database}?host={}", self.directory.display())
    }

    /// Creates a database with the application's tables, for one test. `migrate` runs once per process, on the template
    /// that is copied; it must close its connections.
    pub fn fresh_database(&self, migrate: impl FnOnce(&str)) -> String {
        let mut migrated = self
            .template
            .lock()
            .unwrap_or_else(|_| panic!("an earlier test could not prepare its PostgreSQL database: see its message"));
        if !*migrated {
            self.execute(&format!("CREATE DATABASE {TEMPLATE}"));
            migrate(&self.url(TEMPLATE));
            *migrated = true;
        }
        self.create_from(TEMPLATE)
    }

    /// Its client program.
    pub fn psql(&self) -> PathBuf {
        self.binaries.join("psql")
    }

    /// Creates a database without tables, for tests of the migrations.
    pub fn empty_database(&self) -> String {
        self.create_from("template0")
    }

    /// Drops a database, to free its memory.
    pub fn drop_database(&self, url: &str) {
        let name = url.trim_start_matches("postgres://postgres@/").split('?').next().unwrap_or_default();
        // A failure does not matter: the whole server is removed at the end.
        let _ = psql(&self.binaries, &self.directory, &format!("DROP DATABASE {name} WITH (FORCE)"));
    }

    fn create_from(&self, template: &str) -> String {
        let number = self.databases.fetch_add(1, Ordering::Relaxed);
        let name = format!("t_{}_{number}", std::process::id());
        self.execute(&format!("CREATE DATABASE {name} TEMPLATE {template}"));
        self.url(&name)
    }

    /// Runs one statement outside any transaction.
    fn execute(&self, sql: &str) {
        if let Err(why) = psql(&self.binaries, &self.directory, sql) {
            panic!("PostgreSQL refused `{sql}`: {why}");
        }
    }

    fn start() -> Result<Self, String> {
        let binaries = binaries()?;
        let directory = directory()?;
        let mut hold = Command::new("sh");
        hold.args(["-c", HOLD, "sh"])
            .args([&binaries, &directory])
            .current_dir("/")
            .env_clear()
            .envs(std::env::var_os("PATH").map(|path| ("PATH", path)))
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            // Ctrl-C reaches only the tests; the shell then cleans up.
            .process_group(0);
        if let Some((uid, gid)) = account_for(&directory)? {
            chown(&directory, Some(uid), Some(gid)).map_err(|e| e.to_string())?;
            hold.uid(uid).gid(gid);
        }
        let holder = hold.spawn().map_err(|e| format!("`sh`, which runs PostgreSQL, does not start: {e}"))?;
        wait_until_ready(&binaries, &directory)?;
        Ok(Self { binaries, directory, template: Mutex::new(false), databases: AtomicU32::new(0), _holder: holder })
    }
}

/// The account that must own the directory, if it is not the current one: PostgreSQL refuses to run as root.
pub(super) fn account_for(directory: &Path) -> Result<Option<(u32, u32)>, String> {
    let ours = fs::metadata(directory).map_err(|e| e.to_string())?;
    if ours.uid() == 0 { postgres_account().map(Some) } else { Ok(None) }
}

/// `$PG_BIN`, or the directory of the newest version that Debian's packages installed.
pub(super) fn binaries() -> Result<PathBuf, String> {
    let complete = |bin: &PathBuf| ["initdb", "postgres", "psql"].iter().all(|name| bin.join(name).is_file());
    if let Some(bin) = std::env::var_os("PG_BIN").filter(|bin| !bin.is_empty()) {
        return Some(PathBuf::from(bin))
            .filter(complete)
            .ok_or_else(|| format!("$PG_BIN holds no initdb, postgres and psql: correct or unset it, then {ADVICE}"));
    }
    fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let version = entry.file_name().to_str()?.parse::<u32>().ok()?;
            Some((version, entry.path().join("bin")))
        })
        .filter(|(_, bin)| complete(bin))
        .max()
        .map(|(_, bin)| bin)
        .ok_or_else(|| format!("PostgreSQL is not installed: {ADVICE}"))
}

/// A new directory, in memory if there is enough space.
pub(super) fn directory() -> Result<PathBuf, String> {
    let memory = Path::new("/dev/shm");
    let new_in = |parent: &Path| {
        tempfile::Builder::new().prefix("clauses-postgres-").tempdir_in(parent).map(tempfile::TempDir::keep)
    };
    if free_kib(memory).is_some_and(|free| free >= NEEDED_KIB)
        && let Ok(directory) = new_in(memory)
    {
        return Ok(directory);
    }
    let parent = std::env::temp_dir();
    new_in(&parent).map_err(|e| format!("no directory for PostgreSQL in {}: {e}", parent.display()))
}

fn free_kib(directory: &Path) -> Option<u64> {
    let df = Command::new("df").arg("-Pk").arg(directory).output().ok().filter(|df| df.status.success())?;
    let table = String::from_utf8(df.stdout).ok()?;
    table.lines().last()?.split_whitespace().nth(3)?.parse().ok()
}

/// The user and group ids of `postgres`, which Debian's package creates.
fn postgres_account() -> Result<(u32, u32), String> {
    fs::read_to_string("/etc/passwd")
        .unwrap_or_default()
        .lines()
        .find_map(|line| {
            let mut ids = line.strip_prefix("postgres:")?.split(':').skip(1);
            Some((ids.next()?.parse().ok()?, ids.next()?.parse().ok()?))
        })
        .ok_or_else(|| format!("PostgreSQL refuses to run as root and there is no user `postgres`: {ADVICE}"))
}

fn wait_until_ready(binaries: &Path, directory: &Path) -> Result<(), String> {
    let begun = Instant::now();
    while psql(binaries, directory, "SELECT 1").is_err() {
        let failed = directory.join("failed").exists();
        if failed || begun.elapsed() > TIME_TO_START {
            return Err(format!(
                "PostgreSQL ({}) did not start, {} s after it was asked to. Its log:\n{}",
                binaries.display(),
                begun.elapsed().as_secs(),
                fs::read_to_string(directory.join("log")).unwrap_or_default()
            ));
        }
        sleep(Duration::from_millis(20));
    }
    Ok(())
}

/// Runs psql without the caller's environment: its PGPORT, PGOPTIONS … are for another server.
fn psql(binaries: &Path, directory: &Path, sql: &str) -> Result<(), String> {
    let output = Command::new(binaries.join("psql"))
        .args(["-X", "-q", "-U", "postgres", "-d", "postgres", "-c", sql, "-h"])
        .arg(directory)
        .env_clear()
        .stdin(Stdio::null())
        .output()
        .map_err(|e| e.to_string())?;
    if output.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&output.stderr).trim().to_owned()) }
}
