//! Which rows name an organisation.

use diesel::sql_types::BigInt;

use crate::access::Tx;
use crate::db::{KeyList, RawQuery};
use crate::error::Result;
use crate::values::OrganisationId;

/// Where rows name organisations: the table, the column with the record's number, and the column that names them.
pub(in crate::organisations::merges) type Naming = (&'static str, &'static str, &'static str);

/// The numbers of the records whose rows name one of these organisations.
pub(in crate::organisations::merges) fn ids_naming(
    tx: &mut Tx<'_>,
    (table, id, column): Naming,
    organisations: &[OrganisationId],
) -> Result<Vec<i64>> {
    let mut query: RawQuery<(BigInt,)> = RawQuery::default();
    query.push(format!("SELECT DISTINCT {id} FROM {table} WHERE {column}"));
    query.bind_keys(KeyList::numbers(organisations.iter().map(|id| id.0)));
    let ids: Vec<(i64,)> = query.load(tx.conn())?;
    Ok(ids.into_iter().map(|(id,)| id).collect())
}
