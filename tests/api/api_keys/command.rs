//! `clauses key`

use crate::support::{App, Program, command, on_both_databases};

/// Runs a command that succeeds.
fn said(app: &App, arguments: &[&str]) -> String {
    let output = command(app, arguments);
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// The secret that a command prints.
fn secret(said: &str) -> String {
    said.split_whitespace().last().unwrap().to_owned()
}

on_both_databases! {
    async fn keys_are_made_listed_rotated_and_revoked_from_a_shell(app: App) {
        // Commands live at the present moment, and so does the program.
        let program = Program::beside(&app, &[]);
        let made = said(&app, &["key", "create", "--role", "partner", "--sector", "BTP", "--name", "ARIQ"]);
        let first = secret(&made);
        program.bearing(&first).get("/v1/organisations").await.ok();
        let list = said(&app, &["key", "list"]);
        let lines: Vec<Vec<&str>> = list.lines().map(|line| line.split('\t').collect()).collect();
        assert_eq!(lines.len(), 2, "{list}");
        assert_eq!(lines[0].len(), lines[1].len(), "{list}");
        let id = lines[1][0];
        assert_eq!(lines[1][1..4], [&first[..12], "partner", "BTP"], "{list}");
        assert!(!list.contains(&first), "{list}");

        let second = secret(&said(&app, &["key", "rotate", id, "--overlap-hours", "0"]));
        program.bearing(&first).get("/v1/organisations").await.refused(401, "unauthenticated");
        program.bearing(&second).get("/v1/organisations").await.ok();
        said(&app, &["key", "revoke", id]);
        program.bearing(&second).get("/v1/organisations").await.refused(401, "unauthenticated");
    }

    async fn a_key_that_would_have_ended_is_not_made_from_a_shell(app: App) {
        let make = |last: &str| command(&app, &["key", "create", "--role", "officer", "--name", "X", "--expires-on", last]);
        for passed in ["2024-03-14", "2025-12-31", "1900-01-01"] {
            let output = make(passed);
            assert_eq!(output.status.code(), Some(1), "{output:?}");
            assert!(String::from_utf8_lossy(&output.stderr).contains("est passé"), "{output:?}");
        }
        assert_eq!(app.count("api_keys"), 0);
        assert!(make("2100-12-31").status.success());
        assert_eq!(app.count("api_keys"), 1);
    }

    async fn what_cannot_be_done_is_refused_and_wrong_usage_told(app: App) {
        for (arguments, code) in [
            (&["key", "revoke", "7"][..], 1),
            (&["key", "rotate", "7", "--overlap-hours", "1"], 1),
            (&["key", "rotate", "7"], 2),
            (&["key", "rotate", "7", "--overlap-hours", "721"], 2),
        ] {
            let output = command(&app, arguments);
            assert_eq!(output.status.code(), Some(code), "{output:?}");
            assert!(!output.stderr.is_empty());
        }
    }
}
