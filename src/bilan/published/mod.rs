//! Proofreading of a published bilan (`POST /v1/bilans/{year}/proofreading`): each figure against the data, and against its
//! own neighbours. `known` gives the figures for other documents (`/v1/proofreading?year=`).

mod actions;
pub mod api;
mod comparison;
mod findings;
mod identities;
mod series;
mod set;
mod shares;

pub use actions::{Proofreading, known, may_proofread, proofread};
pub use comparison::{Comparison, compare};
pub use findings::{Finding, Kind};
pub use series::{LabelledFigure, Series};
pub use set::PublishedSet;
