//! People's accounts: who gets in, for how long, and who does not.

mod csrf;
mod enrolment;
mod guessing;
mod links;
mod meanwhile;
mod pages;
mod races;
pub mod second_factor;
mod sessions;
mod sign_in;
mod strangers;
mod users;
