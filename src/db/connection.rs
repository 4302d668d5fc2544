//! One connection to either engine, and how it is opened.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use diesel::connection::{Instrumentation, InstrumentationEvent, SimpleConnection};
use diesel::pg::PgConnection;
use diesel::r2d2::ManageConnection;
use diesel::sqlite::SqliteConnection;
use diesel::{Connection, ConnectionError, ConnectionResult};

use crate::config::Secret;

#[expect(missing_docs, reason = "what the derive makes beside the type carries no documentation")]
mod any {
    use super::{PgConnection, SqliteConnection};

    /// A connection to PostgreSQL or to SQLite.
    #[derive(diesel::MultiConnection)]
    pub enum AnyConn {
        /// PostgreSQL.
        Pg(PgConnection),
        /// SQLite.
        Sqlite(SqliteConnection),
    }
}
pub use any::{AnyConn, MultiBackend};

/// What SQLite needs to be told on every connection: FULL keeps the last commits through a power cut. The log is put into the
/// file every 16,000 pages and not every thousand, as hours touch a few dozen each and mostly the same ones.
const SQLITE_SETTINGS: &str = "PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = ON; \
    PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -2000; \
    PRAGMA wal_autocheckpoint = 16000; PRAGMA journal_size_limit = 67108864;";

/// What the one that writes is told besides. What a statement must be able to undo is kept in memory: it would be a file made
/// and taken away again for every few cells. And the pages that hours always touch stay at hand.
const SQLITE_WRITES: &str = "PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16000;";

/// How long PostgreSQL waits for a lock before it gives up: longer than any work of ours holds one.
const LOCK_SECONDS: u64 = 10;

/// What libpq is told besides the URL, where that says nothing of it: a server that is gone is noticed within half a
/// minute, not after the two hours of the system's own patience.
const PG_PARAMETERS: [(&str, &str); 5] = [
    ("connect_timeout", "3"),
    ("keepalives_idle", "15"),
    ("keepalives_interval", "5"),
    ("keepalives_count", "3"),
    ("tcp_user_timeout", "30000"),
];

/// Opens connections to the engine that the URL's scheme names, and never to another.
#[derive(Clone, Debug)]
pub struct Opener {
    url: Secret,
    /// How long PostgreSQL works on one statement; without end if nothing is said.
    statement: Option<Duration>,
    /// Whether its connections write: SQLite then keeps more pages and undoes statements in memory.
    writes: bool,
    /// Raised by every outage; connections of before are not trusted.
    outages: Arc<AtomicU64>,
    /// How many statements its connections have sent.
    statements: Arc<AtomicU64>,
}

/// Counts what a connection sends.
struct Statements(Arc<AtomicU64>);

impl Instrumentation for Statements {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        if matches!(event, InstrumentationEvent::StartQuery { .. }) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// A pooled connection, and whether it is known to be lost.
pub struct Slot {
    pub(super) conn: AnyConn,
    pub(super) lost: bool,
    /// How many outages there had been when it was opened.
    outages: u64,
    /// Which file SQLite opened: its device and its number there.
    file: Option<(u64, u64)>,
}

impl Slot {
    /// Whether it was opened before an outage, or leads to a file of SQLite's that is no longer where it was: SQLite
    /// would go on writing into what nobody finds again.
    pub(super) fn is_stale(&self, opener: &Opener) -> bool {
        self.outages != opener.outages() || (self.file.is_some() && opener.file() != self.file)
    }

    /// Gives the connection up, and with it all those that were opened as early as it.
    pub(super) fn give_up(&mut self, opener: &Opener) {
        self.lost = true;
        // Only the first to notice an outage counts it: connections opened since then are good.
        let _ = opener.outages.compare_exchange(self.outages, self.outages + 1, Ordering::AcqRel, Ordering::Acquire);
    }
}

impl Opener {
    pub(super) fn new(url: Secret) -> Self {
        Self { url, statement: None, writes: false, outages: Arc::default(), statements: Arc::default() }
    }

    /// The same, for connections on which no statement may take longer. Migrations may.
    pub(super) fn giving_up_after(self, statement: Duration) -> Self {
        Self { statement: Some(statement), ..self }
    }

    /// The same, for connections that write.
    pub(super) fn for_writing(self) -> Self {
        Self { writes: true, ..self }
    }

    pub(super) fn is_sqlite(&self) -> bool {
        self.sqlite_file().is_some()
    }

    /// Where SQLite's file lies.
    pub(super) fn sqlite_file(&self) -> Option<&str> {
        self.url.expose().strip_prefix("sqlite://")
    }

    /// How many statements its connections have sent since the start, those of transactions included.
    pub(super) fn statements(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
    }

    fn outages(&self) -> u64 {
        self.outages.load(Ordering::Acquire)
    }

    /// Which file lies there now, if the engine is SQLite.
    fn file(&self) -> Option<(u64, u64)> {
        use std::os::unix::fs::MetadataExt as _;
        std::fs::metadata(self.sqlite_file()?).ok().map(|found| (found.dev(), found.ino()))
    }

    /// Makes SQLite's file where there is none, for its owner alone: SQLite itself would let everybody read it.
    pub(super) fn make_private(&self) -> std::io::Result<()> {
        use std::os::unix::fs::OpenOptionsExt as _;
        let Some(file) = self.sqlite_file() else { return Ok(()) };
        match std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(file) {
            Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(error),
            _ => Ok(()),
        }
    }

    /// Opens one connection.
    pub(super) fn open(&self) -> ConnectionResult<AnyConn> {
        let Some(path) = self.sqlite_file() else { return self.open_postgres().map(AnyConn::Pg) };
        let mut conn = SqliteConnection::establish(path)?;
        let writes = if self.writes { SQLITE_WRITES } else { "" };
        for settings in [SQLITE_SETTINGS, writes] {
            conn.batch_execute(settings).map_err(ConnectionError::CouldntSetupConfiguration)?;
        }
        Ok(AnyConn::Sqlite(conn))
    }

    fn open_postgres(&self) -> ConnectionResult<PgConnection> {
        let mut conn = PgConnection::establish(&self.postgres_url())?;
        if let Some(statement) = self.statement {
            let (statement, lock) = (statement.as_millis(), LOCK_SECONDS * 1000);
            conn.batch_execute(&format!(
                "SET statement_timeout = {statement}; SET lock_timeout = {lock}; \
                 SET idle_in_transaction_session_timeout = {statement}"
            ))
            .map_err(ConnectionError::CouldntSetupConfiguration)?;
        }
        Ok(conn)
    }

    /// The URL as libpq reads it: unix sockets come in forms that URL parsers refuse, so it is only added to.
    fn postgres_url(&self) -> String {
        let given = self.url.expose();
        let missing = PG_PARAMETERS.iter().filter(|(name, _)| !given.contains(&format!("{name}=")));
        missing.fold(given.to_owned(), |url, (name, value)| {
            let mark = if url.contains('?') { '&' } else { '?' };
            format!("{url}{mark}{name}={value}")
        })
    }

    /// A message of libpq's without the password, which it may quote when the URL is not well formed.
    pub(super) fn without_secret(&self, message: &str) -> String {
        let url = self.url.expose();
        let between = url.split_once("://").and_then(|(_, rest)| rest.rsplit_once('@')).map(|(user, _)| user);
        let password = between.and_then(|user| user.split_once(':')).map(|(_, password)| password);
        let parameter = url.split_once("password=").and_then(|(_, rest)| rest.split('&').next());
        [password, parameter, Some(url)]
            .into_iter()
            .flatten()
            .filter(|secret| !secret.is_empty())
            .fold(message.to_owned(), |message, secret| message.replace(secret, "[hidden]"))
    }
}

impl ManageConnection for Opener {
    type Connection = Slot;
    type Error = diesel::r2d2::Error;

    fn connect(&self) -> Result<Slot, Self::Error> {
        let failed = diesel::r2d2::Error::ConnectionError;
        // SQLite would make an empty file, and then answer that there are no tables.
        if self.is_sqlite() && self.file().is_none() {
            return Err(failed(ConnectionError::BadConnection("the database's file is gone".to_owned())));
        }
        let outages = self.outages();
        let mut conn = self.open().map_err(failed)?;
        conn.set_instrumentation(Statements(self.statements.clone()));
        Ok(Slot { conn, lost: false, outages, file: self.file() })
    }

    fn is_valid(&self, slot: &mut Slot) -> Result<(), Self::Error> {
        slot.conn.batch_execute("SELECT 1").map_err(diesel::r2d2::Error::QueryError)
    }

    fn has_broken(&self, slot: &mut Slot) -> bool {
        slot.lost || std::thread::panicking()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opener(url: &str) -> Opener {
        Opener::new(Secret::new(url))
    }

    #[test]
    fn what_the_url_says_of_the_connection_is_left_as_it_is() {
        let url = opener("postgres://u@/d?host=/run&connect_timeout=9").postgres_url();
        assert!(url.starts_with("postgres://u@/d?host=/run&connect_timeout=9&keepalives_idle=15&"), "{url}");
        let url = opener("postgres://u@h/d").postgres_url();
        assert!(url.starts_with("postgres://u@h/d?connect_timeout=3&"), "{url}");
    }

    #[test]
    fn a_password_is_taken_out_of_messages() {
        for url in ["postgres://u:s3cret@h:port/d", "postgres://u@h/d?password=s3cret&x=1"] {
            let said = opener(url).without_secret(&format!("invalid port in \"{url}\" near \"s3cret\""));
            assert!(!said.contains("s3cret") && said.contains("[hidden]"), "{said}");
        }
    }
}
