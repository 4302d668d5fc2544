//! Many rows of one table at once, by one text that is prepared once: PostgreSQL takes a column as an array, SQLite a row
//! at a time.

use diesel::pg::{Pg, PgConnection};
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sqlite::{Sqlite, SqliteConnection};

use super::AnyConn;
use crate::error::Result;

/// Rows of one table, column by column.
pub trait Columns {
    /// The table's name.
    const TABLE: &'static str;
    /// The columns' names, as they stand in a list of them.
    const NAMES: &'static str;

    /// How many rows there are.
    fn rows(&self) -> usize;

    /// Binds every column as an array, with commas between them.
    ///
    /// # Errors
    /// What the engine makes of a value.
    fn bind_columns<'b>(&'b self, pass: AstPass<'_, 'b, Pg>) -> QueryResult<()>;

    /// Binds the values of one row, with commas between them.
    ///
    /// # Errors
    /// What the engine makes of a value.
    fn bind_row<'b>(&'b self, row: usize, pass: AstPass<'_, 'b, Sqlite>) -> QueryResult<()>;
}

/// Declares a row and its columns together, so that neither says something else than the other.
macro_rules! bulk {
    (
        $(#[$doc:meta])*
        struct $row:ident<$life:lifetime> in $columns:ident of $table:literal {
            $first:ident: $first_kind:ty as $first_sql:ty,
            $($field:ident: $kind:ty as $sql:ty,)+
        }
    ) => {
        $(#[$doc])*
        struct $row<$life> {
            $first: $first_kind,
            $($field: $kind,)+
        }

        #[derive(Default)]
        struct $columns<$life> {
            $first: Vec<$first_kind>,
            $($field: Vec<$kind>,)+
        }

        impl<$life> FromIterator<$row<$life>> for $columns<$life> {
            fn from_iter<I: IntoIterator<Item = $row<$life>>>(rows: I) -> Self {
                let mut columns = Self::default();
                for row in rows {
                    columns.$first.push(row.$first);
                    $(columns.$field.push(row.$field);)+
                }
                columns
            }
        }

        impl $crate::db::Columns for $columns<'_> {
            const TABLE: &'static str = $table;
            const NAMES: &'static str = concat!(stringify!($first), $(", ", stringify!($field)),+);

            fn rows(&self) -> usize {
                self.$first.len()
            }

            fn bind_columns<'b>(
                &'b self,
                mut pass: diesel::query_builder::AstPass<'_, 'b, diesel::pg::Pg>,
            ) -> diesel::QueryResult<()> {
                pass.push_bind_param::<diesel::sql_types::Array<$first_sql>, _>(&self.$first)?;
                $(
                    pass.push_sql(", ");
                    pass.push_bind_param::<diesel::sql_types::Array<$sql>, _>(&self.$field)?;
                )+
                Ok(())
            }

            fn bind_row<'b>(
                &'b self,
                row: usize,
                mut pass: diesel::query_builder::AstPass<'_, 'b, diesel::sqlite::Sqlite>,
            ) -> diesel::QueryResult<()> {
                let missing = || diesel::result::Error::QueryBuilderError("no such row".into());
                pass.push_bind_param::<$first_sql, _>(self.$first.get(row).ok_or_else(missing)?)?;
                $(
                    pass.push_sql(", ");
                    pass.push_bind_param::<$sql, _>(self.$field.get(row).ok_or_else(missing)?)?;
                )+
                Ok(())
            }
        }
    };
}

pub(crate) use bulk;

/// The insertion of all the rows on PostgreSQL, of one of them on SQLite; `G` is what it gives back of each.
struct Insertion<'r, R, G> {
    rows: &'r R,
    row: usize,
    tail: &'static str,
    gives: std::marker::PhantomData<G>,
}

impl<'r, R: Columns, G> Insertion<'r, R, G> {
    fn of(rows: &'r R, row: usize, tail: &'static str) -> Self {
        Self { rows, row, tail, gives: std::marker::PhantomData }
    }

    fn begin<DB: diesel::backend::Backend>(pass: &mut AstPass<'_, '_, DB>) {
        for piece in ["INSERT INTO ", R::TABLE, " (", R::NAMES, ") "] {
            pass.push_sql(piece);
        }
    }
}

impl<R: Columns, G> QueryFragment<Pg> for Insertion<'_, R, G> {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        Self::begin(&mut pass);
        pass.push_sql("SELECT * FROM unnest(");
        self.rows.bind_columns(pass.reborrow())?;
        pass.push_sql(") ");
        pass.push_sql(self.tail);
        Ok(())
    }
}

impl<R: Columns, G> QueryFragment<Sqlite> for Insertion<'_, R, G> {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        Self::begin(&mut pass);
        pass.push_sql("VALUES (");
        self.rows.bind_row(self.row, pass.reborrow())?;
        pass.push_sql(") ");
        pass.push_sql(self.tail);
        Ok(())
    }
}

impl<R, G> QueryId for Insertion<'_, R, G> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<R, G> Query for Insertion<'_, R, G> {
    type SqlType = G;
}

impl<R, G> RunQueryDsl<PgConnection> for Insertion<'_, R, G> {}
impl<R, G> RunQueryDsl<SqliteConnection> for Insertion<'_, R, G> {}

/// Inserts rows. `tail` stands behind the values, and says what becomes of a conflict.
///
/// # Errors
/// Those of the constraints; `unavailable`.
pub fn insert<R: Columns>(conn: &mut AnyConn, rows: &R, tail: &'static str) -> Result<()> {
    match conn {
        AnyConn::Pg(pg) => {
            Insertion::<R, ()>::of(rows, 0, tail).execute(pg)?;
        }
        AnyConn::Sqlite(sqlite) => {
            for row in 0..rows.rows() {
                Insertion::<R, ()>::of(rows, row, tail).execute(sqlite)?;
            }
        }
    }
    Ok(())
}
