//! What is proofread, and what is found.

use std::fmt;

use rust_decimal::Decimal;

/// A text with its tables.
#[derive(Debug, Clone, Default)]
pub struct Document {
    /// Its parts, in order.
    pub blocks: Vec<Block>,
}

/// A part of a document.
#[derive(Debug, Clone)]
pub enum Block {
    /// A table.
    Table(Grid),
    /// A paragraph, or a line.
    Prose(String),
}

/// The cells of a table by row. A label that spans several rows or columns stands in each of them; of a figure that does
/// so, the others hold [`DITTO`].
#[derive(Debug, Clone, Default)]
pub struct Grid {
    /// The rows, each of the same length.
    pub rows: Vec<Vec<String>>,
    /// The sheet of a workbook.
    pub sheet: Option<String>,
    /// Whether it has more cells than are read; it then has no rows.
    pub is_too_large: bool,
}

/// What stands in the further cells of a figure that spans several.
pub const DITTO: &str = "〃";

impl Document {
    /// Its tables, in order.
    pub fn tables(&self) -> impl Iterator<Item = &Grid> {
        self.blocks.iter().filter_map(|block| match block {
            Block::Table(grid) => Some(grid),
            Block::Prose(_) => None,
        })
    }
}

impl Grid {
    /// A table of rows, which are made equally long.
    pub fn new(mut rows: Vec<Vec<String>>) -> Self {
        let width = rows.iter().map(Vec::len).max().unwrap_or_default();
        for row in &mut rows {
            row.resize(width, String::new());
        }
        Self { rows, sheet: None, is_too_large: false }
    }

    /// How many columns it has.
    pub fn width(&self) -> usize {
        self.rows.first().map_or(0, Vec::len)
    }
}

/// What a figure should follow from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A total from its parts.
    Total,
    /// A share from its count and its denominator.
    Share,
    /// A change from the figures of two years.
    Evolution,
    /// A figure that stands elsewhere too.
    Repeated,
    /// A sentence from a table, or from its own numbers.
    Prose,
    /// The data of the service.
    Data,
}

/// How sure it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Certainty {
    /// The figures contradict one another.
    Certain,
    /// They may be right, for a reason that is given.
    Doubt,
}

/// Where a figure stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// In a cell of a table.
    Cell(CellPlace),
    /// In a sentence.
    Sentence(String),
}

/// A cell of a table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CellPlace {
    /// The number of the table; all tables of the document count.
    pub table: usize,
    /// The sheet of a workbook.
    pub sheet: Option<String>,
    /// The label of the row.
    pub row: String,
    /// The label of the column.
    pub column: String,
    /// The row and the column in the grid, from 0.
    pub at: (usize, usize),
}

/// As one says it: `tableau 2, ligne « Total », colonne « 2023 »`.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cell = match self {
            Self::Sentence(sentence) => return write!(f, "« {sentence} »"),
            Self::Cell(cell) => cell,
        };
        write!(f, "tableau {}", cell.table)?;
        if let Some(sheet) = &cell.sheet {
            write!(f, " (feuille « {sheet} »)")?;
        }
        for (kind, label) in [("ligne", &cell.row), ("colonne", &cell.column)] {
            if !label.is_empty() {
                write!(f, ", {kind} « {label} »")?;
            }
        }
        Ok(())
    }
}

/// A figure that does not follow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What it should follow from.
    pub kind: Kind,
    /// How sure it is.
    pub certainty: Certainty,
    /// Where it stands.
    pub place: Place,
    /// The figure as it is printed.
    pub printed: String,
    /// What the others give.
    pub computed: Decimal,
    /// The arithmetic, in French.
    pub explanation: String,
}

/// What proofreading a document gives.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// How many times a figure was compared with what the others give.
    pub checked: usize,
    /// The figures that do not follow.
    pub findings: Vec<Finding>,
    /// How many tables the document has.
    pub tables: usize,
    /// The numbers of the tables that are too large to be proofread.
    pub too_large: Vec<usize>,
}

/// A format of files that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Plain text, with tables as they are pasted.
    Text,
    /// Comma-separated values, or with another separator.
    Csv,
    /// A web page.
    Html,
    /// A text of Word or LibreOffice.
    Docx,
    /// A workbook of Excel or LibreOffice.
    Xlsx,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Text, Self::Csv, Self::Html, Self::Docx, Self::Xlsx];

    /// The media type in requests.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Text => "text/plain",
            Self::Csv => "text/csv",
            Self::Html => "text/html",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }

    /// The format of a media type, in lower case and without parameters.
    pub fn of_media_type(media_type: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.media_type() == media_type)
    }

    /// The format of a file, by the end of its name.
    ///
    /// # Errors
    /// [`Unreadable::Format`] for any other end.
    pub fn of_name(name: &str) -> Result<Self, Unreadable> {
        let end = name.rsplit_once('.').map(|(_, end)| end.to_lowercase()).unwrap_or_default();
        match end.as_str() {
            "txt" | "text" | "md" => Ok(Self::Text),
            "csv" | "tsv" => Ok(Self::Csv),
            "html" | "htm" => Ok(Self::Html),
            "docx" => Ok(Self::Docx),
            "xlsx" | "xlsm" => Ok(Self::Xlsx),
            _ => Err(Unreadable::Format),
        }
    }
}

/// Figures of our own data that a report prints beside each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownSeries {
    /// What they count, in French.
    pub title: String,
    /// The figures.
    pub figures: Vec<KnownFigure>,
}

/// A figure of our own data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownFigure {
    /// The labels under which it may stand, folded.
    pub labels: Vec<String>,
    /// Its value.
    pub value: Decimal,
}

/// Why a file cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unreadable {
    /// It is of none of the formats.
    Format,
    /// It, or what it unpacks to, is too large.
    TooLarge,
    /// It is encrypted, or of the old format of Word and Excel, which looks the same.
    Encrypted,
    /// It is cut off or damaged, or its content is not what its format says.
    Damaged,
    /// Its XML declares entities.
    Entities,
    /// It is not a text.
    Binary,
    /// There is nothing in it.
    Empty,
}

impl Unreadable {
    /// What is wrong, and what to do.
    pub const fn detail(self) -> &'static str {
        match self {
            Self::Format => {
                "Ce format n’est pas lu. Enregistrez le fichier en .docx, .xlsx, .csv, .html ou .txt, ou collez le texte."
            }
            Self::TooLarge => {
                "Le fichier dépasse 10 Mio, ou 100 Mio une fois décompressé. Gardez les pages à relire, ou collez le texte."
            }
            Self::Encrypted => {
                "Le fichier est protégé par un mot de passe, ou d’un ancien format (.doc, .xls). Enregistrez-le sans mot de passe en .docx ou .xlsx."
            }
            Self::Damaged => {
                "Le fichier est incomplet ou abîmé, ou son contenu n’est pas celui de son format. Ouvrez-le et enregistrez-le de nouveau."
            }
            Self::Entities => {
                "Le fichier déclare des entités XML, ce qu’aucun traitement de texte ne fait. Ouvrez-le et enregistrez-le de nouveau."
            }
            Self::Binary => "Ce n’est pas un texte. Choisissez le format du fichier, ou collez le texte.",
            Self::Empty => "Il n’y a rien à relire. Collez un texte, ou choisissez un fichier qui en contient un.",
        }
    }
}
