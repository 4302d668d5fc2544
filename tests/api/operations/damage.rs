//! A database file that is damaged, emptied, missing or out of reach: what the program says, and that nothing is made of it
//! in silence.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use super::outage::block_on;
use super::start::{NOBODY, executable_copy};
use crate::support::builders::an_organisation;
use crate::support::{App, Engine, Program, clauses, run};

fn output(file: &Path, arguments: &[&str]) -> Output {
    let url = format!("sqlite://{}", file.display());
    clauses(&url, Path::new("/"), arguments).output().unwrap()
}

/// What a refused command says.
#[track_caller]
fn refusal(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// Says what is damaged, where, and what to do, in one language.
#[track_caller]
fn assert_names(message: &str, file: &Path) {
    for part in [file.to_str().unwrap(), "damaged", "clauses restore COPY --replace"] {
        assert!(message.contains(part), "{part} is not in {message}");
    }
    assert!(!message.contains("La base"), "{message}");
}

/// A database with one organisation, and a copy of it.
fn database(directory: &Path) -> (std::path::PathBuf, std::path::PathBuf) {
    let (file, copy) = (directory.join("clauses.db"), directory.join("copy.db"));
    let program = Program::on(&format!("sqlite://{}", file.display()), &[]);
    block_on(async {
        an_organisation().create(&program.admin()).await;
    });
    drop(program);
    assert!(output(&file, &["backup", copy.to_str().unwrap()]).status.success());
    // Puts the log into the file, so that what is damaged in the file is not read from the log.
    crate::support::in_file(&file, "PRAGMA wal_checkpoint(TRUNCATE)");
    (file, copy)
}

#[test]
fn a_start_on_a_damaged_file_says_which_and_what_to_do_and_a_restore_keeps_it() {
    for damage in [
        (|file: &Path| fs::write(file, "no database at all").unwrap()) as fn(&Path),
        |file| fs::write(file, b"SQLite format 3\0 and then nothing of the sort").unwrap(),
        |file| {
            let mut bytes = fs::read(file).unwrap();
            bytes[..100].fill(0x5a);
            fs::write(file, bytes).unwrap();
        },
        |file| {
            let mut bytes = fs::read(file).unwrap();
            bytes[100..4096].fill(0xff);
            fs::write(file, bytes).unwrap();
        },
    ] {
        let directory = tempfile::tempdir().unwrap();
        let (file, copy) = database(directory.path());
        damage(&file);
        let damaged = fs::read(&file).unwrap();
        for command in [&["serve"][..], &["key", "list"], &["migrate"]] {
            assert_names(&refusal(&output(&file, command)), &file);
        }
        let copy = copy.to_str().unwrap();
        assert_names(&refusal(&output(&file, &["restore", copy])), &file);
        assert_eq!(fs::read(&file).unwrap(), damaged);
        let restored = output(&file, &["restore", copy, "--replace"]);
        assert!(restored.status.success(), "{restored:?}");
        let aside = directory.path().join("clauses.db.damaged-1");
        assert!(String::from_utf8_lossy(&restored.stdout).contains(aside.to_str().unwrap()), "{restored:?}");
        assert_eq!(fs::read(aside).unwrap(), damaged);
        let program = Program::on(&format!("sqlite://{}", file.display()), &[]);
        block_on(async { assert_eq!(program.admin().all("/v1/organisations").await.len(), 1) });
    }
}

#[test]
fn damage_under_a_running_service_is_no_passing_outage() {
    run(Engine::Sqlite, async |app: App| {
        let program = Program::beside(&app, &[]);
        let admin = program.admin();
        an_organisation().create(&admin).await;
        program.anonymous().get("/health/ready").await.ok();
        let file = app.sqlite_file();
        crate::support::in_file(&file, "PRAGMA wal_checkpoint(TRUNCATE)");
        let length = fs::metadata(&file).unwrap().len();
        app.written_to();
        fs::write(&file, vec![0x5a; usize::try_from(length).unwrap()]).unwrap();
        let refused = admin.get("/v1/organisations").await.refused(500, "database_damaged");
        assert!(refused.header("retry-after").is_none() && !refused.text.contains("clauses.db"), "{refused}");
        assert!(refused["detail"].as_str().unwrap().contains("depuis une copie"), "{refused}");
        program.anonymous().get("/health/ready").await.refused(500, "database_damaged");
        assert_names(&program.complete_log().await, &file);
    });
}

#[test]
fn a_table_that_is_gone_is_damage_too() {
    run(Engine::Sqlite, async |app: App| {
        let program = Program::beside(&app, &[]);
        let admin = program.admin();
        admin.get("/v1/positive-exits").await.ok();
        app.execute("DROP TABLE positive_exits");
        admin.get("/v1/positive-exits").await.refused(500, "database_damaged");
    });
}

#[test]
fn an_emptied_file_is_not_taken_for_a_new_one_in_silence() {
    let directory = tempfile::tempdir().unwrap();
    let (file, copy) = database(directory.path());
    let log = directory.path().join("clauses.db-wal");
    // With changes in its log, it is refused by each command, and nothing is touched.
    for gone in [false, true] {
        if gone {
            fs::remove_file(&file).unwrap()
        } else {
            fs::write(&file, "").unwrap()
        }
        fs::write(&log, "changes").unwrap();
        for command in [&["serve"][..], &["key", "list"], &["migrate"], &["demo"]] {
            let said = refusal(&output(&file, command));
            assert!(said.contains(log.to_str().unwrap()) && said.contains("restore"), "{said}");
        }
        assert_eq!((file.exists(), fs::read_to_string(&log).unwrap().as_str()), (!gone, "changes"));
    }
    fs::write(&file, "").unwrap();
    let restored = output(&file, &["restore", copy.to_str().unwrap(), "--replace"]);
    assert!(restored.status.success(), "{restored:?}");
    assert_eq!(fs::read_to_string(directory.path().join("clauses.db.damaged-1-wal")).unwrap(), "changes");
    // Without one, the start says what it does, and which copies there are.
    fs::write(&file, "").unwrap();
    fs::rename(&copy, directory.path().join("clauses-2026-11-28.db")).unwrap();
    let program = Program::on(&format!("sqlite://{}", file.display()), &[]);
    let said = program.log();
    for part in [file.to_str().unwrap(), "empty (0 bytes)", "clauses-2026-11-28.db"] {
        assert!(said.contains(part), "{part} is not in {said}");
    }
}

#[test]
fn only_serving_the_demonstration_and_migrating_make_a_database() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("none.db");
    let copy = directory.path().join("copy.db");
    let commands: [&[&str]; 6] = [
        &["key", "list"],
        &["key", "create", "--role", "admin", "--name", "Essai"],
        &["key", "revoke", "1"],
        &["user", "create", "--email", "a@example.org", "--name", "A", "--role", "admin"],
        &["audit", "verify"],
        &["backup", copy.to_str().unwrap()],
    ];
    for state in ["none", "empty"] {
        if state == "empty" {
            fs::write(&file, "").unwrap();
        }
        for command in commands {
            let said = refusal(&output(&file, command));
            assert!(said.contains(file.to_str().unwrap()) && said.contains("clauses serve"), "{said}");
        }
        assert_eq!(fs::metadata(&file).map(|file| file.len()).ok(), (state == "empty").then_some(0));
        assert!(!copy.exists());
    }
    fs::remove_file(&file).unwrap();
    assert!(output(&file, &["migrate"]).status.success());
    assert!(output(&file, &["key", "list"]).status.success());
}

#[test]
fn an_address_that_is_no_path_is_refused_by_name() {
    let directory = tempfile::tempdir().unwrap();
    for address in ["clauses.db?mode=rwc", "?", "clauses\n.db", ":memory:", "file:clauses.db", ""] {
        let command = clauses(&format!("sqlite://{address}"), directory.path(), &["serve"]).output().unwrap();
        let said = refusal(&command);
        assert!(said.starts_with("clauses: DATABASE_URL "), "{said}");
    }
    assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 0);
}

#[test]
fn a_place_that_cannot_be_written_is_told_with_its_path() {
    let (programs, volume) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    fs::set_permissions(programs.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let program = executable_copy(programs.path());
    let file = volume.path().join("clauses.db");
    let serve = |file: &Path| {
        let mut command = Command::new(&program);
        command.arg("serve").env_clear().env("BIND", "127.0.0.1:0").current_dir("/").stdin(Stdio::null());
        command.env("DATABASE_URL", format!("sqlite://{}", file.display()));
        // Root writes everywhere.
        if fs::metadata("/proc/self").is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0) {
            command.uid(NOBODY).gid(NOBODY);
        }
        refusal(&command.output().unwrap())
    };
    fs::set_permissions(volume.path(), fs::Permissions::from_mode(0o555)).unwrap();
    let said = serve(&file);
    assert!(said.contains(file.to_str().unwrap()) && said.contains("cannot be made"), "{said}");
    let said = serve(&volume.path().join("none/clauses.db"));
    assert!(said.contains("none/clauses.db cannot be made: No such file"), "{said}");
    fs::set_permissions(volume.path(), fs::Permissions::from_mode(0o755)).unwrap();
    crate::support::in_file(&file, "CREATE TABLE anything (id INTEGER)");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o444)).unwrap();
    let said = serve(&file);
    assert!(said.contains(file.to_str().unwrap()) && said.contains("attempt to write a readonly database"), "{said}");
    let said = serve(volume.path());
    assert!(said.contains(volume.path().to_str().unwrap()) && said.contains("directory"), "{said}");
}

#[test]
fn a_port_that_is_taken_is_told_before_anything_is_loaded() {
    let directory = tempfile::tempdir().unwrap();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    for command in ["demo", "serve"] {
        let url = format!("sqlite://{}/{command}.db", directory.path().display());
        let said = refusal(&clauses(&url, directory.path(), &[command]).env("BIND", &address).output().unwrap());
        assert!(said.contains(&address) && said.contains("BIND=127.0.0.1:"), "{said}");
    }
    assert!(!directory.path().join("demo.db").exists());
}
