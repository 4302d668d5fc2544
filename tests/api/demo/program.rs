//! `clauses demo` as it is started from a shell, twice.

use std::process::Command;

use clauses::demo;

use crate::support::{Engine, PASSWORD, Program, clauses, on_both_databases, postgres};

/// What follows this text in the lines that a program printed.
fn after<'a>(program: &'a Program, text: &str) -> &'a str {
    let line = program.said.iter().find_map(|line| line.split_once(text));
    line.unwrap_or_else(|| panic!("no {text}: {:?}", program.said)).1
}

on_both_databases! {
    async fn it_prints_how_to_begin_and_begins_again_where_it_was(app: App) {
        let directory = tempfile::tempdir().unwrap();
        let url = match app.engine {
            Engine::Sqlite => format!("sqlite://{}/demo.db", directory.path().display()),
            Engine::Postgres => postgres::server().empty_database(),
        };
        let start = || Program::spawned(&mut clauses(&url, directory.path(), &["demo"]));
        let first = start();
        assert!(first.said.iter().any(|line| line == "92 figures compared, 0 differ"), "{:?}", first.said);
        let site = format!("http://{}", first.address);
        assert_eq!(after(&first, "the officer signs in at "), format!("{site}/connexion as {}", demo::OFFICER));
        let link = after(&first, "to choose her password, ").split_once(": ").unwrap().1.strip_prefix(&site).unwrap();
        let mut officer = app.nobody(demo::OFFICER).through(first.anonymous());
        officer.fill(link, &[("password", PASSWORD), ("again", PASSWORD)]).await.with_status(303);
        officer.sign_in(PASSWORD, None).await.ok();
        let month = after(&first, "to enter: ").split_once(' ').unwrap().0.to_owned();
        assert_eq!(officer.get(&format!("/v1/months/{month}/sheet")).await.ok()["rows"].as_array().unwrap().len(), 40);
        let ariq = after(&first, "ARIQ's API key, shown this once: ").to_owned();
        let to_make = after(&first, "to make an API key of an administrator: ");
        if app.engine == Engine::Sqlite {
            let made = Command::new("sh").args(["-c", to_make]).env_clear().current_dir("/").output().unwrap();
            let said = String::from_utf8(made.stdout).unwrap();
            let key = said.trim().rsplit(' ').next().unwrap();
            first.bearing(key).get("/v1/api-keys").await.ok();
        } else {
            assert!(to_make.starts_with("DATABASE_URL=… "), "{to_make}");
        }
        drop(first);

        let second = start();
        assert_eq!(after(&second, "to enter: ").split_once(' ').unwrap().0, month);
        assert!(after(&second, "to choose another password, ").contains("/reinitialisation/"));
        after(&second, "ARIQ's API key is that of an earlier start");
        second.bearing(&ariq).get("/v1/hours/batches").await.ok();
        officer.through(second.anonymous()).get("/v1/me").await.ok();
        drop(second);
        if app.engine == Engine::Postgres {
            postgres::server().drop_database(&url);
        }
    }
}
