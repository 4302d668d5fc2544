//! What the participant records answer, checked against their contract: an answer that does not fit it is refused as a
//! whole. The client calls it.

mod model;
mod read;
mod wire;

pub use model::{Participant, ParticipantSummary, Referent, SearchResult};
pub(super) use read::{is_problem, participant, receipt, search_result};
