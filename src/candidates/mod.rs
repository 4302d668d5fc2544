//! Candidates: the people, where they live, what makes them eligible and until when, and when the PLIE accompanies them.

pub mod actions;
pub mod api;
mod model;
pub mod periods;
mod rules;
pub mod store;
pub mod waivers;
pub mod windows;

pub use model::{
    AddressDetails, Candidate, CandidateAddress, CandidateContact, CandidateCriterion, CandidateDetails,
    CandidateFilter, CandidateWarning, CriterionDetails, QualificationLevel, SeenCandidate,
};
pub use periods::{PliePeriod, PliePeriodDetails};
pub use waivers::{Waiver, WaiverDetails};
pub use windows::{EligibilityWindow, WindowDetails};
