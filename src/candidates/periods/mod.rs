//! Periods during which the PLIE accompanies a person.

pub mod actions;
pub mod api;
mod model;
mod record;
mod store;

pub use actions::list_in;
pub use model::{PliePeriod, PliePeriodDetails};
pub use record::{follow_merge, follow_record};
