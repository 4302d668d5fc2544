//! From raw fields to values: every field is tried, and all that are refused are named together.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;
use utoipa::openapi::schema::{ObjectBuilder, Schema, SchemaType, Type};
use utoipa::openapi::{RefOr, schema::SchemaFormat};

use crate::error::{AppError, FieldError, ProblemCode, Result};
use crate::values::{InvalidValue, NO_SECTOR, Sector, Sectors, parse_id};

/// A field that must be there. Reading it never fails on absence, so that its absence is told with all other faults.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Must<T>(pub Option<T>);

impl<T> Must<T> {
    /// A field that is there.
    pub const fn given(value: T) -> Self {
        Self(Some(value))
    }
}

impl<T> Default for Must<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Must<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        Option::deserialize(deserializer).map(Self)
    }
}

impl<T: Serialize> Serialize for Must<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

/// A decimal as its sender wrote it, string or number, digit for digit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawDecimal(String);

impl RawDecimal {
    /// The text of an exact value.
    pub fn of(value: impl fmt::Display) -> Self {
        Self(value.to_string())
    }

    /// What the sender wrote.
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
    ($($name:ident, $pattern:literal, $most:expr, $example:literal, $description:literal;)+) => {$(
        impl utoipa::PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                ObjectBuilder::new()
                    .schema_type(SchemaType::from_iter([Type::String, Type::Number]))
                    .format(Some(SchemaFormat::Custom("decimal".to_owned())))
                    .pattern(Some($pattern))
                    .minimum(Some(0))
                    .maximum($most)
                    .description(Some($description))
                    .examples([serde_json::json!($example)])
                    .into()
            }
        }

        impl utoipa::ToSchema for $name {}
    )+};
}

/// Euros, as their sender wrote them.
#[derive(Debug)]
pub enum RawAmount {}

/// Euros for one hour, as their sender wrote them.
#[derive(Debug)]
pub enum RawCost {}

/// A share between 0 and 1, as its sender wrote it.
#[derive(Debug)]
pub enum RawRate {}

decimals! {
    RawDecimal, r"^\d+(\.\d{1,2})?$", None::<i32>, "151.67", "Hours, exact to the hundredth: a string, or a number without exponent.";
    RawAmount, r"^\d+(\.\d{1,2})?$", None::<i32>, "1250000.00", "Euros, exact to the cent: a string, or a number without exponent.";
    RawCost, r"^\d+(\.\d{1,2})?$", None::<i32>, "30.50", "Euros for one hour, exact to the cent: a string, or a number without exponent.";
    RawRate, r"^(0(\.\d+)?|1(\.0+)?)$", Some(1), "0.05", "A share between 0 and 1, exact: a string, or a number without exponent.";
}

/// Collects the fields that are refused while the values are made.
#[derive(Debug, Default)]
pub struct Fields {
    field_errors: Vec<FieldError>,
}

impl Fields {
    /// Reads a field that must be there.
    pub fn must<R, T>(
        &mut self,
        pointer: &str,
        raw: Must<R>,
        parse: impl FnOnce(R) -> std::result::Result<T, InvalidValue>,
    ) -> Option<T> {
        match raw.0 {
            Some(raw) => self.may(pointer, Some(raw), parse),
            None => {
                self.field_error(FieldError::new(pointer, ProblemCode::Missing));
                None
            }
        }
    }

    /// Reads a field that may be there.
    pub fn may<R, T>(
        &mut self,
        pointer: &str,
        raw: Option<R>,
        parse: impl FnOnce(R) -> std::result::Result<T, InvalidValue>,
    ) -> Option<T> {
        match parse(raw?) {
            Ok(value) => Some(value),
            Err(invalid) => {
                self.field_error(FieldError::new(pointer, invalid.code).with_detail(invalid.detail));
                None
            }
        }
    }

    /// Reads an id out of an address's parameter.
    pub fn id<T: From<i64>>(&mut self, pointer: &str, raw: Option<String>) -> Option<T> {
        self.may(pointer, raw, |text| parse_id(&text))
    }

    /// Reads which sectors somebody is to see. Who sees none is of no use to anybody: what is meant by none has to be said.
    pub fn sectors(&mut self, pointer: &str, codes: Vec<String>) -> Sectors {
        if codes.is_empty() {
            self.field_error(FieldError::new(pointer, ProblemCode::Missing).with_detail(NO_SECTOR));
        }
        let codes = codes.into_iter().enumerate();
        let parse = |(place, code): (usize, String)| {
            self.may(&format!("{pointer}/{place}"), Some(code), |code| Sector::parse(&code))
        };
        Sectors::new(codes.filter_map(parse).collect::<Vec<_>>())
    }

    /// Notes a fault.
    pub fn field_error(&mut self, field_error: FieldError) {
        self.field_errors.push(field_error);
    }

    /// Notes the faults of a part of the body, which stands below `pointer`.
    pub fn below<T>(&mut self, pointer: &str, part: Result<T>) -> Result<Option<T>> {
        match part {
            Ok(value) => Ok(Some(value)),
            Err(error) if error.field_errors.is_empty() => Err(error),
            Err(error) => {
                self.field_errors.extend(error.field_errors.into_iter().map(|field_error| FieldError {
                    pointer: format!("{pointer}{}", field_error.pointer),
                    ..field_error
                }));
                Ok(None)
            }
        }
    }

    /// The refusal that names every fault.
    pub fn refusal(self) -> AppError {
        AppError::from_field_errors(self.field_errors)
    }

    /// Goes on only if nothing was refused.
    ///
    /// # Errors
    /// The refusal that names every fault.
    pub fn done(self) -> Result<()> {
        if self.field_errors.is_empty() { Ok(()) } else { Err(self.refusal()) }
    }
}
