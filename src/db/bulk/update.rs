//! Rows that are there already take new values, each its own: one statement on PostgreSQL, one for each row on SQLite.

use diesel::backend::Backend;
use diesel::pg::{Pg, PgConnection};
use diesel::prelude::*;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::sqlite::{Sqlite, SqliteConnection};

use super::Columns;
use crate::db::AnyConn;
use crate::error::Result;

/// What rows are to say, each known by its `id`, which is the first of the columns.
pub trait Corrections: Columns {
    /// Which rows may take it: of the table's columns, and of those of `said`.
    const IF: &'static str;
}

/// All the rows on PostgreSQL, one of them on SQLite.
struct Correction<'r, R> {
    rows: &'r R,
    row: usize,
}

fn begin<R: Corrections>(pass: &mut AstPass<'_, '_, impl Backend>) {
    ["WITH said (", R::NAMES, ") AS ("].iter().for_each(|piece| pass.push_sql(piece));
}

fn end<R: Corrections>(pass: &mut AstPass<'_, '_, impl Backend>) {
    [") UPDATE ", R::TABLE, " SET "].iter().for_each(|piece| pass.push_sql(piece));
    for (place, name) in R::NAMES.split(", ").skip(1).enumerate() {
        pass.push_sql(if place > 0 { ", " } else { "" });
        [name, " = said.", name].iter().for_each(|piece| pass.push_sql(piece));
    }
    [" FROM said WHERE ", R::TABLE, ".id = said.id AND ", R::IF].iter().for_each(|piece| pass.push_sql(piece));
}

impl<R: Corrections> QueryFragment<Pg> for Correction<'_, R> {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        begin::<R>(&mut pass);
        pass.push_sql("SELECT ");
        self.rows.bind_columns(pass.reborrow())?;
        end::<R>(&mut pass);
        Ok(())
    }
}

impl<R: Corrections> QueryFragment<Sqlite> for Correction<'_, R> {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        begin::<R>(&mut pass);
        pass.push_sql("VALUES (");
        self.rows.bind_row(self.row, pass.reborrow())?;
        pass.push_sql(")");
        end::<R>(&mut pass);
        Ok(())
    }
}

impl<R: Columns> QueryId for Correction<'_, R> {
    type QueryId = Correction<'static, R::Unborrowed>;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl<R> RunQueryDsl<PgConnection> for Correction<'_, R> {}
impl<R> RunQueryDsl<SqliteConnection> for Correction<'_, R> {}

/// Writes them, and tells how many rows took what they are to say.
///
/// # Errors
/// Those of the constraints; `unavailable`.
pub fn correct<R: Corrections>(conn: &mut AnyConn, rows: &R) -> Result<usize> {
    match conn {
        AnyConn::Pg(pg) => Ok(Correction { rows, row: 0 }.execute(pg)?),
        AnyConn::Sqlite(sqlite) => {
            let one = |row| Ok(Correction { rows, row }.execute(sqlite)?);
            (0..rows.rows()).map(one).sum()
        }
    }
}
