//! Exits proposed from employments (`/v1/exit-proposals`): a person's employments meet one of the PLIE's criteria, so an
//! officer may record a positive exit. Proposals are computed when they are read, and nothing records one by itself.

pub mod actions;
pub mod api;
mod model;
mod rules;
mod store;

pub use model::{ExitProposal, ProposalEmployment, ProposalFilter, ProposalNames, ProposalOrder, ProposalPage};
