//! What a dashboard may ask, and which counts its answer keeps to itself.

use crate::totals::model::{KeyList, RunningTotals};
use crate::totals::{Counted, Dimension, Question, Reach, Statuses};
use crate::values::Role;
use crate::values::masking::{self, Hidden, Zeros};

/// What an answer tells of persons.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::totals) enum Counts {
    /// Every count.
    All,
    /// None at all, and all hours.
    None,
    /// Those that single nobody out; of the other rows the hours neither, if these are broken down by what people are.
    NoneSmall { hours_too: bool },
}

/// What somebody of the role is told of persons in answer to this question; nothing if the question is not theirs.
///
/// Dashboards ask for what counts, whole: hours by time, sector and type of contract; and people of the PLIE by calendar
/// year and one thing more, so that no two answers can be told from each other by a few people.
pub(in crate::totals) fn counts(role: Role, question: &Question) -> Option<Counts> {
    if role != Role::Dashboard {
        return Some(Counts::All);
    }
    let is_whole =
        question.filters.is_empty() && question.statuses == Statuses::Validated && question.counted == Counted::Yes;
    let one_year = question.is_one_year() && question.reach == Reach::Plie;
    let by: Vec<Dimension> = question.group_by.iter().copied().filter(|by| *by != Dimension::Year).collect();
    match by.as_slice() {
        _ if !is_whole => None,
        [] if one_year => Some(Counts::NoneSmall { hours_too: false }),
        [one] if one_year && one.counts_people() => Some(Counts::NoneSmall { hours_too: !one.is_impersonal() }),
        several if several.iter().all(|by| by.is_impersonal()) => Some(Counts::None),
        _ => None,
    }
}

/// What is hidden of the counts of the whole and of each row.
pub(in crate::totals) fn hidden(counts: Counts, whole: RunningTotals, rows: &[(KeyList, RunningTotals)]) -> Hidden {
    match counts {
        Counts::All => Hidden { total: false, cells: vec![false; rows.len()] },
        Counts::None => Hidden { total: true, cells: vec![true; rows.len()] },
        Counts::NoneSmall { hours_too } => {
            // Nobody has hours without an employment: where employments are few, so are people, and they are hidden alike.
            let people: Vec<usize> = rows.iter().map(|(_, sums)| count(*sums)).collect();
            masking::hidden(count(whole), &people, if hours_too { Zeros::Hideable } else { Zeros::Known })
        }
    }
}

fn count(sums: RunningTotals) -> usize {
    usize::try_from(sums.people).unwrap_or_default()
}
