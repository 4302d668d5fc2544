//! A killed `backup` or `restore` leaves no file with everybody's data for ever.

use std::path::Path;
use std::process::{Child, Stdio};
use std::time::Duration;

use crate::support::builders::an_organisation;
use crate::support::{App, Engine, Program, clauses, command, run};

#[track_caller]
fn done(output: &std::process::Output) {
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// The names in a directory, except the database's and SQLite's own beside it.
fn others(directory: &Path) -> Vec<String> {
    let names = std::fs::read_dir(directory).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
    let mut others: Vec<String> = names.filter(|name| !name.starts_with("clauses.db")).collect();
    others.sort();
    others
}

fn begin(app: &App, arguments: &[&str]) -> Child {
    let mut command = clauses(app.database_url(), Path::new("/"), arguments);
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

/// Adds some 30 MB to the database, so that a copy takes a while.
fn fill(app: &App) {
    app.execute(
        "WITH RECURSIVE counted (number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM counted WHERE number < 30000) \
         INSERT INTO reads (at, actor, what) SELECT '2024-03-15 09:00:00', 'key:1', hex(zeroblob(500)) FROM counted",
    );
}

#[test]
fn a_killed_restore_leaves_nothing_beside_the_database() {
    run(Engine::Sqlite, async |app: App| {
        let organisation = an_organisation().create(&app.officer()).await;
        fill(&app);
        let (file, elsewhere) = (app.sqlite_file(), tempfile::tempdir().unwrap());
        let copy = elsewhere.path().join("copy.db");
        done(&command(&app, &["backup", text(&copy)]));
        for kill in 1..=15 {
            let mut restore = begin(&app, &["restore", text(&copy), "--replace"]);
            // Whenever it comes, nothing may stay.
            std::thread::sleep(Duration::from_millis(20 * kill));
            restore.kill().unwrap();
            restore.wait().unwrap();
            assert_eq!(others(file.parent().unwrap()), Vec::<String>::new());
            app.officer().get(&format!("/v1/organisations/{organisation}")).await.ok();
        }
        assert_eq!(app.texts("SELECT integrity_check AS text FROM pragma_integrity_check"), ["ok"]);
        assert_eq!(app.count("reads"), 30_000);
    });
}

#[test]
fn what_earlier_restores_left_goes_at_the_next_start_or_restore() {
    run(Engine::Sqlite, async |app: App| {
        let directory = app.sqlite_file().parent().unwrap().to_owned();
        let left = [".clauses.db.incoming-4242", ".clauses.db.incoming-4242-wal", ".clauses.db.incoming-77-journal"];
        let foreign =
            [".clauses.db.incoming-x", ".other.incoming-4242", "clauses.db.incoming-4242", ".clauses.db.incoming-"];
        let leave =
            || left.iter().chain(&foreign).for_each(|name| std::fs::write(directory.join(name), "data").unwrap());
        let mut kept: Vec<String> =
            foreign.iter().filter(|name| name.starts_with('.')).map(|name| (*name).to_owned()).collect();
        kept.sort();

        leave();
        drop(Program::beside(&app, &[]));
        assert_eq!(others(&directory), kept);
        leave();
        let elsewhere = tempfile::tempdir().unwrap();
        let copy = elsewhere.path().join("copy.db");
        done(&command(&app, &["backup", text(&copy)]));
        done(&command(&app, &["restore", text(&copy), "--replace"]));
        assert_eq!(others(&directory), kept);
    });
}

#[test]
fn what_a_killed_backup_left_goes_at_the_next_one_and_one_at_work_keeps_its_own() {
    run(Engine::Sqlite, async |app: App| {
        fill(&app);
        let directory = tempfile::tempdir().unwrap();
        let of_today = directory.path().join("today.db");
        let left = loop {
            let mut backup = begin(&app, &["backup", text(&of_today)]);
            while others(directory.path()).is_empty() {
                std::thread::yield_now();
            }
            std::thread::sleep(Duration::from_millis(5));
            backup.kill().unwrap();
            backup.wait().unwrap();
            let left = others(directory.path());
            if !of_today.exists() && std::fs::metadata(directory.path().join(&left[0])).unwrap().len() > 0 {
                break left;
            }
            left.iter().for_each(|name| std::fs::remove_file(directory.path().join(name)).unwrap());
        };
        let path = |name: &str| directory.path().join(name);
        let (partial, lock) = (&left[0], format!("{}-lock", left[0]));
        assert!(left.contains(&lock), "{left:?}");
        let held = std::fs::File::open(path(&lock)).unwrap();
        held.lock().unwrap();
        done(&command(&app, &["backup", text(&path("tomorrow.db"))]));
        assert!(path(partial).exists(), "a file that a process holds is gone");
        drop(held);
        std::fs::write(path(".rsync.partial-12"), "data").unwrap();
        done(&command(&app, &["backup", text(&path("later.db"))]));
        assert_eq!(others(directory.path()), [".rsync.partial-12", "later.db", "tomorrow.db"]);
    });
}
