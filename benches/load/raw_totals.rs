//! The raw side of totals: two ways to get the service's answer from the database by SQL alone.

use anyhow::Result;
use clauses::db::RawQuery;
use diesel::sql_types::{BigInt, Nullable, Text};

use super::database::open;
use super::generate::YEAR;
use super::workload::Step;

const CONDITIONS: &str = " FROM hours WHERE month BETWEEN ";
const COUNTED: &str = " AND sector IN ('BTP', 'MS', 'PI') AND status = 'validated' AND counted";
const FIGURES: &str = "CAST(COALESCE(SUM(worked), 0) AS BIGINT), COUNT(DISTINCT CASE WHEN worked > 0 THEN candidate_id END), \
    COUNT(DISTINCT CASE WHEN worked > 0 THEN employment_id END)";

type Figures = (Nullable<Text>, Nullable<Text>, BigInt, BigInt, BigInt);
type FigureRow = (Option<String>, Option<String>, i64, i64, i64);

/// A year's totals by sector and contract type, and the year's total, people included: two plain statements.
pub fn two_statements(url: &str) -> Result<Step> {
    let mut conn = open(url)?;
    Ok(Box::new(move || {
        let mut rows: RawQuery<Figures> = RawQuery::default();
        rows.push(format!("SELECT sector, contract_type, {FIGURES}{CONDITIONS}"));
        push_year(&mut rows);
        rows.push(format!("{COUNTED} GROUP BY 1, 2"));
        let mut total: RawQuery<Figures> = RawQuery::default();
        total.push(format!("SELECT CAST(NULL AS TEXT), CAST(NULL AS TEXT), {FIGURES}{CONDITIONS}"));
        push_year(&mut total);
        total.push(COUNTED);
        let (rows, total): (Vec<FigureRow>, Vec<FigureRow>) = (rows.load(&mut conn)?, total.load(&mut conn)?);
        Ok(!rows.is_empty() && !total.is_empty())
    }))
}

/// The same answer from one statement that first adds up each employment.
pub fn one_statement(url: &str) -> Result<Step> {
    let mut conn = open(url)?;
    Ok(Box::new(move || {
        let mut sql: RawQuery<Figures> = RawQuery::default();
        sql.push(format!(
            "WITH each AS MATERIALIZED (SELECT sector, contract_type, candidate_id, employment_id, \
             SUM(worked) AS worked{CONDITIONS}"
        ));
        push_year(&mut sql);
        sql.push(format!(
            "{COUNTED} GROUP BY 1, 2, 3, 4) SELECT sector, contract_type, {FIGURES} FROM each GROUP BY 1, 2 \
             UNION ALL SELECT NULL, NULL, {FIGURES} FROM each"
        ));
        let rows: Vec<FigureRow> = sql.load(&mut conn)?;
        Ok(!rows.is_empty())
    }))
}

fn push_year(sql: &mut RawQuery<Figures>) {
    let first = i32::try_from(YEAR * 100 + 1).unwrap_or(0);
    sql.bind_integer(first);
    sql.push(" AND ");
    sql.bind_integer(first + 11);
}
