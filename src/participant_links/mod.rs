//! Participant links: which record of the PLIE is a person's, and the steps of the person's path that are announced
//! there. Slices whose changes make a person one to be linked, or a step, call [`follow`] in the change's transaction;
//! `plie` looks the records up and sends the steps.

mod actions;
mod model;
mod rules;
pub mod store;

pub use actions::{
    begin, closed_months, follow, follow_everyone, follow_month, forget, identity_changed, merge, request_referent,
    retarget, take_off,
};
pub use model::{LinkFilter, Match, MergedLink, ParticipantLink, RECEIVER, REFERENT_REQUEST, Referent, STEP, StepKind};
