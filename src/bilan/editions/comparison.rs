//! Which figures of an edition are others now, and whose part in them is another one.

use std::collections::{BTreeMap, BTreeSet};

use super::super::rules::Amounts;
use super::model::{FrozenBilan, FrozenFigure, FrozenTable};
use crate::values::CandidateId;

/// What each person adds to each figure.
pub(super) type AmountsOf = BTreeMap<CandidateId, Amounts>;

/// A figure that is another one now.
pub(super) struct Changed<'a> {
    pub table: &'a FrozenTable,
    pub then: Option<&'a FrozenFigure>,
    pub now: Option<&'a FrozenFigure>,
    /// The people whose part in it, or in what it is divided by, is another one.
    pub people: BTreeSet<CandidateId>,
}

/// The figures that differ, in the order of the bilan of now; then those that are gone. Also how many were compared.
pub(super) fn compare<'a>(
    (then, before): (&'a FrozenBilan, &AmountsOf),
    (now, after): (&'a FrozenBilan, &AmountsOf),
) -> (usize, Vec<Changed<'a>>) {
    let people = changed_people(before, after);
    let mut was: BTreeMap<&str, (&FrozenTable, &FrozenFigure)> = figures(then).map(|one| (&*one.1.key, one)).collect();
    let mut pairs: Vec<(&FrozenTable, Option<&FrozenFigure>, Option<&FrozenFigure>)> = figures(now)
        .map(|(table, figure)| (table, was.remove(&*figure.key).map(|(_, then)| then), Some(figure)))
        .collect();
    pairs.extend(
        figures(then).filter(|(_, then)| was.contains_key(&*then.key)).map(|(table, then)| (table, Some(then), None)),
    );
    let compared = pairs.len();
    let changed =
        pairs.into_iter().filter(|(_, then, now)| then.map(FrozenFigure::stated) != now.map(FrozenFigure::stated));
    let of = |(table, then, now): (&'a FrozenTable, Option<&'a FrozenFigure>, Option<&'a FrozenFigure>)| Changed {
        people: then.into_iter().chain(now).flat_map(rests_on).flat_map(|key| of_figure(&people, key)).collect(),
        table,
        then,
        now,
    };
    (compared, changed.map(of).collect())
}

fn figures(bilan: &FrozenBilan) -> impl Iterator<Item = (&FrozenTable, &FrozenFigure)> {
    bilan.tables.iter().flat_map(|table| table.figures.iter().map(move |figure| (table, figure)))
}

/// The keys of the figures from which this one follows.
fn rests_on(figure: &FrozenFigure) -> impl Iterator<Item = &str> {
    let parts = figure.numerator.iter().chain(&figure.denominator).map(|part| &*part.figure);
    std::iter::once(&*figure.key).chain(parts)
}

/// The people whose part in a figure, or in the figures whose sum it names, is another one.
fn of_figure<'a>(
    people: &'a BTreeMap<String, BTreeSet<CandidateId>>,
    key: &'a str,
) -> impl Iterator<Item = CandidateId> + 'a {
    let is_part = move |of: &str| of == key || of.strip_prefix(key).is_some_and(|rest| rest.starts_with('.'));
    people.iter().filter(move |(of, _)| is_part(of)).flat_map(|(_, people)| people.iter().copied())
}

/// The people whose part in each figure is another one, by the key of the figure.
fn changed_people(before: &AmountsOf, after: &AmountsOf) -> BTreeMap<String, BTreeSet<CandidateId>> {
    let nothing = Amounts::new();
    let mut people: BTreeMap<String, BTreeSet<CandidateId>> = BTreeMap::new();
    for person in before.keys().chain(after.keys()).collect::<BTreeSet<_>>() {
        let (was, is) = (before.get(person).unwrap_or(&nothing), after.get(person).unwrap_or(&nothing));
        for key in was.keys().chain(is.keys()).filter(|key| was.get(*key) != is.get(*key)) {
            people.entry(key.clone()).or_default().insert(*person);
        }
    }
    people
}

/// Everyone whose part in a figure is another one.
pub(super) fn everyone_changed(before: &AmountsOf, after: &AmountsOf) -> BTreeSet<CandidateId> {
    let people = before.keys().chain(after.keys()).copied();
    people.filter(|person| before.get(person) != after.get(person)).collect()
}
