//! Queries of the withdrawal of an employment.

use diesel::prelude::*;

use crate::access::{Tx, WriteTx};
use crate::db::load_for_deletion;
use crate::db::schema::{assignments, employment_references, employments, lots, public_contracts};
use crate::error::Result;
use crate::values::{EmploymentId, Sector};

/// Locks the employment until the transaction ends: nothing comes to rest on it meanwhile.
pub(super) fn lock(tx: &mut WriteTx<'_>, id: EmploymentId) -> Result<()> {
    let employment = employments::table.filter(employments::id.eq(id)).select(employments::id);
    let _locked: Vec<EmploymentId> = load_for_deletion!(tx.conn(), employment)?;
    Ok(())
}

/// The sectors of its assignments.
pub(super) fn sectors(tx: &mut Tx<'_>, id: EmploymentId) -> Result<Vec<Sector>> {
    Ok(assignments::table
        .inner_join(lots::table.inner_join(public_contracts::table))
        .filter(assignments::employment_id.eq(id))
        .select(public_contracts::sector)
        .distinct()
        .load(tx.conn())?)
}

/// Deletes an employment on which nothing rests, with its assignments and what partners call it.
pub(super) fn delete(tx: &mut WriteTx<'_>, id: EmploymentId) -> Result<()> {
    let named = employment_references::table.filter(employment_references::employment_id.eq(id));
    diesel::delete(named).execute(tx.conn())?;
    diesel::delete(assignments::table.filter(assignments::employment_id.eq(id))).execute(tx.conn())?;
    diesel::delete(employments::table.filter(employments::id.eq(id))).execute(tx.conn())?;
    Ok(())
}
