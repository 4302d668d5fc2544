//! What a new dated value of a setting would alter: hours of open months that would count or no longer count, lots that
//! would be late, hours that could not be validated. It reads across nouns and changes nothing; the page of settings calls
//! it before a value is set.

mod actions;
mod model;
mod store;

pub use actions::preview;
pub use model::{Effects, Reach};
