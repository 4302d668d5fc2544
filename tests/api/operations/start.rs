//! The first start, without any configuration.

use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::outage::block_on;
use crate::support::Program;

/// An unprivileged account, for tests that run as root.
pub(super) const NOBODY: u32 = 65_534;

/// Copies the program to where any account can execute it. Another process makes the copy: a child that another test
/// starts meanwhile inherits a file that this process has open for writing, and such a file cannot be executed.
pub(super) fn executable_copy(directory: &Path) -> PathBuf {
    let program = directory.join("clauses");
    let copy = ["-m", "755", env!("CARGO_BIN_EXE_clauses")];
    assert!(Command::new("install").args(copy).arg(&program).status().unwrap().success());
    program
}

#[test]
fn in_an_empty_directory_with_an_empty_environment_anybody_serves() {
    let (programs, directory) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    std::fs::set_permissions(programs.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
    let mut command = Command::new(executable_copy(programs.path()));
    command.env_clear().current_dir(directory.path()).stdin(Stdio::null());
    if std::fs::metadata(directory.path()).unwrap().uid() == 0 {
        std::os::unix::fs::chown(directory.path(), Some(NOBODY), Some(NOBODY)).unwrap();
        command.uid(NOBODY).gid(NOBODY);
    }
    // Another process on this machine may use the default port.
    let program = Program::spawned(command.env("BIND", "127.0.0.1:0"));
    block_on(async {
        program.anonymous().get("/health/ready").await.ok();
        program.anonymous().get("/v1/me").await.refused(401, "unauthenticated");
    });
    let file = std::fs::metadata(directory.path().join("clauses.db")).unwrap();
    assert_eq!(file.uid(), std::fs::metadata(directory.path()).unwrap().uid());
}
