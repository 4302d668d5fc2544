//! What holds at every address, shown on organisations.

mod bodies;
mod doors;
mod idempotency;
mod races;
mod requests;
mod text_fields;
mod texts;
