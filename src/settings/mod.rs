//! Dated settings: what local practice decides, in force from a day on. None of it is a constant of the code.

mod model;
mod store;

pub use model::{Settings, Timeline};
pub use store::{in_force, timeline};
