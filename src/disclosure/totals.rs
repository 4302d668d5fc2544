//! Which questions about totals a dashboard may ask, and which figures the answer contains. `totals` calls it.

use crate::values::Role;

/// What a dashboard may break down by a dimension.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DashboardUse {
    /// Hours, and people: calendar years that each are answered as they are alone.
    Year,
    /// Hours only.
    Hours,
    /// Hours, and counts of people.
    HoursAndPeople,
    /// Counts of people: an attribute of the person, so hours are given only if no row is of few people.
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
    /// Whether it asks for the people whom the PLIE accompanies, in one calendar year or in several year by year: these
    /// are answered as each year alone.
    pub is_plie_by_year: bool,
    /// What dashboards may do with each of its dimensions.
    pub group_by: Vec<DashboardUse>,
}

/// Which figures an answer contains.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CountPolicy {
    /// All, exact.
    ShowAll,
    /// Hours, and no counts.
    HideAll,
    /// Hours, and rounded counts of breakdowns without small parts.
    Rounded {
        /// Whether hours of rows are given even where their counts are withheld.
        always_hours: bool,
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
        [] if question.is_plie_by_year => Some(CountPolicy::Rounded { always_hours: true }),
        [DashboardUse::HoursAndPeople] if question.is_plie_by_year => Some(CountPolicy::Rounded { always_hours: true }),
        [DashboardUse::People] if question.is_plie_by_year => Some(CountPolicy::Rounded { always_hours: false }),
        several if several.iter().all(|by| by.is_impersonal()) => Some(CountPolicy::HideAll),
        _ => None,
    }
}
