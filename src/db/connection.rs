//! Opens connections to either engine. Our own connection manager, and not r2d2's, because it keeps SQLite's file
//! private, limits statements and locks on PostgreSQL, drops every connection of before an outage, and counts
//! statements.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use diesel::connection::{Instrumentation, InstrumentationEvent, SimpleConnection};
use diesel::pg::PgConnection;
use diesel::r2d2::ManageConnection;
use diesel::sqlite::SqliteConnection;
use diesel::{Connection, ConnectionError, ConnectionResult};

use super::error::is_damage;
use crate::config::Secret;

#[expect(missing_docs, reason = "the derive generates items without documentation")]
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

/// Settings of every SQLite connection. FULL keeps the last commits through a power cut. A checkpoint follows after
/// 16,000 pages instead of 1,000, since writes of hours mostly touch the same pages.
const SQLITE_SETTINGS: &str = "PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = ON; \
    PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -2000; \
    PRAGMA wal_autocheckpoint = 16000; PRAGMA journal_size_limit = 67108864;";

/// Further settings of the writing SQLite connection: statement journals stay in memory instead of temporary files, and
/// the cache holds the pages that most writes touch. Serves the goal that SQLite takes a batch in twice raw SQL's time.
const SQLITE_WRITES: &str = "PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16000;";

/// The lock timeout on PostgreSQL: longer than any of our transactions holds a lock.
const LOCK_SECONDS: u64 = 10;

/// How PostgreSQL plans the statements of writing connections: once for all lists of keys. It would plan most of them anew
/// for each list, because it takes a list in a generic plan to be longer than ours are. Serves the goal of single cells.
const GENERIC_PLANS: &str = "SET plan_cache_mode = force_generic_plan";

/// Defaults for parameters that the URL does not give: libpq notices a lost server within half a minute, not after the
/// system's two hours.
const PG_PARAMETERS: [(&str, &str); 5] = [
    ("connect_timeout", "3"),
    ("keepalives_idle", "15"),
    ("keepalives_interval", "5"),
    ("keepalives_count", "3"),
    ("tcp_user_timeout", "30000"),
];

/// Opens connections to the engine that the URL's scheme names.
#[derive(Clone, Debug)]
pub struct Connector {
    url: Secret,
    /// The statement timeout on PostgreSQL; `None` for no limit.
    statement: Option<Duration>,
    /// Whether its connections write ([`SQLITE_WRITES`]).
    writes: bool,
    /// Counts outages; connections opened before the last one are stale.
    outages: Arc<AtomicU64>,
    /// Counts the statements of its connections.
    statements: Arc<AtomicU64>,
    /// Whether the last connection could not be opened because the database is damaged.
    damaged: Arc<AtomicBool>,
}

/// Counts the statements of a connection.
struct Statements(Arc<AtomicU64>);

impl Instrumentation for Statements {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        if matches!(event, InstrumentationEvent::StartQuery { .. }) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// A connection in a pool.
pub struct PooledConn {
    pub(super) conn: AnyConn,
    pub(super) lost: bool,
    /// The number of outages when it was opened.
    outages: u64,
    /// The device and inode of SQLite's file when it was opened.
    file: Option<(u64, u64)>,
}

impl PooledConn {
    /// Whether it was opened before an outage, or its SQLite file was moved or replaced: SQLite would go on writing
    /// into the old file.
    pub(super) fn is_stale(&self, connector: &Connector) -> bool {
        self.outages != connector.outages() || (self.file.is_some() && connector.file() != self.file)
    }

    /// Marks the connection as lost, and all that were opened before the same outage.
    pub(super) fn mark_lost(&mut self, connector: &Connector) {
        self.lost = true;
        // Only the first connection to notice an outage counts it: those opened since are good.
        let _ = connector.outages.compare_exchange(self.outages, self.outages + 1, Ordering::AcqRel, Ordering::Acquire);
    }
}

impl Connector {
    pub(super) fn new(url: Secret) -> Self {
        Self {
            url,
            statement: None,
            writes: false,
            outages: Arc::default(),
            statements: Arc::default(),
            damaged: Arc::default(),
        }
    }

    /// Limits the time of each statement on PostgreSQL. Migrations have no limit.
    pub(super) fn with_statement_timeout(self, statement: Duration) -> Self {
        Self { statement: Some(statement), ..self }
    }

    /// Opens connections for writing.
    pub(super) fn for_writing(self) -> Self {
        Self { writes: true, ..self }
    }

    pub(super) fn is_sqlite(&self) -> bool {
        self.sqlite_file().is_some()
    }

    /// The path of SQLite's file.
    pub(super) fn sqlite_file(&self) -> Option<&str> {
        self.url.expose().strip_prefix("sqlite://")
    }

    /// Statements sent since the start, `BEGIN` and `COMMIT` included.
    pub(super) fn statements(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
    }

    /// Whether connections cannot be opened because the database is damaged.
    pub(super) fn is_damaged(&self) -> bool {
        self.damaged.load(Ordering::Relaxed)
    }

    fn outages(&self) -> u64 {
        self.outages.load(Ordering::Acquire)
    }

    /// The device and inode of SQLite's file now.
    fn file(&self) -> Option<(u64, u64)> {
        use std::os::unix::fs::MetadataExt as _;
        std::fs::metadata(self.sqlite_file()?).ok().map(|metadata| (metadata.dev(), metadata.ino()))
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
        if self.writes {
            conn.batch_execute(GENERIC_PLANS).map_err(ConnectionError::CouldntSetupConfiguration)?;
        }
        Ok(conn)
    }

    /// The URL with the defaults appended, as text: URL parsers refuse some forms of unix sockets that libpq reads.
    fn postgres_url(&self) -> String {
        let given = self.url.expose();
        let missing = PG_PARAMETERS.iter().filter(|(name, _)| !given.contains(&format!("{name}=")));
        missing.fold(given.to_owned(), |url, (name, value)| {
            let mark = if url.contains('?') { '&' } else { '?' };
            format!("{url}{mark}{name}={value}")
        })
    }

    /// A message of libpq without the password: libpq quotes a malformed URL.
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

impl ManageConnection for Connector {
    type Connection = PooledConn;
    type Error = diesel::r2d2::Error;

    fn connect(&self) -> Result<PooledConn, Self::Error> {
        let failed = diesel::r2d2::Error::ConnectionError;
        // SQLite would create an empty file, without tables.
        if self.is_sqlite() && self.file().is_none() {
            return Err(failed(ConnectionError::BadConnection("the database's file is gone".to_owned())));
        }
        let outages = self.outages();
        let opened = self.open();
        let damage = opened.as_ref().err().is_some_and(|error| is_damage(&error.to_string()));
        self.damaged.store(damage, Ordering::Relaxed);
        let mut conn = opened.map_err(failed)?;
        conn.set_instrumentation(Statements(self.statements.clone()));
        Ok(PooledConn { conn, lost: false, outages, file: self.file() })
    }

    fn is_valid(&self, pooled: &mut PooledConn) -> Result<(), Self::Error> {
        pooled.conn.batch_execute("SELECT 1").map_err(diesel::r2d2::Error::QueryError)
    }

    fn has_broken(&self, pooled: &mut PooledConn) -> bool {
        pooled.lost || std::thread::panicking()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn connector(url: &str) -> Connector {
        Connector::new(Secret::new(url))
    }

    #[test]
    fn what_the_url_says_of_the_connection_is_left_as_it_is() {
        let url = connector("postgres://u@/d?host=/run&connect_timeout=9").postgres_url();
        assert!(url.starts_with("postgres://u@/d?host=/run&connect_timeout=9&keepalives_idle=15&"), "{url}");
        let url = connector("postgres://u@h/d").postgres_url();
        assert!(url.starts_with("postgres://u@h/d?connect_timeout=3&"), "{url}");
    }

    #[test]
    fn a_password_is_taken_out_of_messages() {
        for url in ["postgres://u:s3cret@h:port/d", "postgres://u@h/d?password=s3cret&x=1"] {
            let message = connector(url).without_secret(&format!("invalid port in \"{url}\" near \"s3cret\""));
            assert!(!message.contains("s3cret") && message.contains("[hidden]"), "{message}");
        }
    }
}
