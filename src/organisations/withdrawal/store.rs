//! Queries of the withdrawal of an organisation.

use diesel::prelude::*;

use crate::access::WriteTx;
use crate::db::load_for_deletion;
use crate::db::schema::{merged_organisations as merged, organisations as table};
use crate::error::Result;
use crate::values::OrganisationId;

/// Locks the organisation until the transaction ends: nothing comes to rest on it meanwhile.
pub(super) fn lock(tx: &mut WriteTx<'_>, id: OrganisationId) -> Result<()> {
    let _locked: Vec<OrganisationId> =
        load_for_deletion!(tx.conn(), table::table.filter(table::id.eq(id)).select(table::id))?;
    Ok(())
}

/// Deletes an organisation on which nothing rests. The ids of records that were merged into it lead nowhere any more: returns
/// them.
pub(super) fn delete(tx: &mut WriteTx<'_>, id: OrganisationId) -> Result<Vec<OrganisationId>> {
    let merged: Vec<OrganisationId> =
        merged::table.filter(merged::kept_id.eq(id)).order(merged::id).select(merged::id).load(tx.conn())?;
    diesel::delete(merged::table.filter(merged::kept_id.eq(id))).execute(tx.conn())?;
    diesel::delete(table::table.filter(table::id.eq(id))).execute(tx.conn())?;
    Ok(merged)
}
