//! Fills an empty database with the history of one territory or several by plain SQL: the rows that the service itself
//! would have written.
//!
//! A territory is as large as the carrier of a large city's clauses: 50 lots at work, some 50 rows a lot and year, 250
//! people, 2,500 rows of hours a year. 50 lots are the fewest that are realistic, so that concurrent writers meet on
//! the same lot as often as they would anywhere.
//!
//! No territory has four hundred years of history, so a million rows are the work of twenty territories that share one
//! database, twenty years each. Ten thousand rows are four years of one. Goal 4 asks what the rows that a question is
//! *not* about cost, so the benched year holds the same 2,500 rows in every database: the first territory works up to
//! and including that year, the others are histories taken over from carriers who stopped the year before. `--live`
//! lets more of them work in it. All months are open, as a run records hours in years before the benched one.

use std::fmt::Display;
use std::ops::RangeInclusive;
use std::time::Instant;

use anyhow::{Context as _, Result};
use clauses::db::AnyConn;
use diesel::QueryableByName;
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::database::{Engine, migrate, open};
use super::program::Program;

/// The benched year: the one that questions are about.
pub const YEAR: u32 = 2023;
/// Rows of hours that a territory has in a year: ten for each of 250 people.
const ROWS_A_YEAR: u32 = 2_500;
/// The longest history of a territory, in years.
const LONGEST: u32 = 20;
/// How many assignments' ids `territory.sql` sets apart for the year of one territory.
pub const ASSIGNMENT_IDS_A_YEAR: u32 = 500;

const TERRITORY: &str = include_str!("territory.sql");

/// How much history.
#[derive(Debug, clap::Args)]
pub struct Size {
    /// All rows of hours: 10k, 1M, 10M or any number; rounded down to a multiple of 2,500.
    #[arg(long, value_parser = rows)]
    pub rows: u32,
    /// How many territories work in 2023, with 2,500 rows of hours each.
    #[arg(long, default_value_t = 1)]
    pub live: u32,
}

fn rows(text: &str) -> Result<u32, String> {
    let (digits, unit) = match text.strip_suffix(['k', 'M']) {
        Some(digits) if text.ends_with('k') => (digits, 1_000),
        Some(digits) => (digits, 1_000_000),
        None => (text, 1),
    };
    digits.parse::<u32>().ok().and_then(|number| number.checked_mul(unit)).ok_or_else(|| format!("no number: {text}"))
}

impl Size {
    /// The years that each territory works.
    fn territories(&self) -> Result<Vec<RangeInclusive<u32>>> {
        let mut left = self.rows / ROWS_A_YEAR;
        anyhow::ensure!(self.live > 0 && self.live <= left, "too few rows: a territory has {ROWS_A_YEAR} a year");
        let of_live = (left / self.live).min(LONGEST);
        let mut territories = vec![YEAR + 1 - of_live..=YEAR; usize::try_from(self.live)?];
        left -= of_live * self.live;
        while left > 0 {
            let years = left.min(LONGEST);
            territories.push(YEAR - years..=YEAR - 1);
            left -= years;
        }
        Ok(territories)
    }
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// Fills the database.
pub fn generate(program: &Program, url: &str, size: &Size) -> Result<()> {
    let began = Instant::now();
    let territories = size.territories()?;
    migrate(program, url)?;
    let engine = Engine::of(url);
    let conn = &mut open(url)?;
    anyhow::ensure!(count(conn, "candidates")? == 0, "the database is not empty");
    if engine == Engine::Sqlite {
        conn.batch_execute("PRAGMA synchronous = OFF; PRAGMA cache_size = -262144;")?;
    }
    conn.transaction(|conn| conn.batch_execute(&organisations(engine, territories.len())))?;
    for year in YEAR - LONGEST..=YEAR {
        if let Some(sql) = year_sql(engine, year, &territories) {
            conn.transaction(|conn| conn.batch_execute(&sql)).with_context(|| format!("the year {year}"))?;
        }
    }
    finish(conn, engine)?;
    let (rows, took) = (count(conn, "hours")?, began.elapsed().as_secs_f32());
    println!("{}: {rows} rows of hours of {} territories in {took:.1} s", engine.name(), territories.len());
    Ok(())
}

fn count(conn: &mut AnyConn, table: &str) -> Result<i64> {
    let counted: Count = diesel::sql_query(format!("SELECT COUNT(*) AS count FROM {table}")).get_result(conn)?;
    Ok(counted.count)
}

/// The statements that add one year of all territories that work in it, if any does.
fn year_sql(engine: Engine, year: u32, territories: &[RangeInclusive<u32>]) -> Option<String> {
    let numbers = |wanted: &dyn Fn(&RangeInclusive<u32>) -> bool| {
        let numbered = territories.iter().enumerate().filter(|(_, years)| wanted(years));
        numbered.map(|(number, _)| number.to_string()).collect::<Vec<_>>().join(", ")
    };
    let active = numbers(&|years| years.contains(&year));
    let starting = numbers(&|years| *years.start() == year);
    if active.is_empty() {
        return None;
    }
    let text = TERRITORY
        .replace("{territory_series}", &series(engine, "t", 0, territories.len() - 1))
        .replace("{slot_series}", &series(engine, "slot", 0, 249))
        .replace("{contract_series}", &series(engine, "k", 0, 24))
        .replace("{month_series}", &series(engine, "m", 1, 12))
        .replace("{territories}", &territories.len().to_string())
        .replace("{active}", &active)
        .replace("{starting}", if starting.is_empty() { "-1" } else { &starting })
        .replace("{before}", &(year - 1).to_string())
        .replace("{benched}", &YEAR.to_string())
        .replace("{year}", &year.to_string());
    Some(in_dialect(engine, &text))
}

fn series(engine: Engine, name: &str, from: impl Display, to: impl Display) -> String {
    match engine {
        Engine::Postgres => format!("generate_series({from}, {to}) AS {name}_series ({name})"),
        // SQLite is built without generate_series.
        Engine::Sqlite => format!(
            "(WITH RECURSIVE s ({name}) AS (VALUES ({from}) UNION ALL SELECT {name} + 1 FROM s WHERE {name} < {to}) \
             SELECT {name} FROM s) AS {name}_series"
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

/// Forty for each territory: buyers 1–10, holders and employers 11–30, prescribers 31–40.
fn organisations(engine: Engine, territories: usize) -> String {
    let text = format!(
        "INSERT INTO organisations (id, name, name_folded, buyer_kind, employer_kind, prescriber_kind, version, \
             created_at, updated_at) \
         SELECT t * 40 + k, 'Organisme ' || (t * 40 + k), 'organisme ' || (t * 40 + k), \
             CASE WHEN k <= 10 THEN 'commune' END, \
             CASE WHEN k BETWEEN 11 AND 30 THEN CASE (k - 11) % 5 WHEN 0 THEN 'ACI' WHEN 1 THEN 'ETTI' \
                 WHEN 3 THEN 'GEIQ' ELSE 'company' END END, \
             CASE WHEN k > 30 THEN CASE (k - 31) % 2 WHEN 0 THEN 'plie_referent' ELSE 'france_travail' END END, \
             1, {{now}}, {{now}} FROM {} CROSS JOIN {} ORDER BY t, k;",
        series(engine, "t", 0, territories - 1),
        series(engine, "k", 1, 40)
    );
    in_dialect(engine, &text)
}

/// Promises a fifth more than is done on each lot, so that few lots run past their hours due, and leaves the database
/// as time would have: ids go on after the last, PostgreSQL has been vacuumed.
fn finish(conn: &mut AnyConn, engine: Engine) -> Result<()> {
    let due = "INSERT INTO hours_due (lot_id, hours, reason, effective_on, recorded_by, recorded_at) \
        SELECT l.id, COALESCE((SELECT CAST(SUM(worked) AS BIGINT) FROM hours h WHERE h.lot_id = l.id), 0) * 6 / 5 + 5000, \
            'initial', c.starts_on, 'load', {now} \
        FROM lots l JOIN public_contracts c ON c.id = l.public_contract_id ORDER BY l.id;";
    conn.batch_execute(&in_dialect(engine, due))?;
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
