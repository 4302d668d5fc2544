//! The bilan (`/v1/bilans/{year}`, `/v1/bilans?from=&to=`): the tables of the report, each figure with its denominator,
//! rule, that of a year before and the records behind it.

mod actions;
pub mod api;
mod document;
pub mod editions;
mod facts;
mod model;
pub mod people;
pub mod published;
mod remarks;
mod rules;
mod store;
mod words;

pub use crate::totals::{Reach, is_run_of_months};
pub use actions::{bilan, bilan_in_form};
pub use model::{
    Bilan, BilanPeriod, Denominator, Figure, FigureValue, Finding, HoursBy, MonthRun, Previous, PreviousPeriod, Rows,
    RowsOf, Table, Value,
};
pub use rules::HOURS_RULE;
pub use words::{heading_and_label, labels};
