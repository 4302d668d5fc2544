//! Which referrals a filter selects, in any order, and the names beside them.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::dsl::exists;
use diesel::prelude::*;

use super::super::{PersonOfReferral, Referral, ReferralFilter, ReferralOrder};
use super::rows::{ReferralRow, complete, requested_sectors, visible};
use crate::access::{Scope, Tx, owned_by};
use crate::db::schema::{candidates, referral_sectors, referrals as table};
use crate::db::{InListMethods as _, KeyList, MultiBackend};
use crate::error::Result;
use crate::values::{CandidateId, Name, OutcomeKind};

/// The referrals that the filter selects; `None` if the caller may see none of them.
pub(super) fn matching<'q>(scope: &Scope, filter: &'q ReferralFilter) -> Option<table::BoxedQuery<'q, MultiBackend>> {
    let mut query = visible(scope);
    if let Some(sector) = filter.sector {
        if !scope.is_officer() && !scope.sees(sector) {
            return None;
        }
        query = query.filter(exists(requested_sectors().filter(referral_sectors::sector.eq(sector))));
    }
    if let Some(origin) = filter.origin {
        query = query.filter(table::origin.eq(origin));
    }
    if let Some(outcome) = filter.outcome {
        query = query.filter(table::outcome.eq(outcome));
    }
    if filter.is_decided {
        query = query.filter(table::outcome.ne(OutcomeKind::Pending));
    }
    if let Some(candidate) = filter.candidate_id {
        query = query.filter(table::candidate_id.eq(candidate));
    }
    if let Some(prescriber) = filter.prescriber_id {
        query = query.filter(table::prescriber_id.eq(prescriber));
    }
    if let Some(kind) = filter.prescriber_kind {
        query = query.filter(table::prescriber_kind.eq(kind));
    }
    if let Some(from) = filter.from {
        query = query.filter(table::referred_on.ge(from));
    }
    if let Some(to) = filter.to {
        query = query.filter(table::referred_on.le(to));
    }
    if let Some(reference) = &filter.external_ref {
        query = query.filter(table::external_ref.eq(reference));
        if !scope.is_officer() {
            query = owned_by!(query, table, scope.owner());
        }
    }
    Some(query)
}

/// How many referrals the filter selects.
pub(in crate::referrals) fn count(tx: &mut Tx<'_>, filter: &ReferralFilter) -> Result<i64> {
    let Some(query) = matching(tx.scope(), filter) else { return Ok(0) };
    Ok(query.count().get_result(tx.conn())?)
}

/// At most `most` referrals after the first `skipped` in an order.
pub(in crate::referrals) fn ordered(
    tx: &mut Tx<'_>,
    filter: &ReferralFilter,
    order: ReferralOrder,
    (skipped, most): (i64, i64),
) -> Result<Vec<Referral>> {
    let Some(query) = matching(tx.scope(), filter) else { return Ok(Vec::new()) };
    // The engines place rows without a day differently.
    let query = match order {
        ReferralOrder::Oldest => query.order((table::referred_on.asc(), table::id.asc())),
        ReferralOrder::Newest => query.order((table::referred_on.desc(), table::id.desc())),
        ReferralOrder::DecidedFirst => {
            query.order((table::decided_on.is_null().asc(), table::decided_on.asc(), table::id.asc()))
        }
        ReferralOrder::DecidedLast => {
            query.order((table::decided_on.is_null().asc(), table::decided_on.desc(), table::id.desc()))
        }
    };
    let rows: Vec<ReferralRow> = query.offset(skipped).limit(most).load(tx.conn())?;
    complete(tx, rows)
}

/// Who these people are.
pub(in crate::referrals) fn people(
    tx: &mut Tx<'_>,
    ids: impl IntoIterator<Item = CandidateId>,
) -> Result<HashMap<CandidateId, PersonOfReferral>> {
    let rows: Vec<(CandidateId, Name, Name, NaiveDate)> = candidates::table
        .filter(candidates::id.in_list(KeyList::numbers(ids)))
        .select((candidates::id, candidates::last_name, candidates::first_name, candidates::birth_date))
        .load(tx.conn())?;
    let person = |(id, last_name, first_name, birth_date)| (id, PersonOfReferral { last_name, first_name, birth_date });
    Ok(rows.into_iter().map(person).collect())
}
