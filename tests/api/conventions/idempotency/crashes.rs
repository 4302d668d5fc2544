//! The program is killed while it works: a repeated request is executed or replayed, never executed twice.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use super::{create_organisation, organisations};
use crate::support::{ADMINISTRATOR, App, Client, on_both_databases};

/// The program in a process of its own, on the test's database.
struct Program {
    process: Child,
    client: Client,
}

impl Program {
    fn start(app: &App) -> Self {
        let mut program = Command::new(env!("CARGO_BIN_EXE_clauses"));
        program.env_clear().env("DATABASE_URL", app.database_url()).env("BIND", "127.0.0.1:0");
        program.env("CLAUSES_BOOTSTRAP_KEY", ADMINISTRATOR).env("RUST_LOG", "error");
        let mut process = program.stdout(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(process.stdout.take().unwrap()).lines().map(Result::unwrap);
        let prefix = "listening on http://";
        let address = lines.into_iter().find_map(|line| Some(line.strip_prefix(prefix)?.parse().unwrap())).unwrap();
        Self { process, client: app.admin().to(address) }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

on_both_databases! {
    async fn a_request_cut_by_a_crash_is_done_once(app: App) {
        for kill in 0..8_u64 {
            let (key, name) = (format!("key-{kill}"), format!("Régie {kill}"));
            let program = Program::start(&app);
            let sending = tokio::spawn({
                let client = program.client.clone();
                let (key, name) = (key.clone(), name.clone());
                async move { create_organisation(&client, &key, &name).await.status }
            });
            // At another moment of the work each time.
            tokio::time::sleep(Duration::from_millis(kill * 2)).await;
            drop(program);
            // The connection was cut, or the response arrived.
            let answered = sending.await.is_ok();
            let restarted = Program::start(&app);
            let before = organisations(&restarted.client, &name).await;
            assert!(before == 1 || (before == 0 && !answered), "{before} before it was sent again");
            let again = create_organisation(&restarted.client, &key, &name).await.created();
            assert_eq!(again.header("idempotency-replayed").is_some(), before == 1, "{again}");
            assert_eq!(organisations(&restarted.client, &name).await, 1);
        }
    }
}
