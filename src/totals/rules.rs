//! The rules of an answer: its rows, the figures that are given of them, months covered, and what dashboards may ask.

mod given;
mod rows;

pub(super) use given::{Divisors, GivenRow, given};
pub(super) use rows::{Codes, complete};

use std::collections::BTreeSet;

use super::model::MonthState;
use super::{Counted, Dimension, Question, Statuses};
use crate::disclosure;
use crate::disclosure::totals::{CountPolicy, DashboardQuestion, DashboardUse};
use crate::values::{Month, Role, Sector, Sectors};

/// Which counts the role gets in answer to the question; none if the role may not ask it.
pub(super) fn count_policy(role: Role, question: &Question) -> Option<CountPolicy> {
    let is_whole =
        question.filters.is_empty() && question.statuses == Statuses::Validated && question.counted == Counted::Yes;
    let question = DashboardQuestion {
        is_whole,
        is_plie_by_year: question.is_plie_by_year(),
        group_by: question.group_by.iter().map(|dimension| dimension.dashboards()).collect(),
    };
    disclosure::totals::policy(role, &question)
}

/// What a dashboard may ask, in French.
pub(super) fn dashboard_questions() -> String {
    let names = |uses: &[DashboardUse]| {
        let dimensions = Dimension::ALL.iter().filter(|dimension| uses.contains(&dimension.dashboards()));
        dimensions.map(|dimension| dimension.name()).collect::<Vec<_>>().join(", ")
    };
    let hours = names(&[DashboardUse::Hours, DashboardUse::Year, DashboardUse::HoursAndPeople]);
    let people = names(&[DashboardUse::HoursAndPeople, DashboardUse::People]);
    format!(
        "Un tableau de bord peut demander, sans filtre, les heures par {hours} ; et, sur une année civile ou plusieurs \
         réparties par year, les personnes du PLIE selon un seul de ces critères : {people}. Toute autre demande \
         pourrait désigner une personne."
    )
}

/// The longest run of months that may be asked for: a hundred years.
const LONGEST: i32 = 1_200;

/// Whether one may ask for the months from the first to the last: the first comes first, and they are not too many.
pub fn is_run_of_months(from: Month, to: Month) -> bool {
    from <= to && (to.year() - from.year()) * 12 <= LONGEST
}

/// The months of the question by sector, and whether each is closed.
pub fn month_states(question: &Question, sectors: &Sectors, closed: &BTreeSet<(Month, Sector)>) -> Vec<MonthState> {
    let state = |(month, sector)| MonthState { month, sector, closed: closed.contains(&(month, sector)) };
    months(question, sectors).map(state).collect()
}

/// The months of the question's period and the caller's sectors that pass the question's filters.
fn months(question: &Question, sectors: &Sectors) -> impl Iterator<Item = (Month, Sector)> {
    let passes = |sector: Sector| {
        question.filters.iter().all(|(by, value)| *by != Dimension::Sector || sector.as_str() == value)
    };
    question
        .months()
        .flat_map(|month| sectors.iter().map(move |sector| (month, sector)))
        .filter(move |(_, sector)| passes(*sector))
}
