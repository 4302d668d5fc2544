//! Proofreading of any table and of the prose around it (`/v1/proofreading`): `readers` make a document of a file, `rules`
//! compare its figures with each other, and if a year is asked about with the data's. Nothing is stored.

mod actions;
pub mod api;
mod model;
mod readers;
mod rules;

pub use actions::{proofread_file, proofread_file_of_year, years};
pub use model::{Block, CellPlace, Certainty, Document, Finding, Format, Grid, Kind, Place, Report, Unreadable};
pub use readers::{MAX_BYTES, read};
pub use rules::{RULE, proofread};
