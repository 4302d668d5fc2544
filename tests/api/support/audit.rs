//! Sealing and tampering with the audit trail, by a user who owns the database.

use clauses::audit_chain::{self, Reach};

use super::app::{App, Engine};

/// The tables that refuse changes.
const TABLES: [&str; 4] = ["audit_events", "audit_records", "audit_seals", "audit_sealed"];

impl App {
    /// Seals the open events, as the service does each second.
    pub fn seal(&self) -> usize {
        audit_chain::seal(&self.db(), self.now(), Reach::Whole).unwrap()
    }

    /// Changes the audit trail with its triggers disabled.
    pub fn tamper(&self, sql: &str) {
        let without_triggers: String = TABLES
            .iter()
            .map(|table| match self.engine {
                Engine::Postgres => format!("ALTER TABLE {table} DISABLE TRIGGER USER;"),
                Engine::Sqlite => {
                    format!("DROP TRIGGER IF EXISTS {table}_no_update; DROP TRIGGER IF EXISTS {table}_no_delete; DROP TRIGGER IF EXISTS {table}_secrets_only_erased;")
                }
            })
            .collect();
        self.execute(&format!("{without_triggers} {sql}"));
    }
}
