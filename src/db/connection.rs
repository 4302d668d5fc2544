//! One connection to either engine, and how it is opened.

use diesel::connection::SimpleConnection;
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

/// What SQLite needs to be told on every connection: FULL keeps the last commits through a power cut.
const SQLITE_SETTINGS: &str = "PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = ON; \
    PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -8000;";

/// Opens connections to the engine that the URL's scheme names, and never to another.
#[derive(Clone, Debug)]
pub struct Opener {
    url: Secret,
}

/// A pooled connection, and whether it is known to be lost.
pub struct Slot {
    pub(super) conn: AnyConn,
    pub(super) lost: bool,
}

impl Opener {
    pub(super) fn new(url: Secret) -> Self {
        Self { url }
    }

    pub(super) fn is_sqlite(&self) -> bool {
        self.url.expose().starts_with("sqlite://")
    }

    /// Opens one connection.
    pub(super) fn open(&self) -> ConnectionResult<AnyConn> {
        // libpq reads its URL itself: unix sockets come in forms that URL parsers refuse.
        let Some(path) = self.url.expose().strip_prefix("sqlite://") else {
            return PgConnection::establish(self.url.expose()).map(AnyConn::Pg);
        };
        let mut conn = SqliteConnection::establish(path)?;
        conn.batch_execute(SQLITE_SETTINGS).map_err(ConnectionError::CouldntSetupConfiguration)?;
        Ok(AnyConn::Sqlite(conn))
    }
}

impl ManageConnection for Opener {
    type Connection = Slot;
    type Error = diesel::r2d2::Error;

    fn connect(&self) -> Result<Slot, Self::Error> {
        let conn = self.open().map_err(diesel::r2d2::Error::ConnectionError)?;
        Ok(Slot { conn, lost: false })
    }

    fn is_valid(&self, slot: &mut Slot) -> Result<(), Self::Error> {
        slot.conn.batch_execute("SELECT 1").map_err(diesel::r2d2::Error::QueryError)
    }

    fn has_broken(&self, slot: &mut Slot) -> bool {
        slot.lost || std::thread::panicking()
    }
}
