//! What an officer looks at first: where a month stands in each sector, the hours of the year beside those of the year
//! before, and what needs attention soon. It reads across nouns and writes nothing; pages call it. [`rows`] gives the rows
//! of hours behind a figure.

mod actions;
mod model;
mod store;

pub use actions::{attention, newest_lot, overview, rows};
pub use model::{
    Attention, HoursRow, HoursRows, LotBehind, MonthHours, NamedFinding, Overview, RowsFilter, RowsWith,
    SectorOverview, ValueOrNone, WindowEnding, YearOverview,
};
