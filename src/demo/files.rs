//! The demonstration's data files, and their lines as values. `load` and `check` use it.

use std::collections::HashMap;

use anyhow::{Context as _, anyhow};

use super::offsets;
use crate::values::{InvalidValue, Month};

macro_rules! file {
    ($folder:literal, $name:literal, $running:expr) => {
        DataFile {
            name: concat!($folder, "/", $name),
            text: include_str!(concat!($folder, "/", $name)),
            running: $running,
        }
    };
}

macro_rules! data_set {
    ($folder:literal, $running:expr) => {
        DataSet {
            contracts: file!($folder, "contracts.csv", $running),
            lots: file!($folder, "lots.csv", $running),
            candidates: file!($folder, "candidates.csv", $running),
            addresses: file!($folder, "addresses.csv", $running),
            criteria: file!($folder, "criteria.csv", $running),
            plie_periods: file!($folder, "plie_periods.csv", $running),
            waivers: file!($folder, "waivers.csv", $running),
            referrals: file!($folder, "referrals.csv", $running),
            employments: file!($folder, "employments.csv", $running),
            assignments: file!($folder, "assignments.csv", $running),
            hours: file!($folder, "hours.csv", $running),
        }
    };
}

pub(super) const ORGANISATIONS: DataFile = file!("year-2023", "organisations.csv", None);
pub(super) const HOURS_DUE: DataFile = file!("year-2023", "hours_due.csv", None);
pub(super) const EXITS: DataFile = file!("year-2023", "exits.csv", None);
pub(super) const PUBLISHED: DataFile = file!("year-2023", "published.json", None);

/// The files that the year and the running month have in common.
#[derive(Debug, Clone, Copy)]
pub(super) struct DataSet {
    pub contracts: DataFile,
    pub lots: DataFile,
    pub candidates: DataFile,
    pub addresses: DataFile,
    pub criteria: DataFile,
    pub plie_periods: DataFile,
    pub waivers: DataFile,
    pub referrals: DataFile,
    pub employments: DataFile,
    pub assignments: DataFile,
    pub hours: DataFile,
}

impl DataSet {
    /// The files of the year.
    pub const YEAR: Self = data_set!("year-2023", None);

    /// The files of a running month, whose dates count from it.
    pub const fn running(month: Month) -> Self {
        data_set!("running-month", Some(month))
    }
}

/// A data file embedded in the program.
#[derive(Debug, Clone, Copy)]
pub(super) struct DataFile {
    name: &'static str,
    pub text: &'static str,
    /// The month from which its dates count, if they do; see [`super::offsets`].
    running: Option<Month>,
}

/// A line of a file, its fields by their header. An empty field is missing.
#[derive(Debug)]
pub(super) struct Line {
    location: String,
    fields: HashMap<String, String>,
}

impl DataFile {
    /// All lines below the header.
    pub fn lines(self) -> anyhow::Result<Vec<Line>> {
        let mut reader = csv::Reader::from_reader(self.text.as_bytes());
        let lines = reader.deserialize().enumerate().map(|(index, fields)| {
            let location = format!("{}, data line {}", self.name, index.saturating_add(1));
            let mut fields: HashMap<String, String> = fields.with_context(|| location.clone())?;
            if let Some(running) = self.running {
                fields.values_mut().for_each(|field| offsets::resolve(field, running));
            }
            Ok(Line { location, fields })
        });
        lines.collect()
    }

    /// The lines, grouped by a column.
    pub fn lines_by(self, column: &str) -> anyhow::Result<HashMap<String, Vec<Line>>> {
        let mut groups: HashMap<String, Vec<Line>> = HashMap::new();
        for line in self.lines()? {
            groups.entry(line.text(column)?.to_owned()).or_default().push(line);
        }
        Ok(groups)
    }
}

impl Line {
    /// A required field as text.
    pub fn text(&self, column: &str) -> anyhow::Result<&str> {
        self.field(column).ok_or_else(|| anyhow!("{}: {column} is missing", self.location))
    }

    fn field(&self, column: &str) -> Option<&str> {
        self.fields.get(column).map(String::as_str).filter(|field| !field.is_empty())
    }

    /// A required field as a value.
    pub fn required<T>(&self, column: &str, parse: impl FnOnce(&str) -> Result<T, InvalidValue>) -> anyhow::Result<T> {
        parse(self.text(column)?).map_err(|invalid| anyhow!("{}: {column}: {}", self.location, invalid.detail))
    }

    /// An optional field as a value.
    pub fn optional<T>(
        &self,
        column: &str,
        parse: impl FnOnce(&str) -> Result<T, InvalidValue>,
    ) -> anyhow::Result<Option<T>> {
        let value = self.field(column).map(parse).transpose();
        value.map_err(|invalid| anyhow!("{}: {column}: {}", self.location, invalid.detail))
    }

    /// The id to which a required field refers by key.
    pub fn reference<T: Copy>(&self, column: &str, ids: &HashMap<String, T>) -> anyhow::Result<T> {
        let key = self.text(column)?;
        ids.get(key).copied().ok_or_else(|| anyhow!("{}: {column}: unknown key {key}", self.location))
    }

    /// The id to which an optional field refers by key.
    pub fn optional_reference<T: Copy>(&self, column: &str, ids: &HashMap<String, T>) -> anyhow::Result<Option<T>> {
        self.field(column).map(|_| self.reference(column, ids)).transpose()
    }

    /// Adds the location of the line to an error.
    pub fn locate<T>(&self, outcome: crate::error::Result<T>) -> anyhow::Result<T> {
        outcome.with_context(|| self.location.clone())
    }
}
