//! The link to the participant records of the PLIE, another service: what it answers (`contract`), our calls of it
//! (`client`), the workers that look records up and announce steps, `/v1/plie`, and a stand-in for development (`stub`).
//! The contract is `openapi/plie-participants.yaml`.

pub mod actions;
pub mod api;
pub mod client;
pub mod contract;
mod model;
mod rules;
mod store;
pub mod stub;

pub use actions::workers::{Linking, Workers};
pub use model::{Desk, DeskCounts, LinkChoice, LinkFile, NamedDelivery, NamedLink, ParticipantHours, PlieDelivery};
