//! `/v1/audit`

mod events;
mod personal;
mod sealing;
mod tampering;
mod verification;
