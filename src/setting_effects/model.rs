//! Types.

use chrono::NaiveDate;

use crate::hours::Recount;
use crate::values::Month;

/// What a new value would alter.
#[derive(Debug, Clone)]
pub struct Effects {
    /// The value that is in force on its first day until now.
    pub before: String,
    /// Whether a value of the same day is replaced.
    pub replaces: bool,
    /// The last day on which it would be in force, before a later value.
    pub until: Option<NaiveDate>,
    /// What it would alter.
    pub reach: Reach,
}

/// What a new value would alter, with how much of it there is now.
#[derive(Debug, Clone)]
pub enum Reach {
    /// Which hours count.
    Counted(Recount),
    /// Of how many people and months the hours are above the cap.
    OverCap {
        /// With the value until now.
        before: usize,
        /// With the new one.
        after: usize,
    },
    /// How many hours that wait for a decision have no evidence.
    WithoutEvidence(usize),
    /// Which lots without hours would be late, or awaited again.
    Lateness {
        /// How many would become late.
        late: usize,
        /// How many would be awaited again.
        awaited: usize,
        /// Their months.
        months: Vec<Month>,
    },
    /// Lots of open months that lack hours of some employments.
    Partial {
        /// How many.
        lots: usize,
        /// Their months.
        months: Vec<Month>,
    },
    /// How many keys of partners work.
    Partners(usize),
    /// Nothing that is stored.
    Nothing,
}
