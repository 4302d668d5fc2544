//! Positive exits (`/v1/positive-exits`): a person meets one of the PLIE's criteria, which ends the PLIE period of that
//! day. `candidates` links exits when periods change. Below it `proposals`: exits
//! that employments propose.

pub mod actions;
pub mod api;
mod model;
pub mod proposals;
mod rules;
mod store;

pub use actions::link_to_periods;
pub use model::{ExitDetails, ExitFilter, ExitOrder, NamedExit, PositiveExit};
pub use store::find;
