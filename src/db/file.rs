//! SQLite's file before SQLite opens it: SQLite would make a missing one, and take an emptied one for new. Commands and the
//! start ask here first. Refusals name the file's path, for the person who runs the program.

use std::ffi::OsString;
use std::fs::OpenOptions;
use std::io::ErrorKind;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel::sqlite::SqliteConnection;

use super::connection::Connector;
use super::error::is_damage;
use crate::config::Secret;

/// The first bytes of every database of SQLite.
const MAGIC: &[u8; 16] = b"SQLite format 3\0";

/// Why the file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum UnusableFile {
    /// There is none, and the command makes none.
    #[error("there is no database in {}: `clauses serve` makes one", .0.display())]
    Absent(PathBuf),
    /// It has no bytes, and the command makes no database.
    #[error("{} is empty (0 bytes): `clauses serve` makes a database of it, `clauses restore COPY` takes a copy", .0.display())]
    Empty(PathBuf),
    /// It has no bytes, or is gone, but a database was at work in it.
    #[error(
        "{} is {}, but {} beside it holds changes of a database: nothing was touched. Look for the file that was there, or \
         take a copy with `clauses restore COPY --replace`, which keeps what is left under another name",
        .database.display(),
        if *.gone { "gone" } else { "empty (0 bytes)" },
        .beside.display()
    )]
    Emptied {
        /// The database's file.
        database: PathBuf,
        /// The log of changes beside it.
        beside: PathBuf,
        /// Whether the file is gone, not only its content.
        gone: bool,
    },
    /// It is something else, or damaged.
    #[error(
        "{} is damaged, or no database of clauses ({what}). Stop the service and take a copy with `clauses restore COPY \
         --replace`, which keeps the damaged file under another name",
        .database.display()
    )]
    Damaged {
        /// The database's file.
        database: PathBuf,
        /// What SQLite says.
        what: String,
    },
    /// It cannot be made, read or written.
    #[error("{} cannot be {action}: {cause}", .database.display())]
    OutOfReach {
        /// The database's file.
        database: PathBuf,
        /// What was tried.
        action: &'static str,
        /// What the system says.
        cause: std::io::Error,
    },
}

impl UnusableFile {
    /// Whether a restored copy may take its place: not where the file may be sound, and only out of reach.
    pub(super) fn may_be_replaced(&self) -> bool {
        !matches!(self, Self::OutOfReach { .. })
    }

    pub(super) fn damaged(database: &Path, what: impl ToString) -> Self {
        Self::Damaged { database: database.to_owned(), what: what.to_string() }
    }
}

/// What is odd about a file that is used all the same.
pub type Notice = Option<String>;

/// Checks that there is a database for a command that makes none.
///
/// # Errors
/// [`UnusableFile`]. PostgreSQL's databases are not looked at.
pub fn require_database(url: &Secret) -> Result<(), UnusableFile> {
    let Some(file) = file_of(url) else { return Ok(()) };
    match length(&file)? {
        _ if beside_emptied(&file)?.is_some() => refuse_emptied(&file),
        None => Err(UnusableFile::Absent(absolute(&file))),
        Some(0) => Err(UnusableFile::Empty(absolute(&file))),
        Some(_) => refuse_other_files(&file),
    }
}

/// Makes the file, if there is none, with mode 600: SQLite itself would make it readable to all. A file that is there and
/// empty is used, with a notice; one that a database was at work in is not.
///
/// # Errors
/// [`UnusableFile`].
pub fn make_file(url: &Secret) -> Result<Notice, UnusableFile> {
    let Some(file) = file_of(url) else { return Ok(None) };
    let length = length(&file)?;
    refuse_emptied(&file)?;
    let cannot = |action, cause| UnusableFile::OutOfReach { database: absolute(&file), action, cause };
    match length {
        None => {
            let made = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&file);
            match made {
                Err(cause) if cause.kind() != ErrorKind::AlreadyExists => Err(cannot("made", cause)),
                _ => Ok(None),
            }
        }
        Some(0) => Ok(Some(format!(
            "{} was there already and is empty (0 bytes): it becomes a new database. If it held data, stop the service and \
             take a copy with `clauses restore COPY`{}",
            absolute(&file).display(),
            copies_beside(&file)
        ))),
        Some(_) => {
            refuse_other_files(&file)?;
            // Reads are served all the same.
            let refused = OpenOptions::new().append(true).open(&file).err();
            Ok(refused.map(|cause| cannot("written", cause).to_string()))
        }
    }
}

/// Moves a damaged or emptied database out of the way of a copy. Returns the new name, if there was one to move.
pub(super) fn put_aside(file: &Path) -> std::io::Result<Option<PathBuf>> {
    let free = |number: &u32| {
        let name = with_ending(file, &format!(".damaged-{number}"));
        (!name.exists()).then_some(name)
    };
    let Some(aside) = (1..1_000).find_map(|number| free(&number)) else { return Err(ErrorKind::AlreadyExists.into()) };
    let mut moved = None;
    for ending in ["", "-wal", "-shm", "-journal"] {
        let (from, to) = (with_ending(file, ending), with_ending(&aside, ending));
        if from.exists() {
            std::fs::rename(from, &to)?;
            moved.get_or_insert(to);
        }
    }
    Ok(moved)
}

/// Why the database in a file cannot be used, if it cannot. A missing or empty one can, unless one was at work in it.
pub(super) fn fault(file: &Path) -> Option<UnusableFile> {
    let look = || match length(file)? {
        None | Some(0) => refuse_emptied(file),
        Some(_) => refuse_other_files(file)
            .and_then(|()| quick_check(file).map_err(|what| UnusableFile::damaged(&absolute(file), what))),
    };
    look().err()
}

fn quick_check(file: &Path) -> Result<(), String> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        quick_check: String,
    }
    let path = file.to_str().ok_or("its name is not written in UTF-8")?;
    let mut conn = SqliteConnection::establish(path).map_err(|error| error.to_string())?;
    let query = diesel::sql_query("PRAGMA quick_check(1)");
    match query.get_result::<Row>(&mut conn) {
        Ok(row) if row.quick_check == "ok" => Ok(()),
        Ok(row) => Err(row.quick_check),
        // A file that is only locked or out of reach is not damaged.
        Err(error) if is_damage(&error.to_string()) => Err(error.to_string()),
        Err(_) => Ok(()),
    }
}

pub(super) fn file_of(url: &Secret) -> Option<PathBuf> {
    Connector::new(url.clone()).sqlite_file().map(PathBuf::from)
}

/// The file's length, `None` if there is none.
fn length(file: &Path) -> Result<Option<u64>, UnusableFile> {
    let cannot = |cause| UnusableFile::OutOfReach { database: absolute(file), action: "opened", cause };
    match std::fs::metadata(file) {
        Ok(found) if found.is_dir() => Err(cannot(ErrorKind::IsADirectory.into())),
        Ok(found) => Ok(Some(found.len())),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(cannot(error)),
    }
}

/// The log of changes beside a file that is empty or gone.
fn beside_emptied(file: &Path) -> Result<Option<PathBuf>, UnusableFile> {
    if length(file)?.unwrap_or(0) > 0 {
        return Ok(None);
    }
    let logs = ["-wal", "-journal"].map(|ending| with_ending(file, ending));
    Ok(logs.into_iter().find(|log| std::fs::metadata(log).is_ok_and(|log| log.len() > 0)))
}

fn refuse_emptied(file: &Path) -> Result<(), UnusableFile> {
    let Some(beside) = beside_emptied(file)? else { return Ok(()) };
    Err(UnusableFile::Emptied { database: absolute(file), beside: absolute(&beside), gone: length(file)?.is_none() })
}

fn refuse_other_files(file: &Path) -> Result<(), UnusableFile> {
    use std::io::Read as _;
    let mut first = [0; 16];
    let read = OpenOptions::new().read(true).open(file).and_then(|mut opened| opened.read_exact(&mut first));
    match read {
        Ok(()) if &first == MAGIC => Ok(()),
        Err(cause) if cause.kind() != ErrorKind::UnexpectedEof => {
            Err(UnusableFile::OutOfReach { database: absolute(file), action: "read", cause })
        }
        _ => Err(UnusableFile::damaged(&absolute(file), "its first bytes are not those of a SQLite database")),
    }
}

/// Names the databases beside a file that begin with its name, as copies do.
fn copies_beside(file: &Path) -> String {
    let stem = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let directory = file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let entries = std::fs::read_dir(directory).into_iter().flatten().filter_map(Result::ok);
    let is_copy = |path: &PathBuf| path.as_path() != file && refuse_other_files(path).is_ok();
    let mut copies: Vec<String> = entries
        .filter(|entry| entry.file_name().to_string_lossy().starts_with(&stem))
        .map(|entry| entry.path())
        .filter(is_copy)
        .map(|path| absolute(&path).display().to_string())
        .collect();
    copies.sort_unstable();
    if copies.is_empty() { String::new() } else { format!("; there are {}", copies.join(", ")) }
}

fn with_ending(file: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(file);
    name.push(ending);
    name.into()
}

pub(super) fn absolute(file: &Path) -> PathBuf {
    std::path::absolute(file).unwrap_or_else(|_| file.to_owned())
}
