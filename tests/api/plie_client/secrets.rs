//! Neither secrets nor personal values stand in errors, in `Debug` or in the log, at its most detailed level.

use std::process::Command;

use clauses::plie::stub::Behaviour;

use super::*;
use crate::support::answering::{Answering, json_answer};

/// The environment variable of the process that logs.
const LOGGING: &str = "CLAUSES_TEST_LOGS_CALLS";

/// What must not be seen.
const HIDDEN: &[&str] =
    &[KEY, "the-secret-of-the-client", "the-token-of-the-client", "Ophelie", "Personne", "1991-11-30"];

#[test]
fn no_log_line_has_a_secret_or_a_personal_value() {
    if std::env::var_os(LOGGING).is_some() {
        return call_with_everything();
    }
    // A log of its own needs a process of its own.
    let name = std::thread::current().name().unwrap().to_owned();
    let mut again = Command::new(std::env::current_exe().unwrap());
    let output = again.args(["--exact", &name, "--nocapture"]).env(LOGGING, "1").output().unwrap();
    let log = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{log}");
    for written in ["a call of another service failed", REQUEST_ID, "server_error", "announceStep", "connect"] {
        assert!(log.contains(written), "{written} is missing in {log}");
    }
    for hidden in HIDDEN {
        assert!(!log.contains(hidden), "{hidden} stands in {log}");
    }
}

/// Calls with a key and with a token, with and without success.
fn call_with_everything() {
    let filter = tracing_subscriber::EnvFilter::new("trace");
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let stub = stub();
    call(&client(&stub.url()));
    stub.set_behaviour(Behaviour { fail_percent: 100, ..Behaviour::default() });
    call(&client(&stub.url()));
    stub.set_behaviour(Behaviour { garbage_percent: 100, ..Behaviour::default() });
    call(&client(&stub.url()));
    let token = json!({ "access_token": "the-token-of-the-client", "token_type": "Bearer" });
    let endpoint = Answering::with(move |_, _| json_answer(200, &token));
    let access = ServiceAccess::ClientCredentials {
        token_url: endpoint.url().parse().unwrap(),
        client_id: "clauses".to_owned(),
        client_secret: Secret::new("the-secret-of-the-client"),
    };
    call(&open(&Plie { access, ..settings(&stub.url()) }).0);
}

fn call(client: &Client) {
    let day = "1991-11-30".parse().unwrap();
    let errors = [
        client.search(day, &name("Personne"), &name("Ophelie"), REQUEST_ID).err(),
        read(client).err(),
        announce(client, &key(1), &step("employment/1/start", 1)).err(),
    ];
    for error in errors.into_iter().flatten() {
        tracing::info!("{error} {error:?}");
    }
}

#[test]
fn settings_do_not_show_their_secrets() {
    let shown = format!("{:?}", settings("http://127.0.0.1/api/v1"));
    assert!(!shown.contains(KEY), "{shown}");
}
