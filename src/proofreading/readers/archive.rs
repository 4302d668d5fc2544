//! The zip archives that word processors and spreadsheets write. What all parts unpack to is limited.

use std::cell::Cell;
use std::io::{self, BufReader, Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use super::super::model::Unreadable;
use super::xml::Xml;

/// How many bytes all parts together may unpack to.
const MAX_UNPACKED: u64 = 100 * 1024 * 1024;

/// An archive.
pub struct Archive<'b> {
    zip: ZipArchive<Cursor<&'b [u8]>>,
    left: Cell<u64>,
}

impl<'b> Archive<'b> {
    /// Opens an archive.
    ///
    /// # Errors
    /// `Encrypted` for what Office encrypts, `Damaged`.
    pub fn open(bytes: &'b [u8]) -> Result<Self, Unreadable> {
        // Office wraps what it encrypts into the container of its old formats.
        if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]) {
            return Err(Unreadable::Encrypted);
        }
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Unreadable::Damaged)?;
        Ok(Self { zip, left: Cell::new(MAX_UNPACKED) })
    }

    /// Hands the XML of a part to the work; none if there is no such part.
    ///
    /// # Errors
    /// `Encrypted`, `TooLarge`, `Damaged`, those of the work.
    pub fn part<T>(
        &mut self,
        name: &str,
        work: impl FnOnce(&mut Xml<'_>) -> Result<T, Unreadable>,
    ) -> Result<Option<T>, Unreadable> {
        let left = &self.left;
        let part = match self.zip.by_name(name) {
            Ok(part) => part,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(ZipError::UnsupportedArchive(why)) if why == ZipError::PASSWORD_REQUIRED => {
                return Err(Unreadable::Encrypted);
            }
            Err(_) => return Err(Unreadable::Damaged),
        };
        let done = work(&mut Xml::new(BufReader::new(Metered { inner: part, left })));
        match done {
            Err(Unreadable::Damaged) if left.get() == 0 => Err(Unreadable::TooLarge),
            done => done.map(Some),
        }
    }
}

/// A part that may be read until the limit of all parts is reached.
pub struct Metered<'z, R> {
    inner: R,
    left: &'z Cell<u64>,
}

impl<R: Read> Read for Metered<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        let left = self.left.get().checked_sub(u64::try_from(read).unwrap_or(u64::MAX));
        self.left.set(left.unwrap_or_default());
        left.map(|_| read).filter(|_| read == 0 || self.left.get() > 0).ok_or_else(|| io::Error::other("too large"))
    }
}
