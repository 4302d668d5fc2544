//! Use case: the list of people, sorted, with their number.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::eligible_until::with_eligibilities;
use crate::access::{Caller, ReadEligibility, Tx};
use crate::candidates::rules::page_of;
use crate::candidates::store::{self, Home, OfColumns};
use crate::candidates::{CandidateFilter, CandidateView, PeopleOrder, PeopleSortedBy};
use crate::db::CHUNK;
use crate::error::Result;
use crate::values::{CandidateId, CommuneCode, Name, Paged, Part, french_order};
use crate::{eligibility, reference, settings};

/// A page of the people that pass the filter: a part, or the last page if there are not so many. With `ending_within`, only
/// those whose hours stop counting within so many days from today. It is logged as one read of the list, or of the person if
/// only one is shown.
///
/// # Errors
/// `unavailable`.
pub fn people(
    caller: &Caller<ReadEligibility>,
    filter: &CandidateFilter,
    ending_within: Option<i64>,
    order: PeopleOrder,
    Part { skipped, most }: Part,
) -> Result<Paged<CandidateView>> {
    let today = caller.today();
    let people = caller.snapshot(|tx| {
        let (ids, count, skipped) = page(tx, filter, (ending_within, today), order, (skipped, most))?;
        let mut rows = Vec::with_capacity(ids.len());
        for chunk in ids.chunks(CHUNK) {
            let found = store::by_ids(tx, chunk)?;
            let found = with_eligibilities(tx, found, today)?.into_iter();
            rows.extend(found.map(|person| person.view_for(tx.scope())).collect::<Result<Vec<_>>>()?);
        }
        Ok(Paged { rows, count, skipped })
    })?;
    caller.log_list_read("candidates", &people.rows, |person| person.id)?;
    Ok(people)
}

/// The ids of the page, how many people pass the filter, and how many come before the page.
fn page(
    tx: &mut Tx<'_>,
    filter: &CandidateFilter,
    (ending_within, today): (Option<i64>, NaiveDate),
    PeopleOrder { by, is_descending }: PeopleOrder,
    (skipped, most): (usize, usize),
) -> Result<(Vec<CandidateId>, usize, usize)> {
    let of_columns = match by {
        PeopleSortedBy::Birth => OfColumns::Birth,
        _ => OfColumns::Name,
    };
    let is_of_columns = matches!(by, PeopleSortedBy::Name | PeopleSortedBy::Birth);
    let in_columns = (of_columns, is_of_columns && is_descending);
    // With a filter, one look at everybody costs less than a count and a page.
    if is_of_columns && ending_within.is_none() && filter.is_everybody() {
        let count = store::count(tx, filter)?;
        let skipped = Part { skipped, most }.within(count).skipped;
        return Ok((store::ids(tx, filter, in_columns, (skipped, most))?, count, skipped));
    }
    let mut ids = store::ids(tx, filter, in_columns, (0, usize::MAX))?;
    let until = match (by, ending_within) {
        (PeopleSortedBy::EligibleUntil, _) | (_, Some(_)) => last_days(tx, today)?,
        _ => HashMap::new(),
    };
    if let Some(days) = ending_within {
        let ends = |id: &CandidateId| until.get(id).is_some_and(|day| (0..=days).contains(&(*day - today).num_days()));
        ids.retain(ends);
    }
    let count = ids.len();
    let skipped = Part { skipped, most }.within(count).skipped;
    let ids = in_order(tx, filter, (ids, &until), PeopleOrder { by, is_descending }, (skipped, most))?;
    Ok((ids, count, skipped))
}

/// The page of these people, who are sorted by a column already, in an order that the program makes.
fn in_order(
    tx: &mut Tx<'_>,
    filter: &CandidateFilter,
    (ids, until): (Vec<CandidateId>, &HashMap<CandidateId, NaiveDate>),
    PeopleOrder { by, is_descending }: PeopleOrder,
    (skipped, most): (usize, usize),
) -> Result<Vec<CandidateId>> {
    let part = (skipped, most);
    Ok(match by {
        PeopleSortedBy::Name | PeopleSortedBy::Birth => ids.into_iter().skip(skipped).take(most).collect(),
        PeopleSortedBy::EligibleUntil => page_of(ids, |id| until.get(id).copied(), is_descending, part),
        PeopleSortedBy::Reference => {
            let references = store::references(tx, filter)?;
            let key = |id: &CandidateId| references.get(id).map(|reference| french_order(reference.as_str()));
            page_of(ids, key, is_descending, part)
        }
        PeopleSortedBy::Home => {
            let places = places(tx)?;
            page_of(ids, |id| places.get(id).copied(), is_descending, part)
        }
    })
}

/// The last day on which the hours of each person count, of those who were ever assigned.
fn last_days(tx: &mut Tx<'_>, today: NaiveDate) -> Result<HashMap<CandidateId, NaiveDate>> {
    let settings = settings::in_force(tx, today)?;
    let facts = eligibility::facts_of_everyone(tx)?.into_iter();
    Ok(facts.filter_map(|(id, facts)| Some((id, eligibility::eligible_until(facts, &settings)?))).collect())
}

/// Where each person lives, as the place of its name among all such names.
fn places(tx: &mut Tx<'_>) -> Result<HashMap<CandidateId, usize>> {
    let communes: HashMap<CommuneCode, Name> =
        reference::store::communes(tx)?.into_iter().map(|commune| (commune.code, commune.name)).collect();
    let neighbourhoods = store::neighbourhood_names(tx)?;
    let name = |(commune, neighbourhood): &Home| {
        let neighbourhood = neighbourhood.and_then(|id| neighbourhoods.get(&id));
        neighbourhood.or(communes.get(commune)).map_or_else(|| commune.to_string(), Name::to_string)
    };
    let (homes, of_people) = store::homes(tx)?;
    let names: Vec<String> = homes.iter().map(name).collect();
    let mut sorted: Vec<&str> = names.iter().map(String::as_str).collect();
    sorted.sort_unstable();
    sorted.dedup();
    sorted.sort_by_cached_key(|name| french_order(*name));
    let rank: HashMap<&str, usize> = sorted.into_iter().enumerate().map(|(at, name)| (name, at)).collect();
    let ranks: Vec<Option<usize>> = names.iter().map(|name| rank.get(name.as_str()).copied()).collect();
    let place = |index: usize| ranks.get(index).copied().flatten();
    Ok(of_people.into_iter().filter_map(|(person, index)| Some((person, place(index)?))).collect())
}
