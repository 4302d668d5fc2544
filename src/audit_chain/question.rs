//! What a verification is asked for.

use std::time::Duration;

use crate::audit::records::{BEFORE_ALL, KINDS, Kind};

/// What to verify: the chain and all records, or one kind of records, from a place on.
#[derive(Debug, Clone, Default)]
pub struct Question {
    /// A head stored elsewhere, which the chain should contain.
    pub expect: Option<String>,
    /// The only step.
    pub only: Option<Step>,
    /// Where to go on.
    pub from: Option<Place>,
    /// When to stop.
    pub time: Option<Duration>,
}

/// A step of the verification, after the chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Records of a kind beside their last events.
    Kind(&'static Kind),
    /// Rows of hours beside their versions and what they copy.
    Cells,
    /// Facts about people that triggers keep, beside the tables that they follow from.
    Facts,
}

/// A place in a verification: after this record of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The step.
    pub step: Step,
    /// The record's number and part.
    pub after: (i64, i64),
}

/// The name of [`Step::Cells`].
const CELLS: &str = "hours";

/// The name of [`Step::Facts`].
const FACTS: &str = "candidate_facts";

impl Step {
    fn all() -> impl Iterator<Item = Self> {
        KINDS.iter().map(|kind| Self::Kind(kind)).chain([Self::Cells, Self::Facts])
    }

    /// The step of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::all().find(|step| step.name() == name)
    }

    /// The name: that of the kind of record.
    pub fn name(self) -> &'static str {
        match self {
            Self::Kind(kind) => kind.name,
            Self::Cells => CELLS,
            Self::Facts => FACTS,
        }
    }
}

impl Place {
    /// Parses a place as an earlier answer gave it.
    pub fn parse(text: &str) -> Option<Self> {
        let (name, after) = text.split_once(':')?;
        let (id, part) = after.split_once(':')?;
        Some(Self { step: Step::named(name)?, after: (id.parse().ok()?, part.parse().ok()?) })
    }
}

impl Question {
    /// Whether the chain is verified, which is the first step.
    pub(super) fn begins_with_chain(&self) -> bool {
        self.only.is_none() && self.from.is_none()
    }

    /// The steps after the chain.
    pub(super) fn steps(&self) -> Vec<Step> {
        let begin = self.from.map(|from| from.step);
        let from_there = Step::all().skip_while(|step| begin.is_some_and(|begin| *step != begin));
        from_there.filter(|step| self.only.is_none_or(|only| only == *step)).collect()
    }

    /// After which record a step begins.
    pub(super) fn place_in(&self, step: Step) -> (i64, i64) {
        self.from.filter(|from| from.step == step).map_or(BEFORE_ALL, |from| from.after)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verification_goes_on_where_it_ended() {
        let all = Question::default().steps();
        assert_eq!(all.len(), KINDS.len() + 2);
        let place = Place::parse("hours_version:17:2").unwrap();
        assert_eq!((place.step.name(), place.after), ("hours_version", (17, 2)));
        let rest = Question { from: Some(place), ..Question::default() };
        assert!(!rest.begins_with_chain());
        assert_eq!(rest.steps().first(), Some(&place.step));
        assert_eq!(rest.place_in(place.step), (17, 2));
        assert_eq!(rest.place_in(Step::Cells), BEFORE_ALL);
        for wrong in ["", "lot", "lot:1", "lot:x:0", "nothing:1:0"] {
            assert_eq!(Place::parse(wrong), None, "{wrong}");
        }
        let only = Question { only: Step::named("lot"), ..Question::default() };
        assert_eq!(only.steps().iter().map(|step| step.name()).collect::<Vec<_>>(), ["lot"]);
    }
}
