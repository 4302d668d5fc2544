//! Fills an empty database with a territory's history: straight SQL, and what the service itself would have written.
//! The year asked about holds the same rows whatever the total.

use std::time::Instant;

use anyhow::{Context as _, Result};
use clauses::db::AnyConn;
use diesel::QueryableByName;
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::database::{Engine, migrate, open};

/// The year that questions are about.
pub const YEAR: u32 = 2023;
/// Hours rows that a person has: ten months of one year.
const ROWS_EACH: u32 = 10;
const FIRST_YEAR: u32 = 2001;
const LAST_YEAR: u32 = 2025;

const TERRITORY: &str = include_str!("territory.sql");

/// How many rows of hours, and how many of them in the year asked about.
#[derive(Debug, clap::Args)]
pub struct Size {
    /// All rows of hours: 10k, 1M, 10M or any number.
    #[arg(long, value_parser = rows)]
    pub rows: u32,
    /// Those of them in 2023.
    #[arg(long, value_parser = rows, default_value = "2500")]
    pub year_rows: u32,
}

fn rows(text: &str) -> Result<u32, String> {
    let (digits, unit) = match text.strip_suffix(['k', 'M']) {
        Some(digits) if text.ends_with('k') => (digits, 1_000),
        Some(digits) => (digits, 1_000_000),
        None => (text, 1),
    };
    digits.parse::<u32>().ok().and_then(|number| number.checked_mul(unit)).ok_or_else(|| format!("no number: {text}"))
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// Fills the database.
pub fn generate(url: &str, size: &Size) -> Result<()> {
    anyhow::ensure!(size.year_rows <= size.rows, "more rows in the year than in all");
    let began = Instant::now();
    migrate(url)?;
    let engine = Engine::of(url);
    let conn = &mut open(url)?;
    let known: Count = diesel::sql_query("SELECT COUNT(*) AS count FROM candidates").get_result(conn)?;
    anyhow::ensure!(known.count == 0, "the database is not empty");
    if engine == Engine::Sqlite {
        conn.batch_execute("PRAGMA synchronous = OFF; PRAGMA cache_size = -262144;")?;
    }
    conn.transaction(|conn| conn.batch_execute(&organisations(engine)))?;
    // The people of the year asked about have the first numbers, so that they are the same ones whatever the total.
    let mut next = 1 + people_in(YEAR, size);
    for year in FIRST_YEAR..=LAST_YEAR {
        let people = people_in(year, size);
        let first = if year == YEAR { 1 } else { next };
        next += if year == YEAR { 0 } else { people };
        if people > 0 {
            let sql = year_sql(engine, year, first, people);
            conn.transaction(|conn| conn.batch_execute(&sql)).with_context(|| format!("the year {year}"))?;
        }
    }
    settle(conn, engine)?;
    println!("{}: {} rows of hours in {:.1} s", engine.name(), (next - 1) * ROWS_EACH, began.elapsed().as_secs_f32());
    Ok(())
}

/// People who work in a year: the rest is spread evenly over the other years.
fn people_in(year: u32, size: &Size) -> u32 {
    if year == YEAR {
        return size.year_rows / ROWS_EACH;
    }
    let others = (size.rows - size.year_rows) / ROWS_EACH;
    let years = LAST_YEAR - FIRST_YEAR;
    let place = year - FIRST_YEAR - u32::from(year > YEAR);
    others / years + u32::from(place < others % years)
}

fn year_sql(engine: Engine, year: u32, first: u32, people: u32) -> String {
    let contracts = 24;
    let months = (1..=12).map(|month| format!("SELECT {month} AS m")).collect::<Vec<_>>().join(" UNION ALL ");
    let (series, contract_series) = (series(engine, "i", first, first + people - 1), series(engine, "k", 1, contracts));
    let text = TERRITORY
        .replace("{series}", &series)
        .replace("{contract_series}", &contract_series)
        .replace("{months}", &format!("({months}) AS months"))
        .replace("{contracts}", &((year - FIRST_YEAR) * contracts).to_string())
        .replace("{due}", &(u64::from(people) * 1_000 * 100 / 48).to_string())
        .replace("{before}", &(year - 1).to_string())
        .replace("{year}", &year.to_string())
        .replace("{first}", &first.to_string())
        .replace("{last}", &(first + people - 1).to_string());
    in_dialect(engine, &text)
}

fn series(engine: Engine, name: &str, from: u32, to: u32) -> String {
    match engine {
        Engine::Postgres => format!("generate_series(CAST({from} AS BIGINT), {to}) AS series ({name})"),
        // SQLite is built without generate_series.
        Engine::Sqlite => format!(
            "(WITH RECURSIVE s ({name}) AS (VALUES ({from}) UNION ALL SELECT {name} + 1 FROM s WHERE {name} < {to}) \
             SELECT {name} FROM s) AS series"
        ),
    }
}

/// Names the engine's types: SQLite keeps days and times as text and flags as integers.
fn in_dialect(engine: Engine, text: &str) -> String {
    let (date, time, flag) = match engine {
        Engine::Postgres => ("DATE", "TIMESTAMP", "BOOLEAN"),
        Engine::Sqlite => ("TEXT", "TEXT", "INTEGER"),
    };
    text.replace("{now}", "CAST('2026-01-05 09:00:00' AS {time})")
        .replace("{date}", date)
        .replace("{time}", time)
        .replace("{flag}", flag)
}

/// Buyers 1–10, holders and employers 11–30, prescribers 31–40.
fn organisations(engine: Engine) -> String {
    let text = format!(
        "INSERT INTO organisations (id, name, name_folded, buyer_kind, employer_kind, prescriber_kind, version, \
             created_at, updated_at) \
         SELECT k, 'Organisme ' || k, 'organisme ' || k, CASE WHEN k <= 10 THEN 'commune' END, \
             CASE WHEN k BETWEEN 11 AND 30 THEN CASE (k - 11) % 5 WHEN 0 THEN 'ACI' WHEN 1 THEN 'ETTI' \
                 WHEN 3 THEN 'GEIQ' ELSE 'company' END END, \
             CASE WHEN k > 30 THEN CASE (k - 31) % 2 WHEN 0 THEN 'plie_referent' ELSE 'france_travail' END END, \
             1, {{now}}, {{now}} FROM {};",
        series(engine, "k", 1, 40)
    );
    in_dialect(engine, &text)
}

/// Leaves the database as time would have: ids go on after the last, PostgreSQL has been vacuumed.
fn settle(conn: &mut AnyConn, engine: Engine) -> Result<()> {
    if engine == Engine::Sqlite {
        return Ok(conn.batch_execute("PRAGMA wal_checkpoint(TRUNCATE);")?);
    }
    for table in ["organisations", "public_contracts", "lots", "candidates", "referrals", "employments", "assignments"]
    {
        conn.batch_execute(&format!(
            "SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"
        ))?;
    }
    Ok(conn.batch_execute("VACUUM ANALYZE")?)
}
