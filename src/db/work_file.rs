//! Files that a command fills beside the one that it is to write: hidden, and under a lock. A killed process leaves its
//! file, with everybody's data, and loses its lock: the next command or start removes what no process holds.

use std::ffi::OsString;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::ErrorKind;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;

/// What precedes the process's number in the names of work files.
const MARK: &str = ".clauses-partial-";

/// The files that SQLite makes beside a database.
const BESIDE: [&str; 3] = ["-wal", "-shm", "-journal"];

/// A work file of mode 600. Dropping it removes it.
pub(super) struct WorkFile {
    path: PathBuf,
    _locked: File,
}

impl WorkFile {
    /// Creates an empty one in the directory of `path`.
    pub(super) fn beside(path: &Path) -> anyhow::Result<Self> {
        let name = path.file_name().with_context(|| format!("{} names no file", path.display()))?;
        let path = path.with_file_name(format!(".{}{MARK}{}", name.to_string_lossy(), std::process::id()));
        let locked = locked(&path).with_context(|| path.display().to_string())?;
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path);
        file.with_context(|| path.display().to_string())?;
        Ok(Self { path, _locked: locked })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for WorkFile {
    fn drop(&mut self) {
        for path in [&self.path, &lock_of(&self.path)] {
            // If it stays, the next command removes it.
            let _ = std::fs::remove_file(path);
        }
    }
}

/// The file that is locked for a work file. Not the work file itself: on network file systems the lock would keep SQLite
/// out.
fn lock_of(path: &Path) -> PathBuf {
    let mut name = OsString::from(path);
    name.push("-lock");
    name.into()
}

fn locked(path: &Path) -> Result<File, TryLockError> {
    let lock = OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(lock_of(path));
    let lock = lock.map_err(TryLockError::Error)?;
    lock.try_lock()?;
    Ok(lock)
}

/// The directory of a file.
pub(super) fn directory_of(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Removes the work files in the directory of `path` that no process holds.
pub(super) fn remove_abandoned(path: &Path) -> std::io::Result<()> {
    remove_free(directory_of(path), |name| name.strip_prefix('.')?.rsplit_once(MARK).map(|(_, number)| number))
}

/// Removes the copies that killed restores of version 0.1.0 left beside a database; those of today make none.
pub(super) fn remove_old_copies(database: &Path) -> std::io::Result<()> {
    let Some(name) = database.file_name() else { return Ok(()) };
    let begin = format!(".{}.incoming-", name.to_string_lossy());
    remove_free(directory_of(database), |name| name.strip_prefix(&begin))
}

/// Removes files in whose names `number` finds a process's number, and what SQLite made beside them, unless a process
/// holds them.
fn remove_free(directory: &Path, number: impl Fn(&str) -> Option<&str>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(directory)? {
        let (entry, name) = entry.map(|entry| (entry.path(), entry.file_name()))?;
        let Some(name) = name.to_str() else { continue };
        let work_file = BESIDE.iter().find_map(|end| name.strip_suffix(end)).unwrap_or(name);
        let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if !number(work_file).is_some_and(is_number) || !entry.symlink_metadata().is_ok_and(|entry| entry.is_file()) {
            continue;
        }
        let lock = lock_of(&entry.with_file_name(work_file));
        if is_free(&lock)? {
            unless_gone(std::fs::remove_file(entry))?;
            unless_gone(std::fs::remove_file(lock))?;
        }
    }
    Ok(())
}

/// Whether no process has this lock.
fn is_free(lock: &Path) -> std::io::Result<bool> {
    let Some(file) = unless_gone(File::open(lock))? else { return Ok(true) };
    match file.try_lock() {
        Ok(()) => Ok(true),
        Err(TryLockError::WouldBlock) => Ok(false),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

/// `None` if the file is gone: another process removed it.
fn unless_gone<T>(outcome: std::io::Result<T>) -> std::io::Result<Option<T>> {
    match outcome {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        outcome => outcome.map(Some),
    }
}
