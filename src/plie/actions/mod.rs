//! Use cases of the link to the participant records.

pub mod deliveries;
pub mod desk;
pub mod links;
mod look_up;
pub mod participants;
mod receiver;
mod settle;
pub mod workers;
