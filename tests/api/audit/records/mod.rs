//! The audit trail vouches for the records: whatever the owner of the database does to them is found and named, by the program
//! and by `tests/verifier/verify.py`, which knows the documented form alone.

mod filled;
mod intact;
mod kinds;
mod random;
mod schema;

use std::process::Command;

use clauses::access::VerifyAudit;
use clauses::audit_chain::{self, Question};

use crate::support::{App, Engine, postgres};

/// What is wrong with a record: the kind of fault, and the record with its number.
type Named = (String, String, i64);

/// What the program finds.
fn found_by_program(app: &App) -> Vec<Named> {
    let found = audit_chain::verify(&app.operator::<VerifyAudit>(), &Question::default()).unwrap();
    assert_eq!(found.intact, found.faults.is_empty());
    let faults = found.faults.into_iter();
    faults.map(|one| (one.kind.to_owned(), one.record.unwrap_or_default(), one.record_id.unwrap_or_default())).collect()
}

/// What the verifier finds, which reads the database by itself.
fn found_by_verifier(app: &App) -> Vec<Named> {
    let form = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/operate/audit-records.md");
    let verifier = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/verifier/verify.py");
    let mut command = Command::new("python3");
    command.args(["-I", verifier, form]);
    match app.engine {
        Engine::Sqlite => command.arg("sqlite").arg(app.sqlite_file()),
        Engine::Postgres => command.args(["postgres", app.database_url()]).env("PSQL", postgres::server().psql()),
    };
    let output = command.output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    let (last, lines) = text.trim_end().rsplit_once('\n').map_or((text.trim_end(), ""), |(lines, last)| (last, lines));
    let is_intact = last == "intact";
    assert!(is_intact || last.ends_with(" faults"), "{text}{errors}");
    assert_eq!(output.status.code(), Some(i32::from(!is_intact)), "{errors}");
    let named = |line: &str| {
        let mut words = line.split(' ');
        let mut word = || words.next().unwrap_or_default().to_owned();
        (word(), word(), word().parse().unwrap())
    };
    lines.lines().map(named).collect()
}

/// Both find nothing.
#[track_caller]
fn is_intact(app: &App) {
    assert_eq!(found_by_program(app), []);
    assert_eq!(found_by_verifier(app), []);
}
