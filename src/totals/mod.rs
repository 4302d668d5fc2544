//! Totals of hours (`/v1/totals`): a period, filters and up to four dimensions. `bilan` uses its sums by person.

mod actions;
pub mod api;
mod dimension;
mod model;
mod rules;
mod store;

pub use actions::{admit, totals, totals_at};
pub use dimension::Dimension;
pub use model::{Counted, Figures, Masked, MonthState, Question, Reach, Statuses, Sums, TotalsAnswer};
pub use rules::{is_run_of_months, month_states};
pub use store::{by_person, closed_months};
