//! Types of a bilan.

mod months;
mod rows;

use std::borrow::Cow;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Serialize, Serializer};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, SchemaType, Type};
use utoipa::{PartialSchema, ToSchema};

use crate::audit_chain::AuditHead;
use crate::error::serialize_french;
use crate::totals::MonthState;
use crate::values::{Hours, Month};

pub use months::MonthRun;
pub use rows::{HoursBy, Rows, RowsOf};

/// The bilan of a year, or of a run of months.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Bilan {
    /// The year; `null` of a run of months that is no calendar year.
    #[schema(required = true, example = 2023)]
    pub year: Option<i32>,
    /// The first and the last month. Dashboards do not get it: they read calendar years.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub period: Option<BilanPeriod>,
    /// The same months of the year before. Dashboards do not get it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub previous: Option<PreviousPeriod>,
    /// The scope: `plie`, the people whom the PLIE accompanies, or `all`.
    #[schema(example = "plie")]
    pub scope: &'static str,
    /// The day of the bilan: outcomes are those known on it.
    pub as_of: NaiveDate,
    /// The head of the audit chain: a stored bilan proves which events existed. That the end of the audit trail was cut off is
    /// found only with a head that was copied out, such as this one (`expect` of the verification).
    #[schema(required = true)]
    pub audit_head: Option<AuditHead>,
    /// The months that it is about, by sector.
    pub months: Vec<MonthState>,
    /// Whether one of them can still change.
    pub provisional: bool,
    /// The tables.
    pub tables: Vec<Table>,
    /// For dashboards: counts and their shares are rounded to a multiple of this. Absent where they are exact.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 5, nullable = false)]
    pub counts_rounded_to: Option<usize>,
    /// Remarks on the figures; none for dashboards, as they are about few people.
    pub findings: Vec<Finding>,
}

impl Bilan {
    /// Its months; dashboards get those of a year.
    pub fn run(&self) -> Option<MonthRun> {
        let period = self.period.map(|period| MonthRun { from: period.from, to: period.to });
        period.or_else(|| MonthRun::of_year(self.year?))
    }
}

/// The months of a bilan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct BilanPeriod {
    /// The first month.
    pub from: Month,
    /// The last month.
    pub to: Month,
}

/// The months that figures are compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct PreviousPeriod {
    /// The first month.
    pub from: Month,
    /// The last month.
    pub to: Month,
    /// Whether they are closed in every sector of the caller. Otherwise no figure has its `previous` one.
    pub closed: bool,
}

/// A table of figures that are counted by one rule.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Table {
    /// Its key.
    #[schema(example = "hours")]
    pub key: &'static str,
    /// Its title, in French.
    #[schema(value_type = String, example = "Heures réalisées")]
    pub title: Cow<'static, str>,
    /// The rule by which it was counted, in French.
    #[schema(value_type = String, example = "Heures réalisées validées et comptées pour la clause, des mois de l’année.")]
    #[serde(serialize_with = "serialize_french")]
    pub rule: Cow<'static, str>,
    /// Whether the lines of the table add up to its total. Dashboards do not get it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub additive: Option<bool>,
    /// Why they do not, in French; absent if they do.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "serialize_given")]
    #[schema(nullable = false, example = "Ces chiffres ont chacun leur dénominateur.")]
    pub not_additive_because: Option<&'static str>,
    /// The figures.
    pub figures: Vec<Figure>,
}

impl Table {
    /// A table of which nothing is said yet about whether it adds up.
    pub fn new(key: &'static str, title: &'static str, rule: &'static str, figures: Vec<Figure>) -> Self {
        Self { key, title: title.into(), rule: rule.into(), additive: None, not_additive_because: None, figures }
    }
}

/// Writes a French text that is given.
fn serialize_given<S: Serializer>(text: &Option<&'static str>, serializer: S) -> Result<S::Ok, S::Error> {
    match text {
        Some(text) => serialize_french(text, serializer),
        None => serializer.serialize_none(),
    }
}

/// One figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Figure {
    /// Its key, unique in the bilan.
    #[schema(example = "hours.by_sector.BTP")]
    pub key: String,
    /// Its label, in French.
    #[schema(example = "BTP")]
    pub label: String,
    /// The rule by which it was counted, in French, where that of the table is not enough.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "serialize_given")]
    #[schema(nullable = false, example = "Femmes parmi les salariés.")]
    pub rule: Option<&'static str>,
    /// The figure, and the numerator of its share; `null` if it is withheld, and of a quotient whose denominator is zero.
    #[schema(value_type = FigureValue)]
    pub value: Value,
    /// The numerator of a quotient: the figure is numerator by denominator.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub numerator: Option<Denominator>,
    /// The denominator of its share or quotient.
    pub denominator: Option<Denominator>,
    /// The share in percent, to one decimal; `null` without a denominator or if that is zero.
    #[schema(example = "46.6")]
    pub share: Option<String>,
    /// Whether the figure is withheld from a dashboard: its breakdown has a part of one to four; absent if not.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub masked: bool,
    /// The same figure a year before; absent unless all months of that run are closed. Dashboards do not get it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub previous: Option<Previous>,
    /// The address of the list that has the records behind the figure, with the filters that the list knows; where there is
    /// none, that of the people (`/v1/bilans/people`). Hours say with `counted` and `in_plie` whether they are of the bilan.
    /// Absent of what divides other figures. Dashboards do not get it.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "Rows::serialize_address")]
    #[schema(value_type = String, required = false, example = "/v1/hours?from=2023-01&to=2023-12&status=validated")]
    pub rows: Option<Rows>,
}

impl Figure {
    /// A figure without share.
    pub fn new(key: impl Into<String>, label: impl Into<String>, value: Value) -> Self {
        let (key, label) = (key.into(), label.into());
        let (rule, numerator, denominator, share) = (None, None, None, None);
        Self { key, label, rule, value, numerator, denominator, share, masked: false, previous: None, rows: None }
    }
}

/// A figure a year before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Previous {
    /// The figure.
    #[schema(value_type = FigureValue)]
    pub value: Value,
    /// Its share in percent.
    #[schema(required = true, example = "44.1")]
    pub share: Option<String>,
}

/// The numerator or denominator of a share or quotient.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Denominator {
    /// The key of the figure or sum of figures.
    #[schema(example = "hours.total")]
    pub figure: String,
    /// Its value.
    #[schema(value_type = FigureValue)]
    pub value: Value,
}

/// Hours, a count, a quotient, or a withheld count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    /// Hours, exact.
    Hours(Hours),
    /// A number of persons, referrals or exits.
    Count(usize),
    /// A quotient, to the hundredth.
    Quotient(Decimal),
    /// A quotient whose denominator is zero.
    Undefined,
    /// A count that is withheld.
    Hidden,
}

impl std::fmt::Display for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Hours(hours) => hours.fmt(f),
            Self::Count(count) => count.fmt(f),
            Self::Quotient(quotient) => quotient.fmt(f),
            Self::Undefined | Self::Hidden => Ok(()),
        }
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Hours(hours) => hours.serialize(serializer),
            Self::Count(count) => count.serialize(serializer),
            Self::Quotient(quotient) => Serialize::serialize(quotient, serializer),
            Self::Undefined | Self::Hidden => serializer.serialize_none(),
        }
    }
}

impl PartialSchema for Value {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(SchemaType::from_iter([Type::String, Type::Integer, Type::Null]))
            .description(Some("Hours as an exact decimal string, a count, or a quotient as a decimal string; `null` where it is withheld or undefined."))
            .examples([serde_json::json!("19784.11")])
            .into()
    }
}

impl ToSchema for Value {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("FigureValue")
    }
}

/// Its schema name: utoipa treats a type called `Value` as any JSON.
pub type FigureValue = Value;

/// A remark on the figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = BilanFinding)]
pub struct Finding {
    /// The kind of remark.
    #[schema(example = "not_additive")]
    pub kind: &'static str,
    /// The key, or the prefix of the keys, of the figures.
    #[schema(example = "employees.total")]
    pub figure: String,
    /// The explanation, in French.
    #[schema(example = "Une personne qui a travaillé dans deux secteurs compte dans chacun, et une fois au total.")]
    #[serde(serialize_with = "serialize_french")]
    pub explanation: String,
}
