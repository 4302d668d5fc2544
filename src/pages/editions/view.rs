//! What the pages of editions show.

use std::collections::HashMap;

use askama::Template;
use rust_decimal::Decimal;
use serde_json::Value;

use super::super::form_errors::{FormErrors, FormField};
use super::super::journal;
use super::super::shell::Shell;
use crate::bilan::Reach;
use crate::bilan::editions::{Cause, Edition, EditionChanges, FigureChange, FrozenEdition, StatedFigure};
use crate::error::{AppError, Result, french};
use crate::http::SentForm;
use crate::values::{day_in_words, decimal_in_french, moment_in_table, moment_in_words};

const FIELDS: &[FormField] = &[("/title", "titre", "Titre")];

/// The form that freezes a bilan: its key, what was typed, and its refusal.
pub(super) struct Form<'a> {
    pub key: String,
    pub typed: Option<&'a SentForm>,
    pub error: Option<&'a AppError>,
}

/// An edition in a list.
struct EditionRow {
    number: i32,
    year: i32,
    title: Option<String>,
    is_everybodys: bool,
    provisional: bool,
    made: String,
    by: String,
    digest: String,
    head: Option<String>,
}

impl EditionRow {
    fn of(edition: &Edition, names: &HashMap<String, String>) -> Self {
        Self {
            number: edition.number,
            year: edition.year,
            title: edition.title.clone(),
            is_everybodys: edition.reach() == Reach::All,
            provisional: edition.provisional,
            made: moment_in_words(edition.made_at),
            by: journal::name_of(names, &edition.made_by),
            digest: edition.digest.clone(),
            head: edition.audit_head.clone(),
        }
    }
}

#[derive(Template)]
#[template(path = "editions.html", config = "src/pages/askama.toml")]
pub(super) struct EditionsPage {
    shell: Shell,
    year: i32,
    made: Option<i32>,
    editions: Vec<EditionRow>,
    key: String,
    title: String,
    is_everybodys: bool,
    field_errors: FormErrors,
}

impl EditionsPage {
    pub fn new(
        shell: Shell,
        (year, made): (i32, Option<i32>),
        editions: &[Edition],
        names: &HashMap<String, String>,
        form: Form<'_>,
    ) -> Self {
        let typed = |name: &str| form.typed.map(|form| form.text(name).to_owned()).unwrap_or_default();
        Self {
            shell,
            year,
            made: made.filter(|number| editions.iter().any(|edition| edition.number == *number)),
            editions: editions.iter().rev().map(|edition| EditionRow::of(edition, names)).collect(),
            title: typed("titre"),
            is_everybodys: typed("portee") == "toutes",
            key: form.key,
            field_errors: FormErrors::of(form.error, FIELDS),
        }
    }
}

#[derive(Template)]
#[template(path = "edition.html", config = "src/pages/askama.toml")]
pub(super) struct EditionPage {
    shell: Shell,
    edition: EditionRow,
    as_of: String,
    compared: usize,
    changed: usize,
    changes: Vec<ChangedTable>,
    tables: Vec<ShownTable>,
}

/// The figures of a table that are others now.
struct ChangedTable {
    title: String,
    lines: Vec<ChangedLine>,
}

struct ChangedLine {
    label: String,
    then: String,
    now: String,
    people: usize,
    without: usize,
    causes: Vec<CauseRow>,
    more: usize,
}

struct CauseRow {
    at: String,
    what: String,
    by: String,
    to: Option<String>,
}

/// A table as it was frozen.
struct ShownTable {
    title: String,
    lines: Vec<(String, String, String)>,
}

impl EditionPage {
    pub fn new(
        shell: Shell,
        frozen: &FrozenEdition,
        changes: &EditionChanges,
        names: &HashMap<String, String>,
    ) -> Result<Self> {
        let mut tables: Vec<ChangedTable> = Vec::new();
        for change in &changes.changes {
            let (title, line) = (french(&change.table), changed(change, names));
            match tables.last_mut() {
                Some(table) if table.title == title => table.lines.push(line),
                _ => tables.push(ChangedTable { title, lines: vec![line] }),
            }
        }
        let shown = frozen.content()?.tables.into_iter().map(|table| ShownTable {
            title: french(&table.title),
            lines: table
                .figures
                .iter()
                .map(|one| (french(&one.label), number(&one.value), percent(&one.share)))
                .collect(),
        });
        Ok(Self {
            shell,
            edition: EditionRow::of(&frozen.edition, names),
            as_of: day_in_words(changes.as_of),
            compared: changes.compared,
            changed: changes.changes.len(),
            changes: tables,
            tables: shown.collect(),
        })
    }
}

fn changed(change: &FigureChange, names: &HashMap<String, String>) -> ChangedLine {
    ChangedLine {
        label: french(&change.label),
        then: stated(change.then.as_ref()),
        now: stated(change.now.as_ref()),
        people: change.people,
        without: change.people_without_cause,
        causes: change.causes.iter().map(|cause| cause_row(cause, names)).collect(),
        more: change.more_causes,
    }
}

fn cause_row(cause: &Cause, names: &HashMap<String, String>) -> CauseRow {
    let id = cause.subject_id.filter(|id| *id > 0);
    let (action, subject) = (journal::words::action(&cause.action), journal::words::subject(&cause.subject));
    CauseRow {
        at: moment_in_table(cause.at),
        what: id.map_or_else(|| format!("{action}, {subject}"), |id| format!("{action}, {subject} n°\u{a0}{id}")),
        by: journal::name_of(names, &cause.actor),
        to: id.map(|id| journal::address_of_subject(&cause.subject, id)),
    }
}

/// A figure with its share, as the page writes it.
fn stated(figure: Option<&StatedFigure>) -> String {
    match figure {
        Some(StatedFigure { value, share }) => [number(value), percent(share)].join(" ").trim_end().to_owned(),
        None => "absent".to_owned(),
    }
}

fn number(value: &Value) -> String {
    match value {
        Value::String(text) => text.parse().map_or_else(|_| text.clone(), decimal_in_french),
        Value::Number(count) => {
            count.as_i64().map_or_else(|| count.to_string(), |count| decimal_in_french(Decimal::from(count)))
        }
        _ => "–".to_owned(),
    }
}

fn percent(share: &Option<String>) -> String {
    share.as_ref().map(|share| format!("({}\u{a0}%)", share.replace('.', ","))).unwrap_or_default()
}
