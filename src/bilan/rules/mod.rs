//! The tables of the bilan and remarks on them.

mod additive;
mod breakdowns;
mod employees;
mod exits;
mod figures;
mod findings;
mod given;
mod hours;
mod key_figures;
mod neighbourhoods;
mod people;
mod previous;
mod referrals;
mod rows;

pub(super) use employees::employed;
pub(super) use figures::distinct;
pub(super) use findings::counted;
pub(super) use given::given;
pub use hours::RULE as HOURS_RULE;
pub(super) use neighbourhoods::first_days;
pub(super) use people::{Amounts, amounts_by_person};
pub(super) use previous::compared;
pub(super) use rows::with_rows;

use super::facts::Facts;
use super::{Finding, Table};

/// The tables of the report, and those of its details. The first are the same with or without details.
pub(super) fn whole(facts: &Facts) -> Vec<Table> {
    let mut whole = tables(facts);
    if let Some(details) = &facts.details {
        whole.push(key_figures::table(facts, details));
        whole.extend(breakdowns::tables(facts, details));
    }
    additive::said(whole)
}

/// The tables in the words of a run of months that is no calendar year.
pub(super) fn of_months(tables: Vec<Table>) -> Vec<Table> {
    let words = |text: &str| text.replace("l’année", "la période");
    let of_months = |mut table: Table| {
        (table.title, table.rule) = (words(&table.title).into(), words(&table.rule).into());
        // Elsewhere labels are names as well.
        if table.key == employees::VALIDATED_AND_EMPLOYED {
            table.figures.iter_mut().for_each(|figure| figure.label = words(&figure.label));
        }
        table
    };
    tables.into_iter().map(of_months).collect()
}

/// The tables of the report.
pub(super) fn tables(facts: &Facts) -> Vec<Table> {
    vec![
        hours::table(facts),
        referrals::referrals(facts),
        referrals::outcomes(facts),
        referrals::decided(facts),
        referrals::prescribers(facts),
        neighbourhoods::table(facts),
        employees::employees(facts),
        employees::validated_and_employed(facts),
        exits::table(facts),
        neighbourhoods::shares(facts),
    ]
}

/// Remarks on the figures.
pub(super) fn findings(facts: &Facts) -> Vec<Finding> {
    findings::findings(facts)
}
