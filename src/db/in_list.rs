//! `IN` lists of any length in one SQL text, so that one prepared statement serves every list. Stores filter by them.

use std::marker::PhantomData;
use std::sync::{Arc, OnceLock};

use diesel::expression::{AppearsOnTable, SelectableExpression, ValidGrouping, is_aggregate};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::sql_types::{Array, BigInt, Bool, Text};
use diesel::sqlite::Sqlite;

use super::connection::MultiBackend;

/// Keys to look up; cheap to clone. As SQL it is the right side of a comparison with any of them: an array on
/// PostgreSQL, a JSON array on SQLite, which has no arrays.
#[derive(Debug, Clone)]
pub struct KeyList(Arc<List>);

#[derive(Debug)]
struct List {
    values: Values,
    /// The values as JSON for SQLite, made on first use.
    json: OnceLock<String>,
}

#[derive(Debug)]
enum Values {
    /// Ids, and months by their numbers.
    Numbers(Vec<i64>),
    /// Codes and references.
    Texts(Vec<String>),
    /// Rows of several numbers, column by column.
    Rows(Vec<Vec<i64>>),
}

impl KeyList {
    /// Ids, and months by their numbers.
    pub fn numbers(values: impl IntoIterator<Item = impl Into<i64>>) -> Self {
        Values::Numbers(values.into_iter().map(Into::into).collect()).into()
    }

    /// Codes and references.
    pub fn texts(values: impl IntoIterator<Item = impl ToString>) -> Self {
        Values::Texts(values.into_iter().map(|value| value.to_string()).collect()).into()
    }

    /// Rows of several ids and months.
    pub fn rows<const COLUMNS: usize>(rows: impl IntoIterator<Item = [i64; COLUMNS]>) -> Self {
        let mut columns = vec![Vec::new(); COLUMNS];
        for row in rows {
            columns.iter_mut().zip(row).for_each(|(column, value)| column.push(value));
        }
        Values::Rows(columns).into()
    }

    fn json(&self) -> &String {
        self.0.json.get_or_init(|| match &self.0.values {
            Values::Numbers(numbers) => serde_json::json!(numbers).to_string(),
            Values::Texts(texts) => serde_json::json!(texts).to_string(),
            Values::Rows(columns) => serde_json::json!(row_wise(columns)).to_string(),
        })
    }
}

impl From<Values> for KeyList {
    fn from(values: Values) -> Self {
        Self(Arc::new(List { values, json: OnceLock::new() }))
    }
}

fn row_wise(columns: &[Vec<i64>]) -> Vec<Vec<i64>> {
    let rows = columns.first().map_or(0, Vec::len);
    let row = |index: usize| columns.iter().filter_map(|column| column.get(index).copied()).collect();
    (0..rows).map(row).collect()
}

impl QueryFragment<Pg> for KeyList {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        let Self(list) = self;
        let is_rows = matches!(list.values, Values::Rows(_));
        pass.push_sql(if is_rows { " IN (SELECT * FROM unnest(" } else { " = ANY(" });
        match &list.values {
            Values::Numbers(numbers) => pass.push_bind_param::<Array<BigInt>, _>(numbers)?,
            Values::Texts(texts) => pass.push_bind_param::<Array<Text>, _>(texts)?,
            Values::Rows(columns) => push_arrays(columns, &mut pass)?,
        }
        pass.push_sql(if is_rows { "))" } else { ")" });
        Ok(())
    }
}

impl QueryFragment<Sqlite> for KeyList {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        pass.push_sql(" IN (SELECT ");
        if let Values::Rows(columns) = &self.0.values {
            for column in 0..columns.len() {
                pass.push_sql(if column > 0 { ", " } else { "" });
                pass.push_sql(&format!("json_extract(value, '$[{column}]')"));
            }
        } else {
            pass.push_sql("value");
        }
        pass.push_sql(" FROM json_each(");
        pass.push_bind_param::<Text, _>(self.json())?;
        pass.push_sql("))");
        Ok(())
    }
}

impl QueryFragment<MultiBackend> for KeyList {
    fn walk_ast<'b>(&'b self, pass: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        MultiBackend::walk_variant_ast(self, pass)
    }
}

/// Binds columns as arrays, separated by commas.
fn push_arrays<'b>(columns: &'b [Vec<i64>], pass: &mut AstPass<'_, 'b, Pg>) -> QueryResult<()> {
    for (index, column) in columns.iter().enumerate() {
        pass.push_sql(if index > 0 { ", " } else { "" });
        pass.push_bind_param::<Array<BigInt>, _>(column)?;
    }
    Ok(())
}

/// The condition that a column is in a list.
#[derive(Debug, Clone, QueryId)]
pub struct InList<C> {
    column: C,
    keys: KeyList,
}

/// Adds `in_list` to every column.
pub trait InListMethods: Expression + Sized {
    /// The condition that the column is one of `keys`.
    fn in_list(self, keys: KeyList) -> InList<Self> {
        InList { column: self, keys }
    }
}

impl<C: Column> InListMethods for C {}

impl<C: QueryFragment<DB>, DB: diesel::backend::Backend> QueryFragment<DB> for InList<C>
where
    KeyList: QueryFragment<DB>,
{
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.column.walk_ast(pass.reborrow())?;
        self.keys.walk_ast(pass)
    }
}

impl<C: Expression> Expression for InList<C> {
    type SqlType = Bool;
}

impl<C: SelectableExpression<QS>, QS> SelectableExpression<QS> for InList<C> {}
impl<C: AppearsOnTable<QS>, QS> AppearsOnTable<QS> for InList<C> {}

impl<C: ValidGrouping<G>, G> ValidGrouping<G> for InList<C> {
    type IsAggregate = C::IsAggregate;
}

/// Several columns of a table, compared as a row.
pub trait ColumnList: 'static {
    /// Their names, separated by commas.
    const NAMES: &'static str;
}

/// The condition that several columns, as a row, are in a list of rows; an index on them serves it.
#[derive(Debug, Clone)]
pub struct InRows<N, const COLUMNS: usize> {
    keys: KeyList,
    names: PhantomData<N>,
}

/// The condition that the columns `N` equal one of `rows`.
pub fn in_rows<N: ColumnList, const COLUMNS: usize>(
    rows: impl IntoIterator<Item = [i64; COLUMNS]>,
) -> InRows<N, COLUMNS> {
    InRows { keys: KeyList::rows(rows), names: PhantomData }
}

impl<N: ColumnList, const COLUMNS: usize, DB: diesel::backend::Backend> QueryFragment<DB> for InRows<N, COLUMNS>
where
    KeyList: QueryFragment<DB>,
{
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        for piece in ["(", N::NAMES, ")"] {
            pass.push_sql(piece);
        }
        self.keys.walk_ast(pass)
    }
}

impl<N: ColumnList, const COLUMNS: usize> QueryId for InRows<N, COLUMNS> {
    type QueryId = Self;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl<N, const COLUMNS: usize> Expression for InRows<N, COLUMNS> {
    type SqlType = Bool;
}

impl<N, const COLUMNS: usize, QS> SelectableExpression<QS> for InRows<N, COLUMNS> {}
impl<N, const COLUMNS: usize, QS> AppearsOnTable<QS> for InRows<N, COLUMNS> {}

impl<N, const COLUMNS: usize, G> ValidGrouping<G> for InRows<N, COLUMNS> {
    type IsAggregate = is_aggregate::Never;
}
