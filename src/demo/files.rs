//! The demonstration's data files, read line by line into values.

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

/// A file of data that the program carries.
#[derive(Debug, Clone, Copy)]
pub(super) struct DataFile {
    name: &'static str,
    pub text: &'static str,
}

/// A line of a file, its fields by their header; an empty field is none.
#[derive(Debug)]
pub(super) struct Line {
    place: String,
    fields: HashMap<String, String>,
}

impl DataFile {
    /// Every line below the header.
    pub fn lines(self) -> anyhow::Result<Vec<Line>> {
        let mut reader = csv::Reader::from_reader(self.text.as_bytes());
        let lines = reader.deserialize().enumerate().map(|(index, fields)| {
            let place = format!("{}, data line {}", self.name, index.saturating_add(1));
            let fields = fields.with_context(|| place.clone())?;
            Ok(Line { place, fields })
        });
        lines.collect()
    }

    /// The lines by one of their fields.
    pub fn lines_by(self, column: &str) -> anyhow::Result<HashMap<String, Vec<Line>>> {
        let mut groups: HashMap<String, Vec<Line>> = HashMap::new();
        for line in self.lines()? {
            groups.entry(line.text(column)?.to_owned()).or_default().push(line);
        }
        Ok(groups)
    }
}

impl Line {
    /// A field that must be there, as it stands.
    pub fn text(&self, column: &str) -> anyhow::Result<&str> {
        self.field(column).ok_or_else(|| anyhow!("{}: {column} is missing", self.place))
    }

    fn field(&self, column: &str) -> Option<&str> {
        self.fields.get(column).map(String::as_str).filter(|field| !field.is_empty())
    }

    /// A field that must be there, as a value.
    pub fn must<T>(&self, column: &str, parse: impl FnOnce(&str) -> Result<T, InvalidValue>) -> anyhow::Result<T> {
        parse(self.text(column)?).map_err(|invalid| anyhow!("{}: {column}: {}", self.place, invalid.detail))
    }

    /// A field that may be there, as a value.
    pub fn may<T>(
        &self,
        column: &str,
        parse: impl FnOnce(&str) -> Result<T, InvalidValue>,
    ) -> anyhow::Result<Option<T>> {
        let value = self.field(column).map(parse).transpose();
        value.map_err(|invalid| anyhow!("{}: {column}: {}", self.place, invalid.detail))
    }

    /// The thing that a field names by its key.
    pub fn named<T: Copy>(&self, column: &str, things: &HashMap<String, T>) -> anyhow::Result<T> {
        let key = self.text(column)?;
        things.get(key).copied().ok_or_else(|| anyhow!("{}: {column}: nothing is called {key}", self.place))
    }

    /// The thing that a field names by its key, if it names one.
    pub fn named_or_none<T: Copy>(&self, column: &str, things: &HashMap<String, T>) -> anyhow::Result<Option<T>> {
        self.field(column).map(|_| self.named(column, things)).transpose()
    }

    /// Says where something went wrong.
    pub fn at<T>(&self, outcome: crate::error::Result<T>) -> anyhow::Result<T> {
        outcome.with_context(|| self.place.clone())
    }
}
