//! Which referrals a filter selects, in any order, and the names beside them.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::dsl::exists;
use diesel::prelude::*;

use super::super::{PersonOfReferral, Referral, ReferralFilter, ReferralOrder};
use super::rows::{ReferralRow, complete, requested_sectors, visible};
use crate::access::{Scope, Tx, owned_by};
use crate::db::schema::{candidates, referral_sectors, referrals as table};
use crate::db::{InListMethods as _, KeyList, MultiBackend, name_to_sort, order_by_name};
use crate::error::Result;
use crate::values::{CandidateId, Name, NameOrder, OutcomeKind, Part, ReferralId};

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
    if let Some(person) = &filter.person {
        // Nobody is found by what folds to nothing.
        person.pattern()?;
        for word in person.words() {
            let named = candidates::table.filter(candidates::name_folded.like(format!("%{word}%")));
            query = query.filter(table::candidate_id.eq_any(named.select(candidates::id)));
        }
    }
    if let Some(reference) = &filter.external_ref {
        query = query.filter(table::external_ref.eq(reference));
        if !scope.is_officer() {
            query = owned_by!(query, table, scope.owner());
        }
    }
    Some(query)
}

/// The name of a referral's person, as lists are sorted by it.
#[diesel::dsl::auto_type(no_type_alias)]
fn person() -> _ {
    candidates::table.filter(candidates::id.eq(table::candidate_id)).select(candidates::name_folded)
}

/// How many referrals the filter selects.
pub(in crate::referrals) fn count(tx: &mut Tx<'_>, filter: &ReferralFilter) -> Result<usize> {
    let Some(query) = matching(tx.scope(), filter) else { return Ok(0) };
    let count: i64 = query.count().get_result(tx.conn())?;
    Ok(usize::try_from(count).unwrap_or_default())
}

/// A part of the referrals in an order.
pub(in crate::referrals) fn ordered(
    tx: &mut Tx<'_>,
    filter: &ReferralFilter,
    order: ReferralOrder,
    part: Part,
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
        ReferralOrder::OfPerson(order) => {
            let behind: Option<(String, ReferralId)> = None;
            order_by_name!(query, table, person().single_value(), order, behind)
        }
    };
    let (offset, limit) = part.offset_and_limit();
    let rows: Vec<ReferralRow> = query.offset(offset).limit(limit).load(tx.conn())?;
    complete(tx, rows)
}

/// At most `rows` referrals in the order of their people's names, behind the one with the id `after`.
pub(in crate::referrals) fn by_name(
    tx: &mut Tx<'_>,
    filter: &ReferralFilter,
    order: NameOrder,
    after: i64,
    rows: i64,
) -> Result<Vec<Referral>> {
    let behind = if after > 0 { Some(behind(tx, ReferralId(after))?) } else { None };
    let Some(query) = matching(tx.scope(), filter) else { return Ok(Vec::new()) };
    let query = order_by_name!(query, table, person().single_value(), order, behind);
    let rows: Vec<ReferralRow> = query.limit(rows).load(tx.conn())?;
    complete(tx, rows)
}

fn behind(tx: &mut Tx<'_>, id: ReferralId) -> Result<(String, ReferralId)> {
    let person = visible(tx.scope()).filter(table::id.eq(id)).select(table::candidate_id);
    let person: Option<CandidateId> = person.first(tx.conn()).optional()?;
    Ok((name_to_sort(tx.conn(), person)?, id))
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
