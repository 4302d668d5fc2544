//! What no address of the API does yet, or ever will: done to the database itself, past the service.

use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, PgConnection, SqliteConnection};

use super::app::{App, Engine};

/// What every change of the data ends with.
const RAISED: &str = "UPDATE data_version SET counter = counter + 1 WHERE shard = 0";

impl App {
    /// Closes a month of a sector.
    pub fn close_month(&self, month: &str, sector: &str) {
        let number = month.replace('-', "");
        self.execute(&format!(
            "INSERT INTO months (month, sector, state) VALUES ({number}, '{sector}', 'closed') \
             ON CONFLICT (month, sector) DO UPDATE SET state = 'closed'; {RAISED}"
        ));
    }

    /// Empties the hours and their history, which nobody can, so that one application serves many sets of data.
    pub fn forget_all_hours(&self) {
        let emptied = match self.engine {
            Engine::Postgres => "TRUNCATE hours_versions, hours",
            Engine::Sqlite => {
                "DROP TRIGGER IF EXISTS hours_versions_no_delete; DELETE FROM hours_versions; DELETE FROM hours"
            }
        };
        self.execute(&format!("{emptied}; {RAISED}"));
    }

    fn execute(&self, sql: &str) {
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
