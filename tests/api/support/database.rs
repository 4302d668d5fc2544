//! Direct access to the database, for tests of what the API does not allow.

use std::any::Any;
use std::path::Path;

use diesel::connection::SimpleConnection;
use diesel::{Connection as _, PgConnection, RunQueryDsl as _, SqliteConnection};

use super::app::{App, Engine};

/// Increments the data version, as every change of data does.
const RAISE_DATA_VERSION: &str = "UPDATE data_version SET counter = counter + 1 WHERE shard = 0";

#[derive(diesel::QueryableByName)]
struct TextRow {
    #[diesel(sql_type = diesel::sql_types::Text)]
    text: String,
}

/// The texts that a query returns in an SQLite file.
pub fn texts_of(file: &Path, sql: &str) -> Vec<String> {
    let mut connection = SqliteConnection::establish(file.to_str().unwrap()).unwrap();
    diesel::sql_query(sql).load::<TextRow>(&mut connection).unwrap().into_iter().map(|row| row.text).collect()
}

/// Runs statements in an SQLite file.
pub fn in_file(file: &Path, sql: &str) {
    SqliteConnection::establish(file.to_str().unwrap()).unwrap().batch_execute(sql).unwrap();
}

impl App {
    /// Deletes the hours and their history, so that one application can serve many sets of data.
    pub fn delete_all_hours(&self) {
        let statements = match self.engine {
            Engine::Postgres => "TRUNCATE hours_versions, findings, hours_external_refs, hours",
            Engine::Sqlite => {
                "DROP TRIGGER IF EXISTS hours_versions_no_delete; DELETE FROM findings; DELETE FROM hours_versions; \
                 DELETE FROM hours_external_refs; DELETE FROM hours"
            }
        };
        self.execute(&format!("{statements}; {RAISE_DATA_VERSION}"));
    }

    /// Changes the role and the sectors of every key.
    pub fn change_keys(&self, role: &str, sectors: &str) {
        self.execute(&format!("UPDATE api_keys SET role = '{role}', sectors = '{sectors}'"));
    }

    /// The number of stored idempotent responses, and of those about a person.
    pub fn stored_answers(&self) -> (i64, i64) {
        use diesel::RunQueryDsl as _;
        use diesel::dsl::sql;
        use diesel::sql_types::BigInt;
        let (all, of_people) =
            ("(SELECT count(*) FROM idempotent_answers)", "(SELECT count(candidate_id) FROM idempotent_answers)");
        let query = diesel::select((sql::<BigInt>(all), sql::<BigInt>(of_people)));
        match self.engine {
            Engine::Postgres => query.first(&mut PgConnection::establish(self.database_url()).unwrap()).unwrap(),
            Engine::Sqlite => query.first(&mut SqliteConnection::establish(self.file()).unwrap()).unwrap(),
        }
    }

    /// Locks the organisations against writes until the returned value is dropped.
    pub fn lock_organisations(&self) -> Box<dyn Any> {
        match self.engine {
            Engine::Postgres => {
                let mut connection = PgConnection::establish(self.database_url()).unwrap();
                connection.batch_execute("BEGIN; LOCK TABLE organisations IN EXCLUSIVE MODE").unwrap();
                Box::new(connection)
            }
            Engine::Sqlite => {
                let mut connection = SqliteConnection::establish(self.file()).unwrap();
                connection.batch_execute("PRAGMA busy_timeout = 10000; BEGIN IMMEDIATE").unwrap();
                Box::new(connection)
            }
        }
    }

    /// Has a request wait inside its transaction, where it changes who has access, while the statements change what it rests
    /// on; then lets it go on.
    pub async fn meanwhile<T>(&self, request: impl Future<Output = T>, statements: &str) -> T {
        self.written_to();
        let locks = match self.engine {
            Engine::Postgres => {
                "BEGIN; SELECT pg_advisory_xact_lock(7404); \
                 LOCK TABLE users, sessions, user_links, api_keys, api_key_secrets IN EXCLUSIVE MODE"
            }
            Engine::Sqlite => "PRAGMA busy_timeout = 10000; BEGIN IMMEDIATE",
        };
        let mut connection: Box<dyn SimpleConnection> = match self.engine {
            Engine::Postgres => Box::new(PgConnection::establish(self.database_url()).unwrap()),
            Engine::Sqlite => Box::new(SqliteConnection::establish(self.file()).unwrap()),
        };
        connection.batch_execute(locks).unwrap();
        let change = async {
            while self.writers_at_work().await == 0 {}
            connection.batch_execute(&format!("{statements}; COMMIT")).unwrap();
        };
        futures_util::future::join(request, change).await.0
    }

    fn file(&self) -> &str {
        self.database_url().trim_start_matches("sqlite://")
    }

    /// The texts that a query returns on SQLite.
    pub fn texts(&self, sql: &str) -> Vec<String> {
        texts_of(&self.sqlite_file(), sql)
    }

    /// The texts that a query returns.
    pub fn column(&self, sql: &str) -> Vec<String> {
        match self.engine {
            Engine::Postgres => {
                let mut connection = PgConnection::establish(self.database_url()).unwrap();
                let rows = diesel::sql_query(sql).load::<TextRow>(&mut connection).unwrap();
                rows.into_iter().map(|row| row.text).collect()
            }
            Engine::Sqlite => texts_of(&self.sqlite_file(), sql),
        }
    }

    /// Locks SQLite for writing until the connection is dropped.
    pub fn lock_writer(&self) -> SqliteConnection {
        let mut connection = SqliteConnection::establish(self.sqlite_file().to_str().unwrap()).unwrap();
        connection.batch_execute("PRAGMA busy_timeout = 10000; BEGIN IMMEDIATE").unwrap();
        connection
    }

    /// Runs statements directly.
    pub fn execute(&self, sql: &str) {
        self.try_execute(sql).unwrap();
    }

    /// Runs statements directly; the database may refuse them.
    pub fn try_execute(&self, sql: &str) -> diesel::QueryResult<()> {
        self.written_to();
        match self.engine {
            Engine::Postgres => PgConnection::establish(self.database_url()).unwrap().batch_execute(sql),
            Engine::Sqlite => {
                let mut connection = SqliteConnection::establish(self.file()).unwrap();
                connection.batch_execute(&format!("PRAGMA busy_timeout = 10000; PRAGMA foreign_keys = ON; {sql}"))
            }
        }
    }

    /// Counts rows directly.
    pub fn count(&self, what: &str) -> i64 {
        let query =
            diesel::select(diesel::dsl::sql::<diesel::sql_types::BigInt>(&format!("(SELECT COUNT(*) FROM {what})")));
        match self.engine {
            Engine::Postgres => query.first(&mut PgConnection::establish(self.database_url()).unwrap()).unwrap(),
            Engine::Sqlite => query.first(&mut SqliteConnection::establish(self.file()).unwrap()).unwrap(),
        }
    }
}
