//! The tables of the bilan and remarks on them.

mod employees;
mod exits;
mod figures;
mod findings;
mod given;
mod hours;
mod neighbourhoods;
mod referrals;

pub(super) use given::given;
pub use hours::RULE as HOURS_RULE;

use super::facts::Facts;
use super::{Finding, Table};

/// Every table of the bilan.
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
