//! `/v1/totals`

mod dashboards;
mod dimensions;
mod filters;
mod questions;
mod random;
mod world;
