//! Queries of the withdrawal of contracts and lots.

use diesel::prelude::*;

use crate::access::WriteTx;
use crate::db::load_for_deletion;
use crate::db::schema::{hours_due, lot_co_holders, lots, public_contracts};
use crate::error::Result;
use crate::values::{LotId, PublicContractId};

/// Locks a contract, then its lots, until the transaction ends: nothing comes to rest on them meanwhile.
pub(super) fn lock(tx: &mut WriteTx<'_>, id: PublicContractId) -> Result<()> {
    let contract = public_contracts::table.filter(public_contracts::id.eq(id)).select(public_contracts::id);
    let _locked: Vec<PublicContractId> = load_for_deletion!(tx.conn(), contract)?;
    let of_contract = lots::table.filter(lots::public_contract_id.eq(id)).order(lots::id).select(lots::id);
    let _locked: Vec<LotId> = load_for_deletion!(tx.conn(), of_contract)?;
    Ok(())
}

/// Deletes a lot on which nothing rests, with its holders and hours due.
pub(super) fn delete_lot(tx: &mut WriteTx<'_>, id: LotId) -> Result<()> {
    diesel::delete(lot_co_holders::table.filter(lot_co_holders::lot_id.eq(id))).execute(tx.conn())?;
    diesel::delete(hours_due::table.filter(hours_due::lot_id.eq(id))).execute(tx.conn())?;
    diesel::delete(lots::table.filter(lots::id.eq(id))).execute(tx.conn())?;
    Ok(())
}

/// Deletes a contract whose lots are deleted.
pub(super) fn delete(tx: &mut WriteTx<'_>, id: PublicContractId) -> Result<()> {
    diesel::delete(public_contracts::table.filter(public_contracts::id.eq(id))).execute(tx.conn())?;
    Ok(())
}
