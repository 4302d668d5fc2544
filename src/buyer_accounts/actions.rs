//! Use case: a buyer's account on a day.

use chrono::NaiveDate;

use super::assembly::Assembled;
use super::document::document;
use super::masking::masked;
use super::model::BuyerAccount;
use super::{assembly, store};
use crate::access::{Caller, ReadBuyerAccounts, Tx};
use crate::contracts::{comments, progress};
use crate::documents::{self, Form};
use crate::error::{FieldError, ProblemCode, Result};
use crate::organisations::actions as organisations;
use crate::values::{LotId, Month, OrganisationId};

/// The account of a buyer on a day, by default today.
///
/// # Errors
/// `not_found`; `invalid_date` for a day to come.
pub fn account(
    caller: &Caller<ReadBuyerAccounts>,
    buyer: OrganisationId,
    on: Option<NaiveDate>,
) -> Result<BuyerAccount> {
    let today = caller.today();
    let on = on.unwrap_or(today);
    if on > today {
        let detail = "Ce jour n’est pas encore venu : un état d’avancement est d’aujourd’hui ou d’un jour passé.";
        return Err(FieldError::new("?on", ProblemCode::InvalidDate).with_detail(detail).into());
    }
    caller.snapshot(|tx| account_in(tx, buyer, on, Reader::Officer))
}

/// Who reads an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reader {
    /// An officer or administrator.
    Officer,
    /// The buyer.
    Buyer,
}

/// The account of a buyer on a day, in a transaction under way.
///
/// # Errors
/// `not_found`; of a record that was merged, with the one that stays.
pub(super) fn account_in(
    tx: &mut Tx<'_>,
    buyer: OrganisationId,
    on: NaiveDate,
    reader: Reader,
) -> Result<BuyerAccount> {
    let name = organisations::find_in(tx, buyer)?.name;
    let contracts = store::contracts(tx, buyer, on)?;
    let mut lots = store::lots(tx, &contracts)?;
    let done = store::done(tx, &lots, Month::of(on))?;
    let ids: Vec<LotId> = lots.iter().map(|lot| lot.id).collect();
    let progress = progress::actions::of_lots(tx, &ids, on)?;
    let mut written = comments::in_force(tx, &ids, on)?;
    lots.iter_mut().for_each(|lot| lot.comment = written.remove(&lot.id));
    let Assembled { total, contracts, people } = assembly::account(contracts, lots, done, progress, on);
    let sectors = tx.scope().sectors.clone();
    let account = BuyerAccount { organisation_id: buyer, name, on, sectors, total, masked: false, contracts };
    Ok(if reader == Reader::Buyer { masked(account, &people) } else { account })
}

/// Checks that a lot is one of the buyer's.
///
/// # Errors
/// `not_found`.
pub fn must_be_of(caller: &Caller<ReadBuyerAccounts>, buyer: OrganisationId, lot: LotId) -> Result<()> {
    caller.read(|tx| store::must_be_of(tx, buyer, lot))
}

/// An account as a document in this form, made on a day.
///
/// # Errors
/// `internal` if a writer refuses it.
pub fn written(account: &BuyerAccount, made_on: NaiveDate, form: Form) -> Result<Vec<u8>> {
    documents::write(&document(account, made_on), form)
}
