//! Proofreading of any table and of the prose around it (`/v1/proofreading`): `readers` make a document of a file, `rules`
//! compare its figures with each other. Pure arithmetic: nothing is stored, and no data of the service are read.

mod actions;
pub mod api;
mod model;
mod readers;
mod rules;

pub use actions::proofread_file;
pub use model::{Block, CellPlace, Certainty, Document, Finding, Format, Grid, Kind, Place, Report, Unreadable};
pub use readers::{MAX_BYTES, read};
pub use rules::{RULE, proofread};
