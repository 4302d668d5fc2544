//! Totals of hours: any period, by up to four dimensions, with what dashboards need to read them rightly.

mod actions;
pub mod api;
mod dimension;
mod model;
mod rules;
mod store;

pub use actions::{admit, totals, totals_at};
pub use dimension::Dimension;
pub use model::{Answer, Counted, Figures, Question, Reach, RunningTotals, Statuses};
pub use store::by_person;
