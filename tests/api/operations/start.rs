//! The first start, by somebody who has set nothing up.

use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::outage::block_on;
use crate::support::Program;

/// The account of somebody who may nothing, where the tests are run by somebody who may everything.
const NOBODY: u32 = 65_534;

/// The program where anybody may run it: below it, whoever built it may be the only one who may look. Another process copies
/// it, as what this one has open for writing a child that another test begins meanwhile has too, and then it cannot be run.
fn program_for_anybody(directory: &Path) -> PathBuf {
    let program = directory.join("clauses");
    let copy = ["-m", "755", env!("CARGO_BIN_EXE_clauses")];
    assert!(Command::new("install").args(copy).arg(&program).status().unwrap().success());
    program
}

#[test]
fn in_an_empty_directory_with_an_empty_environment_anybody_serves() {
    let (programs, directory) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    std::fs::set_permissions(programs.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
    let mut command = Command::new(program_for_anybody(programs.path()));
    command.env_clear().current_dir(directory.path()).stdin(Stdio::null());
    if std::fs::metadata(directory.path()).unwrap().uid() == 0 {
        std::os::unix::fs::chown(directory.path(), Some(NOBODY), Some(NOBODY)).unwrap();
        command.uid(NOBODY).gid(NOBODY);
    }
    // The address that is used when nothing is said may be taken by somebody else on this machine.
    let program = Program::spawned(command.env("BIND", "127.0.0.1:0"));
    block_on(async {
        program.anonymous().get("/health/ready").await.ok();
        program.anonymous().get("/v1/me").await.refused(401, "unauthenticated");
    });
    let file = std::fs::metadata(directory.path().join("clauses.db")).unwrap();
    assert_eq!(file.uid(), std::fs::metadata(directory.path()).unwrap().uid());
}
