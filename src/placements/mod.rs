//! Placements: one person put to work on a lot, with every record that this needs and that is not there yet: the person, a
//! validated referral or a waiver, the employment and the assignment. All of them are recorded, or none. The page *Ajouter
//! une personne* calls it; *Nouvelle orientation* records a referral with its person and prescriber in the same way.

pub mod actions;
mod model;

pub use model::{
    Admission, NewAssignment, NewEmployment, NewPlacement, NewPrescriber, NewReferral, PlacedEmployment, PlacedPerson,
    Placement, Referred,
};
