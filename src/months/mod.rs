//! Months: open or closed, sector by sector. A closed month does not move.

mod store;

pub use store::hold;
