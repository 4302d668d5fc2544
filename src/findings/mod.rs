//! Findings (`/v1/findings`): what the service does not refuse or change but an officer should look at: hours of
//! closed months whose snapshot differs from its source, which `hours` updates; records that may be about one person and
//! periods of the PLIE that differ from the participant record's, which `candidates` updates; two people with one
//! participant record, which `plie` updates.

mod actions;
pub mod api;
mod model;
mod store;

pub use actions::{
    list_in, possible_duplicates_of, remove_same_participant, same_participant_as, update, update_duplicates,
    update_plie_periods, update_same_participant,
};
pub use model::{Drift, Finding, FindingFilter, PossibleDuplicate};
