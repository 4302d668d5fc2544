//! The read log: who read which person's data, and when; listed (`/v1/reads`) and deleted after a year. Actions that
//! return data of people write it by `access::Caller::log_read`.

mod actions;
pub mod api;
mod model;
mod store;

pub use actions::{latest, purge};
pub use model::{FileRead, ReadFilter};
