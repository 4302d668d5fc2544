//! What a POST answers with.

use serde::Serialize;

use super::CandidateId;

/// What a POST answers with: a thing that it made, or the outcome of what it did.
pub trait Resource: Serialize {
    /// Where it is found from now on; none for work that leaves nothing at one address.
    fn address(&self) -> Option<String>;

    /// The version it stands at, if it changes from version to version.
    fn stands_at(&self) -> Option<i64> {
        None
    }

    /// The person that it tells of, if it does: what is kept of it goes with them.
    fn person(&self) -> Option<CandidateId> {
        None
    }
}
