//! `clauses backup`, `clauses restore` and `clauses healthcheck`

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Output;

use crate::support::builders::{a_candidate, an_organisation};
use crate::support::{App, Engine, Program, clauses, command, on_both_databases, run};

#[track_caller]
fn done(output: &Output) {
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
}

/// The error message of a refused command.
#[track_caller]
fn refusal(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

async fn names(app: &App) -> Vec<String> {
    let organisations = app.officer().all("/v1/organisations?limit=500").await;
    organisations.iter().map(|organisation| organisation["name"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_copy_taken_while_others_write_brings_back_a_state_that_was() {
    run(Engine::Sqlite, async |app: App| {
        // given: a client that creates one organisation after the other while the program runs
        let program = Program::beside(&app, &[]);
        let admin = program.admin();
        let candidate = a_candidate().create(&admin).await;
        for _ in 0..5 {
            an_organisation().create(&admin).await;
        }
        let writer = tokio::spawn({
            let admin = admin.clone();
            async move {
                for _ in 0..100 {
                    an_organisation().create(&admin).await;
                }
            }
        });
        let directory = tempfile::tempdir().unwrap();
        let copy = directory.path().join("copy.db");
        // when: a backup is made meanwhile, and restored at the end
        let database = app.database_url().to_owned();
        let taken = tokio::task::spawn_blocking({
            let copy = copy.clone();
            move || clauses(&database, Path::new("/"), &["backup", text(&copy)]).output().unwrap()
        });
        done(&taken.await.unwrap());
        writer.await.unwrap();
        let all = names(&app).await;
        assert_eq!(all.len(), 105);
        assert!(refusal(&command(&app, &["restore", text(&copy)])).contains("--replace"));
        assert_eq!(names(&app).await.len(), 105);
        done(&command(&app, &["restore", text(&copy), "--replace"]));
        // then: all processes see the organisations up to one moment, and new ones after them
        let kept = names(&app).await;
        assert!((5..=105).contains(&kept.len()), "{}", kept.len());
        assert_eq!(kept, all[..kept.len()]);
        assert_eq!(admin.all("/v1/organisations?limit=500").await.len(), kept.len());
        admin.get(&format!("/v1/candidates/{candidate}")).await.ok();
        an_organisation().create(&admin).await;
        a_candidate().create(&admin).await;
        assert_eq!(names(&app).await.len(), kept.len() + 1);
        // A second time, which fails unless the triggers were restored as well.
        done(&command(&app, &["restore", text(&copy), "--replace"]));
        assert_eq!(names(&app).await, kept);
        let mode = std::fs::metadata(&copy).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    });
}

#[test]
fn a_restored_database_has_every_table_index_and_trigger() {
    run(Engine::Sqlite, async |app: App| {
        let directory = tempfile::tempdir().unwrap();
        let copy = directory.path().join("copy.db");
        a_candidate().create(&app.officer()).await;
        let before =
            app.texts("SELECT type || ' ' || name || ' ' || COALESCE(sql, '') AS text FROM sqlite_master ORDER BY 1");
        let sequences = app.texts("SELECT name || ' ' || seq AS text FROM sqlite_sequence ORDER BY 1");
        done(&command(&app, &["backup", text(&copy)]));
        a_candidate().create(&app.officer()).await;
        done(&command(&app, &["restore", text(&copy), "--replace"]));
        let after =
            app.texts("SELECT type || ' ' || name || ' ' || COALESCE(sql, '') AS text FROM sqlite_master ORDER BY 1");
        assert_eq!(before, after);
        assert_eq!(app.texts("SELECT name || ' ' || seq AS text FROM sqlite_sequence ORDER BY 1"), sequences);
        assert!(before.len() > 20 && !sequences.is_empty());
    });
}

#[test]
fn however_often_a_database_is_copied_and_restored_its_version_only_counts_on() {
    run(Engine::Sqlite, async |app: App| {
        an_organisation().create(&app.officer()).await;
        let version = || app.texts("SELECT CAST(SUM(counter) AS TEXT) AS text FROM data_version")[0].parse().unwrap();
        let before: i64 = version();
        let directory = tempfile::tempdir().unwrap();
        for number in 1..=3 {
            let copy = directory.path().join(format!("{number}.db"));
            done(&command(&app, &["backup", text(&copy)]));
            done(&command(&app, &["restore", text(&copy), "--replace"]));
            assert_eq!(version(), before + number);
        }
    });
}

#[test]
fn a_copy_is_restored_where_there_is_no_database_yet() {
    run(Engine::Sqlite, async |app: App| {
        let directory = tempfile::tempdir().unwrap();
        an_organisation().named("Régie des Deux Rives").create(&app.officer()).await;
        let copy = directory.path().join("copy.db");
        done(&command(&app, &["backup", text(&copy)]));
        let elsewhere = format!("sqlite://{}", directory.path().join("new.db").display());
        let restored = clauses(&elsewhere, directory.path(), &["restore", "copy.db"]).output().unwrap();
        done(&restored);
        let program = Program::on(&elsewhere, &[]);
        assert_eq!(program.admin().all("/v1/organisations").await.len(), 1);
        let left: Vec<_> =
            std::fs::read_dir(directory.path()).unwrap().flatten().map(|file| file.file_name()).collect();
        assert!(left.iter().all(|name| !name.to_string_lossy().contains("incoming")), "{left:?}");
        let mode = std::fs::metadata(directory.path().join("new.db")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    });
}

#[test]
fn a_file_that_is_no_sound_copy_is_refused_and_changes_nothing() {
    run(Engine::Sqlite, async |app: App| {
        an_organisation().create(&app.officer()).await;
        let directory = tempfile::tempdir().unwrap();
        let path = |name: &str| directory.path().join(name);
        let copy = path("copy.db");
        done(&command(&app, &["backup", text(&copy)]));
        let restore = |file: &Path| refusal(&command(&app, &["restore", text(file), "--replace"]));

        std::fs::write(path("text.db"), "clauses".repeat(1000)).unwrap();
        assert!(restore(&path("text.db")).contains("no SQLite database"));
        std::fs::write(path("empty.db"), "").unwrap();
        assert!(restore(&path("empty.db")).contains("no database of clauses"));
        assert!(restore(&path("absent.db")).contains("no file"));
        let mut bytes = std::fs::read(&copy).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle..middle + 20_000].fill(0x5a);
        std::fs::write(path("damaged.db"), bytes).unwrap();
        assert!(restore(&path("damaged.db")).contains("damaged.db"));
        app.execute("INSERT INTO __diesel_schema_migrations (version) VALUES ('20991231000001')");
        done(&command(&app, &["backup", text(&path("later.db"))]));
        app.execute("DELETE FROM __diesel_schema_migrations WHERE version = '20991231000001'");
        assert!(restore(&path("later.db")).contains("later version"));
        std::fs::copy(&copy, path("at-work.db")).unwrap();
        std::fs::write(path("at-work.db-wal"), "the last commits").unwrap();
        assert!(restore(&path("at-work.db")).contains("at work"));
        std::fs::copy(&copy, path("half-written.db")).unwrap();
        std::fs::write(path("half-written.db-journal"), "what to roll back").unwrap();
        assert!(restore(&path("half-written.db")).contains("at work"));

        assert_eq!(names(&app).await.len(), 1);
        assert!(refusal(&command(&app, &["backup", text(&copy)])).contains("exists already"));
    });
}

#[test]
fn on_postgresql_the_commands_say_what_to_use() {
    run(Engine::Postgres, async |app: App| {
        assert!(refusal(&command(&app, &["backup", "/nowhere/x"])).contains("pg_dump"));
        assert!(refusal(&command(&app, &["restore", "/nowhere/x"])).contains("pg_restore"));
    });
}

on_both_databases! {
    async fn a_health_check_tells_by_its_exit_code(app: App) {
        let program = Program::beside(&app, &[]);
        let check = |bind: &str| {
            let mut check = clauses(app.database_url(), Path::new("/"), &["healthcheck"]);
            check.env("BIND", bind).output().unwrap()
        };
        done(&check(&program.bind()));
        assert!(refusal(&check("127.0.0.1:0")).contains("BIND"));
        let bind = program.bind();
        drop(program);
        assert!(refusal(&check(&bind)).contains("nobody answers"));
        assert_eq!(command(&app, &["backup"]).status.code(), Some(2));
    }
}
