//! Progress (`/v1/lots/{id}/progress`): the hours done of those due on a lot, and the projected end.

pub mod actions;
pub mod api;
mod model;
mod rules;
mod store;

pub use model::{Completion, Progress, ProgressStatus};
pub use rules::COUNTED_BY;
