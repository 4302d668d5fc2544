//! A throw-away PostgreSQL server for the whole test process, and private databases on it.
//!
//! The first test that asks starts it, on a unix socket in a directory of its own. A shell holds
//! it through a pipe from this process: the pipe closes however the process ends, even killed, and
//! the shell then stops the server and removes the directory.

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

/// Below this, the memory behind /dev/shm would fill up before the end of the suite: a database
/// weighs about 8 MB, and containers often get no more than 64 MB.
const ROOM_WANTED_KIB: u64 = 4 * 1024 * 1024;

/// Run by `sh` as `sh -c HOLD sh BINARIES DIRECTORY`. The signal is repeated because a shell starts
/// its background commands deaf to SIGINT: one that came too early would be lost.
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
    /// Whether the template was migrated. Also serialises the copies: PostgreSQL refuses to copy a
    /// template that someone is connected to.
    template: Mutex<bool>,
    databases: AtomicU32,
    /// Never read: its open standard input is what keeps the server alive.
    _holder: Child,
}

/// The server of this test process; the first caller starts it and the others wait for it.
///
/// # Panics
/// When PostgreSQL is not installed or does not start, for every caller with the same sentence.
pub fn server() -> &'static Server {
    static SERVER: OnceLock<Result<Server, String>> = OnceLock::new();
    match SERVER.get_or_init(Server::start) {
        Ok(server) => server,
        Err(why) => panic!("{why}"),
    }
}

impl Server {
    /// The address of a database of this server, as the application's settings take it.
    pub fn url(&self, database: &str) -> String {
        format!("postgres://postgres@/{database}?host={}", self.directory.display())
    }

    /// A new database with the application's tables, for one test. `migrate` runs once per process,
    /// on the template that all are copied from; it must close its connections.
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

    /// A new database without any table, for tests of the migrations themselves.
    pub fn empty_database(&self) -> String {
        self.create_from("template0")
    }

    /// Removes a database that was made here; some 8 MB each would fill the memory they lie in.
    pub fn drop_database(&self, url: &str) {
        let name = url.trim_start_matches("postgres://postgres@/").split('?').next().unwrap_or_default();
        // Of no consequence if it fails: the whole server goes at the end.
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
            // Ctrl-C reaches the tests alone, and the shell then cleans up after them.
            .process_group(0);
        if let Some((uid, gid)) = account_for(&directory)? {
            chown(&directory, Some(uid), Some(gid)).map_err(|e| e.to_string())?;
            hold.uid(uid).gid(gid);
        }
        let holder = hold.spawn().map_err(|e| format!("`sh`, which is to hold PostgreSQL, does not start: {e}"))?;
        wait_until_ready(&binaries, &directory)?;
        Ok(Self { binaries, directory, template: Mutex::new(false), databases: AtomicU32::new(0), _holder: holder })
    }
}

/// Whose the directory must become: PostgreSQL refuses to run as root.
pub(super) fn account_for(directory: &Path) -> Result<Option<(u32, u32)>, String> {
    let ours = fs::metadata(directory).map_err(|e| e.to_string())?;
    if ours.uid() == 0 { postgres_account().map(Some) } else { Ok(None) }
}

/// `$PG_BIN`, or the binaries of the newest version that Debian's packages have put in place.
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

/// A new directory, in memory when there is room for it.
pub(super) fn directory() -> Result<PathBuf, String> {
    let memory = Path::new("/dev/shm");
    let new_in = |parent: &Path| {
        tempfile::Builder::new().prefix("clauses-postgres-").tempdir_in(parent).map(tempfile::TempDir::keep)
    };
    if room_in_kib(memory).is_some_and(|room| room >= ROOM_WANTED_KIB)
        && let Ok(directory) = new_in(memory)
    {
        return Ok(directory);
    }
    let parent = std::env::temp_dir();
    new_in(&parent).map_err(|e| format!("no directory for PostgreSQL in {}: {e}", parent.display()))
}

fn room_in_kib(directory: &Path) -> Option<u64> {
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

/// Without the caller's environment, whose PGPORT, PGOPTIONS and the like are meant for another
/// server.
fn psql(binaries: &Path, directory: &Path, sql: &str) -> Result<(), String> {
    let answer = Command::new(binaries.join("psql"))
        .args(["-X", "-q", "-U", "postgres", "-d", "postgres", "-c", sql, "-h"])
        .arg(directory)
        .env_clear()
        .stdin(Stdio::null())
        .output()
        .map_err(|e| e.to_string())?;
    if answer.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&answer.stderr).trim().to_owned()) }
}
