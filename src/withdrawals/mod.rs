//! Withdrawals (`/v1/withdrawals`): records that should not have been recorded are taken back. The nouns delete their own
//! records by these rules: a record on which another rests stays, and one that goes leaves its kind, its id and who could see
//! it here.

pub mod actions;
pub mod api;
mod model;
mod store;

pub use model::{Dependent, Dependents, LeadsTo, Outlook, Record, Withdrawal, WithdrawalFilter, Withdrawn};
