//! Parses the raw fields of a request into values. All fields are parsed, so one refusal names every invalid field.

use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;
use utoipa::openapi::schema::{ObjectBuilder, Schema, SchemaType, Type};
use utoipa::openapi::{RefOr, schema::SchemaFormat};

use crate::error::{AppError, FieldError, ProblemCode, Result};
use crate::values::{InvalidValue, NO_SECTOR, Sector, Sectors, parse_day, parse_id};

/// A required field. Its absence does not fail the deserialization, so that [`Fields`] reports it with all other errors.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Required<T>(pub Option<T>);

impl<T> Required<T> {
    /// A field with a value.
    pub const fn new(value: T) -> Self {
        Self(Some(value))
    }
}

impl<T> Default for Required<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Required<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        Option::deserialize(deserializer).map(Self)
    }
}

impl<T: Serialize> Serialize for Required<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

/// A decimal exactly as the client wrote it, string or number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawDecimal(String);

impl RawDecimal {
    /// The text of an exact value.
    pub fn of(value: impl fmt::Display) -> Self {
        Self(value.to_string())
    }

    /// The text that the client wrote.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for RawDecimal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        let text = raw.get();
        if text.starts_with('"') {
            return serde_json::from_str(text).map(Self).map_err(serde::de::Error::custom);
        }
        if text.starts_with(['{', '[', 't', 'f', 'n']) {
            return Err(serde::de::Error::custom("invalid type: expected a decimal"));
        }
        Ok(Self(text.to_owned()))
    }
}

impl Serialize for RawDecimal {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

macro_rules! decimals {
    ($($name:ident, $pattern:literal, $maximum:expr, $example:literal, $description:literal;)+) => {$(
        impl utoipa::PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                ObjectBuilder::new()
                    .schema_type(SchemaType::from_iter([Type::String, Type::Number]))
                    .format(Some(SchemaFormat::Custom("decimal".to_owned())))
                    .pattern(Some($pattern))
                    .minimum(Some(0))
                    .maximum($maximum)
                    .description(Some($description))
                    .examples([serde_json::json!($example)])
                    .into()
            }
        }

        impl utoipa::ToSchema for $name {}
    )+};
}

/// The schema of an amount in euros.
#[derive(Debug)]
pub enum RawAmount {}

/// The schema of a cost in euros for one hour.
#[derive(Debug)]
pub enum RawCost {}

/// The schema of a share between 0 and 1.
#[derive(Debug)]
pub enum RawRate {}

decimals! {
    RawDecimal, r"^(0|[1-9]\d*)(\.\d{1,2})?$", None::<i32>, "151.67", "Hours, exact to the hundredth: a string, or a number without exponent.";
    RawAmount, r"^(0|[1-9]\d*)(\.\d{1,2})?$", None::<i32>, "1250000.00", "Euros, exact to the cent: a string, or a number without exponent.";
    RawCost, r"^(0|[1-9]\d*)(\.\d{1,2})?$", None::<i32>, "30.50", "Euros for one hour, exact to the cent: a string, or a number without exponent.";
    RawRate, r"^(0(\.\d+)?|1(\.0+)?)$", Some(1), "0.05", "A share between 0 and 1, exact: a string, or a number without exponent.";
}

/// Collects the errors of a request's fields while they are parsed.
#[derive(Debug, Default)]
pub struct Fields {
    errors: Vec<FieldError>,
}

impl Fields {
    /// Parses a required field; its absence is the error `missing`.
    pub fn required<R, T>(
        &mut self,
        pointer: &str,
        raw: Required<R>,
        parse: impl FnOnce(R) -> std::result::Result<T, InvalidValue>,
    ) -> Option<T> {
        match raw.0 {
            Some(raw) => self.optional(pointer, Some(raw), parse),
            None => {
                self.push(FieldError::new(pointer, ProblemCode::Missing));
                None
            }
        }
    }

    /// Parses an optional field.
    pub fn optional<R, T>(
        &mut self,
        pointer: &str,
        raw: Option<R>,
        parse: impl FnOnce(R) -> std::result::Result<T, InvalidValue>,
    ) -> Option<T> {
        match parse(raw?) {
            Ok(value) => Some(value),
            Err(invalid) => {
                self.push(FieldError::new(pointer, invalid.code).with_detail(invalid.detail));
                None
            }
        }
    }

    /// Parses an optional query parameter with an id.
    pub fn id<T: From<i64>>(&mut self, pointer: &str, raw: Option<impl AsRef<str>>) -> Option<T> {
        self.optional(pointer, raw, |text| parse_id(text.as_ref()))
    }

    /// Parses the optional first and last day of a filter; a last day before the first is the error `invalid_period` at it.
    pub fn period<R: AsRef<str>>(
        &mut self,
        (first, from): (&str, Option<R>),
        (last, to): (&str, Option<R>),
    ) -> (Option<NaiveDate>, Option<NaiveDate>) {
        let from = self.optional(first, from, |text| parse_day(text.as_ref()));
        let to = self.optional(last, to, |text| parse_day(text.as_ref()));
        if matches!((from, to), (Some(from), Some(to)) if to < from) {
            self.push(FieldError::new(last, ProblemCode::InvalidPeriod));
        }
        (from, to)
    }

    /// Parses an optional query parameter that is `true` or `false`.
    pub fn flag(&mut self, pointer: &str, raw: Option<&str>) -> Option<bool> {
        match raw? {
            "true" => Some(true),
            "false" => Some(false),
            _ => {
                let detail = "Attendu : true ou false.";
                self.push(FieldError::new(pointer, ProblemCode::InvalidQuery).with_detail(detail));
                None
            }
        }
    }

    /// Parses the sectors that an account or key may see; an empty list is the error `missing`.
    pub fn sectors(&mut self, pointer: &str, codes: Vec<String>) -> Sectors {
        if codes.is_empty() {
            self.push(FieldError::new(pointer, ProblemCode::Missing).with_detail(NO_SECTOR));
        }
        let codes = codes.into_iter().enumerate();
        let parse = |(index, code): (usize, String)| {
            self.optional(&format!("{pointer}/{index}"), Some(code), |code| Sector::parse(&code))
        };
        Sectors::new(codes.filter_map(parse).collect::<Vec<_>>())
    }

    /// Adds an error.
    pub fn push(&mut self, error: FieldError) {
        self.errors.push(error);
    }

    /// Adds the errors of a nested object, with `pointer` before their pointers.
    ///
    /// # Errors
    /// Those that are not about fields.
    pub fn nested<T>(&mut self, pointer: &str, part: Result<T>) -> Result<Option<T>> {
        match part {
            Ok(value) => Ok(Some(value)),
            Err(error) if error.field_errors.is_empty() => Err(error),
            Err(error) => {
                let nested = error.field_errors.into_iter();
                self.errors.extend(nested.map(|error| error.below(pointer)));
                Ok(None)
            }
        }
    }

    /// The refusal with all errors.
    pub fn refusal(self) -> AppError {
        AppError::from_field_errors(self.errors)
    }

    /// Succeeds if there are no errors.
    ///
    /// # Errors
    /// The refusal with all errors.
    pub fn done(self) -> Result<()> {
        if self.errors.is_empty() { Ok(()) } else { Err(self.refusal()) }
    }
}
