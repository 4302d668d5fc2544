//! Lists in the order of their people's names: by `candidates.name_folded`, byte by byte, then by the id of the row.

use diesel::prelude::*;

use super::AnyConn;
use super::schema::candidates;
use crate::error::{FieldError, ProblemCode, Result};
use crate::values::CandidateId;

/// The name by which the row is sorted behind which a page begins; none if the row is gone.
///
/// # Errors
/// `invalid_cursor` if the row is gone.
pub fn name_to_sort(conn: &mut AnyConn, person: Option<CandidateId>) -> Result<String> {
    let person = person.ok_or_else(|| FieldError::new("?cursor", ProblemCode::InvalidCursor))?;
    Ok(candidates::table.find(person).select(candidates::name_folded).first(conn)?)
}

/// Sorts a query by `$name`, the name of each row's person. `$behind` is the name and the id of the row before the first one.
macro_rules! order_by_name {
    ($query:expr, $table:ident, $name:expr, $order:expr, $behind:expr) => {
        match ($order, $behind) {
            ($crate::values::NameOrder::FromA, None) => $query.order(($name.asc(), $table::id.asc())),
            ($crate::values::NameOrder::FromZ, None) => $query.order(($name.desc(), $table::id.desc())),
            ($crate::values::NameOrder::FromA, Some((name, id))) => {
                let later = $name.gt(name.clone()).or($name.eq(name).and($table::id.gt(id)));
                $query.filter(later).order(($name.asc(), $table::id.asc()))
            }
            ($crate::values::NameOrder::FromZ, Some((name, id))) => {
                let later = $name.lt(name.clone()).or($name.eq(name).and($table::id.lt(id)));
                $query.filter(later).order(($name.desc(), $table::id.desc()))
            }
        }
    };
}

pub(crate) use order_by_name;
