//! A set of sectors: where somebody may look.

use serde::{Serialize, Serializer};

use super::{InvalidValue, Sector};
use crate::error::ProblemCode;

/// What is said to whoever names no sector.
pub const NO_SECTOR: &str = "Nommez au moins un secteur.";

/// Some of the three sectors, each at most once, in the order of the report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sectors(Vec<Sector>);

impl Sectors {
    /// All three.
    pub fn all() -> Self {
        Self(Sector::ALL.to_vec())
    }

    /// These, in the order of the report and without doubles.
    pub fn new(sectors: impl IntoIterator<Item = Sector>) -> Self {
        let mut sectors: Vec<_> = sectors.into_iter().collect();
        sectors.sort_unstable();
        sectors.dedup();
        Self(sectors)
    }

    /// Reads a list such as `BTP,MS`.
    ///
    /// # Errors
    /// `unknown_sector`.
    pub fn parse(list: &str) -> Result<Self, InvalidValue> {
        let sectors: Result<Vec<_>, _> = list.split(',').filter(|code| !code.is_empty()).map(Sector::parse).collect();
        sectors.map(Self::new)
    }

    /// Reads a list that has to name one.
    ///
    /// # Errors
    /// `missing` when it names none, `unknown_sector`.
    pub fn parse_some(list: &str) -> Result<Self, InvalidValue> {
        let sectors = Self::parse(list)?;
        if sectors.0.is_empty() { Err(InvalidValue::new(ProblemCode::Missing, NO_SECTOR)) } else { Ok(sectors) }
    }

    /// Whether the sector is one of them.
    pub fn contains(&self, sector: Sector) -> bool {
        self.0.contains(&sector)
    }

    /// Whether it is all three.
    pub fn is_all(&self) -> bool {
        self.0.len() == Sector::ALL.len()
    }

    /// They, one by one.
    pub fn iter(&self) -> impl Iterator<Item = Sector> {
        self.0.iter().copied()
    }

    /// The list as the database holds it: `BTP,MS`.
    pub fn joined(&self) -> String {
        self.0.iter().map(|sector| sector.as_str()).collect::<Vec<_>>().join(",")
    }

    /// Every list of some of them, none and all included, as the database holds it.
    pub fn parts_joined(&self) -> Vec<String> {
        let grown = |parts: Vec<Vec<Sector>>, sector: &Sector| {
            let with = parts.iter().map(|part| part.iter().copied().chain([*sector]).collect());
            with.chain(parts.clone()).collect()
        };
        let parts = self.0.iter().fold(vec![Vec::new()], grown);
        parts.into_iter().map(|part| Self::new(part).joined()).collect()
    }
}

impl Serialize for Sectors {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}
