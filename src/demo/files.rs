//! The demonstration's data files, and their lines as values. `load` and `check` use it.

use std::collections::HashMap;

use anyhow::{Context as _, anyhow};

use crate::values::InvalidValue;

macro_rules! files {
    ($($name:ident = $path:literal;)+) => {
        $(pub(super) const $name: DataFile = DataFile {
            name: $path,
            text: include_str!(concat!("year-2023/", $path)),
        };)+
    };
}

files! {
    ORGANISATIONS = "organisations.csv";
    CONTRACTS = "contracts.csv";
    LOTS = "lots.csv";
    HOURS_DUE = "hours_due.csv";
    CANDIDATES = "candidates.csv";
    ADDRESSES = "addresses.csv";
    CRITERIA = "criteria.csv";
    PLIE_PERIODS = "plie_periods.csv";
    WAIVERS = "waivers.csv";
    REFERRALS = "referrals.csv";
    EMPLOYMENTS = "employments.csv";
    ASSIGNMENTS = "assignments.csv";
    HOURS = "hours.csv";
    EXITS = "exits.csv";
    PUBLISHED = "published.json";
}

/// A data file embedded in the program.
#[derive(Debug, Clone, Copy)]
pub(super) struct DataFile {
    name: &'static str,
    pub text: &'static str,
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
            let fields = fields.with_context(|| location.clone())?;
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
