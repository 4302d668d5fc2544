//! The SQL statement of a question. Its text depends on the shape of the question and, by year, on
//! its years, for which reason such questions are not cached (`Question::is_usual`); other values are bound.

use diesel::sql_types::{BigInt, Nullable, Text};

use super::conditions::{conditions, joins};
use crate::db::{CURRENT_VERSION, RawQuery};
use crate::settings;
use crate::totals::model::MOST_KEYS;
use crate::totals::{Dimension, Question};
use crate::values::Sector;

/// The kinds of lines, in the first column.
pub(super) const WHOLE: &str = "whole";
pub(super) const ROW: &str = "row";
pub(super) const YEAR: &str = "year";
pub(super) const LABEL: &str = "label";
pub(super) const NEIGHBOURHOOD: &str = "neighbourhood";
pub(super) const CLOSED: &str = "closed";
pub(super) const DIVISOR: &str = "divisor";
pub(super) const VERSION: &str = "version";

type Columns = (Text, Nullable<Text>, Nullable<Text>, Nullable<Text>, Nullable<Text>, BigInt, BigInt, BigInt);

/// A line of the result: its kind, four texts, three numbers.
pub(super) type Line = (String, Option<String>, Option<String>, Option<String>, Option<String>, i64, i64, i64);

type PersonColumns = (Nullable<Text>, Nullable<Text>, Nullable<Text>, Nullable<Text>, BigInt, BigInt);

/// The hours of a person: the keys, the person, the sum in hundredths.
pub(super) type PersonLine = (Option<String>, Option<String>, Option<String>, Option<String>, i64, i64);

const FIGURES: &str = "CAST(COALESCE(SUM(worked), 0) AS BIGINT) AS hours, \
    COUNT(DISTINCT CASE WHEN worked > 0 THEN person END) AS people, \
    COUNT(DISTINCT CASE WHEN worked > 0 THEN employment END) AS employments";

/// Everything that an answer needs. Reads the hours once and groups them by person and employment first, so that
/// distinct persons are counted in few rows, for the rows and for the whole.
pub(super) fn answer(question: &Question, sectors: &[Sector]) -> RawQuery<Columns> {
    let by = &question.group_by;
    let mut sql = RawQuery::default();
    selected(&mut sql, question, sectors);
    if !by.is_empty() {
        let keys = names(by.len()).join(", ");
        sql.push(format!(", grouped AS (SELECT {keys}, {FIGURES} FROM selected GROUP BY {keys})"));
    }
    sql.push(format!(" SELECT '{WHOLE}', {}, {FIGURES} FROM selected", padded(&[])));
    if !by.is_empty() {
        let keys = padded(&names(by.len()));
        sql.push(format!(" UNION ALL SELECT '{ROW}', {keys}, hours, people, employments FROM grouped"));
    }
    years(&mut sql, question);
    labels(&mut sql, by);
    if question.is_about(Dimension::Neighbourhood) {
        sql.push(format!(" UNION ALL SELECT '{NEIGHBOURHOOD}', {}, id, 0, 0", padded(&["name"])));
        sql.push(" FROM neighbourhoods");
    }
    closed_months(&mut sql, question, sectors);
    divisors(&mut sql, question);
    sql.push(format!(" UNION ALL SELECT '{VERSION}', {}, {CURRENT_VERSION}, 0, 0", padded(&[])));
    if !question.is_usual() {
        sql.uncached();
    }
    sql
}

/// The hours of each person, by the question's dimensions.
pub(super) fn by_person(question: &Question, sectors: &[Sector]) -> RawQuery<PersonColumns> {
    let keys = names(question.group_by.len());
    let mut sql = RawQuery::default();
    selected(&mut sql, question, sectors);
    sql.push(format!(" SELECT {}, person, CAST(SUM(worked) AS BIGINT) FROM selected GROUP BY ", padded(&keys)));
    sql.push([keys.as_slice(), &["person"]].concat().join(", "));
    sql
}

/// The column names of the first keys.
fn names(keys: usize) -> Vec<&'static str> {
    const NAMES: [&str; MOST_KEYS] = ["k0", "k1", "k2", "k3"];
    NAMES.into_iter().take(keys).collect()
}

/// Four text columns: these, and nulls in the others.
fn padded(columns: &[&str]) -> String {
    let nulls = std::iter::repeat("CAST(NULL AS TEXT)");
    columns.iter().copied().chain(nulls).take(MOST_KEYS).collect::<Vec<_>>().join(", ")
}

/// The selected hours, one row for each combination of keys, person and employment.
fn selected<T>(sql: &mut RawQuery<T>, question: &Question, sectors: &[Sector]) {
    let keys = names(question.group_by.len());
    sql.push("WITH selected AS (SELECT ");
    for (dimension, key) in question.group_by.iter().zip(&keys) {
        sql.push(format!("{} AS {key}, ", dimension.sql()));
    }
    sql.push("h.candidate_id AS person, h.employment_id AS employment, SUM(h.worked) AS worked FROM hours h");
    joins(sql, question);
    conditions(sql, question, sectors);
    let columns: Vec<String> = (1..=keys.len() + 2).map(|column| column.to_string()).collect();
    sql.push(format!(" GROUP BY {})", columns.join(", ")));
}

/// The sums of each year of a question that dashboards may ask by year: a person may be in several rows of one.
fn years<T>(sql: &mut RawQuery<T>, question: &Question) {
    let keys = names(question.group_by.len());
    let year = question.group_by.iter().zip(keys).find(|(dimension, _)| **dimension == Dimension::Year);
    if let Some((_, year)) = year.filter(|_| question.is_plie_by_year()) {
        let key = padded(&[year]);
        sql.push(format!(" UNION ALL SELECT '{YEAR}', {key}, {FIGURES} FROM selected GROUP BY {year}"));
    }
}

/// The hours of a full-time equivalent at the end of the period and, of a question by year about several, of each year.
fn divisors<T>(sql: &mut RawQuery<T>, question: &Question) {
    let has_years = question.group_by.contains(&Dimension::Year) && question.from.year() < question.to.year();
    let years = question.years().filter(|_| has_years).map(|(year, last)| (format!("'{year}'"), last));
    for (year, last) in years.chain([("NULL".to_owned(), question.to)]) {
        sql.push(format!(" UNION ALL SELECT '{DIVISOR}', "));
        settings::value_on(sql, settings::Key::FteDivisor, last.last_day());
        sql.push(format!(", {year}, NULL, NULL, 0, 0, 0"));
    }
}

/// The labels of keys that are ids.
fn labels<T>(sql: &mut RawQuery<T>, by: &[Dimension]) {
    for (dimension, key) in by.iter().zip(names(by.len())) {
        let Some((table, label)) = dimension.labelled_by() else { continue };
        let columns = padded(&[&format!("'{}'", dimension.name()), label]);
        sql.push(format!(
            " UNION ALL SELECT '{LABEL}', {columns}, id, 0, 0 FROM {table} \
             WHERE id IN (SELECT CAST({key} AS BIGINT) FROM grouped)"
        ));
    }
}

/// The closed months of the period, in the caller's sectors.
fn closed_months<T>(sql: &mut RawQuery<T>, question: &Question, sectors: &[Sector]) {
    sql.push(format!(" UNION ALL SELECT '{CLOSED}', {}, month, 0, 0 FROM months", padded(&["sector"])));
    sql.push(" WHERE state = 'closed' AND month >= ");
    sql.bind_integer(*question.from.number());
    sql.push(" AND month <= ");
    sql.bind_integer(*question.to.number());
    sql.push(" AND sector IN (");
    sql.bind_texts(sectors.iter().map(|sector| sector.as_str()));
    sql.push(")");
}
