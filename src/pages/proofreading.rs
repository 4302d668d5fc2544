//! `/relecture`: proofreads a text that is pasted, or a file. Nothing of it is kept: the answer to the form is the page.

use std::collections::BTreeMap;

use actix_web::{HttpRequest, HttpResponse, get, post};
use askama::Template;

use super::form_errors::{FormErrors, FormField};
use super::shell::{Place, Shell};
use super::view::form_page;
use crate::access::{Caller, Proofread};
use crate::accounts::{CurrentUser, actions};
use crate::error::{AppError, FieldError, ProblemCode, Result, french};
use crate::http::{FileForm, Handlers, blocking};
use crate::proofreading::{
    self, Certainty, Document, Finding, Format, Grid, Kind, MAX_BYTES, Report, proofread_file, proofread_file_of_year,
};
use crate::values::{YEARS, capitalised, parse_whole};

const FIELDS: &[FormField] = &[
    ("/text", "texte", "Texte et tableaux"),
    ("/file", "fichier", "Fichier"),
    ("/year", "annee", "Année des données"),
];

/// How many findings are shown.
const MOST_SHOWN: usize = 200;

#[derive(Template)]
#[template(path = "proofreading.html", config = "src/pages/askama.toml")]
struct ProofreadingPage {
    shell: Shell,
    text: String,
    /// The years whose data may be asked, and the one that is.
    years: Vec<i32>,
    year: Option<i32>,
    errors: FormErrors,
    outcome: Option<Outcome>,
}

/// What was found.
struct Outcome {
    /// The name of the file; none for a text.
    file: Option<String>,
    checked: usize,
    tables: usize,
    faults: usize,
    doubts: usize,
    /// The numbers of the tables that were not read.
    too_large: Vec<String>,
    findings: Vec<ShownFinding>,
    /// How many findings are not shown.
    more: usize,
    /// The tables in which something was found.
    marked: Vec<ShownTable>,
}

struct ShownFinding {
    kind: &'static str,
    is_doubt: bool,
    place: String,
    /// The id of the cell.
    cell: Option<String>,
    printed: String,
    explanation: String,
}

struct ShownTable {
    name: String,
    number: usize,
    rows: Vec<Vec<ShownCell>>,
}

struct ShownCell {
    text: String,
    /// The id, if something was found here, and whether it is a doubt.
    mark: Option<(String, bool)>,
}

/// The cells of a table in which something was found, and whether it is a doubt.
type Marks = BTreeMap<(usize, usize), bool>;

impl Outcome {
    fn new(file: Option<String>, document: &Document, report: &Report) -> Self {
        let mut marks: BTreeMap<usize, Marks> = BTreeMap::new();
        for finding in &report.findings {
            if let proofreading::Place::Cell(cell) = &finding.place {
                let is_doubt = finding.certainty == Certainty::Doubt;
                let mark = marks.entry(cell.table).or_default().entry(cell.at).or_insert(is_doubt);
                *mark = *mark && is_doubt;
            }
        }
        let doubts = report.findings.iter().filter(|finding| finding.certainty == Certainty::Doubt).count();
        let table = |(number, marks): (&usize, &Marks)| {
            Some(ShownTable::new(*number, document.tables().nth(number.checked_sub(1)?)?, marks))
        };
        Self {
            file,
            checked: report.checked,
            tables: report.tables,
            faults: report.findings.len() - doubts,
            doubts,
            too_large: report.too_large.iter().map(ToString::to_string).collect(),
            findings: report.findings.iter().take(MOST_SHOWN).map(ShownFinding::new).collect(),
            more: report.findings.len().saturating_sub(MOST_SHOWN),
            marked: marks.iter().filter_map(table).collect(),
        }
    }
}

impl ShownCell {
    /// Whether the text may break into lines.
    fn is_long(&self) -> bool {
        self.text.chars().count() > 20
    }
}

impl ShownFinding {
    fn new(finding: &Finding) -> Self {
        Self {
            kind: match finding.kind {
                Kind::Total => "Total",
                Kind::Share => "Part",
                Kind::Evolution => "Évolution",
                Kind::Repeated => "Chiffre répété",
                Kind::Prose => "Phrase",
                Kind::Data => "Données",
            },
            is_doubt: finding.certainty == Certainty::Doubt,
            place: french(&capitalised(&finding.place.to_string())),
            cell: match &finding.place {
                proofreading::Place::Cell(cell) => Some(cell_id(cell.table, cell.at)),
                proofreading::Place::Sentence(_) => None,
            },
            printed: finding.printed.clone(),
            explanation: french(&finding.explanation),
        }
    }
}

impl ShownTable {
    fn new(number: usize, grid: &Grid, marks: &Marks) -> Self {
        let name = match &grid.sheet {
            Some(sheet) => french(&format!("Tableau {number}, feuille « {sheet} »")),
            None => format!("Tableau {number}"),
        };
        let cell = |row: usize, column: usize, text: &String| ShownCell {
            text: text.clone(),
            mark: marks.get(&(row, column)).map(|is_doubt| (cell_id(number, (row, column)), *is_doubt)),
        };
        let cells = |(row, texts): (usize, &Vec<String>)| {
            texts.iter().enumerate().map(|(column, text)| cell(row, column, text)).collect()
        };
        Self { name, number, rows: grid.rows.iter().enumerate().map(cells).collect() }
    }
}

fn cell_id(table: usize, (row, column): (usize, usize)) -> String {
    format!("t{table}-{row}-{column}")
}

/// What is proofread, and what of it the page shows again.
struct Sent {
    text: String,
    file: Option<(String, Vec<u8>)>,
    /// The year with whose data tables are compared, as it was sent.
    year: Option<String>,
}

impl Sent {
    fn year(&self) -> Result<Option<i32>> {
        let parse = |year: &str| parse_whole::<i32>(year).filter(|year| YEARS.contains(year));
        let invalid = || FieldError::new("/year", ProblemCode::InvalidYear).into();
        self.year.as_deref().map(|year| parse(year).ok_or_else(invalid)).transpose()
    }

    /// Proofreads the file, or else the text. What cannot be read is refused at its field.
    fn proofread(&self, caller: &Caller<Proofread>) -> Result<Outcome> {
        let year = self.year()?;
        let proofread = |format, bytes: &[u8]| match year {
            Some(year) => proofread_file_of_year(caller, year, format, bytes),
            None => proofread_file(format, bytes),
        };
        let (pointer, read) = match &self.file {
            Some((name, bytes)) => {
                ("/file", Format::of_name(name).map_err(AppError::from).and_then(|format| proofread(format, bytes)))
            }
            None => ("/text", proofread(Format::Text, self.text.as_bytes())),
        };
        let (document, report) = read.map_err(|error| match error.code {
            ProblemCode::UnreadableFile => FieldError::new(pointer, error.code).with_detail(&error.detail).into(),
            _ => error,
        })?;
        Ok(Outcome::new(self.file.as_ref().map(|(name, _)| name.clone()), &document, &report))
    }
}

#[get("/relecture")]
async fn show(request: HttpRequest, user: CurrentUser, caller: Caller<Proofread>) -> Result<HttpResponse> {
    let user = blocking(move || actions::current(&user)).await?;
    let shell = Shell::of(&request, &user, Place::Proofreading)?;
    let (text, errors) = (String::new(), FormErrors::default());
    let years = proofreading::years(&caller);
    form_page(&ProofreadingPage { shell, text, years, year: None, errors, outcome: None }, None)
}

#[post("/relecture")]
async fn submit(
    request: HttpRequest,
    user: CurrentUser,
    caller: Caller<Proofread>,
    form: FileForm<MAX_BYTES>,
) -> Result<HttpResponse> {
    let year = Some(form.text("annee").to_owned()).filter(|year| !year.is_empty());
    let text = form.text("texte").replace("\r\n", "\n");
    let sent = Sent { text, file: form.file.map(|file| (file.name, file.bytes)), year };
    let work = move || Ok((actions::current(&user)?, sent.proofread(&caller), proofreading::years(&caller), sent));
    let (user, outcome, years, sent) = blocking(work).await?;
    let (year, text) = (sent.year().unwrap_or_default(), sent.text);
    let shell = Shell::of(&request, &user, Place::Proofreading)?;
    let (outcome, error) = match outcome {
        Ok(outcome) => (Some(outcome), None),
        Err(error) => (None, Some(error)),
    };
    let errors = FormErrors::of(error.as_ref(), FIELDS);
    form_page(&ProofreadingPage { shell, text, years, year, errors, outcome }, error.as_ref())
}

/// The routes of the page.
pub fn routes(config: &mut Handlers<'_>) {
    config.page("/relecture").undescribed(show).undescribed(submit);
}
