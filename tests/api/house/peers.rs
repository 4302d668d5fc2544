//! The peers of the load bench say what they cannot do before anything is installed.

use std::process::Command;

/// Runs a script with a directory for the peer's installation; returns its exit code, what it says, and whether it installed.
fn asked(script: &str, arguments: &[&str]) -> (Option<i32>, String, bool) {
    let home = tempfile::tempdir().unwrap();
    let installation = home.path().join("directus");
    let mut command = Command::new("bash");
    command.arg(script).args(arguments).env("DIRECTUS_HOME", &installation).current_dir(env!("CARGO_MANIFEST_DIR"));
    let output = command.output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    (output.status.code(), said, installation.exists())
}

#[test]
fn directus_refuses_a_sockets_address_before_it_is_installed() {
    for url in [
        "postgres://clauses@/name?host=/run/postgresql",
        "postgres:///name?host=%2Ftmp",
        "postgres://clauses@localhost/name?connect_timeout=3&host=/tmp",
        "postgresql://clauses@/name",
    ] {
        for (script, arguments) in [
            ("benches/peers/directus/serve", [url, "5000"]),
            ("benches/peers/directus/serve", [url, "--check"]),
            ("benches/goals", ["/nowhere", url]),
        ] {
            let (code, said, is_installed) = asked(script, &arguments);
            assert_eq!((code, is_installed), (Some(2), false), "{script} {url}: {said}");
            assert!(said.contains("Directus takes only TCP"), "{said}");
        }
    }
    for url in ["postgres://clauses@127.0.0.1:5432/name", "postgres://clauses:p%40%2F@localhost/name?host=db.example"] {
        assert_eq!(asked("benches/peers/directus/serve", &[url, "--check"]), (Some(0), String::new(), false));
    }
}
