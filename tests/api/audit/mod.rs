//! `/v1/audit`

mod events;
mod personal;
mod processes;
mod records;
mod sealing;
mod tampering;
mod verification;
