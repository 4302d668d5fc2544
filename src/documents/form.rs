//! The forms of a document: their names in `?format=`, media types and file extensions.

use crate::values::Locale;

/// A form of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// HTML to be read, or pasted into a word processor.
    Html,
    /// PDF, to be printed and filed.
    Pdf,
    /// A file of word processors (Office Open XML).
    Docx,
    /// A spreadsheet (Office Open XML), one sheet a table.
    Xlsx,
    /// A zip archive of CSV files, one a table.
    Csv(Locale),
}

impl Form {
    /// Every form, CSV in the plain dialect.
    pub const ALL: [Self; 5] = [Self::Html, Self::Pdf, Self::Docx, Self::Xlsx, Self::Csv(Locale::Plain)];

    /// The name in `?format=` and on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Pdf => "pdf",
            Self::Docx => "docx",
            Self::Xlsx => "xlsx",
            Self::Csv(_) => "csv",
        }
    }

    /// The media type.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Html => "text/html",
            Self::Pdf => "application/pdf",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Csv(_) => "application/zip",
        }
    }

    /// The end of a file's name, without the point.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Csv(_) => "zip",
            other => other.name(),
        }
    }

    /// The form with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|form| form.name() == name)
    }

    /// The form with this media type.
    pub fn of_media_type(media_type: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|form| form.media_type() == media_type)
    }

    /// The form in a dialect of CSV; the others have none.
    #[must_use]
    pub const fn in_locale(self, locale: Locale) -> Self {
        match self {
            Self::Csv(_) => Self::Csv(locale),
            other => other,
        }
    }
}
