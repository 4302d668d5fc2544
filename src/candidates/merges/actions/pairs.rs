//! Use cases: the pairs of records that an officer compares, or has compared.

use std::collections::HashMap;

use super::super::model::{DistinctPair, PairedPerson, PossiblePair};
use super::super::store;
use crate::access::{Caller, MergeCandidates, Tx};
use crate::candidates::store as candidates;
use crate::error::Result;
use crate::findings;
use crate::values::CandidateId;

/// The pairs of records that may be about one person, the one found last first.
///
/// # Errors
/// `unavailable`.
pub fn possible(caller: &Caller<MergeCandidates>) -> Result<Vec<PossiblePair>> {
    let pairs: Vec<PossiblePair> = caller.snapshot(|tx| {
        let findings = findings::list_in(tx)?.into_iter().rev();
        let pairs =
            findings.filter_map(|finding| Some((finding.candidate_id, finding.other_candidate_id?, finding.fields)));
        let pairs: Vec<_> = pairs.collect();
        let people = store::paired(tx, pairs.iter().flat_map(|(later, earlier, _)| [*later, *earlier]))?;
        let pair = |(later, earlier, fields)| Some(PossiblePair { people: both(&people, later, earlier)?, fields });
        Ok(pairs.into_iter().filter_map(pair).collect())
    })?;
    log_list(caller, pairs.iter().flat_map(|pair| &pair.people))?;
    Ok(pairs)
}

/// The pairs of records that an officer found to be about two people, the latest decision first.
///
/// # Errors
/// `unavailable`.
pub fn told_apart(caller: &Caller<MergeCandidates>) -> Result<Vec<DistinctPair>> {
    let pairs: Vec<DistinctPair> = caller.snapshot(|tx| {
        let pairs = candidates::all_distinct(tx)?;
        let people = store::paired(tx, pairs.iter().flat_map(|(later, earlier, ..)| [*later, *earlier]))?;
        let pair = |(later, earlier, reason, ..): candidates::DistinctRow| {
            Some(DistinctPair { people: both(&people, later, earlier)?, reason })
        };
        Ok(pairs.into_iter().filter_map(pair).collect())
    })?;
    log_list(caller, pairs.iter().flat_map(|pair| &pair.people))?;
    Ok(pairs)
}

/// The people whose record may be about this person too, in a transaction with other records. The caller logs the reads.
///
/// # Errors
/// `unavailable`.
pub fn possible_of_in(tx: &mut Tx<'_>, person: CandidateId) -> Result<Vec<PairedPerson>> {
    let others = findings::possible_duplicates_of(tx, person)?;
    let mut people: Vec<PairedPerson> = store::paired(tx, others.into_iter())?.into_values().collect();
    people.sort_unstable_by_key(|other| other.id);
    Ok(people)
}

fn both(
    people: &HashMap<CandidateId, PairedPerson>,
    later: CandidateId,
    earlier: CandidateId,
) -> Option<[PairedPerson; 2]> {
    Some([people.get(&later)?.clone(), people.get(&earlier)?.clone()])
}

fn log_list<'p>(caller: &Caller<MergeCandidates>, people: impl Iterator<Item = &'p PairedPerson>) -> Result<()> {
    let people: Vec<&PairedPerson> = people.collect();
    caller.log_list_read("possible_duplicate", &people, |person| person.id)
}
