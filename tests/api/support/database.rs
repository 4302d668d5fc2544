//! What no address of the API does yet, or ever will: done to the database itself, past the service.

use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, PgConnection, RunQueryDsl as _, SqliteConnection};

use super::app::{App, Engine};

impl App {
    /// Closes a month of a sector.
    pub fn close_month(&self, month: &str, sector: &str) {
        let number = month.replace('-', "");
        self.execute(&format!(
            "INSERT INTO months (month, sector, state) VALUES ({number}, '{sector}', 'closed') \
             ON CONFLICT (month, sector) DO UPDATE SET state = 'closed'"
        ));
    }

    /// Empties the hours and their history, which nobody can, so that one application serves many sets of data.
    pub fn forget_all_hours(&self) {
        self.execute(match self.engine {
            Engine::Postgres => "TRUNCATE hours_versions, hours",
            Engine::Sqlite => {
                "DROP TRIGGER IF EXISTS hours_versions_no_delete; DELETE FROM hours_versions; DELETE FROM hours"
            }
        });
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
        connection.batch_execute("BEGIN IMMEDIATE").unwrap();
        connection
    }

    /// Runs statements past the service.
    pub fn execute(&self, sql: &str) {
        match self.engine {
            Engine::Postgres => PgConnection::establish(self.database_url()).unwrap().batch_execute(sql).unwrap(),
            Engine::Sqlite => {
                let file = self.database_url().trim_start_matches("sqlite://");
                let mut connection = SqliteConnection::establish(file).unwrap();
                connection.batch_execute(&format!("PRAGMA busy_timeout = 10000; {sql}")).unwrap();
            }
        }
    }
}
