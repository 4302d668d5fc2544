//! Until when a person's hours count for the clause. `hours` applies the rule to each row, `candidates` shows the day.

mod model;
mod rules;
mod store;

pub use model::{DecidingFacts, Eligibility, EligibilityFacts, EligibilityRule};
pub use rules::{eligibility, eligible_until, in_words};
pub use store::{facts_of, facts_of_everyone};
