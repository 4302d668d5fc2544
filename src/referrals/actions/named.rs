//! Referrals with the names beside their ids, for the pages.

use crate::access::{Caller, ReadReferrals, Tx};
use crate::error::{AppError, ProblemCode, Result};
use crate::organisations;
use crate::referrals::{NamedReferral, Referral, ReferralFilter, ReferralOrder, store};
use crate::values::{Paged, Part, ReferralId};

/// A page of the referrals that the filter selects: a part in the order, or the last page if there
/// are not so many.
///
/// # Errors
/// `unavailable`.
pub fn page(
    caller: &Caller<ReadReferrals>,
    filter: &ReferralFilter,
    order: ReferralOrder,
    part: Part,
) -> Result<Paged<NamedReferral>> {
    let page = caller.snapshot(|tx| {
        let count = store::count(tx, filter)?;
        let part = part.within(count);
        let referrals = store::ordered(tx, filter, order, part)?;
        Ok(Paged { rows: with_names(tx, referrals)?, count, skipped: part.skipped })
    })?;
    caller.log_list_read("referrals", &page.rows, |row| row.referral.candidate_id)?;
    Ok(page)
}

/// A referral with its names.
///
/// # Errors
/// `not_found`.
pub fn show_named(caller: &Caller<ReadReferrals>, id: ReferralId) -> Result<NamedReferral> {
    let named = caller.snapshot(|tx| {
        let referral = store::find(tx, id)?;
        with_names(tx, vec![referral])?.pop().ok_or_else(|| AppError::new(ProblemCode::NotFound))
    })?;
    caller.log_read("referral", named.referral.candidate_id)?;
    Ok(named)
}

fn with_names(tx: &mut Tx<'_>, referrals: Vec<Referral>) -> Result<Vec<NamedReferral>> {
    let people = store::people(tx, referrals.iter().map(|referral| referral.candidate_id))?;
    let prescribers = referrals.iter().filter_map(|referral| referral.prescriber_id);
    let prescribers = organisations::store::names(tx, prescribers)?;
    let named = referrals.into_iter().filter_map(|referral| {
        let person = people.get(&referral.candidate_id)?.clone();
        let prescriber = referral.prescriber_id.and_then(|id| prescribers.get(&id).cloned());
        Some(NamedReferral { referral: referral.view_for(tx.scope()), person, prescriber })
    });
    Ok(named.collect())
}
