//! The audit trail in the hands of whoever owns the database: triggers dropped, rows written over.

use clauses::audit_chain::{self, Reach};

use super::app::{App, Engine};

/// The tables that refuse changes.
const TABLES: [&str; 3] = ["audit_events", "audit_seals", "audit_sealed"];

impl App {
    /// Seals what waits, as the service does each second.
    pub fn seal(&self) -> usize {
        audit_chain::seal(&self.db(), self.now(), Reach::Whole).unwrap()
    }

    /// Does to the trail what its triggers refuse.
    pub fn tamper(&self, sql: &str) {
        let unguarded: String = TABLES
            .iter()
            .map(|table| match self.engine {
                Engine::Postgres => format!("ALTER TABLE {table} DISABLE TRIGGER USER;"),
                Engine::Sqlite => {
                    format!("DROP TRIGGER IF EXISTS {table}_no_update; DROP TRIGGER IF EXISTS {table}_no_delete;")
                }
            })
            .collect();
        self.execute(&format!("{unguarded} {sql}"));
    }
}
