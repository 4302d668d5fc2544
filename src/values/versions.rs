//! The versions that a change may replace.

use crate::error::{ProblemCode, Result};

/// The versions of a record that the sender of a change names: one of them must be the current one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExpectedVersions(Vec<i64>);

impl ExpectedVersions {
    /// Any of these versions; none of them may be one that the record ever had.
    pub fn any_of(versions: impl IntoIterator<Item = i64>) -> Self {
        Self(versions.into_iter().collect())
    }

    /// Whether the change may replace this version.
    pub fn contains(&self, current: i64) -> bool {
        self.0.contains(&current)
    }

    /// The current version, which the change replaces.
    ///
    /// # Errors
    /// `precondition_failed` if the sender names others only.
    pub fn require(&self, current: i64) -> Result<i64> {
        if self.contains(current) { Ok(current) } else { Err(ProblemCode::PreconditionFailed.into()) }
    }
}

impl From<i64> for ExpectedVersions {
    fn from(version: i64) -> Self {
        Self(vec![version])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_of_the_named_versions_must_be_the_current_one() {
        let versions = ExpectedVersions::any_of([0, 3]);
        assert_eq!(versions.require(3).unwrap(), 3);
        assert_eq!(versions.require(2).unwrap_err().code, ProblemCode::PreconditionFailed);
        assert!(ExpectedVersions::any_of([]).require(1).is_err());
        assert!(ExpectedVersions::from(1).contains(1));
    }
}
