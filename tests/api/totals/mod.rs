//! `/v1/totals`

mod changes;
mod dashboards;
mod dimensions;
mod filters;
mod kept;
mod questions;
mod random;
mod series;
mod stale;
mod tables;
mod world;
