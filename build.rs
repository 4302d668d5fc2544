//! Names the build: a digest of everything that the program is made of, so that two builds never share an ETag.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// What the program is made of. The migrations are built in as well, and nothing else tells cargo so.
const PARTS: &[&str] = &["src", "migrations", "Cargo.toml", "Cargo.lock", "build.rs"];

fn main() -> io::Result<()> {
    let mut files = BTreeSet::new();
    for part in PARTS {
        println!("cargo::rerun-if-changed={part}");
        collect(Path::new(part), &mut files)?;
    }
    let mut digest = DefaultHasher::new();
    for file in files {
        file.hash(&mut digest);
        fs::read(&file)?.hash(&mut digest);
    }
    for told in ["PROFILE", "TARGET"] {
        env::var_os(told).hash(&mut digest);
    }
    println!("cargo::rustc-env=CLAUSES_BUILD={:016x}", digest.finish());
    Ok(())
}

fn collect(path: &Path, files: &mut BTreeSet<PathBuf>) -> io::Result<()> {
    if path.is_dir() {
        for entry in fs::read_dir(path)? {
            collect(&entry?.path(), files)?;
        }
    } else if path.exists() {
        files.insert(path.to_owned());
    }
    Ok(())
}
