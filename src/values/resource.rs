//! What the layers above need to know of a POST's result.

use serde::Serialize;

use super::CandidateId;

/// The result of a POST: a new resource, or a report on what was done.
pub trait Resource: Serialize {
    /// Its address; `None` for a report.
    fn address(&self) -> Option<String>;

    /// Its version, if it has one.
    fn resource_version(&self) -> Option<i64> {
        None
    }

    /// The person that it is about: erasing the person erases the stored response.
    fn person(&self) -> Option<CandidateId> {
        None
    }
}
