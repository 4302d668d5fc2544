//! Candidates: people with their addresses and eligibility criteria, the periods during which the PLIE accompanies
//! them, and the waivers and eligibility windows that officers grant them; records of one person, which are merged, and of
//! two, which an officer tells apart.

pub mod actions;
pub mod api;
pub mod distinct;
pub mod merges;
mod model;
pub mod periods;
mod rules;
pub mod store;
pub mod waivers;
pub mod windows;

pub use model::{
    AddressDetails, Candidate, CandidateAddress, CandidateContact, CandidateCriterion, CandidateDetails,
    CandidateFilter, CandidateView, CandidateWarning, CriterionDetails, PeopleOrder, PeopleSortedBy, PersonSearch,
    QualificationLevel, RecordedPerson,
};
pub use periods::{PliePeriod, PliePeriodDetails, follow_record};
pub use waivers::{Waiver, WaiverDetails};
pub use windows::{EligibilityWindow, WindowDetails};
