//! The people behind a figure of a bilan (`/v1/bilans/people`), each with what they add to it.

mod actions;
pub mod api;
mod model;
mod store;

pub use actions::people;
pub use model::{FigurePeople, FigurePerson};
