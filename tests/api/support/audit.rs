//! Sealing and tampering with the audit trail, by a user who owns the database.

use std::time::Duration;

use clauses::access::VerifyAudit;
use clauses::audit_chain::{self, Reach};

use super::app::{App, Engine};

/// The tables that refuse changes.
const TABLES: [&str; 4] = ["audit_events", "audit_records", "audit_seals", "audit_sealed"];

impl App {
    /// Seals the open events, as the service does each second.
    pub fn seal(&self) -> usize {
        audit_chain::seal(&self.db(), self.now(), Reach::Whole).unwrap()
    }

    /// Seals records of which no event speaks, as the service does once, and then the open events.
    pub fn seal_everything(&self) {
        audit_chain::seal_as_found(&self.db(), &self.operator::<VerifyAudit>(), Duration::MAX).unwrap();
        self.seal();
    }

    /// Runs statements past all triggers and foreign keys.
    pub fn rewrite(&self, sql: &str) {
        self.try_rewrite(sql).unwrap_or_else(|error| panic!("{sql}: {error}"));
    }

    /// Runs statements past all triggers and foreign keys; the conditions of the tables may refuse them.
    pub fn try_rewrite(&self, sql: &str) -> diesel::QueryResult<()> {
        match self.engine {
            Engine::Postgres => self.try_execute(&format!("SET session_replication_role = replica; {sql}")),
            Engine::Sqlite => {
                let triggers = self
                    .column("SELECT 'DROP TRIGGER ' || name || ';' AS text FROM sqlite_master WHERE type = 'trigger'");
                self.try_execute(&format!("PRAGMA foreign_keys = OFF; BEGIN; {} {sql}; COMMIT", triggers.concat()))
            }
        }
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
        let foreign_keys = if self.engine == Engine::Sqlite { "PRAGMA foreign_keys = OFF;" } else { "" };
        self.execute(&format!("{foreign_keys} {without_triggers} {sql}"));
    }
}
