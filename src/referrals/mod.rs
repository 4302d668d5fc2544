//! Referrals: a prescriber sends a person, or the person self-refers, on one day, for one or more sectors. A referral
//! ends in one outcome; a validated one lets the person work in its sector.

pub mod actions;
pub mod api;
mod model;
mod rules;
mod store;

pub use model::{
    NamedReferral, Outcome, PersonOfReferral, Referral, ReferralDetails, ReferralFilter, ReferralOrder, ReferralView,
};
