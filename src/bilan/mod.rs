//! The bilan (`/v1/bilans/{year}`, `/v1/bilans?from=&to=`): the tables of the report, each figure with its denominator,
//! rule, that of a year before and the records behind it.

mod actions;
pub mod api;
mod facts;
mod model;
pub mod published;
mod rules;
mod store;

pub use crate::totals::{Reach, is_run_of_months};
pub use actions::bilan;
pub use model::{
    Bilan, BilanPeriod, Denominator, Figure, Finding, HoursBy, MonthRun, Previous, PreviousPeriod, Rows, RowsOf, Table,
    Value,
};
pub use rules::HOURS_RULE;
