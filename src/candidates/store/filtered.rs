//! The people of a filter, as a query.
//!
//! Conditions that a large part of the people may meet are compared with `true`: the databases then try them on each person
//! in the order of the list, by its index, rather than find those who meet them first and sort these.

use chrono::NaiveDate;
use diesel::dsl::{exists, sql};
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};

use super::super::{CandidateFilter, PersonSearch};
use super::references;
use super::visible::{latest_outcome, visible};
use crate::access::{Scope, Tx};
use crate::db::MultiBackend;
use crate::db::schema::{addresses, candidate_facts as facts, candidates as table, findings, plie_periods};
use crate::error::Result;
use crate::values::{FindingKind, NeighbourhoodId, OutcomeKind, SearchText, Sector};

type People<'q> = table::BoxedQuery<'q, MultiBackend>;

/// The people of the filter whom the caller sees; none if it finds nobody whatever is recorded.
pub(super) fn filtered<'q>(tx: &mut Tx<'_>, filter: &CandidateFilter) -> Result<Option<People<'q>>> {
    let mut query = visible(tx.scope());
    if let Some(name) = &filter.name {
        let Some(named) = with_words(query, name) else { return Ok(None) };
        query = named;
    }
    if let Some(search) = &filter.search {
        let Some(found) = searched(tx, query, search)? else { return Ok(None) };
        query = found;
    }
    if let Some(sector) = filter.sector {
        if !tx.scope().sees(sector) {
            return Ok(None);
        }
        query = in_sector(query, sector);
    }
    if let Some(status) = filter.status {
        query = with_outcome(tx.scope(), query, status);
    }
    if let Some(reference) = &filter.external_ref {
        query = query.filter(table::id.eq_any(references::bearing(tx, reference)?));
    }
    if let Some(day) = filter.accompanied_on {
        query = query.filter(exists(accompanied(day)).eq(true));
    }
    if let Some((neighbourhood, day)) = filter.lives_in {
        query = query.filter(table::id.eq_any(living_in(neighbourhood, day)));
    }
    if filter.may_be_double {
        let kind = FindingKind::PossibleDuplicate;
        query = query.filter(table::id.eq_any(later_doubles(kind)).or(table::id.eq_any(earlier_doubles(kind))));
    }
    Ok(Some(query))
}

/// Those whose names contain each word; none without a word.
fn with_words<'q>(query: People<'q>, name: &SearchText) -> Option<People<'q>> {
    name.words().next()?;
    Some(name.words().fold(query, |query, word| query.filter(table::name_folded.like(format!("%{word}%")))))
}

/// Those with this reference; if nobody has it, those of the names and the birth date.
fn searched<'q>(tx: &mut Tx<'_>, query: People<'q>, search: &PersonSearch) -> Result<Option<People<'q>>> {
    let named = references::bearing(tx, search.reference())?;
    if !named.is_empty() {
        return Ok(Some(query.filter(table::id.eq_any(named))));
    }
    let born = match search.born_on() {
        Some(day) => query.filter(table::birth_date.eq(day)),
        None => query,
    };
    Ok(match search.name() {
        Some(name) => with_words(born, name),
        None => Some(born),
    })
}

/// The facts of the person.
#[diesel::dsl::auto_type(no_type_alias)]
fn of_person() -> _ {
    facts::table.filter(facts::candidate_id.eq(table::id))
}

/// Those with a referral that requests the sector, or with an assignment to a lot of it.
fn in_sector(query: People<'_>, sector: Sector) -> People<'_> {
    match sector {
        Sector::Btp => query.filter(exists(of_person().filter(facts::in_btp)).eq(true)),
        Sector::Ms => query.filter(exists(of_person().filter(facts::in_ms)).eq(true)),
        Sector::Pi => query.filter(exists(of_person().filter(facts::in_pi)).eq(true)),
    }
}

/// Those whose latest referral, among those that the caller sees, has an outcome.
fn with_outcome<'q>(scope: &Scope, query: People<'q>, outcome: OutcomeKind) -> People<'q> {
    if scope.sectors.is_all() {
        let has_outcome = facts::latest_outcome.assume_not_null().eq(outcome);
        return query.filter(exists(of_person().filter(has_outcome)).eq(true));
    }
    query.filter(sql::<Bool>(&latest_outcome(scope)).bind::<Text, _>(outcome).sql(")"))
}

/// The periods in which the PLIE accompanies the person on a day.
#[diesel::dsl::auto_type(no_type_alias)]
fn accompanied(day: NaiveDate) -> _ {
    plie_periods::table
        .filter(plie_periods::candidate_id.eq(table::id))
        .filter(plie_periods::counts)
        .filter(plie_periods::starts_on.le(day))
        .filter(plie_periods::ends_on.is_null().or(plie_periods::ends_on.ge(day)))
}

/// The people who live in a neighbourhood on a day.
#[diesel::dsl::auto_type(no_type_alias)]
fn living_in(neighbourhood: NeighbourhoodId, day: NaiveDate) -> _ {
    addresses::table
        .filter(addresses::neighbourhood_id.eq(neighbourhood))
        .filter(addresses::starts_on.le(day))
        .filter(addresses::ends_on.is_null().or(addresses::ends_on.ge(day)))
        .select(addresses::candidate_id)
}

/// The later records of two that may be about one person.
#[diesel::dsl::auto_type(no_type_alias)]
fn later_doubles(kind: FindingKind) -> _ {
    findings::table
        .filter(findings::kind.eq(kind))
        .filter(findings::candidate_id.is_not_null())
        .select(findings::candidate_id.assume_not_null())
}

/// The earlier records of two that may be about one person.
#[diesel::dsl::auto_type(no_type_alias)]
fn earlier_doubles(kind: FindingKind) -> _ {
    findings::table
        .filter(findings::kind.eq(kind))
        .filter(findings::other_candidate_id.is_not_null())
        .select(findings::other_candidate_id.assume_not_null())
}
