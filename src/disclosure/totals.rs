//! Which questions about totals a dashboard may ask, and which counts of the answer are hidden. `totals` calls it.

use super::{Suppression, Zeros, suppress};
use crate::values::Role;

/// What a dashboard may break down by a dimension.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DashboardUse {
    /// Hours, and people: within one calendar year it does not break them down.
    Year,
    /// Hours only.
    Hours,
    /// Hours, and counts of people.
    HoursAndPeople,
    /// Counts of people: an attribute of the person, so the hours of a hidden count are hidden too.
    People,
    /// Nothing.
    Refused,
}

impl DashboardUse {
    /// Whether the dimension describes the work and not the person.
    pub const fn is_impersonal(self) -> bool {
        matches!(self, Self::Year | Self::Hours | Self::HoursAndPeople)
    }
}

/// The properties of a question that decide whether a dashboard may ask it.
#[derive(Debug)]
pub struct DashboardQuestion {
    /// Whether it asks for validated hours that count for the clause, without filters.
    pub is_whole: bool,
    /// Whether it asks for one calendar year of the people whom the PLIE accompanies.
    pub is_plie_year: bool,
    /// What dashboards may do with each of its dimensions.
    pub group_by: Vec<DashboardUse>,
}

/// Which counts of people an answer contains.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CountPolicy {
    /// All.
    ShowAll,
    /// None, but all hours.
    HideAll,
    /// Those that suppression leaves.
    SuppressSmall {
        /// Whether the hours of a row are hidden with its counts.
        hours_too: bool,
    },
}

/// The policy for a question of this role; none if the role may not ask it.
///
/// Dashboards may ask for hours by time, sector and type of contract, and for people of the PLIE by calendar year and
/// one more dimension: so no two answers differ by a few people only.
pub fn policy(role: Role, question: &DashboardQuestion) -> Option<CountPolicy> {
    if role != Role::Dashboard {
        return Some(CountPolicy::ShowAll);
    }
    let by: Vec<DashboardUse> = question.group_by.iter().copied().filter(|by| *by != DashboardUse::Year).collect();
    match by.as_slice() {
        _ if !question.is_whole => None,
        [] if question.is_plie_year => Some(CountPolicy::SuppressSmall { hours_too: false }),
        [DashboardUse::HoursAndPeople] if question.is_plie_year => {
            Some(CountPolicy::SuppressSmall { hours_too: false })
        }
        [DashboardUse::People] if question.is_plie_year => Some(CountPolicy::SuppressSmall { hours_too: true }),
        several if several.iter().all(|by| by.is_impersonal()) => Some(CountPolicy::HideAll),
        _ => None,
    }
}

/// Which counts of the total and of each row are hidden. Counts of people decide; a row's employments are hidden with
/// them, as few employments mean few people.
pub fn hidden_counts(policy: CountPolicy, total: usize, rows: &[usize]) -> Suppression {
    match policy {
        CountPolicy::ShowAll => Suppression { total: false, cells: vec![false; rows.len()] },
        CountPolicy::HideAll => Suppression { total: true, cells: vec![true; rows.len()] },
        CountPolicy::SuppressSmall { hours_too } => {
            suppress(total, rows, if hours_too { Zeros::Hideable } else { Zeros::Known })
        }
    }
}
