//! The kinds of values that dimensions have. Only `dimension.rs` uses it.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::error::ProblemCode;
use crate::values::{InvalidValue, Month, fold, parse_whole};

/// The values of a dimension.
#[derive(Debug)]
pub(super) enum Values {
    /// A month.
    Month,
    /// A quarter, such as `2023-Q2`.
    Quarter,
    /// A positive number.
    Number,
    /// A level of qualification, from 1 to 10.
    Level,
    /// True or false.
    Flag,
    /// Any text.
    Text,
    /// A code of a vocabulary.
    Code {
        /// Parses a code.
        parse: fn(&str) -> Result<String, InvalidValue>,
        /// The codes that have a row even without hours.
        always: Option<fn() -> Vec<String>>,
    },
    /// The id of a row of a table, whose `label` column is shown with it.
    Id { table: &'static str, label: &'static str },
    /// A listed neighbourhood, by name in the API and by id in the database.
    Neighbourhood,
}

/// Codes as text.
pub(super) fn texts<T: ToString>(codes: &[T]) -> Vec<String> {
    codes.iter().map(ToString::to_string).collect()
}

impl Values {
    pub fn closed_codes(&self) -> Option<Vec<String>> {
        match self {
            Self::Code { always, .. } => always.map(|codes| codes()),
            _ => None,
        }
    }

    /// Dashboards get more rows: an absent row would show that a count is zero, so that a present one is not.
    pub fn closed_codes_for_dashboards(&self) -> Option<Vec<String>> {
        match self {
            Self::Flag => Some(texts(&["true", "false"])),
            Self::Level => Some((1..=10).map(|level: i32| level.to_string()).collect()),
            _ => self.closed_codes(),
        }
    }

    pub fn parse(&self, text: &str) -> Result<String, InvalidValue> {
        let invalid = |expected| InvalidValue::new(ProblemCode::InvalidQuery, expected);
        match self {
            Self::Month => Month::parse(text).map(|month| month.number().to_string()),
            Self::Code { parse, .. } => parse(text),
            Self::Flag => match text {
                "true" | "false" => Ok(text.to_owned()),
                _ => Err(invalid("Attendu : true ou false.")),
            },
            Self::Quarter => match text.split_once("-Q") {
                Some((year, "1" | "2" | "3" | "4")) if year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit()) => {
                    Ok(text.to_owned())
                }
                _ => Err(invalid("Un trimestre s’écrit AAAA-Q1 à AAAA-Q4.")),
            },
            Self::Text => Ok(text.to_owned()),
            Self::Neighbourhood => Ok(fold(text)),
            Self::Id { .. } | Self::Number | Self::Level => match parse_whole::<i64>(text) {
                Some(number) if number > 0 => Ok(number.to_string()),
                _ => Err(invalid("Attendu : un nombre entier.")),
            },
        }
    }

    pub fn json(&self, stored: &str, neighbourhoods: &BTreeMap<String, String>) -> Value {
        let number = || stored.parse::<i64>().ok();
        match self {
            Self::Month => number()
                .and_then(|number| Month::from_number(i32::try_from(number).ok()?))
                .map_or(Value::Null, |month| month.to_string().into()),
            Self::Neighbourhood => neighbourhoods.get(stored).map_or(Value::Null, |name| name.as_str().into()),
            Self::Flag => (stored == "true").into(),
            Self::Number | Self::Level | Self::Id { .. } => number().into(),
            Self::Quarter | Self::Text | Self::Code { .. } => stored.into(),
        }
    }
}
