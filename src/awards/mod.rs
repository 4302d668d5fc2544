//! Awards: a public contract with its buyer and the employer that holds it, and with every record of these that is not
//! there yet. All of them are recorded, or none. The page of the first contract calls it.

pub mod actions;
mod model;

pub use model::{Award, NewAward};
