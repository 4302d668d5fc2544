//! Awards: a public contract with its buyer and the holders of its lots, and with every record of these that is not there
//! yet. All of them are recorded, or none. The pages of contracts and of the first contract call it.

pub mod actions;
mod model;

pub use model::{AddedLot, Award, AwardedContract, AwardedLot, NewAward, NewBuyer};
