//! What no address of the API does yet, or ever will: done to the database itself, past the service.

use std::any::Any;

use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, PgConnection, RunQueryDsl as _, SqliteConnection};

use super::app::{App, Engine};

/// What every change of the data ends with.
const RAISED: &str = "UPDATE data_version SET counter = counter + 1 WHERE shard = 0";

impl App {
    /// Empties the hours and their history, which nobody can, so that one application serves many sets of data.
    pub fn forget_all_hours(&self) {
        let emptied = match self.engine {
            Engine::Postgres => "TRUNCATE hours_versions; TRUNCATE findings, hours_external_refs, hours",
            Engine::Sqlite => {
                "DROP TRIGGER IF EXISTS hours_versions_no_delete; DELETE FROM findings; DELETE FROM hours_versions; \
                 DELETE FROM hours_external_refs; DELETE FROM hours"
            }
        };
        self.execute(&format!("{emptied}; {RAISED}"));
    }

    /// Gives every key another role and other sectors.
    pub fn change_keys(&self, role: &str, sectors: &str) {
        self.execute(&format!("UPDATE api_keys SET role = '{role}', sectors = '{sectors}'"));
    }

    /// How many answers are kept, and how many of them tell of a person.
    pub fn kept_answers(&self) -> (i64, i64) {
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

    /// Lets nobody write organisations until what it gives is dropped: work that does waits meanwhile.
    pub fn hold_organisations(&self) -> Box<dyn Any> {
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

    fn file(&self) -> &str {
        self.database_url().trim_start_matches("sqlite://")
    }

    /// The texts that a query of SQLite's answers with.
    pub fn texts(&self, sql: &str) -> Vec<String> {
        #[derive(diesel::QueryableByName)]
        struct Row {
            #[diesel(sql_type = diesel::sql_types::Text)]
            text: String,
        }
        let mut connection = SqliteConnection::establish(self.sqlite_file().to_str().unwrap()).unwrap();
        diesel::sql_query(sql).load::<Row>(&mut connection).unwrap().into_iter().map(|row| row.text).collect()
    }

    /// Holds SQLite's one writer until this is dropped.
    pub fn holding_the_writer(&self) -> SqliteConnection {
        let mut connection = SqliteConnection::establish(self.sqlite_file().to_str().unwrap()).unwrap();
        connection.batch_execute("PRAGMA busy_timeout = 10000; BEGIN IMMEDIATE").unwrap();
        connection
    }

    /// Runs statements past the service.
    pub fn execute(&self, sql: &str) {
        self.try_execute(sql).unwrap();
    }

    /// Runs statements past the service, which may be refused.
    pub fn try_execute(&self, sql: &str) -> diesel::QueryResult<()> {
        match self.engine {
            Engine::Postgres => PgConnection::establish(self.database_url()).unwrap().batch_execute(sql),
            Engine::Sqlite => {
                let mut connection = SqliteConnection::establish(self.file()).unwrap();
                connection.batch_execute(&format!("PRAGMA busy_timeout = 10000; PRAGMA foreign_keys = ON; {sql}"))
            }
        }
    }

    /// Counts rows past the service.
    pub fn count(&self, what: &str) -> i64 {
        let query =
            diesel::select(diesel::dsl::sql::<diesel::sql_types::BigInt>(&format!("(SELECT COUNT(*) FROM {what})")));
        match self.engine {
            Engine::Postgres => query.first(&mut PgConnection::establish(self.database_url()).unwrap()).unwrap(),
            Engine::Sqlite => query.first(&mut SqliteConnection::establish(self.file()).unwrap()).unwrap(),
        }
    }
}
