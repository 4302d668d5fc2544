//! Sets of sectors, such as those that a caller may see.

use serde::{Serialize, Serializer};

use super::{InvalidValue, Sector};
use crate::error::ProblemCode;

/// The error detail of an empty list.
pub const NO_SECTOR: &str = "Nommez au moins un secteur.";

/// Some of the three sectors, each at most once, in the order of the report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sectors(Vec<Sector>);

impl Sectors {
    /// All three.
    pub fn all() -> Self {
        Self(Sector::ALL.to_vec())
    }

    /// These, sorted and without duplicates.
    pub fn new(sectors: impl IntoIterator<Item = Sector>) -> Self {
        let mut sectors: Vec<_> = sectors.into_iter().collect();
        sectors.sort_unstable();
        sectors.dedup();
        Self(sectors)
    }

    /// Parses a list such as `BTP,MS`.
    ///
    /// # Errors
    /// `unknown_sector`.
    pub fn parse(list: &str) -> Result<Self, InvalidValue> {
        let sectors: Result<Vec<_>, _> = list.split(',').filter(|code| !code.is_empty()).map(Sector::parse).collect();
        sectors.map(Self::new)
    }

    /// Parses a list that must not be empty.
    ///
    /// # Errors
    /// `missing` when it is empty, `unknown_sector`.
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

    /// The sectors, in the order of the report.
    pub fn iter(&self) -> impl Iterator<Item = Sector> {
        self.0.iter().copied()
    }

    /// The list that the database stores: `BTP,MS`.
    pub fn joined(&self) -> String {
        self.0.iter().map(|sector| sector.as_str()).collect::<Vec<_>>().join(",")
    }

    /// The lists of all subsets, the empty one included, as the database stores them.
    pub fn subsets_joined(&self) -> Vec<String> {
        let extend = |subsets: Vec<Vec<Sector>>, sector: &Sector| {
            let with = subsets.iter().map(|subset| subset.iter().copied().chain([*sector]).collect());
            with.chain(subsets.clone()).collect()
        };
        let subsets = self.0.iter().fold(vec![Vec::new()], extend);
        subsets.into_iter().map(|subset| Self::new(subset).joined()).collect()
    }
}

impl Serialize for Sectors {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}
