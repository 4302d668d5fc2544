//! "One of these", however many they are, in one and the same text: a statement prepared once serves every list.

use diesel::expression::{AppearsOnTable, SelectableExpression, ValidGrouping};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::sql_types::{Array, BigInt, Bool, Text};
use diesel::sqlite::Sqlite;

use super::connection::MultiBackend;

/// Values as they are looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Keys {
    /// Ids, and months by their numbers.
    Numbers(Vec<i64>),
    /// Codes and references.
    Texts(Vec<String>),
}

impl Keys {
    /// Ids, and months by their numbers.
    pub fn numbers(values: impl IntoIterator<Item = impl Into<i64>>) -> Self {
        Self::Numbers(values.into_iter().map(Into::into).collect())
    }

    /// Codes and references.
    pub fn texts(values: impl IntoIterator<Item = impl ToString>) -> Self {
        Self::Texts(values.into_iter().map(|value| value.to_string()).collect())
    }
}

/// The right side of a comparison with any of some keys. PostgreSQL takes an array; SQLite has none, but reads one out
/// of JSON.
#[derive(Debug, Clone)]
pub struct AnyOf {
    keys: Keys,
    json: String,
}

impl From<Keys> for AnyOf {
    fn from(keys: Keys) -> Self {
        let json = match &keys {
            Keys::Numbers(numbers) => serde_json::json!(numbers),
            Keys::Texts(texts) => serde_json::json!(texts),
        };
        Self { keys, json: json.to_string() }
    }
}

impl QueryFragment<Pg> for AnyOf {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        pass.push_sql(" = ANY(");
        match &self.keys {
            Keys::Numbers(numbers) => pass.push_bind_param::<Array<BigInt>, _>(numbers)?,
            Keys::Texts(texts) => pass.push_bind_param::<Array<Text>, _>(texts)?,
        }
        pass.push_sql(")");
        Ok(())
    }
}

impl QueryFragment<Sqlite> for AnyOf {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        pass.push_sql(" IN (SELECT value FROM json_each(");
        pass.push_bind_param::<Text, _>(&self.json)?;
        pass.push_sql("))");
        Ok(())
    }
}

impl QueryFragment<MultiBackend> for AnyOf {
    fn walk_ast<'b>(&'b self, pass: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        MultiBackend::walk_variant_ast(self, pass)
    }
}

/// Whether a column holds one of some values.
#[derive(Debug, Clone, QueryId)]
pub struct Among<C> {
    column: C,
    any: AnyOf,
}

/// Columns that are looked up by several values at once.
pub trait AmongKeys: Expression + Sized {
    /// Whether the column holds one of these.
    fn among(self, keys: Keys) -> Among<Self> {
        Among { column: self, any: keys.into() }
    }
}

impl<C: Column> AmongKeys for C {}

impl<C: QueryFragment<DB>, DB: diesel::backend::Backend> QueryFragment<DB> for Among<C>
where
    AnyOf: QueryFragment<DB>,
{
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.column.walk_ast(pass.reborrow())?;
        self.any.walk_ast(pass)
    }
}

impl<C: Expression> Expression for Among<C> {
    type SqlType = Bool;
}

impl<C: SelectableExpression<QS>, QS> SelectableExpression<QS> for Among<C> {}
impl<C: AppearsOnTable<QS>, QS> AppearsOnTable<QS> for Among<C> {}

impl<C: ValidGrouping<G>, G> ValidGrouping<G> for Among<C> {
    type IsAggregate = C::IsAggregate;
}
